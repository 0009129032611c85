import { useWidth } from '../../../components/use-width.ts';
import styles from './charts.module.css';
import { listTicks, placeOn } from './scales.ts';
import { useStudyWords } from './study-words.ts';

export interface IntervalRow {
  readonly key: string;
  readonly label: string;
  readonly estimate: number | null;
  readonly interval: readonly [number, number] | null;
}

const ROW = 40;
const AXIS = 26;
const RIGHT = 16;
const LEFT = 12;

/** Estimates one under the other with their intervals, against zero and, where given, the main estimate. */
export function IntervalPlot({
  rows,
  label,
  reference,
}: {
  rows: readonly IntervalRow[];
  label: string;
  /** The estimate for everybody. */
  reference?: number | null;
}) {
  const { t, format } = useStudyWords();
  const { ref, width } = useWidth();
  const shown = rows.filter(({ estimate, interval }) => estimate !== null || interval !== null);
  if (shown.length === 0) return null;
  const values = [0, ...(reference == null ? [] : [reference])].concat(
    shown.flatMap(({ estimate, interval }) => [
      ...(estimate === null ? [] : [estimate]),
      ...(interval ?? []),
    ]),
  );
  const ticks = listTicks(Math.min(...values), Math.max(...values), width < 420 ? 4 : 6);
  const x = placeOn(ticks[0]!, ticks.at(-1)!, LEFT, width - RIGHT);
  const height = shown.length * ROW + AXIS;
  return (
    <div ref={ref} className={styles.plot}>
      {width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={label}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={x(tick)}
                x2={x(tick)}
                y1={2}
                y2={height - AXIS}
                className={tick === 0 ? styles.zero : styles.grid}
              />
              <text x={x(tick)} y={height - 8} textAnchor="middle">
                {format.number(tick, { atMost: 4 })}
              </text>
            </g>
          ))}
          {reference == null ? null : (
            <g>
              <title>{t('chart.main')}</title>
              <line x1={x(reference)} x2={x(reference)} y1={2} y2={height - AXIS} className={styles.start} />
            </g>
          )}
          {shown.map(({ key, label: name, estimate, interval }, index) => {
            const middle = index * ROW + 27;
            return (
              <g key={key}>
                <text x={LEFT} y={index * ROW + 14} className={styles.rowLabel}>
                  {name}
                </text>
                {interval === null ? null : (
                  <line
                    x1={x(interval[0])}
                    x2={x(interval[1])}
                    y1={middle}
                    y2={middle}
                    className={styles.whisker}
                  />
                )}
                {estimate === null ? null : (
                  <circle
                    cx={x(estimate)}
                    cy={middle}
                    r={5}
                    className={
                      interval !== null && interval[0] <= 0 && interval[1] >= 0 ? styles.hollow : styles.point
                    }
                  />
                )}
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
