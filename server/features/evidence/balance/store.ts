import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import type { StoredValue } from './types.ts';

interface ValueRow {
  school_id: string;
  stage: string;
  year: number;
  variable: string;
  value: number;
  import_id: string;
  source_row: number;
  source_column: string;
  fixed_file: number | null;
  fixed_row: number | null;
}

const toValue = (row: ValueRow): StoredValue => ({
  schoolId: row.school_id,
  stage: row.stage,
  year: row.year,
  variable: row.variable,
  value: row.value,
  importId: row.import_id,
  sourceRow: row.source_row,
  sourceColumn: row.source_column,
  fixed: row.fixed_file === null ? null : { file: row.fixed_file, row: row.fixed_row! },
});

/** Every current number of these schools: a group's history is small. */
export async function listValuesOfSchools(
  db: BureauTransaction,
  schoolIds: readonly string[],
): Promise<StoredValue[]> {
  const { rows } = await sql<ValueRow>`
    select school_id, stage, year, variable, value, import_id, source_row, source_column,
      fixed_file, fixed_row
    from indicator_value
    where bureau_id = trellis_bureau() and school_id = any(${schoolIds}::uuid[]) and superseded_by is null`.execute(
    db,
  );
  return rows.map(toValue);
}

export interface ImportSource {
  id: string;
  fileName: string;
  sheet: string | null;
  importedAt: string;
  /** The sheets of fixed rows that followed the file, by their ordinal. */
  fixes: Map<number, { fileName: string; sheet: string | null }>;
}

export async function listImportSources(
  db: BureauTransaction,
  importIds: readonly string[],
): Promise<Map<string, ImportSource>> {
  const { rows } = await sql<{ id: string; file_name: string; sheet: string | null; at: Date }>`
    select id, file_name, sheet, coalesce(applied_at, created_at) as at from data_import
    where bureau_id = trellis_bureau() and id = any(${importIds}::uuid[])`.execute(db);
  const sources = new Map<string, ImportSource>(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        fileName: row.file_name,
        sheet: row.sheet,
        importedAt: row.at.toISOString(),
        fixes: new Map(),
      },
    ]),
  );
  const { rows: fixes } = await sql<{
    import_id: string;
    ordinal: number;
    file_name: string;
    sheet: string | null;
  }>`
    select import_id, ordinal, file_name, sheet from import_file
    where bureau_id = trellis_bureau() and import_id = any(${importIds}::uuid[]) and ordinal > 0`.execute(db);
  for (const fix of fixes) {
    sources.get(fix.import_id)?.fixes.set(fix.ordinal, { fileName: fix.file_name, sheet: fix.sheet });
  }
  return sources;
}

/** Stages and years of the bureau that hold numbers. */
export async function listStagesAndYears(
  db: BureauTransaction,
): Promise<{ stage: string; year: number; count: number }[]> {
  const { rows } = await sql<{ stage: string; year: number; count: number }>`
    select stage, year, count(*) as count from indicator_value
    where bureau_id = trellis_bureau() and superseded_by is null group by stage, year`.execute(db);
  return rows;
}

export interface AreaRow {
  school_id: string;
  stage: string;
  variables: string[];
  amounts: number[];
}

/** One school's numbers as one row: a bureau of twenty thousand schools comes in one read. */
export async function listAreaRows(
  db: BureauTransaction,
  filter: { stages: readonly string[]; year: number },
): Promise<AreaRow[]> {
  const { rows } = await sql<AreaRow>`
    select school_id, stage, array_agg(variable) as variables, array_agg(value) as amounts from indicator_value
    where bureau_id = trellis_bureau() and superseded_by is null and year = ${filter.year}
      and stage = any(${filter.stages}::text[])
    group by school_id, stage`.execute(db);
  return rows;
}

/**
 * Which school belongs to which group on a day. Read by itself and joined by the caller: in one statement with the
 * numbers, the planner has been seen to choose a plan thirty times slower right after a large import.
 */
export async function listGroupMembers(
  db: BureauTransaction,
  filter: { asOf: string; kind?: string | undefined; q?: string | undefined },
): Promise<{ school_id: string; group_id: string }[]> {
  const pattern = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const named = pattern
    ? sql`and exists (select from group_profile n where n.bureau_id = g.bureau_id and n.group_id = g.id
        and n.during @> ${filter.asOf}::date
        and (n.name_en ilike ${pattern} or n.name_zh ilike ${pattern} or g.code ilike ${pattern}))`
    : sql``;
  const { rows: groups } = await sql<{ id: string }>`
    select g.id from education_group g where g.bureau_id = trellis_bureau()
      and ${filter.kind ? sql`g.kind = ${filter.kind}` : sql`g.governing`} ${named}`.execute(db);
  const wanted = new Set(groups.map((group) => group.id));
  const { rows } = await sql<{ school_id: string; group_id: string }>`
    select school_id, group_id from membership
    where bureau_id = trellis_bureau() and during @> ${filter.asOf}::date`.execute(db);
  return rows.filter((row) => wanted.has(row.group_id));
}

/** Special and vocational schools of a day, which packs may leave out whatever stage their figures are of. */
export async function listSetApart(db: BureauTransaction, asOf: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ school_id: string; stage: string }>`
    select school_id, stage from school_profile
    where bureau_id = trellis_bureau() and stage in ('special', 'vocational') and during @> ${asOf}::date`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.school_id, row.stage]));
}

export async function listGroupNames(
  db: BureauTransaction,
  groupIds: readonly string[],
  asOf: string,
): Promise<Map<string, { id: string; code: string; name: { en: string; zh: string } }>> {
  const { rows } = await sql<{ id: string; code: string; name_en: string; name_zh: string }>`
    select distinct on (g.id) g.id, g.code, p.name_en, p.name_zh
    from education_group g join group_profile p on p.bureau_id = g.bureau_id and p.group_id = g.id
    where g.bureau_id = trellis_bureau() and g.id = any(${groupIds}::uuid[])
    order by g.id, p.during @> ${asOf}::date desc, p.during desc`.execute(db);
  return new Map(
    rows.map((row) => [row.id, { id: row.id, code: row.code, name: { en: row.name_en, zh: row.name_zh } }]),
  );
}
