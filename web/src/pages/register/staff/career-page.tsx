import { Button, Skeleton } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { StaffEntryKind, StaffMember } from '@trellis/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { ReadersDrawer } from '../../access/readers-drawer.tsx';
import { DoneNote } from '../parts/done-note.tsx';
import { holdsOn, todayIso } from '../trajectory/days.ts';
import styles from './career-page.module.css';
import { CareerTimeline } from './career-timeline.tsx';
import { ChangeHistory } from './change-history.tsx';
import { EndForm, type Ending } from './end-form.tsx';
import { EntryForm } from './entry-form.tsx';
import { PersonForm } from './person-form.tsx';
import { type StaffWords, useStaffWords } from './staff-words.ts';

/** A person's career: what holds today, how it came about, and every change on record. */
export function Page() {
  const { staffId } = useParams({ strict: false }) as { staffId: string };
  const { data, error, refetch } = useRoute('GET /api/staff/:id', { params: { id: staffId } });
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <div aria-busy="true">
        <Skeleton height={34} width={260} mb={12} />
        <Skeleton height={20} width={420} mb={22} />
        <Skeleton height={420} radius={12} />
      </div>
    );
  }
  return <Career key={staffId} member={data} />;
}

function Career({ member }: { member: StaffMember }) {
  const words = useStaffWords();
  const { t, name } = words;
  const [adding, setAdding] = useState<StaffEntryKind | null>(null);
  const [ending, setEnding] = useState<Ending | null>(null);
  const { t: access } = useTranslation('access');
  const [seeing, setSeeing] = useState(false);
  const [correcting, setCorrecting] = useState(false);
  const [note, setNote] = useState('');
  const done = (sentence: string) => {
    setAdding(null);
    setEnding(null);
    setCorrecting(false);
    setNote(sentence);
  };
  const today = todayIso();
  const home = member.postings.find((one) => one.kind === 'home' && holdsOn(one.during, today));
  const lead = [
    t('career.number', { number: member.number }),
    home === undefined ? t('career.noHome') : name(home.school.name),
    member.invented ? t('invented') : '',
  ];
  const box = { words, today, mayWrite: member.mayWrite, onEnd: setEnding, onAdd: setAdding };
  return (
    <>
      <PageHeader
        title={name(member.name)}
        lead={lead.filter(Boolean).join(' · ')}
        actions={
          <>
            {member.mayWrite ? (
              <>
                <Button onClick={() => setAdding('posting')}>{t('form.add.posting')}</Button>
                <Button variant="default" onClick={() => setCorrecting(true)}>
                  {t('form.correct')}
                </Button>
              </>
            ) : null}
            <Button variant="default" onClick={() => setSeeing(true)}>
              {access('readers.open')}
            </Button>
            <Button variant="default" renderRoot={(props) => <Link to="/register/staff" {...props} />}>
              {t('career.back')}
            </Button>
          </>
        }
      />
      {seeing ? (
        <ReadersDrawer
          of={{ kind: 'staff', id: member.id, name: name(member.name) }}
          onClose={() => setSeeing(false)}
        />
      ) : null}
      <DoneNote onClose={() => setNote('')} closeLabel={t('close')}>
        {note}
      </DoneNote>
      <div className={styles.grid}>
        <div className={styles.side}>
          <Facts member={member} words={words} />
          <Box
            {...box}
            kind="posting"
            title={t('career.postings')}
            none={t('career.noPostings')}
            entries={member.postings.map((one) => ({ ...one, what: words.posting(one) }))}
          />
          <Box
            {...box}
            kind="assignment"
            title={t('career.assignments')}
            none={t('career.noAssignments')}
            entries={member.assignments.map((one) => ({
              ...one,
              what: words.lessons(one),
              place: name(one.school.name),
            }))}
          />
          <Box
            {...box}
            kind="title"
            title={t('career.titles')}
            none={t('career.noTitles')}
            entries={member.titles.map((one) => ({ ...one, what: words.title(one.title) }))}
          />
          <Box
            {...box}
            kind="status"
            title={t('career.statuses')}
            none={t('career.noStatuses')}
            entries={member.statuses.map((one) => ({ ...one, what: words.status(one.status) }))}
          />
          <Box
            {...box}
            kind="office"
            title={t('career.offices')}
            none={t('career.noOffices')}
            entries={member.offices.map((one) => ({
              ...one,
              what: words.officeOf(one),
              place: name(one.place.name),
            }))}
          />
        </div>
        <CareerTimeline member={member} words={words} />
      </div>
      <ChangeHistory changes={member.changes} words={words} />
      {adding === null ? null : (
        <EntryForm member={member} kind={adding} onClose={() => setAdding(null)} onDone={done} />
      )}
      {ending === null ? null : (
        <EndForm member={member} ending={ending} onClose={() => setEnding(null)} onDone={done} />
      )}
      {correcting ? (
        <PersonForm member={member} opened onClose={() => setCorrecting(false)} onDone={done} />
      ) : null}
    </>
  );
}

function Facts({ member, words }: { member: StaffMember; words: StaffWords }) {
  const { t } = words;
  const facts: [string, string | null][] = [
    [t('form.gender'), member.gender === null ? null : words.gender(member.gender)],
    [t('form.birthYear'), member.birthYear === null ? null : String(member.birthYear)],
    [
      t('form.qualification'),
      member.qualification === null ? null : words.qualification(member.qualification),
    ],
    [t('career.employed'), words.during(member.employed)],
  ];
  return (
    <section className={`card ${styles.box}`} aria-labelledby="facts">
      <h2 id="facts">{t('career.facts')}</h2>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value ?? <span className={styles.faint}>{t('career.unknown')}</span>}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Shown {
  id: string;
  during: { from: string | null; to: string | null };
  cause: string;
  decision: string;
  what: string;
  place?: string;
}

interface BoxProps {
  words: StaffWords;
  today: string;
  mayWrite: boolean;
  kind: StaffEntryKind;
  title: string;
  none: string;
  entries: readonly Shown[];
  onEnd: (ending: Ending) => void;
  onAdd: (kind: StaffEntryKind) => void;
}

/** Everything of one kind, what holds today first; each with its days, its cause and the decision. */
function Box({ words, today, mayWrite, kind, title, none, entries, onEnd, onAdd }: BoxProps) {
  const { t } = words;
  return (
    <section className={`card ${styles.box}`} aria-labelledby={`box-${kind}`}>
      <div className={styles.boxHead}>
        <h2 id={`box-${kind}`}>{title}</h2>
        {mayWrite ? (
          <Button className="no-print" variant="default" size="compact-xs" onClick={() => onAdd(kind)}>
            {t(`form.add.${kind}`)}
          </Button>
        ) : null}
      </div>
      {entries.length === 0 ? (
        <p className={styles.faint}>{none}</p>
      ) : (
        <ul className={styles.entries}>
          {entries.map((one) => {
            const isOver = one.during.to !== null && one.during.to <= today;
            return (
              <li key={one.id} className={isOver ? styles.over : undefined}>
                <div>
                  <strong>{[one.what, one.place].filter(Boolean).join(' · ')}</strong>
                  <span>{words.during(one.during)}</span>
                  <span className={styles.why}>
                    {words.cause(one.cause)} · {one.decision}
                  </span>
                </div>
                {mayWrite && !isOver ? (
                  <Button
                    className="no-print"
                    variant="subtle"
                    size="compact-xs"
                    aria-label={t('career.endOf', { what: one.what })}
                    onClick={() =>
                      onEnd({ kind, entryId: one.id, what: one.what, from: one.during.from ?? today })
                    }
                  >
                    {t('career.end')}
                  </Button>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
