import { DataTable } from '../../../components/data-table.tsx';
import { ChartCard } from './chart-card.tsx';
import { explainTerm } from './explain.ts';
import { Explained } from './explanation.tsx';
import { FORMULAS } from './formulas.ts';
import { IntervalPlot } from './interval-plot.tsx';
import type { OutcomeProps } from './outcome-props.ts';
import { halfWidth, useStudyWords } from './study-words.ts';

/** For whom: groups beside each other, with p-values that know how many were looked at. */
export function HeterogeneityCard({ outcome, result }: OutcomeProps) {
  const words = useStudyWords();
  const { t, format, effect, interval, pValue } = words;
  const rows = outcome.heterogeneity;
  const nameOf = ({ column, group }: (typeof rows)[number]) => t('groups.name', { column, group });
  return (
    <ChartCard
      wide
      title={t('groups.title')}
      lead={t('groups.lead', { adjustment: t(`adjustment.${result.design.adjustment}`) })}
      chart={
        <IntervalPlot
          label={t('groups.title')}
          reference={outcome.headline.estimate}
          rows={rows.map((row) => ({
            key: `${row.column} ${row.group}`,
            label: nameOf(row),
            estimate: row.estimate,
            interval: row.confidenceInterval,
          }))}
        />
      }
      tableOpen
      table={
        <DataTable
          caption={t('groups.title')}
          rows={rows}
          rowKey={({ column, group }) => `${column} ${group}`}
          columns={[
            { key: 'group', header: t('groups.group'), names: true, cell: nameOf },
            {
              key: 'effect',
              header: t('table.effect'),
              numeric: true,
              cell: (row) =>
                row.estimate === null ? (
                  row.suppressed ? (
                    t('groups.suppressed')
                  ) : row.reason === null ? (
                    '–'
                  ) : (
                    format.text(row.reason)
                  )
                ) : (
                  <Explained
                    how={() =>
                      explainTerm(
                        {
                          kicker: t('groups.title'),
                          title: nameOf(row),
                          estimate: row.estimate,
                          interval: row.confidenceInterval,
                          pValue: row.pValue,
                          adjustedPValue: row.adjustedPValue,
                          unit: format.text(outcome.headline.unit),
                          formula: FORMULAS[result.estimator],
                          more: [
                            ...(row.rows === null
                              ? []
                              : [[t('explain.rows'), format.number(row.rows)] as const]),
                            ...(row.units === null
                              ? []
                              : [[t('explain.units'), format.number(row.units)] as const]),
                            [t('questions.adjustment'), t(`adjustment.${result.design.adjustment}`)],
                          ],
                        },
                        words,
                      )
                    }
                  >
                    {effect(row.estimate, halfWidth(row.confidenceInterval))}
                  </Explained>
                ),
            },
            {
              key: 'interval',
              header: t('table.interval'),
              numeric: true,
              cell: ({ confidenceInterval }) => interval(confidenceInterval, halfWidth(confidenceInterval)),
            },
            { key: 'p', header: t('table.pValue'), numeric: true, cell: (row) => pValue(row.pValue) },
            {
              key: 'adjusted',
              header: t('table.adjusted'),
              numeric: true,
              cell: (row) => pValue(row.adjustedPValue),
            },
            {
              key: 'rows',
              header: t('explain.rows'),
              numeric: true,
              cell: (row) => (row.rows === null ? t('groups.few') : format.number(row.rows)),
            },
          ]}
        />
      }
    />
  );
}
