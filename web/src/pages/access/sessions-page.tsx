import { Skeleton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Session } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { forget, useRoute } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { DoneNote } from '../register/parts/done-note.tsx';
import styles from './audit-page.module.css';
import { SessionList } from './session-list.tsx';

/** Where I am signed in, and the way to end it. */
export function Page() {
  const { t } = useTranslation('access');
  const [note, setNote] = useState('');
  const { data, error, refetch } = useRoute('GET /api/me/sessions', {});
  const end = useMutation({
    mutationFn: ({ id }: Session) => call('POST /api/me/sessions/:id/end', { params: { id } }),
    onSuccess: async (_, { device }) => {
      await forget('/api/me/sessions');
      setNote(t('sessions.ended', { device: device || t('sessions.unknown') }));
    },
  });
  return (
    <>
      <PageHeader title={t('sessions.title')} lead={t('sessions.lead')} />
      <DoneNote onClose={() => setNote('')} closeLabel={t('audit.close')}>
        {note}
      </DoneNote>
      {end.error === null ? null : <ErrorPanel error={end.error} />}
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton height={160} radius={12} />
      ) : (
        <div className={`card ${styles.sessions}`}>
          <SessionList sessions={data} onEnd={(session) => end.mutate(session)} />
        </div>
      )}
    </>
  );
}
