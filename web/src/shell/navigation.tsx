import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
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
  StudiesIcon,
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
    may('study.read') && {
      key: 'studies',
      href: '/studies',
      icon: <StudiesIcon />,
      active: pathname.startsWith('/studies'),
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

/** The phone's bar: up to five rooms, or four and a sheet with all of them. */
export function BottomNavigation() {
  const { t } = useTranslation();
  const rooms = useRooms();
  const fits = rooms.length <= ON_THE_BAR + 1;
  const bar = fits ? rooms : rooms.slice(0, ON_THE_BAR);
  const hiddenActive = !fits && rooms.slice(ON_THE_BAR).some(({ active }) => active);
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
      {fits ? null : <RoomSheet rooms={rooms} active={hiddenActive} />}
    </nav>
  );
}

/** “More”: all rooms in a sheet from below, within a thumb's reach. */
function RoomSheet({ rooms, active }: { rooms: readonly Room[]; active: boolean }) {
  const { t } = useTranslation();
  const sheet = useRef<HTMLDialogElement>(null);
  const close = () => sheet.current?.close();
  return (
    <>
      <button
        type="button"
        className={styles.bottomLink}
        data-active={active || undefined}
        aria-haspopup="dialog"
        onClick={() => sheet.current?.showModal()}
      >
        <MoreIcon />
        {t('more')}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself */}
      <dialog
        ref={sheet}
        className={styles.sheet}
        aria-label={t('navigation')}
        onClick={(event) => {
          if (event.target === event.currentTarget) close();
        }}
      >
        <div className={styles.sheetHead}>
          <strong>{t('navigation')}</strong>
          <button type="button" className={styles.sheetClose} aria-label={t('close')} onClick={close}>
            <span aria-hidden="true">✕</span>
          </button>
        </div>
        <ul className={styles.sheetRooms}>
          {rooms.map((room) => (
            <li key={room.key}>
              <Link
                to={room.href}
                activeOptions={{ exact: true, includeSearch: false }}
                className={styles.sheetLink}
                aria-current={room.active ? 'page' : undefined}
                onClick={close}
              >
                {room.icon}
                {t(`room.${room.key}`)}
              </Link>
            </li>
          ))}
        </ul>
      </dialog>
    </>
  );
}
