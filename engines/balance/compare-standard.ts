/**
 * Whether a school's value reaches a standard: the one place that decides it, for judgements and plans alike.
 *
 * Rounding of the last digits is forgiven: 42 teachers for 1,000 pupils reach 4.2 per 100. Cost O(1).
 */

import { isAtLeast, isAtMost } from '../kernel/index.ts';

/** Which direction is better. */
export type Better = 'higher' | 'lower';

/**
 * Whether the value reaches the standard.
 *
 * @param better direction
 * @param value in the indicator's unit
 * @param standard in the indicator's unit
 * @example
 * meetsStandard('higher', 4.2, 4.2); // true
 */
export function meetsStandard(better: Better, value: number, standard: number): boolean {
  return better === 'higher' ? isAtLeast(value, standard) : isAtMost(value, standard);
}

/**
 * Whether the value misses even the share of the standard that the remaining indicators must reach.
 *
 * @param better direction
 * @param value in the indicator's unit
 * @param standard in the indicator's unit
 * @param remaining share of the standard, 0 to 1
 * @example
 * isFarBelow('higher', 0.8, 1, 0.85); // true
 */
export function isFarBelow(better: Better, value: number, standard: number, remaining: number): boolean {
  return better === 'higher'
    ? !isAtLeast(value, standard * remaining)
    : !isAtMost(value * remaining, standard);
}

/**
 * A coefficient of variation this far over its limit is still within it: a weighted sum over schools whose values
 * differ a thousandfold is not more exact.
 */
export const VARIATION_TOLERANCE = 1e-9;

/**
 * Whether a coefficient of variation is within its limit, forgiving rounding.
 *
 * @param cv coefficient of variation, no unit
 * @param limit no unit
 * @example
 * isWithinLimit(0.5 + 1e-12, 0.5); // true
 */
export function isWithinLimit(cv: number, limit: number): boolean {
  return cv <= limit + VARIATION_TOLERANCE;
}
