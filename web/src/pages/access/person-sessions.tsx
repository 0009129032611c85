import { Button, Skeleton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { forget, useRoute } from '../../api/queries.ts';
import { DetailDrawer } from '../../components/detail-drawer.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import styles from './audit-page.module.css';
import { SessionList } from './session-list.tsx';

interface PersonSessionsProps {
  person: { userId: string; name: string };
  onClose: () => void;
}

/** Where a person is signed in; the officer can sign the account out everywhere. */
export function PersonSessions({ person, onClose }: PersonSessionsProps) {
  const { t } = useTranslation('access');
  const params = { userId: person.userId };
  const { data, error, refetch } = useRoute('GET /api/access/people/:userId/sessions', { params });
  const end = useMutation({
    mutationFn: () => call('POST /api/access/people/:userId/sessions/end', { params }),
    onSuccess: () => forget('/api/access/people/:userId/sessions', '/api/me/sessions'),
  });
  const others = data?.filter(({ current }) => !current) ?? [];
  return (
    <DetailDrawer
      opened
      onClose={onClose}
      size={680}
      kicker={t('sessions.of')}
      title={t('sessions.ofTitle', { name: person.name })}
    >
      <p className={styles.explain}>{t('sessions.ofExplain')}</p>
      {end.data === undefined ? null : (
        <p role="status">✓ {t('sessions.endedAll', { count: end.data.ended, n: String(end.data.ended) })}</p>
      )}
      {end.error === null ? null : <ErrorPanel error={end.error} plain />}
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} plain />
      ) : data === undefined ? (
        <Skeleton height={120} radius={8} />
      ) : data.length === 0 ? (
        <p>{t('sessions.none')}</p>
      ) : (
        <SessionList sessions={data} />
      )}
      {others.length === 0 ? null : (
        <Button mt={14} variant="default" loading={end.isPending} onClick={() => end.mutate()}>
          {t('sessions.endAll')}
        </Button>
      )}
    </DetailDrawer>
  );
}
