import type { StudyOutcomeResult } from '@trellis/contract';
import { useWidth } from '../../../components/use-width.ts';
import styles from './charts.module.css';
import { placeOn } from './scales.ts';
import { useStudyWords } from './study-words.ts';

const HEIGHT = 230;
const MIDDLE = 102;
const REACH = 78;
const LEFT = 12;
const RIGHT = 12;

/** Propensity scores of the treated above the line and of their comparison below it. */
export function OverlapPlot({ bins }: { bins: StudyOutcomeResult['overlap'] }) {
  const { t, format } = useStudyWords();
  const { ref, width } = useWidth();
  const total = (side: 'treated' | 'comparison') =>
    Math.max(
      1,
      bins.reduce((sum, bin) => sum + (bin[side] ?? 0), 0),
    );
  const totals = { treated: total('treated'), comparison: total('comparison') };
  const most = Math.max(
    ...bins.map((bin) =>
      Math.max((bin.treated ?? 0) / totals.treated, (bin.comparison ?? 0) / totals.comparison),
    ),
    0.01,
  );
  const low = Math.min(...bins.map(({ from }) => from));
  const high = Math.max(...bins.map(({ to }) => to));
  const x = placeOn(low, high, LEFT, width - RIGHT);
  return (
    <div ref={ref} className={styles.plot}>
      {width === 0 ? null : (
        <svg width={width} height={HEIGHT} role="img" aria-label={t('overlap.alt')}>
          <text x={LEFT} y={14} className={styles.rowLabel}>
            ▲ {t('overlap.treated')}
          </text>
          <text x={LEFT} y={HEIGHT - 34} className={styles.rowLabel}>
            ▼ {t('overlap.comparison')}
          </text>
          {bins.map(({ from, to, treated, comparison }) => {
            const [left, right] = [x(from) + 1, x(to) - 1];
            const up = ((treated ?? 0) / totals.treated / most) * REACH;
            const down = ((comparison ?? 0) / totals.comparison / most) * REACH;
            return (
              <g key={from}>
                <rect
                  x={left}
                  width={Math.max(1, right - left)}
                  y={MIDDLE - up}
                  height={up}
                  className={styles.treatedBar}
                />
                <rect
                  x={left}
                  width={Math.max(1, right - left)}
                  y={MIDDLE}
                  height={down}
                  className={styles.comparisonBar}
                />
                {treated === null ? (
                  <text x={(left + right) / 2} y={MIDDLE - 4} textAnchor="middle" className={styles.note}>
                    ·
                  </text>
                ) : null}
                {comparison === null ? (
                  <text x={(left + right) / 2} y={MIDDLE + 11} textAnchor="middle" className={styles.note}>
                    ·
                  </text>
                ) : null}
              </g>
            );
          })}
          <line x1={LEFT} x2={width - RIGHT} y1={MIDDLE} y2={MIDDLE} className={styles.zero} />
          <text x={LEFT} y={HEIGHT - 8}>
            {format.number(low, { atMost: 2 })}
          </text>
          <text x={width - RIGHT} y={HEIGHT - 8} textAnchor="end">
            {format.number(high, { atMost: 2 })}
          </text>
          <text x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 8} textAnchor="middle" className={styles.axis}>
            {t('overlap.axis')}
          </text>
        </svg>
      )}
    </div>
  );
}
