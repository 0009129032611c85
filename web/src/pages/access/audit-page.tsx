import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { AuditEntry } from '@trellis/contract';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileUrl } from '../../api/client.ts';
import { useRoute } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useAddress } from '../register/parts/address.ts';
import { DayInput } from '../register/parts/day-input.tsx';
import { SearchSelect } from '../register/parts/search-select.tsx';
import toolbar from '../register/parts/toolbar.module.css';
import { isIsoDay, todayIso } from '../register/trajectory/days.ts';
import styles from './audit-page.module.css';
import { EntryDrawer } from './entry-drawer.tsx';
import { EntryList } from './entry-list.tsx';

const KINDS = ['change', 'look', 'sign-in', 'refusal'] as const satisfies readonly AuditEntry['kind'][];
const PAGE_SIZE = 50;

/** Who did what, and who looked at whom, on the days chosen. */
export function Page() {
  const { t, i18n } = useTranslation('access');
  const format = useFormat();
  const { text, page, change } = useAddress();
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  const from = isIsoDay(text('from')) ? text('from') : todayIso();
  const to = isIsoDay(text('to')) && text('to') >= from ? text('to') : from > todayIso() ? from : todayIso();
  const filter = {
    from,
    to,
    ...(text('school') === '' ? {} : { schoolId: text('school') }),
    ...(text('staff') === '' ? {} : { staffId: text('staff') }),
    ...(text('kind') === '' ? {} : { kind: text('kind') as AuditEntry['kind'] }),
    ...(text('who') === '' ? {} : { who: text('who') }),
  };
  const { data, error, refetch, isPlaceholderData } = useRoute(
    'GET /api/audit/entries',
    { query: { ...filter, page, pageSize: PAGE_SIZE } },
    { keepPrevious: true },
  );
  const lang = i18n.language.startsWith('zh') ? 'zh' : 'en';
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        lead={t('audit.lead')}
        actions={
          <Button
            variant="default"
            component="a"
            href={fileUrl('GET /api/audit/entries.xlsx', { query: { ...filter, lang } })}
            download
          >
            {t('audit.export')}
          </Button>
        }
      />
      <div className={`card ${toolbar.list}`}>
        <Filters from={from} to={to} />
        {text('staff') === '' ? null : (
          <p className={styles.note}>
            {t('audit.onlyPerson')}{' '}
            <button type="button" className={styles.open} onClick={() => change({ staff: null, page: null })}>
              {t('audit.showAll')}
            </button>
          </p>
        )}
        {error !== null ? (
          <ErrorPanel error={error} onRetry={() => void refetch()} plain />
        ) : data === undefined ? (
          <div style={{ padding: 16 }} aria-busy="true">
            <Skeleton height={320} radius={8} />
          </div>
        ) : data.total === 0 ? (
          <EmptyState
            title={t('audit.none')}
            action={
              <Button
                variant="default"
                size="xs"
                onClick={() => change({ school: null, staff: null, kind: null, who: null, page: null })}
              >
                {t('audit.clear')}
              </Button>
            }
          >
            {t('audit.noneHint')}
          </EmptyState>
        ) : (
          <div className={isPlaceholderData ? toolbar.stale : undefined}>
            <EntryList entries={data.items} onOpen={setOpened} />
            <Pager
              page={page}
              pageSize={PAGE_SIZE}
              total={data.total}
              onPage={(chosen) => change({ page: chosen })}
            />
          </div>
        )}
        {data?.chain ? (
          <div className={styles.chain}>
            <p>
              {t('audit.chain', { n: format.number(data.chain.count) })}
              {format.colon}
              <span className={styles.hash}>{data.chain.head}</span>
            </p>
            <p className={styles.small}>{t('audit.chainHint')}</p>
          </div>
        ) : null}
      </div>
      {opened === null ? null : <EntryDrawer entry={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function Filters({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const { text, change } = useAddress();
  const who = text('who');
  const [typed, setTyped] = useState(who);
  const [settled] = useDebouncedValue(typed, 250);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed changes the address
  useEffect(() => {
    if (settled.trim() !== who) change({ who: settled.trim(), page: null });
  }, [settled, change]);
  const schoolId = text('school');
  const school = useRoute('GET /api/schools/:id', { params: { id: schoolId } }, { enabled: schoolId !== '' });
  const name = school.data?.profiles.at(-1)?.name;
  return (
    <div className={`${toolbar.toolbar} no-print`}>
      <div className={toolbar.day}>
        <DayInput
          label={t('audit.from')}
          value={from}
          onChange={(day) => change({ from: day, page: null })}
        />
      </div>
      <div className={toolbar.day}>
        <DayInput
          label={t('audit.to')}
          value={to}
          min={from}
          onChange={(day) => change({ to: day, page: null })}
        />
      </div>
      <div className={toolbar.narrow}>
        <SearchSelect
          kind="schools"
          label={t('audit.school')}
          placeholder={t('audit.allSchools')}
          nothing={t('audit.nothing')}
          value={schoolId === '' ? null : { id: schoolId, name: name ? format.text(name) : '…' }}
          onChange={(chosen) => change({ school: chosen?.id ?? null, page: null })}
        />
      </div>
      <Select
        className={toolbar.narrow}
        label={t('audit.kind')}
        placeholder={t('audit.anyKind')}
        clearable
        value={text('kind') === '' ? null : text('kind')}
        onChange={(chosen) => change({ kind: chosen, page: null })}
        data={KINDS.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
      />
      <TextInput
        className={toolbar.narrow}
        label={t('audit.who')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        type="search"
      />
    </div>
  );
}
