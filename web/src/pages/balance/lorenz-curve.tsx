import { useTranslation } from 'react-i18next';
import styles from './explanation.module.css';

const SIZE = 200;
const LEFT = 20;
const TOP = 8;

/** Pupils from the poorest to the best provided school against the share of the resource they have. */
export function LorenzCurve({ schools }: { schools: readonly { pupils: number; total: number }[] }) {
  const { t } = useTranslation('balance');
  const sorted = schools
    .filter(({ pupils }) => pupils > 0)
    .sort((a, b) => a.total / a.pupils - b.total / b.pupils);
  const pupils = sorted.reduce((sum, one) => sum + one.pupils, 0);
  const total = sorted.reduce((sum, one) => sum + one.total, 0);
  const points = [{ x: LEFT, y: TOP + SIZE }];
  let [p, x] = [0, 0];
  for (const one of sorted) {
    p += one.pupils;
    x += one.total;
    points.push({ x: LEFT + (p / pupils) * SIZE, y: TOP + SIZE - (x / total) * SIZE });
  }
  return (
    <svg
      viewBox={`0 0 ${SIZE + LEFT + 10} ${SIZE + TOP + 24}`}
      width={SIZE + LEFT + 10}
      role="img"
      aria-label={t('how.lorenzText')}
      className={styles.lorenz}
    >
      <rect x={LEFT} y={TOP} width={SIZE} height={SIZE} className={styles.lorenzFrame} />
      <line x1={LEFT} y1={TOP + SIZE} x2={LEFT + SIZE} y2={TOP} className={styles.lorenzEqual} />
      <polygon
        points={points.map((at) => `${at.x.toFixed(1)},${at.y.toFixed(1)}`).join(' ')}
        className={styles.lorenzCurve}
      />
      {points.slice(1, -1).map((at) => (
        <circle key={at.x} cx={at.x} cy={at.y} r={2.5} className={styles.lorenzPoint} />
      ))}
      <text x={LEFT + SIZE / 2} y={TOP + SIZE + 17} textAnchor="middle">
        {t('how.lorenzX')}
      </text>
      <text transform={`translate(13 ${TOP + SIZE / 2}) rotate(-90)`} textAnchor="middle">
        {t('how.lorenzY')}
      </text>
    </svg>
  );
}
