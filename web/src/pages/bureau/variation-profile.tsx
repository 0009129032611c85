import { isOverLimit } from '../balance/words.ts';
import styles from './bureau-page.module.css';

interface VariationProfileProps {
  bars: readonly { id: string; cv: number | null; limit: number | undefined }[];
  label: string;
}

const BAR = 7;
const STEP = 11;
const HEIGHT = 26;
/** The limit stands at this share of the height. */
const LIMIT_AT = 0.55;

/** All indicators of a group as small bars, each against its own limit drawn as one line. */
export function VariationProfile({ bars, label }: VariationProfileProps) {
  const shown = bars.slice(0, 16);
  const width = shown.length * STEP;
  const limited = shown.some(({ limit }) => limit !== undefined);
  const most = Math.max(0.01, ...shown.map(({ cv }) => cv ?? 0));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={label} className={styles.profile}>
      <title>{label}</title>
      {shown.map(({ id, cv, limit }, index) => {
        if (cv === null) {
          return (
            <rect key={id} x={index * STEP} y={HEIGHT - 2} width={BAR} height={1} className={styles.gap} />
          );
        }
        const share = limited ? (limit === undefined ? 0 : (cv / limit) * LIMIT_AT) : cv / most;
        const height = Math.max(2, Math.min(share, 1) * HEIGHT);
        const over = limit !== undefined && isOverLimit(cv, limit);
        return (
          <rect
            key={id}
            x={index * STEP}
            y={HEIGHT - height}
            width={BAR}
            height={height}
            className={over ? styles.barOver : styles.bar}
          />
        );
      })}
      {limited ? (
        <line
          x1={0}
          x2={width - STEP + BAR}
          y1={HEIGHT * (1 - LIMIT_AT)}
          y2={HEIGHT * (1 - LIMIT_AT)}
          className={styles.limitLine}
        />
      ) : null}
    </svg>
  );
}
