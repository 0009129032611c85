/**
 * All inequality measures of one column in one go.
 *
 * With values x_i ≥ 0, weights w_i > 0, W = Σw, mean μ = Σ w x / W, r_i = x_i / μ:
 *   CV = sqrt(Σ w (x−μ)² / W) / μ                    unweighted CV: the same with w = 1
 *   Theil T = Σ w (r ln r − r + 1) / W                Theil L = Σ w (r − 1 − ln r) / W
 *   (the added r − 1 sums to zero; it keeps nearly equal columns from losing their digits)
 *   GE(2) = CV² / 2                                   Hoover = Σ w |r − 1| / (2 W)
 *   Atkinson ε: 1/2: 1 − (Σ w √r / W)²; 1: 1 − exp(−L); 2: 1 − 1 / (Σ w / r / W)
 *   Gini = Σ w (r − 1)(2 C − w − W) / W², C the cumulated weight in ascending order of x
 *   P90/P10: quantiles of the schools' values, unweighted, type 7
 *
 * Shapes: values n, weights n. Assumes finite values and positive finite weights (checked by the callers).
 * Papers: Shorrocks 1980 (10.2307/1913126) for T, L and GE; Atkinson 1970 (10.1016/0022-0531(70)90039-6);
 * Hyndman & Fan 1996 (10.1080/00031305.1996.10473566) for type 7. Reproduces the definitions computed in R 4.
 * Cost O(n).
 */

import { estimated, notEstimable, type SortWorkspace, sortPairs } from '../kernel/index.ts';
import type { Measure, MeasureReason } from './types.ts';

const ZERO_VALUE = notEstimable('zero-value');

/** Every measure of one column. */
export interface ColumnMeasures {
  /** Rows measured. */
  readonly count: number;
  /** Σ w; the number of rows when unweighted. */
  readonly weight: number;
  readonly mean: Measure;
  readonly standardDeviation: Measure;
  readonly lowest: Measure;
  readonly highest: Measure;
  readonly cv: Measure;
  readonly cvUnweighted: Measure;
  readonly gini: Measure;
  readonly theilT: Measure;
  readonly theilL: Measure;
  readonly generalizedEntropy2: Measure;
  readonly hoover: Measure;
  readonly atkinson: { readonly half: Measure; readonly one: Measure; readonly two: Measure };
  readonly highestToLowest: Measure;
  readonly p90ToP10: Measure;
  /** Σ w (x − μ)². */
  readonly sumOfSquares: number;
}

/**
 * Measures the inequality of the first `count` values.
 *
 * @param values finite, in any unit
 * @param weights positive; 1 each when unweighted
 * @param count rows
 * @param workspace buffers for at least `count` rows
 * @example
 * measureColumn(Float64Array.of(1, 3), Float64Array.of(1, 1), 2, createSortWorkspace(2)).cv; // estimated 0.5
 */
export function measureColumn(
  values: Float64Array,
  weights: Float64Array,
  count: number,
  workspace: SortWorkspace,
): ColumnMeasures {
  if (count === 0) return withoutRelatives('no-schools', 0, 0, notEstimable('no-schools'), 0, 0);
  let weight = 0;
  let weighted = 0;
  let plain = 0;
  let lowest = values[0]!;
  let highest = lowest;
  for (let row = 0; row < count; row++) {
    const value = values[row]!;
    const share = weights[row]!;
    weight += share;
    weighted += share * value;
    plain += value;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const mean = lowest === highest ? lowest : weighted / weight;
  const plainMean = lowest === highest ? lowest : plain / count;
  if (count === 1) return withoutRelatives('single-school', 1, weight, estimated(mean), lowest, highest);
  if (!Number.isFinite(mean))
    return withoutRelatives('not-finite', count, weight, estimated(mean), lowest, highest);
  if (lowest < 0 || mean === 0) {
    const squares = sumSquares(values, weights, count, mean);
    const reason = lowest < 0 ? 'negative-values' : 'zero-mean';
    return withoutRelatives(reason, count, weight, estimated(mean), lowest, highest, squares);
  }
  return measurePositive(values, weights, count, { weight, mean, plainMean, lowest, highest }, workspace);
}

interface Moments {
  readonly weight: number;
  readonly mean: number;
  readonly plainMean: number;
  readonly lowest: number;
  readonly highest: number;
}

function measurePositive(
  values: Float64Array,
  weights: Float64Array,
  count: number,
  moments: Moments,
  workspace: SortWorkspace,
): ColumnMeasures {
  const { weight, mean, plainMean, lowest, highest } = moments;
  const inverse = 1 / mean;
  const hasZero = lowest === 0;
  const { squares, plainSquares, absolute } = sumDeviations(values, weights, count, inverse);
  const logarithms = sumLogarithms(values, weights, count, inverse, hasZero);
  const roots = sumRoots(values, weights, count, inverse);
  const inverses = hasZero ? 1 : sumInverses(values, weights, count, inverse);
  sortPairs(values, weights, count, workspace);
  const { pairs } = workspace;
  let cumulated = 0;
  let areas = 0;
  for (let place = 0; place < count; place++) {
    const share = pairs[2 * place + 1]!;
    areas += share * (pairs[2 * place]! * inverse - 1) * (2 * cumulated + share - weight);
    cumulated += share;
  }
  const cv = Math.sqrt(squares / weight);
  const drift = plainMean / mean - 1;
  const plainVariance = Math.max(0, plainSquares / count - drift * drift);
  const theilL = Math.max(0, logarithms.l / weight);
  const p10 = quantile(pairs, count, 0.1);
  const p90 = quantile(pairs, count, 0.9);
  return {
    count,
    weight,
    mean: estimated(mean),
    standardDeviation: estimated(cv * mean),
    lowest: estimated(lowest),
    highest: estimated(highest),
    cv: estimated(cv),
    cvUnweighted: estimated((Math.sqrt(plainVariance) * mean) / plainMean),
    gini: estimated(Math.max(0, areas / weight / weight)),
    theilT: estimated(Math.max(0, logarithms.t / weight)),
    theilL: hasZero ? ZERO_VALUE : estimated(theilL),
    generalizedEntropy2: estimated((cv * cv) / 2),
    hoover: estimated(absolute / (2 * weight)),
    atkinson: {
      half: estimated(Math.max(0, 1 - (roots / weight) ** 2)),
      one: hasZero ? ZERO_VALUE : estimated(-Math.expm1(-theilL)),
      two: hasZero ? ZERO_VALUE : estimated(Math.max(0, 1 - weight / inverses)),
    },
    highestToLowest: hasZero ? ZERO_VALUE : estimated(highest / lowest),
    p90ToP10: p10 === 0 ? notEstimable('zero-percentile') : estimated(p90 / p10),
    sumOfSquares: squares * mean * mean,
  };
}

// One short loop for each sum: longer ones run out of registers and take twice the time.

function sumDeviations(values: Float64Array, weights: Float64Array, count: number, inverse: number) {
  let squares = 0;
  let plainSquares = 0;
  let absolute = 0;
  for (let row = 0; row < count; row++) {
    const share = weights[row]!;
    const excess = values[row]! * inverse - 1;
    const square = excess * excess;
    squares += share * square;
    plainSquares += square;
    absolute += share * Math.abs(excess);
  }
  return { squares, plainSquares, absolute };
}

/** Σ w (r ln r − r + 1), where a zero counts 1, and Σ w (r − 1 − ln r), which does not exist with a zero. */
function sumLogarithms(
  values: Float64Array,
  weights: Float64Array,
  count: number,
  inverse: number,
  hasZero: boolean,
): { t: number; l: number } {
  let t = 0;
  let l = 0;
  if (hasZero) {
    for (let row = 0; row < count; row++) {
      const ratio = values[row]! * inverse;
      t += weights[row]! * (ratio === 0 ? 1 : ratio * Math.log(ratio) - (ratio - 1));
    }
    return { t, l };
  }
  for (let row = 0; row < count; row++) {
    const share = weights[row]!;
    const ratio = values[row]! * inverse;
    const logarithm = Math.log(ratio);
    const excess = ratio - 1;
    t += share * (ratio * logarithm - excess);
    l += share * (excess - logarithm);
  }
  return { t, l };
}

function sumRoots(values: Float64Array, weights: Float64Array, count: number, inverse: number): number {
  let roots = 0;
  for (let row = 0; row < count; row++) roots += weights[row]! * Math.sqrt(values[row]! * inverse);
  return roots;
}

function sumInverses(values: Float64Array, weights: Float64Array, count: number, inverse: number): number {
  let inverses = 0;
  for (let row = 0; row < count; row++) inverses += weights[row]! / (values[row]! * inverse);
  return inverses;
}

/** Type 7: linear between the two neighbours of (n − 1) p. */
function quantile(pairs: Float64Array, count: number, share: number): number {
  const place = (count - 1) * share;
  const below = Math.floor(place);
  const low = pairs[2 * below]!;
  const high = pairs[2 * Math.min(below + 1, count - 1)]!;
  return low + (place - below) * (high - low);
}

function sumSquares(values: Float64Array, weights: Float64Array, count: number, mean: number): number {
  let squares = 0;
  for (let row = 0; row < count; row++) {
    const excess = values[row]! - mean;
    squares += weights[row]! * excess * excess;
  }
  return squares;
}

/** What is left when nothing relative to the mean exists. */
function withoutRelatives(
  reason: MeasureReason,
  count: number,
  weight: number,
  mean: Measure,
  lowest: number,
  highest: number,
  squares?: number,
): ColumnMeasures {
  const none = notEstimable(reason);
  const extreme = (value: number): Measure => (count === 0 ? none : estimated(value));
  return {
    count,
    weight,
    mean,
    standardDeviation: squares === undefined ? none : estimated(Math.sqrt(squares / weight)),
    lowest: extreme(lowest),
    highest: extreme(highest),
    cv: none,
    cvUnweighted: none,
    gini: none,
    theilT: none,
    theilL: none,
    generalizedEntropy2: none,
    hoover: none,
    atkinson: { half: none, one: none, two: none },
    highestToLowest: none,
    p90ToP10: none,
    sumOfSquares: squares ?? 0,
  };
}
