import type { Affiliation, During, IndicatorValue, SchoolProfile } from '@trellis/contract';
import { sql } from 'kysely';
import { type BureauTransaction, fromRange } from '../../../platform/database/index.ts';
import { dayPrecision, type Precision, toDuring } from './day-precision.ts';

export interface ProfileRow {
  school_id: string;
  during: string;
  from_precision?: Precision | null;
  to_precision?: Precision | null;
  name_en: string;
  name_zh: string;
  short_name: string | null;
  stage: string | null;
  location: string | null;
  lat: number | null;
  lon: number | null;
  level: string | null;
  source: string | null;
}

/** Events that stand for a school's beginning, change of name, place or level. */
const PROFILE_EVENTS = ['founding', 'campus', 'rename', 'other'] as const;
/** Events that stand for a school's joining or leaving a group. */
export const MEMBERSHIP_EVENTS = ['founding', 'membership'] as const;
const AFFILIATION_EVENTS = ['campus', 'rename', 'mobility', 'other'] as const;

export const PROFILE_COLUMNS = sql`p.school_id, p.during::text as during, p.name_en, p.name_zh, p.short_name, p.stage,
  p.location, p.lat, p.lon, p.level, p.source,
  ${dayPrecision('p', sql`lower(p.during)`, PROFILE_EVENTS, { school: 'school_id' })} as from_precision,
  ${dayPrecision('p', sql`upper(p.during)`, PROFILE_EVENTS, { school: 'school_id' })} as to_precision`;

export function toProfile(row: ProfileRow): SchoolProfile {
  return {
    during: toDuring(row.during, row.from_precision, row.to_precision),
    name: { en: row.name_en, zh: row.name_zh },
    shortName: row.short_name,
    stage: row.stage as SchoolProfile['stage'],
    location: row.location as SchoolProfile['location'],
    lat: row.lat,
    lon: row.lon,
    level: row.level as SchoolProfile['level'],
    source: row.source,
  };
}

export async function listProfiles(
  db: BureauTransaction,
  schoolIds: readonly string[],
): Promise<ProfileRow[]> {
  const { rows } = await sql<ProfileRow>`select ${PROFILE_COLUMNS} from school_profile p
    where p.bureau_id = trellis_bureau() and p.school_id = any(${schoolIds}::uuid[])
    order by p.school_id, lower(p.during) nulls first`.execute(db);
  return rows;
}

/** The code a school is best known by: its local one before others. */
export async function listBestCodes(
  db: BureauTransaction,
  schoolIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ school_id: string; code: string }>`
    select distinct on (school_id) school_id, code from school_code
    where bureau_id = trellis_bureau() and school_id = any(${schoolIds}::uuid[])
    order by school_id, scheme <> 'local', during desc, scheme, code`.execute(db);
  return new Map(rows.map((row) => [row.school_id, row.code]));
}

export async function listCharacters(
  db: BureauTransaction,
  schoolIds: readonly string[],
): Promise<Map<string, { name: { en: string; zh: string }; during: During }[]>> {
  const { rows } = await sql<{ school_id: string; name_en: string; name_zh: string; during: string }>`
    select school_id, name_en, name_zh, during::text as during from school_character
    where bureau_id = trellis_bureau() and school_id = any(${schoolIds}::uuid[]) order by school_id, character_key`.execute(
    db,
  );
  const bySchool = new Map<string, { name: { en: string; zh: string }; during: During }[]>();
  for (const row of rows) {
    const list = bySchool.get(row.school_id) ?? [];
    list.push({ name: { en: row.name_en, zh: row.name_zh }, during: fromRange(row.during) });
    bySchool.set(row.school_id, list);
  }
  return bySchool;
}

/** Relations between schools in which at least one of these takes part. */
export async function listAffiliations(
  db: BureauTransaction,
  schoolIds: readonly string[],
): Promise<Affiliation[]> {
  const { rows } = await sql<{
    kind: Affiliation['kind'];
    from_school_id: string;
    to_school_id: string;
    during: string;
    from_precision: Precision | null;
    to_precision: Precision | null;
    source: string | null;
    from_en: string;
    from_zh: string;
    to_en: string;
    to_zh: string;
  }>`
    select a.kind, a.from_school_id, a.to_school_id, a.during::text as during, a.source,
      ${dayPrecision('a', sql`lower(a.during)`, AFFILIATION_EVENTS, { school: 'from_school_id' })} as from_precision,
      ${dayPrecision('a', sql`upper(a.during)`, AFFILIATION_EVENTS, { school: 'from_school_id' })} as to_precision,
      f.name_en as from_en, f.name_zh as from_zh, t.name_en as to_en, t.name_zh as to_zh
    from affiliation a
    join lateral (select name_en, name_zh from school_profile p where p.bureau_id = a.bureau_id
      and p.school_id = a.from_school_id order by p.during desc limit 1) f on true
    join lateral (select name_en, name_zh from school_profile p where p.bureau_id = a.bureau_id
      and p.school_id = a.to_school_id order by p.during desc limit 1) t on true
    where a.bureau_id = trellis_bureau()
      and (a.from_school_id = any(${schoolIds}::uuid[]) or a.to_school_id = any(${schoolIds}::uuid[]))
    order by lower(a.during) nulls first, a.kind limit 1000`.execute(db);
  return rows.map((row) => ({
    kind: row.kind,
    fromSchool: { id: row.from_school_id, name: { en: row.from_en, zh: row.from_zh } },
    toSchool: { id: row.to_school_id, name: { en: row.to_en, zh: row.to_zh } },
    during: toDuring(row.during, row.from_precision, row.to_precision),
    source: row.source,
  }));
}

export interface SchoolFilter {
  asOf: string;
  q?: string | undefined;
  groupId?: string | undefined;
  stage?: string | undefined;
  /** Undefined: the whole bureau. */
  visibleGroupIds?: readonly string[] | undefined;
  visibleSchoolIds?: readonly string[] | undefined;
  page: number;
  pageSize: number;
}

/** Schools that exist on a day, with their present profile. */
export async function pageSchools(
  db: BureauTransaction,
  filter: SchoolFilter,
): Promise<{ rows: ProfileRow[]; total: number }> {
  const { asOf } = filter;
  const pattern = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const inGroups = (
    ids: readonly string[],
  ) => sql`exists (select from membership m where m.bureau_id = p.bureau_id
    and m.school_id = p.school_id and m.group_id = any(${ids}::uuid[]) and m.during @> ${asOf}::date)`;
  const conditions = [
    sql`p.bureau_id = trellis_bureau()`,
    sql`p.during @> ${asOf}::date`,
    ...(pattern
      ? [
          sql`(p.name_en ilike ${pattern} or p.name_zh ilike ${pattern} or p.short_name ilike ${pattern}
            or exists (select from school_code c where c.bureau_id = p.bureau_id and c.school_id = p.school_id
              and c.code ilike ${pattern}))`,
        ]
      : []),
    ...(filter.stage ? [sql`p.stage = ${filter.stage}`] : []),
    ...(filter.groupId ? [inGroups([filter.groupId])] : []),
    ...(filter.visibleGroupIds
      ? [
          sql`(${inGroups(filter.visibleGroupIds)} or p.school_id = any(${filter.visibleSchoolIds ?? []}::uuid[]))`,
        ]
      : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const { rows: counted } = await sql<{ total: number }>`
    select count(*) as total from school_profile p where ${where}`.execute(db);
  const { rows } = await sql<ProfileRow>`
    select ${PROFILE_COLUMNS} from school_profile p where ${where}
    order by p.name_zh, p.name_en, p.school_id
    limit ${filter.pageSize} offset ${(filter.page - 1) * filter.pageSize}`.execute(db);
  return { rows, total: counted[0]!.total };
}

export async function listGroupsOfSchools(
  db: BureauTransaction,
  schoolIds: readonly string[],
  asOf: string,
): Promise<Map<string, { id: string; name: { en: string; zh: string }; role: 'dominant' | 'member' }[]>> {
  const { rows } = await sql<{
    school_id: string;
    group_id: string;
    role: 'dominant' | 'member';
    name_en: string;
    name_zh: string;
  }>`
    select m.school_id, m.group_id, m.role, g.name_en, g.name_zh from membership m
    join group_profile g on g.bureau_id = m.bureau_id and g.group_id = m.group_id and g.during @> ${asOf}::date
    where m.bureau_id = trellis_bureau() and m.school_id = any(${schoolIds}::uuid[]) and m.during @> ${asOf}::date
    order by m.governing desc, g.name_zh, g.name_en`.execute(db);
  const bySchool = new Map<
    string,
    { id: string; name: { en: string; zh: string }; role: 'dominant' | 'member' }[]
  >();
  for (const row of rows) {
    const list = bySchool.get(row.school_id) ?? [];
    list.push({ id: row.group_id, name: { en: row.name_en, zh: row.name_zh }, role: row.role });
    bySchool.set(row.school_id, list);
  }
  return bySchool;
}

export async function listCodes(db: BureauTransaction, schoolId: string) {
  const { rows } = await sql<{ scheme: string; code: string; during: string }>`
    select scheme, code, during::text as during from school_code
    where bureau_id = trellis_bureau() and school_id = ${schoolId} order by scheme <> 'local', scheme, during`.execute(
    db,
  );
  return rows.map((row) => ({ scheme: row.scheme, code: row.code, during: fromRange(row.during) }));
}

export async function listMemberships(db: BureauTransaction, schoolId: string) {
  const { rows } = await sql<{
    group_id: string;
    role: 'dominant' | 'member';
    during: string;
    from_precision: Precision | null;
    to_precision: Precision | null;
    source: string | null;
    name_en: string;
    name_zh: string;
  }>`
    select m.group_id, m.role, m.during::text as during, m.source, g.name_en, g.name_zh,
      ${dayPrecision('m', sql`lower(m.during)`, MEMBERSHIP_EVENTS, { group: 'group_id', school: 'school_id' })} as from_precision,
      ${dayPrecision('m', sql`upper(m.during)`, MEMBERSHIP_EVENTS, { group: 'group_id', school: 'school_id' })} as to_precision
    from membership m
    join lateral (select name_en, name_zh from group_profile p where p.bureau_id = m.bureau_id
      and p.group_id = m.group_id order by p.during desc limit 1) g on true
    where m.bureau_id = trellis_bureau() and m.school_id = ${schoolId}
    order by lower(m.during) nulls first`.execute(db);
  return rows.map((row) => ({
    group: { id: row.group_id, name: { en: row.name_en, zh: row.name_zh } },
    role: row.role,
    during: toDuring(row.during, row.from_precision, row.to_precision),
    source: row.source,
  }));
}

export async function listYears(db: BureauTransaction, schoolId: string): Promise<number[]> {
  const { rows } = await sql<{ year: number }>`select distinct year from indicator_value
    where bureau_id = trellis_bureau() and school_id = ${schoolId} and superseded_by is null order by year`.execute(
    db,
  );
  return rows.map((row) => row.year);
}

export async function pageValues(
  db: BureauTransaction,
  schoolId: string,
  filter: { year?: number | undefined; page: number; pageSize: number },
): Promise<{ items: IndicatorValue[]; total: number }> {
  const { rows } = await sql<{
    stage: string;
    year: number;
    variable: string;
    value: number;
    import_id: string;
    source_row: number;
    source_column: string;
    fixed_file: number | null;
    fixed_row: number | null;
    fix_name: string | null;
    fix_sheet: string | null;
    file_name: string;
    sheet: string | null;
    total: number;
  }>`
    select v.stage, v.year, v.variable, v.value, v.import_id, v.source_row, v.source_column, v.fixed_file, v.fixed_row,
      i.file_name, i.sheet, f.file_name as fix_name, f.sheet as fix_sheet,
      count(*) over () as total
    from indicator_value v join data_import i on i.id = v.import_id
      left join import_file f on f.import_id = v.import_id and f.ordinal = v.fixed_file
    where v.bureau_id = trellis_bureau() and v.school_id = ${schoolId} and v.superseded_by is null
      ${filter.year === undefined ? sql`` : sql`and v.year = ${filter.year}`}
    order by v.year desc, v.stage, v.variable
    limit ${filter.pageSize} offset ${(filter.page - 1) * filter.pageSize}`.execute(db);
  return {
    items: rows.map((row) => ({
      stage: row.stage,
      year: row.year,
      variable: row.variable,
      value: row.value,
      source: {
        importId: row.import_id,
        file: row.fixed_file ?? 0,
        fileName: row.fix_name ?? row.file_name,
        sheet: row.fixed_file === null ? row.sheet : row.fix_sheet,
        row: row.fixed_row ?? row.source_row,
        column: row.source_column,
        corrects: row.fixed_file === null ? null : { fileName: row.file_name, row: row.source_row },
      },
    })),
    total: rows[0]?.total ?? 0,
  };
}

export interface NewProfile extends Omit<ProfileRow, 'school_id' | 'during'> {
  from: string;
}

/**
 * Lets a new profile hold from a day: what held that day ends then, and the new one holds as long as the old would
 * have. Answers false when the school did not exist that day. Call inside the transaction.
 */
export async function replaceProfileFrom(
  db: BureauTransaction,
  schoolId: string,
  next: NewProfile,
): Promise<boolean> {
  // Two who change a school at the same moment take turns: waiting for the row alone, the second would find it
  // shortened and take the school for one that did not exist that day.
  await sql`select from school where bureau_id = trellis_bureau() and id = ${schoolId} for no key update`.execute(
    db,
  );
  const { rows } = await sql<{ during: string }>`select during::text as during from school_profile
    where bureau_id = trellis_bureau() and school_id = ${schoolId} and during @> ${next.from}::date for update`.execute(
    db,
  );
  const held = rows[0];
  if (!held) return false;
  const { from, to } = fromRange(held.during);
  const values = sql`${next.name_en}, ${next.name_zh}, ${next.short_name}, ${next.stage}, ${next.location}, ${next.lat},
    ${next.lon}, ${next.level}, ${next.source}`;
  if (from === next.from) {
    await sql`update school_profile set (name_en, name_zh, short_name, stage, location, lat, lon, level, source)
      = row(${values}) where bureau_id = trellis_bureau() and school_id = ${schoolId} and during @> ${next.from}::date`.execute(
      db,
    );
    return true;
  }
  // Memberships must lie within the school's life at the end of each statement: the old row is shortened and the
  // new one added in one statement. The new one reads from the shortened one, so that it comes second.
  await sql`with shortened as (
      update school_profile set during = daterange(lower(during), ${next.from}::date)
      where bureau_id = trellis_bureau() and school_id = ${schoolId} and during @> ${next.from}::date
      returning bureau_id, school_id)
    insert into school_profile (bureau_id, school_id, during, name_en, name_zh, short_name, stage, location, lat, lon, level, source)
    select bureau_id, school_id, daterange(${next.from}::date, ${to}::date), ${values} from shortened`.execute(
    db,
  );
  return true;
}

/** Whether the bureau has this school. */
export async function isSchoolKnown(db: BureauTransaction, schoolId: string): Promise<boolean> {
  const row = await db.selectFrom('school').select('id').where('id', '=', schoolId).executeTakeFirst();
  return row !== undefined;
}

/** Whether a school exists and belongs, today, to one of these groups. */
export async function isSchoolInGroups(
  db: BureauTransaction,
  schoolId: string,
  groupIds: readonly string[],
  asOf: string,
): Promise<boolean> {
  const { rows } =
    await sql`select 1 from membership where bureau_id = trellis_bureau() and school_id = ${schoolId}
    and group_id = any(${groupIds}::uuid[]) and during @> ${asOf}::date limit 1`.execute(db);
  return rows.length > 0;
}
