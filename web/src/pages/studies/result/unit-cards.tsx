import { DataTable } from '../../../components/data-table.tsx';
import { ChartCard } from './chart-card.tsx';
import { explainTerm } from './explain.ts';
import { Explained } from './explanation.tsx';
import { FORMULAS } from './formulas.ts';
import type { OutcomeProps } from './outcome-props.ts';
import { halfWidth, useStudyWords } from './study-words.ts';
import { UnitEffectsPlot } from './unit-effects-plot.tsx';

/** Each school's own part, from the lowest to the highest. */
export function UnitEffectsCard({ outcome }: OutcomeProps) {
  const words = useStudyWords();
  const { t, effect, interval } = words;
  const effects = outcome.unitEffects;
  return (
    <ChartCard
      wide
      title={t('units.title')}
      lead={t('units.lead')}
      chart={<UnitEffectsPlot effects={effects} />}
      table={
        <DataTable
          caption={t('units.title')}
          maxHeight={360}
          rows={effects}
          rowKey={({ unit }) => unit}
          columns={[
            { key: 'unit', header: t('role.unit'), names: true, cell: ({ unit }) => unit },
            {
              key: 'effect',
              header: t('units.effect'),
              numeric: true,
              cell: (row) => (
                <Explained
                  how={() =>
                    explainTerm(
                      {
                        kicker: t('units.title'),
                        title: row.unit,
                        estimate: row.effect,
                        interval: row.confidenceInterval,
                        formula: FORMULAS.multilevel,
                        notes: [t('units.shrunk')],
                      },
                      words,
                    )
                  }
                >
                  {effect(row.effect, halfWidth(row.confidenceInterval))}
                </Explained>
              ),
            },
            {
              key: 'interval',
              header: t('table.interval'),
              numeric: true,
              cell: ({ confidenceInterval }) => interval(confidenceInterval, halfWidth(confidenceInterval)),
            },
          ]}
        />
      }
    />
  );
}

/** How much of the differences lies at which level. */
export function VarianceCard({ outcome }: OutcomeProps) {
  const { t, format } = useStudyWords();
  return (
    <ChartCard
      title={t('variance.title')}
      lead={t('variance.lead')}
      tableOpen
      table={
        <DataTable
          caption={t('variance.title')}
          rows={outcome.varianceComponents}
          rowKey={({ name }) => name}
          columns={[
            { key: 'name', header: t('variance.level'), names: true, cell: ({ name }) => name },
            {
              key: 'variance',
              header: t('variance.variance'),
              numeric: true,
              cell: ({ variance }) => format.number(variance, { atMost: 4 }),
            },
            {
              key: 'share',
              header: t('variance.share'),
              numeric: true,
              cell: ({ share }) =>
                share === null ? '–' : format.number(share, { percent: true, atMost: 1 }),
            },
          ]}
        />
      }
    />
  );
}
