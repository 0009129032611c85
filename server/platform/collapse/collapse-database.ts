/**
 * The seam over a database: the same GROUP BY in PostgreSQL, in the register's own database or in a warehouse. Run
 * over partitions that live on several servers (postgres_fdw), each server sums its own rows.
 */

import { makeProblem } from '@trellis/contract/problems';
import { chooseOrigin } from '@trellis/engines/statistics';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { readCells } from './read-cells.ts';
import type { CollapseOutcome, CollapseRequest } from './types.ts';
import {
  listColumns,
  nameColumns,
  quoteName,
  type SqlSource,
  writeAsNumber,
  writeLeftOutSql,
  writePlainCollapseSql,
} from './write-sql.ts';

const SAMPLE_ROWS = 1000;
/** Stands for the source in the text until it is put in as a fragment with values of its own. */
const SOURCE = '"trellis source"';

/**
 * Sums the rows of a table or query for each combination of keys.
 *
 * @param from a table (`sql.table('pupil_scores')`) or a query between parentheses
 * @example
 * const outcome = await collapseDatabase(db, sql.table('scores'), { keys: [{ column: 'school' }], variables: ['score'] });
 */
export async function collapseDatabase<Tables>(
  database: Kysely<Tables>,
  from: RawBuilder<unknown>,
  request: CollapseRequest,
): Promise<CollapseOutcome> {
  const ask = async (text: string): Promise<SqlRow[]> => {
    const [first, ...rest] = text.split(SOURCE);
    const parts = rest.flatMap((part) => [from, sql.raw(part)]);
    const { rows } = await sql<
      Record<string, SqlValue>
    >`${sql.join([sql.raw(first!), ...parts], sql.raw(''))}`.execute(database);
    return rows.map((row) => Object.values(row));
  };
  const names = listColumns(request);
  const types = await askTypes(ask, names);
  const textual = new Set(names.filter((_, index) => /char|text/.test(types[index]!)));
  const source: SqlSource = { from: SOURCE, dialect: 'postgres', isText: (column) => textual.has(column) };
  const numbers = request.variables.map((column) => writeAsNumber(source, column));
  const sample =
    numbers.length === 0
      ? []
      : await ask(`SELECT ${nameColumns(numbers)} FROM ${SOURCE} AS source LIMIT ${SAMPLE_ROWS}`);
  const measured = request.variables.map((_, index) =>
    chooseOrigin(
      sample
        .map((row) => row[index])
        .filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[],
    ),
  );
  const origins = measured.map(({ origin }) => origin);
  const scales = measured.map(({ scale }) => scale);
  const cells = await ask(writePlainCollapseSql(source, request, origins, scales));
  const leftOut = await ask(writeLeftOutSql(source, request));
  const read = readCells([...cells, ...leftOut], request, origins, scales);
  if (read.kind === 'bad-number') {
    const params = { reason: `${read.column}: NaN / ±∞ / ≤ 0` };
    return { kind: 'refused', problems: [makeProblem('study-refused', { column: read.column, params })] };
  }
  return { ...read, kind: 'collapsed', reader: 'sql' };
}

type SqlValue = string | number | null;
type SqlRow = SqlValue[];

/** The type of each column, also of a table without rows. */
async function askTypes(
  ask: (text: string) => Promise<SqlRow[]>,
  names: readonly string[],
): Promise<string[]> {
  const types = names.map((column) => `CAST(pg_typeof(source.${quoteName(column)}) AS text)`);
  const [row] = await ask(
    `SELECT ${nameColumns(types)} FROM (SELECT 1 AS one) AS one LEFT JOIN (SELECT * FROM ${SOURCE} AS rows LIMIT 1) AS source ON true`,
  );
  return row!.map(String);
}
