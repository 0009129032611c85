/**
 * Rows that agree exactly on factors: the strata inside which matches are looked for.
 *
 * Shapes: factors n → strata n, numbered in the order in which they occur. Cost O(n · factors).
 */

import type { FactorColumn } from '../types.ts';

/** The stratum of each row. */
export interface Strata {
  readonly codes: Int32Array;
  readonly count: number;
}

/**
 * Numbers the combinations of levels that occur.
 *
 * @param factors columns of codes; none makes one stratum
 * @param rows how many rows there are
 * @example
 * numberStrata([{ codes: Int32Array.of(0, 1, 0), levels: 2 }], 3).count; // 2
 */
export function numberStrata(factors: readonly FactorColumn[], rows: number): Strata {
  let codes: Int32Array = new Int32Array(rows);
  let count = rows > 0 ? 1 : 0;
  for (const factor of factors) {
    const seen = new Map<number, number>();
    const next = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const key = codes[row]! * factor.levels + factor.codes[row]!;
      let code = seen.get(key);
      if (code === undefined) {
        code = seen.size;
        seen.set(key, code);
      }
      next[row] = code;
    }
    codes = next;
    count = seen.size;
  }
  return { codes, count };
}
