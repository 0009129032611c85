import styles from './small-charts.module.css';

interface SparklineProps {
  history: readonly { year: number; cv: number }[];
  limit?: number | undefined;
  /** The years shown in the rest of the page: a full dot, and a hollow one for the year compared with. */
  year: number | null;
  compare?: number | undefined;
  label: string;
  width?: number;
  height?: number;
}

/** The variation year by year against its limit; the numbers stand in the drawer. */
export function Sparkline({
  history,
  limit,
  year,
  compare,
  label,
  width = 100,
  height = 30,
}: SparklineProps) {
  if (history.length < 2) return <span className={styles.noHistory}>–</span>;
  const first = history[0]!.year;
  const last = history.at(-1)!.year;
  const values = history.map(({ cv }) => cv);
  const high = Math.max(...values, limit ?? 0) * 1.02;
  const low = Math.min(...values, limit ?? Number.POSITIVE_INFINITY) * 0.9;
  const x = (of: number) => 4 + ((of - first) / Math.max(last - first, 1)) * (width - 10);
  const y = (cv: number) => 4 + (1 - (cv - low) / Math.max(high - low, 1e-9)) * (height - 8);
  const now = history.find((point) => point.year === year) ?? history.at(-1)!;
  const then = compare === undefined ? undefined : history.find((point) => point.year === compare);
  return (
    <svg width={width} height={height} role="img" aria-label={label} className={styles.spark}>
      {limit === undefined ? null : (
        <line x1={0} x2={width} y1={y(limit)} y2={y(limit)} className={styles.sparkLimit} />
      )}
      <polyline
        points={history.map((point) => `${x(point.year).toFixed(1)},${y(point.cv).toFixed(1)}`).join(' ')}
      />
      {then === undefined ? null : (
        <circle cx={x(then.year)} cy={y(then.cv)} r={3} className={styles.sparkThen} />
      )}
      <circle cx={x(now.year)} cy={y(now.cv)} r={3} className={styles.sparkNow} />
    </svg>
  );
}
