/**
 * Centres a column and, where its unit is extreme, divides it by a power of two: value = centre + scale · inner.
 *
 * Ordinary columns keep scale 1, so their digits stay as they are. Cost O(n).
 */

export interface ScaledColumn {
  readonly values: Float64Array;
  readonly centre: number;
  readonly scale: number;
}

const ORDINARY_LOW = 2 ** -100;
const ORDINARY_HIGH = 2 ** 100;

/** The power of two at or below a positive number. */
function findPower(size: number): number {
  return 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(size))));
}

/**
 * Scales and centres a column; the input is not changed.
 *
 * @param column finite numbers
 * @param centring `mean` to subtract the weighted mean, or a number
 * @param weights positive
 * @example
 * scaleColumn(Float64Array.of(1, 3), 'mean').values; // [-1, 1]
 */
export function scaleColumn(
  column: Float64Array,
  centring: 'mean' | 0,
  weights?: Float64Array,
): ScaledColumn {
  let size = 0;
  for (let row = 0; row < column.length; row++) {
    const value = Math.abs(column[row]!);
    if (value > size) size = value;
  }
  const scale = size === 0 || (size > ORDINARY_LOW && size < ORDINARY_HIGH) ? 1 : findPower(size);
  if (centring === 0) {
    if (scale === 1) return { values: column, centre: 0, scale };
    return { values: column.map((value) => value / scale), centre: 0, scale };
  }
  let sum = 0;
  let total = 0;
  if (weights)
    for (let row = 0; row < column.length; row++) {
      sum += weights[row]! * (column[row]! / scale);
      total += weights[row]!;
    }
  else {
    total = column.length;
    for (let row = 0; row < column.length; row++) sum += column[row]! / scale;
  }
  const mean = total > 0 ? sum / total : 0;
  const values = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) values[row] = column[row]! / scale - mean;
  return { values, centre: mean * scale, scale };
}
