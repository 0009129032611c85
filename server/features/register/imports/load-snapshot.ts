/** The register as plain data for a check: all of it, or as much as the rows of a file can touch. */
import { type RawBuilder, sql } from 'kysely';
import { nameKey } from '../../../../contract/template/index.ts';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import type { FileKeys } from './file-keys.ts';
import type {
  RegisterSnapshot,
  StoredAffiliation,
  StoredCluster,
  StoredClusterMembership,
  StoredGroup,
  StoredGroupProfile,
  StoredMembership,
  StoredSchool,
  StoredSchoolCode,
  StoredSchoolProfile,
} from './types.ts';

/**
 * The whole register where the keys narrow nothing down; else the schools and groups that carry one of the file's codes
 * or names, every membership of these schools, whoever is dominant in these groups (a second one is refused), all
 * members of groups that a file of groups may end, and what belongs to all of them.
 */
export async function loadSnapshot(
  db: BureauTransaction,
  keys: FileKeys,
  groupId: string | null,
): Promise<RegisterSnapshot> {
  if (keys.isWhole) return readSnapshot(db, keys.kind, null, null);
  const groups = await findGroups(db, keys, groupId);
  const schools = await findSchools(db, keys, groups);
  const ofMembers = await sql<{ group_id: string }>`
    select distinct group_id from membership where school_id = any(${schools}::uuid[])`.execute(db);
  for (const { group_id } of ofMembers.rows) groups.add(group_id);
  return readSnapshot(db, keys.kind, schools, [...groups]);
}

async function findGroups(
  db: BureauTransaction,
  keys: FileKeys,
  groupId: string | null,
): Promise<Set<string>> {
  const found = new Set(groupId === null ? [] : [groupId]);
  if (keys.groups.length === 0) return found;
  const byCode = await sql<{ id: string }>`
    select id from education_group where code = any(${[...keys.groups]}::text[])`.execute(db);
  for (const { id } of byCode.rows) found.add(id);
  const wanted = new Set(keys.groupNames);
  const named = await sql<Named>`
    select group_id as id, name_en, name_zh from group_profile`.execute(db);
  for (const id of idsByName(named.rows, wanted)) found.add(id);
  return found;
}

async function findSchools(
  db: BureauTransaction,
  keys: FileKeys,
  groups: ReadonlySet<string>,
): Promise<string[]> {
  const found = new Set<string>();
  const byCode = await sql<{ school_id: string }>`
    select distinct school_id from school_code where code = any(${[...keys.schools]}::text[])`.execute(db);
  for (const { school_id } of byCode.rows) found.add(school_id);
  if (keys.schoolNames.length > 0) {
    // Names are compared as the check compares them, which no index of the database does.
    const named = await sql<Named>`select school_id as id, name_en, name_zh from school_profile`.execute(db);
    for (const id of idsByName(named.rows, new Set(keys.schoolNames))) found.add(id);
  }
  const members = await sql<{ school_id: string }>`
    select distinct school_id from membership where group_id = any(${[...groups]}::uuid[])
      ${keys.kind === 'groups' ? sql`` : sql`and role = 'dominant'`}`.execute(db);
  for (const { school_id } of members.rows) found.add(school_id);
  return [...found];
}

interface Named {
  readonly id: string;
  readonly name_en: string;
  readonly name_zh: string;
}

function idsByName(named: readonly Named[], wanted: ReadonlySet<string>): string[] {
  const isWanted = (name: string) => name !== '' && wanted.has(nameKey(name));
  return named.filter((one) => isWanted(one.name_en) || isWanted(one.name_zh)).map(({ id }) => id);
}

async function readSnapshot(
  db: BureauTransaction,
  kind: FileKeys['kind'],
  schools: readonly string[] | null,
  groups: readonly string[] | null,
): Promise<RegisterSnapshot> {
  const among = (column: string, ids: readonly string[] | null): RawBuilder<unknown> =>
    ids === null ? sql`true` : sql`${sql.ref(column)} = any(${[...ids]}::uuid[])`;
  const read = async <T>(columns: string, table: string, where: RawBuilder<unknown>): Promise<T[]> =>
    (await sql<T>`select ${sql.raw(columns)} from ${sql.table(table)} where ${where}`.execute(db)).rows;
  return {
    schools: await read<StoredSchool>('id, import_id', 'school', among('id', schools)),
    schoolProfiles: await read<StoredSchoolProfile>(
      'school_id, during, name_en, name_zh, short_name, stage, location, lat, lon, level, start_known, source, import_id',
      'school_profile',
      among('school_id', schools),
    ),
    schoolCodes: await read<StoredSchoolCode>(
      'scheme, code, school_id, during, import_id',
      'school_code',
      among('school_id', schools),
    ),
    groups: await read<StoredGroup>(
      'id, code, kind, governing, import_id',
      'education_group',
      among('id', groups),
    ),
    groupProfiles: await read<StoredGroupProfile>(
      'group_id, during, name_en, name_zh, start_known, source, import_id',
      'group_profile',
      among('group_id', groups),
    ),
    memberships: await read<StoredMembership>(
      'id, group_id, school_id, governing, role, during, start_known, source, import_id',
      'membership',
      among('school_id', schools),
    ),
    clusters: await read<StoredCluster>(
      'id, group_id, code, name_en, name_zh, during, import_id',
      'cluster',
      among('group_id', groups),
    ),
    clusterMemberships: await read<StoredClusterMembership>(
      'group_id, cluster_id, school_id, during, import_id',
      'cluster_membership',
      among('school_id', schools),
    ),
    affiliations: await read<StoredAffiliation>(
      'from_school_id, to_school_id, kind, during, import_id',
      'affiliation',
      among('from_school_id', schools),
    ),
    // Only files of links ask how late a school was counted.
    latestYears:
      kind === 'links'
        ? await read<{ school_id: string; year: number }>(
            'school_id, max(year) as year',
            'indicator_value',
            sql`superseded_by is null and ${among('school_id', schools)} group by school_id`,
          )
        : [],
  };
}
