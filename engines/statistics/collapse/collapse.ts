/**
 * Collapses rows to cells: for every combination of keys the rows, Σ weight, Σ x and Σ x·x' of the variables
 * (see cell-table.ts for what a regression needs of them). Shapes: columns of n rows in, columns of as many
 * entries as there are non-empty cells out, in the order of the keys' codes.
 *
 * Cost O(n · (keys + variables²)), memory O(n) for the cell of each row besides the cells.
 */

import { EngineInputError } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { type CellTable, crossProductIndex } from './cell-table.ts';
import { chooseOrigin } from './choose-origin.ts';
import { collapsePairs } from './collapse-pairs.ts';
import { numberCells } from './number-cells.ts';

export interface CollapseSource {
  readonly keys: readonly FactorColumn[];
  /** Of each key the label of each code; without them the codes are the labels. */
  readonly keyLabels?: readonly (readonly (string | number)[])[];
  readonly variables: readonly { readonly name: string; readonly values: Float64Array }[];
  /** Every one above 0. */
  readonly weights?: Float64Array;
}

const SAMPLE_ROWS = 1000;

/**
 * Sums the rows of each combination of keys.
 *
 * @param source keys, variables and weights, columns of one length without missing values
 * @throws {EngineInputError} `length-mismatch`, `no-rows`, `not-finite`, `weight-not-positive`, `code-out-of-range`, `scale-varies`
 * @example
 * collapse({
 *   keys: [{ codes: Int32Array.of(0, 1, 0), levels: 2 }],
 *   variables: [{ name: 'y', values: Float64Array.of(1, 2, 4) }],
 * }).counts; // Float64Array.of(2, 1)
 */
export function collapse(source: CollapseSource): CellTable {
  const rows = checkLengths(source);
  const { keys, variables, weights } = source;
  const only = variables.length === 1 && weights === undefined ? variables[0] : undefined;
  if (only !== undefined) {
    const measured = chooseOrigin(sampleOf(only.values));
    const pairs = collapsePairs(keys, only.values, measured);
    if (pairs !== undefined && pairs !== 'out-of-range') {
      refuseOverflow(only, pairs.squares);
      return {
        rows,
        keys: pairs.keys,
        keyLabels: labelKeys(source),
        counts: pairs.counts,
        variables: [only.name],
        origins: Float64Array.of(measured.origin),
        scales: Float64Array.of(measured.scale),
        sums: [pairs.sums],
        crossProducts: [pairs.squares],
      };
    }
  }
  checkValues(source, rows);
  const { cellOfRow, cells, firstRows } = numberCells(keys, rows);
  const counts = new Float64Array(cells);
  const measuredFrom = variables.map(({ values }) => chooseOrigin(sampleOf(values)));
  const origins = Float64Array.from(measuredFrom, ({ origin }) => origin);
  const scales = Float64Array.from(measuredFrom, ({ scale }) => scale);
  const sums = variables.map(() => new Float64Array(cells));
  const crossProducts = Array.from(
    { length: (variables.length * (variables.length + 1)) / 2 },
    () => new Float64Array(cells),
  );
  for (let row = 0; row < rows; row++) counts[cellOfRow[row]!]!++;
  const cellWeights = weights && new Float64Array(cells);
  if (cellWeights !== undefined) addWeights(cellOfRow, weights!, cellWeights);
  for (let first = 0, pair = 0; first < variables.length; first++) {
    for (let second = first; second < variables.length; second++, pair++) {
      const shared = { cellOfRow, weights, products: crossProducts[pair]! };
      const a = { values: variables[first]!.values, origin: origins[first]!, factor: 1 / scales[first]! };
      const b = { values: variables[second]!.values, origin: origins[second]!, factor: 1 / scales[second]! };
      if (first === second) addSquares(a, sums[first]!, shared);
      else addProducts(a, b, shared);
    }
    refuseOverflow(variables[first]!, crossProducts[crossProductIndex(first, first, variables.length)]!);
  }
  return {
    rows,
    keys: keys.map(({ codes, levels }) => ({
      codes: Int32Array.from(firstRows, (row) => codes[row]!),
      levels,
    })),
    keyLabels: labelKeys(source),
    counts,
    ...(cellWeights === undefined ? {} : { weights: cellWeights }),
    variables: variables.map(({ name }) => name),
    origins,
    scales,
    sums,
    crossProducts,
  };
}

function labelKeys({ keys, keyLabels }: CollapseSource): CellTable['keyLabels'] {
  return keys.map(({ levels }, key) => keyLabels?.[key] ?? Array.from({ length: levels }, (_, code) => code));
}

interface Measured {
  readonly values: Float64Array;
  readonly origin: number;
  readonly factor: number;
}

interface Shared {
  readonly cellOfRow: Int32Array;
  readonly weights: Float64Array | undefined;
  readonly products: Float64Array;
}

function addWeights(cellOfRow: Int32Array, weights: Float64Array, cellWeights: Float64Array): void {
  for (let row = 0; row < cellOfRow.length; row++) cellWeights[cellOfRow[row]!]! += weights[row]!;
}

function addSquares({ values, origin, factor }: Measured, sums: Float64Array, shared: Shared): void {
  const { cellOfRow, weights, products } = shared;
  const rows = cellOfRow.length;
  for (let row = 0; row < rows; row++) {
    const cell = cellOfRow[row]!;
    const measured = (values[row]! - origin) * factor;
    const weighted = weights === undefined ? measured : weights[row]! * measured;
    sums[cell]! += weighted;
    products[cell]! += weighted * measured;
  }
}

function addProducts(a: Measured, b: Measured, { cellOfRow, weights, products }: Shared): void {
  const rows = cellOfRow.length;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    const product = (a.values[row]! - a.origin) * a.factor * ((b.values[row]! - b.origin) * b.factor);
    products[cellOfRow[row]!]! += weight * product;
  }
}

/** A value that is not finite makes its cell so: one look at the cells replaces one at every row. */
function refuseOverflow(variable: CollapseSource['variables'][number], squares: Float64Array): void {
  if (squares.every(Number.isFinite)) return;
  const row = variable.values.findIndex((value) => !Number.isFinite(value));
  const { name } = variable;
  throw row < 0
    ? mistake('scale-varies', `Values of ${name} differ too much in size to be summed. Check its units.`, {
        column: name,
      })
    : mistake(
        'not-finite',
        `Row ${row + 1} of ${name} is not a finite number. Leave out rows with missing values first.`,
        {
          column: name,
          row: row + 1,
        },
      );
}

function sampleOf(values: Float64Array): number[] {
  const step = Math.max(1, Math.floor(values.length / SAMPLE_ROWS));
  const sample: number[] = [];
  for (let row = 0; row < values.length; row += step)
    if (Number.isFinite(values[row])) sample.push(values[row]!);
  return sample;
}

function checkLengths({ keys, variables, weights }: CollapseSource): number {
  const lengths = [
    ...keys.map(({ codes }) => codes.length),
    ...variables.map(({ values }) => values.length),
    ...(weights === undefined ? [] : [weights.length]),
  ];
  const rows = lengths[0] ?? 0;
  const other = lengths.find((length) => length !== rows);
  if (other !== undefined)
    throw mistake(
      'length-mismatch',
      `One column has ${rows} rows, another ${other}. Give columns of equal length.`,
      {
        rows,
        other,
      },
    );
  if (rows === 0) throw mistake('no-rows', 'There is no row to sum. Give at least one.', {});
  return rows;
}

function checkValues({ keys, weights }: CollapseSource, rows: number): void {
  for (const [key, { codes, levels }] of keys.entries()) {
    for (let row = 0; row < rows; row++) {
      // As an unsigned number a negative code is larger than every count of levels.
      if (codes[row]! >>> 0 < levels) continue;
      throw mistake(
        'code-out-of-range',
        `Row ${row + 1} of key ${key + 1} has the code ${codes[row]}, outside 0 to ${levels - 1}. Recode the key.`,
        {
          key: key + 1,
          row: row + 1,
          code: codes[row]!,
          levels,
        },
      );
    }
  }
  const bad = weights?.findIndex((weight) => !(weight > 0 && weight < Number.POSITIVE_INFINITY)) ?? -1;
  if (bad >= 0)
    throw mistake(
      'weight-not-positive',
      `The weight of row ${bad + 1} is ${weights![bad]}. Weights are finite and above 0.`,
      {
        row: bad + 1,
        weight: String(weights![bad]),
      },
    );
}

function mistake(code: string, message: string, params: Record<string, string | number>): EngineInputError {
  return new EngineInputError({ code, message, params });
}
