/**
 * One two-group, two-period comparison of changes with covariates: the effect on the treated and how each unit
 * moves it.
 *
 * With change Δ, group D, covariates X (first column 1), weights w, control fit m(X) = Xb by weighted least
 * squares among D = 0 and propensity p(X) by weighted logit:
 *   regression   θ = E_w[Δ | D=1] − E_w[m(X) | D=1]
 *   weighting    θ = E_w[Δ | D=1] − Σ v Δ / Σ v,             v = w p/(1−p) for D = 0
 *   doubly robust θ = E_w[Δ−m(X) | D=1] − Σ v (Δ−m(X)) / Σ v
 * The influence function ψ (mean zero) carries the estimation of b and p; Var θ = Σ ψ² / n².
 * Controls whose p is 0.995 or more get weight zero and are counted.
 *
 * Shapes: changes n, group n, design n × k row-major, weights n. Assumes parallel trends given X, overlap, no
 * anticipation. Papers: Sant'Anna & Zhao 2020 (10.1016/j.jeconom.2020.06.003), Heckman, Ichimura & Todd 1997
 * (10.2307/2971733), Abadie 2005 (10.1111/0034-6527.00321). Reproduces R DRDID 1.0.4 (`reg_did_panel`,
 * `std_ipw_did_panel`, `drdid_panel`). Cost O(n k²) per logit step.
 */

import { createMatrix, factorSymmetric, multiplyVector } from '../../kernel/index.ts';
import { addRowCross, type ChangeComparison } from './change-comparison.ts';
import { fitPropensity } from './fit-propensity.ts';
import { refuseDifference } from './panel-notes.ts';
import type { DifferenceRefusal } from './types.ts';

export type ComparisonMethod = 'regression' | 'weighting' | 'doubly-robust';

export interface ComparedChanges {
  readonly kind: 'estimated';
  readonly effect: number;
  readonly influence: Float64Array;
  /** Controls left out because they look like treated units almost surely. */
  readonly trimmedControls: number;
}

const TRIM_LEVEL = 0.995;

/**
 * Compares the changes of a cohort with those of its controls.
 *
 * @param comparison units with their changes, in the unit of the outcome
 * @param method regression, weighting or doubly robust
 * @throws {EngineInputError} never; what cannot be computed is a refusal
 * @example
 * compareChanges(
 *   {
 *     changes: Float64Array.of(3, 5, 1, 1),
 *     group: Uint8Array.of(1, 1, 0, 0),
 *     design: Float64Array.of(1, 1, 1, 1),
 *     columns: 1,
 *     weights: Float64Array.of(1, 1, 1, 1),
 *   },
 *   'doubly-robust',
 * ).effect; // 3
 */
export function compareChanges(
  comparison: ChangeComparison,
  method: ComparisonMethod,
): ComparedChanges | DifferenceRefusal {
  const { changes, group, weights } = comparison;
  const rows = changes.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weight = weights.map((value) => (value * rows) / total);
  const needsFit = method !== 'weighting';
  const needsPropensity = method !== 'regression';

  const fit = needsFit ? fitControls(comparison, weight) : undefined;
  if (fit?.kind === 'not-estimable') return fit;
  const propensity = needsPropensity ? fitPropensity(comparison, weight) : undefined;
  if (propensity?.kind === 'not-estimable') return propensity;

  const left = fit === undefined ? changes : changes.map((change, row) => change - fit.fitted[row]!);
  const treatedWeight = new Float64Array(rows);
  const controlWeight = new Float64Array(rows);
  let trimmedControls = 0;
  for (let row = 0; row < rows; row++) {
    if (group[row] === 1) treatedWeight[row] = weight[row]!;
    else if (propensity === undefined) controlWeight[row] = weight[row]!;
    else {
      const p = propensity.probabilities[row]!;
      if (p < TRIM_LEVEL) controlWeight[row] = (weight[row]! * p) / (1 - p);
      else trimmedControls++;
    }
  }
  const treatedTotal = sumOf(treatedWeight);
  const controlTotal = sumOf(controlWeight);
  if (!(controlTotal > 0))
    return refuseDifference(
      'no-overlap',
      `All ${trimmedControls} controls look like treated units almost surely. Leave out the covariate that separates them.`,
      { controls: trimmedControls },
    );
  // Outcome regression alone compares the treated with their own prediction, so its second mean is zero.
  const treatedMean = dot(treatedWeight, left) / treatedTotal;
  const controlMean = propensity === undefined ? 0 : dot(controlWeight, left) / controlTotal;

  const influence = new Float64Array(rows);
  const slopes = new Float64Array(comparison.columns);
  for (let row = 0; row < rows; row++) {
    const fromTreated = (treatedWeight[row]! * (left[row]! - treatedMean)) / treatedTotal;
    const fromControls =
      propensity === undefined ? 0 : (controlWeight[row]! * (left[row]! - controlMean)) / controlTotal;
    influence[row] = rows * (fromTreated - fromControls);
    const pull =
      treatedWeight[row]! / treatedTotal -
      (propensity === undefined ? 0 : controlWeight[row]! / controlTotal);
    addDesign(slopes, comparison, row, pull);
  }
  if (fit !== undefined) {
    // How the control fit, itself estimated, moves both means.
    const direction = fit.solve(slopes);
    for (let row = 0; row < rows; row++)
      if (group[row] === 0)
        influence[row]! -= rows * weight[row]! * left[row]! * dotDesign(comparison, row, direction);
  }
  if (propensity !== undefined) {
    const moved = new Float64Array(comparison.columns);
    for (let row = 0; row < rows; row++)
      addDesign(moved, comparison, row, (controlWeight[row]! * (left[row]! - controlMean)) / controlTotal);
    const direction = propensity.solve(moved);
    for (let row = 0; row < rows; row++) {
      const score = weight[row]! * (group[row]! - propensity.probabilities[row]!);
      influence[row]! -= rows * score * dotDesign(comparison, row, direction);
    }
  }
  return { kind: 'estimated', effect: treatedMean - controlMean, influence, trimmedControls };
}

interface ControlFit {
  readonly kind: 'fitted';
  readonly fitted: Float64Array;
  readonly solve: (right: Float64Array) => Float64Array;
}

function fitControls(comparison: ChangeComparison, weight: Float64Array): ControlFit | DifferenceRefusal {
  const { changes, group, columns } = comparison;
  const cross = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  for (let row = 0; row < changes.length; row++) {
    if (group[row] === 1) continue;
    addRowCross(cross, comparison, row, weight[row]!);
    addDesign(right, comparison, row, weight[row]! * changes[row]!);
  }
  const factor = factorSymmetric(createMatrix(columns, columns, cross));
  if (factor.rank < columns)
    return refuseDifference(
      'covariates-collinear-among-controls',
      `Among the controls only ${factor.rank} of ${columns} columns are independent. Use fewer covariates.`,
      { rank: factor.rank, columns },
    );
  const coefficients = factor.solve(right);
  const design = createMatrix(changes.length, columns, comparison.design);
  return {
    kind: 'fitted',
    fitted: multiplyVector(design, coefficients),
    solve: (vector) => factor.solve(vector),
  };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!;
  return sum;
}

function addDesign(target: Float64Array, comparison: ChangeComparison, row: number, factor: number): void {
  const start = row * comparison.columns;
  for (let column = 0; column < comparison.columns; column++)
    target[column]! += factor * comparison.design[start + column]!;
}

function dotDesign(comparison: ChangeComparison, row: number, vector: Float64Array): number {
  const start = row * comparison.columns;
  let sum = 0;
  for (let column = 0; column < comparison.columns; column++)
    sum += comparison.design[start + column]! * vector[column]!;
  return sum;
}
