/**
 * The collapse as one GROUP BY that DuckDB and PostgreSQL both run: a row with a blank or a number that is none goes
 * to a cell of its own kind, so that one pass sums, counts what was left out, and finds what is wrong.
 */

import type { CollapseRequest } from './types.ts';

/** A column or table name; whatever it holds, it stays one name. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** How a missing value is written in a file; compared in lower case. */
export const MISSING_WORDS = ['', 'na', 'n/a', 'nan', 'null', '.', '#n/a', '缺失'] as const;

const MISSING_LIST = MISSING_WORDS.map(quoteText).join(', ');

export interface SqlSource {
  /** A table, a query between parentheses, or a function that reads a file. */
  readonly from: string;
  readonly dialect: 'duckdb' | 'postgres';
  /** Whether a column holds text that must be read as a number, and words for “missing”. */
  readonly isText: (column: string) => boolean;
}

/** Added to the place of a column whose value is no number. */
export const BAD_FROM = 1000;

/** The wanted columns, keys first, then numbers, then the weight. */
export function listColumns({ keys, variables, weight }: CollapseRequest): string[] {
  return [...keys.map(({ column }) => column), ...variables, ...(weight === undefined ? [] : [weight])];
}

/** Columns: state (−1 kept, place of the first blank column, or of the bad one + BAD_FROM), keys, then moments. */
export function writeCollapseSql(
  source: SqlSource,
  request: CollapseRequest,
  origins: readonly number[],
  scales: readonly number[],
): string {
  const { keys } = request;
  const numbers = numbersOf(request).map((_, index) => `n${index}`);
  const moments = writeMoments(request, numbers, origins, scales);
  const kept = keys.map((_, key) => `CASE WHEN state < 0 THEN k${key} END AS g${key}`);
  const shown = ['state', ...keys.map((_, key) => `CAST(g${key} AS varchar)`), ...moments];
  const grouped = ['state', ...keys.map((_, key) => `g${key}`)];
  return `SELECT ${nameColumns(shown)} FROM (SELECT ${['state', ...kept, ...numbers].join(', ')} FROM ${writeRows(source, request)} AS rows) AS cells GROUP BY ${grouped.join(', ')}`;
}

/**
 * The same for the kept rows alone, grouped by bare columns: what PostgreSQL can hand to the servers that hold the
 * partitions. `writeLeftOutSql` counts the others.
 */
export function writePlainCollapseSql(
  source: SqlSource,
  request: CollapseRequest,
  origins: readonly number[],
  scales: readonly number[],
): string {
  const names = request.keys.map(({ column }) => quoteName(column));
  const numbers = numbersOf(request).map((column) => writeAsNumber(source, column));
  const shown = [
    '-1',
    ...names.map((name) => `CAST(${name} AS varchar)`),
    ...writeMoments(request, numbers, origins, scales),
  ];
  const state = writeState(source, request);
  const where = state === '-1' ? '' : ` WHERE ${state} < 0`;
  const grouped = names.length === 0 ? '' : ` GROUP BY ${names.join(', ')}`;
  return `SELECT ${nameColumns(shown)} FROM ${source.from} AS source${where}${grouped}`;
}

export function writeLeftOutSql(source: SqlSource, request: CollapseRequest): string {
  const blanks = request.keys.map(() => 'NULL');
  const rows = `(SELECT ${writeState(source, request)} AS state FROM ${source.from} AS source)`;
  return `SELECT ${nameColumns(['state', ...blanks, 'CAST(count(*) AS double precision)'])} FROM ${rows} AS rows WHERE state >= 0 GROUP BY state`;
}

/** A name for each column of the answer, so that none hides another. */
export const nameColumns = (columns: readonly string[]): string =>
  columns.map((column, index) => `${column} AS c${index}`).join(', ');

const numbersOf = ({ variables, weight }: CollapseRequest): string[] => [
  ...variables,
  ...(weight === undefined ? [] : [weight]),
];

function writeMoments(
  { variables, weight }: CollapseRequest,
  numbers: readonly string[],
  origins: readonly number[],
  scales: readonly number[],
): string[] {
  const measured = variables.map((_, index) => {
    const shifted = writeShift(numbers[index]!, origins[index]!);
    return scales[index] === 1 ? shifted : `(${shifted} / ${writeNumber(scales[index]!)})`;
  });
  const factor = weight === undefined ? '' : `${numbers[variables.length]} * `;
  return [
    'CAST(count(*) AS double precision)',
    ...(weight === undefined ? [] : [`sum(${numbers[variables.length]})`]),
    ...measured.map((value) => `sum(${factor}${value})`),
    ...measured.flatMap((value, first) =>
      measured.slice(first).map((other) => `sum(${factor}${value} * ${other})`),
    ),
  ];
}

/** The wanted columns of every row with its state. */
export function writeRows(source: SqlSource, request: CollapseRequest): string {
  const columns = [
    `${writeState(source, request)} AS state`,
    ...request.keys.map((key, index) => `${writeKey(source, key.column)} AS k${index}`),
    ...numbersOf(request).map((column, index) => `${writeAsNumber(source, column)} AS n${index}`),
  ];
  return `(SELECT ${columns.join(', ')} FROM ${source.from} AS source)`;
}

function writeState(source: SqlSource, request: CollapseRequest): string {
  const { keys, weight } = request;
  const states: string[] = [];
  for (const [key, { column, blankIsLevel }] of keys.entries()) {
    if (blankIsLevel !== true) states.push(`WHEN ${writeIsMissing(source, column)} THEN ${key}`);
  }
  for (const [index, column] of numbersOf(request).entries()) {
    const place = keys.length + index;
    const number = writeAsNumber(source, column);
    states.push(`WHEN ${writeIsMissing(source, column)} THEN ${place}`);
    states.push(
      `WHEN ${number} IS NULL OR NOT (abs(${number}) <= 1.7976931348623157e308) THEN ${place + BAD_FROM}`,
    );
    if (column === weight) states.push(`WHEN ${number} <= 0 THEN ${place + BAD_FROM}`);
  }
  return states.length === 0 ? '-1' : `CASE ${states.join(' ')} ELSE -1 END`;
}

function writeKey(source: SqlSource, column: string): string {
  const name = quoteName(column);
  if (!source.isText(column)) return name;
  return `CASE WHEN lower(trim(${name})) IN (${MISSING_LIST}) THEN NULL ELSE trim(${name}) END`;
}

function writeIsMissing(source: SqlSource, column: string): string {
  const name = quoteName(column);
  const isText = source.isText(column);
  return isText ? `${name} IS NULL OR lower(trim(${name})) IN (${MISSING_LIST})` : `${name} IS NULL`;
}

export function writeAsNumber(source: SqlSource, column: string): string {
  const name = quoteName(column);
  if (source.dialect === 'postgres') return `CAST(${name} AS double precision)`;
  return source.isText(column) ? `TRY_CAST(trim(${name}) AS DOUBLE)` : `CAST(${name} AS DOUBLE)`;
}

/** Every digit, and never an integer that would be divided as one. */
const writeNumber = (value: number): string => `CAST('${value}' AS double precision)`;

const writeShift = (name: string, origin: number): string =>
  origin === 0 ? name : `(${name} - ${writeNumber(origin)})`;
