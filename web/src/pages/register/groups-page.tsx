import { Button, Select, Skeleton, Tabs, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { GroupSummary, SchoolSummary } from '@trellis/contract';
import { type ReactNode, useEffect, useState } from 'react';
import { usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { LocalName, NumberText } from '../../components/text.tsx';
import { FoundGroupForm } from './forms/found-group-form.tsx';
import { useAddress } from './parts/address.ts';
import { DayInput } from './parts/day-input.tsx';
import { DoneNote } from './parts/done-note.tsx';
import { groupKinds, stages } from './parts/fixed-values.ts';
import styles from './parts/toolbar.module.css';
import { useWords } from './parts/words.ts';
import { isIsoDay, todayIso } from './trajectory/days.ts';

const PAGE_SIZE = 50;

export function Page() {
  const { t, name } = useWords();
  const { text, change } = useAddress();
  const readsBureau = usePermission('bureau.read');
  const writes = usePermission('register.write');
  const mayFound = readsBureau && writes;
  const mayImport = usePermission('import.use');
  const [founding, setFounding] = useState(false);
  const [note, setNote] = useState<ReactNode>(null);
  const tab = text('tab') === 'schools' ? 'schools' : 'groups';
  return (
    <>
      <PageHeader
        title={t('groupsPage.title')}
        lead={t('groupsPage.lead')}
        actions={
          <>
            {mayImport ? (
              <Button renderRoot={(props) => <Link to="/imports" {...props} />}>
                {t('groupsPage.import')}
              </Button>
            ) : null}
            {mayFound ? (
              <Button variant="default" onClick={() => setFounding(true)}>
                {t('groupsPage.found')}
              </Button>
            ) : null}
          </>
        }
      />
      <DoneNote onClose={() => setNote(null)} closeLabel={t('form.close')}>
        {note}
      </DoneNote>
      <Tabs
        value={tab}
        onChange={(chosen) => change({ tab: chosen === 'schools' ? 'schools' : null, page: null, q: null })}
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="groups">{t('groupsPage.tabs.groups')}</Tabs.Tab>
          <Tabs.Tab value="schools">{t('groupsPage.tabs.schools')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="groups">
          <Groups />
        </Tabs.Panel>
        <Tabs.Panel value="schools">
          <Schools />
        </Tabs.Panel>
      </Tabs>
      <FoundGroupForm
        opened={founding}
        onClose={() => setFounding(false)}
        onDone={(group) => {
          setFounding(false);
          setNote(
            <Link to="/groups/$groupId/register" params={{ groupId: group.id }}>
              {t('foundGroup.done', { name: name(group.name) })}
            </Link>,
          );
        }}
      />
    </>
  );
}

/** Search, date and page as they stand in the address; typing waits a moment before it asks. */
function useListAddress() {
  const address = useAddress();
  const inAddress = address.text('q');
  const [typed, setTyped] = useState(inAddress);
  const [settled] = useDebouncedValue(typed, 250);
  const { change } = address;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed changes the address
  useEffect(() => {
    if (settled.trim() !== inAddress) change({ q: settled.trim(), page: null });
  }, [settled, change]);
  const asOf = isIsoDay(address.text('asOf')) ? address.text('asOf') : todayIso();
  return { ...address, q: inAddress, typed, setTyped, asOf };
}

function Groups() {
  const words = useWords();
  const { t, format } = words;
  const list = useListAddress();
  const kind = list.text('kind');
  const mayImport = usePermission('import.use');
  const { data, error, refetch, isPlaceholderData } = useRoute(
    'GET /api/groups',
    {
      query: {
        page: list.page,
        pageSize: PAGE_SIZE,
        asOf: list.asOf,
        ...(list.q === '' ? {} : { q: list.q }),
        ...(kind === '' ? {} : { kind: kind as GroupSummary['kind'] }),
      },
    },
    { keepPrevious: true },
  );
  return (
    <div className={`card ${styles.list}`}>
      <div className={`${styles.toolbar} no-print`}>
        <TextInput
          className={styles.search}
          label={t('groupsPage.searchGroups')}
          value={list.typed}
          onChange={(event) => list.setTyped(event.currentTarget.value)}
          type="search"
          size="sm"
        />
        <Select
          className={styles.narrow}
          label={t('groupsPage.kind')}
          placeholder={t('groupsPage.anyKind')}
          clearable
          value={kind === '' ? null : kind}
          onChange={(chosen) => list.change({ kind: chosen, page: null })}
          data={groupKinds.map((value) => ({ value, label: words.groupKind(value) }))}
        />
        <AsOfInput asOf={list.asOf} onAsOf={(asOf) => list.change({ asOf, page: null })} />
      </div>
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} plain />
      ) : data === undefined ? (
        <Rows />
      ) : data.total === 0 ? (
        <Nothing
          title={list.q === '' ? t('groupsPage.noGroups') : t('groupsPage.noGroupsFound', { q: list.q })}
          text={list.q === '' ? t('groupsPage.noGroupsHint') : t('groupsPage.noneFoundHint')}
          {...(list.q === '' ? {} : { onClear: () => list.setTyped('') })}
          mayImport={mayImport && list.q === ''}
        />
      ) : (
        <div className={isPlaceholderData ? styles.stale : undefined}>
          <ListTable<GroupSummary>
            caption={t('groupsPage.tabs.groups')}
            rows={data.items}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'name',
                header: t('groupsPage.name'),
                names: true,
                cell: (group) => (
                  <Link to="/groups/$groupId/register" params={{ groupId: group.id }}>
                    <LocalName name={group.name} />
                  </Link>
                ),
              },
              {
                key: 'schools',
                header: t('groupsPage.schools'),
                numeric: true,
                cell: (group) => <NumberText value={group.schoolCount} />,
              },
              { key: 'kind', header: t('groupsPage.kind'), cell: (group) => words.groupKind(group.kind) },
              {
                key: 'code',
                header: t('groupsPage.code'),
                cell: (group) => <span className="num">{group.code}</span>,
              },
              {
                key: 'since',
                header: t('groupsPage.since'),
                cell: (group) =>
                  group.during.from === null ? (
                    <span className={styles.faint}>{t('school.none')}</span>
                  ) : (
                    <span className="num">{format.dayAs(group.during.from, group.during.fromPrecision)}</span>
                  ),
              },
            ]}
          />
          <Pager
            page={list.page}
            pageSize={PAGE_SIZE}
            total={data.total}
            onPage={(page) => list.change({ page })}
          />
        </div>
      )}
    </div>
  );
}

function Schools() {
  const words = useWords();
  const { t, name } = words;
  const list = useListAddress();
  const stage = list.text('stage');
  const mayImport = usePermission('import.use');
  const { data, error, refetch, isPlaceholderData } = useRoute(
    'GET /api/schools',
    {
      query: {
        page: list.page,
        pageSize: PAGE_SIZE,
        asOf: list.asOf,
        ...(list.q === '' ? {} : { q: list.q }),
        ...(stage === '' ? {} : { stage: stage as NonNullable<SchoolSummary['stage']> }),
      },
    },
    { keepPrevious: true },
  );
  return (
    <div className={`card ${styles.list}`}>
      <div className={`${styles.toolbar} no-print`}>
        <TextInput
          className={styles.search}
          label={t('groupsPage.searchSchools')}
          value={list.typed}
          onChange={(event) => list.setTyped(event.currentTarget.value)}
          type="search"
          size="sm"
        />
        <Select
          className={styles.narrow}
          label={t('groupsPage.stage')}
          placeholder={t('groupsPage.anyStage')}
          clearable
          value={stage === '' ? null : stage}
          onChange={(chosen) => list.change({ stage: chosen, page: null })}
          data={stages.map((value) => ({ value, label: words.stage(value) }))}
        />
        <AsOfInput asOf={list.asOf} onAsOf={(asOf) => list.change({ asOf, page: null })} />
      </div>
      {error !== null ? (
        <ErrorPanel error={error} onRetry={() => void refetch()} plain />
      ) : data === undefined ? (
        <Rows />
      ) : data.total === 0 ? (
        <Nothing
          title={list.q === '' ? t('groupsPage.noSchools') : t('groupsPage.noSchoolsFound', { q: list.q })}
          text={list.q === '' ? t('groupsPage.noSchoolsHint') : t('groupsPage.noneFoundHint')}
          {...(list.q === '' ? {} : { onClear: () => list.setTyped('') })}
          mayImport={mayImport && list.q === ''}
        />
      ) : (
        <div className={isPlaceholderData ? styles.stale : undefined}>
          <ListTable<SchoolSummary>
            caption={t('groupsPage.tabs.schools')}
            rows={data.items}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'name',
                header: t('groupsPage.name'),
                names: true,
                cell: (school) => (
                  <Link to="/register/schools/$schoolId" params={{ schoolId: school.id }}>
                    <LocalName name={school.name} />
                  </Link>
                ),
              },
              {
                key: 'code',
                header: t('groupsPage.code'),
                cell: (school) => <span className="num">{school.code}</span>,
              },
              { key: 'stage', header: t('groupsPage.stage'), cell: (school) => words.stage(school.stage) },
              {
                key: 'location',
                header: t('groupsPage.location'),
                cell: (school) => words.location(school.location),
              },
              { key: 'level', header: t('groupsPage.level'), cell: (school) => words.level(school.level) },
              {
                key: 'groups',
                header: t('groupsPage.groups'),
                cell: (school) =>
                  school.groups.length === 0 ? (
                    <span className={styles.faint}>{t('groupsPage.noGroup')}</span>
                  ) : (
                    school.groups.map((group, index) => (
                      <span key={group.id}>
                        {index === 0 ? '' : ' · '}
                        <Link to="/groups/$groupId/register" params={{ groupId: group.id }}>
                          {name(group.name)}
                        </Link>
                      </span>
                    ))
                  ),
              },
            ]}
          />
          <Pager
            page={list.page}
            pageSize={PAGE_SIZE}
            total={data.total}
            onPage={(page) => list.change({ page })}
          />
        </div>
      )}
    </div>
  );
}

function AsOfInput({ asOf, onAsOf }: { asOf: string; onAsOf: (asOf: string | null) => void }) {
  const { t } = useWords();
  return (
    <div className={styles.day}>
      <DayInput
        label={t('asOf.label')}
        value={asOf}
        onChange={(day) => onAsOf(day === null || day === todayIso() ? null : day)}
      />
    </div>
  );
}

function Rows() {
  return (
    <div style={{ padding: 16 }} aria-busy="true">
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Skeleton key={index} height={22} mb={12} />
      ))}
    </div>
  );
}

interface NothingProps {
  title: string;
  text: string;
  onClear?: () => void;
  mayImport: boolean;
}

function Nothing({ title, text, onClear, mayImport }: NothingProps) {
  const { t } = useWords();
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      <p>{text}</p>
      {onClear === undefined ? null : (
        <Button variant="default" size="xs" onClick={onClear}>
          {t('groupsPage.clearSearch')}
        </Button>
      )}
      {mayImport ? (
        <Button size="xs" renderRoot={(props) => <Link to="/imports" {...props} />}>
          {t('groupsPage.import')}
        </Button>
      ) : null}
    </div>
  );
}
