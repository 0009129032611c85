/**
 * Augmented inverse probability weighting: outcome models corrected by weighted residuals; right when either the
 * propensity score or the outcome models are.
 *
 *   ATE: ψ = m₁ − m₀ + D (y − m₁)/e − (1 − D)(y − m₀)/(1 − e);              τ = mean ψ
 *   ATT: ψ = [D (y − m₀) − (1 − D) e/(1 − e) (y − m₀)] / P(D = 1);          τ = mean ψ
 *   s² = Σ (ψ − τ̃)² / (n (n − 1)), τ̃ = τ (ATE) or τ D/P(D = 1) (ATT)
 *
 * m₁ and m₀ are least-squares fits in each group on the covariates. The error is that of the influence function; it
 * leaves out the estimation of e and m, which vanishes when both models are right. Shapes: columns n. Assumes
 * overlap. Papers: Robins, Rotnitzky and Zhao 1994 (10.1080/01621459.1994.10476818), Glynn and Quinn 2010
 * (10.1093/pan/mpp036). Reproduces the definition computed in R. Cost O(n k²).
 */

import {
  crossProduct,
  EngineInputError,
  factorSymmetric,
  matrixFromColumns,
  type NotEstimable,
  normalQuantile,
  normalUpperTail,
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
import { expandCovariates } from './expand-covariates.ts';
import type { MatchingCovariate, MatchingRefusal, TreatedColumn } from './types.ts';
import { assertScore } from './weigh-by-propensity.ts';

export interface AugmentedOptions {
  readonly outcome: Float64Array;
  readonly treated: TreatedColumn;
  /** Probability of treatment, strictly between 0 and 1. */
  readonly score: Float64Array;
  /** Of the outcome models. */
  readonly covariates: readonly MatchingCovariate[];
  readonly estimand: 'ate' | 'att';
}

export interface AugmentedEffect {
  readonly kind: 'estimated';
  readonly estimand: 'ate' | 'att';
  /** In the unit of the outcome. */
  readonly effect: StudyTerm;
  readonly rows: number;
  /** Each row's part in the effect: τ plus its influence. */
  readonly influence: Float64Array;
}

/**
 * Estimates an effect by augmented inverse probability weighting.
 *
 * @param options outcome, treatment, score, covariates, whom the effect is about
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `no-covariates`, `duplicate-covariate`, `length-mismatch`, `not-finite`, `code-out-of-range`, `score-not-a-probability`
 * @example
 * const covariates = [{ name: 'rural', values: Float64Array.of(1, 1, 0, 0, 1, 1, 0, 0) }];
 * const score = new Float64Array(8).fill(0.5);
 * const outcome = Float64Array.of(3, 4, 3, 4, 1, 2, 1, 2);
 * estimateAugmentedWeighting({ outcome, treated: [1, 1, 1, 1, 0, 0, 0, 0], score, covariates, estimand: 'ate' }).effect.estimate; // 2
 */
export function estimateAugmentedWeighting(
  options: AugmentedOptions,
): AugmentedEffect | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const rows = treated.length;
  const { outcome, score, covariates, estimand } = options;
  assertColumn('outcome', outcome, rows);
  assertScore(score, rows);
  assertCovariates(covariates, rows);
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === rows) return notEstimable('no-controls');
  if (isConstant(outcome)) return notEstimable('no-variation');
  const { values: response, scale: size } = centreColumn(outcome);
  const columns = expandCovariates(covariates, 'all-but-first').map(({ values }) => values);
  const controlModel = predictFromGroup(response, treated, columns, 0);
  const share = treatedCount / rows;
  const treatedModel = estimand === 'ate' ? predictFromGroup(response, treated, columns, 1) : undefined;
  const parts = response.map((y, row) => {
    const e = score[row]!;
    const m0 = controlModel[row]!;
    if (!treatedModel) return (treated[row] === 1 ? y - m0 : (-e / (1 - e)) * (y - m0)) / share;
    const m1 = treatedModel[row]!;
    return m1 - m0 + (treated[row] === 1 ? (y - m1) / e : -(y - m0) / (1 - e));
  });
  const estimate = parts.reduce((sum, part) => sum + part, 0) / rows;
  const squares = parts.reduce((sum, part, row) => {
    const target = estimand === 'ate' ? estimate : (estimate * treated[row]!) / share;
    return sum + (part - target) ** 2;
  }, 0);
  const standardError = Math.sqrt(squares / (rows * (rows - 1))) * size;
  if (!Number.isFinite(estimate * size) || !Number.isFinite(standardError)) return notEstimable('not-finite');
  if (!(standardError > 0)) return notEstimable('no-variation');
  return {
    kind: 'estimated',
    estimand,
    effect: makeNormalTerm('treated', estimate * size, standardError),
    rows,
    influence: parts.map((part) => part * size),
  };
}

/**
 * A term with the normal p-value and 95 % interval.
 *
 * @param name what it is called
 * @param estimate in the unit of the outcome
 * @param standardError in the same unit, above 0
 * @throws {EngineInputError} `standard-error-not-positive`
 * @example
 * makeNormalTerm('treated', 0, 1).pValue; // 1
 */
export function makeNormalTerm(name: string, estimate: number, standardError: number): StudyTerm {
  if (!(standardError > 0))
    throw new EngineInputError({
      code: 'standard-error-not-positive',
      message: `The standard error of ${name} is ${standardError}. Give a number above 0.`,
      params: { name, standardError: String(standardError) },
    });
  const reach = normalQuantile(0.975) * standardError;
  return {
    name,
    estimate,
    standardError,
    degreesOfFreedom: 'normal',
    pValue: Math.min(1, 2 * normalUpperTail(Math.abs(estimate) / standardError)),
    confidenceInterval: [estimate - reach, estimate + reach],
  };
}

/** Fits the outcome in one group and predicts it for every row; collinear columns are left out. */
function predictFromGroup(
  response: Float64Array,
  treated: Uint8Array,
  columns: readonly Float64Array[],
  group: 0 | 1,
): Float64Array {
  const member = Float64Array.from(treated, (one) => (one === group ? 1 : 0));
  const count = member.reduce((sum, one) => sum + one, 0);
  const scaled = columns.flatMap((values) => {
    const { values: centred } = centreColumn(values);
    if (isConstant(centred)) return [];
    const mean = centred.reduce((sum, value, row) => sum + member[row]! * value, 0) / count;
    return [centred.map((value) => value - mean)];
  });
  const design = matrixFromColumns([new Float64Array(response.length).fill(1), ...scaled]);
  const width = design.columns;
  const right = new Float64Array(width);
  for (let row = 0; row < response.length; row++)
    for (let column = 0; column < width; column++)
      right[column]! += member[row]! * design.values[row * width + column]! * response[row]!;
  const slopes = factorSymmetric(crossProduct(design, member)).solve(right);
  return response.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < width; column++)
      sum += design.values[row * width + column]! * slopes[column]!;
    return sum;
  });
}
