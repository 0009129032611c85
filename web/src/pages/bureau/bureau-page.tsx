import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { GroupRank, LocalText, StandardPackBody } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { type ListColumn, ListTable } from '../../components/list-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { useVariables } from '../../components/variable-names.ts';
import { useFormat } from '../../i18n/format.ts';
import { HeaderContext } from '../../shell/slots.tsx';
import { cvAgainst } from '../balance/words.ts';
import styles from './bureau-page.module.css';
import { type BureauSearch, type BureauSort, groupSearchOf } from './search.ts';
import { VariationProfile } from './variation-profile.tsx';

const route = getRouteApi('/frame/bureau');
const PAGE_SIZE = 50;
const KINDS = [
  'education-group',
  'multi-academy-trust',
  'single-academy-trust',
  'federation',
  'trust',
  'sponsor',
  'other',
];
const LEAST_SCHOOLS = [1, 2, 3, 5, 10, 20];

/** Columns that only a pack with limits can fill. */
const JUDGING: ReadonlySet<string> = new Set(['verdict', 'over', 'met']);

function setsLimits({ indicators, rules }: StandardPackBody): boolean {
  return rules.variation === 'mean' || indicators.some(({ cvLimit }) => cvLimit !== undefined);
}

/** All groups of the bureau, the least balanced first. */
export function Page() {
  const { t } = useTranslation('bureau');
  const format = useFormat();
  const search = route.useSearch();
  const navigate = useNavigate();
  const variables = useVariables();
  const mayImport = usePermission('import.use');
  const packs = useRoute('GET /api/packs', {});
  const page = search.page ?? 1;
  const ranking = useRoute(
    'GET /api/bureau/balance',
    { query: { ...search, page, pageSize: PAGE_SIZE } },
    { keepPrevious: true },
  );
  const [typed, setTyped] = useState(search.q ?? '');

  const change = (next: { [K in keyof BureauSearch]?: BureauSearch[K] | undefined }) =>
    void navigate({
      to: '/bureau',
      search: (old: BureauSearch) => {
        const merged: Record<string, unknown> = { ...old, page: undefined, ...next };
        for (const key of Object.keys(merged)) {
          if (merged[key] === undefined || merged[key] === '') delete merged[key];
        }
        return merged as BureauSearch;
      },
      replace: next.page === undefined,
      resetScroll: false,
    });
  const searchFor = useDebouncedCallback((q: string) => change({ q: q.trim() }), 300);

  const data = ranking.data;
  const pack = packs.data?.find((one) => one.pack.id === data?.packId)?.pack;
  const indicatorName = (id: string) => {
    const indicator = pack?.indicators.find((one) => one.id === id);
    return indicator === undefined
      ? variables.name(id)
      : format.text((indicator.shortName as LocalText | undefined) ?? indicator.name);
  };
  const stage = data?.stage ?? undefined;
  const limitOf = (id: string) =>
    stage === undefined
      ? undefined
      : pack?.indicators.find((indicator) => indicator.id === id)?.cvLimit?.[stage];
  const sort = search.sort ?? 'indicatorsOver';
  const sortable = (by: BureauSort, direction: 'ascending' | 'descending') => ({
    sorted: sort === by ? direction : null,
    onSort: () => change({ sort: by === 'indicatorsOver' ? undefined : by }),
  });
  const groupSearch = data === undefined ? {} : groupSearchOf(data);

  // A pack that sets no limits describes; columns of verdicts would stay empty.
  const judges = pack === undefined || setsLimits(pack);
  const sortsByMean = !judges && sort === 'indicatorsOver';
  /** Indicators that at least one group on this page has. */
  const drawn = new Set(
    (data?.items ?? []).flatMap(({ cvs }) =>
      cvs.flatMap(({ indicatorId, cv }) => (typeof cv === 'number' ? [indicatorId] : [])),
    ),
  );
  const columns: ListColumn<GroupRank>[] = [
    {
      key: 'group',
      header: t('column.group'),
      names: true,
      width: 250,
      ...sortable('name', 'ascending'),
      cell: ({ group }) => (
        <Link
          to="/groups/$groupId"
          params={{ groupId: group.id }}
          search={groupSearch}
          className={styles.group}
        >
          {format.text(group.name)}
          <span className={styles.code}>{group.code}</span>
        </Link>
      ),
    },
    {
      key: 'verdict',
      header: t('column.verdict'),
      cell: ({ verdict, reason }) => (
        <span className={styles.verdict}>
          <span aria-hidden="true" className={styles[verdict]}>
            {verdict === 'met' ? '✓' : verdict === 'not-met' ? '×' : '–'}
          </span>
          <span>
            {t(`verdict.${verdict}`)}
            {verdict === 'not-judged' && reason !== undefined ? (
              <span className={styles.code}>
                {t(`reason.${reason}`, { defaultValue: t('reason.other') })}
              </span>
            ) : null}
          </span>
        </span>
      ),
    },
    {
      key: 'over',
      header: t('column.over'),
      numeric: true,
      ...sortable('indicatorsOver', 'descending'),
      cell: ({ indicatorsOver, indicatorsJudged }) =>
        indicatorsJudged === 0 ? (
          '–'
        ) : (
          <span className={indicatorsOver > 0 ? styles.over : undefined}>
            {t('over', { n: format.number(indicatorsOver), of: format.number(indicatorsJudged) })}
          </span>
        ),
    },
    {
      key: 'meanCv',
      header: t('column.meanCv'),
      numeric: true,
      ...sortable('meanCv', 'descending'),
      ...(sortsByMean ? { sorted: 'descending' as const } : {}),
      cell: ({ meanCv }) => (typeof meanCv === 'number' ? format.number(meanCv, { digits: 3 }) : '–'),
    },
    {
      key: 'worst',
      header: t('column.worst'),
      cell: ({ worst }) =>
        worst === null ? (
          <span className={styles.code}>{t('missing')}</span>
        ) : (
          <span>
            {pack === undefined ? format.text(worst.name) : indicatorName(worst.indicatorId)}{' '}
            <span className="num">{cvAgainst(worst.cv, limitOf(worst.indicatorId), format)}</span>
          </span>
        ),
    },
    {
      key: 'profile',
      header: t('column.profile'),
      cell: ({ cvs }) => (
        <VariationProfile
          bars={cvs
            .filter(({ indicatorId }) => drawn.has(indicatorId))
            .map(({ indicatorId, cv }) => ({
              id: indicatorId,
              cv: typeof cv === 'number' ? cv : null,
              limit: limitOf(indicatorId),
            }))}
          label={t('profile', {
            list: cvs
              .filter(({ indicatorId }) => drawn.has(indicatorId))
              .map(({ indicatorId, cv }) =>
                t('profileItem', {
                  name: indicatorName(indicatorId),
                  cv: typeof cv === 'number' ? cvAgainst(cv, limitOf(indicatorId), format) : '–',
                }),
              )
              .join(format.language === 'zh' ? '；' : '; '),
          })}
        />
      ),
    },
    {
      key: 'schools',
      header: t('column.schools'),
      numeric: true,
      ...sortable('schools', 'descending'),
      cell: ({ schools }) => format.number(schools),
    },
    {
      key: 'met',
      header: t('column.met'),
      numeric: true,
      cell: ({ schoolsMet, indicatorsJudged }) => (indicatorsJudged === 0 ? '–' : format.number(schoolsMet)),
    },
    {
      key: 'pupils',
      header: t('column.pupils'),
      numeric: true,
      cell: ({ pupils }) => (pupils === 0 ? '–' : format.number(pupils, { digits: 0 })),
    },
  ];

  const filtered = ['q', 'stage', 'year', 'kind', 'minSchools'].some((key) => key in search);
  if (data !== undefined && data.total === 0 && !filtered) {
    return (
      <>
        <PageHeader title={t('title')} />
        <EmptyState
          title={t('empty.title')}
          action={
            <>
              {mayImport ? (
                <Button component={Link} to="/imports">
                  {t('empty.import')}
                </Button>
              ) : null}
              <Button component={Link} to="/register" variant="default">
                {t('empty.register')}
              </Button>
            </>
          }
        >
          {t('empty.text')}
        </EmptyState>
      </>
    );
  }
  const packName = pack === undefined ? '' : format.text(pack.name);
  return (
    <>
      <HeaderContext>{packName}</HeaderContext>
      <PageHeader
        title={t(judges ? 'title' : 'titleDescribed')}
        lead={
          data === undefined
            ? ' '
            : t(!judges ? 'leadDescribed' : data.notJudged === 0 ? 'leadAll' : 'lead', {
                count: data.total,
                n: format.number(data.total),
                notJudged: format.number(data.notJudged),
              })
        }
      />
      <fieldset className={`${styles.filters} no-print`}>
        <legend className="sr-only">{t('filters.label')}</legend>
        <TextInput
          size="xs"
          type="search"
          label={t('filters.search')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            searchFor(event.currentTarget.value);
          }}
        />
        <NativeSelect
          size="xs"
          label={t('filters.pack')}
          value={search.pack ?? data?.packId ?? ''}
          data={(packs.data ?? []).map((one) => ({ value: one.pack.id, label: format.text(one.pack.name) }))}
          onChange={(event) => change({ pack: event.currentTarget.value, stage: undefined })}
        />
        {data !== undefined && data.stages.length > 1 ? (
          <NativeSelect
            size="xs"
            label={t('filters.stage')}
            value={search.stage ?? data.stage ?? ''}
            data={data.stages.map((one) => ({
              value: one,
              label: t(`common:stage.${one}`, { defaultValue: one }),
            }))}
            onChange={(event) => change({ stage: event.currentTarget.value })}
          />
        ) : null}
        {data !== undefined && data.years.length > 1 ? (
          <NativeSelect
            size="xs"
            label={t('filters.year')}
            value={String(search.year ?? data.year ?? '')}
            data={[...data.years]
              .sort((a, b) => b - a)
              .map((year) => ({ value: String(year), label: format.schoolYear(year) }))}
            onChange={(event) => change({ year: Number(event.currentTarget.value) })}
          />
        ) : null}
        <NativeSelect
          size="xs"
          label={t('filters.kind')}
          value={search.kind ?? ''}
          data={[
            { value: '', label: t('filters.allKinds') },
            ...KINDS.map((kind) => ({ value: kind, label: t(`common:groupKind.${kind}`) })),
          ]}
          onChange={(event) => change({ kind: event.currentTarget.value || undefined })}
        />
        <NativeSelect
          size="xs"
          label={t('filters.minSchools')}
          value={String(search.minSchools ?? 1)}
          data={LEAST_SCHOOLS.map((count) => ({
            value: String(count),
            label: t('filters.schools', { count }),
          }))}
          onChange={(event) => {
            const least = Number(event.currentTarget.value);
            change({ minSchools: least === 1 ? undefined : least });
          }}
        />
      </fieldset>
      {ranking.error !== null ? (
        <ErrorPanel error={ranking.error} onRetry={() => void ranking.refetch()} />
      ) : data === undefined ? (
        <Skeleton height={480} radius={12} />
      ) : (
        <div
          className={`card ${styles.table} ${ranking.isPlaceholderData ? styles.stale : ''}`}
          aria-busy={ranking.isFetching}
        >
          <ListTable
            caption={t('caption')}
            columns={columns.filter(({ key }) => judges || !JUDGING.has(key))}
            rows={data.items}
            rowKey={({ group }) => group.id}
            empty={t('none')}
          />
          <Pager
            page={data.page}
            pageSize={data.pageSize}
            total={data.total}
            onPage={(next) => {
              change({ page: next });
              window.scrollTo({ top: 0 });
            }}
          />
        </div>
      )}
    </>
  );
}
