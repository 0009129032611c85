import { DataTable } from '../../../components/data-table.tsx';
import { ChartCard } from './chart-card.tsx';
import { explainTerm } from './explain.ts';
import { Explained } from './explanation.tsx';
import { IntervalPlot } from './interval-plot.tsx';
import type { OutcomeProps } from './outcome-props.ts';
import styles from './result.module.css';
import { halfWidth, useStudyWords } from './study-words.ts';

/** Effects where there should be none: invented dates, outcomes treatment cannot touch. */
export function PlaceboCard({ outcome }: OutcomeProps) {
  const words = useStudyWords();
  const { t, format, effect, interval, pValue } = words;
  const rows = outcome.placebo;
  return (
    <ChartCard
      title={t('placebo.title')}
      lead={t('placebo.lead')}
      chart={
        <IntervalPlot
          label={t('placebo.title')}
          rows={rows.map(({ code, label, estimate, confidenceInterval }) => ({
            key: `${code} ${label.en}`,
            label: format.text(label),
            estimate,
            interval: confidenceInterval,
          }))}
        />
      }
      table={
        <DataTable
          caption={t('placebo.title')}
          rows={rows}
          rowKey={({ code, label }) => `${code} ${label.en}`}
          columns={[
            { key: 'label', header: t('placebo.test'), names: true, cell: ({ label }) => format.text(label) },
            {
              key: 'estimate',
              header: t('table.effect'),
              numeric: true,
              cell: (row) =>
                row.estimate === null ? (
                  '–'
                ) : (
                  <Explained
                    how={() =>
                      explainTerm(
                        {
                          kicker: t('placebo.title'),
                          title: format.text(row.label),
                          estimate: row.estimate,
                          interval: row.confidenceInterval,
                          pValue: row.pValue,
                          unit: format.text(outcome.headline.unit),
                          notes: [format.text(row.verdict)],
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
          ]}
        />
      }
    >
      <ul className={styles.sentences}>
        {rows.map(({ code, label, verdict }) => (
          <li key={`${code} ${label.en}`}>{format.text(verdict)}</li>
        ))}
      </ul>
    </ChartCard>
  );
}

/** How wrong the assumptions may be before the conclusion falls. */
export function SensitivityCard({ outcome }: OutcomeProps) {
  const words = useStudyWords();
  const { t, format, interval } = words;
  const rows = outcome.sensitivity;
  return (
    <ChartCard
      title={t('sensitivity.title')}
      lead={t('sensitivity.lead')}
      chart={
        <IntervalPlot
          label={t('sensitivity.title')}
          rows={rows
            .filter(({ confidenceInterval }) => confidenceInterval !== null)
            .map(({ code, label, confidenceInterval }) => ({
              key: `${code} ${label.en}`,
              label: format.text(label),
              estimate: null,
              interval: confidenceInterval,
            }))}
        />
      }
      table={
        <DataTable
          caption={t('sensitivity.title')}
          rows={rows}
          rowKey={({ code, label }) => `${code} ${label.en}`}
          columns={[
            {
              key: 'label',
              header: t('sensitivity.line'),
              names: true,
              cell: ({ label }) => format.text(label),
            },
            {
              key: 'value',
              header: t('sensitivity.value'),
              numeric: true,
              cell: (row) =>
                row.value === null ? (
                  '–'
                ) : (
                  <Explained
                    how={() =>
                      explainTerm(
                        {
                          kicker: t('sensitivity.title'),
                          title: format.text(row.label),
                          estimate: row.value,
                          interval: row.confidenceInterval,
                          notes: [format.text(row.verdict)],
                        },
                        words,
                      )
                    }
                  >
                    {format.number(row.value, { atMost: 3 })}
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
    >
      <ul className={styles.sentences}>
        {[...new Set(rows.map(({ verdict }) => format.text(verdict)))].map((verdict) => (
          <li key={verdict}>{verdict}</li>
        ))}
      </ul>
    </ChartCard>
  );
}
