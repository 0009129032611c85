import type { BalanceSchool } from '@trellis/contract';
import styles from './school-dot.module.css';

export type Tone = 'strong' | 'weak' | 'middle' | 'faint';

export function toneOf(school: Pick<BalanceSchool, 'level'> | undefined): Tone {
  if (school?.level === 'high') return 'strong';
  return school?.level === 'low' ? 'weak' : 'middle';
}

interface SchoolDotProps {
  x: number;
  y: number;
  radius: number;
  tone: Tone;
  below: boolean;
}

/** A strong school is a disc, a weak one a diamond, others grey squares; a ring means below the standard. */
export function SchoolDot({ x, y, radius, tone, below }: SchoolDotProps) {
  const side = radius * 1.62;
  return (
    <g className={styles.mark}>
      {tone === 'strong' ? (
        <>
          {below ? <circle cx={x} cy={y} r={radius + 2} className={styles.ring} /> : null}
          <circle cx={x} cy={y} r={radius} className={styles.strong} />
        </>
      ) : (
        <g transform={tone === 'weak' ? `rotate(45 ${x} ${y})` : undefined}>
          {below ? (
            <rect
              x={x - side / 2 - 2}
              y={y - side / 2 - 2}
              width={side + 4}
              height={side + 4}
              rx={4}
              className={styles.ring}
            />
          ) : null}
          <rect
            x={x - side / 2}
            y={y - side / 2}
            width={side}
            height={side}
            rx={2.5}
            className={styles[tone]}
          />
        </g>
      )}
    </g>
  );
}
