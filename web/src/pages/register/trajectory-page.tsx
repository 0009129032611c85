import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { Trajectory } from '@trellis/contract';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useAddress } from './parts/address.ts';
import { useWords } from './parts/words.ts';
import { AsItWas } from './trajectory/as-it-was.tsx';
import {
  currentEvents,
  eventsInOrder,
  groupAsOf,
  neighbourDate,
  structuralDates,
  turningDates,
} from './trajectory/as-of.ts';
import { DateCursor } from './trajectory/date-cursor.tsx';
import { isIsoDay, todayIso } from './trajectory/days.ts';
import { EventList, EventMark } from './trajectory/event-list.tsx';
import type { EventKind } from './trajectory/event-marks.ts';
import { Legend } from './trajectory/legend.tsx';
import { buildTimeScale } from './trajectory/scale.ts';
import { Timeline } from './trajectory/timeline.tsx';
import { TrajectoryTable } from './trajectory/trajectory-table.tsx';
import styles from './trajectory-page.module.css';

export function Page() {
  const { groupId } = useParams({ strict: false }) as { groupId: string };
  const { t } = useWords();
  const { data, error, refetch } = useRoute('GET /api/groups/:id/trajectory', { params: { id: groupId } });
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <div aria-busy="true">
        <span className="sr-only">{t('common:loading')}</span>
        <Skeleton height={34} width={360} mb={12} />
        <Skeleton height={20} width="60%" mb={22} />
        <Skeleton height={420} radius={12} mb={16} />
        <Skeleton height={360} radius={12} />
      </div>
    );
  }
  return <Story key={groupId} trajectory={data} />;
}

/** The date shown: moves at once, and follows into the address a moment later. */
function useAsOf(fallback: string): [string, (isoDate: string) => void] {
  const { text, change } = useAddress();
  const inAddress = text('asOf');
  const [asOf, setAsOf] = useState(isIsoDay(inAddress) ? inAddress : fallback);
  const written = useRef(inAddress);
  useEffect(() => {
    if (inAddress !== written.current && isIsoDay(inAddress)) setAsOf(inAddress);
    written.current = inAddress;
  }, [inAddress]);
  useEffect(() => {
    if (asOf === (written.current || fallback)) return;
    const timer = setTimeout(() => {
      written.current = asOf;
      change({ asOf });
    }, 250);
    return () => clearTimeout(timer);
  }, [asOf, change, fallback]);
  return [asOf, setAsOf];
}

function Story({ trajectory }: { trajectory: Trajectory }) {
  const { t, name, format } = useWords();
  const { text, change } = useAddress();
  const today = todayIso();
  const groupEnd = trajectory.group.during.to;
  const [asOf, setAsOf] = useAsOf(groupEnd === null || groupEnd > today ? today : groupEnd);
  const view = text('view') === 'table' ? 'table' : 'timeline';
  const [hidden, setHidden] = useState<ReadonlySet<EventKind>>(new Set());

  const all = useMemo(() => eventsInOrder(trajectory.events), [trajectory]);
  const kinds = useMemo(() => [...new Set(all.map(({ kind }) => kind))], [all]);
  const events = useMemo(() => all.filter(({ kind }) => !hidden.has(kind)), [all, hidden]);
  const current = useMemo(() => currentEvents(events, asOf), [events, asOf]);
  const group = useMemo(() => groupAsOf(trajectory, asOf), [trajectory, asOf]);
  const scale = useMemo(() => buildTimeScale(structuralDates(trajectory), todayIso(), 1000), [trajectory]);
  const turns = useMemo(() => turningDates(trajectory, events), [trajectory, events]);
  const show = useCallback((isoDate: string) => setAsOf(isoDate), [setAsOf]);
  const toggle = (kind: EventKind) => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };

  const { from, to } = trajectory.group.during;
  const summary =
    from !== null && asOf < from
      ? t('trajectory.notYet')
      : to !== null && asOf >= to
        ? t('trajectory.noMore')
        : group.members.length === 0
          ? t('trajectory.noMembers')
          : [
              t('trajectory.summary', {
                count: group.members.length,
                number: format.number(group.members.length),
              }),
              group.clusters.length === 0
                ? ''
                : t('trajectory.summaryClusters', {
                    count: group.clusters.length,
                    number: format.number(group.clusters.length),
                  }),
            ]
              .filter(Boolean)
              .join(' · ');
  return (
    <>
      <PageHeader
        title={t('trajectory.title', { name: name(trajectory.group.name) })}
        lead={t('trajectory.lead')}
        actions={
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('trajectory.view')}
              value={view}
              onChange={(chosen) => change({ view: chosen === 'table' ? 'table' : null })}
              data={[
                { value: 'timeline', label: t('trajectory.timeline') },
                { value: 'table', label: t('trajectory.table') },
              ]}
            />
            <Button
              variant="default"
              size="xs"
              renderRoot={(props) => (
                <Link to="/groups/$groupId/register" params={{ groupId: trajectory.group.id }} {...props} />
              )}
            >
              {t('trajectory.group')}
            </Button>
            <Button variant="default" size="xs" onClick={() => window.print()}>
              {t('print')}
            </Button>
          </>
        }
      />
      <section className={`card ${styles.story}`} aria-label={t('trajectory.crumb')}>
        <DateCursor
          scale={scale}
          asOf={asOf}
          onAsOf={show}
          previous={neighbourDate(turns, asOf, 'before')}
          next={neighbourDate(turns, asOf, 'after')}
          first={turns[0] ?? null}
        />
        {view === 'timeline' ? (
          <>
            <Timeline trajectory={trajectory} events={events} current={current} asOf={asOf} onAsOf={show} />
            <Legend trajectory={trajectory} broken={scale.segments.some(({ kind }) => kind === 'break')} />
          </>
        ) : (
          <TrajectoryTable trajectory={trajectory} />
        )}
      </section>
      <div className={styles.below}>
        <section className="card" aria-labelledby="as-it-was">
          <header className={styles.head}>
            <h2 id="as-it-was">{t('trajectory.asItWas', { date: format.day(asOf) })}</h2>
            <p role="status" aria-live="polite">
              {summary}
            </p>
          </header>
          <AsItWas trajectory={trajectory} group={group} asOf={asOf} />
        </section>
        {all.length === 0 ? (
          <EmptyState title={t('trajectory.noEvents')}>{t('trajectory.noEventsHint')}</EmptyState>
        ) : (
          <section className={`card ${styles.events}`} aria-labelledby="events">
            <header className={styles.head}>
              <h2 id="events">{t('trajectory.events')}</h2>
              <p>
                {t('trajectory.events_count', { count: events.length, number: format.number(events.length) })}
              </p>
              {kinds.length < 2 ? null : (
                // biome-ignore lint/a11y/useSemanticElements: a row of switches, not a form
                <div className={`${styles.kinds} no-print`} role="group" aria-label={t('trajectory.kinds')}>
                  {kinds.map((kind) => (
                    <button
                      key={kind}
                      type="button"
                      className={styles.kind}
                      aria-pressed={!hidden.has(kind)}
                      onClick={() => toggle(kind)}
                    >
                      <EventMark kind={kind} />
                      {t(`eventKinds.${kind}`)}
                    </button>
                  ))}
                </div>
              )}
            </header>
            {events.length === 0 ? (
              <p className={styles.none}>{t('trajectory.filterNone')}</p>
            ) : (
              <EventList trajectory={trajectory} events={events} current={current} onAsOf={show} />
            )}
          </section>
        )}
      </div>
    </>
  );
}
