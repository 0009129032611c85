import type { Trajectory, TrajectoryEvent } from '@trellis/contract';
import { useEffect, useRef } from 'react';
import { DateText } from '../../../components/text.tsx';
import { useWords } from '../parts/words.ts';
import { profileAsOf } from './as-of.ts';
import styles from './event-list.module.css';
import { EVENT_SHAPES, type EventKind } from './event-marks.ts';

export function EventMark({ kind }: { kind: EventKind }) {
  return (
    <svg width={14} height={14} viewBox="-7 -7 14 14" aria-hidden="true" className={styles.mark}>
      <path d={EVENT_SHAPES[kind]} fillRule="evenodd" />
    </svg>
  );
}

interface EventListProps {
  trajectory: Trajectory;
  events: readonly TrajectoryEvent[];
  current: ReadonlySet<string>;
  onAsOf: (isoDate: string) => void;
}

/** The story in words: every event with its source; those at the date shown are marked. */
export function EventList({ trajectory, events, current, onAsOf }: EventListProps) {
  const { t, name, format } = useWords();
  const box = useRef<HTMLOListElement>(null);
  const schoolById = new Map(trajectory.schools.map((school) => [school.id, school]));
  const firstCurrent = events.find(({ id }) => current.has(id))?.id;
  useEffect(() => {
    const list = box.current;
    if (list === null || firstCurrent === undefined || list.scrollHeight <= list.clientHeight) return;
    const item = list.querySelector<HTMLElement>(`[data-event="${firstCurrent}"]`);
    if (item !== null) list.scrollTo({ top: item.offsetTop - 24 });
  }, [firstCurrent]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
    <ol className={styles.list} ref={box} tabIndex={0} aria-label={t('trajectory.events')}>
      {events.map((event) => {
        const schools = event.schoolIds.flatMap((id) => {
          const school = schoolById.get(id);
          const profile = school === undefined ? null : profileAsOf(school, event.date);
          return school === undefined
            ? []
            : [profile?.shortName || school.code || (profile ? name(profile.name) : '')];
        });
        const text = name(event.text);
        return (
          <li
            key={event.id}
            data-event={event.id}
            className={current.has(event.id) ? styles.current : styles.item}
            aria-current={current.has(event.id) ? 'date' : undefined}
          >
            <span className={styles.date}>
              <DateText day={event.date} precision={event.precision} />
            </span>
            <div className={styles.body}>
              <h3 className={styles.title}>
                <EventMark kind={event.kind} />
                <button type="button" onClick={() => onAsOf(event.date)} title={t('trajectory.goTo')}>
                  {name(event.title)}
                </button>
              </h3>
              {text === '' ? null : <p className={styles.text}>{text}</p>}
              <p className={styles.foot}>
                <span>{t(`eventKinds.${event.kind}`)}</span>
                {schools.length === 0 ? null : <span>{schools.join(' · ')}</span>}
                <span className={styles.source}>
                  {t('trajectory.source')}
                  {t('colon')}
                  {format.note(event.source)}
                </span>
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
