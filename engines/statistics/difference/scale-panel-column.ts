/** A column moved to its mean and divided by a power of two, so that squares neither overflow nor vanish. */

/** value = centre + scale × scaled. */
export interface ScaledPanelColumn {
  readonly values: Float64Array;
  readonly scale: number;
  readonly isConstant: boolean;
}

const LARGEST_EXPONENT = 1020;

/** Spread below this share of the size is rounding, not variation. */
const CONSTANT_TOLERANCE = 1e-14;

/**
 * Centres a column and brings its largest deviation into [1/2, 1] by an exact power of two.
 *
 * @param values finite numbers of any size
 * @example
 * scalePanelColumn(Float64Array.of(1e300, 3e300)).isConstant; // false
 */
export function scalePanelColumn(values: Float64Array): ScaledPanelColumn {
  const size = powerOfTwoAbove(largestOf(values));
  const shrunk = values.map((value) => value / size);
  let mean = 0;
  shrunk.forEach((value, row) => {
    mean += (value - mean) / (row + 1);
  });
  const centred = shrunk.map((value) => value - mean);
  const spread = largestOf(centred);
  if (spread <= CONSTANT_TOLERANCE)
    return { values: new Float64Array(values.length), scale: 1, isConstant: true };
  const stretch = powerOfTwoAbove(spread);
  return { values: centred.map((value) => value / stretch), scale: size * stretch, isConstant: false };
}

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function powerOfTwoAbove(size: number): number {
  if (size === 0) return 1;
  const exponent = Math.ceil(Math.log2(size));
  return 2 ** Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, exponent));
}
