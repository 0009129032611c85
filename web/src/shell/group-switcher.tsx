import { Popover, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useMatchRoute, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { useRoute } from '../api/queries.ts';
import { useFormat } from '../i18n/format.ts';
import { useCurrentGroupId } from './current-group.tsx';
import styles from './frame.module.css';
import { ChevronIcon } from './icons.tsx';

const SEARCH_FROM = 8;

/** The group's name in the header; opens the list of groups, with a search where there are many. */
export function GroupSwitcher() {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const matchRoute = useMatchRoute();
  const { groupId } = useParams({ strict: false }) as { groupId?: string };
  const currentId = useCurrentGroupId();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 250);

  const known = me.groups.find(({ id }) => id === currentId);
  const onServer = me.groupCount > me.groups.length;
  const current = useRoute(
    'GET /api/groups/:id',
    { params: { id: currentId ?? '' } },
    { enabled: known === undefined && currentId !== null },
  );
  const found = useRoute(
    'GET /api/groups',
    { query: { q, pageSize: 30 } },
    { enabled: opened && onServer && q !== '', keepPrevious: true },
  );
  const name = known?.name ?? current.data?.name;
  if (currentId === null) return <span className={styles.groupName}>{format.text(me.bureau.name)}</span>;
  if (name === undefined) return <span className={styles.groupName} />;
  // Outside a group's own pages an officer means the whole bureau.
  const wholeBureau = groupId === undefined && me.permissions.includes('bureau.read');
  const shownName = format.text(wholeBureau ? me.bureau.name : name);
  if (me.groupCount <= 1) return <span className={styles.groupName}>{shownName}</span>;

  const needle = typed.trim().toLowerCase();
  const own = me.groups.filter(
    (group) =>
      needle === '' || `${group.name.en} ${group.name.zh} ${group.code}`.toLowerCase().includes(needle),
  );
  const shown = onServer && q !== '' ? (found.data?.items ?? []) : own.slice(0, 60);
  const to = matchRoute({ to: '/groups/$groupId/trajectory' })
    ? ('/groups/$groupId/trajectory' as const)
    : matchRoute({ to: '/groups/$groupId/register' })
      ? ('/groups/$groupId/register' as const)
      : ('/groups/$groupId' as const);
  const close = () => {
    setOpened(false);
    setTyped('');
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={340} shadow="md" trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={styles.groupButton}
          aria-label={t('groups.switch', { name: shownName })}
          onClick={() => setOpened((open) => !open)}
        >
          <span className={styles.groupName}>{shownName}</span>
          <ChevronIcon size={16} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        {me.groupCount >= SEARCH_FROM ? (
          <TextInput
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            placeholder={t('groups.search', { n: format.number(me.groupCount) })}
            aria-label={t('groups.searchLabel')}
            mb={6}
            data-autofocus
          />
        ) : null}
        <ul className={styles.groupList}>
          {shown.map((group) => (
            <li key={group.id}>
              <Link
                to={to}
                params={{ groupId: group.id }}
                className={styles.groupLink}
                aria-current={group.id === currentId ? 'true' : undefined}
                onClick={close}
              >
                {format.text(group.name)}
                <span>{group.code}</span>
              </Link>
            </li>
          ))}
        </ul>
        {shown.length === 0 && !found.isFetching ? <p className={styles.none}>{t('groups.none')}</p> : null}
        {me.permissions.includes('bureau.read') ? (
          <Link to="/bureau" className={styles.allGroups} onClick={close}>
            {t('groups.all', { n: format.number(me.groupCount) })}
          </Link>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
