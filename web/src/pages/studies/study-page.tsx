import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { StudyDetail } from '@trellis/contract';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { forget, queryClient, queryFor } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useFormat } from '../../i18n/format.ts';
import { DataSection } from './design/data-section.tsx';
import { DesignForm } from './design/design-form.tsx';
import { DesignSummary } from './design-summary.tsx';
import { RunSection } from './run-section.tsx';
import { StudyStatus } from './study-status.tsx';
import { StudySteps } from './study-steps.tsx';

const ResultView = lazy(() =>
  import('./result/result-view.tsx').then(({ ResultView: component }) => ({ default: component })),
);

const POLL_MS = 700;
const studyQuery = (id: string) => queryFor('GET /api/studies/:id', { params: { id } });

/** One study: a guided design until it is frozen, then its run and its result. */
export function Page() {
  const { studyId } = useParams({ strict: false }) as { studyId: string };
  const { data, error, refetch } = useQuery({
    ...studyQuery(studyId),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? POLL_MS : false),
  });
  if (error !== null && data === undefined)
    return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <div aria-busy="true">
        <Skeleton height={34} width={340} mb={12} />
        <Skeleton height={20} width={420} mb={22} />
        <Skeleton height={160} radius={12} mb={16} />
        <Skeleton height={360} radius={12} />
      </div>
    );
  }
  return <Study key={studyId} detail={data} />;
}

function Study({ detail }: { detail: StudyDetail }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  const navigate = useNavigate();
  const keep = (next: StudyDetail) => {
    queryClient.setQueryData(studyQuery(detail.id).queryKey, next);
    void queryClient.invalidateQueries({ queryKey: ['GET /api/studies'] });
  };
  const begin = useMutation({
    mutationFn: () => call('POST /api/studies/:id/versions', { params: { id: detail.id } }),
    onSuccess: (next) => {
      keep(next);
      void forget('/api/studies');
      void navigate({ to: '/studies/$studyId', params: { studyId: next.id } });
    },
  });
  const drop = useMutation({
    mutationFn: () => call('DELETE /api/studies/:id', { params: { id: detail.id } }),
    onSuccess: () => {
      void forget('/api/studies');
      void navigate({ to: '/studies' });
    },
  });
  // The list shows the state of every study: it is asked for again when this one changes.
  useEffect(() => {
    if (detail.status !== 'draft') void queryClient.invalidateQueries({ queryKey: ['GET /api/studies'] });
  }, [detail.status]);
  const draft = detail.status === 'draft';
  const fault = begin.error ?? drop.error;
  const { design, data } = detail;
  return (
    <>
      <PageHeader
        title={detail.title}
        lead={
          <>
            <StudyStatus study={detail} /> ·{' '}
            {t('page.created', { who: detail.createdBy, when: format.moment(detail.createdAt) })}
            {detail.version > 1 ? ` · ${t('page.version', { n: detail.version })}` : ''}
          </>
        }
        actions={
          <>
            <Button variant="default" size="xs" renderRoot={(props) => <Link to="/studies" {...props} />}>
              ‹ {t('page.all')}
            </Button>
            {detail.mayWrite && !draft && detail.status !== 'running' ? (
              <Button variant="default" size="xs" loading={begin.isPending} onClick={() => begin.mutate()}>
                {t('page.newVersion')}
              </Button>
            ) : null}
            {detail.mayWrite && draft ? (
              <Button variant="default" size="xs" loading={drop.isPending} onClick={() => drop.mutate()}>
                {t('page.delete')}
              </Button>
            ) : null}
            {detail.earlier === null ? null : (
              <Link to="/studies/$studyId" params={{ studyId: detail.earlier }}>
                {t('page.earlier')}
              </Link>
            )}
            {detail.later.map(({ id, version }) => (
              <Link key={id} to="/studies/$studyId" params={{ studyId: id }}>
                {t('page.later', { n: version })}
              </Link>
            ))}
          </>
        }
      />
      {fault === null ? null : <ErrorPanel error={fault} />}
      <StudySteps detail={detail} />
      {detail.status === 'done' ? (
        <Suspense fallback={<Skeleton height={420} radius={12} mb={16} />}>
          <ResultView detail={detail} />
        </Suspense>
      ) : draft ? null : (
        <RunSection detail={detail} onDetail={keep} />
      )}
      {draft && data !== null && detail.mayWrite ? (
        <DesignForm key={data.sha256} detail={{ ...detail, data }} onDetail={keep} />
      ) : (
        <>
          {design === null ? null : <DesignSummary detail={detail} design={design} />}
          <DataSection detail={detail} design={design} onDetail={keep} />
        </>
      )}
    </>
  );
}
