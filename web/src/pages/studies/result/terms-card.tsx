import { DataTable } from '../../../components/data-table.tsx';
import { ChartCard } from './chart-card.tsx';
import { explainTerm } from './explain.ts';
import { Explained } from './explanation.tsx';
import { FORMULAS } from './formulas.ts';
import type { OutcomeProps } from './outcome-props.ts';
import { useStudyWords } from './study-words.ts';

/** Every coefficient of the model, for whoever wants them all. */
export function TermsCard({ outcome, result }: OutcomeProps) {
  const words = useStudyWords();
  const { t, format, effect, interval, pValue } = words;
  return (
    <ChartCard
      wide
      title={t('terms.title')}
      table={
        <DataTable
          caption={t('terms.title')}
          maxHeight={380}
          rows={outcome.terms.map((term, index) => ({ ...term, index }))}
          rowKey={({ index }) => String(index)}
          columns={[
            { key: 'name', header: t('terms.term'), names: true, cell: ({ label }) => format.text(label) },
            {
              key: 'estimate',
              header: t('explain.estimate'),
              numeric: true,
              cell: (term) => (
                <Explained
                  how={() =>
                    explainTerm(
                      {
                        kicker: t('terms.title'),
                        title: format.text(term.label),
                        estimate: term.estimate,
                        interval: term.confidenceInterval,
                        standardError: term.standardError,
                        pValue: term.pValue,
                        formula: FORMULAS[result.estimator],
                      },
                      words,
                    )
                  }
                >
                  {effect(term.estimate, term.standardError)}
                </Explained>
              ),
            },
            {
              key: 'error',
              header: t('explain.standardError'),
              numeric: true,
              cell: ({ standardError }) => format.number(standardError, { atMost: 4 }),
            },
            {
              key: 'interval',
              header: t('table.interval'),
              numeric: true,
              cell: (term) => interval(term.confidenceInterval, term.standardError),
            },
            { key: 'p', header: t('table.pValue'), numeric: true, cell: (term) => pValue(term.pValue) },
          ]}
        />
      }
    />
  );
}
