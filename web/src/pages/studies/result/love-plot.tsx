import type { StudyOutcomeResult } from '@trellis/contract';
import { useWidth } from '../../../components/use-width.ts';
import styles from './charts.module.css';
import { listTicks, placeOn } from './scales.ts';
import { useStudyWords } from './study-words.ts';

const ROW = 36;
const AXIS = 40;
const LEFT = 12;
const RIGHT = 16;
/** Standardised differences below this count as balanced (Austin 2011). */
export const BALANCED_BELOW = 0.1;

/** How far the groups differ in each covariate, before (hollow) and after (full) matching. */
export function LovePlot({ rows }: { rows: StudyOutcomeResult['love'] }) {
  const { t, format } = useStudyWords();
  const { ref, width } = useWidth();
  const size = (value: number | null) => (value === null ? null : Math.abs(value));
  const largest = Math.max(
    BALANCED_BELOW * 1.5,
    ...rows.flatMap(({ before, after }) => [size(before) ?? 0, size(after) ?? 0]),
  );
  const ticks = listTicks(0, largest, width < 420 ? 4 : 6);
  const x = placeOn(0, ticks.at(-1)!, LEFT, width - RIGHT);
  const height = rows.length * ROW + AXIS;
  return (
    <div ref={ref} className={styles.plot}>
      <p className={styles.legend} aria-hidden="true">
        <span>
          <svg width="12" height="12" role="presentation">
            <circle cx="6" cy="6" r="4.5" className={styles.hollow} />
          </svg>
          {t('love.before')}
        </span>
        <span>
          <svg width="12" height="12" role="presentation">
            <circle cx="6" cy="6" r="5" className={styles.point} />
          </svg>
          {t('love.after')}
        </span>
      </p>
      {width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={t('love.alt', { count: rows.length })}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={x(tick)}
                x2={x(tick)}
                y1={2}
                y2={height - AXIS}
                className={tick === 0 ? styles.zero : styles.grid}
              />
              <text x={x(tick)} y={height - AXIS + 15} textAnchor="middle">
                {format.number(tick, { atMost: 3 })}
              </text>
            </g>
          ))}
          <line
            x1={x(BALANCED_BELOW)}
            x2={x(BALANCED_BELOW)}
            y1={2}
            y2={height - AXIS}
            className={styles.start}
          />
          {rows.map(({ covariate, before, after }, index) => {
            const middle = index * ROW + 24;
            const [from, to] = [size(before), size(after)];
            return (
              <g key={covariate}>
                <text x={LEFT + 4} y={index * ROW + 13} className={styles.rowLabel}>
                  {covariate}
                </text>
                {from === null || to === null ? null : (
                  <line x1={x(from)} x2={x(to)} y1={middle} y2={middle} className={styles.whisker} />
                )}
                {from === null ? null : <circle cx={x(from)} cy={middle} r={4.5} className={styles.hollow} />}
                {to === null ? null : <circle cx={x(to)} cy={middle} r={5} className={styles.point} />}
              </g>
            );
          })}
          <text x={(LEFT + width - RIGHT) / 2} y={height - 6} textAnchor="middle" className={styles.axis}>
            {t('love.axis')}
          </text>
        </svg>
      )}
    </div>
  );
}
