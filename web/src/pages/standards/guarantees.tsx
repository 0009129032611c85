import type { StandardPackBody } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { guaranteesOf } from './pack-body.ts';
import styles from './standards.module.css';

/** Duties and demands that documents answer; nothing here is computed. */
export function Guarantees({ pack }: { pack: StandardPackBody }) {
  const { t } = useTranslation('standards');
  const format = useFormat();
  const guarantees = guaranteesOf(pack);
  if (guarantees.length === 0) return null;
  const areas = [...new Set(guarantees.map(({ area }) => area))];
  return (
    <section className={`card ${styles.section}`}>
      <h2>{t('guarantees')}</h2>
      {areas.map((area) => (
        <details key={area} className={styles.guarantees}>
          <summary>
            {t(`area.${area}`, { defaultValue: area })} (
            {guarantees.filter((guarantee) => guarantee.area === area).length})
          </summary>
          <ol>
            {guarantees
              .filter((guarantee) => guarantee.area === area)
              .map((guarantee) => (
                <li key={guarantee.id}>{format.text(guarantee.text)}</li>
              ))}
          </ol>
        </details>
      ))}
    </section>
  );
}
