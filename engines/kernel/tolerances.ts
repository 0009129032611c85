/**
 * Named tolerances: how far rounding alone can move a double from the number it stands for.
 */

/** Rounding of a sum of ratios, relative to the size of the compared numbers. */
export const ROUNDING_TOLERANCE = 1e-12;

/**
 * Whether `value` is at most `limit`, forgiving rounding relative to the larger of the two.
 *
 * @param value any finite number
 * @param limit in the unit of `value`
 * @param scale size below which differences are rounding (0: purely relative)
 * @example
 * isAtMost(0.1 + 0.2, 0.3); // true
 */
export function isAtMost(value: number, limit: number, scale = 0): boolean {
  return value <= limit + ROUNDING_TOLERANCE * Math.max(scale, Math.abs(value), Math.abs(limit));
}

/**
 * Whether `value` is at least `limit`, forgiving rounding relative to the larger of the two.
 *
 * @param value any finite number
 * @param limit in the unit of `value`
 * @param scale size below which differences are rounding (0: purely relative)
 * @example
 * isAtLeast(0.3, 0.1 + 0.2); // true
 */
export function isAtLeast(value: number, limit: number, scale = 0): boolean {
  return isAtMost(limit, value, scale);
}
