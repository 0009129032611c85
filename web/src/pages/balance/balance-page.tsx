import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router';
import type { Balance } from '@trellis/contract';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fileUrl } from '../../api/client.ts';
import { usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { AsOfChip } from '../../components/as-of-chip.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { toneOf } from '../../components/school-dot.tsx';
import { useFormat } from '../../i18n/format.ts';
import { HeaderChip, HeaderContext } from '../../shell/slots.tsx';
import { BalanceFilters } from './balance-filters.tsx';
import { BalanceLegend } from './balance-legend.tsx';
import styles from './balance-page.module.css';
import { type Compared, compareWith } from './compared.ts';
import { IndicatorLines } from './indicator-lines.tsx';
import { SchoolTable } from './school-table.tsx';
import { SchoolsBelow } from './schools-below.tsx';
import type { BalanceSearch } from './search.ts';
import { listUnknownChoices, type UnknownChoice } from './unknown-choices.ts';
import { UnknownChoices } from './unknown-choices-note.tsx';
import { leadSentence, meanLimitOf, printedChoice, verdictSentence, withBriefNames } from './words.ts';

const Explanations = lazy(() =>
  import('./explanations.tsx').then(({ Explanations: component }) => ({ default: component })),
);

const route = getRouteApi('/frame/groups/$groupId');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The group's home: how balanced it is, in words first. */
export function Page() {
  const { groupId } = route.useParams();
  const search = route.useSearch();
  const { pack, stage, year, cluster, compare, asOf } = search;
  // Anything else than an id would be refused; it is told as unknown instead.
  const clusterId = cluster !== undefined && UUID.test(cluster) ? cluster : undefined;
  const asked = { pack, stage, year, clusterId, asOf };
  const balance = useRoute(
    'GET /api/groups/:id/balance',
    { params: { id: groupId }, query: asked },
    { keepPrevious: true },
  );
  const earlier = useRoute(
    'GET /api/groups/:id/balance',
    { params: { id: groupId }, query: { ...asked, year: compare } },
    { enabled: compare !== undefined },
  );
  if (balance.error !== null) {
    return <ErrorPanel error={balance.error} onRetry={() => void balance.refetch()} />;
  }
  if (balance.data === undefined) return <BalanceSkeleton />;
  return (
    <div className={balance.isPlaceholderData ? styles.stale : undefined} aria-busy={balance.isFetching}>
      <BalanceView
        balance={balance.data}
        earlier={compare === undefined ? undefined : earlier.data}
        search={search}
        unknown={balance.isPlaceholderData ? [] : listUnknownChoices(search, balance.data)}
      />
    </div>
  );
}

interface BalanceViewProps {
  balance: Balance;
  earlier: Balance | undefined;
  search: BalanceSearch;
  /** Choices of the address that this group does not have. */
  unknown: readonly UnknownChoice[];
}

function BalanceView({ balance: found, earlier, search, unknown }: BalanceViewProps) {
  const { t } = useTranslation('balance');
  const format = useFormat();
  const balance = useMemo(() => withBriefNames(found, format), [found, format]);
  const navigate = useNavigate();
  const router = useRouter();
  const mayImport = usePermission('import.use');
  const groupId = balance.group.id;
  const schoolById = useMemo(
    () => new Map(balance.schools.map((school) => [school.schoolId, school])),
    [balance.schools],
  );
  const compared: Compared | null =
    earlier === undefined || earlier.year === null
      ? null
      : compareWith(earlier, format.schoolYear(earlier.year));

  const change = (next: { [K in keyof BalanceSearch]?: BalanceSearch[K] | undefined }) =>
    void navigate({
      to: '/groups/$groupId',
      params: { groupId },
      search: (old: BalanceSearch) => {
        const merged: Record<string, unknown> = { ...old, ...next };
        for (const key of Object.keys(merged)) if (merged[key] === undefined) delete merged[key];
        return merged as BalanceSearch;
      },
      replace: next.open === undefined || search.open !== undefined,
      // Remembers that the way back from an explanation is the page it was opened on.
      ...(next.open === undefined || search.open !== undefined
        ? {}
        : { state: (old) => ({ ...old, openedHere: true }) }),
      resetScroll: false,
    });
  const close = () => {
    if (router.history.location.state.openedHere) router.history.back();
    else change({ open: undefined });
  };

  const query = {
    pack: balance.packId,
    stage: balance.stage ?? undefined,
    year: balance.year ?? undefined,
    clusterId: balance.clusterId ?? undefined,
    asOf: search.asOf,
    lang: format.language,
  };
  const stageText =
    balance.stage === null ? '' : t(`common:stage.${balance.stage}`, { defaultValue: balance.stage });
  const chrome = (
    <>
      <HeaderContext>
        {stageText === ''
          ? format.text(balance.packName)
          : t('context', { pack: format.text(balance.packName), stage: stageText })}
        <span className="print-only"> · {printedChoice(balance, t, format)}</span>
      </HeaderContext>
      <HeaderChip>
        <AsOfChip
          asOf={balance.asOf}
          chosen={search.asOf}
          onChange={(asOf) => change({ asOf, open: undefined })}
        />
      </HeaderChip>
    </>
  );
  const packs = useRoute('GET /api/packs', {});
  const pack = packs.data?.find((one) => one.pack.id === balance.packId)?.pack;
  const title = verdictSentence(balance, t, format, meanLimitOf(pack, balance.stage));
  const lead = leadSentence(balance, t, format, compared);
  const tabTitle = t('tab', { group: format.text(balance.group.name) });

  if (balance.schools.length === 0 && balance.years.length === 0) {
    return (
      <>
        {chrome}
        <PageHeader title={title} tabTitle={tabTitle} />
        <EmptyState
          title={t('empty.title')}
          action={
            mayImport ? (
              <>
                <Button component={Link} to="/imports">
                  {t('empty.import')}
                </Button>
                <Button
                  component="a"
                  variant="default"
                  href={fileUrl('GET /api/import-template', { query: { lang: format.language } })}
                >
                  {t('empty.template')}
                </Button>
              </>
            ) : undefined
          }
        >
          {t(mayImport ? 'empty.text' : 'empty.textNoRight')}
        </EmptyState>
      </>
    );
  }
  const view = search.view === 'table' ? 'table' : 'lines';
  return (
    <>
      {chrome}
      <PageHeader
        title={title}
        tabTitle={tabTitle}
        lead={lead === '' ? undefined : lead}
        actions={
          <>
            <Button
              component="a"
              href={fileUrl('GET /api/groups/:id/balance.xlsx', { params: { id: groupId }, query })}
              download
            >
              {t('export')}
            </Button>
            <Button
              component="a"
              variant="default"
              target="_blank"
              rel="noopener"
              href={fileUrl('GET /api/groups/:id/balance/report', { params: { id: groupId }, query })}
            >
              {t('print')}
            </Button>
          </>
        }
      />
      <UnknownChoices
        balance={balance}
        unknown={unknown}
        onClear={() => change(Object.fromEntries(unknown.map(({ kind }) => [kind, undefined])))}
      />
      <div className={`${styles.controls} no-print`}>
        <BalanceFilters balance={balance} search={search} onChange={change} />
        <SegmentedControl
          size="xs"
          aria-label={t('view.label')}
          value={view}
          data={[
            { value: 'lines', label: t('view.lines') },
            { value: 'table', label: t('view.table') },
          ]}
          onChange={(value) => change({ view: value === 'table' ? 'table' : undefined })}
        />
      </div>
      {balance.schools.length === 0 ? (
        <EmptyState
          title={t('empty.choiceTitle')}
          action={
            mayImport ? (
              <Button component={Link} to="/imports">
                {t('empty.import')}
              </Button>
            ) : undefined
          }
        >
          {t('empty.choiceText')}
        </EmptyState>
      ) : (
        <section className={`card ${styles.main}`} aria-label={t('view.label')}>
          <div className={styles.mainHead}>
            <h2 className={styles.area}>
              {t('area.schools', {
                count: balance.area.schools,
                n: format.number(balance.area.schools),
              })}
              {balance.area.pupils > 0
                ? ` · ${t('area.pupils', { n: format.number(balance.area.pupils, { digits: 0 }) })}`
                : ''}
              {' · '}
              {t(balance.weighting === 'enrolment' ? 'area.weighted' : 'area.unweighted')}
            </h2>
            {view === 'lines' ? (
              <BalanceLegend
                tones={new Set(balance.schools.map(toneOf))}
                showsStandard={balance.indicators.some(({ standard }) => standard !== undefined)}
                earlier={compared?.yearText ?? null}
              />
            ) : null}
          </div>
          {view === 'lines' ? (
            <IndicatorLines
              balance={balance}
              compared={compared}
              schoolById={schoolById}
              onOpen={(open) => change({ open })}
            />
          ) : (
            <SchoolTable balance={balance} compared={compared} onOpen={(open) => change({ open })} />
          )}
        </section>
      )}
      <SchoolsBelow balance={balance} />
      {search.open === undefined ? null : (
        <Suspense>
          <Explanations
            open={search.open}
            asOf={search.asOf}
            balance={balance}
            compared={compared}
            schoolById={schoolById}
            onClose={close}
            onOpen={(open) => change({ open })}
          />
        </Suspense>
      )}
    </>
  );
}

function BalanceSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('loading')}>
      <Skeleton height={32} width="58%" mb={12} />
      <Skeleton height={18} width="70%" mb={22} />
      <Skeleton height={36} width={240} mb={20} />
      <Skeleton height={430} radius={12} />
    </div>
  );
}
