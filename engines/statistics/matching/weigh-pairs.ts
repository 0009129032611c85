/**
 * Weights of pairs: a treated row counts 1, a control the share of each treated row that took it.
 *
 * Shapes: treated n, pairs → weights n. Cost O(n + pairs).
 */

import { normaliseWeights } from './describe-sample.ts';
import type { MatchedSet } from './types.ts';

/**
 * Weights and sets of pairs: a control counts for the share of each treated row that took it.
 *
 * @param treated 1 for a treated row, 0 for a control
 * @param pairs who was matched with whom
 * @param replacement whether a control may have been taken more than once
 * @example
 * weighPairs(Uint8Array.of(1, 0, 0), [{ treatedRow: 0, controlRows: [2], distances: [0] }], false).sets; // [0, -1, 0]
 */
export function weighPairs(
  treated: Uint8Array,
  pairs: readonly MatchedSet[],
  replacement: boolean,
): { weights: Float64Array; sets?: Int32Array } {
  const weights = new Float64Array(treated.length);
  const sets = new Int32Array(treated.length).fill(-1);
  pairs.forEach(({ treatedRow, controlRows }, set) => {
    weights[treatedRow] = 1;
    sets[treatedRow] = set;
    for (const row of controlRows) {
      weights[row] = weights[row]! + 1 / controlRows.length;
      sets[row] = set;
    }
  });
  normaliseWeights(treated, weights);
  return replacement ? { weights } : { weights, sets };
}
