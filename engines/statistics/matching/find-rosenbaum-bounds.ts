/**
 * How strong a hidden bias would have to be to explain a matched difference away.
 *
 * Two paired rows that look alike may differ in their odds of treatment by a factor of at most Γ. Wilcoxon's signed
 * rank statistic T⁺ (average ranks, zero differences left out, S pairs) then lies between two normals:
 *
 *   p⁺ = Γ/(1 + Γ):  mean p⁺ Σ r,  variance p⁺(1 − p⁺) Σ r²     and the same with p⁻ = 1/(1 + Γ)
 *
 * One-sided p-values of "no effect against a positive one" (negative when asked), without continuity correction.
 * Shapes: differences n. Paper: Rosenbaum 2002, Observational Studies (10.1007/978-1-4757-3692-2), chapter 4.
 * Reproduces the definitions computed in R. Cost O(n log n).
 */

import {
  EngineInputError,
  type NotEstimable,
  normalQuantile,
  normalUpperTail,
  notEstimable,
} from '../../kernel/index.ts';
import { assertColumn } from './check-matching-data.ts';

export interface RosenbaumBound {
  /** Odds ratio of hidden bias. */
  readonly gamma: number;
  /** One-sided p-value when the bias made the effect look larger. */
  readonly largestPValue: number;
  /** One-sided p-value when the bias hid it. */
  readonly smallestPValue: number;
}

export interface RosenbaumBounds {
  readonly kind: 'estimated';
  readonly pairs: number;
  /** Pairs whose difference is not zero. */
  readonly pairsNotZero: number;
  readonly signedRankSum: number;
  readonly bounds: readonly RosenbaumBound[];
  /** The Γ at which the largest p-value reaches the level; below 1 when the test does not reject without bias. */
  readonly criticalGamma: number;
}

export interface RosenbaumOptions {
  /** Outcome of the treated row minus that of its control, one for each pair. */
  readonly differences: Float64Array;
  /** Each at least 1. */
  readonly gammas: readonly number[];
  /** Which effect is looked for; positive when left out. */
  readonly direction?: 'positive' | 'negative';
  /** Level behind the critical Γ; 0.05 when left out. */
  readonly level?: number;
}

/**
 * Bounds the p-value of a matched comparison under hidden bias.
 *
 * @param options differences within pairs, values of Γ
 * @throws {EngineInputError} `not-finite`, `gamma-below-one`, `level-out-of-range`
 * @example
 * const differences = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
 * findRosenbaumBounds({ differences, gammas: [1, 2] }).signedRankSum; // 36
 */
export function findRosenbaumBounds(
  options: RosenbaumOptions,
): RosenbaumBounds | NotEstimable<'no-differences' | 'no-matches'> {
  const { differences, gammas, direction = 'positive', level = 0.05 } = options;
  assertColumn('differences', differences, differences.length);
  const below = gammas.find((gamma) => !(gamma >= 1 && Number.isFinite(gamma)));
  if (below !== undefined)
    throw new EngineInputError({
      code: 'gamma-below-one',
      message: `Γ is ${below}. Give 1 for no hidden bias or more.`,
      params: { gamma: String(below) },
    });
  if (!(level > 0 && level < 0.5))
    throw new EngineInputError({
      code: 'level-out-of-range',
      message: `The level is ${level}. Give a number between 0 and 0.5, such as 0.05.`,
      params: { level: String(level) },
    });
  if (differences.length === 0) return notEstimable('no-matches');
  const sign = direction === 'positive' ? 1 : -1;
  const kept = differences.filter((difference) => difference !== 0).map((difference) => sign * difference);
  if (kept.length === 0) return notEstimable('no-differences');
  const { positive, sum, squares } = rankSigned(kept);
  // Of T⁺ − pΣr and T⁻ the smaller number is taken, so that the tail keeps its digits where p is near 1.
  const tail = (odds: number): number => {
    const [share, rest] = [odds / (1 + odds), 1 / (1 + odds)];
    const gap = share > 0.5 ? rest * sum - (sum - positive) : positive - share * sum;
    return normalUpperTail(gap / Math.sqrt(share * rest * squares));
  };
  return {
    kind: 'estimated',
    pairs: differences.length,
    pairsNotZero: kept.length,
    signedRankSum: positive,
    bounds: gammas.map((gamma) => ({
      gamma,
      largestPValue: tail(gamma),
      smallestPValue: tail(1 / gamma),
    })),
    criticalGamma: findCriticalGamma(positive, sum, squares, level),
  };
}

/** Average ranks of the absolute differences. */
function rankSigned(differences: Float64Array): { positive: number; sum: number; squares: number } {
  const order = Uint32Array.from(differences, (_, pair) => pair).sort(
    (a, b) => Math.abs(differences[a]!) - Math.abs(differences[b]!),
  );
  let positive = 0;
  let sum = 0;
  let squares = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    const size = Math.abs(differences[order[start]!]!);
    while (end < order.length && Math.abs(differences[order[end]!]!) === size) end++;
    const rank = (start + 1 + end) / 2;
    for (let place = start; place < end; place++) {
      if (differences[order[place]!]! > 0) positive += rank;
      sum += rank;
      squares += rank * rank;
    }
    start = end;
  }
  return { positive, sum, squares };
}

/** Solves (T − p Σr)² = z² p(1 − p) Σr² for p ≤ T/Σr, and answers its odds. */
function findCriticalGamma(positive: number, sum: number, squares: number, level: number): number {
  const z = -normalQuantile(level);
  const a = sum * sum + z * z * squares;
  const b = 2 * positive * sum + z * z * squares;
  const share = (2 * positive * positive) / (b + Math.sqrt(Math.max(0, b * b - 4 * a * positive * positive)));
  return share / (1 - share);
}
