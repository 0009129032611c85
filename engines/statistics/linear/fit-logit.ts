/**
 * Logistic regression by iteratively reweighted least squares, with separation found and named.
 *
 * P(y = 1) = 1 / (1 + exp(−Xβ)); maximises Σ w [y log p + (1 − y) log(1 − p)]. Newton steps, halved when the deviance
 * rises, until it settles. Separation: a direction along which the likelihood rises for ever shows as fitted
 * probabilities that leave 0 … 1 in the doubles' last digits while the coefficients run off; the rows held exactly and
 * the terms that run are named. Errors from the information at the maximum, or clustered scores G/(G−1).
 * Starts, stops and takes the information matrix (of the last step) as R does, so that errors agree to more digits than
 * the stopping rule itself is worth. McCullagh & Nelder (1989), https://doi.org/10.1007/978-1-4899-3242-6; Albert & Anderson (1984),
 * https://doi.org/10.1093/biomet/71.1.1. Reproduces R's glm(family = binomial). Shapes: columns n. Cost O(n k²) a step.
 */

import {
  createMatrix,
  crossProduct,
  type DenseMatrix,
  EngineInputError,
  factorSymmetric,
  multiply,
} from '../../kernel/index.ts';
import { assertLevel } from '../check-options.ts';
import type { DroppedRows, FactorColumn, StudyTerm } from '../types.ts';
import { checkColumns } from './check-linear-input.ts';
import { makeTerm } from './describe-terms.ts';
import { measureErrors } from './measure-errors.ts';
import { scaleColumn } from './scale-columns.ts';
import { LARGEST, refuseBeyondNumbers, refuseLinear } from './solve-design.ts';
import type { LinearRefusal, NamedColumn } from './types.ts';

export interface LogitInput {
  /** 0 or 1. */
  readonly outcome: Float64Array;
  readonly regressors: readonly NamedColumn[];
  readonly weights?: Float64Array;
  /** Taken in when left out. */
  readonly intercept?: boolean;
  /** Errors robust to dependence within clusters; from the information when left out. */
  readonly clusters?: FactorColumn;
  /** Of the intervals; 0.95 when left out. */
  readonly level?: number;
  /** When to stop: `glm` (when left out) where R does; `full` when no log odds moves by 1e-10. */
  readonly convergence?: 'glm' | 'full';
}

export interface LogitFit {
  readonly kind: 'estimated';
  readonly terms: readonly StudyTerm[];
  readonly names: readonly string[];
  readonly estimates: Float64Array;
  /** Fitted P(y = 1), a number for each row. */
  readonly probabilities: Float64Array;
  /** Xβ, a number for each row. */
  readonly linearPredictors: Float64Array;
  /** −2 log likelihood. */
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly steps: number;
  readonly dropped: readonly DroppedRows[];
}

const MOST_STEPS = 100;
/** Mean weights between are left as they are. */
const ORDINARY_LOW = 1e-3;
const ORDINARY_HIGH = 1e3;
/** Largest move of a log odds in a step: at rest, and while a maximum runs off. */
const RESTED = 1e-10;
const RUNNING = 0.1;
/** Log odds beyond it are probabilities of 0 and 1 for all purposes. */
const CERTAIN = 30;
/** Relative change of the deviance at which R stops. */
const SETTLED = 1e-8;
/** A fitted probability this close to 0 or 1 is held exactly for all the data can say. */
const HELD = 1e-8;
/** A coefficient that moves a row's log odds by more, with a variance of a unit column beyond that, is not held by the data. */
const STEEP = 5;
const LOOSE = 1e4;
/** A clustered error below this share of the plain one is rounding of sums that cancel. */
const VANISHED = 1e-10;

/**
 * Fits a logit.
 *
 * @param input outcome of zeros and ones, regressors, optional weights and clusters
 * @throws {EngineInputError} `outcome-not-binary`, `one-cluster`, `level-out-of-range`, `no-rows`, `length-mismatch`, `not-finite`, `weight-not-positive`
 * @example
 * const chosen = Float64Array.of(0, 1, 0, 1, 0, 1, 1, 1);
 * fitLogit({ outcome: chosen, regressors: [{ name: 'shared', values: Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1) }] }).estimates; // [0, 1.0986122886681098]
 */
export function fitLogit(input: LogitInput): LogitFit | LinearRefusal {
  const { outcome } = input;
  const rows = outcome.length;
  checkColumns(
    rows,
    [{ name: 'outcome', values: outcome }, ...input.regressors],
    input.clusters ? { clusters: input.clusters } : {},
    input.weights,
  );
  assertLevel(input.level ?? 0.95);
  const odd = outcome.findIndex((value) => value !== 0 && value !== 1);
  if (odd >= 0)
    throw new EngineInputError({
      code: 'outcome-not-binary',
      message: `The outcome is ${outcome[odd]} in row ${odd + 1}. A logit takes 0 and 1: recode the column.`,
      params: { row: odd + 1, value: outcome[odd]! },
    });
  const { weights, unit } = readWeights(input.weights, rows);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ones = outcome.reduce((sum, value, row) => sum + value * weights[row]!, 0);
  if (ones === 0 || ones === total)
    return refuseLinear(
      'constant-outcome',
      `The outcome is ${ones === 0 ? 0 : 1} in every row. Check the column.`,
      {
        value: ones === 0 ? 0 : 1,
      },
    );
  const design = standardise(input.regressors, weights, input.intercept ?? true);
  if (design.names.length === 0)
    return refuseLinear('no-regressor-left', 'No regressor varies. Choose others.', {});
  const path = climb(design.columns, outcome, weights, input.convergence ?? 'glm');
  const run = findSeparation(design, path);
  if (run.length > 0 || !path.settled)
    return refuseLinear(
      run.length > 0 ? 'separation' : 'not-converged',
      run.length > 0
        ? `${run.join(', ')} separates the outcome: ${path.held} of ${rows} rows are predicted exactly and no finite coefficient exists. Drop the regressor or merge its levels.`
        : 'The logit did not settle. Scale or drop regressors.',
      { terms: run.join(', '), rows: path.held },
    );
  const size = design.names.length;
  const estimates = Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += design.transform.values[i * size + j]! * path.coefficients[j]!;
    return sum;
  });
  const inner = input.clusters
    ? clusterInner(design.columns, outcome, path.probabilities, weights, input.clusters)
    : path.bread;
  const errors = measureErrors(inner, design.transform).map((error) =>
    input.clusters ? error : error / Math.sqrt(unit),
  );
  const plain = measureErrors(path.bread, design.transform);
  const gone = design.names.filter((_, term) => input.clusters && !(errors[term]! > VANISHED * plain[term]!));
  if (gone.length > 0)
    return refuseLinear(
      'error-vanishes',
      `The error of ${gone.join(', ')} cannot be seen: residuals cancel in each cluster. Add clusters on both sides, or cluster by something smaller.`,
      { terms: gone.join(', ') },
    );
  if (
    !estimates.every((estimate) => Math.abs(estimate) < LARGEST) ||
    !errors.every((error) => error > 0 && error < LARGEST)
  )
    return refuseBeyondNumbers();
  const share = ones / total;
  return {
    kind: 'estimated',
    terms: design.names.map((name, term) =>
      makeTerm(name, estimates[term]!, errors[term]!, 'normal', input.level ?? 0.95),
    ),
    names: design.names,
    estimates,
    probabilities: path.probabilities,
    linearPredictors: path.predictors,
    deviance: path.deviance * unit,
    nullDeviance: -2 * unit * (ones * Math.log(share) + (total - ones) * Math.log1p(-share)),
    steps: path.steps,
    dropped:
      design.collinear.length > 0
        ? [{ reason: 'collinear', count: design.collinear.length, names: design.collinear }]
        : [],
  };
}

/** Weights count around one: the rule for stopping knows their unit. Ordinary ones keep their digits, as in R. */
function readWeights(given: Float64Array | undefined, rows: number): { weights: Float64Array; unit: number } {
  if (!given) return { weights: new Float64Array(rows).fill(1), unit: 1 };
  const { values, scale } = scaleColumn(given, 0);
  const mean = values.reduce((sum, weight) => sum + weight, 0) / rows;
  if (scale === 1 && mean > ORDINARY_LOW && mean < ORDINARY_HIGH) return { weights: given, unit: 1 };
  return { weights: values.map((weight) => weight / mean), unit: scale * mean };
}

interface Standardised {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly transform: DenseMatrix;
  readonly collinear: readonly string[];
}

/** Columns of mean 0 (with an intercept) and unit spread; collinear ones named. */
function standardise(
  regressors: readonly NamedColumn[],
  weights: Float64Array,
  hasIntercept: boolean,
): Standardised {
  const rows = weights.length;
  const names = hasIntercept ? ['(Intercept)'] : [];
  const columns = hasIntercept ? [new Float64Array(rows).fill(1)] : [];
  const centres = hasIntercept ? [0] : [];
  const units = hasIntercept ? [1] : [];
  const collinear: string[] = [];
  for (const { name, values } of regressors) {
    const scaled = scaleColumn(values, hasIntercept ? 'mean' : 0, weights);
    const spread = Math.sqrt(scaled.values.reduce((sum, value) => sum + value * value, 0) / rows);
    const size = scaled.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const floor = 1e-14 * Math.abs(scaled.centre / scaled.scale);
    if (size <= floor || spread === 0) {
      collinear.push(name);
      continue;
    }
    names.push(name);
    columns.push(scaled.values.map((value) => value / spread));
    centres.push(scaled.centre);
    units.push(spread * scaled.scale);
  }
  const { kept, dropped } = factorSymmetric(weighCross(columns, weights));
  collinear.push(...dropped.map((place) => names[place]!));
  const size = kept.length;
  const transform = createMatrix(size, size);
  kept.forEach((place, at) => {
    transform.values[at * size + at] = 1 / units[place]!;
    if (hasIntercept && place > 0) transform.values[at] = -centres[place]! / units[place]!;
  });
  return {
    names: kept.map((place) => names[place]!),
    columns: kept.map((place) => columns[place]!),
    transform,
    collinear,
  };
}

function weighCross(columns: readonly Float64Array[], weights: Float64Array): DenseMatrix {
  const size = columns.length;
  const matrix = createMatrix(size, size);
  for (let i = 0; i < size; i++) {
    const weighted = columns[i]!.map((value, row) => value * weights[row]!);
    for (let j = 0; j <= i; j++) {
      const column = columns[j]!;
      let sum = 0;
      for (let row = 0; row < weighted.length; row++) sum += weighted[row]! * column[row]!;
      matrix.values[i * size + j] = sum;
      matrix.values[j * size + i] = sum;
    }
  }
  return matrix;
}

interface Climb {
  readonly coefficients: Float64Array;
  readonly probabilities: Float64Array;
  readonly predictors: Float64Array;
  readonly bread: DenseMatrix;
  readonly deviance: number;
  readonly steps: number;
  readonly settled: boolean;
  readonly held: number;
}

/** −2 log likelihood of a row, without overflow: 2 log(1 + exp(∓η)). */
function devianceOf(predictor: number, outcome: number): number {
  const against = outcome === 1 ? -predictor : predictor;
  return 2 * (against > 0 ? against + Math.log1p(Math.exp(-against)) : Math.log1p(Math.exp(against)));
}

function predict(columns: readonly Float64Array[], coefficients: Float64Array): Float64Array {
  const predictors = new Float64Array(columns[0]!.length);
  columns.forEach((column, j) => {
    for (let row = 0; row < predictors.length; row++) predictors[row]! += column[row]! * coefficients[j]!;
  });
  return predictors;
}

function climb(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  weights: Float64Array,
  convergence: 'glm' | 'full',
): Climb {
  const measure = (predictors: Float64Array): number =>
    predictors.reduce((sum, value, row) => sum + weights[row]! * devianceOf(value, outcome[row]!), 0);
  let coefficients: Float64Array = new Float64Array(columns.length);
  // Away from 0 and 1, as R starts, so that the path and its last information matrix are the same.
  let predictors: Float64Array = outcome.map((value, row) => {
    const start = (weights[row]! * value + 0.5) / (weights[row]! + 1);
    return Math.log(start / (1 - start));
  });
  let deviance = measure(predictors);
  let bread = createMatrix(0, 0);
  const describe = (steps: number, settled: boolean): Climb => {
    const probabilities = predictors.map(toProbability);
    const held = probabilities.filter((value) => value < HELD || value > 1 - HELD).length;
    return { coefficients, probabilities, predictors, bread, deviance, steps, settled, held };
  };
  let rested: Climb | undefined;
  for (let steps = 1; steps <= MOST_STEPS; steps++) {
    const probabilities = predictors.map(toProbability);
    const information = informationOf(probabilities, weights);
    const factor = factorSymmetric(weighCross(columns, information), 1e-14);
    bread = factor.inverse();
    // Working response: the first predictors need not lie in the columns' space.
    const offset = steps === 1 ? predictors : undefined;
    const gradient = Float64Array.from(columns, (column) => {
      let sum = 0;
      for (let row = 0; row < column.length; row++) {
        const left = weights[row]! * (outcome[row]! - probabilities[row]!);
        sum += column[row]! * (left + (offset ? information[row]! * offset[row]! : 0));
      }
      return sum;
    });
    const step = factor.solve(gradient);
    const before = deviance;
    const last = predictors;
    for (let halving = 0, length = 1; halving < 30; halving++, length /= 2) {
      const next = coefficients.map((value, j) => value + length * step[j]!);
      const nextPredictors = predict(columns, next);
      const nextDeviance = measure(nextPredictors);
      if (steps > 1 && !(nextDeviance <= deviance * (1 + 1e-12))) continue;
      coefficients = next;
      predictors = nextPredictors;
      deviance = nextDeviance;
      break;
    }
    let move = 0;
    let furthest = 0;
    for (let row = 0; row < predictors.length; row++) {
      move = Math.max(move, Math.abs(predictors[row]! - last[row]!));
      furthest = Math.max(furthest, Math.abs(predictors[row]!));
    }
    const settled =
      convergence === 'full'
        ? move < RESTED
        : Math.abs(deviance - before) / (Math.abs(deviance) + 0.1) < SETTLED;
    if (settled) rested ??= describe(steps, true);
    // Log odds that still run when the deviance rests are how separation looks: only going on tells.
    if (rested && move < RUNNING) return rested;
    if (rested && furthest > CERTAIN) return describe(steps, false);
  }
  return describe(MOST_STEPS, false);
}

function toProbability(predictor: number): number {
  if (predictor >= 0) return 1 / (1 + Math.exp(-predictor));
  const odds = Math.exp(predictor);
  return odds / (1 + odds);
}

function informationOf(probabilities: Float64Array, weights: Float64Array): Float64Array {
  return probabilities.map((value, row) => weights[row]! * value * (1 - value));
}

/** Slopes that ran off, or that the information no longer holds, while rows are predicted exactly. */
function findSeparation({ names, columns }: Standardised, { coefficients, bread, held }: Climb): string[] {
  if (held === 0) return [];
  return names.filter((_, term) => {
    const variance = bread.values[term * bread.columns + term]!;
    const isLoose = variance === 0 || variance > LOOSE;
    const farthest = columns[term]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return isLoose && (Math.abs(coefficients[term]!) * farthest > STEEP || variance === 0);
  });
}

function clusterInner(
  columns: readonly Float64Array[],
  outcome: Float64Array,
  probabilities: Float64Array,
  weights: Float64Array,
  clusters: FactorColumn,
): DenseMatrix {
  const size = columns.length;
  const scores = createMatrix(clusters.levels, size);
  const seen = new Set<number>();
  clusters.codes.forEach((cluster, row) => {
    seen.add(cluster);
    const left = weights[row]! * (outcome[row]! - probabilities[row]!);
    for (let j = 0; j < size; j++) scores.values[cluster * size + j]! += left * columns[j]![row]!;
  });
  if (seen.size < 2)
    throw new EngineInputError({
      code: 'one-cluster',
      message: 'There is one cluster. Clustered errors need at least two: choose another column.',
      params: { levels: seen.size },
    });
  const factor = seen.size / (seen.size - 1);
  const bread = factorSymmetric(weighCross(columns, informationOf(probabilities, weights)), 1e-14).inverse();
  const { values } = multiply(multiply(bread, crossProduct(scores)), bread);
  return createMatrix(
    size,
    size,
    values.map((value) => value * factor),
  );
}
