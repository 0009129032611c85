import type { StudyOutcomeResult } from '@trellis/contract';
import { useWidth } from '../../../components/use-width.ts';
import styles from './charts.module.css';
import { listTicks, placeOn } from './scales.ts';
import { useStudyWords } from './study-words.ts';

const HEIGHT = 260;
const TOP = 10;
const BOTTOM = 28;
const LEFT = 46;
const RIGHT = 10;

/** Schools from the lowest to the highest effect, each with its interval; hollow where it holds zero. */
export function UnitEffectsPlot({ effects }: { effects: StudyOutcomeResult['unitEffects'] }) {
  const { t, format } = useStudyWords();
  const { ref, width } = useWidth();
  const values = [0, ...effects.flatMap(({ confidenceInterval }) => confidenceInterval)];
  const ticks = listTicks(Math.min(...values), Math.max(...values));
  const x = placeOn(-0.7, effects.length - 0.3, LEFT, width - RIGHT);
  const y = placeOn(ticks[0]!, ticks.at(-1)!, HEIGHT - BOTTOM, TOP);
  const radius = effects.length > 80 ? 2 : 3.5;
  return (
    <div ref={ref} className={styles.plot}>
      {width === 0 ? null : (
        <svg width={width} height={HEIGHT} role="img" aria-label={t('units.alt', { count: effects.length })}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={LEFT}
                x2={width - RIGHT}
                y1={y(tick)}
                y2={y(tick)}
                className={tick === 0 ? styles.zero : styles.grid}
              />
              <text x={LEFT - 7} y={y(tick) + 4} textAnchor="end">
                {format.number(tick, { atMost: 4 })}
              </text>
            </g>
          ))}
          {effects.map(({ unit, effect, confidenceInterval: [low, high] }, index) => (
            <g key={unit}>
              <title>{`${unit} ${format.number(effect, { atMost: 3 })}`}</title>
              <line x1={x(index)} x2={x(index)} y1={y(low)} y2={y(high)} className={styles.thin} />
              <circle
                cx={x(index)}
                cy={y(effect)}
                r={radius}
                className={low <= 0 && high >= 0 ? styles.hollow : styles.point}
              />
            </g>
          ))}
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 8} textAnchor="middle" className={styles.axis}>
            {t('units.axis')}
          </text>
        </svg>
      )}
    </div>
  );
}
