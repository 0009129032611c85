/**
 * The whole hat matrix of a model with absorbed effects, written as few columns: H = H_absorbed + Z P Z'.
 *
 * One set of effects stays absorbed (they need no columns); the levels of the others become dummies, taken out of the
 * absorbed ones. Columns are orthogonal in blocks: regressors, dummies. Rows are scaled by the root of their weight,
 * so H is symmetric; a cell of n equal rows is a row of weight n, which is exact for what is asked of it here.
 * Cost O(n d²) with d dummies; refused above a stated size.
 */

import { createMatrix, type DenseMatrix, factorSymmetric, matrixFromColumns } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { createAbsorber } from './absorb-fixed-effects.ts';
import { refuseLinear } from './solve-design.ts';
import type { LinearFit, LinearRefusal } from './types.ts';

export interface LeverageBasis {
  readonly kind: 'estimated';
  /** n × q, rows scaled by the root of their weight. */
  readonly columns: DenseMatrix;
  /** q × q. */
  readonly inverse: DenseMatrix;
}

const MOST_DUMMIES = 1500;
const MOST_ENTRIES = 60_000_000;

/**
 * Builds the basis.
 *
 * @param fit the model
 * @param absorbed effects that stay absorbed
 * @param expanded effects that become dummies
 * @example
 * createLeverageBasis.length; // 3
 */
export function createLeverageBasis(
  fit: LinearFit,
  absorbed: readonly FactorColumn[],
  expanded: readonly FactorColumn[],
): LeverageBasis | LinearRefusal {
  const { design, weights } = fit;
  const count = fit.residuals.length;
  const dummies = expanded.reduce((sum, { levels }) => sum + levels, 0);
  if (dummies > MOST_DUMMIES || (dummies + design.length) * count > MOST_ENTRIES)
    return refuseLinear(
      'leverages-too-large',
      `Leverages need ${dummies} fixed effects written out over ${count} rows, more than is carried here. Use cr1s or hc1, or fewer levels.`,
      { fixedEffects: dummies, rows: count },
    );
  const absorber = createAbsorber(absorbed, count, weights);
  const written: Float64Array[] = [];
  for (const { codes, levels } of expanded)
    for (let level = 0; level < levels; level++) {
      const left = absorber.absorb(Float64Array.from(codes, (code) => (code === level ? 1 : 0)));
      if (left) written.push(left);
    }
  const root = weights?.map(Math.sqrt);
  const scale = (column: Float64Array): Float64Array =>
    root ? column.map((value, row) => value * root[row]!) : column;
  const scaled = written.map(scale);
  const size = scaled.length;
  const cross = createMatrix(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += scaled[i]![row]! * scaled[j]![row]!;
      cross.values[i * size + j] = sum;
    }
  const factor = factorSymmetric(cross, 1e-9);
  const inverse = factor.inverse();
  const terms = design.length;
  const kept = factor.kept;
  const total = terms + kept.length;
  const whole = createMatrix(total, total);
  for (let i = 0; i < terms; i++)
    for (let j = 0; j < terms; j++) whole.values[i * total + j] = fit.bread.values[i * terms + j]!;
  kept.forEach((from, i) => {
    kept.forEach((to, j) => {
      whole.values[(terms + i) * total + terms + j] = inverse.values[from * size + to]!;
    });
  });
  const columns = [...design.map(scale), ...kept.map((place) => scaled[place]!)];
  return { kind: 'estimated', columns: matrixFromColumns(columns), inverse: whole };
}

/**
 * Leverages h of the rows a design row stands for (each of them, when it is a cell).
 *
 * @param fit the model
 * @example
 * computeLeverages.length; // 1
 */
export function computeLeverages(fit: LinearFit): Float64Array | LinearRefusal {
  const sorted = fit.fixedEffects.toSorted((a, b) => b.levels - a.levels);
  const main = sorted.slice(0, 1);
  const basis = createLeverageBasis(fit, main, sorted.slice(1));
  if (basis.kind === 'not-estimable') return basis;
  const { columns, inverse } = basis;
  const width = columns.columns;
  const leverages = new Float64Array(columns.rows);
  const effect = main[0];
  const totals = effect && new Float64Array(effect.levels);
  if (effect)
    effect.codes.forEach((code, row) => {
      totals![code]! += fit.weights ? fit.weights[row]! : 1;
    });
  for (let row = 0; row < columns.rows; row++) {
    let sum = effect ? (fit.weights ? fit.weights[row]! : 1) / totals![effect.codes[row]!]! : 0;
    const from = row * width;
    for (let i = 0; i < width; i++) {
      const value = columns.values[from + i]!;
      if (value === 0) continue;
      for (let j = 0; j < width; j++)
        sum += value * inverse.values[i * width + j]! * columns.values[from + j]!;
    }
    leverages[row] = fit.cells ? sum / fit.cells.counts[row]! : sum;
  }
  return leverages;
}
