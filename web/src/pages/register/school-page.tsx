import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { IndicatorValue, SchoolDetail, SchoolProfile, ValueSource } from '@trellis/contract';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client.ts';
import { usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { DataTable } from '../../components/data-table.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useVariables } from '../../components/variable-names.ts';
import { ReadersDrawer } from '../access/readers-drawer.tsx';
import { ProfileForm } from './forms/profile-form.tsx';
import { DoneNote } from './parts/done-note.tsx';
import { SourceDrawer } from './parts/source-drawer.tsx';
import { useWords, type Words } from './parts/words.ts';
import styles from './school-page.module.css';
import { holdsOn, todayIso } from './trajectory/days.ts';

export function Page() {
  const { schoolId } = useParams({ strict: false }) as { schoolId: string };
  const { data, error, refetch } = useRoute('GET /api/schools/:id', { params: { id: schoolId } });
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <div aria-busy="true">
        <Skeleton height={34} width={300} mb={12} />
        <Skeleton height={20} width={420} mb={22} />
        <Skeleton height={220} radius={12} mb={16} />
        <Skeleton height={300} radius={12} />
      </div>
    );
  }
  return <School key={schoolId} school={data} />;
}

function School({ school }: { school: SchoolDetail }) {
  const words = useWords();
  const { t, name, format } = words;
  const mayWrite = usePermission('register.write');
  const mayReadBalance = usePermission('register.read');
  const { t: access } = useTranslation('access');
  const maySeeReaders = usePermission('audit.read');
  const [seeing, setSeeing] = useState(false);
  const [changing, setChanging] = useState(false);
  const [note, setNote] = useState('');
  const today = todayIso();
  const now = school.profiles.find(({ during }) => holdsOn(during, today)) ?? school.profiles.at(-1)!;
  const ended = now.during.to !== null && now.during.to <= today ? now.during.to : null;
  const code = school.codes.find(({ during }) => holdsOn(during, today))?.code ?? school.codes.at(-1)?.code;
  const lead = [
    code,
    words.stage(now.stage),
    words.location(now.location),
    words.level(now.level),
    ended === null ? '' : t('school.onRecordUntil', { date: format.day(ended) }),
  ].filter(Boolean);
  return (
    <>
      <PageHeader
        title={name(now.name)}
        lead={lead.join(' · ')}
        actions={
          mayWrite || maySeeReaders ? (
            <>
              {mayWrite ? <Button onClick={() => setChanging(true)}>{t('school.change')}</Button> : null}
              {maySeeReaders ? (
                <Button variant="default" onClick={() => setSeeing(true)}>
                  {access('readers.open')}
                </Button>
              ) : null}
            </>
          ) : undefined
        }
      />
      {seeing ? (
        <ReadersDrawer
          of={{ kind: 'school', id: school.id, name: name(now.name) }}
          onClose={() => setSeeing(false)}
        />
      ) : null}
      <DoneNote onClose={() => setNote('')} closeLabel={t('form.close')}>
        {note}
      </DoneNote>
      <div className={styles.grid}>
        <div className={styles.side}>
          <section className="card" aria-labelledby="identity">
            <header className={styles.head}>
              <h2 id="identity">{t('school.identity')}</h2>
              <p>{t('school.identityHint')}</p>
            </header>
            <Identity profiles={school.profiles} words={words} today={today} />
          </section>
          <Box id="codes" title={t('school.codes')} none={t('school.noCodes')}>
            {school.codes.map((one) => (
              <li key={`${one.scheme} ${one.code}`}>
                <strong className="num">{one.code}</strong>
                <span>
                  {t(`school.schemes.${one.scheme}`, { defaultValue: one.scheme })} ·{' '}
                  {words.during(one.during)}
                </span>
              </li>
            ))}
          </Box>
        </div>
        <div className={styles.side}>
          <Box id="memberships" title={t('school.memberships')} none={t('school.noMemberships')}>
            {school.memberships.map((membership) => (
              <li key={`${membership.group.id} ${membership.during.from}`}>
                <Link to="/groups/$groupId/register" params={{ groupId: membership.group.id }}>
                  {name(membership.group.name)}
                </Link>
                <span>
                  {words.role(membership.role)} · {words.during(membership.during)}
                </span>
                <span className={styles.source}>{format.note(membership.source ?? t('group.noSource'))}</span>
              </li>
            ))}
          </Box>
          <Box id="affiliations" title={t('school.affiliations')} none={t('school.noAffiliations')}>
            {school.affiliations.map((tie) => {
              const other = tie.fromSchool.id === school.id ? tie.toSchool : tie.fromSchool;
              return (
                <li key={`${tie.kind} ${tie.fromSchool.id} ${tie.toSchool.id} ${tie.during.from}`}>
                  <Link to="/register/schools/$schoolId" params={{ schoolId: other.id }}>
                    {t(`affiliations.${tie.kind}`, {
                      from: name(tie.fromSchool.name),
                      to: name(tie.toSchool.name),
                    })}
                  </Link>
                  <span>{words.during(tie.during)}</span>
                  <span className={styles.source}>{format.note(tie.source ?? t('group.noSource'))}</span>
                </li>
              );
            })}
          </Box>
          <Box id="characters" title={t('school.characters')} none={t('school.noCharacters')}>
            {school.characters.map((character) => (
              <li key={`${character.name.en} ${character.name.zh}`}>
                <strong>{name(character.name)}</strong>
                <span>{words.during(character.during)}</span>
              </li>
            ))}
          </Box>
        </div>
      </div>
      {mayReadBalance ? <Values schoolId={school.id} years={school.years} /> : null}
      {changing ? (
        <ProfileForm
          schoolId={school.id}
          now={now}
          opened
          onClose={() => setChanging(false)}
          onDone={(sentence) => {
            setChanging(false);
            setNote(sentence);
          }}
        />
      ) : null}
    </>
  );
}

interface BoxProps {
  id: string;
  title: string;
  none: string;
  children: ReactNode[];
}

function Box({ id, title, none, children }: BoxProps) {
  return (
    <section className={`card ${styles.box}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children.length === 0 ? <p>{none}</p> : <ul>{children}</ul>}
    </section>
  );
}

/** What changed from one profile to the next, in words. */
function changes(before: SchoolProfile, after: SchoolProfile, words: Words): string[] {
  const { t, name } = words;
  const known = (text: string) => (text === '' ? t('school.none') : text);
  const place = (profile: SchoolProfile) =>
    profile.lat === null || profile.lon === null
      ? ''
      : `${profile.lat.toFixed(4)}, ${profile.lon.toFixed(4)}`;
  const pairs: [string, string, string][] = [
    ['name', name(before.name), name(after.name)],
    ['shortName', before.shortName ?? '', after.shortName ?? ''],
    ['stage', words.stage(before.stage), words.stage(after.stage)],
    ['location', words.location(before.location), words.location(after.location)],
    ['level', words.level(before.level), words.level(after.level)],
    ['place', place(before), place(after)],
  ];
  return pairs
    .filter(([, was, is]) => was !== is)
    .map(([field, was, is]) =>
      t('school.became', { field: t(`school.fields.${field}`), before: known(was), after: known(is) }),
    );
}

function Identity({ profiles, words, today }: { profiles: SchoolProfile[]; words: Words; today: string }) {
  const { t, name, format } = words;
  return (
    <ol className={styles.identity}>
      {profiles
        .map((profile, index) => ({ profile, before: profiles[index - 1] }))
        .toReversed()
        .map(({ profile, before }) => {
          const holds = holdsOn(profile.during, today);
          return (
            <li key={profile.during.from ?? 'first'} className={holds ? styles.holds : undefined}>
              <p className={styles.when}>
                {profile.during.from === null
                  ? t('school.none')
                  : format.dayAs(profile.during.from, profile.during.fromPrecision)}
                {holds ? <strong>{t('school.now')}</strong> : null}
              </p>
              <h3>{name(profile.name)}</h3>
              <p>
                {[words.stage(profile.stage), words.location(profile.location), words.level(profile.level)]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              {before === undefined ? null : (
                <ul>
                  {changes(before, profile, words).map((change) => (
                    <li key={change}>{change}</li>
                  ))}
                </ul>
              )}
              <p className={styles.source}>{format.note(profile.source ?? t('group.noSource'))}</p>
            </li>
          );
        })}
    </ol>
  );
}

const MOST_PAGES = 20;

/** Every figure of the school: years side by side, each number with its source. */
async function loadValues(schoolId: string, signal: AbortSignal): Promise<IndicatorValue[]> {
  const values: IndicatorValue[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await call(
      'GET /api/schools/:id/values',
      { params: { id: schoolId }, query: { page, pageSize: 200 } },
      { signal },
    );
    values.push(...answer.items);
    if (values.length >= answer.total || answer.items.length === 0) break;
  }
  return values;
}

interface ValueRow {
  variable: string;
  byYear: Map<number, IndicatorValue>;
}

function Values({ schoolId, years }: { schoolId: string; years: number[] }) {
  const words = useWords();
  const { t, format } = words;
  const variables = useVariables();
  const [stage, setStage] = useState('');
  const [shown, setShown] = useState<{ title: string; number: ReactNode; source: ValueSource } | null>(null);
  const { data, error, refetch } = useQuery<IndicatorValue[], Error>({
    queryKey: ['GET /api/schools/:id/values', schoolId],
    queryFn: ({ signal }) => loadValues(schoolId, signal),
    enabled: years.length > 0,
  });
  const stages = [...new Set((data ?? []).map((value) => value.stage))];
  const chosen = stages.includes(stage) ? stage : (stages[0] ?? '');
  const rows: ValueRow[] = [];
  const rowByVariable = new Map<string, ValueRow>();
  for (const value of data ?? []) {
    if (value.stage !== chosen) continue;
    let row = rowByVariable.get(value.variable);
    if (row === undefined) {
      row = { variable: value.variable, byYear: new Map() };
      rowByVariable.set(value.variable, row);
      rows.push(row);
    }
    row.byYear.set(value.year, value);
  }
  rows.sort((a, b) => variables.rank(a.variable) - variables.rank(b.variable));
  const shownYears = [...new Set((data ?? []).map(({ year }) => year))].sort((a, b) => b - a);
  return (
    <div className={`card ${styles.values}`}>
      <header className={styles.head}>
        <h2 id="values">{t('school.values')}</h2>
        <p>{years.length === 0 ? t('school.noValuesHint') : t('school.valuesHint')}</p>
        {stages.length < 2 ? null : (
          <SegmentedControl
            size="xs"
            aria-label={t('groupsPage.stage')}
            value={chosen}
            onChange={setStage}
            data={stages.map((value) => ({ value, label: words.stage(value) }))}
          />
        )}
      </header>
      {years.length === 0 ? null : error !== null ? (
        <ErrorPanel error={error} plain onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <div style={{ padding: 16 }}>
          <Skeleton height={180} />
        </div>
      ) : (
        <DataTable<ValueRow>
          caption={t('school.values')}
          rows={rows}
          rowKey={({ variable }) => variable}
          columns={[
            {
              key: 'variable',
              header: t('school.variable'),
              names: true,
              cell: ({ variable }) => (
                <>
                  {variables.name(variable)}
                  {format.language === 'zh' ? '' : ' '}
                  <span className={styles.unit}>{variables.unitBeside(variable)}</span>
                </>
              ),
            },
            ...shownYears.map((year) => ({
              key: String(year),
              header: format.schoolYear(year),
              numeric: true,
              cell: ({ variable, byYear }: ValueRow) => {
                const value = byYear.get(year);
                if (value === undefined) return null;
                const number = format.number(value.value, { atMost: 6 });
                const title = variables.name(variable);
                return (
                  <button
                    type="button"
                    className="explains num"
                    aria-label={t('school.valueLabel', {
                      variable: title,
                      year: format.schoolYear(year),
                      value: number,
                    })}
                    onClick={() =>
                      setShown({
                        title: `${title}${format.language === 'zh' ? '，' : ', '}${format.schoolYear(year)}`,
                        number,
                        source: value.source,
                      })
                    }
                  >
                    {number}
                  </button>
                );
              },
            })),
          ]}
        />
      )}
      <SourceDrawer shown={shown} onClose={() => setShown(null)} />
    </div>
  );
}
