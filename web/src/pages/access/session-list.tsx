import { Button } from '@mantine/core';
import type { Session } from '@trellis/contract';
import { useTranslation } from 'react-i18next';
import { ListTable } from '../../components/list-table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './audit-page.module.css';

interface SessionListProps {
  sessions: readonly Session[];
  /** Absent where sessions are only looked at. */
  onEnd?: (session: Session) => void;
}

/** Where somebody is signed in, the place last used first. */
export function SessionList({ sessions, onEnd }: SessionListProps) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const nameOf = ({ device }: Session) => device || t('sessions.unknown');
  return (
    <ListTable<Session>
      caption={t('sessions.caption')}
      rows={sessions}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'device',
          header: t('sessions.device'),
          names: true,
          cell: (session) => (
            <>
              {nameOf(session)}
              {session.current ? <span className={styles.small}>✓ {t('sessions.current')}</span> : null}
            </>
          ),
        },
        { key: 'address', header: t('sessions.address'), cell: ({ address }) => address },
        { key: 'since', header: t('sessions.since'), cell: ({ since }) => format.moment(since) },
        { key: 'lastSeen', header: t('sessions.lastSeen'), cell: ({ lastSeen }) => format.moment(lastSeen) },
        ...(onEnd === undefined
          ? []
          : [
              {
                key: 'end',
                bare: true,
                header: t('sessions.end'),
                cell: (session: Session) =>
                  session.current ? null : (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      aria-label={t('sessions.endLabel', { device: nameOf(session) })}
                      onClick={() => onEnd(session)}
                    >
                      {t('sessions.end')}
                    </Button>
                  ),
              },
            ]),
      ]}
    />
  );
}
