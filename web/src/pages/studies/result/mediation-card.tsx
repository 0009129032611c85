import { DataTable } from '../../../components/data-table.tsx';
import { ChartCard } from './chart-card.tsx';
import { explainTerm } from './explain.ts';
import { Explained } from './explanation.tsx';
import { FORMULAS } from './formulas.ts';
import { IntervalPlot } from './interval-plot.tsx';
import type { OutcomeProps } from './outcome-props.ts';
import styles from './result.module.css';
import { useStudyWords } from './study-words.ts';

/** Each channel in a sentence: evidence for it, or, as plainly, none. */
export function MediationCard({ outcome }: OutcomeProps) {
  const words = useStudyWords();
  const { t, format, effect, interval, pValue } = words;
  return (
    <ChartCard
      wide
      title={t('mediation.title')}
      lead={t('mediation.lead')}
      chart={
        <IntervalPlot
          label={t('mediation.title')}
          rows={outcome.mediation.map(({ mediator, indirect }) => ({
            key: mediator,
            label: mediator,
            estimate: indirect.estimate,
            interval: indirect.confidenceInterval,
          }))}
        />
      }
      tableOpen
      table={
        <DataTable
          caption={t('mediation.title')}
          rows={outcome.mediation}
          rowKey={({ mediator }) => mediator}
          columns={[
            { key: 'mediator', header: t('role.mediator'), names: true, cell: ({ mediator }) => mediator },
            {
              key: 'indirect',
              header: t('mediation.indirect'),
              numeric: true,
              cell: ({ mediator, indirect, sentence }) => (
                <Explained
                  how={() =>
                    explainTerm(
                      {
                        kicker: t('mediation.indirect'),
                        title: mediator,
                        estimate: indirect.estimate,
                        interval: indirect.confidenceInterval,
                        standardError: indirect.standardError,
                        pValue: indirect.pValue,
                        unit: format.text(outcome.headline.unit),
                        formula: FORMULAS.mediate,
                        notes: [format.text(sentence)],
                      },
                      words,
                    )
                  }
                >
                  {effect(indirect.estimate, indirect.standardError)}
                </Explained>
              ),
            },
            {
              key: 'interval',
              header: t('table.interval'),
              numeric: true,
              cell: ({ indirect }) => interval(indirect.confidenceInterval, indirect.standardError),
            },
            {
              key: 'p',
              header: t('table.pValue'),
              numeric: true,
              cell: ({ indirect }) => pValue(indirect.pValue),
            },
            {
              key: 'share',
              header: t('mediation.share'),
              numeric: true,
              cell: ({ share }) =>
                share === null ? '–' : format.number(share, { percent: true, atMost: 0 }),
            },
            {
              key: 'evidence',
              header: t('mediation.finding'),
              cell: ({ evidence }) => (
                <span className={evidence ? styles.good : styles.strong}>
                  <span aria-hidden="true">{evidence ? '✓ ' : '○ '}</span>
                  {t(evidence ? 'mediation.evidence' : 'mediation.noEvidence')}
                </span>
              ),
            },
          ]}
        />
      }
    >
      <ul className={styles.sentences}>
        {outcome.mediation.map(({ mediator, sentence }) => (
          <li key={mediator}>{format.text(sentence)}</li>
        ))}
      </ul>
    </ChartCard>
  );
}
