import { sql } from 'kysely';
import type { BureauTransaction } from './open-database.ts';
import type { Tables } from './tables.ts';

/** How a column travels: as an array of a type PostgreSQL can unnest, cast on arrival. */
type ColumnType =
  | 'text'
  | 'uuid'
  | 'integer'
  | 'double precision'
  | 'boolean'
  | 'daterange'
  | 'date'
  | 'jsonb';

const CARRIER: Record<ColumnType, string> = {
  text: 'text[]',
  uuid: 'text[]',
  integer: 'integer[]',
  'double precision': 'double precision[]',
  boolean: 'boolean[]',
  daterange: 'text[]',
  date: 'text[]',
  jsonb: 'text[]',
};

/**
 * Inserts many rows with one statement a batch: arrays are sent column by column and unnested in the database,
 * which is some twenty times faster than a statement a row. Call inside the transaction.
 *
 * @param onBatch told how many rows are in after each batch; the event loop runs in between.
 */
export async function insertRows(
  db: BureauTransaction,
  table: keyof Tables,
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly (readonly unknown[])[],
  onBatch?: (done: number) => void,
  batchSize = 1000,
): Promise<void> {
  const names = Object.keys(columns);
  const types = names.map((name) => columns[name]!);
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.slice(start, start + batchSize);
    const arrays = names.map((_, index) => batch.map((row) => row[index] ?? null));
    await sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
      select ${sql.join(names.map((name, index) => sql`${sql.ref(`u.${name}`)}::${sql.raw(types[index]!)}`))}
      from unnest(${sql.join(arrays.map((array, index) => sql`${array}::${sql.raw(CARRIER[types[index]!])}`))})
        as u(${sql.join(names.map((name) => sql.ref(name)))})`.execute(db);
    onBatch?.(Math.min(start + batchSize, rows.length));
  }
}
