import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './result.module.css';

interface ChartCardProps {
  title: string;
  /** What the reader should see in it, in words. */
  lead?: ReactNode;
  chart?: ReactNode;
  /** The same numbers as a table. */
  table?: ReactNode;
  /** Tables that are the finding itself stand open. */
  tableOpen?: boolean;
  wide?: boolean;
  children?: ReactNode;
}

/** One finding: its heading, its sentence, its drawing, and its table. */
export function ChartCard({
  title,
  lead,
  chart,
  table,
  tableOpen = false,
  wide = false,
  children,
}: ChartCardProps) {
  const { t } = useTranslation('studies');
  return (
    <section className={`card ${styles.chartCard} ${wide ? styles.wide : ''}`}>
      <h3>{title}</h3>
      {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
      {chart}
      {children}
      {table === undefined ? null : tableOpen ? (
        <div className={styles.table}>{table}</div>
      ) : (
        <details className={styles.tableFold}>
          <summary>{t('chart.asTable')}</summary>
          <div className={styles.table}>{table}</div>
        </details>
      )}
    </section>
  );
}
