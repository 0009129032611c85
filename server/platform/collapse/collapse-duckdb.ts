/**
 * The seam over files through DuckDB: Parquet, packed .csv, and delimited files with quoted fields. A GROUP BY
 * whose memory is bounded by cells.
 */

import { basename } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import { chooseOrigin } from '@trellis/engines/statistics';
import { describeMissingColumn } from './find-columns.ts';
import { mergeLabels } from './finish-cells.ts';
import { readCells, readLabel } from './read-cells.ts';
import type { CollapseOutcome, CollapseRequest, MissingCount, ReadColumnsOutcome } from './types.ts';
import {
  BAD_FROM,
  listColumns,
  quoteName,
  quoteText,
  type SqlSource,
  writeCollapseSql,
  writeRows,
} from './write-sql.ts';

const SAMPLE_ROWS = 1000;
const MEMORY_LIMIT = '600MB';

export async function collapseDuckDb(path: string, request: CollapseRequest): Promise<CollapseOutcome> {
  return await withFile(path, request, async (file) => {
    const measured = await measure(file);
    const origins = measured.map(({ origin }) => origin);
    const scales = measured.map(({ scale }) => scale);
    const rows = await ask(file, writeCollapseSql(file.source, request, origins, scales));
    const read = readCells(rows, request, origins, scales);
    if (read.kind === 'bad-number')
      return { kind: 'refused', problems: [await findBadNumber(file, read.column)] };
    return { ...read, kind: 'collapsed', reader: 'duckdb' };
  });
}

/** Every complete row; for what cannot be done from cells. */
export async function readColumnsDuckDb(path: string, request: CollapseRequest): Promise<ReadColumnsOutcome> {
  return await withFile(path, request, async (file) => {
    const names = listColumns(request);
    const { keys, variables, weight } = request;
    const shown = [
      'state',
      ...keys.map((_, key) => `CAST(k${key} AS varchar)`),
      ...[...variables, ...(weight === undefined ? [] : [weight])].map((_, index) => `n${index}`),
    ];
    const rows = await ask(
      file,
      `SELECT ${shown.join(', ')} FROM ${writeRows(file.source, request)} AS rows`,
    );
    const bad = rows.find(([state]) => Number(state) >= BAD_FROM);
    if (bad !== undefined) {
      const column = names[Number(bad[0]) - BAD_FROM]!;
      return { kind: 'refused', problems: [await findBadNumber(file, column)] };
    }
    const kept = rows.filter(([state]) => Number(state) < 0);
    const counts = new Map<string, number>();
    for (const [state] of rows) {
      const column = names[Number(state)];
      if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    const number = (index: number) => Float64Array.from(kept, (row) => Number(row[1 + keys.length + index]));
    return {
      kind: 'read',
      rowsSeen: rows.length,
      missing: Array.from(counts, ([column, count]): MissingCount => ({ column, count })),
      columns: {
        rows: kept.length,
        keys: keys.map((_, key) => {
          const found = kept.map((row) => readLabel(row[1 + key]!));
          const { labels, places } = mergeLabels([{ labels: found, isKept: () => true }]);
          return { codes: places[0]!, levels: labels.length, labels };
        }),
        variables: variables.map((_, index) => number(index)),
        weights: weight === undefined ? undefined : number(variables.length),
      },
    };
  });
}

interface OpenFile {
  readonly connection: DuckDBConnection;
  readonly source: SqlSource;
  readonly file: string;
  readonly request: CollapseRequest;
}

type Refused = { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Opened when it is first needed: the command line stays quick without it. */
async function withFile<Answer>(
  path: string,
  request: CollapseRequest,
  work: (file: OpenFile) => Promise<Answer>,
): Promise<Answer | Refused> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: MEMORY_LIMIT });
  const connection = await instance.connect();
  const file = basename(path);
  try {
    const from = path.toLowerCase().endsWith('.parquet')
      ? `read_parquet(${quoteText(path)})`
      : `read_csv(${quoteText(path)}, all_varchar = true, header = true)`;
    const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`)).getRows();
    const types = new Map(described.map(([name, type]) => [String(name), String(type)]));
    const headers = [...types.keys()];
    const lost = [...new Set(listColumns(request))].filter((name) => !types.has(name));
    if (lost.length > 0) {
      return { kind: 'refused', problems: lost.map((name) => describeMissingColumn(name, headers, file)) };
    }
    const isText = (column: string) => types.get(column) === 'VARCHAR';
    return await work({ connection, source: { from, dialect: 'duckdb', isText }, file, request });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
    return { kind: 'refused', problems: [makeProblem('study-reader-failed', { file, params: { reason } })] };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

type SqlRows = (string | number | bigint | null)[][];

async function ask({ connection }: OpenFile, sql: string): Promise<SqlRows> {
  return (await connection.runAndReadAll(sql)).getRows() as SqlRows;
}

async function measure(file: OpenFile) {
  const { request, source } = file;
  if (request.variables.length === 0) return [];
  const shown = request.variables.map((_, index) => `n${index}`).join(', ');
  const rows = await ask(
    file,
    `SELECT ${shown} FROM ${writeRows(source, request)} AS rows WHERE state < 0 LIMIT ${SAMPLE_ROWS}`,
  );
  return request.variables.map((_, index) => chooseOrigin(rows.map((row) => Number(row[index]))));
}

/** Looks for the first row whose value is no number, once it is known that there is one. */
async function findBadNumber(file: OpenFile, column: string): Promise<Problem> {
  const { source, request } = file;
  const place = listColumns(request).lastIndexOf(column) + BAD_FROM;
  const numbered = `(SELECT *, row_number() OVER () AS "trellis row" FROM ${source.from})`;
  const checked = writeRows({ ...source, from: numbered }, request).replace(
    'SELECT ',
    `SELECT "trellis row" AS place, CAST(${quoteName(column)} AS varchar) AS said, `,
  );
  const [found] = await ask(
    file,
    `SELECT place, said FROM ${checked} AS rows WHERE state = ${place} ORDER BY place LIMIT 1`,
  );
  // The header is the first row of a delimited file.
  const row = Number(found?.[0] ?? 0) + (source.isText(column) ? 1 : 0);
  const value = String(found?.[1] ?? '');
  const isNumber = value !== '' && Number.isFinite(Number(value));
  const code = column === request.weight && isNumber ? 'study-weight-not-positive' : 'not-a-number';
  return makeProblem(code, { file: file.file, row, column, value });
}
