/**
 * Weights that make strata alike: inside a stratum, controls stand for the treated (or the other way round).
 *
 *   ATT: treated 1, control n₁ₛ/n₀ₛ     ATC: treated n₀ₛ/n₁ₛ, control 1     ATE: nₛ/n₁ₛ and nₛ/n₀ₛ
 *
 * Each group is scaled to sum to the rows used. A stratum without a treated or without a control is not used.
 * Shapes: treated n, strata n. Reproduces MatchIt's stratum weights. Cost O(n).
 */

import { normaliseWeights } from './describe-sample.ts';
import type { MatchingEstimand } from './types.ts';

/**
 * Weighs rows by stratum.
 *
 * @param treated 1 for a treated row, 0 for a control
 * @param strata the stratum of each row
 * @param count how many strata there are
 * @param estimand whom the effect is about
 * @example
 * weighStrata(Uint8Array.of(1, 0, 0, 0), Int32Array.of(0, 0, 0, 1), 2, 'att').sets; // [0, 0, 0, -1]
 */
export function weighStrata(
  treated: Uint8Array,
  strata: Int32Array,
  count: number,
  estimand: Exclude<MatchingEstimand, 'ato'>,
): { weights: Float64Array; sets: Int32Array; setCount: number } {
  const ones = new Float64Array(count);
  const zeros = new Float64Array(count);
  treated.forEach((one, row) => {
    if (one === 1) ones[strata[row]!]!++;
    else zeros[strata[row]!]!++;
  });
  const numbers = new Map<number, number>();
  const weights = new Float64Array(treated.length);
  const sets = new Int32Array(treated.length).fill(-1);
  treated.forEach((one, row) => {
    const stratum = strata[row]!;
    const treatedHere = ones[stratum]!;
    const controlsHere = zeros[stratum]!;
    if (treatedHere === 0 || controlsHere === 0) return;
    if (!numbers.has(stratum)) numbers.set(stratum, numbers.size);
    sets[row] = numbers.get(stratum)!;
    const own = one === 1 ? treatedHere : controlsHere;
    const target =
      estimand === 'att' ? treatedHere : estimand === 'atc' ? controlsHere : treatedHere + controlsHere;
    weights[row] = target / own;
  });
  normaliseWeights(treated, weights);
  return { weights, sets, setCount: numbers.size };
}
