import type { Estimate } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../components/data-table.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { Compared } from './compared.ts';
import { isNumber, unitFactor } from './estimates.ts';
import styles from './explanation.module.css';
import type { ExplanationProps } from './explanation-props.ts';
import { LorenzCurve } from './lorenz-curve.tsx';
import { cvAgainst, cvText, reasonText, schoolLabel } from './words.ts';

/** How a variation is computed, with the numbers of each school, and what other measures say of the same differences. */
export function VariationExplanation(props: ExplanationProps & { compared: Compared | null }) {
  const { balance, indicator, schoolById, onOpen } = props;
  const { t } = useTranslation('balance');
  const format = useFormat();
  const weighted = balance.weighting === 'enrolment';
  const { cv, cvLimit, mean } = indicator;
  const rows = indicator.schools.map((one) => {
    const school = schoolById.get(one.schoolId);
    return {
      ...one,
      label: school === undefined ? '' : format.text(school.name),
      pupils: school?.pupils ?? null,
    };
  });
  const pupils = rows.reduce((sum, row) => sum + (row.pupils ?? 0), 0);
  const total = rows.reduce((sum, row) => sum + row.total, 0);
  const factor = unitFactor(indicator);
  const number = (value: number) => format.number(value, { atMost: 4 });

  return (
    <>
      <section className={styles.section}>
        {isNumber(cv) ? (
          <p className={styles.big}>
            <strong className={indicator.verdict === 'not-met' ? styles.over : undefined}>
              {cvAgainst(cv, cvLimit, format)}
            </strong>
            <span>
              {t(
                cvLimit === undefined
                  ? 'how.sentenceFree'
                  : indicator.verdict === 'not-met'
                    ? 'how.sentenceOver'
                    : 'how.sentenceWithin',
                {
                  cv: format.number(cv, { digits: 4 }),
                  limit: cvLimit === undefined ? '' : cvText(cvLimit, format),
                },
              )}
            </span>
          </p>
        ) : (
          <>
            <h3>{t('how.notEstimable')}</h3>
            <p>{reasonText(cv.reason, t)}</p>
          </>
        )}
      </section>

      <section className={styles.section}>
        <h3>{t('how.formula')}</h3>
        <p>{t(weighted ? 'how.formulaText' : 'how.formulaTextPlain')}</p>
        <div className={styles.formula}>
          {weighted ? (
            <div>
              <var>CV</var> = √( Σ (<var>P</var>ᵢ / <var>P</var>) · (<var>x</var>ᵢ − <var>X̄</var>)² ) /{' '}
              <var>X̄</var>
            </div>
          ) : (
            <div>
              <var>CV</var> = √( Σ (<var>x</var>ᵢ − <var>X̄</var>)² / <var>n</var> ) / <var>X̄</var>
            </div>
          )}
          {isNumber(mean) ? (
            <div>
              {t('how.mean')} <var>X̄</var> ={' '}
              {weighted && indicator.denominator !== 'none'
                ? `${format.number(total, { atMost: 2 })} ÷ ${format.number(pupils, { atMost: 1 })}${factor === 100 ? ' × 100' : ''} = `
                : ''}
              {number(mean)}
            </div>
          ) : null}
          {isNumber(mean) && isNumber(cv) ? (
            <>
              <div>
                {t('how.spread')} = {number(cv * mean)}
              </div>
              <div>
                {t('how.result')} = {number(cv * mean)} ÷ {number(mean)} ={' '}
                <strong>{format.number(cv, { digits: 4 })}</strong>
              </div>
            </>
          ) : null}
        </div>
        <p>
          {isNumber(indicator.cvUnweighted)
            ? weighted
              ? t('how.unweighted', { cv: format.number(indicator.cvUnweighted, { digits: 4 }) })
              : null
            : t('how.unweightedNot')}
        </p>
      </section>

      <section className={styles.section}>
        <h3>{t('how.perSchool')}</h3>
        <DataTable
          caption={t('how.perSchool')}
          rows={rows}
          rowKey={(row) => row.schoolId}
          columns={[
            {
              key: 'school',
              header: t('how.school'),
              names: true,
              cell: (row) => (
                <button
                  type="button"
                  className="explains"
                  onClick={() => onOpen(`cell/${indicator.id}/${row.schoolId}`)}
                >
                  {row.label}
                </button>
              ),
            },
            {
              key: 'pupils',
              header: t('how.pupils'),
              numeric: true,
              cell: (row) => (row.pupils === null ? '–' : format.number(row.pupils, { atMost: 1 })),
            },
            {
              key: 'total',
              header: t('how.total'),
              numeric: true,
              cell: (row) => format.number(row.total, { atMost: 1 }),
            },
            { key: 'value', header: t('how.value'), numeric: true, cell: (row) => number(row.value) },
            {
              key: 'deviation',
              header: t('how.deviation'),
              numeric: true,
              cell: (row) =>
                isNumber(mean) ? format.number(row.value - mean, { atMost: 3, sign: true }) : '–',
            },
            {
              key: 'share',
              header: t('how.share'),
              numeric: true,
              cell: (row) =>
                row.shareOfVariation === undefined
                  ? '–'
                  : format.number(row.shareOfVariation, { percent: true, digits: 1 }),
            },
          ]}
          foot={
            <tr>
              <th scope="row">{t('how.sum')}</th>
              <td style={{ textAlign: 'right' }}>{format.number(pupils, { atMost: 1 })}</td>
              <td style={{ textAlign: 'right' }}>{format.number(total, { atMost: 1 })}</td>
              <td style={{ textAlign: 'right' }}>{isNumber(mean) ? number(mean) : '–'}</td>
              <td />
              <td style={{ textAlign: 'right' }}>
                {isNumber(cv) ? format.number(1, { percent: true }) : ''}
              </td>
            </tr>
          }
        />
        {indicator.excluded.length === 0 ? null : (
          <>
            <p>{t('how.excluded')}</p>
            <ul className={styles.list}>
              {indicator.excluded.map(({ schoolId, reason }) => {
                const school = schoolById.get(schoolId);
                return (
                  <li key={schoolId}>
                    {school === undefined ? '' : `${schoolLabel(school, format)} · `}
                    {reasonText(reason, t)}
                  </li>
                );
              })}
            </ul>
          </>
        )}
      </section>

      <OtherMeasures {...props} />
      <Decompositions {...props} />

      {rows.length >= 2 && weighted && indicator.denominator !== 'none' && total > 0 ? (
        <section className={styles.section}>
          <h3>{t('how.lorenz')}</h3>
          <p>{t('how.lorenzText')}</p>
          <LorenzCurve schools={rows.map((row) => ({ pupils: row.pupils ?? 0, total: row.total }))} />
        </section>
      ) : null}

      <HistoryTable {...props} />
    </>
  );
}

function OtherMeasures({ indicator }: ExplanationProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const measures: { key: string; estimate: Estimate; digits: number }[] = [
    { key: 'gini', estimate: indicator.gini, digits: 3 },
    { key: 'theilT', estimate: indicator.theilT, digits: 3 },
    { key: 'theilL', estimate: indicator.theilL, digits: 3 },
    { key: 'atkinson', estimate: indicator.atkinson, digits: 3 },
    { key: 'highestToLowest', estimate: indicator.highestToLowest, digits: 1 },
  ];
  return (
    <section className={styles.section}>
      <h3>{t('how.others')}</h3>
      <DataTable
        caption={t('how.others')}
        rows={measures}
        rowKey={(row) => row.key}
        columns={[
          { key: 'measure', header: t('how.measure'), names: true, cell: (row) => t(`how.${row.key}`) },
          {
            key: 'number',
            header: t('how.number'),
            numeric: true,
            cell: (row) =>
              isNumber(row.estimate)
                ? `${format.number(row.estimate, { digits: row.digits })}${row.key === 'highestToLowest' ? ' : 1' : ''}`
                : t('how.notEstimableShort'),
          },
          {
            key: 'meaning',
            header: t('how.meaning'),
            cell: (row) => (
              <span className={styles.meaning}>
                {isNumber(row.estimate) ? t(`how.${row.key}Text`) : reasonText(row.estimate.reason, t)}
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

function Decompositions({ indicator }: ExplanationProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const known = indicator.decomposition.filter(
    ({ between, within, groups }) => groups > 1 && isNumber(between) && isNumber(within),
  );
  if (known.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{t('how.decomposition')}</h3>
      {known.map(({ by, between, within }) => {
        if (!isNumber(between) || !isNumber(within) || between + within <= 0) return null;
        const share = between / (between + within);
        return (
          <div key={by} style={{ marginTop: 8 }}>
            <p>
              {t('how.decompositionText', {
                by: t(`how.by.${by}`),
                share: format.number(share, { percent: true, atMost: 0 }),
                rest: format.number(1 - share, { percent: true, atMost: 0 }),
              })}{' '}
              <span className="num">
                ({format.number(between, { digits: 4 })} + {format.number(within, { digits: 4 })})
              </span>
            </p>
            <div className={styles.parts} aria-hidden="true">
              <span className={styles.partBetween} style={{ width: `${share * 100}%` }} />
            </div>
          </div>
        );
      })}
    </section>
  );
}

function HistoryTable({ balance, indicator }: ExplanationProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  if (indicator.history.length === 0) return null;
  const rows = indicator.history
    .map((point, index) => ({ ...point, before: indicator.history[index - 1]?.cv ?? null }))
    .reverse();
  return (
    <section className={styles.section}>
      <h3>{t('how.history')}</h3>
      <DataTable
        caption={t('how.history')}
        rows={rows}
        rowKey={(row) => String(row.year)}
        columns={[
          {
            key: 'year',
            header: t('how.year'),
            names: true,
            cell: (row) => (
              <span style={row.year === balance.year ? undefined : { fontWeight: 400 }}>
                {format.schoolYear(row.year)}
              </span>
            ),
          },
          {
            key: 'cv',
            header: t('how.result'),
            numeric: true,
            cell: (row) => format.number(row.cv, { digits: 4 }),
          },
          {
            key: 'change',
            header: t('how.change'),
            numeric: true,
            cell: (row) =>
              row.before === null ? '–' : format.number(row.cv - row.before, { digits: 4, sign: true }),
          },
        ]}
      />
    </section>
  );
}
