/** What can be wrong with the options that all estimators share: the level of an interval, the number of draws. */

import { EngineInputError } from '../kernel/index.ts';

/**
 * Checks how certain an interval is to be.
 *
 * @param level between 0 and 1
 * @throws {EngineInputError} `level-out-of-range`
 * @example
 * assertLevel(0.95); // undefined
 */
export function assertLevel(level: number): void {
  if (level > 0 && level < 1) return;
  throw new EngineInputError({
    code: 'level-out-of-range',
    message: `The level of the interval is ${level}. Give a number between 0 and 1, such as 0.95.`,
    params: { level: String(level) },
  });
}

/**
 * Checks how often is to be drawn.
 *
 * @param draws a whole number, at least 1
 * @throws {EngineInputError} `draws-not-positive`
 * @example
 * assertDraws(999); // undefined
 */
export function assertDraws(draws: number): void {
  if (Number.isSafeInteger(draws) && draws >= 1) return;
  throw new EngineInputError({
    code: 'draws-not-positive',
    message: `The number of draws is ${draws}. Give a whole number, at least 1.`,
    params: { draws: String(draws) },
  });
}
