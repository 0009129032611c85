import { DataTable } from '../../../components/data-table.tsx';
import { ChartCard } from './chart-card.tsx';
import { Explained } from './explanation.tsx';
import { BALANCED_BELOW, LovePlot } from './love-plot.tsx';
import type { OutcomeProps } from './outcome-props.ts';
import { OverlapPlot } from './overlap-plot.tsx';
import { useStudyWords } from './study-words.ts';

/** How alike the groups are, before and after matching. */
export function BalanceCard({ outcome: { love } }: OutcomeProps) {
  const { t, format } = useStudyWords();
  const number = (value: number | null) => (value === null ? '–' : format.number(value, { digits: 3 }));
  const off = love.filter(({ after }) => after !== null && Math.abs(after) > BALANCED_BELOW).length;
  return (
    <ChartCard
      title={t('love.title')}
      lead={off === 0 ? t('love.balanced') : t('love.off', { count: off })}
      chart={<LovePlot rows={love} />}
      table={
        <DataTable
          caption={t('love.title')}
          rows={love}
          rowKey={({ covariate }) => covariate}
          columns={[
            { key: 'name', header: t('role.covariate'), names: true, cell: ({ covariate }) => covariate },
            { key: 'before', header: t('love.before'), numeric: true, cell: ({ before }) => number(before) },
            {
              key: 'after',
              header: t('love.after'),
              numeric: true,
              cell: ({ covariate, before, after, varianceRatioBefore, varianceRatioAfter }) => (
                <Explained
                  how={() => ({
                    kicker: t('love.title'),
                    title: covariate,
                    value: number(after),
                    formula: ['d = (x̄₁ − x̄₀) / s₁'],
                    facts: [
                      [t('love.before'), number(before)],
                      [t('love.after'), number(after)],
                      [t('love.ratioBefore'), number(varianceRatioBefore)],
                      [t('love.ratioAfter'), number(varianceRatioAfter)],
                    ],
                    notes: [t('love.rule')],
                  })}
                >
                  {number(after)}
                </Explained>
              ),
            },
            {
              key: 'ratio',
              header: t('love.ratioAfter'),
              numeric: true,
              cell: ({ varianceRatioAfter }) => number(varianceRatioAfter),
            },
          ]}
        />
      }
    />
  );
}

/** Whether treated and comparison are found at the same propensity scores. */
export function OverlapCard({ outcome: { overlap } }: OutcomeProps) {
  const { t, format } = useStudyWords();
  const count = (value: number | null) => (value === null ? t('groups.few') : format.number(value));
  return (
    <ChartCard
      title={t('overlap.title')}
      lead={t('overlap.lead')}
      chart={<OverlapPlot bins={overlap} />}
      table={
        <DataTable
          caption={t('overlap.title')}
          rows={overlap}
          rowKey={({ from }) => String(from)}
          columns={[
            {
              key: 'range',
              header: t('overlap.axis'),
              names: true,
              cell: ({ from, to }) =>
                t('data.range', {
                  from: format.number(from, { digits: 2 }),
                  to: format.number(to, { digits: 2 }),
                }),
            },
            {
              key: 'treated',
              header: t('overlap.treated'),
              numeric: true,
              cell: (bin) => count(bin.treated),
            },
            {
              key: 'comparison',
              header: t('overlap.comparison'),
              numeric: true,
              cell: (bin) => count(bin.comparison),
            },
          ]}
        />
      }
    />
  );
}
