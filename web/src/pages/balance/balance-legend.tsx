import { useTranslation } from 'react-i18next';
import { SchoolDot } from '../../components/school-dot.tsx';
import styles from './balance-page.module.css';

interface BalanceLegendProps {
  showsMiddle: boolean;
  showsStandard: boolean;
  earlier: string | null;
}

export function BalanceLegend({ showsMiddle, showsStandard, earlier }: BalanceLegendProps) {
  const { t } = useTranslation('balance');
  const sign = (tone: 'strong' | 'weak' | 'middle', below = false) => (
    <svg width={16} height={16} aria-hidden="true">
      <SchoolDot x={8} y={8} radius={5} tone={tone} below={below} />
    </svg>
  );
  return (
    <ul className={styles.legend} aria-label={t('legend.label')}>
      <li>
        {sign('strong')} {t('legend.strong')}
      </li>
      <li>
        {sign('weak')} {t('legend.weak')}
      </li>
      {showsMiddle ? (
        <li>
          {sign('middle')} {t('legend.middle')}
        </li>
      ) : null}
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
