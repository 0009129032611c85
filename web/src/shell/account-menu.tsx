import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { authenticate } from '../api/client.ts';
import { useMe } from '../api/me.ts';
import { forgetPerson, tellOtherTabs } from '../api/session.ts';
import { ErrorPanel } from '../components/error-panel.tsx';
import { useFormat } from '../i18n/format.ts';
import styles from './frame.module.css';
import { PersonIcon } from './icons.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';

/** Who I am, what I hold and until when, and the way out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={320} shadow="md">
      <Menu.Target>
        <button
          type="button"
          className={`${styles.chip} ${styles.round}`}
          aria-label={t('account.open', { name: me.user.name })}
          title={me.user.name}
        >
          <PersonIcon size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={styles.who}>
          <strong>{me.user.name}</strong>
          <span>{me.user.email}</span>
          <span>{format.text(me.bureau.name)}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('account.authorities')}</Menu.Label>
        <ul className={styles.authorities}>
          {me.authorities.map((authority) => (
            <li key={authority.id}>
              <strong>{t(`role.${authority.role}.${authority.scopeKind}`)}</strong>
              <span>{format.text(authority.scopeName)}</span>
              <span className={styles.dates}>
                {authority.to === null
                  ? t('account.since', { from: format.day(authority.from) })
                  : t('account.between', { from: format.day(authority.from), to: format.day(authority.to) })}
              </span>
            </li>
          ))}
          {me.authorities.length === 0 ? <li>{t('account.none')}</li> : null}
        </ul>
        <Menu.Divider />
        <div className={styles.narrow}>
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
        <Menu.Item renderRoot={(props) => <Link to="/access/sessions" {...props} />}>
          {t('account.sessions')}
        </Menu.Item>
        <Menu.Item renderRoot={(props) => <Link to="/access/policy" {...props} />}>
          {t('account.policy')}
        </Menu.Item>
        {me.permissions.includes('audit.read') ? (
          <Menu.Item renderRoot={(props) => <Link to="/access/audit" {...props} />}>
            {t('account.audit')}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Item
          onClick={async () => {
            try {
              await authenticate('sign-out', {});
            } catch (error) {
              // Never look signed out while the session still stands.
              notifications.show({ color: 'red', message: <ErrorPanel error={error} plain /> });
              return;
            }
            await navigate({ to: '/sign-in' });
            forgetPerson();
            tellOtherTabs();
          }}
        >
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
