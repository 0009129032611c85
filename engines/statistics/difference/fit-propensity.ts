/**
 * The weighted logit of belonging to the treated cohort, by Newton's method (iteratively reweighted least squares).
 *
 * Maximises Σ w (D log p + (1−D) log(1−p)), p = 1/(1+exp(−Xb)). Starts, stops (relative change of
 * the deviance below 1e-8) and takes the information matrix of the last step as R does, so that errors agree with it.
 * Separation is recognised by linear predictors that run off while they order all cases correctly.
 *
 * Shapes: design n × k, group n, weights n. Assumes k columns of full rank. Paper: McCullagh & Nelder 1989
 * (10.1007/978-1-4899-3242-6). Reproduces R `glm(family = binomial)`. Cost O(n k²) per step.
 */

import { createMatrix, factorSymmetric } from '../../kernel/index.ts';
import { addRowCross, type ChangeComparison } from './change-comparison.ts';
import { refuseDifference } from './panel-notes.ts';
import type { DifferenceRefusal } from './types.ts';

export interface PropensityFit {
  readonly kind: 'fitted';
  readonly probabilities: Float64Array;
  /** Solves the information matrix Σ w p(1−p) xxᵀ. */
  readonly solve: (right: Float64Array) => Float64Array;
}

const MOST_STEPS = 60;
const DEVIANCE_TOLERANCE = 1e-8;
const RUN_OFF = 25;

/**
 * Fits the probability of being in the treated cohort.
 *
 * @param comparison design and group
 * @param weights positive
 * @throws {EngineInputError} never; separation and collinearity are refusals
 * @example
 * fitPropensity(
 *   { design: Float64Array.of(1, 1, 1, 1), columns: 1, group: Uint8Array.of(1, 0, 0, 0) },
 *   Float64Array.of(1, 1, 1, 1),
 * ).kind; // 'fitted'
 */
export function fitPropensity(
  comparison: Pick<ChangeComparison, 'design' | 'columns' | 'group'>,
  weights: Float64Array,
): PropensityFit | DifferenceRefusal {
  const { design, columns, group } = comparison;
  const rows = group.length;
  if (columns === 1 && design.every((value) => value === 1)) return fitShare(group, weights);
  const predictors = new Float64Array(rows);
  const probabilities = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = (weights[row]! * group[row]! + 0.5) / (weights[row]! + 1);
    predictors[row] = Math.log(start / (1 - start));
    probabilities[row] = toProbability(predictors[row]!);
  }
  let deviance = sumDeviance(predictors, group, weights);
  for (let step = 0; step < MOST_STEPS; step++) {
    const cross = new Float64Array(columns * columns);
    const right = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      const p = probabilities[row]!;
      const information = weights[row]! * p * (1 - p);
      addRowCross(cross, comparison, row, information);
      const working = information * predictors[row]! + weights[row]! * (group[row]! - p);
      for (let column = 0; column < columns; column++)
        right[column]! += working * design[row * columns + column]!;
    }
    const factor = factorSymmetric(createMatrix(columns, columns, cross));
    if (factor.rank < columns) return step === 0 ? refuseCollinear(factor.rank, columns) : refuseSeparation();
    const coefficients = factor.solve(right);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let column = 0; column < columns; column++)
        sum += design[row * columns + column]! * coefficients[column]!;
      predictors[row] = sum;
      probabilities[row] = toProbability(sum);
    }
    if (isSeparated(predictors, group)) return refuseSeparation();
    const before = deviance;
    deviance = sumDeviance(predictors, group, weights);
    if (Math.abs(deviance - before) < DEVIANCE_TOLERANCE * (Math.abs(deviance) + 0.1))
      return { kind: 'fitted', probabilities, solve: (vector) => factor.solve(vector) };
  }
  return refuseSeparation();
}

/** Without covariates the likelihood's greatest value is where every probability is the share of the treated. */
function fitShare(group: Uint8Array, weights: Float64Array): PropensityFit | DifferenceRefusal {
  let total = 0;
  let treated = 0;
  for (let row = 0; row < group.length; row++) {
    total += weights[row]!;
    if (group[row] === 1) treated += weights[row]!;
  }
  const share = treated / total;
  if (!(share > 0 && share < 1)) return refuseSeparation();
  const information = total * share * (1 - share);
  return {
    kind: 'fitted',
    probabilities: new Float64Array(group.length).fill(share),
    solve: (right) => right.map((value) => value / information),
  };
}

function toProbability(predictor: number): number {
  return 1 / (1 + Math.exp(-predictor));
}

function sumDeviance(predictors: Float64Array, group: Uint8Array, weights: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < predictors.length; row++) {
    const signed = group[row] === 1 ? predictors[row]! : -predictors[row]!;
    sum +=
      2 *
      weights[row]! *
      (signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed);
  }
  return sum;
}

/** Whether one whole group is predicted without doubt, in the right direction. */
function isSeparated(predictors: Float64Array, group: Uint8Array): boolean {
  let lowestTreated = Number.POSITIVE_INFINITY;
  let highestControl = Number.NEGATIVE_INFINITY;
  let furthest = 0;
  predictors.forEach((predictor, row) => {
    if (group[row] === 1) lowestTreated = Math.min(lowestTreated, predictor);
    else highestControl = Math.max(highestControl, predictor);
    furthest = Math.max(furthest, Math.abs(predictor));
  });
  return furthest > RUN_OFF && lowestTreated > highestControl;
}

function refuseSeparation(): DifferenceRefusal {
  return refuseDifference(
    'perfect-separation',
    'The covariates tell treated units and controls apart without doubt, so they cannot be weighted to be alike. Use fewer covariates or the regression method.',
    {},
  );
}

function refuseCollinear(rank: number, columns: number): DifferenceRefusal {
  return refuseDifference(
    'collinear-covariates',
    `Only ${rank} of ${columns} columns (the constant included) are independent. Leave out covariates that say the same.`,
    { rank, columns },
  );
}
