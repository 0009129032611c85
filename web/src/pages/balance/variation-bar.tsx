import styles from './small-charts.module.css';
import { isOverLimit } from './words.ts';

interface VariationBarProps {
  cv: number;
  limit?: number | undefined;
  earlier?: number | undefined;
  /** The right end of the bar, the same for all indicators so that they compare. */
  most: number;
}

/** A variation as a bar against its limit. The number stands beside it, so the bar itself is silent. */
export function VariationBar({ cv, limit, earlier, most }: VariationBarProps) {
  const percent = (value: number) => `${(Math.min(value / most, 1) * 100).toFixed(2)}%`;
  const over = limit !== undefined && isOverLimit(cv, limit);
  return (
    <span className={styles.track} aria-hidden="true">
      <span
        className={over ? styles.fillOver : limit === undefined ? styles.fillPlain : styles.fill}
        style={{ width: percent(cv) }}
      />
      {earlier === undefined ? null : (
        <span className={styles.earlierMark} style={{ left: percent(earlier) }} />
      )}
      {limit === undefined ? null : <span className={styles.limit} style={{ left: percent(limit) }} />}
    </span>
  );
}
