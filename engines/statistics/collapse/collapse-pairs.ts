/**
 * The commonest collapse in one pass and without a cell number for each row: one or two keys whose combinations
 * are few, one variable, no weights. Same answer as the general way, a third of its time.
 */

import type { FactorColumn } from '../types.ts';
import type { MeasuredFrom } from './choose-origin.ts';

/** Combinations whose moments stay in the processor's cache. */
const LARGEST_TABLE = 1 << 18;
/** Per combination: rows, Σ measured, Σ measured², and room to keep cells on lines of memory. */
const STRIDE = 4;

export interface PairSums {
  readonly keys: readonly FactorColumn[];
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Undefined where the general way must be taken; `out-of-range` where some code is none. */
export function collapsePairs(
  keys: readonly FactorColumn[],
  values: Float64Array,
  { origin, scale }: MeasuredFrom,
): PairSums | 'out-of-range' | undefined {
  const [first, second] = keys;
  if (first === undefined || keys.length > 2) return undefined;
  const levels = second?.levels ?? 1;
  const combinations = first.levels * levels;
  if (combinations > LARGEST_TABLE) return undefined;
  const moments = new Float64Array(combinations * STRIDE);
  const isWhole = second
    ? addPairs(first, second, values, origin, 1 / scale, moments)
    : addSingles(first, values, origin, 1 / scale, moments);
  if (!isWhole) return 'out-of-range';
  const places: number[] = [];
  for (let place = 0; place < combinations; place++) if (moments[place * STRIDE]! > 0) places.push(place);
  const column = (offset: number) => Float64Array.from(places, (place) => moments[place * STRIDE + offset]!);
  const ofFirst = {
    codes: Int32Array.from(places, (place) => Math.floor(place / levels)),
    levels: first.levels,
  };
  return {
    keys: second
      ? [ofFirst, { codes: Int32Array.from(places, (place) => place % levels), levels }]
      : [ofFirst],
    counts: column(0),
    sums: column(1),
    squares: column(2),
  };
}

function addPairs(
  first: FactorColumn,
  second: FactorColumn,
  values: Float64Array,
  origin: number,
  factor: number,
  moments: Float64Array,
): boolean {
  const a = first.codes;
  const b = second.codes;
  const firstLevels = first.levels;
  const { levels } = second;
  const rows = values.length;
  for (let row = 0; row < rows; row++) {
    const code = a[row]!;
    const other = b[row]!;
    // As unsigned numbers negative codes are larger than every count of levels.
    if (code >>> 0 >= firstLevels || other >>> 0 >= levels) return false;
    const place = (Math.imul(code, levels) + other) << 2;
    const measured = (values[row]! - origin) * factor;
    moments[place]! += 1;
    moments[place + 1]! += measured;
    moments[place + 2]! += measured * measured;
  }
  return true;
}

function addSingles(
  { codes, levels }: FactorColumn,
  values: Float64Array,
  origin: number,
  factor: number,
  moments: Float64Array,
): boolean {
  const rows = values.length;
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code >>> 0 >= levels) return false;
    const place = code << 2;
    const measured = (values[row]! - origin) * factor;
    moments[place]! += 1;
    moments[place + 1]! += measured;
    moments[place + 2]! += measured * measured;
  }
  return true;
}
