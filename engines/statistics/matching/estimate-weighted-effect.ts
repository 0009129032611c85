/**
 * The effect by propensity weights, with an error that knows that the score was estimated.
 *
 *   τ = μ₁ − μ₀, weighted means with the weights of `weighByPropensity` (Hájek)
 *   φ_i = D w (y − μ₁)/Σ_{D=1} w − (1 − D) w (y − μ₀)/Σ_{D=0} w + h′ I⁻¹ (D_i − e_i) x_i
 *   h = Σ ∂φ/∂w · ∂w/∂γ,  I = Σ e(1 − e) xx′ of the logit;   V = c Σ φ²,  c = n/(n − 1)
 *   clustered: φ summed in each cluster first, c = G/(G − 1), Student's t with G − 1 degrees of freedom
 *
 * Taking the score as known (the h-term left out: `estimateMatchedEffect` with `design` errors) usually overstates the
 * error. Shapes: columns n. Assumes that the logit is right and that groups overlap. Papers: Lunceford and Davidian
 * 2004 (10.1002/sim.1903), Li, Morgan and Zaslavsky 2018 (10.1080/01621459.2016.1260466). Reproduces the stacked
 * estimating equations solved in R. Cost O(n k²).
 */

import {
  crossProduct,
  type DenseMatrix,
  factorSymmetric,
  matrixFromColumns,
  type NotEstimable,
  notEstimable,
} from '../../kernel/index.ts';
import type { FactorColumn, SmallSample, StudyTerm } from '../types.ts';
import { assertColumn, assertCovariates, readTreated } from './check-matching-data.ts';
import { makeNormalTerm } from './estimate-augmented-weighting.ts';
import { estimatePropensityScore, type PropensityScore } from './estimate-propensity-score.ts';
import { expandCovariates } from './expand-covariates.ts';
import { makeStudentTerm } from './fit-weighted-regression.ts';
import type {
  MatchedSample,
  MatchingCovariate,
  MatchingEstimand,
  MatchingRefusal,
  TreatedColumn,
} from './types.ts';
import { weighByPropensity } from './weigh-by-propensity.ts';

export interface WeightedEffectOptions {
  readonly outcome: Float64Array;
  readonly treated: TreatedColumn;
  /** Of the propensity score. */
  readonly covariates: readonly MatchingCovariate[];
  readonly estimand: MatchingEstimand;
  /** What errors are clustered by; rows are independent when left out. */
  readonly cluster?: FactorColumn;
}

export interface WeightedEffect {
  readonly kind: 'estimated';
  readonly estimand: MatchingEstimand;
  /** In the unit of the outcome. */
  readonly effect: StudyTerm;
  readonly sample: MatchedSample;
  readonly propensity: PropensityScore;
  readonly smallSample: SmallSample;
  readonly clusters?: number;
}

/**
 * Estimates an effect by propensity weights.
 *
 * @param options outcome, treatment, covariates of the score, whom the effect is about
 * @throws {EngineInputError} what `estimatePropensityScore` throws
 * @example
 * const covariates = [{ name: 'rural', values: Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0) }];
 * const outcome = Float64Array.of(5, 6, 7, 4, 2, 0, 1, 2);
 * estimateWeightedEffect({ outcome, treated: [1, 1, 1, 0, 1, 0, 0, 0], covariates, estimand: 'ate' }).effect.estimate; // 1.5
 */
export function estimateWeightedEffect(
  options: WeightedEffectOptions,
): WeightedEffect | NotEstimable<MatchingRefusal | 'too-few-clusters'> {
  const treated = readTreated(options.treated);
  const rows = treated.length;
  const { outcome, covariates, estimand, cluster } = options;
  assertColumn('outcome', outcome, rows);
  if (cluster) assertCovariates([{ name: 'cluster', values: cluster }], rows);
  const propensity = estimatePropensityScore({ treated, covariates });
  if (propensity.kind !== 'estimated') return propensity;
  const sample = weighByPropensity({ treated, score: propensity.scores, estimand });
  if ('reason' in sample) return sample;
  const size = outcome.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const response = outcome.map((value) => value / size);
  const influence = findInfluence(response, treated, sample.weights, propensity.scores, {
    estimand,
    design: makeDesign(covariates, rows),
  });
  const clusters = cluster ? new Set(cluster.codes).size : undefined;
  if (clusters !== undefined && clusters < 2) return notEstimable('too-few-clusters');
  const count = clusters ?? rows;
  const factor = count / (count - 1);
  const variance = factor * sumSquares(influence.values, cluster);
  const estimate = influence.estimate * size;
  const standardError = Math.sqrt(variance) * size;
  if (!Number.isFinite(estimate) || !Number.isFinite(standardError)) return notEstimable('not-finite');
  if (!(standardError > 0)) return notEstimable('no-variation');
  return {
    kind: 'estimated',
    estimand,
    effect:
      clusters === undefined
        ? makeNormalTerm('treated', estimate, standardError)
        : makeStudentTerm('treated', estimate, standardError, clusters - 1),
    sample,
    propensity,
    smallSample: { formula: cluster ? 'G/(G-1)' : 'N/(N-1)', factor, nested: 'none' },
    ...(clusters === undefined ? {} : { clusters }),
  };
}

/** ∂ log w / ∂ (x′γ) of a row. */
function findSlope(estimand: MatchingEstimand, one: boolean, e: number): number {
  switch (estimand) {
    case 'att':
      return one ? 0 : 1;
    case 'atc':
      return one ? -1 : 0;
    case 'ate':
      return one ? e - 1 : e;
    case 'ato':
      return one ? -e : 1 - e;
  }
}

function findInfluence(
  response: Float64Array,
  treated: Uint8Array,
  weights: Float64Array,
  scores: Float64Array,
  { estimand, design }: { estimand: MatchingEstimand; design: DenseMatrix },
): { estimate: number; values: Float64Array } {
  const totals = [0, 0];
  const sums = [0, 0];
  response.forEach((y, row) => {
    totals[treated[row]!]! += weights[row]!;
    sums[treated[row]!]! += weights[row]! * y;
  });
  const means = [sums[0]! / totals[0]!, sums[1]! / totals[1]!];
  const width = design.columns;
  const pull = new Float64Array(width);
  const values = response.map((y, row) => {
    const group = treated[row]!;
    const part = ((group === 1 ? 1 : -1) * weights[row]! * (y - means[group]!)) / totals[group]!;
    const slope = findSlope(estimand, group === 1, scores[row]!);
    for (let column = 0; column < width; column++)
      pull[column]! += part * slope * design.values[row * width + column]!;
    return part;
  });
  const information = scores.map((e) => e * (1 - e));
  const direction = factorSymmetric(crossProduct(design, information)).solve(pull);
  for (let row = 0; row < values.length; row++) {
    let along = 0;
    for (let column = 0; column < width; column++)
      along += design.values[row * width + column]! * direction[column]!;
    values[row]! += along * (treated[row]! - scores[row]!);
  }
  return { estimate: means[1]! - means[0]!, values };
}

/** A constant and the centred, scaled covariates: the column space of the logit. */
function makeDesign(covariates: readonly MatchingCovariate[], rows: number): DenseMatrix {
  const columns = expandCovariates(covariates, 'all-but-first').flatMap(({ values }) => {
    const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (size === 0) return [];
    const mean = values.reduce((sum, value) => sum + value / size, 0) / rows;
    const centred = values.map((value) => value / size - mean);
    return centred.some((value) => Math.abs(value) > 1e-13) ? [centred] : [];
  });
  return matrixFromColumns([new Float64Array(rows).fill(1), ...columns]);
}

function sumSquares(values: Float64Array, cluster: FactorColumn | undefined): number {
  if (!cluster) return values.reduce((sum, value) => sum + value * value, 0);
  const sums = new Float64Array(cluster.levels);
  values.forEach((value, row) => {
    sums[cluster.codes[row]!]! += value;
  });
  return sums.reduce((sum, value) => sum + value * value, 0);
}
