/**
 * What `collapse` keeps of a table: per cell (one combination of keys) the number of rows and the moments of the
 * variables. A regression whose fixed effects and clusters are among the keys, and whose robust errors need no
 * squared residual row by row, is exact from it: Σx, Σxx', Σxy and Σyy per cell carry coefficients, fixed
 * effects, residual sums and cluster scores. Running on cell means alone would lose Σyy within the cells.
 *
 * Moments are taken of measured = (x − origin) / scale with one origin and one scale for each variable (scale a
 * power of two), so that a variable with a large mean or an extreme unit keeps its digits. Slopes and errors in
 * measured units become those of the data by scale of outcome / scale of regressor; where every row has an
 * intercept or fixed effect the origin changes nothing else.
 */

import type { FactorColumn } from '../types.ts';

export interface CellTable {
  /** Rows that were summed, over all cells. */
  readonly rows: number;
  /** One column for each key, as long as there are cells. */
  readonly keys: readonly FactorColumn[];
  /** For each key the label of each code. */
  readonly keyLabels: readonly (readonly (string | number)[])[];
  /** Rows in each cell, at least 1. */
  readonly counts: Float64Array;
  /** Sum of weights in each cell when the rows were weighted; sums and cross products are then weighted too. */
  readonly weights?: Float64Array;
  readonly variables: readonly string[];
  /** Subtracted from each variable before it was summed. */
  readonly origins: Float64Array;
  /** Each variable was then divided by this, a power of two. */
  readonly scales: Float64Array;
  /** For each variable Σ measured per cell. */
  readonly sums: readonly Float64Array[];
  /** Upper triangle of Σ measuredᵢ·measuredⱼ per cell, row by row: see `crossProductIndex`. */
  readonly crossProducts: readonly Float64Array[];
}

/**
 * Where the product of two variables stands in `crossProducts`; the order of the two does not matter.
 *
 * @param first index of one variable
 * @param second index of the other
 * @param variables number of variables
 * @example
 * crossProductIndex(1, 0, 3); // 1
 */
export function crossProductIndex(first: number, second: number, variables: number): number {
  const row = Math.min(first, second);
  return row * variables - (row * (row - 1)) / 2 + Math.max(first, second) - row;
}
