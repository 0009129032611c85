/** What can be wrong with columns given to a linear model, said by name before anything is computed. */

import { EngineInputError, type InputMistake } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import type { NamedColumn } from './types.ts';

/**
 * Checks columns, weights and factors of one table.
 *
 * @param rows expected length
 * @param columns numbers that must be finite
 * @param factors by the name to speak of them
 * @param weights positive and finite
 * @throws {EngineInputError} `no-rows`, `length-mismatch`, `not-finite`, `code-out-of-range`, `weight-not-positive`
 * @example
 * checkColumns(1, [{ name: 'y', values: Float64Array.of(1) }], {}); // undefined
 */
export function checkColumns(
  rows: number,
  columns: readonly NamedColumn[],
  factors: Readonly<Record<string, FactorColumn>>,
  weights?: Float64Array,
): void {
  const mistakes: InputMistake[] = [];
  if (rows === 0)
    mistakes.push({ code: 'no-rows', message: 'There is no row. Give at least two.', params: {} });
  const checkLength = (name: string, length: number): boolean => {
    if (length === rows) return true;
    mistakes.push({
      code: 'length-mismatch',
      message: `${name} has ${length} rows instead of ${rows}. Give columns of equal length.`,
      params: { column: name, rows: length, expected: rows },
    });
    return false;
  };
  for (const { name, values } of columns) {
    if (!checkLength(name, values.length)) continue;
    const row = findNotFinite(values);
    if (row >= 0)
      mistakes.push({
        code: 'not-finite',
        message: `${name} is ${values[row]} in row ${row + 1}. Drop rows with missing values first.`,
        params: { column: name, row: row + 1 },
      });
  }
  for (const [name, factor] of Object.entries(factors)) {
    if (!checkLength(name, factor.codes.length)) continue;
    const row = findOutOfRange(factor);
    if (row >= 0)
      mistakes.push({
        code: 'code-out-of-range',
        message: `${name} has code ${factor.codes[row]} in row ${row + 1} for ${factor.levels} levels. Give codes 0 … levels − 1.`,
        params: { column: name, row: row + 1, levels: factor.levels },
      });
  }
  if (weights && checkLength('weights', weights.length)) {
    const row = weights.findIndex((weight) => !(weight > 0 && weight < Number.POSITIVE_INFINITY));
    if (row >= 0)
      mistakes.push({
        code: 'weight-not-positive',
        message: `The weight in row ${row + 1} is ${weights[row]}. Weights are above zero: drop the row or mend it.`,
        params: { row: row + 1 },
      });
  }
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
}

function findNotFinite(values: Float64Array): number {
  // x − x is zero for finite x and NaN otherwise; one sum tells whether a search is needed.
  let dust = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    dust += value - value;
  }
  return dust === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value));
}

function findOutOfRange({ codes, levels }: FactorColumn): number {
  let worst = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]! >>> 0;
    if (code > worst) worst = code;
  }
  return codes.length === 0 || worst < levels ? -1 : codes.findIndex((code) => code >>> 0 >= levels);
}
