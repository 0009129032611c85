/**
 * Rows to cells of one or two keys in a single pass, for models that lose nothing by it.
 *
 * The moments of a cell lie side by side in one table (count, then per variable its sum and products with those before
 * it), measured from the mean of the first rows so that squares keep their digits. Shapes: columns n, cells at most the
 * product of the keys' levels. Cost O(n (k² + 1)), memory O(cells · k²).
 */

import type { CellTable } from '../collapse/index.ts';
import type { FactorColumn } from '../types.ts';
import type { NamedColumn } from './types.ts';

export interface CollapsedRows {
  readonly cells: Pick<
    CellTable,
    'counts' | 'weights' | 'variables' | 'origins' | 'scales' | 'sums' | 'crossProducts'
  >;
  /** Each key's code for each cell. */
  readonly keys: readonly FactorColumn[];
}

const ORIGIN_ROWS = 1000;
/** Squares outside this range lose digits or overflow; the caller then keeps the rows. */
const [SMALLEST, LARGEST] = [1e-150, 1e150];

/**
 * Collapses rows; undefined when a value, code or square is out of range, so that the caller checks the rows.
 *
 * @param variables outcome first
 * @param keys one or two
 * @param weights positive
 * @example
 * collapseRows([{ name: 'y', values: Float64Array.of(1, 3) }], [{ codes: Int32Array.of(0, 0), levels: 1 }]).cells.counts; // [2]
 */
export function collapseRows(
  variables: readonly NamedColumn[],
  keys: readonly FactorColumn[],
  weights?: Float64Array,
): CollapsedRows | undefined {
  const size = variables.length;
  const rows = variables[0]!.values.length;
  const [first, second] = [keys[0]!, keys[1]];
  const width = second?.levels ?? 1;
  const stride = 2 + size + (size * (size + 1)) / 2;
  const cells = first.levels * width;
  const origins = Float64Array.from(variables, ({ values }) => {
    const head = values.subarray(0, ORIGIN_ROWS);
    return head.reduce((sum, value) => sum + value, 0) / head.length;
  });
  if (!origins.every(Number.isFinite)) return undefined;
  if (size === 2 && !weights && cells < 2 ** 28) {
    const compact = new Float64Array(cells * 4);
    const [y, x] = [variables[0]!.values, variables[1]!.values];
    if (sumConstant(compact, y, x, first, second, origins[0]!)) {
      const whole = expandConstant(compact, origins[1]!);
      return readTable(whole, stride, variables, keys, origins, rows, false);
    }
  }
  const table = new Float64Array(cells * stride);
  if (!sumAny(table, variables, first, second, origins, weights)) return undefined;
  return readTable(table, stride, variables, keys, origins, rows, weights !== undefined);
}

/**
 * The commonest case: outcome and one regressor that does not vary inside cells, no weights. Four numbers a cell
 * (count, Σy, Σy², the regressor) stay within one line of cache; false when the regressor varies or a code is off.
 */
function sumConstant(
  table: Float64Array,
  y: Float64Array,
  x: Float64Array,
  first: FactorColumn,
  second: FactorColumn | undefined,
  originY: number,
): boolean {
  const a = first.codes;
  const b = second?.codes ?? first.codes;
  const width = second?.levels ?? 1;
  const step = second ? 1 : 0;
  const lastA = first.levels - 1;
  const lastB = (second ?? first).levels - 1;
  let bad = 0;
  for (let row = 0; row < y.length; row++) {
    const i = a[row]!;
    const j = b[row]!;
    bad |= (lastA - i) | i | (lastB - j) | j;
    const at = (i * width + j * step) << 2;
    const value = y[row]! - originY;
    const count = table[at]!;
    if (count === 0) table[at + 3] = x[row]!;
    else if (table[at + 3] !== x[row]!) return false;
    table[at] = count + 1;
    table[at + 1]! += value;
    table[at + 2]! += value * value;
  }
  return bad >= 0;
}

/** The compact table written out as the general one. */
function expandConstant(compact: Float64Array, originX: number): Float64Array {
  const table = new Float64Array((compact.length / 4) * 7);
  for (let cell = 0; cell * 4 < compact.length; cell++) {
    const [from, to] = [cell * 4, cell * 7];
    const count = compact[from]!;
    const x = compact[from + 3]! - originX;
    table[to] = count;
    table[to + 2] = compact[from + 1]!;
    table[to + 3] = count * x;
    table[to + 4] = compact[from + 2]!;
    table[to + 5] = compact[from + 1]! * x;
    table[to + 6] = count * x * x;
  }
  return table;
}

function sumAny(
  table: Float64Array,
  variables: readonly NamedColumn[],
  first: FactorColumn,
  second: FactorColumn | undefined,
  origins: Float64Array,
  weights: Float64Array | undefined,
): boolean {
  const size = variables.length;
  const stride = 2 + size + (size * (size + 1)) / 2;
  const [a, b] = [first.codes, second?.codes ?? first.codes];
  const width = second?.levels ?? 1;
  const step = second ? 1 : 0;
  const [lastA, lastB] = [first.levels - 1, (second ?? first).levels - 1];
  const columns = variables.map(({ values }) => values);
  const now = new Float64Array(size);
  let bad = 0;
  let least = 1;
  for (let row = 0; row < a.length; row++) {
    const [i, j] = [a[row]!, b[row]!];
    bad |= (lastA - i) | i | (lastB - j) | j;
    const at = (i * width + j * step) * stride;
    const weight = weights ? weights[row]! : 1;
    if (!(weight >= least)) least = weight;
    table[at]! += 1;
    table[at + 1]! += weight;
    let pair = at + 2 + size;
    for (let v = 0; v < size; v++) {
      const value = columns[v]![row]! - origins[v]!;
      now[v] = value;
      table[at + 2 + v]! += weight * value;
      for (let u = v; u >= 0; u--) table[pair++]! += weight * value * now[v - u]!;
    }
  }
  return bad >= 0 && least > 0;
}

function readTable(
  table: Float64Array,
  stride: number,
  variables: readonly NamedColumn[],
  keys: readonly FactorColumn[],
  origins: Float64Array,
  rows: number,
  isWeighted: boolean,
): CollapsedRows | undefined {
  const size = variables.length;
  const width = keys[1]?.levels ?? 1;
  let count = 0;
  for (let at = 0; at < table.length; at += stride) if (table[at]! > 0) count++;
  const slots = new Int32Array(count);
  for (let at = 0, slot = 0, place = 0; at < table.length; at += stride, slot++)
    if (table[at]! > 0) slots[place++] = slot;
  const read = (offset: number): Float64Array => {
    const column = new Float64Array(count);
    for (let cell = 0; cell < count; cell++) column[cell] = table[slots[cell]! * stride + offset]!;
    return column;
  };
  const crossProducts: Float64Array[] = [];
  for (let i = 0; i < size; i++)
    for (let j = i; j < size; j++) crossProducts.push(read(2 + size + (j * (j + 1)) / 2 + i));
  for (let i = 0, place = 0; i < size; place += size - i, i++) {
    const total = crossProducts[place]!.reduce((sum, value) => sum + value, 0);
    if (
      !(total === 0
        ? origins[i] === 0 || Math.abs(origins[i]!) > SMALLEST
        : total > SMALLEST && total < LARGEST)
    )
      return undefined;
  }
  const counts = read(0);
  if (counts.reduce((sum, each) => sum + each, 0) !== rows) return undefined;
  const codes = (isFirst: boolean): Int32Array => {
    const column = new Int32Array(count);
    for (let cell = 0; cell < count; cell++)
      column[cell] = isFirst ? Math.floor(slots[cell]! / width) : slots[cell]! % width;
    return column;
  };
  return {
    cells: {
      counts,
      ...(isWeighted ? { weights: read(1) } : {}),
      variables: variables.map(({ name }) => name),
      origins,
      scales: new Float64Array(size).fill(1),
      sums: variables.map((_, v) => read(2 + v)),
      crossProducts,
    },
    keys: keys.map(({ levels }, key) => ({ codes: codes(key === 0), levels })),
  };
}
