import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './done-note.module.css';

interface DoneNoteProps {
  /** Empty while there is nothing to say; the place stays so that changes are announced. */
  children: ReactNode;
  onClose?: () => void;
  closeLabel?: string;
}

/** Says that something was done, where the eye is, and to those who listen. */
export function DoneNote({ children, onClose, closeLabel }: DoneNoteProps) {
  const empty = children === null || children === undefined || children === '';
  return (
    <div role="status" aria-live="polite">
      {empty ? null : (
        <div className={styles.note}>
          <span aria-hidden="true" className={styles.mark}>
            ✓
          </span>
          <div className={styles.text}>{children}</div>
          {onClose === undefined ? null : (
            <Button variant="subtle" size="compact-xs" aria-label={closeLabel ?? ''} onClick={onClose}>
              ×
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
