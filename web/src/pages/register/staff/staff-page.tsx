import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { StaffRow } from '@trellis/contract';
import { type ReactNode, useEffect, useState } from 'react';
import { usePermission } from '../../../api/me.ts';
import { useRoute } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { ListTable } from '../../../components/list-table.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { Pager } from '../../../components/pager.tsx';
import { LocalName } from '../../../components/text.tsx';
import { useAddress } from '../parts/address.ts';
import { DayInput } from '../parts/day-input.tsx';
import { DoneNote } from '../parts/done-note.tsx';
import styles from '../parts/toolbar.module.css';
import { isIsoDay, todayIso } from '../trajectory/days.ts';
import { PersonForm } from './person-form.tsx';
import { statuses, subjects } from './staff-values.ts';
import { type StaffWords, useStaffWords } from './staff-words.ts';

const PAGE_SIZE = 50;

/** Who works in the schools one may see, on any day. */
export function Page() {
  const words = useStaffWords();
  const { t } = words;
  const mayWrite = usePermission('staff.write');
  const [adding, setAdding] = useState(false);
  const [note, setNote] = useState<ReactNode>(null);
  return (
    <>
      <PageHeader
        title={t('page.title')}
        lead={t('page.lead')}
        actions={mayWrite ? <Button onClick={() => setAdding(true)}>{t('page.takeOn')}</Button> : undefined}
      />
      <DoneNote onClose={() => setNote(null)} closeLabel={t('close')}>
        {note}
      </DoneNote>
      <Roster words={words} />
      {adding ? (
        <PersonForm
          opened
          onClose={() => setAdding(false)}
          onDone={(sentence, staffId) => {
            setAdding(false);
            setNote(
              <Link to="/register/staff/$staffId" params={{ staffId: staffId ?? '' }}>
                {sentence}
              </Link>,
            );
          }}
        />
      ) : null}
    </>
  );
}

function Roster({ words }: { words: StaffWords }) {
  const { t } = words;
  const { text, page, change } = useAddress();
  const q = text('q');
  const [typed, setTyped] = useState(q);
  const [settled] = useDebouncedValue(typed, 250);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed changes the address
  useEffect(() => {
    if (settled.trim() !== q) change({ q: settled.trim(), page: null });
  }, [settled, change]);
  const asOf = isIsoDay(text('asOf')) ? text('asOf') : todayIso();
  const schoolId = text('school');
  const subject = text('subject');
  const status = text('status');
  const filtered = q !== '' || schoolId !== '' || subject !== '' || status !== '';
  const { data, error, refetch, isPlaceholderData } = useRoute(
    'GET /api/staff',
    {
      query: {
        page,
        pageSize: PAGE_SIZE,
        asOf,
        ...(q === '' ? {} : { q }),
        ...(schoolId === '' ? {} : { schoolId }),
        ...(subject === '' ? {} : { subject: subject as StaffRow['subjects'][number] }),
        ...(status === '' ? {} : { status: status as StaffRow['statuses'][number] }),
      },
    },
    { keepPrevious: true },
  );
  return (
    <div className={`card ${styles.list}`}>
      <div className={`${styles.toolbar} no-print`}>
        <TextInput
          className={styles.search}
          label={t('page.search')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          type="search"
          size="sm"
        />
        <SchoolFilter
          words={words}
          asOf={asOf}
          schoolId={schoolId}
          onChange={(id) => change({ school: id, page: null })}
        />
        <Select
          className={styles.narrow}
          label={t('page.subject')}
          placeholder={t('page.anySubject')}
          clearable
          searchable
          value={subject === '' ? null : subject}
          onChange={(chosen) => change({ subject: chosen, page: null })}
          data={subjects.map((value) => ({ value, label: words.subject(value) }))}
        />
        <Select
          className={styles.narrow}
          label={t('page.status')}
          placeholder={t('page.anyStatus')}
          clearable
          value={status === '' ? null : status}
          onChange={(chosen) => change({ status: chosen, page: null })}
          data={(['any-backbone', ...statuses] as const).map((value) => ({
            value,
            label: words.status(value),
          }))}
        />
        <div className={styles.day}>
          <DayInput
            label={t('page.asOf')}
            value={asOf}
            onChange={(day) => change({ asOf: day === null || day === todayIso() ? null : day, page: null })}
          />
        </div>
      </div>
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} plain />
      ) : data === undefined ? (
        <div style={{ padding: 16 }} aria-busy="true">
          {Array.from({ length: 8 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
            <Skeleton key={index} height={22} mb={12} />
          ))}
        </div>
      ) : data.total === 0 ? (
        <div className={styles.empty}>
          <h2>{filtered ? t('page.noneFound') : t('page.none')}</h2>
          <p>{filtered ? t('page.noneFoundHint') : t('page.noneHint')}</p>
          {filtered ? (
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                setTyped('');
                change({ q: null, school: null, subject: null, status: null, page: null });
              }}
            >
              {t('page.clear')}
            </Button>
          ) : null}
        </div>
      ) : (
        <div className={isPlaceholderData ? styles.stale : undefined}>
          <ListTable<StaffRow>
            caption={t('page.title')}
            rows={data.items}
            rowKey={({ id }) => id}
            columns={columns(words, data.items)}
          />
          <Pager
            page={page}
            pageSize={PAGE_SIZE}
            total={data.total}
            onPage={(chosen) => change({ page: chosen })}
          />
        </div>
      )}
    </div>
  );
}

/** A column that is masked in every row is not shown at all. */
function columns(words: StaffWords, rows: readonly StaffRow[]) {
  const { t, format } = words;
  const someFull = rows.some((row) => !row.masked);
  return [
    {
      key: 'name',
      header: t('page.name'),
      names: true,
      cell: (row: StaffRow) => (
        <>
          {row.masked ? (
            <LocalName name={row.name} />
          ) : (
            <Link to="/register/staff/$staffId" params={{ staffId: row.id }}>
              <LocalName name={row.name} />
            </Link>
          )}
          {row.invented ? <span className={styles.faint}> {t('invented')}</span> : null}
        </>
      ),
    },
    ...(someFull
      ? [
          {
            key: 'number',
            header: t('page.number'),
            cell: (row: StaffRow) => <span className="num">{row.number}</span>,
          },
        ]
      : []),
    {
      key: 'school',
      header: t('page.school'),
      cell: (row: StaffRow) =>
        [
          row.homeSchool === null ? '' : words.name(row.homeSchool.name),
          ...row.otherSchools.map((one) => t('page.also', { school: words.name(one.name) })),
        ]
          .filter(Boolean)
          .join(' · '),
    },
    {
      key: 'subjects',
      header: t('page.subject'),
      cell: (row: StaffRow) => format.list(row.subjects.map(words.subject)),
    },
    {
      key: 'title',
      header: t('page.professionalTitle'),
      cell: (row: StaffRow) => (row.title === null ? '' : words.title(row.title)),
    },
    {
      key: 'statuses',
      header: t('page.status'),
      cell: (row: StaffRow) => format.list(row.statuses.map(words.status)),
    },
    {
      key: 'offices',
      header: t('page.offices'),
      cell: (row: StaffRow) => format.list(row.offices.map(words.office)),
    },
    ...(someFull
      ? [
          {
            key: 'since',
            header: t('page.employedSince'),
            numeric: true,
            cell: (row: StaffRow) => (row.employed?.from ? format.day(row.employed.from) : ''),
          },
        ]
      : []),
  ];
}

function SchoolFilter(props: {
  words: StaffWords;
  asOf: string;
  schoolId: string;
  onChange: (id: string | null) => void;
}) {
  const { words, asOf, schoolId, onChange } = props;
  const [typed, setTyped] = useState('');
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const { data } = useRoute(
    'GET /api/schools',
    { query: { asOf, pageSize: 50, ...(asked === '' ? {} : { q: asked }) } },
    { keepPrevious: true },
  );
  const chosen = useRoute('GET /api/schools/:id', { params: { id: schoolId } }, { enabled: schoolId !== '' });
  const found = (data?.items ?? []).map((one) => ({ value: one.id, label: words.name(one.name) }));
  const name = chosen.data?.profiles.at(-1)?.name;
  const options =
    schoolId === '' || found.some((one) => one.value === schoolId) || name === undefined
      ? found
      : [{ value: schoolId, label: words.name(name) }, ...found];
  return (
    <Select
      className={styles.narrow}
      label={words.t('page.school')}
      placeholder={words.t('page.anySchool')}
      clearable
      searchable
      value={schoolId === '' ? null : schoolId}
      onChange={onChange}
      onSearchChange={(text) => setTyped(options.some((one) => one.label === text) ? '' : text)}
      filter={({ options: all }) => all}
      data={options}
    />
  );
}
