import { Button } from '@mantine/core';
import styles from './pager.module.css';

interface PagerProps {
  page: number;
  pageSize: number;
  total: number;
  onPage: (page: number) => void;
  /** "1–50 of 19,921", already in words. */
  range: (from: number, to: number, total: number) => string;
  labels: { pages: string; previous: string; next: string };
}

/** Which part of a long list is shown, and the way to the next. */
export function Pager({ page, pageSize, total, onPage, range, labels }: PagerProps) {
  if (total === 0) return null;
  const last = Math.max(1, Math.ceil(total / pageSize));
  const from = (page - 1) * pageSize + 1;
  return (
    <nav className={styles.pager} aria-label={labels.pages}>
      <span className={styles.range} aria-live="polite">
        {range(from, Math.min(total, page * pageSize), total)}
      </span>
      {last === 1 ? null : (
        <>
          <Button
            variant="default"
            size="xs"
            disabled={page <= 1}
            aria-label={labels.previous}
            onClick={() => onPage(page - 1)}
          >
            ‹
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={page >= last}
            aria-label={labels.next}
            onClick={() => onPage(page + 1)}
          >
            ›
          </Button>
        </>
      )}
    </nav>
  );
}
