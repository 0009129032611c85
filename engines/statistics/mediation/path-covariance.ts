/**
 * The joint covariance of all paths: independent rows, robust to unequal variances, or clustered.
 *
 * Robust and clustered: every path is a sum over units of (X'X)⁻¹ X_u'e_u, so the sum of products of these over units
 * is the covariance across equations too. Independent rows: σ²(X'X)⁻¹ per equation, the mediators' equations joined by
 * their residuals' covariance; the outcome's residual is free of the mediators, so its block stands apart (Sobel).
 * Means of mediators count as estimates without absorbed effects and as given with them; the treatment's mean is given.
 * Papers: Sobel (1982), doi:10.2307/270723; Liang and Zeger (1986), doi:10.1093/biomet/73.1.13.
 * Reproduces Sobel's error from R's lm to 1e-8. Cost O(units K²).
 */

import { createMatrix, factorSymmetric } from '../../kernel/index.ts';
import type { SmallSample } from '../types.ts';
import type { MediationColumns } from './mediation-columns.ts';
import { type PathLayout, pathCount } from './path-equations.ts';
import { type ResamplingMoments, unfold } from './resampling-moments.ts';
import type { MediationOptions } from './types.ts';

export interface PathCovariance {
  /** Row-major, paths as in `PathLayout`. */
  readonly matrix: Float64Array;
  readonly mediator: SmallSample;
  readonly outcome: SmallSample;
  /** Residual variances are above rounding. */
  readonly regular: boolean;
}

/** Residual variance, of columns of variance one, that is rounding. */
const ROUNDING = 1e-13;

/** The coefficients of one equation and how each answers to scores. */
interface Equation {
  readonly columns: readonly number[];
  readonly target: number;
  readonly coefficients: Float64Array;
  /** (X'X)⁻¹, row-major. */
  readonly inverse: Float64Array;
  readonly residualSquares: number;
}

function solveEquation(
  total: Float64Array,
  size: number,
  columns: readonly number[],
  target: number,
): Equation {
  const count = columns.length;
  const cross = new Float64Array(count * count);
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      cross[row * count + column] = total[columns[row]! * size + columns[column]!]!;
  const factor = factorSymmetric(createMatrix(count, count, cross));
  const right = Float64Array.from(columns, (column) => total[column * size + target]!);
  const coefficients = factor.solve(right);
  let residualSquares = total[target * size + target]!;
  for (let row = 0; row < count; row++) residualSquares -= coefficients[row]! * right[row]!;
  return { columns, target, coefficients, inverse: factor.inverse().values, residualSquares };
}

/** Estimates the covariance; `errors` as resolved by the caller. */
export function estimatePathCovariance(
  moments: ResamplingMoments,
  sums: Float64Array,
  columns: MediationColumns,
  layout: PathLayout,
  errors: 'iid' | 'robust' | 'cluster',
  smallSample: NonNullable<MediationOptions['smallSample']>,
): PathCovariance {
  const { size, base, mediators, products } = layout;
  const total = unfold(sums, 0, size, new Float64Array(size * size));
  const chosen = mediators.length;
  const outcomeEquation = solveEquation(total, size, [...base, ...mediators, ...products], size - 1);
  const equations = mediators.map((target) => solveEquation(total, size, base, target));
  const correct = (explicit: number): SmallSample =>
    describeCorrection(columns, moments.units, explicit, errors, smallSample);
  const mediator = correct(base.length);
  const outcome = correct(outcomeEquation.columns.length);
  const regular = [outcomeEquation, ...equations].every(
    ({ residualSquares }) => residualSquares > ROUNDING * columns.rows,
  );
  const count = pathCount(chosen);
  const treatment = base.length - 1;
  const hasMeans = columns.absorbed === 0;
  // Row of the outcome's inverse for b, g and c' in the vector of paths.
  const places: [path: number, row: number][] = [
    ...mediators.map((_, at): [number, number] => [2 * chosen + at, base.length + at]),
    ...products.map((_, at): [number, number] => [3 * chosen + at, base.length + chosen + at]),
    [4 * chosen, treatment],
  ];
  const matrix = new Float64Array(count * count);
  if (errors === 'iid') {
    for (let left = 0; left < chosen; left++)
      for (let right = 0; right < chosen; right++) {
        const shared =
          (residualProduct(total, size, equations[left]!, equations[right]!) / columns.rows) *
          mediator.factor;
        matrix[left * count + right] =
          shared * equations[left]!.inverse[treatment * base.length + treatment]!;
        if (hasMeans) matrix[(chosen + left) * count + chosen + right] = shared / columns.rows;
      }
    const variance = (outcomeEquation.residualSquares / columns.rows) * outcome.factor;
    const width = outcomeEquation.columns.length;
    for (const [left, row] of places)
      for (const [right, column] of places)
        matrix[left * count + right] = variance * outcomeEquation.inverse[row * width + column]!;
    return { matrix, mediator, outcome, regular };
  }
  const unit = new Float64Array(size * size);
  const influence = new Float64Array(count);
  for (let at = 0; at < moments.units; at++) {
    unfold(moments.sums, at * moments.stride, size, unit);
    influence.fill(0);
    equations.forEach((equation, mediatorAt) => {
      const scores = scoresOf(equation, unit, size);
      influence[mediatorAt] = dotRow(equation.inverse, treatment, scores) * Math.sqrt(mediator.factor);
      if (hasMeans) influence[chosen + mediatorAt] = (scores[0]! / columns.rows) * Math.sqrt(mediator.factor);
    });
    const scores = scoresOf(outcomeEquation, unit, size);
    for (const [path, row] of places)
      influence[path] = dotRow(outcomeEquation.inverse, row, scores) * Math.sqrt(outcome.factor);
    for (let left = 0; left < count; left++)
      for (let right = 0; right < count; right++)
        matrix[left * count + right]! += influence[left]! * influence[right]!;
  }
  return { matrix, mediator, outcome, regular };
}

/** X_u'e_u of one unit. */
function scoresOf(
  { columns, target, coefficients }: Equation,
  unit: Float64Array,
  size: number,
): Float64Array {
  return Float64Array.from(columns, (row) => {
    let sum = unit[row * size + target]!;
    for (let at = 0; at < columns.length; at++) sum -= unit[row * size + columns[at]!]! * coefficients[at]!;
    return sum;
  });
}

function dotRow(matrix: Float64Array, row: number, vector: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += matrix[row * vector.length + at]! * vector[at]!;
  return sum;
}

/** Sum of products of two mediators' residuals: least squares on the same columns needs one side only. */
function residualProduct(total: Float64Array, size: number, left: Equation, right: Equation): number {
  let sum = total[left.target * size + right.target]!;
  for (let at = 0; at < left.columns.length; at++)
    sum -= left.coefficients[at]! * total[left.columns[at]! * size + right.target]!;
  return sum;
}

function describeCorrection(
  columns: MediationColumns,
  units: number,
  explicit: number,
  errors: 'iid' | 'robust' | 'cluster',
  nested: 'nested' | 'full' | 'none',
): SmallSample {
  if (nested === 'none') return { formula: '1', factor: 1, nested };
  const { rows, absorbed } = columns;
  // Absorbed effects are nested in the clusters; one of them stands for the intercept.
  const counted = absorbed === 0 ? 0 : nested === 'nested' && errors === 'cluster' ? 1 : absorbed;
  const free = rows - explicit - counted;
  return errors === 'cluster'
    ? { formula: 'G/(G-1) * (N-1)/(N-K)', factor: (units / (units - 1)) * ((rows - 1) / free), nested }
    : { formula: 'N/(N-K)', factor: rows / free, nested };
}
