import { DataTable } from '../../../components/data-table.tsx';
import { ChartCard } from './chart-card.tsx';
import { EventStudyPlot } from './event-study-plot.tsx';
import { explainTerm } from './explain.ts';
import { Explained } from './explanation.tsx';
import { FORMULAS } from './formulas.ts';
import type { OutcomeProps } from './outcome-props.ts';
import { halfWidth, useStudyWords } from './study-words.ts';
import { TestLine } from './test-line.tsx';

/** Effects by time since treatment, and the joint test that there were none before. */
export function EventStudyCard({ outcome, result }: OutcomeProps) {
  const words = useStudyWords();
  const { t, format, effect, interval } = words;
  const unit = format.text(outcome.headline.unit);
  return (
    <ChartCard
      wide
      title={t('event.title')}
      lead={t('event.lead')}
      chart={<EventStudyPlot points={outcome.eventStudy} unit={unit} />}
      table={
        <DataTable
          caption={t('event.title')}
          rows={[...outcome.eventStudy].sort((a, b) => a.eventTime - b.eventTime)}
          rowKey={({ eventTime }) => String(eventTime)}
          columns={[
            {
              key: 'time',
              header: t('event.axis'),
              names: true,
              cell: ({ eventTime, reference }) =>
                `${format.number(eventTime, { sign: true, atMost: 2 })}${reference ? format.inBrackets(t('event.reference')) : ''}`,
            },
            {
              key: 'effect',
              header: t('table.effect'),
              numeric: true,
              cell: ({ eventTime, estimate, confidenceInterval, reference, units }) =>
                reference ? (
                  '0'
                ) : (
                  <Explained
                    how={() =>
                      explainTerm(
                        {
                          kicker: t('event.title'),
                          title: t('event.point', {
                            time: format.number(eventTime, { sign: true, atMost: 2 }),
                          }),
                          estimate,
                          interval: confidenceInterval,
                          unit,
                          formula: FORMULAS[result.estimator],
                          more: units === null ? [] : [[t('explain.treatedUnits'), format.number(units)]],
                        },
                        words,
                      )
                    }
                  >
                    {effect(estimate, halfWidth(confidenceInterval))}
                  </Explained>
                ),
            },
            {
              key: 'interval',
              header: t('table.interval'),
              numeric: true,
              cell: ({ confidenceInterval, reference }) =>
                reference ? '–' : interval(confidenceInterval, halfWidth(confidenceInterval)),
            },
            {
              key: 'units',
              header: t('explain.treatedUnits'),
              numeric: true,
              cell: ({ units }) => (units === null ? '–' : format.number(units)),
            },
          ]}
        />
      }
    >
      {outcome.preTrend === null ? null : <TestLine test={outcome.preTrend} kicker={t('event.preTrend')} />}
    </ChartCard>
  );
}
