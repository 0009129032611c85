import type { ChangeCause, During, StaffEntryKind } from '@trellis/contract';
import { sql } from 'kysely';
import { type BureauTransaction, fromRange, toRange } from '../../../platform/database/index.ts';
import { mayChange, readsInFull, type StaffScope } from './policy.ts';

export const TABLE_OF_KIND = {
  posting: 'posting',
  assignment: 'teaching_assignment',
  title: 'professional_title',
  status: 'staff_status',
  office: 'office',
} as const satisfies Record<StaffEntryKind, string>;

export interface Why {
  by: string | null;
  name: string;
  cause: ChangeCause;
  reason: string;
}

/** Says who changes what is known of people and why; without it the database refuses. Call inside the transaction. */
export async function announceChange(db: BureauTransaction, why: Why): Promise<void> {
  await sql`select set_config('trellis.change', ${JSON.stringify(why)}, true)`.execute(db);
}

export interface StaffRecord {
  id: string;
  number: string;
  nameEn: string;
  nameZh: string;
  gender: 'female' | 'male' | null;
  birthYear: number | null;
  qualification: 'doctorate' | 'master' | 'bachelor' | 'college' | 'secondary' | 'other' | null;
  employed: During;
  invented: boolean;
  mayRead: boolean;
  mayWrite: boolean;
}

/** A person with what the asker may do; `lock` lets changes of one person take turns. */
export async function findStaff(
  db: BureauTransaction,
  scope: StaffScope,
  staffId: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<StaffRecord | undefined> {
  const { rows } = await sql<{
    id: string;
    staff_number: string;
    name_en: string;
    name_zh: string;
    gender: StaffRecord['gender'];
    birth_year: number | null;
    qualification: StaffRecord['qualification'];
    employed: string;
    invented: boolean;
    may_read: boolean;
    may_write: boolean;
  }>`
    select s.id, s.staff_number, s.name_en, s.name_zh, s.gender, s.birth_year, s.qualification,
      s.employed::text as employed, s.invented, ${readsInFull(scope)} as may_read, ${mayChange(scope)} as may_write
    from staff s where s.bureau_id = trellis_bureau() and s.id = ${staffId} ${lock ? sql`for update of s` : sql``}`.execute(
    db,
  );
  const row = rows[0];
  return (
    row && {
      id: row.id,
      number: row.staff_number,
      nameEn: row.name_en,
      nameZh: row.name_zh,
      gender: row.gender,
      birthYear: row.birth_year,
      qualification: row.qualification,
      employed: fromRange(row.employed),
      invented: row.invented,
      mayRead: row.may_read,
      mayWrite: row.may_write,
    }
  );
}

export interface SchoolLife {
  id: string;
  name: { en: string; zh: string };
  spans: During[];
}

/** A school's latest name and the ranges in which it was open, adjoining ones joined. */
export async function findSchoolLife(
  db: BureauTransaction,
  schoolId: string,
): Promise<SchoolLife | undefined> {
  const { rows } = await sql<{ name_en: string; name_zh: string; during: string }>`
    select p.name_en, p.name_zh, l.during::text as during
    from (select name_en, name_zh from school_profile where bureau_id = trellis_bureau() and school_id = ${schoolId}
        order by during desc limit 1) p,
      unnest((select range_agg(during) from school_profile
        where bureau_id = trellis_bureau() and school_id = ${schoolId})) as l(during)
    order by l.during`.execute(db);
  return (
    rows[0] && {
      id: schoolId,
      name: { en: rows[0].name_en, zh: rows[0].name_zh },
      spans: rows.map((row) => fromRange(row.during)),
    }
  );
}

export interface EntryRow {
  id: string;
  during: During;
  school_id: string | null;
  group_id: string | null;
  /** A posting's kind, a title, an honour, or an office's name. */
  what: string;
  name: { en: string; zh: string };
}

const LATEST_NAME = sql`left join lateral (select n.name_en, n.name_zh from school_profile n
  where n.bureau_id = e.bureau_id and n.school_id = e.school_id order by n.during desc limit 1) n on true`;

/** Everything of one kind that a person has, in order of time. */
export async function listEntries(
  db: BureauTransaction,
  staffId: string,
  kind: StaffEntryKind,
): Promise<EntryRow[]> {
  const what = {
    posting: sql`e.kind`,
    assignment: sql`e.subject`,
    title: sql`e.title`,
    status: sql`e.status`,
    office: sql`e.office`,
  }[kind];
  const atSchool = kind === 'posting' || kind === 'assignment' || kind === 'office';
  const { rows } = await sql<{
    id: string;
    during: string;
    school_id: string | null;
    group_id: string | null;
    what: string;
    name_en: string | null;
    name_zh: string | null;
  }>`
    select e.id, e.during::text as during, ${what} as what,
      ${atSchool ? sql`e.school_id, n.name_en, n.name_zh` : sql`null::uuid as school_id, null as name_en, null as name_zh`},
      ${kind === 'office' ? sql`e.group_id` : sql`null::uuid as group_id`}
    from ${sql.table(TABLE_OF_KIND[kind])} e ${atSchool ? LATEST_NAME : sql``}
    where e.bureau_id = trellis_bureau() and e.staff_id = ${staffId} order by lower(e.during), e.id`.execute(
    db,
  );
  return rows.map(({ name_en, name_zh, during, ...row }) => ({
    ...row,
    during: fromRange(during),
    name: { en: name_en ?? '', zh: name_zh ?? '' },
  }));
}

/** Whether another person of the bureau has this number. */
export async function isNumberTaken(
  db: BureauTransaction,
  number: string,
  exceptStaffId: string | null,
): Promise<boolean> {
  const { rows } =
    await sql`select 1 from staff where bureau_id = trellis_bureau() and staff_number = ${number}
    and id is distinct from ${exceptStaffId}::uuid`.execute(db);
  return rows.length > 0;
}

export interface PersonValues {
  number: string;
  nameEn: string;
  nameZh: string;
  gender: string | null;
  birthYear: number | null;
  qualification: string | null;
  employedFrom: string;
  employedTo: string | null;
}

export async function insertPerson(
  db: BureauTransaction,
  bureauId: string,
  person: PersonValues,
): Promise<string> {
  const { id } = await db
    .insertInto('staff')
    .values({ bureau_id: bureauId, ...personColumns(person) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function updatePerson(
  db: BureauTransaction,
  staffId: string,
  person: PersonValues,
): Promise<void> {
  await db.updateTable('staff').set(personColumns(person)).where('id', '=', staffId).execute();
}

const personColumns = (person: PersonValues) => ({
  staff_number: person.number,
  name_en: person.nameEn,
  name_zh: person.nameZh,
  gender: person.gender,
  birth_year: person.birthYear,
  qualification: person.qualification,
  employed: toRange(person.employedFrom, person.employedTo),
});

/** Adds one dated thing to a person. Call inside the transaction, after `announceChange`. */
export async function insertEntry(
  db: BureauTransaction,
  kind: StaffEntryKind,
  entry: {
    bureauId: string;
    staffId: string;
    from: string;
    to: string | null;
    cause: string;
    decision: string;
  },
  values: Readonly<Record<string, string | number | null>>,
): Promise<string> {
  const columns = {
    bureau_id: entry.bureauId,
    staff_id: entry.staffId,
    during: toRange(entry.from, entry.to),
    cause: entry.cause,
    decision: entry.decision,
    ...values,
  };
  const { rows } = await sql<{ id: string }>`
    insert into ${sql.table(TABLE_OF_KIND[kind])} (${sql.join(Object.keys(columns).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(columns))}) returning id`.execute(db);
  return rows[0]!.id;
}

/** Lets a dated thing end on a day, or goes back on it when that is its first. Call inside the transaction. */
export async function endEntry(
  db: BureauTransaction,
  kind: StaffEntryKind,
  staffId: string,
  entry: EntryRow,
  to: string,
): Promise<void> {
  if (kind === 'posting') await endAssignments(db, staffId, entry, to);
  const table = sql.table(TABLE_OF_KIND[kind]);
  if (to === entry.during.from) {
    await sql`delete from ${table} where bureau_id = trellis_bureau() and id = ${entry.id}`.execute(db);
  } else {
    await sql`update ${table} set during = daterange(lower(during), ${to}::date)
      where bureau_id = trellis_bureau() and id = ${entry.id}`.execute(db);
  }
}

/** Lessons are given inside a posting: they end with it, and those that would have begun later go. */
async function endAssignments(
  db: BureauTransaction,
  staffId: string,
  posting: EntryRow,
  to: string,
): Promise<void> {
  const rest = sql`bureau_id = trellis_bureau() and staff_id = ${staffId} and school_id = ${posting.school_id}
    and during && daterange(${to}::date, ${posting.during.to}::date)`;
  await sql`delete from teaching_assignment where ${rest} and lower(during) >= ${to}::date`.execute(db);
  await sql`update teaching_assignment set during = daterange(lower(during), ${to}::date) where ${rest}`.execute(
    db,
  );
}

/** The group of a cluster or a group, when the bureau has it. */
export async function findGroupOfPlace(
  db: BureauTransaction,
  level: 'division' | 'cluster' | 'group',
  placeId: string,
): Promise<string | undefined> {
  const { rows } =
    level === 'cluster'
      ? await sql<{ group_id: string }>`select group_id from cluster
          where bureau_id = trellis_bureau() and id = ${placeId}`.execute(db)
      : await sql<{ group_id: string }>`select id as group_id from education_group
          where bureau_id = trellis_bureau() and id = ${placeId}`.execute(db);
  return rows[0]?.group_id;
}
