/** Writes indicator values: new ones, and those that take the place of an earlier import's. */
import { sql } from 'kysely';
import { type BureauTransaction, insertRows } from '../../../platform/database/index.ts';
import type { ValueColumns } from './types.ts';

const COLUMNS = {
  bureau_id: 'uuid',
  import_id: 'uuid',
  school_id: 'uuid',
  stage: 'text',
  year: 'integer',
  variable: 'text',
  value: 'double precision',
  source_row: 'integer',
  source_column: 'text',
} as const;
const MENDED_COLUMNS = { ...COLUMNS, fixed_file: 'integer', fixed_row: 'integer' } as const;

/** Few imports are mended: the others do not pay for the two further columns. */
const columnsFor = ({ fixedByIndex }: ValueColumns) => (fixedByIndex.size > 0 ? MENDED_COLUMNS : COLUMNS);

/** What becomes of the values of schools on record. */
export interface ValueCounts {
  created: number;
  changed: number;
  same: number;
  /** Imports that brought the values found unchanged. */
  sameFrom: Set<string>;
}

function rowOf(values: ValueColumns, index: number, bureauId: string, importId: string): unknown[] {
  const { fixedByIndex } = values;
  const fixed = fixedByIndex.get(index);
  return [
    bureauId,
    importId,
    values.schoolIds[values.school[index]!],
    values.stages[values.stage[index]!],
    values.year[index],
    values.variables[values.variable[index]!],
    values.value[index],
    values.row[index],
    values.headers[values.header[index]!],
    ...(fixedByIndex.size > 0 ? [fixed?.file, fixed?.row] : []),
  ];
}

/** Values of schools that are new: nothing can stand in their place. */
export async function insertNewValues(
  db: BureauTransaction,
  values: ValueColumns,
  ids: { bureauId: string; importId: string },
  onBatch: (done: number) => void,
): Promise<void> {
  const rows = Array.from(values.value, (_, index) => rowOf(values, index, ids.bureauId, ids.importId));
  await insertRows(db, 'indicator_value', columnsFor(values), rows, onBatch);
}

/**
 * Compares values with those on record, batch by batch; with `ids.importId` it also writes: an equal value stays, a
 * different one is superseded, a missing one is added.
 */
export async function mergeKnownValues(
  db: BureauTransaction,
  values: ValueColumns,
  ids: { bureauId: string; importId: string | null },
  onBatch: (done: number) => void = () => {},
  batchSize = 2000,
): Promise<ValueCounts> {
  const counts: ValueCounts = { created: 0, changed: 0, same: 0, sameFrom: new Set() };
  for (let start = 0; start < values.value.length; start += batchSize) {
    const indexes = Array.from(
      { length: Math.min(batchSize, values.value.length - start) },
      (_, n) => start + n,
    );
    const cells = [
      sql`${indexes}::integer[]`,
      sql`${indexes.map((n) => values.schoolIds[values.school[n]!])}::text[]`,
      sql`${indexes.map((n) => values.stages[values.stage[n]!])}::text[]`,
      sql`${indexes.map((n) => values.year[n])}::integer[]`,
      sql`${indexes.map((n) => values.variables[values.variable[n]!])}::text[]`,
    ];
    const known = await sql<{ n: number; value: number; import_id: string }>`
      select u.n, v.value, v.import_id
      from unnest(${sql.join(cells)}) as u(n, school_id, stage, year, variable)
      join indicator_value v on v.bureau_id = ${ids.bureauId}::uuid and v.school_id = u.school_id::uuid
        and v.stage = u.stage and v.year = u.year and v.variable = u.variable and v.superseded_by is null`.execute(
      db,
    );
    const knownByIndex = new Map(known.rows.map((row) => [row.n, row]));
    const superseding: number[] = [];
    const adding: number[] = [];
    for (const index of indexes) {
      const found = knownByIndex.get(index);
      if (!found) adding.push(index);
      else if (found.value === values.value[index]) {
        counts.same++;
        counts.sameFrom.add(found.import_id);
      } else superseding.push(index);
    }
    counts.created += adding.length;
    counts.changed += superseding.length;
    if (ids.importId !== null) {
      if (superseding.length > 0) {
        await sql`update indicator_value v set superseded_by = ${ids.importId}::uuid
          from unnest(${superseding.map((n) => values.schoolIds[values.school[n]!])}::text[],
            ${superseding.map((n) => values.stages[values.stage[n]!])}::text[],
            ${superseding.map((n) => values.year[n])}::integer[],
            ${superseding.map((n) => values.variables[values.variable[n]!])}::text[]) as u(school_id, stage, year, variable)
          where v.bureau_id = ${ids.bureauId}::uuid and v.school_id = u.school_id::uuid and v.stage = u.stage
            and v.year = u.year and v.variable = u.variable and v.superseded_by is null`.execute(db);
      }
      const rows = [...superseding, ...adding].map((index) =>
        rowOf(values, index, ids.bureauId, ids.importId!),
      );
      await insertRows(db, 'indicator_value', columnsFor(values), rows);
    }
    onBatch(start + indexes.length);
  }
  return counts;
}
