import type { ImportSummary } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import styles from './status-text.module.css';

const TONES: Record<ImportSummary['status'], { tone: 'plain' | 'good' | 'bad' | 'faint'; mark: string }> = {
  read: { tone: 'plain', mark: '○' },
  unreadable: { tone: 'bad', mark: '!' },
  checking: { tone: 'plain', mark: '◐' },
  checked: { tone: 'plain', mark: '◑' },
  applying: { tone: 'plain', mark: '◐' },
  applied: { tone: 'good', mark: '✓' },
  undoing: { tone: 'plain', mark: '◐' },
  undone: { tone: 'faint', mark: '←' },
  failed: { tone: 'bad', mark: '!' },
};

/** Where an import stands: in words, with a mark. */
export function StatusText({ status }: { status: ImportSummary['status'] }) {
  const { t } = useTranslation('imports');
  const { tone, mark } = TONES[status];
  return (
    <span className={`${styles.status} ${styles[tone]}`}>
      <span aria-hidden="true">{mark}</span> {t(`status.${status}`)}
    </span>
  );
}
