/**
 * The matching estimator with replacement and its large-sample standard error.
 *
 *   ATT: τ = (1/N₁) Σ_{D=1} [y_i − ŷ₀(i)],  ŷ₀(i) the mean of the M nearest controls and of all tied with the M-th
 *   ATE: τ = (1/N) Σ [ŷ₁(i) − ŷ₀(i)], each row matched in the other group
 *   V = Σ_{D=1}(τ_i − τ)²/N₁² + Σ_{D=0} σ²(K² − K′)/N₁²        (ATT)
 *   V = Σ (τ_i − τ)²/N² + Σ σ²(K² + 2K − K′)/N²                (ATE)
 *   K_j = Σ_i 1/#M(i), K′_j = Σ_i 1/#M(i)² over the rows that j is matched to
 *   σ² = ½ Σ_pairs w (y_i − y_j − τ)²/Σ w, the same for all rows (homoscedastic)
 *
 * Bias adjustment: ŷ₀(i) gains β′(x_i − x_j), β from the controls' regression on covariates weighted by K.
 *
 * Distance: a score, or Mahalanobis on the covariance of all rows. Tie rule: squared distances, in variances, within
 * `tieTolerance` of the M-th nearest are ties, and all ties count, each with an equal share. The error takes a score
 * as known. Shapes: columns n. Papers: Abadie and Imbens 2006 (10.1111/j.1468-0262.2006.00655.x), 2011
 * (10.1198/jbes.2009.07333). Reproduces R's Matching::Match (ties, Var.calc = 0). Cost O(n₁ n₀ p).
 */

import {
  crossProduct,
  type DenseMatrix,
  EngineInputError,
  factorSymmetric,
  matrixFromColumns,
  type NotEstimable,
  notEstimable,
} from '../../kernel/index.ts';
import type { StudyTerm } from '../types.ts';
import { centreColumn } from './centre-column.ts';
import {
  assertColumn,
  assertCovariates,
  countTreated,
  isConstant,
  readTreated,
} from './check-matching-data.ts';
import { makeNormalTerm } from './estimate-augmented-weighting.ts';
import { expandCovariates } from './expand-covariates.ts';
import { scaleToMahalanobis } from './mahalanobis.ts';
import type { MatchingDistance } from './pairing-options.ts';
import type { MatchingCovariate, MatchingRefusal, TreatedColumn } from './types.ts';

export interface NearestNeighbourEffectOptions {
  readonly outcome: Float64Array;
  readonly treated: TreatedColumn;
  readonly distance: MatchingDistance;
  readonly estimand: 'att' | 'ate';
  /** M; 1 when left out. */
  readonly neighbours?: number;
  /** Adjusts for what differs within pairs by these covariates. */
  readonly biasAdjustment?: readonly MatchingCovariate[];
  /** On the squared distance in variances; 1e-5 when left out. */
  readonly tieTolerance?: number;
}

export interface NearestNeighbourEffect {
  readonly kind: 'estimated';
  readonly estimand: 'att' | 'ate';
  /** In the unit of the outcome, with the Abadie–Imbens error. */
  readonly effect: StudyTerm;
  /** The error of weighted pairs that ignores that controls are used again. */
  readonly pairedStandardError: number;
  /** Pairs, ties counted each. */
  readonly pairs: number;
  readonly controlsUsed: number;
  /** K of each row: how often it stands in for others. */
  readonly timesUsed: Float64Array;
  readonly biasAdjusted: boolean;
}

interface Pairs {
  readonly from: number[];
  readonly to: number[];
  /** 1 / number of ties. */
  readonly share: number[];
}

/**
 * Estimates the effect by matching with replacement, with Abadie–Imbens errors.
 *
 * @param options outcome, treatment, distance, whom the effect is about
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `no-covariates`, `duplicate-covariate`, `length-mismatch`, `not-finite`, `code-out-of-range`, `neighbours-not-positive`
 * @example
 * const distance = { kind: 'score', values: Float64Array.of(0.2, 0.8, 0.2, 0.8, 0.5) };
 * const outcome = Float64Array.of(3, 6, 1, 3, 9);
 * estimateNearestNeighbourEffect({ outcome, treated: [1, 1, 0, 0, 0], distance, estimand: 'att' }).effect.estimate; // 2.5
 */
export function estimateNearestNeighbourEffect(
  options: NearestNeighbourEffectOptions,
): NearestNeighbourEffect | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const rows = treated.length;
  const { outcome, distance, estimand, neighbours = 1, tieTolerance = 1e-5, biasAdjustment } = options;
  assertColumn('outcome', outcome, rows);
  if (distance.kind === 'score') assertColumn('score', distance.values, rows);
  else assertCovariates(distance.covariates, rows);
  if (biasAdjustment) assertCovariates(biasAdjustment, rows);
  if (!Number.isInteger(neighbours) || neighbours < 1)
    throw new EngineInputError({
      code: 'neighbours-not-positive',
      message: `The number of neighbours is ${neighbours}. Give a whole number, at least 1.`,
      params: { neighbours: String(neighbours) },
    });
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === rows) return notEstimable('no-controls');
  if (isConstant(outcome)) return notEstimable('no-variation');
  const covariates =
    distance.kind === 'score' ? [{ name: 'score', values: distance.values }] : distance.covariates;
  const places = scaleToMahalanobis(covariates, treated, 'all-rows');
  if (!places) return notEstimable('constant-covariates');
  // The reference measures Mahalanobis with the divisor n on columns scaled with n − 1.
  const unit = distance.kind === 'score' ? 1 : rows / (rows - 1);
  const pairs = findPairs(treated, places, { estimand, neighbours, tolerance: tieTolerance / unit });
  const { values: response, scale: size } = centreColumn(outcome);
  const used = countUses(pairs, rows);
  const shifts = biasAdjustment
    ? [0, 1].map((group) => fitShift(response, treated, used.once, biasAdjustment, group as 0 | 1))
    : undefined;
  const summary = summarise(response, treated, pairs, used, shifts, estimand);
  if (![summary.estimate * size, summary.variance * size].every(Number.isFinite))
    return notEstimable('not-finite');
  if (!(summary.variance > 0)) return notEstimable('no-variation');
  return {
    kind: 'estimated',
    estimand,
    effect: makeNormalTerm('treated', summary.estimate * size, Math.sqrt(summary.variance) * size),
    pairedStandardError: Math.sqrt(summary.pairedVariance) * size,
    pairs: pairs.from.length,
    controlsUsed: used.once.reduce((sum, uses, row) => sum + (uses > 0 && treated[row] === 0 ? 1 : 0), 0),
    timesUsed: used.once,
    biasAdjusted: shifts !== undefined,
  };
}

function findPairs(
  treated: Uint8Array,
  places: DenseMatrix,
  rule: { estimand: 'att' | 'ate'; neighbours: number; tolerance: number },
): Pairs {
  const pairs: Pairs = { from: [], to: [], share: [] };
  const { columns, values } = places;
  const groups: [number[], number[]] = [[], []];
  treated.forEach((one, row) => {
    groups[one as 0 | 1].push(row);
  });
  const longest = Math.max(groups[0].length, groups[1].length);
  const squared = new Float64Array(longest);
  const sorted = new Float64Array(longest);
  for (let row = 0; row < treated.length; row++) {
    if (rule.estimand === 'att' && treated[row] === 0) continue;
    const others = groups[treated[row] === 1 ? 0 : 1];
    others.forEach((other, place) => {
      let sum = 0;
      for (let column = 0; column < columns; column++)
        sum += (values[row * columns + column]! - values[other * columns + column]!) ** 2;
      squared[place] = sum;
    });
    const wanted = Math.min(rule.neighbours, others.length);
    const farthest = findSmallest(squared, sorted, others.length, wanted) + rule.tolerance;
    const start = pairs.from.length;
    for (let place = 0; place < others.length; place++) {
      if (squared[place]! > farthest) continue;
      pairs.from.push(row);
      pairs.to.push(others[place]!);
    }
    const share = 1 / (pairs.from.length - start);
    for (let place = start; place < pairs.from.length; place++) pairs.share.push(share);
  }
  return pairs;
}

/** The `wanted`-th smallest of the first `count` values. */
function findSmallest(values: Float64Array, work: Float64Array, count: number, wanted: number): number {
  if (wanted === 1) {
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < count; place++) least = Math.min(least, values[place]!);
    return least;
  }
  work.set(values.subarray(0, count));
  return work.subarray(0, count).sort()[wanted - 1]!;
}

function countUses(pairs: Pairs, rows: number): { once: Float64Array; squared: Float64Array } {
  const once = new Float64Array(rows);
  const squared = new Float64Array(rows);
  pairs.to.forEach((row, place) => {
    once[row]! += pairs.share[place]!;
    squared[row]! += pairs.share[place]! ** 2;
  });
  return { once, squared };
}

/** The part of the outcome that covariates predict in one group, for every row. */
function fitShift(
  response: Float64Array,
  treated: Uint8Array,
  uses: Float64Array,
  covariates: readonly MatchingCovariate[],
  group: 0 | 1,
): Float64Array {
  const weights = uses.map((count, row) => (treated[row] === group ? count : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const columns = expandCovariates(covariates, 'all-but-first').flatMap(({ values }) => {
    const { values: centred } = centreColumn(values);
    if (isConstant(centred) || total === 0) return [];
    const mean = centred.reduce((sum, value, row) => sum + weights[row]! * value, 0) / total;
    return [centred.map((value) => value - mean)];
  });
  const design = matrixFromColumns([new Float64Array(response.length).fill(1), ...columns]);
  const width = design.columns;
  const right = new Float64Array(width);
  for (let row = 0; row < response.length; row++)
    for (let column = 0; column < width; column++)
      right[column]! += weights[row]! * design.values[row * width + column]! * response[row]!;
  const slopes = factorSymmetric(crossProduct(design, weights)).solve(right);
  return response.map((_, row) => {
    let sum = 0;
    for (let column = 1; column < width; column++)
      sum += design.values[row * width + column]! * slopes[column]!;
    return sum;
  });
}

function summarise(
  response: Float64Array,
  treated: Uint8Array,
  pairs: Pairs,
  used: { once: Float64Array; squared: Float64Array },
  shifts: readonly Float64Array[] | undefined,
  estimand: 'att' | 'ate',
): { estimate: number; variance: number; pairedVariance: number } {
  const rows = response.length;
  const plain = new Float64Array(rows);
  const effects = new Float64Array(rows);
  const count = pairs.from.length;
  const plainPairs = new Float64Array(count);
  const effectPairs = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    const row = pairs.from[place]!;
    const other = pairs.to[place]!;
    const sign = treated[row] === 1 ? 1 : -1;
    const shift = shifts?.[treated[other]!];
    plainPairs[place] = sign * (response[row]! - response[other]!);
    effectPairs[place] = plainPairs[place]! - (shift ? sign * (shift[row]! - shift[other]!) : 0);
    plain[row]! += pairs.share[place]! * plainPairs[place]!;
    effects[row]! += pairs.share[place]! * effectPairs[place]!;
  }
  const matched = estimand === 'ate' ? rows : countTreated(treated);
  const estimate = effects.reduce((sum, effect) => sum + effect, 0) / matched;
  const plainEstimate = plain.reduce((sum, effect) => sum + effect, 0) / matched;
  let spread = 0;
  let pairedVariance = 0;
  for (let place = 0; place < count; place++) {
    spread += pairs.share[place]! * (effectPairs[place]! - estimate) ** 2;
    pairedVariance += pairs.share[place]! * (plainPairs[place]! - plainEstimate) ** 2;
  }
  const noise = spread / (2 * matched);
  let variance = 0;
  for (let row = 0; row < rows; row++) {
    const inTarget = estimand === 'ate' || treated[row] === 1;
    if (inTarget) variance += (effects[row]! - estimate) ** 2;
    if (estimand === 'att' && treated[row] === 1) continue;
    const uses = used.once[row]!;
    variance += noise * (uses * uses + (estimand === 'ate' ? 2 * uses : 0) - used.squared[row]!);
  }
  return { estimate, variance: variance / matched ** 2, pairedVariance: pairedVariance / matched ** 2 };
}
