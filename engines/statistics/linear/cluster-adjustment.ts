/**
 * Bias-reduced cluster scores (CR2, CR3) and Satterthwaite degrees of freedom.
 *
 * CR2: A_g = (I − H_gg)^{−½}, CR3: A_g = (I − H_gg)^{−1}, symmetric, with pseudo-inverses where effects within the
 * cluster make I − H_gg singular; V = M Σ_g X_g'A_g e_g e_g'A_g X_g M. Degrees for a term c: ν = (Σ p_g'p_g)² /
 * Σ_gh (p_g'p_h)², p_g = (I − H)_g' A_g X_g M c. Working model: errors independent with variance inverse to weights (for a
 * weighted lm clubSandwich takes equal variances unless told otherwise, so its weighted CR2 differs).
 * Pustejovsky & Tipton (2018), https://doi.org/10.1080/07350015.2016.1247004; Bell & McCaffrey (2002).
 * Reproduces R's clubSandwich. H_gg = Z_g P Z_g' has rank q, so a cluster of n_g rows costs O(n_g q² + q³), never n_g³.
 */

import {
  createMatrix,
  crossProduct,
  type DenseMatrix,
  matrixPower,
  multiply,
  multiplyVector,
  symmetricEigen,
} from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import type { LeverageBasis } from './leverage-basis.ts';
import type { LinearFit } from './types.ts';

export interface AdjustedScores {
  /** Clusters × terms, inner basis. */
  readonly scores: DenseMatrix;
  /** One for each term. */
  readonly satterthwaite: Float64Array;
  /** Clusters in which I − H_gg is singular beyond absorbed effects: a regressor lives in one cluster only. */
  readonly singular: number;
}

const SINGULAR = 1e-10;

/**
 * Adjusts the scores of every cluster.
 *
 * @param fit the model
 * @param basis its hat matrix without the effects nested in clusters
 * @param clusters over design rows
 * @param power −½ for CR2, −1 for CR3, 0 for no adjustment (CR0, CR1)
 * @example
 * adjustScores.length; // 4
 */
export function adjustScores(
  fit: LinearFit,
  basis: LeverageBasis,
  clusters: FactorColumn,
  power: -0.5 | -1 | 0,
): AdjustedScores {
  const { columns, inverse } = basis;
  const width = columns.columns;
  const terms = fit.design.length;
  const rootInverse = matrixPower(inverse, 0.5, 1e-14);
  const scores = createMatrix(clusters.levels, terms);
  // Contrasts in the inner basis: the rows of the transform, scaled so that extreme units stay in range.
  const contrasts = Array.from({ length: terms }, (_, term) => {
    const row = fit.transform.values.slice(term * terms, (term + 1) * terms);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return multiplyVector(
      fit.bread,
      row.map((value) => value / largest),
    );
  });
  const own = contrasts.map(() => new Float64Array(clusters.levels));
  const projections = contrasts.map(() => createMatrix(clusters.levels, width));
  let singular = 0;
  for (const [group, rows] of listRows(clusters).entries()) {
    const z = createMatrix(rows.length, width);
    rows.forEach((row, place) => {
      z.values.set(columns.values.subarray(row * width, (row + 1) * width), place * width);
    });
    const adjustment = createAdjustment(multiply(z, rootInverse), power);
    singular += adjustment.singular ? 1 : 0;
    const residuals = Float64Array.from(
      rows,
      (row) => fit.residuals[row]! * (fit.weights ? Math.sqrt(fit.weights[row]!) : 1),
    );
    const adjusted = adjustment.apply(residuals);
    for (let place = 0; place < rows.length; place++)
      for (let term = 0; term < terms; term++)
        scores.values[group * terms + term]! += z.values[place * width + term]! * adjusted[place]!;
    contrasts.forEach((contrast, term) => {
      const along = Float64Array.from({ length: rows.length }, (_, place) => {
        let sum = 0;
        for (let j = 0; j < terms; j++) sum += z.values[place * width + j]! * contrast[j]!;
        return sum;
      });
      const spread = adjustment.apply(along);
      own[term]![group] = spread.reduce((sum, value) => sum + value * value, 0);
      const target = projections[term]!.values;
      for (let place = 0; place < rows.length; place++)
        for (let j = 0; j < width; j++)
          target[group * width + j]! += z.values[place * width + j]! * spread[place]!;
    });
  }
  const satterthwaite = Float64Array.from(contrasts, (_, term) =>
    findDegrees(own[term]!, multiply(projections[term]!, rootInverse)),
  );
  return { scores, satterthwaite, singular };
}

/** (Σ t_g)² / Σ_gh P_gh² with P_gh = δ_gh d_g − a_g'a_h. */
function findDegrees(own: Float64Array, projected: DenseMatrix): number {
  const width = projected.columns;
  let trace = 0;
  let square = 0;
  own.forEach((value, group) => {
    const row = projected.values.subarray(group * width, (group + 1) * width);
    const length = row.reduce((sum, entry) => sum + entry * entry, 0);
    trace += value - length;
    square += value * value - 2 * value * length;
  });
  const spread = crossProduct(projected);
  square += spread.values.reduce((sum, entry) => sum + entry * entry, 0);
  return (trace * trace) / square;
}

function listRows({ codes, levels }: FactorColumn): number[][] {
  const rows: number[][] = Array.from({ length: levels }, () => []);
  codes.forEach((code, row) => {
    rows[code]!.push(row);
  });
  return rows;
}

interface Adjustment {
  readonly apply: (vector: Float64Array) => Float64Array;
  readonly singular: boolean;
}

/** v → v + R U f(Λ) U'R'v for I − RR', with R'R = U Λ U'. */
function createAdjustment(root: DenseMatrix, power: -0.5 | -1 | 0): Adjustment {
  if (power === 0) return { apply: (vector) => vector, singular: false };
  const { values, vectors } = symmetricEigen(crossProduct(root));
  const directions = multiply(root, vectors);
  const width = root.columns;
  let singular = false;
  const factors = values.map((value) => {
    const left = 1 - value;
    if (left < SINGULAR) {
      singular = true;
      return -1 / value;
    }
    if (value <= 1e-14) return 0;
    // ((1 − λ)^power − 1) / λ without cancellation for small λ.
    return Math.expm1(power * Math.log1p(-value)) / value;
  });
  const apply = (vector: Float64Array): Float64Array => {
    const along = new Float64Array(width);
    for (let i = 0; i < vector.length; i++)
      for (let j = 0; j < width; j++) along[j]! += directions.values[i * width + j]! * vector[i]!;
    for (let j = 0; j < width; j++) along[j]! *= factors[j]!;
    return vector.map((value, i) => {
      let sum = value;
      for (let j = 0; j < width; j++) sum += directions.values[i * width + j]! * along[j]!;
      return sum;
    });
  };
  return { apply, singular };
}
