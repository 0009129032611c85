import { Menu } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { useCurrentGroupId } from './current-group.tsx';
import styles from './frame.module.css';
import {
  AccessIcon,
  BureauIcon,
  HomeIcon,
  ImportIcon,
  MoreIcon,
  RegisterIcon,
  StaffIcon,
  StandardsIcon,
  TrajectoryIcon,
} from './icons.tsx';

interface Room {
  readonly key: string;
  readonly href: string;
  readonly icon: ReactNode;
  readonly active: boolean;
  readonly below?: boolean;
}

/** The rooms this person can enter; a room that is not built is not named. */
function useRooms(): Room[] {
  const me = useMe();
  const groupId = useCurrentGroupId();
  const { pathname } = useLocation();
  const may = (permission: string) => me.permissions.includes(permission);
  const rooms: (Room | false)[] = [
    groupId !== null && {
      key: 'home',
      href: `/groups/${groupId}`,
      icon: <HomeIcon />,
      active: /^\/groups\/[^/]+\/?$/.test(pathname),
    },
    may('bureau.read') && {
      key: 'bureau',
      href: '/bureau',
      icon: <BureauIcon />,
      active: pathname.startsWith('/bureau'),
    },
    may('register.read') && {
      key: 'register',
      href: '/register',
      icon: <RegisterIcon />,
      active:
        (pathname.startsWith('/register') && !pathname.startsWith('/register/staff')) ||
        /^\/groups\/[^/]+\/register/.test(pathname),
    },
    may('staff.read') && {
      key: 'staff',
      href: '/register/staff',
      icon: <StaffIcon />,
      active: pathname.startsWith('/register/staff'),
      below: true,
    },
    may('register.read') &&
      groupId !== null && {
        key: 'trajectory',
        href: `/groups/${groupId}/trajectory`,
        icon: <TrajectoryIcon />,
        active: /^\/groups\/[^/]+\/trajectory/.test(pathname),
        below: true,
      },
    may('import.use') && {
      key: 'imports',
      href: '/imports',
      icon: <ImportIcon />,
      active: pathname.startsWith('/imports'),
      below: true,
    },
    may('balance.read') && {
      key: 'standards',
      href: '/standards',
      icon: <StandardsIcon />,
      active: pathname.startsWith('/standards'),
    },
    may('access.manage') && {
      key: 'access',
      href: '/access',
      icon: <AccessIcon />,
      active: pathname.startsWith('/access'),
    },
  ];
  return rooms.filter((room) => room !== false);
}

export function SideNavigation() {
  const { t } = useTranslation();
  return (
    <nav className={styles.side} aria-label={t('navigation')}>
      {useRooms().map((room) => (
        <Link
          key={room.key}
          to={room.href}
          activeOptions={{ exact: true, includeSearch: false }}
          className={`${styles.sideLink} ${room.below ? styles.below : ''}`}
          aria-current={room.active ? 'page' : undefined}
        >
          {t(`room.${room.key}`)}
        </Link>
      ))}
    </nav>
  );
}

const ON_THE_BAR = 4;

export function BottomNavigation() {
  const { t } = useTranslation();
  const rooms = useRooms();
  const fits = rooms.length <= ON_THE_BAR + 1;
  const bar = fits ? rooms : rooms.slice(0, ON_THE_BAR);
  const more = fits ? [] : rooms.slice(ON_THE_BAR);
  return (
    <nav className={styles.bottom} aria-label={t('navigation')}>
      {bar.map((room) => (
        <Link
          key={room.key}
          to={room.href}
          activeOptions={{ exact: true, includeSearch: false }}
          className={styles.bottomLink}
          aria-current={room.active ? 'page' : undefined}
        >
          {room.icon}
          {t(`room.${room.key}`)}
        </Link>
      ))}
      {more.length === 0 ? null : (
        <Menu position="top-end" width={220} shadow="md">
          <Menu.Target>
            <button
              type="button"
              className={styles.bottomLink}
              data-active={more.some(({ active }) => active) || undefined}
            >
              <MoreIcon />
              {t('more')}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((room) => (
              <Menu.Item key={room.key} component={Link} to={room.href} leftSection={room.icon}>
                {t(`room.${room.key}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}
