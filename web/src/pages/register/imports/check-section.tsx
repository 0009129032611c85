import { Progress, SegmentedControl, Skeleton, Tabs } from '@mantine/core';
import type { ImportDetail, ImportProblem, ImportProgress } from '@trellis/contract';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileUrl } from '../../../api/client.ts';
import { useRoute } from '../../../api/queries.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { ListTable } from '../../../components/list-table.tsx';
import { Pager } from '../../../components/pager.tsx';
import { useFormat } from '../../../i18n/format.ts';
import { previewText } from './preview-words.ts';
import styles from './sections.module.css';

const PAGE_SIZE = 20;

interface CheckSectionProps {
  detail: ImportDetail;
  progress: ImportProgress | null;
  /** The place to drop the corrected rows, while there are bad ones. */
  fixes: ReactNode;
}

/** What the check found: a sentence, every problem with its row and remedy, and the rows as they will be read. */
export function CheckSection({ detail, progress, fixes }: CheckSectionProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [tab, setTab] = useState<string | null>(null);
  const checking = detail.status === 'checking';
  const checked = !checking && detail.status !== 'read';
  const problems = detail.badRows + detail.notices;
  const chosen = tab ?? (problems > 0 ? 'problems' : 'preview');
  return (
    <section className={`card ${styles.section}`} aria-labelledby="check" id="step-check">
      <h2 id="check">{t('check.title')}</h2>
      {checking ? <ProgressBar progress={progress} fallback={t('check.phases.checking')} /> : null}
      {checked ? (
        <>
          <div className={styles.verdict}>
            {detail.badRows > 0 ? (
              <p className={styles.bad}>
                <span aria-hidden="true">! </span>
                {t('check.bad', {
                  count: detail.badRows,
                  number: format.number(detail.badRows),
                  all: format.number(detail.rows),
                })}
              </p>
            ) : detail.blockedBecause !== null && detail.status === 'checked' ? (
              <p className={styles.bad}>
                <span aria-hidden="true">! </span>
                {t('check.badFile')} {detail.blockedBecause}
              </p>
            ) : (
              <p className={styles.good}>
                <span aria-hidden="true">✓ </span>
                {t('check.clean', { count: detail.rows, number: format.number(detail.rows) })}
              </p>
            )}
            {detail.notices > 0 ? (
              <p className={styles.soft}>
                {t('check.notices', { count: detail.notices, number: format.number(detail.notices) })}
              </p>
            ) : null}
          </div>
          {detail.badRows > 0 && detail.status === 'checked' ? (
            <div className={styles.fix}>
              <h3>{t('check.fix')}</h3>
              <p>{t('check.fixHint')}</p>
              <Downloads importId={detail.id} />
              {fixes}
            </div>
          ) : null}
          {detail.fixFiles.length === 0 ? null : (
            <p className={styles.inset}>
              {t('check.fixFiles')}
              {format.colon}
              {detail.fixFiles
                .map((file) =>
                  t('check.fixFile', {
                    count: file.rows,
                    number: format.number(file.rows),
                    file: file.fileName,
                  }),
                )
                .join(' · ')}
            </p>
          )}
          <Tabs value={chosen} onChange={setTab} keepMounted={false}>
            <Tabs.List px="md">
              <Tabs.Tab value="problems">{t('check.tabs.problems')}</Tabs.Tab>
              <Tabs.Tab value="preview">{t('check.tabs.preview')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="problems">
              <Problems detail={detail} />
            </Tabs.Panel>
            <Tabs.Panel value="preview">
              <Preview importId={detail.id} />
            </Tabs.Panel>
          </Tabs>
        </>
      ) : null}
    </section>
  );
}

/** How far the server is, in rows. */
export function ProgressBar({ progress, fallback }: { progress: ImportProgress | null; fallback: string }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const known = progress !== null && progress.allRows > 0;
  const text = known
    ? t('check.progress', { done: format.number(progress.doneRows), all: format.number(progress.allRows) })
    : progress === null
      ? t('check.waiting')
      : '';
  const phase = progress === null ? fallback : t(`check.phases.${progress.phase}`);
  return (
    <div className={styles.progress}>
      <p>
        {phase} <span className="num">{text}</span>
      </p>
      <Progress
        value={known ? (progress.doneRows / progress.allRows) * 100 : 100}
        animated
        striped={!known}
        aria-label={phase}
      />
    </div>
  );
}

function Downloads({ importId }: { importId: string }) {
  const { t } = useTranslation('imports');
  const { language } = useFormat();
  const [lang, setLang] = useState<'en' | 'zh'>(language);
  return (
    <div className={`${styles.downloads} no-print`}>
      {(['xlsx', 'csv'] as const).map((format) => (
        <a
          key={format}
          href={fileUrl('GET /api/imports/:id/bad-rows', {
            params: { id: importId },
            query: { lang, format },
          })}
          download
        >
          {t('check.download', { format: `.${format}` })}
        </a>
      ))}
      <span className={styles.language}>
        {t('check.language')}
        <SegmentedControl
          size="xs"
          aria-label={t('check.language')}
          value={lang}
          onChange={(chosen) => setLang(chosen === 'zh' ? 'zh' : 'en')}
          data={[
            { value: 'en', label: 'English' },
            { value: 'zh', label: '中文' },
          ]}
        />
      </span>
    </div>
  );
}

type Severity = 'all' | 'error' | 'notice';

/** Every problem of a file: place, value, what is wrong and what to do. */
export function Problems({ detail }: { detail: ImportDetail }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [severity, setSeverity] = useState<Severity>('all');
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useRoute(
    'GET /api/imports/:id/problems',
    {
      params: { id: detail.id },
      query: {
        page,
        pageSize: PAGE_SIZE,
        lang: format.language,
        ...(severity === 'all' ? {} : { severity }),
      },
    },
    { keepPrevious: true },
  );
  if (error !== null) return <ErrorPanel error={error} plain onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting />;
  if (data.total === 0 && severity === 'all') {
    return (
      <div className={styles.nothing}>
        <h3>{t('check.noProblems')}</h3>
        {detail.status === 'checked' ? <p>{t('check.noProblemsHint')}</p> : null}
      </div>
    );
  }
  return (
    <>
      <div className={`${styles.filter} no-print`}>
        <SegmentedControl
          size="xs"
          aria-label={t('check.severity')}
          value={severity}
          onChange={(chosen) => {
            setSeverity(chosen as Severity);
            setPage(1);
          }}
          data={(['all', 'error', 'notice'] as const).map((value) => ({
            value,
            label: t(`check.severities.${value}`),
          }))}
        />
      </div>
      <ListTable<ImportProblem>
        caption={t('check.tabs.problems')}
        rows={data.items}
        rowKey={(problem) =>
          `${problem.code} ${problem.row} ${problem.letter} ${problem.column} ${problem.value} ${problem.message}`
        }
        empty={t('check.noneOfKind')}
        columns={[
          {
            key: 'row',
            header: t('check.row'),
            numeric: true,
            cell: ({ row }) =>
              row === null ? <span className={styles.faint}>{t('check.whole')}</span> : row,
          },
          {
            key: 'column',
            header: t('check.column'),
            cell: ({ letter, column }) =>
              letter === null && column === null ? null : (
                <>
                  {letter === null ? null : <span className={styles.faint}>{letter} </span>}
                  {column}
                </>
              ),
          },
          {
            key: 'value',
            header: t('check.value'),
            cell: ({ value, row, severity: own }) =>
              value === null || value === '' ? (
                // A notice without a value speaks of the row; only an error can be about an empty cell.
                row === null || own === 'notice' ? null : (
                  <span className={styles.faint}>{t('check.emptyCell')}</span>
                )
              ) : (
                <code className={styles.value}>{value}</code>
              ),
          },
          {
            key: 'problem',
            names: true,
            header: t('check.problem'),
            cell: ({ severity: own, message }) => (
              <>
                <span className={own === 'error' ? styles.errorTag : styles.noticeTag}>
                  {t(`check.${own}`)}
                </span>{' '}
                <span className={styles.message}>{message}</span>
              </>
            ),
          },
          { key: 'remedy', header: t('check.remedy'), cell: ({ remedy }) => remedy },
        ]}
      />
      <Pager page={page} pageSize={PAGE_SIZE} total={data.total} onPage={setPage} />
    </>
  );
}

function Preview({ importId }: { importId: string }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useRoute(
    'GET /api/imports/:id/preview',
    { params: { id: importId }, query: { page, pageSize: PAGE_SIZE } },
    { keepPrevious: true },
  );
  if (error !== null) return <ErrorPanel error={error} plain onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting />;
  return (
    <>
      <DataTable
        caption={t('check.tabs.preview')}
        rows={data.items}
        rowKey={({ row }) => String(row)}
        rowTone={({ bad }) => (bad ? 'bad' : undefined)}
        empty={t('check.noPreview')}
        columns={[
          {
            key: 'row',
            header: t('check.row'),
            numeric: true,
            cell: ({ row, bad }) => (
              <>
                {bad ? (
                  <span className={styles.bad} title={t('check.badRow')}>
                    ! <span className="sr-only">{t('check.badRow')}</span>
                  </span>
                ) : null}
                {row}
              </>
            ),
          },
          ...data.fields.map((field, index) => ({
            key: field.id,
            header: format.text(field.name),
            numeric: field.numeric,
            cell: ({ values }: { values: string[] }) => (
              <span className={styles.cell}>{previewText(field, values[index] ?? '', t, format)}</span>
            ),
          })),
        ]}
      />
      <Pager page={page} pageSize={PAGE_SIZE} total={data.total} onPage={setPage} />
    </>
  );
}

function Waiting() {
  return (
    <div className={styles.nothing} aria-busy="true">
      <Skeleton height={22} mb={10} />
      <Skeleton height={22} mb={10} />
      <Skeleton height={22} />
    </div>
  );
}
