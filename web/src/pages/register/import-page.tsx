import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { ImportDetail, ImportMapping } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, upload } from '../../api/client.ts';
import { forget, queryClient, queryFor } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './import-page.module.css';
import { ApplySection } from './imports/apply-section.tsx';
import { CheckSection, Problems } from './imports/check-section.tsx';
import { ColumnsSection } from './imports/columns-section.tsx';
import { DropZone } from './imports/drop-zone.tsx';
import { FileSection } from './imports/file-section.tsx';
import { StatusText } from './imports/status-text.tsx';
import { isSpreadsheet, useFileDrop } from './imports/use-file-drop.ts';
import { isBusy, useImportProgress } from './imports/use-progress.ts';

const importQuery = (importId: string) => queryFor('GET /api/imports/:id', { params: { id: importId } });
const POLL_MS = 1200;

export function Page() {
  const { importId } = useParams({ strict: false }) as { importId: string };
  const { data, error, refetch } = useQuery({
    ...importQuery(importId),
    refetchInterval: ({ state }) => (state.data !== undefined && isBusy(state.data.status) ? POLL_MS : false),
  });
  if (error !== null && data === undefined)
    return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <div aria-busy="true">
        <Skeleton height={34} width={340} mb={12} />
        <Skeleton height={20} width={420} mb={22} />
        <Skeleton height={120} radius={12} mb={16} />
        <Skeleton height={360} radius={12} />
      </div>
    );
  }
  return <Import key={importId} detail={data} />;
}

function Import({ detail }: { detail: ImportDetail }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<ImportMapping | null>(null);
  const [fraction, setFraction] = useState(0);
  const [wrongFile, setWrongFile] = useState<string | null>(null);
  const { status } = detail;
  const busyOnServer = isBusy(status);
  const params = { id: detail.id };
  const keep = (answer: ImportDetail) => queryClient.setQueryData(importQuery(detail.id).queryKey, answer);
  const refresh = () =>
    forget(
      `/api/imports/:id`,
      '/api/imports',
      '/api/groups',
      '/api/schools',
      '/api/bureau',
      '/api/me',
      '/api/packs',
    );
  const progress = useImportProgress(detail.id, busyOnServer, () => void refresh());

  const remap = useMutation({
    mutationFn: (body: { presetId: string | null; mapping: ImportMapping | null; sheet?: string }) =>
      call('PUT /api/imports/:id/mapping', { params, body }),
    onSuccess: async (answer) => {
      setDraft(null);
      keep(answer);
      await forget('/api/imports/:id/problems', '/api/imports/:id/preview');
    },
  });
  const fix = useMutation({
    mutationFn: (file: File) =>
      upload('POST /api/imports/:id/fixes', { params, query: { fileName: file.name } }, file, setFraction),
    onSuccess: async (answer) => {
      keep(answer);
      await forget('/api/imports/:id/problems', '/api/imports/:id/preview');
    },
  });
  const apply = useMutation({
    mutationFn: () => call('POST /api/imports/:id/apply', { params }),
    onSuccess: async (answer) => {
      keep(answer);
      await refresh();
    },
  });
  const undo = useMutation({
    mutationFn: () => call('POST /api/imports/:id/undo', { params }),
    onSuccess: async (answer) => {
      keep(answer);
      await refresh();
    },
  });
  const discard = useMutation({
    mutationFn: () => call('DELETE /api/imports/:id', { params }),
    onSuccess: async () => {
      await forget('/api/imports');
      void navigate({ to: '/imports' });
    },
  });

  const takesFixes = status === 'checked' && detail.badRows > 0;
  const takeFix = (file: File) => {
    if (fix.isPending) return;
    setFraction(0);
    fix.reset();
    if (!isSpreadsheet(file)) {
      setWrongFile(file.name);
      return;
    }
    setWrongFile(null);
    fix.mutate(file);
  };
  const hovering = useFileDrop(takeFix, takesFixes);

  const unreadable = status === 'unreadable';
  const editable = status === 'read' || status === 'checked';
  const mapping = draft ?? detail.mapping;
  const changed = draft !== null;
  const steps = [
    { key: 'file', state: unreadable ? 'problem' : 'done' },
    { key: 'columns', state: unreadable ? 'open' : status === 'read' || changed ? 'current' : 'done' },
    {
      key: 'check',
      state:
        unreadable || status === 'read'
          ? 'open'
          : status === 'checking'
            ? 'current'
            : detail.badRows > 0
              ? 'problem'
              : 'done',
    },
    {
      key: 'apply',
      state:
        status === 'applied' || status === 'undoing' || status === 'undone'
          ? 'done'
          : status === 'failed'
            ? 'problem'
            : status === 'applying' || (status === 'checked' && detail.badRows === 0 && !changed)
              ? 'current'
              : 'open',
    },
  ] as const;
  // What was done, the way on and the way back come first once it is done.
  const ended = status === 'applied' || status === 'undoing' || status === 'undone';
  const applying = (
    <ApplySection
      detail={detail}
      changed={changed}
      busy={apply.isPending || undo.isPending}
      error={apply.error ?? undo.error}
      progress={progress}
      onApply={() => apply.mutate()}
      onUndo={() => undo.mutate()}
    />
  );
  return (
    <>
      <PageHeader
        title={detail.fileName}
        lead={t('page.uploaded', { name: detail.createdBy, when: format.moment(detail.createdAt) })}
        actions={
          <>
            <Button variant="default" size="xs" renderRoot={(props) => <Link to="/imports" {...props} />}>
              ‹ {t('page.crumb')}
            </Button>
            {editable || unreadable || status === 'failed' ? (
              <Button
                variant="default"
                size="xs"
                loading={discard.isPending}
                onClick={() => discard.mutate()}
              >
                {t('page.discard')}
              </Button>
            ) : null}
          </>
        }
      />
      <p role="status" aria-live="polite" className={styles.status}>
        <StatusText status={status} />
      </p>
      <ol className={styles.steps} aria-label={t('page.steps.label')}>
        {steps.map(({ key, state }) => (
          <li key={key} className={styles[state]} aria-current={state === 'current' ? 'step' : undefined}>
            <a href={`#step-${key}`}>
              <span aria-hidden="true" className={styles.mark}>
                {state === 'done' ? '✓' : state === 'problem' ? '!' : ''}
              </span>
              {t(`page.steps.${key}`)}
              <span className="sr-only">{format.inBrackets(t(`page.stepState.${state}`))}</span>
            </a>
          </li>
        ))}
      </ol>
      {discard.error === null ? null : <ErrorPanel error={discard.error} />}
      {unreadable ? (
        <section className={`card ${styles.unreadable}`} id="step-file" role="alert">
          <h2>{t('file.unreadable')}</h2>
          {detail.blockedBecause === null ? null : <p>{detail.blockedBecause}</p>}
          <Problems detail={detail} />
          <p>{t('file.unreadableHint')}</p>
          <Button mt="sm" renderRoot={(props) => <Link to="/imports" {...props} />}>
            {t('file.again')}
          </Button>
        </section>
      ) : (
        <>
          {ended ? applying : null}
          <FileSection
            detail={detail}
            editable={editable}
            busy={remap.isPending}
            onSheet={(sheet) => remap.mutate({ presetId: null, mapping: null, sheet })}
          />
          {mapping === null ? null : (
            <ColumnsSection
              detail={detail}
              mapping={mapping}
              changed={changed}
              editable={editable}
              busy={remap.isPending || busyOnServer}
              onChange={setDraft}
              onCheck={() => remap.mutate({ presetId: null, mapping })}
              onPreset={(presetId) => remap.mutate({ presetId, mapping: null })}
            />
          )}
          {remap.error === null ? null : <ErrorPanel error={remap.error} />}
          <CheckSection
            detail={detail}
            progress={progress}
            fixes={
              takesFixes ? (
                <>
                  <DropZone
                    small
                    title={t('check.fixes')}
                    hint={t('list.formats')}
                    choose={t('list.choose')}
                    hovering={hovering}
                    hoverText={t('check.dropFix')}
                    progress={fix.isPending ? fraction : null}
                    progressText={
                      fraction < 1
                        ? t('list.uploading', {
                            file: fix.variables?.name ?? '',
                            percent: format.number(fraction, { percent: true, digits: 0 }),
                          })
                        : t('list.reading', { file: fix.variables?.name ?? '' })
                    }
                    onFile={takeFix}
                  />
                  {wrongFile === null ? null : (
                    <p role="alert" className={styles.wrong}>
                      {t('list.wrongFormat', { file: wrongFile })}
                    </p>
                  )}
                  {fix.error === null ? null : <ErrorPanel error={fix.error} plain />}
                </>
              ) : null
            }
          />
          {ended ? null : applying}
        </>
      )}
    </>
  );
}
