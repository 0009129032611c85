import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './page-header.module.css';

/** The browser tab's title follows the page and its language. */
export function usePageTitle(title: string | undefined): void {
  const { t } = useTranslation();
  const product = t('product');
  useEffect(() => {
    document.title = title === undefined || title === '' ? product : `${title} · ${product}`;
  }, [title, product]);
}

interface PageHeaderProps {
  title: string;
  /** One or two sentences under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** The tab's title where it differs from the heading. */
  tabTitle?: string;
  children?: ReactNode;
}

/** A page's one `h1`, its lead sentence and its actions; also sets the tab's title. */
export function PageHeader({ title, lead, actions, tabTitle, children }: PageHeaderProps) {
  usePageTitle(tabTitle ?? title);
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{title}</h1>
      {lead === undefined || lead === null ? null : <p className={styles.lead}>{lead}</p>}
      {actions === undefined ? null : <div className={`${styles.actions} no-print`}>{actions}</div>}
      {children}
    </header>
  );
}
