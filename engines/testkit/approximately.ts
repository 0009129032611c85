/**
 * Numbers that should agree with a reference: named tolerances and one comparison.
 */

import type { Estimate } from '../kernel/index.ts';

/** Closed forms agree with their reference to this relative difference. */
export const CLOSED_FORM = 1e-8;

/**
 * The relative difference of two numbers; absolute below one unit of `floor`.
 *
 * @param actual what was computed
 * @param expected the reference
 * @param floor size under which the difference counts absolutely
 * @example
 * relativeDifference(1.0000001, 1) < 1e-6; // true
 */
export function relativeDifference(actual: number, expected: number, floor = 1e-6): number {
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), floor);
}

/**
 * Reads an estimate that a test relies on.
 *
 * @throws {Error} when it is not estimable
 * @example
 * getValue({ kind: 'estimated', value: 2 }); // 2
 */
export function getValue<Value>(estimate: Estimate<Value>): Value {
  if (estimate.kind === 'not-estimable') throw new Error(`Not estimable: ${estimate.reason}`);
  return estimate.value;
}
