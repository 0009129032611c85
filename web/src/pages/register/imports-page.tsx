import { Button, Skeleton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ImportPreset, ImportSummary } from '@trellis/contract';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, fileUrl, upload } from '../../api/client.ts';
import { useMe, usePermission } from '../../api/me.ts';
import { forget, queryClient, queryFor, useRoute } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { NumberText } from '../../components/text.tsx';
import { useFormat } from '../../i18n/format.ts';
import { changesAnything, countPhrases } from './imports/counts.ts';
import { DropZone } from './imports/drop-zone.tsx';
import { StatusText } from './imports/status-text.tsx';
import { isSpreadsheet, useFileDrop } from './imports/use-file-drop.ts';
import styles from './imports-page.module.css';
import { useAddress } from './parts/address.ts';
import { DoneNote } from './parts/done-note.tsx';
import { SearchSelect } from './parts/search-select.tsx';

const PAGE_SIZE = 20;

export function Page() {
  const { t } = useTranslation('imports');
  const mayImport = usePermission('import.use');
  if (!mayImport) {
    return (
      <>
        <PageHeader title={t('list.title')} />
        <Refusal />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('list.title')} lead={t('list.lead')} />
      <NewImport />
      <PastImports />
      <Presets />
    </>
  );
}

/** Whoever may not import is told so in the server's own words. */
function Refusal() {
  const { error } = useRoute('GET /api/imports', { query: { page: 1, pageSize: 1 } });
  return error === null ? <Skeleton height={120} radius={12} /> : <ErrorPanel error={error} />;
}

function NewImport() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const me = useMe();
  const navigate = useNavigate();
  const { text } = useAddress();
  // A bureau's file names its groups; whoever leads one group brings that group's file.
  const own = me.permissions.includes('bureau.read')
    ? undefined
    : me.groupCount === 1
      ? me.groups[0]
      : undefined;
  const wanted = me.groups.find(({ id }) => id === text('group')) ?? own;
  const [group, setGroup] = useState(
    wanted === undefined ? null : { id: wanted.id, name: format.text(wanted.name) },
  );
  const [fraction, setFraction] = useState(0);
  const [wrong, setWrong] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (file: File) =>
      upload(
        'POST /api/imports',
        { query: { fileName: file.name, ...(group === null ? {} : { groupId: group.id }) } },
        file,
        setFraction,
      ),
    onSuccess: (detail) => {
      queryClient.setQueryData(
        queryFor('GET /api/imports/:id', { params: { id: detail.id } }).queryKey,
        detail,
      );
      void forget('/api/imports');
      void navigate({ to: '/imports/$importId', params: { importId: detail.id } });
    },
  });
  const take = (file: File) => {
    if (send.isPending) return;
    setFraction(0);
    send.reset();
    if (!isSpreadsheet(file)) {
      setWrong(file.name);
      return;
    }
    setWrong(null);
    send.mutate(file);
  };
  const hovering = useFileDrop(take, !send.isPending);
  const file = send.variables?.name ?? '';
  return (
    <section aria-label={t('list.choose')} className={styles.section}>
      <DropZone
        title={t('list.drop')}
        hint={t('list.formats')}
        choose={t('list.choose')}
        hovering={hovering}
        hoverText={t('list.dropNow')}
        progress={send.isPending ? fraction : null}
        progressText={
          fraction < 1
            ? t('list.uploading', { file, percent: format.number(fraction, { percent: true, digits: 0 }) })
            : t('list.reading', { file })
        }
        onFile={take}
      >
        <div className={styles.group}>
          <SearchSelect
            kind="groups"
            size="xs"
            label={t('list.forGroup')}
            placeholder={t('list.forNoGroup')}
            nothing={t('columns.none')}
            value={group}
            onChange={setGroup}
          />
        </div>
      </DropZone>
      {wrong === null ? null : (
        <p role="alert" className={styles.wrong}>
          {t('list.wrongFormat', { file: wrong })}
        </p>
      )}
      {send.error === null ? null : <ErrorPanel error={send.error} />}
      <div className={`${styles.templates} no-print`}>
        <strong>{t('list.templates')}</strong>
        {(format.language === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const)).map((lang) => (
          <span key={lang} lang={lang === 'zh' ? 'zh-CN' : 'en'}>
            {t(`list.template.${lang}`)}{' '}
            {(['xlsx', 'csv'] as const).map((kind) => (
              <a
                key={kind}
                href={fileUrl('GET /api/import-template', { query: { lang, format: kind } })}
                download
              >
                .{kind}
              </a>
            ))}
          </span>
        ))}
        <span className={styles.faint}>{t('list.templatesHint')}</span>
      </div>
    </section>
  );
}

function PastImports() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { page, change } = useAddress();
  const [note, setNote] = useState<ReactNode>(null);
  const { data, error, refetch } = useRoute(
    'GET /api/imports',
    { query: { page, pageSize: PAGE_SIZE } },
    { keepPrevious: true },
  );
  const undo = useMutation({
    mutationFn: (one: ImportSummary) => call('POST /api/imports/:id/undo', { params: { id: one.id } }),
    onSuccess: async (_, one) => {
      setNote(
        <Link to="/imports/$importId" params={{ importId: one.id }}>
          {t('list.undoStarted', { file: one.fileName })}
        </Link>,
      );
      await forget('/api/');
    },
  });
  const discard = useMutation({
    mutationFn: (one: ImportSummary) => call('DELETE /api/imports/:id', { params: { id: one.id } }),
    onSuccess: async (_, one) => {
      setNote(t('list.discarded', { file: one.fileName }));
      await forget('/api/imports');
    },
  });
  const failed = undo.error !== null ? undo : discard.error !== null ? discard : null;
  return (
    <div className={`card ${styles.section}`}>
      <h2 id="past" className={styles.heading}>
        {t('list.past')}
      </h2>
      <div className={styles.notes}>
        <DoneNote onClose={() => setNote(null)} closeLabel={t('close')}>
          {note}
        </DoneNote>
        {failed === null ? null : (
          <div>
            <strong>{t('list.undoBlocked', { file: failed.variables?.fileName ?? '' })}</strong>
            <ErrorPanel error={failed.error} plain />
          </div>
        )}
      </div>
      {error !== null ? (
        <ErrorPanel error={error} plain onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <div className={styles.empty}>
          <Skeleton height={120} />
        </div>
      ) : data.total === 0 ? (
        <div className={styles.empty}>
          <h3>{t('list.empty')}</h3>
          <p>{t('list.emptyHint')}</p>
        </div>
      ) : (
        <>
          <ListTable<ImportSummary>
            caption={t('list.past')}
            rows={data.items}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'file',
                header: t('list.file'),
                names: true,
                cell: (one) => (
                  <>
                    <Link to="/imports/$importId" params={{ importId: one.id }}>
                      {one.fileName}
                    </Link>
                    {one.group === null ? null : (
                      <span className={styles.below}>{format.text(one.group.name)}</span>
                    )}
                  </>
                ),
              },
              { key: 'status', header: t('list.status'), cell: (one) => <StatusText status={one.status} /> },
              {
                key: 'rows',
                header: t('list.rows'),
                numeric: true,
                cell: (one) => (
                  <>
                    <NumberText value={one.rows} />
                    {one.badRows === 0 ? null : (
                      <span className={styles.bad}>
                        {t('list.badRows', { count: one.badRows, number: format.number(one.badRows) })}
                      </span>
                    )}
                  </>
                ),
              },
              {
                key: 'result',
                header: t('list.result'),
                cell: (one) => (
                  <span className={one.status === 'undone' ? styles.undone : undefined}>
                    {changesAnything(one.counts) || one.status !== 'applied'
                      ? countPhrases(one.counts, t, format).join(' · ')
                      : t('list.countNothing')}
                  </span>
                ),
              },
              {
                key: 'who',
                header: t('list.who'),
                cell: (one) => <span className={styles.who}>{one.createdBy}</span>,
              },
              {
                key: 'when',
                header: t('list.when'),
                cell: (one) => <span className="num">{format.moment(one.createdAt)}</span>,
              },
              {
                key: 'undo',
                bare: true,
                header: <span className="sr-only">{t('list.undo')}</span>,
                cell: (one) =>
                  one.status === 'applied' ? (
                    <Button
                      variant="default"
                      size="compact-xs"
                      aria-label={t('list.undoLabel', { file: one.fileName })}
                      loading={undo.isPending && undo.variables?.id === one.id}
                      onClick={() => {
                        discard.reset();
                        undo.mutate(one);
                      }}
                    >
                      {t('list.undo')}
                    </Button>
                  ) : ['read', 'unreadable', 'checked', 'failed'].includes(one.status) ? (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      aria-label={t('list.discardLabel', { file: one.fileName })}
                      onClick={() => {
                        undo.reset();
                        discard.mutate(one);
                      }}
                    >
                      {t('list.discard')}
                    </Button>
                  ) : null,
              },
            ]}
          />
          <Pager
            page={page}
            pageSize={PAGE_SIZE}
            total={data.total}
            onPage={(next) => change({ page: next })}
          />
        </>
      )}
    </div>
  );
}

function Presets() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [note, setNote] = useState('');
  const { data } = useRoute('GET /api/import-presets', {});
  const drop = useMutation({
    mutationFn: (preset: ImportPreset) =>
      call('DELETE /api/import-presets/:id', { params: { id: preset.id } }),
    onSuccess: async (_, preset) => {
      setNote(t('list.presetDeleted', { name: format.text(preset.name) }));
      await forget('/api/import-presets');
    },
  });
  if (data === undefined) return null;
  return (
    <section className={`card ${styles.section} no-print`} aria-labelledby="presets">
      <h2 id="presets" className={styles.heading}>
        {t('list.presets')}
      </h2>
      <p className={styles.hint}>
        {t('list.presetsHint')}{' '}
        {data.presets.some(({ origin }) => origin === 'bureau') ? '' : t('list.noPresets')}
      </p>
      <div className={styles.notes}>
        <DoneNote onClose={() => setNote('')} closeLabel={t('close')}>
          {note}
        </DoneNote>
        {drop.error === null ? null : <ErrorPanel error={drop.error} plain />}
      </div>
      <ul className={styles.presets}>
        {data.presets.map((preset) => (
          <li key={preset.id}>
            <span>
              <strong>{format.text(preset.name)}</strong>{' '}
              <span className={styles.faint}>
                {t(`kinds.${preset.kind}`)} · {t(preset.origin === 'shipped' ? 'list.shipped' : 'list.own')}
              </span>
              {format.text(preset.note) === '' ? null : (
                <span className={styles.below}>{format.text(preset.note)}</span>
              )}
            </span>
            {preset.origin === 'bureau' ? (
              <Button
                variant="subtle"
                size="compact-xs"
                aria-label={t('list.deletePresetLabel', { name: format.text(preset.name) })}
                loading={drop.isPending && drop.variables?.id === preset.id}
                onClick={() => drop.mutate(preset)}
              >
                {t('list.deletePreset')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
