/**
 * P-values adjusted for having looked many times.
 *
 * Sorted p(1) ≤ … ≤ p(m); adjusted values are at most 1 and keep the order of p.
 *   bonferroni m p · holm max_{j≤i} (m−j+1) p(j) · hochberg min_{j≥i} (m−j+1) p(j)          (family-wise error)
 *   benjamini-hochberg min_{j≥i} m p(j)/j · benjamini-yekutieli the same times Σ 1/k          (false discovery rate)
 *   hommel: the smallest level at which closed Simes tests reject
 *
 * Hochberg, Hommel and Benjamini–Hochberg assume independent or positively dependent tests. Shapes: p m. Papers: Holm
 * 1979 (10.2307/4615733), Hochberg 1988 (10.1093/biomet/75.4.800), Hommel 1988 (10.1093/biomet/75.2.383), Benjamini and
 * Hochberg 1995 (10.1111/j.2517-6161.1995.tb02031.x), Benjamini and Yekutieli 2001 (10.1214/aos/1013699998). Reproduces
 * R's p.adjust. Cost O(m log m), Hommel O(m²).
 */

import { EngineInputError } from '../../kernel/index.ts';

/** How p-values are adjusted. */
export type PValueAdjustment =
  | 'bonferroni'
  | 'holm'
  | 'hochberg'
  | 'hommel'
  | 'benjamini-hochberg'
  | 'benjamini-yekutieli';

/**
 * Adjusts p-values for their number.
 *
 * @param pValues each from 0 to 1
 * @param adjustment which rule
 * @throws {EngineInputError} `p-value-out-of-range`
 * @example
 * adjustPValues([0.01, 0.04, 0.03], 'holm'); // [0.03, 0.06, 0.06]
 */
export function adjustPValues(pValues: ArrayLike<number>, adjustment: PValueAdjustment): Float64Array {
  const count = pValues.length;
  for (let place = 0; place < count; place++)
    if (!(pValues[place]! >= 0 && pValues[place]! <= 1))
      throw new EngineInputError({
        code: 'p-value-out-of-range',
        message: `P-value ${place} is ${pValues[place]}. Give a number from 0 to 1.`,
        params: { place, value: String(pValues[place]) },
      });
  const order = Uint32Array.from({ length: count }, (_, place) => place).sort(
    (a, b) => pValues[a]! - pValues[b]! || a - b,
  );
  const sorted = Float64Array.from(order, (place) => pValues[place]!);
  const adjusted = new Float64Array(count);
  adjustSorted(sorted, adjustment).forEach((value, place) => {
    adjusted[order[place]!] = Math.min(1, value);
  });
  return adjusted;
}

function adjustSorted(sorted: Float64Array, adjustment: PValueAdjustment): Float64Array {
  const count = sorted.length;
  switch (adjustment) {
    case 'bonferroni':
      return sorted.map((p) => count * p);
    case 'holm':
      return climb(sorted.map((p, place) => (count - place) * p));
    case 'hochberg':
      return descend(sorted.map((p, place) => (count - place) * p));
    case 'benjamini-hochberg':
      return descend(sorted.map((p, place) => (count / (place + 1)) * p));
    case 'benjamini-yekutieli': {
      let harmonic = 0;
      for (let place = 1; place <= count; place++) harmonic += 1 / place;
      return descend(sorted.map((p, place) => ((harmonic * count) / (place + 1)) * p));
    }
    case 'hommel':
      return closeSimes(sorted);
  }
}

function climb(values: Float64Array): Float64Array {
  for (let place = 1; place < values.length; place++)
    values[place] = Math.max(values[place]!, values[place - 1]!);
  return values;
}

function descend(values: Float64Array): Float64Array {
  for (let place = values.length - 2; place >= 0; place--)
    values[place] = Math.min(values[place]!, values[place + 1]!);
  return values;
}

/**
 * Hypothesis i falls at the level where every Simes test of a set with i rejects. Of the sets of one size, the hardest
 * to reject holds i and the largest p-values; so the largest Simes p-value over sizes is the adjusted one.
 */
function closeSimes(sorted: Float64Array): Float64Array {
  const count = sorted.length;
  const adjusted = Float64Array.from(sorted);
  for (let size = 2; size <= count; size++) {
    // Simes among the size − 1 largest, at ranks 2 … size.
    let others = Number.POSITIVE_INFINITY;
    for (let rank = 2; rank <= size; rank++)
      others = Math.min(others, (size * sorted[count - size + rank - 1]!) / rank);
    for (let place = 0; place < count; place++) {
      const simes = Math.min(others, size * sorted[Math.min(place, count - size)]!);
      adjusted[place] = Math.max(adjusted[place]!, simes);
    }
  }
  return adjusted;
}
