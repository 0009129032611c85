import type { Balance, BalanceIndicator, BalanceSchool } from '@trellis/contract';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '../../i18n/format.ts';
import type { Compared } from './compared.ts';
import { isNumber } from './estimates.ts';
import styles from './indicator-lines.module.css';
import { Sparkline } from './sparkline.tsx';
import { StripPlot } from './strip-plot.tsx';
import { VariationBar } from './variation-bar.tsx';
import { cvAgainst, cvText, reasonText, takeText } from './words.ts';

interface IndicatorLinesProps {
  balance: Balance;
  compared: Compared | null;
  schoolById: ReadonlyMap<string, BalanceSchool>;
  onOpen: (what: string) => void;
}

/** Each indicator as one line: the schools against the standard, the variation against its limit, its history, what it would take. */
export function IndicatorLines({ balance, compared, schoolById, onOpen }: IndicatorLinesProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const firstYear = Math.min(...balance.indicators.flatMap(({ history }) => history.map(({ year }) => year)));
  // The furthest over its limit stands first; without limits, the widest difference.
  const reach = ({ cv, cvLimit }: BalanceIndicator) => (isNumber(cv) ? cv / (cvLimit ?? 1) : -1);
  const all = [...balance.indicators].sort(
    (a, b) => reach(b) - reach(a) || b.schools.length - a.schools.length,
  );
  // What a pack without limits finds nowhere needs no empty line of its own.
  const bare = (one: BalanceIndicator) =>
    one.schools.length === 0 && one.cvLimit === undefined && one.standard === undefined;
  const ordered = all.filter((one) => !bare(one));
  const without = all.filter(bare).map(({ shortName }) => format.text(shortName));
  const hasLimits = all.some(({ cvLimit, standard }) => cvLimit !== undefined || standard !== undefined);
  const hasStandards = balance.indicators.some(({ standard }) => standard !== undefined);
  const most = Math.max(
    0.1,
    ...balance.indicators.map(({ cv, cvLimit }) =>
      Math.max((cvLimit ?? 0) * 1.6, isNumber(cv) ? cv * 1.05 : 0),
    ),
  );
  return (
    <div className={styles.lines}>
      <div className={styles.head} aria-hidden="true">
        <span>{t('column.indicator')}</span>
        <span>{t(hasStandards ? 'column.schools' : 'column.schoolsOnly')}</span>
        <span>{t('column.variation')}</span>
        <span>
          {Number.isFinite(firstYear)
            ? t('column.since', { year: format.yearInSentence(firstYear) })
            : t('column.history')}
        </span>
        <span>{t(hasLimits ? 'column.take' : 'column.range')}</span>
      </div>
      <ul className={styles.list}>
        {ordered.map((indicator) => {
          const take = takeText(indicator, schoolById, t, format);
          const before = compared?.indicatorById.get(indicator.id);
          return (
            <li key={indicator.id} className={styles.line}>
              <h3 className={styles.name} title={format.text(indicator.name)}>
                {format.text(indicator.shortName)}
                <span className={styles.unit}>{format.text(indicator.unit)}</span>
              </h3>
              <div className={styles.strip}>
                <StripPlot
                  indicator={indicator}
                  schoolById={schoolById}
                  earlier={
                    before === undefined || compared === null
                      ? undefined
                      : { indicator: before, yearText: compared.yearText }
                  }
                  onOpen={(schoolId) => onOpen(`cell/${indicator.id}/${schoolId}`)}
                />
              </div>
              <Variation
                indicator={indicator}
                before={before}
                compared={compared}
                most={most}
                onOpen={() => onOpen(`variation/${indicator.id}`)}
              />
              <div className={styles.history}>
                <Sparkline
                  history={indicator.history}
                  limit={indicator.cvLimit}
                  year={balance.year}
                  compare={compared?.year}
                  label={historyText(indicator, t, format)}
                />
              </div>
              <div className={styles.take}>
                {take.opens ? (
                  <button
                    type="button"
                    className={`explains ${styles.takeLink}`}
                    onClick={() => onOpen(`remedy/${indicator.id}`)}
                  >
                    {take.text}
                  </button>
                ) : (
                  <span className={styles.takeNone}>{take.text}</span>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {without.length === 0 ? null : (
        <p className={styles.without}>{t('without', { indicators: format.list(without) })}</p>
      )}
    </div>
  );
}

function historyText(indicator: BalanceIndicator, t: TFunction<'balance'>, format: Format): string {
  const first = indicator.history[0];
  const last = indicator.history.at(-1);
  if (first === undefined || last === undefined) return '';
  return t('variation.history', {
    first: cvAgainst(first.cv, indicator.cvLimit, format),
    firstYear: format.yearInSentence(first.year),
    last: cvAgainst(last.cv, indicator.cvLimit, format),
    lastYear: format.yearInSentence(last.year),
  });
}

interface VariationProps {
  indicator: BalanceIndicator;
  before: BalanceIndicator | undefined;
  compared: Compared | null;
  most: number;
  onOpen: () => void;
}

function Variation({ indicator, before, compared, most, onOpen }: VariationProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const { cv, cvLimit } = indicator;
  if (!isNumber(cv)) {
    return (
      <div className={styles.variation}>
        <button type="button" className={`explains ${styles.none}`} onClick={onOpen}>
          {t('variation.none')}
        </button>
        <span className={styles.noneWhy}>{reasonText(cv.reason, t)}</span>
      </div>
    );
  }
  const over = indicator.verdict === 'not-met';
  const limit = cvLimit === undefined ? '' : cvText(cvLimit, format);
  const shown = cvAgainst(cv, cvLimit, format);
  const state = t(cvLimit === undefined ? 'variation.free' : over ? 'variation.over' : 'variation.within', {
    limit,
  });
  const earlierCv = before !== undefined && isNumber(before.cv) ? before.cv : undefined;
  return (
    <div className={styles.variation}>
      <button
        type="button"
        className={`explains num ${styles.cv} ${over ? styles.over : ''}`}
        aria-label={t('variation.open', { indicator: format.text(indicator.shortName), cv: shown, state })}
        title={state}
        onClick={onOpen}
      >
        {shown}
      </button>
      <span className={styles.bar}>
        <VariationBar cv={cv} limit={cvLimit} earlier={earlierCv} most={most} />
      </span>
      {compared === null ? null : (
        <span className={styles.change}>
          {earlierCv === undefined
            ? t('compare.new', { year: compared.yearText })
            : `${t('compare.was', { year: compared.yearText, cv: cvAgainst(earlierCv, cvLimit, format) })} · ${changeText(cv - earlierCv, t, format)}`}
        </span>
      )}
    </div>
  );
}

function changeText(change: number, t: TFunction<'balance'>, format: Format): string {
  if (Math.abs(change) < 0.0005) return t('compare.unchanged');
  return format.number(change, { digits: Math.abs(change) < 0.005 ? 3 : 2, sign: true });
}
