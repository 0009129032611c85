import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TrellisMark } from '../../shell/icons.tsx';
import { LanguageSwitch } from '../../shell/language-switch.tsx';
import { SchemeSwitch } from '../../shell/scheme-switch.tsx';
import styles from './start.module.css';

/** The frame of the pages before sign-in. */
export function StartCard({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <span className={styles.brand}>
          <TrellisMark size={24} />
          {t('product')}
        </span>
        <span className={styles.switches}>
          <LanguageSwitch />
          <SchemeSwitch />
        </span>
      </header>
      <main className={`card ${styles.card}`}>
        <h1 className={styles.title}>{title}</h1>
        {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        {children}
      </main>
    </div>
  );
}
