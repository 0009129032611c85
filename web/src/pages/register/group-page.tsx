import { Button, Menu, Skeleton } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { GroupDetail } from '@trellis/contract';
import { useState } from 'react';
import { usePermission } from '../../api/me.ts';
import { useRoute } from '../../api/queries.ts';
import { briefNames } from '../../components/brief-names.ts';
import { DetailDrawer } from '../../components/detail-drawer.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ListTable } from '../../components/list-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { LocalName } from '../../components/text.tsx';
import { DivideForm } from './forms/divide-form.tsx';
import { EndMembershipForm } from './forms/end-membership-form.tsx';
import { EventForm } from './forms/event-form.tsx';
import { JoinForm } from './forms/join-form.tsx';
import styles from './group-page.module.css';
import { useAddress } from './parts/address.ts';
import { DayInput } from './parts/day-input.tsx';
import { DoneNote } from './parts/done-note.tsx';
import { GroupMap } from './parts/group-map.tsx';
import { useWords } from './parts/words.ts';
import { isIsoDay, todayIso } from './trajectory/days.ts';

type Member = GroupDetail['members'][number];

export function Page() {
  const { groupId } = useParams({ strict: false }) as { groupId: string };
  const { text } = useAddress();
  const asOf = isIsoDay(text('asOf')) ? text('asOf') : todayIso();
  const { data, error, refetch } = useRoute(
    'GET /api/groups/:id',
    { params: { id: groupId }, query: { asOf } },
    { keepPrevious: true },
  );
  if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data.id !== groupId) {
    return (
      <div aria-busy="true">
        <Skeleton height={34} width={340} mb={12} />
        <Skeleton height={20} width={240} mb={22} />
        <Skeleton height={380} radius={12} />
      </div>
    );
  }
  return <GroupRegister group={data} asOf={asOf} />;
}

type Form = 'join' | 'divide' | 'event';

function GroupRegister({ group, asOf }: { group: GroupDetail; asOf: string }) {
  const words = useWords();
  const { t, name, format } = words;
  const { change } = useAddress();
  const navigate = useNavigate();
  const mayWrite = usePermission('register.write');
  const mayImport = usePermission('import.use');
  const [form, setForm] = useState<Form | null>(null);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [sources, setSources] = useState<Member | null>(null);
  const [note, setNote] = useState('');
  const done = (sentence: string) => {
    setForm(null);
    setLeaving(null);
    setNote(sentence);
  };
  const clusterById = new Map(group.clusters.map((cluster) => [cluster.id, cluster]));
  const count = group.members.length;
  const schools = t('group.lead', { count, number: format.number(count), date: format.day(asOf) });
  const lead =
    group.clusters.length === 0
      ? schools
      : t('group.leadClusters', {
          count: group.clusters.length,
          number: format.number(group.clusters.length),
          schools,
        });
  const briefById = briefNames(
    group.members.map(({ schoolId, code, profile }) => ({
      id: schoolId,
      code,
      shortName: profile.shortName,
      name: name(profile.name),
    })),
  );
  const some = (has: (member: Member) => unknown) => group.members.some((member) => Boolean(has(member)));
  const placed = group.members.flatMap((member) => {
    const { lat, lon } = member.profile;
    return lat === null || lon === null ? [] : [{ member, lat, lon }];
  });
  const withClusters = group.clusters.length > 0;
  const params = { groupId: group.id };
  return (
    <>
      <PageHeader
        title={t('group.title', { name: name(group.name) })}
        lead={`${words.groupKind(group.kind)} · ${lead}`}
        actions={
          <>
            {mayWrite ? (
              <>
                <Button onClick={() => setForm('join')}>{t('group.join')}</Button>
                <Button variant="default" onClick={() => setForm('divide')} disabled={count === 0}>
                  {t('group.divide')}
                </Button>
                <Button variant="default" onClick={() => setForm('event')}>
                  {t('group.event')}
                </Button>
              </>
            ) : null}
            {mayImport ? (
              <Button
                variant="default"
                renderRoot={(props) => (
                  <Link to="/imports" search={{ group: group.id } as never} {...props} />
                )}
              >
                {t('group.import')}
              </Button>
            ) : null}
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/groups/$groupId/trajectory" params={params} {...props} />}
            >
              {t('group.trajectory')}
            </Button>
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/groups/$groupId" params={params} {...props} />}
            >
              {t('group.balance')}
            </Button>
          </>
        }
      />
      <DoneNote onClose={() => setNote('')} closeLabel={t('form.close')}>
        {note}
      </DoneNote>
      <div className={`${styles.asOf} no-print`}>
        <DayInput
          label={t('asOf.label')}
          value={asOf}
          onChange={(day) => change({ asOf: day === null || day === todayIso() ? null : day })}
        />
      </div>
      {count === 0 ? (
        <EmptyState
          title={t('group.empty', { date: format.day(asOf) })}
          action={mayWrite ? <Button onClick={() => setForm('join')}>{t('group.join')}</Button> : undefined}
        >
          {mayWrite ? t('group.emptyHint') : t('group.emptyReadHint')}
        </EmptyState>
      ) : (
        <>
          <div className={`card ${styles.members}`}>
            <ListTable<Member>
              caption={t('group.members')}
              rows={group.members}
              rowKey={({ membershipId }) => membershipId}
              columns={[
                {
                  key: 'school',
                  header: t('group.school'),
                  names: true,
                  cell: (member) => (
                    <>
                      <Link to="/register/schools/$schoolId" params={{ schoolId: member.schoolId }}>
                        <LocalName name={member.profile.name} />
                      </Link>{' '}
                      {member.code === null ? null : <span className={styles.code}>{member.code}</span>}
                    </>
                  ),
                },
                {
                  key: 'role',
                  header: t('group.role'),
                  cell: (member) =>
                    member.role === 'dominant' ? (
                      <strong className={styles.dominant}>{words.role(member.role)}</strong>
                    ) : (
                      words.role(member.role)
                    ),
                },
                ...(withClusters
                  ? [
                      {
                        key: 'cluster',
                        header: t('group.cluster'),
                        cell: (member: Member) => {
                          const cluster =
                            member.clusterId === null ? undefined : clusterById.get(member.clusterId);
                          return cluster === undefined ? (
                            <span className={styles.faint}>{t('group.noCluster')}</span>
                          ) : (
                            name(cluster.name)
                          );
                        },
                      },
                    ]
                  : []),
                {
                  key: 'since',
                  header: t('group.since'),
                  cell: (member) => <Since member={member} onOpen={() => setSources(member)} />,
                },
                ...[
                  {
                    key: 'level',
                    header: t('group.level'),
                    shown: some(({ profile }) => profile.level),
                    cell: (member: Member) => words.level(member.profile.level),
                  },
                  {
                    key: 'location',
                    header: t('group.location'),
                    shown: some(({ profile }) => profile.location),
                    cell: (member: Member) => words.location(member.profile.location),
                  },
                  {
                    key: 'characters',
                    header: t('group.characters'),
                    shown: some(({ characters }) => characters.length > 0),
                    cell: (member: Member) =>
                      member.characters.map(name).join(format.language === 'zh' ? '、' : ', '),
                  },
                ].filter(({ shown }) => shown),
                ...(mayWrite
                  ? [
                      {
                        key: 'actions',
                        bare: true,
                        header: <span className="sr-only">{t('group.actions')}</span>,
                        cell: (member: Member) => (
                          <Menu position="bottom-end" withinPortal>
                            <Menu.Target>
                              <Button
                                variant="subtle"
                                size="compact-xs"
                                aria-label={t('group.moreActions', { name: name(member.profile.name) })}
                              >
                                ⋯
                              </Button>
                            </Menu.Target>
                            <Menu.Dropdown>
                              <Menu.Item onClick={() => setSources(member)}>{t('group.facts')}</Menu.Item>
                              <Menu.Item onClick={() => setLeaving(member)}>{t('group.end')}</Menu.Item>
                            </Menu.Dropdown>
                          </Menu>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          </div>
          <section className={`card ${styles.map}`} aria-labelledby="map">
            <h2 id="map">{t('group.map')}</h2>
            {placed.length === 0 ? (
              <p className={styles.noMap}>{t('group.noPlaces')}</p>
            ) : (
              <>
                <GroupMap
                  height={380}
                  points={placed.map(({ member, lat, lon }) => ({
                    id: member.schoolId,
                    label: briefById.get(member.schoolId) ?? '',
                    title: `${name(member.profile.name)}, ${words.role(member.role)}`,
                    lat,
                    lon,
                    role: member.role,
                    clusterId: member.clusterId,
                  }))}
                  clusters={group.clusters.map((cluster, index) => ({
                    id: cluster.id,
                    name: name(cluster.name),
                    index,
                  }))}
                  onSelect={(schoolId) =>
                    void navigate({ to: '/register/schools/$schoolId', params: { schoolId } })
                  }
                />
                {placed.length === count ? null : (
                  <p className={styles.noMap}>
                    {t('group.someWithoutPlace', {
                      count: count - placed.length,
                      number: format.number(count - placed.length),
                    })}
                  </p>
                )}
              </>
            )}
          </section>
        </>
      )}
      <Facts member={sources} onClose={() => setSources(null)} />
      {mayWrite ? (
        <>
          <JoinForm group={group} opened={form === 'join'} onClose={() => setForm(null)} onDone={done} />
          {form === 'divide' ? (
            <DivideForm group={group} opened onClose={() => setForm(null)} onDone={done} />
          ) : null}
          <EventForm group={group} opened={form === 'event'} onClose={() => setForm(null)} onDone={done} />
          <EndMembershipForm group={group} member={leaving} onClose={() => setLeaving(null)} onDone={done} />
        </>
      ) : null}
    </>
  );
}

function Since({ member, onOpen }: { member: Member; onOpen: () => void }) {
  const { t, format } = useWords();
  const { from, fromPrecision } = member.during;
  return (
    <button type="button" className="explains num" onClick={onOpen}>
      {from !== null && member.startKnown ? format.dayAs(from, fromPrecision) : t('group.sinceUnknown')}
    </button>
  );
}

/** Where each fact about a member comes from. */
function Facts({ member, onClose }: { member: Member | null; onClose: () => void }) {
  const words = useWords();
  const { t, name, format } = words;
  return (
    <DetailDrawer
      opened={member !== null}
      onClose={onClose}
      kicker={t('group.facts')}
      title={member === null ? '' : name(member.profile.name)}
    >
      {member === null ? null : (
        <dl className={styles.facts}>
          <dt>{words.role(member.role)}</dt>
          <dd>
            {member.during.from === null || member.startKnown
              ? words.during(member.during)
              : t('group.sinceAtLeast', { date: format.day(member.during.from) })}
            <span>{format.note(member.source ?? t('group.noSource'))}</span>
          </dd>
          <dt>{name(member.profile.name)}</dt>
          <dd>
            {[
              words.during(member.profile.during),
              words.stage(member.profile.stage),
              words.location(member.profile.location),
              words.level(member.profile.level),
            ]
              .filter(Boolean)
              .join(' · ')}
            <span>{format.note(member.profile.source ?? t('group.noSource'))}</span>
          </dd>
        </dl>
      )}
    </DetailDrawer>
  );
}
