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
    const known = await findKnown(db, values, indexes, ids.bureauId);
    const knownByIndex = new Map(
      indexes.flatMap((index) => {
        const found = known.get(keyOf(values, index));
        return found === undefined ? [] : [[index, found] as const];
      }),
    );
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
        const places = superseding.map((index) => knownByIndex.get(index)!.place);
        await sql`update indicator_value set superseded_by = ${ids.importId}::uuid
          where ctid = any(${places}::tid[])`.execute(db);
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

interface KnownValue {
  readonly value: number;
  readonly import_id: string;
  /** Where the row lies; true as long as the transaction that read it holds the bureau's turn. */
  readonly place: string;
}

/**
 * The values on record of a batch's schools. No join with the batch: the planner, which sees one stage and one year
 * everywhere, has merged on these two and compared every value with every other.
 */
async function findKnown(
  db: BureauTransaction,
  values: ValueColumns,
  indexes: readonly number[],
  bureauId: string,
): Promise<Map<string, KnownValue>> {
  const distinct = <T>(pick: (index: number) => T): T[] => [...new Set(indexes.map(pick))];
  const years = distinct((index) => values.year[index]!);
  const known = await sql<KnownValue & { school_id: string; stage: string; year: number; variable: string }>`
    select school_id, stage, year, variable, value, import_id, ctid::text as place from indicator_value
    where bureau_id = ${bureauId}::uuid and superseded_by is null
      and school_id = any(${distinct((index) => values.schoolIds[values.school[index]!]!)}::uuid[])
      and variable = any(${distinct((index) => values.variables[values.variable[index]!]!)}::text[])
      and year = any(${years}::integer[])`.execute(db);
  return new Map(known.rows.map((row) => [`${row.school_id} ${row.stage} ${row.year} ${row.variable}`, row]));
}

function keyOf(values: ValueColumns, index: number): string {
  const school = values.schoolIds[values.school[index]!];
  const stage = values.stages[values.stage[index]!];
  return `${school} ${stage} ${values.year[index]} ${values.variables[values.variable[index]!]}`;
}
