import type { Trajectory } from '@trellis/contract';
import { ClusterPatterns, hatchOf } from '../parts/cluster-patterns.tsx';
import { useWords } from '../parts/words.ts';
import styles from './legend.module.css';
import band from './timeline.module.css';

/** What the marks of the timeline mean; only those it uses. */
export function Legend({ trajectory, broken }: { trajectory: Trajectory; broken: boolean }) {
  const { t } = useWords();
  const swatch = (className: string | undefined, height: number) => (
    <svg width={26} height={14} aria-hidden="true">
      <rect
        x={0}
        y={7 - height / 2}
        width={26}
        height={height}
        rx={height > 6 ? 3 : 2}
        className={className}
      />
    </svg>
  );
  return (
    <ul className={styles.legend} aria-label={t('trajectory.legend.title')}>
      <li>
        {swatch(band.exists, 4)}
        {t('trajectory.legend.exists')}
      </li>
      {trajectory.memberships.some(({ role }) => role === 'dominant') ? (
        <li>
          {swatch(band.dominant, 12)}
          {t('trajectory.legend.dominant')}
        </li>
      ) : null}
      <li>
        {swatch(band.member, 12)}
        {t('trajectory.legend.member')}
      </li>
      {trajectory.memberships.every(({ startKnown }) => startKnown) ? null : (
        <li>
          <svg width={26} height={14} aria-hidden="true">
            <defs>
              <linearGradient id="legend-fade">
                <stop offset="0" stopColor="var(--card)" />
                <stop offset="1" stopColor="var(--card)" stopOpacity="0" />
              </linearGradient>
            </defs>
            <rect y={1} width={26} height={12} rx={3} className={band.member} />
            <rect width={24} height={14} fill="url(#legend-fade)" />
          </svg>
          {t('trajectory.legend.unknownStart')}
        </li>
      )}
      {trajectory.clusters.length === 0 ? null : (
        <li>
          <svg width={26} height={14} aria-hidden="true">
            <ClusterPatterns prefix="legend" />
            <rect
              x={0.5}
              y={1}
              width={25}
              height={12}
              rx={3}
              fill={hatchOf(0, 'legend')}
              className={band.cluster}
            />
          </svg>
          {t('trajectory.legend.cluster')}
        </li>
      )}
      <li>
        <svg width={12} height={14} aria-hidden="true">
          <path d="M6 0V14" className={band.change} />
        </svg>
        {t('trajectory.legend.change')}
      </li>
      {trajectory.events.some(({ precision }) => precision === 'year') ? (
        <li>
          {swatch(band.span, 12)}
          {t('trajectory.legend.year')}
        </li>
      ) : null}
      {broken ? (
        <li>
          <svg width={14} height={14} aria-hidden="true" className={band.break}>
            <path d="M2 12l4-10M8 12l4-10" />
          </svg>
          {t('trajectory.brokenAxis')}
        </li>
      ) : null}
    </ul>
  );
}
