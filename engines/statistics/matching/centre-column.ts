/**
 * A column around its mean, in a unit of its own spread: differences keep their digits whatever the level and the unit.
 *
 * value = centre + scale · inner, scale a power of two, so that dividing loses nothing. Shapes: n → n. Cost O(n).
 */

/** A centred column; all zeros with scale 1 when nothing varies. */
export interface CentredColumn {
  readonly values: Float64Array;
  readonly scale: number;
}

const LARGEST_EXPONENT = 1000;
/** Divides a column whose ends are too far apart to be subtracted. */
const GUARD = 2 ** -4;

/**
 * Centres a column and divides it by the power of two at or below its largest deviation.
 *
 * @param values finite numbers
 * @example
 * centreColumn(Float64Array.of(1, 3)).values; // [-1, 1]
 */
export function centreColumn(values: Float64Array): CentredColumn {
  const anchor = (values[0] ?? 0) * GUARD;
  // Beside the first value, so that a high level takes no digits from what varies.
  const moved = values.map((value) => value * GUARD - anchor);
  const largest = findLargest(moved);
  if (largest === 0) return { values: moved, scale: 1 };
  const power = findPower(largest);
  const mean = moved.reduce((sum, value) => sum + value / power, 0) / values.length;
  const centred = moved.map((value) => value / power - mean);
  const spread = findPower(findLargest(centred));
  return { values: centred.map((value) => value / spread), scale: (power * spread) / GUARD };
}

function findLargest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function findPower(size: number): number {
  if (size === 0) return 1;
  return 2 ** Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, Math.floor(Math.log2(size))));
}
