/** The design of one comparison: the constant and the covariates that add something among its rows. */

import { createMatrix, factorSymmetric } from '../../kernel/index.ts';
import { addRowCross } from './change-comparison.ts';

/** Row-major, with how many covariates were left out. */
export interface ComparisonDesign {
  readonly design: Float64Array;
  readonly columns: number;
  readonly droppedColumns: number;
}

/**
 * Builds a design without columns that others already say.
 *
 * @param covariates scaled, one value for each row of the study
 * @param rows those of the comparison
 * @param weights one for each row of the comparison
 * @example
 * makeComparisonDesign([Float64Array.of(5, 5, 5)], [0, 2], Float64Array.of(1, 1)).columns; // 1
 */
export function makeComparisonDesign(
  covariates: readonly Float64Array[],
  rows: readonly number[],
  weights: Float64Array,
): ComparisonDesign {
  const all = covariates.length + 1;
  const full = new Float64Array(rows.length * all);
  rows.forEach((row, place) => {
    full[place * all] = 1;
    covariates.forEach((values, column) => {
      full[place * all + column + 1] = values[row]!;
    });
  });
  if (all === 1) return { design: full, columns: 1, droppedColumns: 0 };
  const cross = new Float64Array(all * all);
  rows.forEach((_, place) => {
    addRowCross(cross, { design: full, columns: all }, place, weights[place]!);
  });
  const { kept, dropped } = factorSymmetric(createMatrix(all, all, cross));
  if (dropped.length === 0) return { design: full, columns: all, droppedColumns: 0 };
  const design = new Float64Array(rows.length * kept.length);
  rows.forEach((_, place) => {
    kept.forEach((column, target) => {
      design[place * kept.length + target] = full[place * all + column]!;
    });
  });
  return { design, columns: kept.length, droppedColumns: dropped.length };
}
