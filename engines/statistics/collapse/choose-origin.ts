/** From where and in which unit a variable is measured while its moments are summed. */

export interface MeasuredFrom {
  /** Subtracted first. */
  readonly origin: number;
  /** Divided by after that; a power of two, so that nothing is rounded. */
  readonly scale: number;
}

/** A mean this many times the largest deviation costs digits worth keeping. */
const FAR = 16;

/**
 * Chooses the origin near the mean when that is far from 0 beside the spread, and a scale other than 1 when squares
 * would leave the range of numbers.
 *
 * @param sample some finite values of the variable
 * @example
 * chooseOrigin([1e9, 1e9 + 2]); // { origin: 1000000001, scale: 1 }
 */
export function chooseOrigin(sample: readonly number[]): MeasuredFrom {
  const largest = sample.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { origin: 0, scale: 1 };
  const isOrdinary = largest < 1e60 && largest > 1e-60;
  const exponent = Math.max(-1020, Math.min(1020, Math.floor(Math.log2(largest))));
  const mean = sample.reduce((sum, value) => sum + value / sample.length, 0);
  const spread = sample.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  return { origin: Math.abs(mean) > FAR * spread ? mean : 0, scale: isOrdinary ? 1 : 2 ** exponent };
}
