import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountMenu } from './account-menu.tsx';
import { PendingPage } from './fallback-pages.tsx';
import styles from './frame.module.css';
import { GroupSwitcher } from './group-switcher.tsx';
import { TrellisMark } from './icons.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { BottomNavigation, SideNavigation } from './navigation.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';
import { HeaderSlots } from './slots.tsx';

/** The frame around every room: where one is, which group, in which language. */
export function Frame() {
  const { t } = useTranslation();
  const [context, setContext] = useState<HTMLElement | null>(null);
  const [chips, setChips] = useState<HTMLElement | null>(null);
  const slots = useMemo(() => ({ context, chips }), [context, chips]);
  return (
    <HeaderSlots value={slots}>
      <a className={styles.skip} href="#main">
        {t('skip')}
      </a>
      <div className={styles.frame}>
        <aside className={styles.aside}>
          <Link to="/" className={styles.brand}>
            <TrellisMark size={22} />
            {t('product')}
          </Link>
          <SideNavigation />
        </aside>
        <div className={styles.column}>
          <header className={styles.top}>
            <div className={styles.where}>
              <GroupSwitcher />
              <span ref={setContext} className={styles.context} />
            </div>
            <div className={`${styles.chips} no-print`}>
              <span ref={setChips} className={styles.pageChips} />
              <span className={`${styles.chips} ${styles.wide}`}>
                <LanguageSwitch />
                <SchemeSwitch />
              </span>
              <AccountMenu />
            </div>
          </header>
          <main id="main" tabIndex={-1} className={styles.main}>
            <Suspense fallback={<PendingPage />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
      </div>
      <BottomNavigation />
      <Notifications position="bottom-center" limit={3} className={styles.notes ?? ''} />
    </HeaderSlots>
  );
}
