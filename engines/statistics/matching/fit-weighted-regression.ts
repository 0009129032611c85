/**
 * Weighted least squares with robust errors, for effects in samples of at most a few dozen covariates.
 *
 *   b = (X′WX)⁻¹ X′Wy,   V = c (X′WX)⁻¹ M (X′WX)⁻¹
 *   iid:      V = c (Σ w e²/n) (X′WX)⁻¹, c = n/(n − k)
 *   HC0, HC1: M = Σ w²e² xx′,  c = 1 or n/(n − k)       design: HC0 with c = n/(n − 1)
 *   cluster:  M = Σ_g s_g s_g′, s_g = Σ_{i∈g} w e x,  c = G/(G − 1) · (n − 1)/(n − k)
 *
 * Columns are scaled to unit length and, beside a constant, centred; the outcome is scaled to unit size. Columns that depend on earlier
 * ones are dropped and named. Shapes: outcome n, columns n × k. Papers: White 1980 (10.2307/1912934), Liang and Zeger
 * 1986 (10.1093/biomet/73.1.13). Reproduces lm with sandwich's vcovHC and vcovCL, and survey's svyglm (design).
 * Cost O(n k²).
 */

import {
  crossProduct,
  factorSymmetric,
  matrixFromColumns,
  studentTQuantile,
  studentTUpperTail,
} from '../../kernel/index.ts';
import type { SmallSample, StudyTerm } from '../types.ts';

/** Which spread the standard errors rest on. */
export type RegressionErrors =
  | { readonly kind: 'iid' | 'hc0' | 'hc1' | 'design' }
  | { readonly kind: 'cluster'; readonly codes: Int32Array; readonly count: number };

export interface RegressionColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** What came out. */
export interface WeightedRegression {
  readonly terms: readonly StudyTerm[];
  readonly droppedColumns: readonly string[];
  readonly smallSample: SmallSample;
  readonly fitted: Float64Array;
}

/**
 * Fits a constant and columns by weighted least squares; undefined when no degrees of freedom are left.
 *
 * @param outcome finite
 * @param columns beside the constant
 * @param weights above 0
 * @param errors which spread the standard errors rest on
 * @example
 * const columns = [{ name: 'treated', values: Float64Array.of(1, 1, 0, 0) }];
 * fitWeightedRegression(Float64Array.of(3, 5, 1, 2), columns, Float64Array.of(1, 1, 1, 1), { kind: 'hc1' }).terms[1].estimate; // 2.5
 */
export function fitWeightedRegression(
  outcome: Float64Array,
  columns: readonly RegressionColumn[],
  weights: Float64Array,
  errors: RegressionErrors,
): WeightedRegression | undefined {
  const rows = outcome.length;
  const size = outcome.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const response = outcome.map((value) => value / size);
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / totalWeight);
  const prepared = columns.map(({ name, values }) => ({ name, ...centre(values, shares) }));
  const kept = prepared.filter(({ length }) => length > 0);
  const design = matrixFromColumns([new Float64Array(rows).fill(1), ...kept.map(({ centred }) => centred)]);
  const factor = factorSymmetric(crossProduct(design, shares));
  const width = design.columns;
  const right = new Float64Array(width);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++)
      right[column]! += shares[row]! * design.values[row * width + column]! * response[row]!;
  const scaledSlopes = factor.solve(right);
  const residuals = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let fit = 0;
    for (let column = 0; column < width; column++)
      fit += design.values[row * width + column]! * scaledSlopes[column]!;
    residuals[row] = response[row]! - fit;
  }
  const parameters = factor.rank;
  const degreesOfFreedom = rows - parameters;
  if (degreesOfFreedom < 1) return undefined;
  const smallSample = chooseSmallSample(errors, rows, parameters);
  const scores = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++)
      scores[row * width + column] = shares[row]! * residuals[row]! * design.values[row * width + column]!;
  const summed = errors.kind === 'cluster' ? sumByCluster(scores, width, errors) : scores;
  const meanSquare = residuals.reduce((sum, residual, row) => sum + shares[row]! * residual * residual, 0);
  const inverse = factor.inverse().values;
  const terms: StudyTerm[] = [];
  const constant = new Float64Array(width);
  constant[0] = 1;
  const loadings: { name: string; loading: Float64Array }[] = [{ name: '(constant)', loading: constant }];
  kept.forEach(({ name, length, mean }, index) => {
    const loading = new Float64Array(width);
    loading[index + 1] = 1 / length;
    constant[index + 1] = -mean / length;
    if (!factor.dropped.includes(index + 1)) loadings.push({ name, loading });
  });
  for (const { name, loading } of loadings) {
    const direction = new Float64Array(width);
    let estimate = 0;
    for (let a = 0; a < width; a++) {
      estimate += loading[a]! * scaledSlopes[a]!;
      for (let b = 0; b < width; b++) direction[a]! += inverse[a * width + b]! * loading[b]!;
    }
    let squares = 0;
    if (errors.kind === 'iid')
      for (let a = 0; a < width; a++) squares += (meanSquare / rows) * loading[a]! * direction[a]!;
    else
      for (let row = 0; row < summed.length; row += width) {
        let influence = 0;
        for (let column = 0; column < width; column++)
          influence += summed[row + column]! * direction[column]!;
        squares += influence * influence;
      }
    const standardError = Math.sqrt(squares * smallSample.factor);
    terms.push(makeStudentTerm(name, estimate * size, standardError * size, degreesOfFreedom));
  }
  const names = new Set(terms.map(({ name }) => name));
  return {
    terms,
    droppedColumns: columns.map(({ name }) => name).filter((name) => !names.has(name)),
    smallSample,
    fitted: response.map((value, row) => (value - residuals[row]!) * size),
  };
}

/**
 * A term with Student's p-value and 95 % interval; a standard error of 0 gives p 0, or 1 for an estimate of 0.
 *
 * @param name what it is called
 * @param estimate in the unit of the outcome
 * @param standardError in the same unit
 * @param degreesOfFreedom of Student's distribution
 * @example
 * makeStudentTerm('effect', 0, 1, 10).pValue; // 1
 */
export function makeStudentTerm(
  name: string,
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
): StudyTerm {
  const statistic = Math.abs(estimate) / standardError;
  const pValue =
    standardError > 0 ? 2 * studentTUpperTail(statistic, degreesOfFreedom) : estimate === 0 ? 1 : 0;
  const reach = studentTQuantile(0.975, degreesOfFreedom) * standardError;
  return {
    name,
    estimate,
    standardError,
    degreesOfFreedom,
    pValue: Math.min(1, pValue),
    confidenceInterval: [estimate - reach, estimate + reach],
  };
}

/** Centred and scaled to unit weighted length; length 0 when only rounding varies. */
function centre(
  values: Float64Array,
  shares: Float64Array,
): { centred: Float64Array; mean: number; length: number } {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const mean = values.reduce((sum, value, row) => sum + shares[row]! * (value / size), 0);
  const centred = values.map((value) => value / size - mean);
  const squares = centred.reduce((sum, value, row) => sum + shares[row]! * value * value, 0);
  const length = squares > 1e-26 ? Math.sqrt(squares) : 0;
  return {
    centred: length > 0 ? centred.map((value) => value / length) : centred,
    mean: mean * size,
    length: length * size,
  };
}

function chooseSmallSample(errors: RegressionErrors, rows: number, parameters: number): SmallSample {
  switch (errors.kind) {
    case 'hc0':
      return { formula: '1', factor: 1, nested: 'none' };
    case 'iid':
    case 'hc1':
      return { formula: 'N/(N-K)', factor: rows / (rows - parameters), nested: 'full' };
    case 'design':
      return { formula: 'N/(N-1)', factor: rows / (rows - 1), nested: 'none' };
    case 'cluster':
      return {
        formula: 'G/(G-1) * (N-1)/(N-K)',
        factor: (errors.count / (errors.count - 1)) * ((rows - 1) / (rows - parameters)),
        nested: 'full',
      };
  }
}

function sumByCluster(
  scores: Float64Array,
  width: number,
  { codes, count }: { readonly codes: Int32Array; readonly count: number },
): Float64Array {
  const sums = new Float64Array(count * width);
  codes.forEach((code, row) => {
    for (let column = 0; column < width; column++)
      sums[code * width + column]! += scores[row * width + column]!;
  });
  return sums;
}
