import { SegmentedControl } from '@mantine/core';
import type { CareerPoint, StaffMember } from '@trellis/contract';
import { useState } from 'react';
import styles from './career-page.module.css';
import type { StaffWords } from './staff-words.ts';

/** What a career turns on; lessons change every year and would bury it. */
const TURNS = new Set<CareerPoint['kind']>(['employment', 'posting', 'title', 'status', 'office']);

/** Everything that began or ended, latest first, with its cause. */
export function CareerTimeline({ member, words }: { member: StaffMember; words: StaffWords }) {
  const { t, format } = words;
  const [shown, setShown] = useState<'turns' | 'all'>('turns');
  const whatById = new Map<string, string>([
    ...member.postings.map((one) => [one.id, words.posting(one)] as const),
    ...member.assignments.map((one) => [one.id, words.lessons(one)] as const),
    ...member.titles.map((one) => [one.id, words.title(one.title)] as const),
    ...member.statuses.map((one) => [one.id, words.status(one.status)] as const),
    ...member.offices.map((one) => [one.id, words.officeOf(one)] as const),
  ]);
  const points = member.timeline.filter(({ kind }) => shown === 'all' || TURNS.has(kind));
  return (
    <section className={`card ${styles.box}`} aria-labelledby="timeline">
      <div className={styles.boxHead}>
        <h2 id="timeline">{t('career.timeline')}</h2>
        <SegmentedControl
          className="no-print"
          size="xs"
          aria-label={t('career.show')}
          value={shown}
          onChange={(chosen) => setShown(chosen as 'turns' | 'all')}
          data={(['turns', 'all'] as const).map((value) => ({ value, label: t(`career.${value}`) }))}
        />
      </div>
      <ol className={styles.timeline}>
        {points.map((point) => (
          <li
            key={`${point.entryId} ${point.edge}`}
            className={point.edge === 'ends' ? styles.ends : undefined}
          >
            <time dateTime={point.date}>{format.day(point.date)}</time>
            <p>
              {point.kind === 'employment'
                ? t(`career.employment.${point.edge}`)
                : t(`career.${point.edge}`, {
                    kind: words.kind(point.kind),
                    what: whatById.get(point.entryId) ?? '',
                  })}
            </p>
            {point.cause === null ? null : (
              <p className={styles.why}>
                {words.cause(point.cause)}
                {point.reason === null ? '' : ` · ${point.reason}`}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
