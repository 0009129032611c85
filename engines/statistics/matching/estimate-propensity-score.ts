/**
 * The probability of treatment given covariates, by logistic regression.
 *
 *   e(x) = 1 / (1 + exp(−x′b)),  b maximises Σ w [D x′b − log(1 + exp(x′b))]
 *
 * Fitted by `fitLogit`. Collinear covariates are dropped and named. Where a combination of covariates tells some rows
 * apart perfectly, there is no maximum and the answer is a refusal.
 *
 * Shapes: treated n, covariates n. Assumes that rows are independent. Paper: Rosenbaum and Rubin 1983
 * (10.1093/biomet/70.1.41). Reproduces R's glm(family = binomial). Cost O(n k²) for each of about eight steps.
 */

import { EngineInputError, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import { fitLogit } from '../linear/index.ts';
import type { DroppedRows, StudyTerm } from '../types.ts';
import { assertColumn, assertCovariates, countTreated, readTreated } from './check-matching-data.ts';
import { expandCovariates } from './expand-covariates.ts';
import type { MatchingCovariate, MatchingRefusal, TreatedColumn } from './types.ts';

export interface PropensityOptions {
  readonly treated: TreatedColumn;
  readonly covariates: readonly MatchingCovariate[];
  /** Above 0; 1 for each row when left out. */
  readonly weights?: Float64Array;
  /**
   * When to stop: `glm` (when left out) at a relative change of the deviance below 1e-8, which is where the reference
   * stops; `full` when no linear predictor moves by 1e-10.
   */
  readonly convergence?: 'glm' | 'full';
}

/** The fitted score. */
export interface PropensityScore {
  readonly kind: 'estimated';
  /** Probability of treatment of each row. */
  readonly scores: Float64Array;
  /** x′b of each row: the log odds. */
  readonly linearPredictors: Float64Array;
  /** Coefficients in log odds per unit of the covariate, the constant first. */
  readonly terms: readonly StudyTerm[];
  readonly deviance: number;
  readonly iterations: number;
  readonly dropped: readonly DroppedRows[];
}

/**
 * Estimates each row's propensity score.
 *
 * @param options treatment, covariates, weights
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `no-covariates`, `duplicate-covariate`, `length-mismatch`, `not-finite`, `code-out-of-range`, `weight-not-positive`
 * @example
 * const covariates = [{ name: 'rural', values: Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0) }];
 * estimatePropensityScore({ treated: [1, 1, 1, 0, 1, 0, 0, 0], covariates }).scores[0]; // 0.75
 */
export function estimatePropensityScore(
  options: PropensityOptions,
): PropensityScore | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const rows = treated.length;
  assertCovariates(options.covariates, rows);
  const weights = options.weights ?? new Float64Array(rows).fill(1);
  assertColumn('weights', weights, rows);
  const light = weights.findIndex((weight) => !(weight > 0));
  if (light >= 0)
    throw new EngineInputError({
      code: 'weight-not-positive',
      message: `Row ${light} has weight ${weights[light]}. Drop the row or give a weight above 0.`,
      params: { row: light, weight: weights[light]! },
    });
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === rows) return notEstimable('no-controls');
  const columns = expandCovariates(options.covariates, 'all-but-first');
  const fit = fitLogit({
    outcome: Float64Array.from(treated),
    regressors: columns,
    ...(options.weights ? { weights } : {}),
    ...(options.convergence ? { convergence: options.convergence } : {}),
  });
  if (fit.kind === 'not-estimable') return notEstimable(REFUSALS[fit.reason] ?? 'not-converged');
  if (fit.names.length < 2) return notEstimable('constant-covariates');
  const left = new Set(fit.dropped.flatMap(({ names }) => names ?? []));
  const gone = columns.map(({ name }) => name).filter((name) => left.has(name));
  return {
    kind: 'estimated',
    scores: fit.probabilities,
    linearPredictors: fit.linearPredictors,
    terms: fit.terms.map((term, place) => (place === 0 ? { ...term, name: '(constant)' } : term)),
    deviance: fit.deviance,
    iterations: fit.steps,
    dropped: gone.length > 0 ? [{ reason: 'collinear-covariate', count: gone.length, names: gone }] : [],
  };
}

const REFUSALS: Readonly<Record<string, MatchingRefusal>> = {
  separation: 'perfect-separation',
  'scale-beyond-numbers': 'not-finite',
};
