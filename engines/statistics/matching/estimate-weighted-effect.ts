/**
 * The effect by propensity weights, with an error that knows that the score was estimated.
 *
 *   τ = μ₁ − μ₀, weighted means with the weights of `weighByPropensity` (Hájek)
 *   φ_i = D w (y − μ₁)/Σ_{D=1} w − (1 − D) w (y − μ₀)/Σ_{D=0} w + h′ I⁻¹ (D_i − e_i) x_i
 *   h = Σ ∂φ/∂w · ∂w/∂γ,  I = Σ e(1 − e) xx′ of the logit;   V = c Σ φ²,  c = n/(n − 1)
 *   clustered: φ summed in each cluster first, c = G/(G − 1), Student's t with Welch's degrees of freedom over
 *   treated and control clusters (G − 1 where clusters hold both)
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
import { makeTerm } from '../linear/index.ts';
import type { FactorColumn, SmallSample, StudyTerm } from '../types.ts';
import { centreColumn } from './centre-column.ts';
import { assertColumn, assertCovariates, isConstant, readTreated } from './check-matching-data.ts';
import { makeNormalTerm } from './estimate-augmented-weighting.ts';
import { estimatePropensityScore, type PropensityScore } from './estimate-propensity-score.ts';
import { expandCovariates } from './expand-covariates.ts';
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
  if (isConstant(outcome)) return notEstimable('no-variation');
  const { values: response, scale: size } = centreColumn(outcome);
  const influence = findInfluence(response, treated, sample.weights, propensity.scores, {
    estimand,
    design: makeDesign(covariates, rows),
  });
  const clusters = cluster ? new Set(cluster.codes).size : undefined;
  if (clusters !== undefined && clusters < 2) return notEstimable('too-few-clusters');
  const count = clusters ?? rows;
  const factor = count / (count - 1);
  const spread = measureSpread(influence.values, treated, cluster);
  if (!spread) return notEstimable('too-few-clusters');
  const variance = factor * spread.squares;
  const estimate = influence.estimate * size;
  const standardError = Math.sqrt(variance) * size;
  if (!Number.isFinite(estimate) || !Number.isFinite(standardError)) return notEstimable('not-finite');
  if (!(standardError > 0)) return notEstimable('no-variation');
  return {
    kind: 'estimated',
    estimand,
    effect:
      spread.degreesOfFreedom === undefined
        ? makeNormalTerm('treated', estimate, standardError)
        : makeTerm('treated', estimate, standardError, spread.degreesOfFreedom, 0.95),
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
    const { values: centred } = centreColumn(values);
    return isConstant(centred) ? [] : [centred];
  });
  return matrixFromColumns([new Float64Array(rows).fill(1), ...columns]);
}

interface Spread {
  readonly squares: number;
  readonly degreesOfFreedom?: number;
}

/**
 * Welch's degrees of freedom over treated and control clusters where each lies in one group, G − 1 otherwise;
 * undefined when a group is a single cluster.
 */
function measureSpread(
  values: Float64Array,
  treated: Uint8Array,
  cluster: FactorColumn | undefined,
): Spread | undefined {
  if (!cluster) return { squares: values.reduce((sum, value) => sum + value * value, 0) };
  const sums = new Map<number, { sum: number; rows: number; treated: number }>();
  values.forEach((value, row) => {
    const own = sums.get(cluster.codes[row]!) ?? { sum: 0, rows: 0, treated: 0 };
    own.sum += value;
    own.rows++;
    own.treated += treated[row]!;
    sums.set(cluster.codes[row]!, own);
  });
  const squares = [0, 0];
  const counts = [0, 0];
  let isMixed = false;
  for (const { sum, rows, treated: ones } of sums.values()) {
    if (ones > 0 && ones < rows) isMixed = true;
    const group = ones > 0 ? 1 : 0;
    squares[group]! += sum * sum;
    counts[group]!++;
  }
  const total = squares[0]! + squares[1]!;
  if (isMixed) return { squares: total, degreesOfFreedom: sums.size - 1 };
  if (counts[0]! < 2 || counts[1]! < 2) return undefined;
  const bound = squares[0]! ** 2 / (counts[0]! - 1) + squares[1]! ** 2 / (counts[1]! - 1);
  return { squares: total, degreesOfFreedom: bound > 0 ? total ** 2 / bound : sums.size - 1 };
}
