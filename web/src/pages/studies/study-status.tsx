import type { StudySummary } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import styles from './studies.module.css';

const SIGN = { draft: '○', frozen: '●', running: '…', done: '✓', refused: '×', failed: '!' } as const;

/** How far a study is: a word with its sign. */
export function StudyStatus({ study }: { study: Pick<StudySummary, 'status'> }) {
  const { t } = useTranslation('studies');
  const { status } = study;
  return (
    <span
      className={
        status === 'done'
          ? styles.good
          : status === 'refused' || status === 'failed'
            ? styles.bad
            : styles.strong
      }
    >
      <span aria-hidden="true">{SIGN[status]} </span>
      {t(`status.${status}`)}
    </span>
  );
}
