/**
 * What every method asks of its columns before it begins: equal lengths, finite numbers, a treatment of 0 and 1.
 *
 * Shapes: columns n. Cost O(n) for each column.
 */

import { EngineInputError, type InputMistake } from '../../kernel/index.ts';
import type { MatchingCovariate, TreatedColumn } from './types.ts';

/**
 * Reads the treatment as bytes.
 *
 * @param treated 1 for a treated row, 0 for a control
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`
 * @example
 * readTreated([1, 0, 1]); // [1, 0, 1]
 */
export function readTreated(treated: TreatedColumn): Uint8Array {
  const { length } = treated;
  if (length === 0)
    throw new EngineInputError({
      code: 'no-rows',
      message: 'There is no row. Give at least one treated and one control.',
      params: {},
    });
  const bytes = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    const value = treated[row]!;
    if (value !== 0 && value !== 1)
      throw new EngineInputError({
        code: 'treatment-not-binary',
        message: `The treatment of row ${row} is ${value}. Give 1 for treated and 0 for control.`,
        params: { row, value: String(value) },
      });
    bytes[row] = value;
  }
  return bytes;
}

/**
 * Checks that a column of numbers is finite and has one number for each row.
 *
 * @param name what the column is called
 * @param values the column
 * @param rows how many there must be
 * @throws {EngineInputError} `length-mismatch`, `not-finite`
 * @example
 * assertColumn('age', Float64Array.of(11, 12), 2);
 */
export function assertColumn(name: string, values: ArrayLike<number>, rows: number): void {
  if (values.length !== rows)
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `Column ${name} has ${values.length} values for ${rows} rows. Give one for each row.`,
      params: { column: name, values: values.length, rows },
    });
  for (let row = 0; row < rows; row++)
    if (!Number.isFinite(values[row]!))
      throw new EngineInputError({
        code: 'not-finite',
        message: `Column ${name} has ${values[row]} in row ${row}. Drop the row or give a number.`,
        params: { column: name, row, value: String(values[row]) },
      });
}

/**
 * Checks covariates: at least one, names that differ, finite numbers, codes within their levels.
 *
 * @param covariates the columns
 * @param rows how many rows there are
 * @throws {EngineInputError} `no-covariates`, `duplicate-covariate`, `length-mismatch`, `not-finite`, `code-out-of-range`
 * @example
 * assertCovariates([{ name: 'age', values: Float64Array.of(11, 12) }], 2);
 */
export function assertCovariates(covariates: readonly MatchingCovariate[], rows: number): void {
  const mistakes: InputMistake[] = [];
  if (covariates.length === 0)
    mistakes.push({
      code: 'no-covariates',
      message: 'There is no covariate. Name at least one column to match on.',
      params: {},
    });
  const seen = new Set<string>();
  for (const { name, values } of covariates) {
    if (seen.has(name))
      mistakes.push({
        code: 'duplicate-covariate',
        message: `Covariate ${name} is given twice. Name each column once.`,
        params: { column: name },
      });
    seen.add(name);
    if (values instanceof Float64Array) assertColumn(name, values, rows);
    else {
      assertColumn(name, values.codes, rows);
      const wrong = values.codes.findIndex((code) => code < 0 || code >= values.levels);
      if (wrong >= 0)
        mistakes.push({
          code: 'code-out-of-range',
          message: `Factor ${name} has code ${values.codes[wrong]} in row ${wrong} and ${values.levels} levels. Number the levels from 0.`,
          params: { column: name, row: wrong, code: values.codes[wrong]!, levels: values.levels },
        });
    }
  }
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
}

/**
 * Counts the treated among rows.
 *
 * @param treated 1 for a treated row, 0 for a control
 * @example
 * countTreated(Uint8Array.of(1, 0, 1)); // 2
 */
export function countTreated(treated: Uint8Array): number {
  let count = 0;
  for (const one of treated) count += one;
  return count;
}

/**
 * Whether a column is the same number in all rows that are looked at: then nothing can be learnt from it.
 *
 * @param values the column
 * @example
 * isConstant(Float64Array.of(2, 2)); // true
 */
export function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}
