import { Checkbox } from '@mantine/core';
import type { Balance } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import type { Compared } from './compared.ts';
import { digitsAgainst, figureDigits, isNumber, shareDigits, shareOfStandard } from './estimates.ts';
import styles from './school-table.module.css';
import { cvAgainst, cvText, reasonText } from './words.ts';

interface SchoolTableProps {
  balance: Balance;
  compared: Compared | null;
  onOpen: (what: string) => void;
}

/** Schools by indicators: every cell says whether the standard is reached and opens its explanation. */
export function SchoolTable({ balance, compared, onOpen }: SchoolTableProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const [unweighted, setUnweighted] = useState(false);
  const { indicators, schools } = balance;
  const figuresOf = new Map(
    indicators.map((indicator) => [
      indicator.id,
      new Map(indicator.schools.map((one) => [one.schoolId, one])),
    ]),
  );
  return (
    <>
      <section
        className={styles.box}
        aria-label={t('table.caption')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        <table className={styles.table}>
          <caption className="sr-only">{t('table.caption')}</caption>
          <thead>
            <tr>
              <th scope="col" className={styles.corner}>
                {t('table.school')}
              </th>
              <th scope="col">{t('table.pupils')}</th>
              {indicators.map((indicator) => (
                <th key={indicator.id} scope="col" title={format.text(indicator.name)}>
                  {format.text(indicator.shortName)}
                  <span className={styles.unit}>{format.text(indicator.unit)}</span>
                </th>
              ))}
              <th scope="col">{t('table.reached')}</th>
            </tr>
          </thead>
          <tbody>
            {schools.map((school) => (
              <tr key={school.schoolId}>
                <th scope="row" className={styles.school}>
                  {format.text(school.name)}
                </th>
                <td>{school.pupils === null ? '–' : format.number(school.pupils, { digits: 0 })}</td>
                {indicators.map((indicator) => {
                  const one = figuresOf.get(indicator.id)?.get(school.schoolId);
                  if (one === undefined) {
                    const why = indicator.excluded.find(({ schoolId }) => schoolId === school.schoolId);
                    return (
                      <td key={indicator.id} className={styles.missing} title={reasonText(why?.reason, t)}>
                        {t('table.missing')}
                      </td>
                    );
                  }
                  const { standard } = indicator;
                  const share =
                    standard === undefined ? null : shareOfStandard(one.value, standard, indicator.better);
                  const state =
                    one.met === undefined
                      ? 'table.noStandard'
                      : one.met
                        ? 'table.cellMet'
                        : 'table.cellBelow';
                  return (
                    <td
                      key={indicator.id}
                      className={
                        one.met === undefined ? undefined : one.met ? styles.cellMet : styles.cellBelow
                      }
                    >
                      <button
                        type="button"
                        className={styles.cell}
                        title={t(state)}
                        onClick={() => onOpen(`cell/${indicator.id}/${school.schoolId}`)}
                      >
                        <span className={styles.value}>
                          {one.met === undefined ? null : (
                            <span aria-hidden="true" className={styles.sign}>
                              {one.met ? '✓' : '×'}
                            </span>
                          )}
                          {format.number(one.value, { digits: digitsAgainst(one.value, indicator) })}
                          <span className="sr-only">, {t(state)}</span>
                        </span>
                        {share === null ? null : (
                          <span
                            className={styles.share}
                            title={t('table.share', {
                              share: format.number(share, { percent: true, atMost: shareDigits(share) }),
                            })}
                          >
                            {format.number(share, { percent: true, atMost: shareDigits(share) })}
                          </span>
                        )}
                      </button>
                    </td>
                  );
                })}
                <td>
                  {school.of === 0 ? (
                    '–'
                  ) : (
                    <span className={school.verdict === 'not-met' ? styles.bad : undefined}>
                      {school.verdict === 'not-judged' ? '' : school.verdict === 'met' ? '✓ ' : '× '}
                      {t('table.of', { met: school.met, of: school.of })}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" className={styles.school}>
                {t('table.mean')}
              </th>
              <td>{format.number(balance.area.pupils, { digits: 0 })}</td>
              {indicators.map((indicator) => (
                <td key={indicator.id}>
                  {isNumber(indicator.mean)
                    ? format.number(indicator.mean, { digits: figureDigits(indicator) })
                    : '–'}
                </td>
              ))}
              <td />
            </tr>
            <tr>
              <th scope="row" className={styles.school}>
                {t('table.standard')}
              </th>
              <td />
              {indicators.map(({ id, standard }) => (
                <td key={id}>{standard === undefined ? '–' : format.number(standard)}</td>
              ))}
              <td />
            </tr>
            {compared === null ? null : (
              <tr>
                <th scope="row" className={styles.school}>
                  {t('table.cvEarlier', { year: compared.yearText })}
                </th>
                <td />
                {indicators.map(({ id, cvLimit }) => {
                  const cv = compared.indicatorById.get(id)?.cv;
                  return (
                    <td key={id}>
                      {cv !== undefined && isNumber(cv) ? cvAgainst(cv, cvLimit, format) : '–'}
                    </td>
                  );
                })}
                <td />
              </tr>
            )}
            <tr>
              <th scope="row" className={styles.school}>
                {t('table.cv')}
              </th>
              <td />
              {indicators.map((indicator) => (
                <td key={indicator.id}>
                  <button
                    type="button"
                    className={`explains ${styles.cv} ${indicator.verdict === 'not-met' ? styles.bad : ''}`}
                    onClick={() => onOpen(`variation/${indicator.id}`)}
                  >
                    {isNumber(indicator.cv)
                      ? cvAgainst(indicator.cv, indicator.cvLimit, format)
                      : t('variation.none')}
                  </button>
                </td>
              ))}
              <td />
            </tr>
            {unweighted ? (
              <tr>
                <th scope="row" className={styles.school}>
                  {t('table.cvUnweighted')}
                </th>
                <td />
                {indicators.map(({ id, cvUnweighted }) => (
                  <td key={id}>{isNumber(cvUnweighted) ? cvText(cvUnweighted, format) : '–'}</td>
                ))}
                <td />
              </tr>
            ) : null}
            <tr>
              <th scope="row" className={styles.school}>
                {t('table.limit')}
              </th>
              <td />
              {indicators.map(({ id, cvLimit }) => (
                <td key={id}>{cvLimit === undefined ? '–' : cvText(cvLimit, format)}</td>
              ))}
              <td />
            </tr>
            <tr>
              <th scope="row" className={styles.school}>
                {t('table.verdict')}
              </th>
              <td />
              {indicators.map(({ id, verdict }) => (
                <td key={id} className={verdict === 'not-met' ? styles.bad : undefined}>
                  {verdict === 'not-judged' ? '' : verdict === 'met' ? '✓ ' : '× '}
                  {t(`table.${verdict}`)}
                </td>
              ))}
              <td />
            </tr>
          </tfoot>
        </table>
      </section>
      {balance.weighting === 'enrolment' ? (
        <div className={`${styles.options} no-print`}>
          <Checkbox
            size="xs"
            label={t('table.showUnweighted')}
            checked={unweighted}
            onChange={(event) => setUnweighted(event.currentTarget.checked)}
          />
        </div>
      ) : null}
    </>
  );
}
