import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { ImportMapping } from '@trellis/contract';
import { sql } from 'kysely';
import type { Problem } from '../../../../contract/problems/index.ts';
import { type BureauTransaction, insertRows, type Tables } from '../../../platform/database/index.ts';
import type { CheckOutput, ImportScope, PresetData, StoredFile } from './types.ts';

const deflateAsync = promisify(deflate);

/** An import as stored. */
export interface ImportRow {
  readonly id: string;
  readonly bureau_id: string;
  readonly group_id: string | null;
  readonly status: string;
  readonly kind: ImportMapping['kind'] | null;
  readonly preset_id: string | null;
  readonly file_name: string;
  readonly format: 'csv' | 'xlsx' | null;
  readonly encoding: string | null;
  readonly sheet: string | null;
  readonly sheets: string[];
  readonly header_row: number | null;
  readonly columns: { index: number; letter: string; header: string; samples: string[] }[];
  readonly mapping: ImportMapping | null;
  readonly row_count: number;
  readonly bad_row_count: number;
  readonly notice_count: number;
  readonly counts: Record<string, number>;
  readonly failure: string | null;
  readonly scope: ImportScope;
  readonly created_by: string;
  readonly created_by_name: string;
  readonly created_at: Date;
  readonly applied_at: Date | null;
  readonly undone_at: Date | null;
}

/** Imports that may be listed: all of the bureau, or one's own and those of one's groups. */
export type ImportFilter =
  | { readonly all: true }
  | { readonly userId: string; readonly groupIds: readonly string[] };

function visibleTo(filter: ImportFilter) {
  if ('all' in filter) return sql<boolean>`true`;
  return sql<boolean>`(created_by = ${filter.userId} or group_id = any(${[...filter.groupIds]}::uuid[]))`;
}

export async function listImportRows(
  db: BureauTransaction,
  filter: ImportFilter,
  page: { page: number; pageSize: number },
): Promise<{ rows: ImportRow[]; total: number }> {
  const rows = await sql<ImportRow & { total: number }>`
    select *, count(*) over () as total from data_import where ${visibleTo(filter)}
    order by created_at desc, id limit ${page.pageSize} offset ${(page.page - 1) * page.pageSize}`.execute(
    db,
  );
  const total = rows.rows[0]?.total;
  if (total !== undefined) return { rows: rows.rows, total: Number(total) };
  const counted = await sql<{
    total: number;
  }>`select count(*) as total from data_import where ${visibleTo(filter)}`.execute(db);
  return { rows: [], total: Number(counted.rows[0]!.total) };
}

export async function findImportRow(db: BureauTransaction, importId: string): Promise<ImportRow | undefined> {
  const rows = await sql<ImportRow>`select * from data_import where id = ${importId}::uuid`.execute(db);
  return rows.rows[0];
}

/** Takes the import's row for this transaction; undefined when another one is at work on it. */
export async function lockImportRow(db: BureauTransaction, importId: string): Promise<ImportRow | undefined> {
  const rows = await sql<ImportRow>`
    select * from data_import where id = ${importId}::uuid for update skip locked`.execute(db);
  return rows.rows[0];
}

/** One import of a bureau at a time writes to the register: each sees what the one before it left. */
export async function takeTurn(db: BureauTransaction, bureauId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`trellis-import:${bureauId}`}, 0))`.execute(db);
}

export async function insertImport(
  db: BureauTransaction,
  row: {
    id: string;
    bureauId: string;
    groupId: string | null;
    fileName: string;
    status: string;
    scope: ImportScope;
    createdBy: string;
    createdByName: string;
  },
): Promise<void> {
  await sql`insert into data_import (id, bureau_id, group_id, status, file_name, scope, created_by, created_by_name)
    values (${row.id}, ${row.bureauId}, ${row.groupId}, ${row.status}, ${row.fileName}, ${JSON.stringify(row.scope)}::jsonb,
      ${row.createdBy}, ${row.createdByName})`.execute(db);
}

export async function deflateFile(
  fileName: string,
  bytes: Uint8Array,
): Promise<StoredFile & { sha256: string }> {
  return {
    fileName,
    deflated: await deflateAsync(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

export async function insertFile(
  db: BureauTransaction,
  ids: { bureauId: string; importId: string },
  file: {
    ordinal: number;
    fileName: string;
    deflated: Uint8Array;
    sha256: string;
    rowCount: number;
    sheet?: string | null;
  },
): Promise<void> {
  await db
    .insertInto('import_file')
    .values({
      bureau_id: ids.bureauId,
      import_id: ids.importId,
      ordinal: file.ordinal,
      file_name: file.fileName,
      row_count: file.rowCount,
      sheet: file.sheet ?? null,
      sha256: file.sha256,
      deflated: file.deflated,
    })
    .execute();
}

export async function loadFiles(db: BureauTransaction, importId: string): Promise<StoredFile[]> {
  const rows = await db
    .selectFrom('import_file')
    .select(['file_name', 'deflated'])
    .where('import_id', '=', importId)
    .orderBy('ordinal')
    .execute();
  // A plain array crosses a thread boundary; a driver's buffer may share its memory with others.
  return rows.map((row) => ({ fileName: row.file_name, deflated: new Uint8Array(row.deflated) }));
}

/** One of an import's files by its ordinal: 0 is the file itself, the others are sheets of fixes. */
export async function findFile(
  db: BureauTransaction,
  importId: string,
  ordinal: number,
): Promise<{ fileName: string; sheet: string | null } | undefined> {
  const row = await db
    .selectFrom('import_file')
    .select(['file_name', 'sheet'])
    .where('import_id', '=', importId)
    .where('ordinal', '=', ordinal)
    .executeTakeFirst();
  return row && { fileName: row.file_name, sheet: row.sheet };
}

export async function countFiles(db: BureauTransaction, importId: string): Promise<number> {
  const rows = await sql<{ total: number }>`
    select count(*) as total from import_file where import_id = ${importId}::uuid`.execute(db);
  return Number(rows.rows[0]!.total);
}

export async function listFixFiles(
  db: BureauTransaction,
  importId: string,
): Promise<{ fileName: string; rows: number }[]> {
  const rows = await db
    .selectFrom('import_file')
    .select(['file_name', 'row_count'])
    .where('import_id', '=', importId)
    .where('ordinal', '>', 0)
    .orderBy('ordinal')
    .execute();
  return rows.map((row) => ({ fileName: row.file_name, rows: row.row_count }));
}

export async function setStatus(
  db: BureauTransaction,
  importId: string,
  status: string,
  facts: { failure?: string | null; scope?: ImportScope } = {},
): Promise<void> {
  await sql`update data_import set status = ${status},
      failure = ${facts.failure ?? null},
      scope = ${facts.scope ? sql`${JSON.stringify(facts.scope)}::jsonb` : sql`scope`}
    where id = ${importId}::uuid`.execute(db);
}

/** What the person chose to be read how; the next check works with it. */
export async function setMapping(
  db: BureauTransaction,
  importId: string,
  choice: { presetId: string | null; mapping: ImportMapping | null; sheet: string | null },
): Promise<void> {
  await sql`update data_import set preset_id = ${choice.presetId}, sheet = ${choice.sheet},
      mapping = ${choice.mapping === null ? null : JSON.stringify(choice.mapping)}::jsonb
    where id = ${importId}::uuid`.execute(db);
}

/** Keeps what reading and checking found. */
export async function saveCheck(
  db: BureauTransaction,
  ids: { bureauId: string; importId: string },
  output: CheckOutput,
  status: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const { facts } = output;
  if (facts) {
    await sql`update data_import set format = ${facts.format}, encoding = ${facts.encoding}, sheet = ${facts.sheet},
        sheets = ${JSON.stringify(facts.sheets)}::jsonb, header_row = ${facts.headerRow},
        columns = ${JSON.stringify(facts.columns)}::jsonb, row_count = ${facts.rowCount}
      where id = ${ids.importId}::uuid`.execute(db);
  }
  await sql`update data_import set status = ${status}, kind = ${output.mapping?.kind ?? null}, preset_id = ${output.presetId},
      mapping = ${output.mapping === null ? null : JSON.stringify(output.mapping)}::jsonb,
      bad_row_count = ${output.badRowCount}, notice_count = ${output.noticeCount}, counts = ${JSON.stringify(counts)}::jsonb,
      failure = null
    where id = ${ids.importId}::uuid`.execute(db);
  await sql`delete from import_problem where import_id = ${ids.importId}::uuid`.execute(db);
  await insertProblems(db, ids, output.problems, 0);
}

export async function insertProblems(
  db: BureauTransaction,
  ids: { bureauId: string; importId: string },
  problems: readonly Problem[],
  firstSeq: number,
): Promise<void> {
  await insertRows(
    db,
    'import_problem',
    {
      bureau_id: 'uuid',
      import_id: 'uuid',
      seq: 'integer',
      severity: 'text',
      code: 'text',
      sheet: 'text',
      row: 'integer',
      column_header: 'text',
      letter: 'text',
      value: 'text',
      params: 'jsonb',
    },
    problems.map((problem, index) => [
      ids.bureauId,
      ids.importId,
      firstSeq + index,
      problem.severity,
      problem.code,
      problem.sheet ?? null,
      problem.row ?? null,
      withoutNul(problem.column ?? null),
      problem.letter ?? null,
      problem.value === undefined ? null : withoutNul(String(problem.value).slice(0, 2000)),
      withoutNul(JSON.stringify(problem.params ?? {})),
    ]),
  );
}

/** The database's text cannot hold the character NUL. */
function withoutNul(text: string | null): string | null {
  return text?.replaceAll('\u0000', '').replaceAll('\\u0000', '') ?? null;
}

export type ProblemRow = Pick<
  Tables['import_problem'],
  'severity' | 'code' | 'sheet' | 'row' | 'column_header' | 'letter' | 'value'
> & { params: Record<string, string | number> };

export async function listProblemRows(
  db: BureauTransaction,
  importId: string,
  query: { severity?: 'error' | 'notice' | undefined; limit: number; offset: number },
): Promise<{ rows: ProblemRow[]; total: number }> {
  const where = sql`import_id = ${importId}::uuid ${query.severity ? sql`and severity = ${query.severity}` : sql``}`;
  const rows = await sql<ProblemRow>`
    select severity, code, sheet, row, column_header, letter, value, params from import_problem where ${where}
    order by severity, seq limit ${query.limit} offset ${query.offset}`.execute(db);
  const counted = await sql<{
    total: number;
  }>`select count(*) as total from import_problem where ${where}`.execute(db);
  return { rows: rows.rows, total: Number(counted.rows[0]!.total) };
}

export async function listBadRowNumbers(db: BureauTransaction, importId: string): Promise<number[]> {
  const rows = await sql<{ row: number }>`
    select distinct row from import_problem
    where import_id = ${importId}::uuid and severity = 'error' and row is not null`.execute(db);
  return rows.rows.map(({ row }) => row);
}

export async function countErrors(db: BureauTransaction, importId: string): Promise<number> {
  const rows = await sql<{ total: number }>`
    select count(*) as total from import_problem where import_id = ${importId}::uuid and severity = 'error'`.execute(
    db,
  );
  return Number(rows.rows[0]!.total);
}

interface PresetBody {
  fieldByHeader: Record<string, string | null>;
  constants: Record<string, string>;
  options: ImportMapping['options'];
}

/** The bureau's own presets. */
export async function listOwnPresets(db: BureauTransaction): Promise<PresetData[]> {
  const rows = await sql<{
    id: string;
    name: string;
    kind: ImportMapping['kind'];
    headers: string[];
    mapping: PresetBody;
  }>`
    select id, name, kind, headers, mapping from import_preset order by name`.execute(db);
  return rows.rows.map((row) => ({
    id: row.id,
    name: { en: row.name, zh: row.name },
    note: { en: '', zh: '' },
    origin: 'bureau',
    kind: row.kind,
    requiredHeaders: row.headers,
    fieldByHeader: row.mapping.fieldByHeader,
    keepsNumericColumns: false,
    constants: row.mapping.constants,
    options: row.mapping.options,
  }));
}

export async function insertPreset(
  db: BureauTransaction,
  bureauId: string,
  preset: PresetData,
): Promise<void> {
  const body: PresetBody = {
    fieldByHeader: preset.fieldByHeader,
    constants: preset.constants,
    options: preset.options as ImportMapping['options'],
  };
  await sql`insert into import_preset (id, bureau_id, name, kind, headers, mapping)
    values (${preset.id}, ${bureauId}, ${preset.name.en}, ${preset.kind}, ${JSON.stringify(preset.requiredHeaders)}::jsonb,
      ${JSON.stringify(body)}::jsonb)
    on conflict (bureau_id, name) do update set kind = excluded.kind, headers = excluded.headers, mapping = excluded.mapping`.execute(
    db,
  );
}

export async function deletePreset(db: BureauTransaction, presetId: string): Promise<boolean> {
  const result = await sql`delete from import_preset where id = ${presetId}::uuid`.execute(db);
  return Number(result.numAffectedRows ?? 0) > 0;
}

export async function findGroupName(
  db: BureauTransaction,
  groupId: string,
): Promise<{ en: string; zh: string } | undefined> {
  const rows = await sql<{ en: string; zh: string }>`
    select name_en as en, name_zh as zh from group_profile where group_id = ${groupId}::uuid
    order by upper(during) desc nulls first limit 1`.execute(db);
  return rows.rows[0];
}

/** Whether a row of a file tells of a school that someone may see. */
export async function tellsOfSchools(
  db: BureauTransaction,
  place: { importId: string; file: number; row: number; today: string },
  visible: { groupIds: readonly string[]; schoolIds: readonly string[] },
): Promise<boolean> {
  const rows = await sql`
    select 1 from indicator_value v
    where v.import_id = ${place.importId}::uuid
      and ${
        place.file === 0
          ? sql`v.source_row = ${place.row}`
          : sql`v.fixed_file = ${place.file} and v.fixed_row = ${place.row}`
      }
      and (v.school_id = any(${[...visible.schoolIds]}::uuid[])
        or exists (select from membership m where m.school_id = v.school_id and m.bureau_id = v.bureau_id
          and m.group_id = any(${[...visible.groupIds]}::uuid[]) and m.during @> ${place.today}::date))
    limit 1`.execute(db);
  return rows.rows.length > 0;
}

/** Imports that were at work when a server stopped. */
/** Sets writes that nobody is at back to where they were before; answers which. */
export async function resetInterrupted(db: BureauTransaction): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update data_import set notice_count = notice_count + 1,
      status = case status when 'applying' then 'checked' else 'applied' end
    where id in (select id from data_import where status in ('applying', 'undoing') for update skip locked)
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

export async function listChecking(db: BureauTransaction): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from data_import where status = 'checking'`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

const LARGE_IMPORT = 1000;

/**
 * Tells the planner what a large import brought: until it knows, it plans for tables that were empty, and a look at
 * twenty thousand schools has taken half a minute. The embedded database never finds out by itself.
 */
export async function refreshStatistics(
  database: { executeSql(text: string): Promise<unknown> },
  rowCount: number,
): Promise<void> {
  if (rowCount < LARGE_IMPORT) return;
  await database.executeSql(
    'analyze school, school_profile, school_code, education_group, group_profile, membership, indicator_value',
  );
}
