import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { StudySummary } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { usePermission } from '../../api/me.ts';
import { forget, queryClient, queryFor, useRoute } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useAddress } from '../register/parts/address.ts';
import styles from './studies.module.css';
import { StudyStatus } from './study-status.tsx';

const PAGE_SIZE = 20;

/** All studies, and the way to begin one. */
export function Page() {
  const { t } = useTranslation('studies');
  const mayWrite = usePermission('study.write');
  const { page, change } = useAddress();
  const { data, error, refetch } = useRoute(
    'GET /api/studies',
    { query: { page, pageSize: PAGE_SIZE } },
    { keepPrevious: true },
  );
  return (
    <>
      <PageHeader title={t('list.title')} lead={t('list.lead')} />
      {mayWrite ? <NewStudy first={data?.total === 0} /> : null}
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton height={180} radius={12} />
      ) : data.total === 0 ? (
        <section className={`card ${styles.step}`}>
          <h2>{t('list.empty')}</h2>
          <p className={styles.stepLead}>{t(mayWrite ? 'list.emptyHint' : 'list.emptyNoRight')}</p>
          <ol className={styles.how}>
            {(['data', 'design', 'freeze', 'result'] as const).map((step) => (
              <li key={step}>
                <strong className={styles.howTitle}>{t(`list.how.${step}.title`)}</strong>
                <span>{t(`list.how.${step}.text`)}</span>
              </li>
            ))}
          </ol>
        </section>
      ) : (
        <div className="card">
          <StudyTable studies={data.items} />
          <Pager
            page={page}
            pageSize={PAGE_SIZE}
            total={data.total}
            onPage={(next) => change({ page: next })}
          />
        </div>
      )}
    </>
  );
}

function NewStudy({ first }: { first: boolean }) {
  const { t } = useTranslation('studies');
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const begin = useMutation({
    mutationFn: (named: string) => call('POST /api/studies', { body: { title: named } }),
    onSuccess: (detail) => {
      queryClient.setQueryData(
        queryFor('GET /api/studies/:id', { params: { id: detail.id } }).queryKey,
        detail,
      );
      void forget('/api/studies');
      void navigate({ to: '/studies/$studyId', params: { studyId: detail.id } });
    },
  });
  return (
    <form
      className={`card ${styles.new} no-print`}
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() !== '') begin.mutate(title.trim());
      }}
    >
      <TextInput
        className={styles.newTitle ?? ''}
        label={t('list.newTitle')}
        placeholder={t('list.newPlaceholder')}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Button type="submit" loading={begin.isPending} disabled={title.trim() === ''}>
        {t(first ? 'list.beginFirst' : 'list.begin')}
      </Button>
      {begin.error === null ? null : <ErrorPanel error={begin.error} plain />}
    </form>
  );
}

function StudyTable({ studies }: { studies: readonly StudySummary[] }) {
  const { t } = useTranslation('studies');
  const format = useFormat();
  return (
    <ListTable<StudySummary>
      caption={t('list.title')}
      rows={studies}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'title',
          header: t('list.study'),
          names: true,
          cell: ({ id, title, version, example }) => (
            <>
              <Link to="/studies/$studyId" params={{ studyId: id }}>
                {title}
              </Link>
              {version > 1 ? <span className={styles.below}>{t('page.version', { n: version })}</span> : null}
              {example ? <span className={styles.below}>{t('list.example')}</span> : null}
            </>
          ),
        },
        { key: 'status', header: t('list.status'), cell: (study) => <StudyStatus study={study} /> },
        {
          key: 'estimator',
          header: t('list.estimator'),
          cell: ({ estimator }) => (estimator === null ? '' : t(`estimator.name.${estimator}`)),
        },
        { key: 'who', header: t('list.who'), cell: ({ createdBy }) => createdBy },
        {
          key: 'when',
          header: t('list.when'),
          cell: ({ createdAt, frozenAt, finishedAt }) => (
            <span className="num">{format.moment(finishedAt ?? frozenAt ?? createdAt)}</span>
          ),
        },
      ]}
    />
  );
}
