import type { StudyOutcomeResult } from '@trellis/contract';
import { useWidth } from '../../../components/use-width.ts';
import styles from './charts.module.css';
import { listTicks, placeOn } from './scales.ts';
import { useStudyWords } from './study-words.ts';

const HEIGHT = 270;
const TOP = 14;
const BOTTOM = 44;
const LEFT = 46;
const RIGHT = 14;

/** Effects by time since treatment with their band, the reference period hollow at zero. */
export function EventStudyPlot({ points, unit }: { points: StudyOutcomeResult['eventStudy']; unit: string }) {
  const { t, format } = useStudyWords();
  const { ref, width } = useWidth();
  const sorted = [...points].sort((a, b) => a.eventTime - b.eventTime);
  const bounds = sorted.flatMap(({ confidenceInterval: [low, high], estimate }) => [low, high, estimate, 0]);
  const ticks = listTicks(Math.min(...bounds), Math.max(...bounds));
  const times = sorted.map(({ eventTime }) => eventTime);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const x = placeOn(first - 0.4, last + 0.4, LEFT, width - RIGHT);
  const y = placeOn(ticks[0]!, ticks.at(-1)!, HEIGHT - BOTTOM, TOP);
  const band = [
    ...sorted.map(({ eventTime, confidenceInterval }) => [x(eventTime), y(confidenceInterval[1])]),
    ...[...sorted]
      .reverse()
      .map(({ eventTime, confidenceInterval }) => [x(eventTime), y(confidenceInterval[0])]),
  ];
  const every = Math.max(1, Math.ceil((sorted.length * 34) / Math.max(1, width - LEFT - RIGHT)));
  return (
    <div ref={ref} className={styles.plot}>
      {width === 0 ? null : (
        <svg width={width} height={HEIGHT} role="img" aria-label={t('event.alt', { first, last })}>
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
          <line x1={x(-0.5)} x2={x(-0.5)} y1={TOP} y2={HEIGHT - BOTTOM} className={styles.start} />
          <text x={x(-0.5) + 5} y={TOP + 9} className={styles.note}>
            {t('event.start')}
          </text>
          <polygon
            points={band.map((at) => at.map((one) => one!.toFixed(1)).join(',')).join(' ')}
            className={styles.band}
          />
          {sorted.map(({ eventTime, estimate, confidenceInterval: [low, high], reference }, index) => (
            <g key={eventTime}>
              <line x1={x(eventTime)} x2={x(eventTime)} y1={y(low)} y2={y(high)} className={styles.whisker} />
              <circle
                cx={x(eventTime)}
                cy={y(estimate)}
                r={reference ? 4.5 : 5}
                className={reference ? styles.hollow : styles.point}
              />
              {index % every === 0 ? (
                <text x={x(eventTime)} y={HEIGHT - BOTTOM + 17} textAnchor="middle">
                  {format.number(eventTime, { sign: true, atMost: 1 })}
                </text>
              ) : null}
            </g>
          ))}
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 8} textAnchor="middle" className={styles.axis}>
            {t('event.axis')}
          </text>
          <text
            transform={`translate(11 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`}
            textAnchor="middle"
            className={styles.axis}
          >
            {t('event.effect', { unit })}
          </text>
        </svg>
      )}
    </div>
  );
}
