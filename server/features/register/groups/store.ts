import type { GroupKind, GroupMember, GroupSummary, TrajectoryEvent } from '@trellis/contract';
import { sql } from 'kysely';
import { type BureauTransaction, fromRange, toRange } from '../../../platform/database/index.ts';
import { dayPrecision, MEMBERSHIP_EVENTS, type Precision, toDuring } from '../schools/index.ts';

interface GroupRow {
  id: string;
  code: string;
  kind: GroupKind;
  name_en: string;
  name_zh: string;
  during: string;
  from_precision: Precision | null;
  schools: number;
}

const toSummary = (row: GroupRow): GroupSummary => ({
  id: row.id,
  code: row.code,
  kind: row.kind,
  name: { en: row.name_en, zh: row.name_zh },
  schoolCount: row.schools,
  during: toDuring(row.during, row.from_precision),
});

const MEMBER_COUNT = (asOf: string) => sql`(select count(*) from membership m where m.bureau_id = g.bureau_id
  and m.group_id = g.id and m.during @> ${asOf}::date) as schools`;

export interface GroupFilter {
  asOf: string;
  q?: string | undefined;
  kind?: string | undefined;
  visibleGroupIds?: readonly string[] | undefined;
  page: number;
  pageSize: number;
}

export async function pageGroups(
  db: BureauTransaction,
  filter: GroupFilter,
): Promise<{ items: GroupSummary[]; total: number }> {
  const pattern = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const where = sql.join(
    [
      sql`g.bureau_id = trellis_bureau()`,
      ...(pattern
        ? [sql`(p.name_en ilike ${pattern} or p.name_zh ilike ${pattern} or g.code ilike ${pattern})`]
        : []),
      ...(filter.kind ? [sql`g.kind = ${filter.kind}`] : []),
      ...(filter.visibleGroupIds ? [sql`g.id = any(${filter.visibleGroupIds}::uuid[])`] : []),
    ],
    sql` and `,
  );
  const source = sql`education_group g join group_profile p on p.bureau_id = g.bureau_id and p.group_id = g.id
    and p.during @> ${filter.asOf}::date`;
  const { rows: counted } = await sql<{
    total: number;
  }>`select count(*) as total from ${source} where ${where}`.execute(db);
  const { rows } = await sql<GroupRow>`
    select g.id, g.code, g.kind, p.name_en, p.name_zh, p.during::text as during,
      ${dayPrecision('p', sql`lower(p.during)`, ['founding'], { group: 'group_id' })} as from_precision, ${MEMBER_COUNT(filter.asOf)}
    from ${source} where ${where} order by schools desc, p.name_zh, p.name_en, g.id
    limit ${filter.pageSize} offset ${(filter.page - 1) * filter.pageSize}`.execute(db);
  return { items: rows.map(toSummary), total: counted[0]!.total };
}

/** The group with the name it had on a day, or the nearest it ever had when it did not exist then. */
export async function findGroup(
  db: BureauTransaction,
  groupId: string,
  asOf: string,
): Promise<(GroupSummary & { governing: boolean }) | undefined> {
  const { rows } = await sql<GroupRow & { governing: boolean }>`
    select g.id, g.code, g.kind, g.governing, p.name_en, p.name_zh,
      (select range_merge(range_agg(life.during))::text from group_profile life
        where life.bureau_id = g.bureau_id and life.group_id = g.id) as during,
      ${dayPrecision(
        'p',
        sql`(select min(lower(life.during)) from group_profile life
          where life.bureau_id = g.bureau_id and life.group_id = g.id)`,
        ['founding'],
        { group: 'group_id' },
      )} as from_precision,
      ${MEMBER_COUNT(asOf)}
    from education_group g
    join group_profile p on p.bureau_id = g.bureau_id and p.group_id = g.id
    where g.bureau_id = trellis_bureau() and g.id = ${groupId}
    order by p.during @> ${asOf}::date desc, p.during desc limit 1`.execute(db);
  return rows[0] && { ...toSummary(rows[0]), governing: rows[0].governing };
}

export interface MemberRow {
  id: string;
  school_id: string;
  role: GroupMember['role'];
  during: string;
  from_precision: Precision | null;
  to_precision: Precision | null;
  start_known: boolean;
  source: string | null;
  cluster_id: string | null;
}

export async function listMembers(
  db: BureauTransaction,
  groupId: string,
  asOf: string,
): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select m.id, m.school_id, m.role, m.during::text as during, m.start_known, m.source, c.cluster_id,
      ${dayPrecision('m', sql`lower(m.during)`, MEMBERSHIP_EVENTS, { group: 'group_id', school: 'school_id' })} as from_precision,
      ${dayPrecision('m', sql`upper(m.during)`, MEMBERSHIP_EVENTS, { group: 'group_id', school: 'school_id' })} as to_precision
    from membership m
    left join cluster_membership c on c.bureau_id = m.bureau_id and c.group_id = m.group_id
      and c.school_id = m.school_id and c.during @> ${asOf}::date
    where m.bureau_id = trellis_bureau() and m.group_id = ${groupId} and m.during @> ${asOf}::date`.execute(
    db,
  );
  return rows;
}

/** Every membership the group ever had. */
export async function listMembershipHistory(db: BureauTransaction, groupId: string): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select m.id, m.school_id, m.role, m.during::text as during, m.start_known, m.source, null as cluster_id,
      ${dayPrecision('m', sql`lower(m.during)`, MEMBERSHIP_EVENTS, { group: 'group_id', school: 'school_id' })} as from_precision,
      ${dayPrecision('m', sql`upper(m.during)`, MEMBERSHIP_EVENTS, { group: 'group_id', school: 'school_id' })} as to_precision
    from membership m
    where m.bureau_id = trellis_bureau() and m.group_id = ${groupId}
    order by lower(m.during) nulls first, m.school_id`.execute(db);
  return rows;
}

interface ClusterRow {
  id: string;
  code: string;
  name_en: string;
  name_zh: string;
  during: string;
  from_precision: Precision | null;
  to_precision: Precision | null;
}

export async function listClusters(db: BureauTransaction, groupId: string) {
  const { rows } = await sql<ClusterRow>`
    select c.id, c.code, c.name_en, c.name_zh, c.during::text as during,
      ${dayPrecision('c', sql`lower(c.during)`, ['cluster'], { group: 'group_id' })} as from_precision,
      ${dayPrecision('c', sql`upper(c.during)`, ['cluster'], { group: 'group_id' })} as to_precision
    from cluster c
    where c.bureau_id = trellis_bureau() and c.group_id = ${groupId} order by lower(c.during) nulls first, c.code`.execute(
    db,
  );
  const { rows: members } = await sql<{ cluster_id: string; school_id: string; during: string }>`
    select cluster_id, school_id, during::text as during from cluster_membership
    where bureau_id = trellis_bureau() and group_id = ${groupId} order by lower(during) nulls first, school_id`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: { en: row.name_en, zh: row.name_zh },
    during: toDuring(row.during, row.from_precision, row.to_precision),
    members: members
      .filter((member) => member.cluster_id === row.id)
      .map((member) => ({ schoolId: member.school_id, during: placeDuring(member.during, row) })),
  }));
}

/** A school's place that begins or ends with its cluster is known as exactly as the cluster's own days. */
function placeDuring(range: string, cluster: ClusterRow) {
  const place = fromRange(range);
  const whole = fromRange(cluster.during);
  return toDuring(
    range,
    place.from === whole.from ? cluster.from_precision : null,
    place.to === whole.to ? cluster.to_precision : null,
  );
}

export async function listEvents(db: BureauTransaction, groupId: string): Promise<TrajectoryEvent[]> {
  const { rows } = await sql<{
    id: string;
    occurred_on: string;
    precision: TrajectoryEvent['precision'];
    kind: TrajectoryEvent['kind'];
    title_en: string;
    title_zh: string;
    text_en: string;
    text_zh: string;
    source: string;
    school_ids: string[] | null;
  }>`
    select e.id, e.occurred_on, e.precision, e.kind, e.title_en, e.title_zh, e.text_en, e.text_zh, e.source,
      (select json_agg(s.school_id) from trajectory_event_school s where s.event_id = e.id) as school_ids
    from trajectory_event e where e.bureau_id = trellis_bureau() and e.group_id = ${groupId}
    order by e.occurred_on, e.created_at`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    date: row.occurred_on,
    precision: row.precision,
    kind: row.kind,
    title: { en: row.title_en, zh: row.title_zh },
    text: { en: row.text_en, zh: row.text_zh },
    schoolIds: row.school_ids ?? [],
    source: row.source,
  }));
}

export async function insertGroup(
  db: BureauTransaction,
  bureauId: string,
  group: { code: string; kind: string; nameEn: string; nameZh: string; from: string; source: string | null },
): Promise<string> {
  const { id } = await db
    .insertInto('education_group')
    .values({ bureau_id: bureauId, code: group.code, kind: group.kind })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('group_profile')
    .values({
      bureau_id: bureauId,
      group_id: id,
      during: toRange(group.from, null),
      name_en: group.nameEn,
      name_zh: group.nameZh,
      source: group.source,
    })
    .execute();
  return id;
}

export async function insertMembership(
  db: BureauTransaction,
  bureauId: string,
  membership: {
    groupId: string;
    schoolId: string;
    governing: boolean;
    role: string;
    from: string;
    to: string | null;
    source: string;
  },
): Promise<string> {
  const { id } = await db
    .insertInto('membership')
    .values({
      bureau_id: bureauId,
      group_id: membership.groupId,
      school_id: membership.schoolId,
      governing: membership.governing,
      role: membership.role,
      during: toRange(membership.from, membership.to),
      source: membership.source,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function findMembership(db: BureauTransaction, membershipId: string) {
  const { rows } = await sql<{ group_id: string; school_id: string; during: string }>`
    select group_id, school_id, during::text as during from membership
    where bureau_id = trellis_bureau() and id = ${membershipId} for update`.execute(db);
  return (
    rows[0] && { groupId: rows[0].group_id, schoolId: rows[0].school_id, during: fromRange(rows[0].during) }
  );
}

/** Ends a membership and the places in clusters that hang on it. Call inside the transaction. */
export async function endMembership(
  db: BureauTransaction,
  membership: { id: string; groupId: string; schoolId: string },
  to: string,
  source: string,
): Promise<void> {
  // A school that left and came back has places under each of its memberships: only this one's are touched.
  const places = sql`c.bureau_id = trellis_bureau() and c.group_id = ${membership.groupId}
    and c.school_id = ${membership.schoolId}
    and c.during <@ (select m.during from membership m where m.bureau_id = trellis_bureau() and m.id = ${membership.id})`;
  await sql`delete from cluster_membership c where ${places} and lower(c.during) >= ${to}::date`.execute(db);
  await sql`update cluster_membership c set during = daterange(lower(c.during), ${to}::date)
    where ${places} and c.during @> ${to}::date`.execute(db);
  await sql`update membership set during = daterange(lower(during), ${to}::date), source = concat_ws(' · ', source, ${source}::text)
    where bureau_id = trellis_bureau() and id = ${membership.id}`.execute(db);
}

/**
 * Makes room for a division from a day: clusters that hold that day end, those of a division made for the same day go.
 * Answers the day of the next division, until which the new one holds: what is on record for later stays.
 * Call inside the transaction.
 */
export async function endClustersOn(
  db: BureauTransaction,
  groupId: string,
  from: string,
): Promise<string | null> {
  // Two who divide the group at the same moment take turns.
  await sql`select 1 from education_group where bureau_id = trellis_bureau() and id = ${groupId} for update`.execute(
    db,
  );
  for (const table of ['cluster_membership', 'cluster'] as const) {
    await sql`delete from ${sql.table(table)} where bureau_id = trellis_bureau() and group_id = ${groupId}
      and lower(during) = ${from}::date`.execute(db);
    await sql`update ${sql.table(table)} set during = daterange(lower(during), ${from}::date)
      where bureau_id = trellis_bureau() and group_id = ${groupId} and during @> ${from}::date`.execute(db);
  }
  const { rows } = await sql<{ next: string | null }>`
    select min(lower(during)) as next from cluster
    where bureau_id = trellis_bureau() and group_id = ${groupId} and lower(during) > ${from}::date`.execute(
    db,
  );
  return rows[0]!.next;
}

/** Each school has its place for as long as both the cluster and its membership of the cluster's first day last. */
export async function insertCluster(
  db: BureauTransaction,
  bureauId: string,
  cluster: {
    groupId: string;
    code: string;
    nameEn: string;
    nameZh: string;
    from: string;
    to: string | null;
    schoolIds: readonly string[];
  },
): Promise<void> {
  const during = toRange(cluster.from, cluster.to);
  const { id } = await db
    .insertInto('cluster')
    .values({
      bureau_id: bureauId,
      group_id: cluster.groupId,
      code: cluster.code,
      name_en: cluster.nameEn,
      name_zh: cluster.nameZh,
      during,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { rows } = await sql`
    insert into cluster_membership (bureau_id, group_id, cluster_id, school_id, during)
    select m.bureau_id, m.group_id, ${id}, m.school_id, m.during * ${during}::daterange from membership m
    where m.bureau_id = ${bureauId} and m.group_id = ${cluster.groupId}
      and m.school_id = any(${cluster.schoolIds}::uuid[]) and m.during @> ${cluster.from}::date
    returning school_id`.execute(db);
  if (rows.length !== cluster.schoolIds.length) {
    throw new Error(`Cluster ${cluster.code} names schools that are no members on ${cluster.from}.`);
  }
}

export interface NewEvent {
  groupId: string;
  date: string;
  precision: string;
  kind: string;
  titleEn: string;
  titleZh: string;
  textEn: string;
  textZh: string;
  source: string;
  schoolIds: readonly string[];
  createdBy: string | null;
}

export async function insertEvent(db: BureauTransaction, bureauId: string, event: NewEvent): Promise<string> {
  const { id } = await db
    .insertInto('trajectory_event')
    .values({
      bureau_id: bureauId,
      group_id: event.groupId,
      occurred_on: event.date,
      precision: event.precision,
      kind: event.kind,
      title_en: event.titleEn,
      title_zh: event.titleZh,
      text_en: event.textEn,
      text_zh: event.textZh,
      source: event.source,
      created_by: event.createdBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (event.schoolIds.length > 0) {
    await db
      .insertInto('trajectory_event_school')
      .values(event.schoolIds.map((schoolId) => ({ bureau_id: bureauId, event_id: id, school_id: schoolId })))
      .execute();
  }
  return id;
}

/** Those of these ids that are no school of the bureau. */
export async function listUnknownSchools(
  db: BureauTransaction,
  schoolIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select u.id from unnest(${schoolIds}::uuid[]) as u(id)
    where not exists (select from school s where s.bureau_id = trellis_bureau() and s.id = u.id)`.execute(db);
  return rows.map((row) => row.id);
}
