import { useTranslation } from 'react-i18next';
import { SchoolDot, type Tone } from '../../components/school-dot.tsx';
import styles from './balance-page.module.css';

interface BalanceLegendProps {
  /** The levels that occur among the schools shown. */
  tones: ReadonlySet<Tone>;
  showsStandard: boolean;
  earlier: string | null;
}

export function BalanceLegend({ tones, showsStandard, earlier }: BalanceLegendProps) {
  const { t } = useTranslation('balance');
  const sign = (tone: 'strong' | 'weak' | 'middle', below = false) => (
    <svg width={16} height={16} aria-hidden="true">
      <SchoolDot x={8} y={8} radius={5} tone={tone} below={below} />
    </svg>
  );
  return (
    <ul className={styles.legend} aria-label={t('legend.label')}>
      {(['strong', 'weak', 'middle'] as const).map((tone) =>
        tones.has(tone) ? (
          <li key={tone}>
            {sign(tone)} {t(tone === 'middle' && tones.size === 1 ? 'legend.school' : `legend.${tone}`)}
          </li>
        ) : null,
      )}
      {showsStandard ? (
        <>
          <li>
            <svg width={16} height={16} aria-hidden="true">
              <circle cx={8} cy={8} r={5} className={styles.legendRing} />
            </svg>
            {t('legend.below')}
          </li>
          <li>
            <svg width={8} height={16} aria-hidden="true">
              <line x1={4} x2={4} y1={1} y2={15} className={styles.legendStandard} />
            </svg>
            {t('legend.standard')}
          </li>
        </>
      ) : null}
      <li>
        <svg width={8} height={16} aria-hidden="true">
          <line x1={4} x2={4} y1={3} y2={13} className={styles.legendMean} />
        </svg>
        {t('legend.mean')}
      </li>
      {earlier === null ? null : (
        <li>
          <svg width={14} height={16} aria-hidden="true">
            <circle cx={7} cy={8} r={4} className={styles.legendEarlier} />
          </svg>
          {t('legend.earlier', { year: earlier })}
        </li>
      )}
    </ul>
  );
}
