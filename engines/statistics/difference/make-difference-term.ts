/** From an estimate and its standard error to a term with test and interval. */

import { normalQuantile, normalUpperTail, studentTQuantile, studentTUpperTail } from '../../kernel/index.ts';
import { assertLevel } from '../check-options.ts';
import type { DifferenceTerm } from './types.ts';

/** How certain an interval is when nothing else is said. */
export const CONFIDENCE_LEVEL = 0.95;

/**
 * Makes a term with a two-sided p-value and an interval.
 *
 * @param term name, estimate and standard error in the outcome's unit, and what else it carries
 * @param degreesOfFreedom of Student's t, or the normal distribution
 * @param confidenceLevel between 0 and 1
 * @example
 * makeDifferenceTerm({ name: 'effect', estimate: 0, standardError: 1 }, 'normal', 0.95).pValue; // 1
 */
export function makeDifferenceTerm(
  term: Pick<DifferenceTerm, 'name' | 'estimate' | 'standardError' | 'eventTime' | 'group' | 'period'>,
  degreesOfFreedom: number | 'normal',
  confidenceLevel: number,
): DifferenceTerm {
  const { estimate, standardError } = term;
  const reach = getCriticalValue(degreesOfFreedom, confidenceLevel) * standardError;
  const statistic = Math.abs(estimate / standardError);
  const tail =
    degreesOfFreedom === 'normal'
      ? normalUpperTail(statistic)
      : studentTUpperTail(statistic, degreesOfFreedom);
  return {
    ...term,
    degreesOfFreedom,
    pValue: Math.min(1, 2 * tail),
    confidenceInterval: [estimate - reach, estimate + reach],
  };
}

/**
 * The two-sided critical value.
 *
 * @param degreesOfFreedom of Student's t, or the normal distribution
 * @param confidenceLevel between 0 and 1
 * @throws {EngineInputError} `level-out-of-range`
 * @example
 * getCriticalValue('normal', 0.95) > 1.9599; // true
 */
export function getCriticalValue(degreesOfFreedom: number | 'normal', confidenceLevel: number): number {
  assertLevel(confidenceLevel);
  const upper = (1 + confidenceLevel) / 2;
  return degreesOfFreedom === 'normal' ? normalQuantile(upper) : studentTQuantile(upper, degreesOfFreedom);
}
