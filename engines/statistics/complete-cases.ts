/**
 * Rows without a missing value: the one shared step before any estimator, counted by column.
 *
 * A number is missing when it is not finite (NaN, ±Infinity), a factor's code when it is negative. A row missing in
 * several columns counts once under each of them, so that counts by column can be compared with the file; the first
 * entry counts the rows that went. Cost O(rows · columns).
 */

import { EngineInputError } from '../kernel/index.ts';
import type { DroppedRows, FactorColumn } from './types.ts';

/** Columns by name as they come from a file, missing values included. */
export interface RawColumns {
  readonly numbers: Readonly<Record<string, Float64Array>>;
  /** Codes below zero are missing. */
  readonly factors: Readonly<Record<string, FactorColumn>>;
}

/** The same columns without rows that miss anything. */
export interface CompleteCases extends RawColumns {
  /** Place in the raw columns of each row kept. */
  readonly rows: Int32Array;
  /** All rows left out (`missing-value`), then one `missing-in-column` per column that misses any. */
  readonly dropped: readonly DroppedRows[];
}

/**
 * Keeps the rows in which no column misses its value.
 *
 * @param columns numbers (NaN or infinite is missing) and factors (negative code is missing), of equal length
 * @throws {EngineInputError} `length-mismatch`
 * @example
 * keepCompleteCases({ numbers: { y: Float64Array.of(1, Number.NaN, 3) }, factors: {} }).rows; // [0, 2]
 */
export function keepCompleteCases(columns: RawColumns): CompleteCases {
  const numbers = Object.entries(columns.numbers);
  const factors = Object.entries(columns.factors);
  const lengths = [
    ...numbers.map(([name, { length }]) => ({ name, length })),
    ...factors.map(([name, { codes }]) => ({ name, length: codes.length })),
  ];
  const length = lengths[0]?.length ?? 0;
  for (const column of lengths)
    if (column.length !== length)
      throw new EngineInputError({
        code: 'length-mismatch',
        message: `Column ${column.name} has ${column.length} rows and ${lengths[0]!.name} has ${length}. Give columns of equal length.`,
        params: { column: column.name, rows: column.length, expected: length },
      });
  const misses = new Uint8Array(length);
  const byColumn: DroppedRows[] = [];
  const note = (name: string, isMissing: (row: number) => boolean): void => {
    let count = 0;
    for (let row = 0; row < length; row++)
      if (isMissing(row)) {
        misses[row] = 1;
        count++;
      }
    if (count > 0) byColumn.push({ reason: 'missing-in-column', count, names: [name] });
  };
  for (const [name, values] of numbers) note(name, (row) => !Number.isFinite(values[row]!));
  for (const [name, { codes }] of factors) note(name, (row) => codes[row]! < 0);
  let count = 0;
  for (let row = 0; row < length; row++) count += 1 - misses[row]!;
  const rows = new Int32Array(count);
  for (let row = 0, place = 0; row < length; row++) if (misses[row] === 0) rows[place++] = row;
  if (count === length) return { ...columns, rows, dropped: [] };
  const pick = <Values extends Float64Array | Int32Array>(values: Values, into: Values): Values => {
    for (let place = 0; place < count; place++) into[place] = values[rows[place]!]!;
    return into;
  };
  return {
    numbers: Object.fromEntries(
      numbers.map(([name, values]) => [name, pick(values, new Float64Array(count))]),
    ),
    factors: Object.fromEntries(
      factors.map(([name, { codes, levels }]) => [
        name,
        { codes: pick(codes, new Int32Array(count)), levels },
      ]),
    ),
    rows,
    dropped: [{ reason: 'missing-value', count: length - count }, ...byColumn],
  };
}
