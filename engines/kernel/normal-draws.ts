/**
 * Normal draws from a generator of uniform numbers, by the polar method.
 *
 * Marsaglia & Bray (1964), https://doi.org/10.1137/1006063. Two draws from on average 2.55 uniforms.
 */

import type { RandomNumbers } from './random.ts';

/** Draws a standard normal number. */
export type NormalDraws = () => number;

/**
 * Makes a source of independent standard normal numbers.
 *
 * @param random the generator; draws in pairs, so one source should own it
 * @example
 * const draw = createNormalDraws(createRandomNumbers(7));
 * draw() === createNormalDraws(createRandomNumbers(7))(); // true
 */
export function createNormalDraws(random: RandomNumbers): NormalDraws {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const drawn = spare;
      spare = undefined;
      return drawn;
    }
    for (;;) {
      const across = 2 * random() - 1;
      const up = 2 * random() - 1;
      const square = across * across + up * up;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = up * factor;
      return across * factor;
    }
  };
}
