import type { StudyOutcomeResult } from '@trellis/contract';
import { Explained } from './explanation.tsx';
import styles from './result.module.css';
import { useStudyWords } from './study-words.ts';

/** A test in words, with its p-value to look behind. */
export function TestLine({
  test,
  kicker,
}: {
  test: NonNullable<StudyOutcomeResult['preTrend']>;
  kicker: string;
}) {
  const { t, format, pValue } = useStudyWords();
  const number = (value: number | null) => (value === null ? '–' : format.number(value, { atMost: 4 }));
  return (
    <p className={styles.test}>
      <strong>{kicker}</strong> {format.text(test.verdict)}{' '}
      {test.pValue === null ? null : (
        <Explained
          how={() => ({
            kicker,
            title: format.text(test.label),
            value: `p ${test.pValue! < 0.001 ? '' : '= '}${pValue(test.pValue)}`,
            facts: [
              [t('explain.statistic'), number(test.statistic)],
              [t('explain.degrees'), number(test.degreesOfFreedom)],
              [t('table.pValue'), number(test.pValue)],
            ],
            notes: [format.text(test.verdict)],
          })}
        >
          p {test.pValue < 0.001 ? '' : '= '}
          {pValue(test.pValue)}
        </Explained>
      )}
    </p>
  );
}
