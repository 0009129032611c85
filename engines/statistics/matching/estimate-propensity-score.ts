/**
 * The probability of treatment given covariates, by logistic regression.
 *
 *   e(x) = 1 / (1 + exp(−x′b)),  b maximises Σ w [D x′b − log(1 + exp(x′b))]
 *
 * Iteratively reweighted least squares with halved steps on columns centred and scaled to unit length. Collinear
 * covariates are dropped and named. Where a combination of covariates tells some rows apart perfectly, there is no
 * maximum and the answer is a refusal.
 *
 * Shapes: treated n, covariates n. Assumes that rows are independent. Paper: Rosenbaum and Rubin 1983
 * (10.1093/biomet/70.1.41). Reproduces R's glm(family = binomial). Cost O(n k²) for each of about eight steps.
 */

import {
  crossProduct,
  type DenseMatrix,
  EngineInputError,
  factorSymmetric,
  matrixFromColumns,
  type NotEstimable,
  normalQuantile,
  normalUpperTail,
  notEstimable,
} from '../../kernel/index.ts';
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

const MOST_ITERATIONS = 100;
const STEP_TOLERANCE = 1e-10;
const DEVIANCE_TOLERANCE = 1e-8;
/** In log odds for one step. */
const RUNNING = 0.1;
/** Linear predictors beyond it are probabilities of 0 and 1 for all purposes. */
const CERTAIN = 30;

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
  const columns = expandCovariates(options.covariates, 'all-but-first').map(({ name, values }) => ({
    name,
    ...centre(values),
  }));
  const varying = columns.filter(({ length }) => length > 0);
  const constant = new Float64Array(rows).fill(1);
  const first = factorSymmetric(
    crossProduct(matrixFromColumns([constant, ...varying.map(({ centred }) => centred)]), weights),
  );
  const kept = varying.filter((_, index) => !first.dropped.includes(index + 1));
  if (kept.length === 0) return notEstimable('constant-covariates');
  const keptNames = new Set(kept.map(({ name }) => name));
  const gone = columns.map(({ name }) => name).filter((name) => !keptNames.has(name));
  const design = matrixFromColumns([constant, ...kept.map(({ centred }) => centred)]);
  const fit = maximise(design, treated, weights, options.convergence ?? 'glm');
  if ('kind' in fit) return fit;
  return {
    kind: 'estimated',
    scores: fit.predictors.map((predictor) => 1 / (1 + Math.exp(-predictor))),
    linearPredictors: fit.predictors,
    terms: describeTerms(kept, fit),
    deviance: -2 * fit.likelihood,
    iterations: fit.iterations,
    dropped: gone.length > 0 ? [{ reason: 'collinear-covariate', count: gone.length, names: gone }] : [],
  };
}

interface LogitFit {
  readonly coefficients: Float64Array;
  readonly covariance: DenseMatrix;
  readonly predictors: Float64Array;
  readonly likelihood: number;
  readonly iterations: number;
}

/**
 * One step at a time from the response itself, as R's glm begins; with `glm` it ends by glm's rule, and the covariance
 * is that of the weights of the last step.
 */
function maximise(
  design: DenseMatrix,
  treated: Uint8Array,
  weights: Float64Array,
  convergence: 'glm' | 'full',
): LogitFit | NotEstimable<MatchingRefusal> {
  const { rows, columns, values } = design;
  let predictors: Float64Array = Float64Array.from(treated, (one, row) => {
    const start = (weights[row]! * one + 0.5) / (weights[row]! + 1);
    return Math.log(start / (1 - start));
  });
  let coefficients: Float64Array | undefined;
  let likelihood = measureLikelihood(predictors, treated, weights);
  let stopped: LogitFit | undefined;
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    const information = new Float64Array(rows);
    const right = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      const e = 1 / (1 + Math.exp(-predictors[row]!));
      information[row] = weights[row]! * e * (1 - e);
      const working = information[row]! * predictors[row]! + weights[row]! * (treated[row]! - e);
      for (let column = 0; column < columns; column++)
        right[column]! += working * values[row * columns + column]!;
    }
    const factor = factorSymmetric(crossProduct(design, information));
    if (factor.rank < columns) return notEstimable('perfect-separation');
    const target = factor.solve(right);
    let next: Float64Array = target;
    let nextPredictors = predict(design, next);
    let nextLikelihood = measureLikelihood(nextPredictors, treated, weights);
    for (
      let share = 0.5;
      coefficients && nextLikelihood < likelihood - 1e-9 * Math.abs(likelihood);
      share /= 2
    ) {
      if (share < 1e-9) return notEstimable('not-converged');
      next = coefficients.map((value, column) => value + share * (target[column]! - value));
      nextPredictors = predict(design, next);
      nextLikelihood = measureLikelihood(nextPredictors, treated, weights);
    }
    const largestMove = nextPredictors.reduce(
      (most, value, row) => Math.max(most, Math.abs(value - predictors[row]!)),
      0,
    );
    const change = 2 * Math.abs(nextLikelihood - likelihood);
    const settled =
      convergence === 'glm'
        ? iteration > 1 && change / (2 * Math.abs(nextLikelihood) + 0.1) < DEVIANCE_TOLERANCE
        : largestMove < STEP_TOLERANCE;
    coefficients = next;
    predictors = nextPredictors;
    likelihood = nextLikelihood;
    if (isSeparated(predictors, treated)) return notEstimable('perfect-separation');
    if (settled)
      stopped ??= {
        coefficients,
        covariance: factor.inverse(),
        predictors,
        likelihood,
        iterations: iteration,
      };
    // Predictors that still run when the deviance rests are how separation looks: only going on tells.
    if (stopped && largestMove < RUNNING) return stopped;
  }
  return notEstimable('not-converged');
}

/** All rows of a side, or some rows of both, are predicted without doubt and without error. */
function isSeparated(predictors: Float64Array, treated: Uint8Array): boolean {
  let certain = 0;
  for (let row = 0; row < predictors.length; row++) {
    if (Math.abs(predictors[row]!) <= CERTAIN) continue;
    if (predictors[row]! > 0 !== (treated[row] === 1)) return false;
    certain++;
  }
  return certain > 0;
}

function predict(design: DenseMatrix, coefficients: Float64Array): Float64Array {
  const { rows, columns, values } = design;
  const predictors = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < columns; column++)
      sum += values[row * columns + column]! * coefficients[column]!;
    predictors[row] = sum;
  }
  return predictors;
}

function measureLikelihood(predictors: Float64Array, treated: Uint8Array, weights: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < predictors.length; row++) {
    const signed = treated[row] === 1 ? predictors[row]! : -predictors[row]!;
    sum -=
      weights[row]! * (signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed);
  }
  return sum;
}

interface CentredColumn {
  readonly name: string;
  readonly centred: Float64Array;
  readonly mean: number;
  readonly length: number;
}

/** Centred and divided by its standard deviation; length 0 when only rounding varies. */
function centre(values: Float64Array): Omit<CentredColumn, 'name'> {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const mean = values.reduce((sum, value) => sum + value / size, 0) / values.length;
  const centred = values.map((value) => value / size - mean);
  const squares = centred.reduce((sum, value) => sum + value * value, 0) / values.length;
  const length = squares > 1e-26 ? Math.sqrt(squares) : 0;
  return {
    centred: length > 0 ? centred.map((value) => value / length) : centred,
    mean: mean * size,
    length: length * size,
  };
}

/** Coefficients in the covariates' own units. */
function describeTerms(
  columns: readonly CentredColumn[],
  { coefficients, covariance }: LogitFit,
): StudyTerm[] {
  const width = coefficients.length;
  const constant = Float64Array.from({ length: width }, (_, place) =>
    place === 0 ? 1 : -columns[place - 1]!.mean / columns[place - 1]!.length,
  );
  const loadings = columns.map(({ name, length }, index) => {
    const loading = new Float64Array(width);
    loading[index + 1] = 1 / length;
    return { name, loading };
  });
  const reach = normalQuantile(0.975);
  return [{ name: '(constant)', loading: constant }, ...loadings].map(({ name, loading }) => {
    let estimate = 0;
    let variance = 0;
    for (let a = 0; a < width; a++) {
      estimate += loading[a]! * coefficients[a]!;
      for (let b = 0; b < width; b++)
        variance += loading[a]! * loading[b]! * covariance.values[a * width + b]!;
    }
    const standardError = Math.sqrt(variance);
    return {
      name,
      estimate,
      standardError,
      degreesOfFreedom: 'normal',
      pValue: 2 * normalUpperTail(Math.abs(estimate) / standardError),
      confidenceInterval: [estimate - reach * standardError, estimate + reach * standardError],
    };
  });
}
