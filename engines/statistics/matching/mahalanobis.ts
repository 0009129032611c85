/**
 * Coordinates in which the straight distance is the Mahalanobis distance.
 *
 *   d(i, j)² = (x_i − x_j)′ S⁻¹ (x_i − x_j),   S the pooled within-group covariance (divisor n − 2) or the
 *   covariance of all rows (divisor n − 1); z = x S^(−1/2) computed on columns scaled to unit size, with the
 *   generalised inverse where columns depend on each other.
 *
 * Shapes: covariates n → n × columns. Paper: Rubin 1980 (10.2307/2529981). Reproduces the scaling of MatchIt
 * (pooled) and of Matching's Weight = 2 (all rows, divisor n − 1 for the scale). Cost O(n p² + p³).
 */

import {
  crossProduct,
  type DenseMatrix,
  matrixFromColumns,
  matrixPower,
  multiply,
} from '../../kernel/index.ts';
import { centreColumn } from './centre-column.ts';
import { isConstant } from './check-matching-data.ts';
import { expandCovariates } from './expand-covariates.ts';
import type { MatchingCovariate } from './types.ts';

/** From which rows the covariance is taken. */
export type CovarianceRows = 'within-groups' | 'all-rows';

/**
 * Transforms covariates so that Euclidean distance is Mahalanobis distance; undefined when nothing varies.
 *
 * @param covariates checked columns
 * @param treated 1 for a treated row, 0 for a control
 * @param from the covariance: pooled within the groups, or of all rows
 * @example
 * const age = { name: 'age', values: Float64Array.of(1, 3, 5, 7) };
 * scaleToMahalanobis([age], Uint8Array.of(1, 0, 1, 0), 'all-rows').columns; // 1
 */
export function scaleToMahalanobis(
  covariates: readonly MatchingCovariate[],
  treated: Uint8Array,
  from: CovarianceRows,
): DenseMatrix | undefined {
  const columns = expandCovariates(covariates, 'all-but-first')
    .map(({ values }) => standardise(values))
    .filter((column) => column !== undefined);
  if (columns.length === 0) return undefined;
  const rows = treated.length;
  const centred = from === 'all-rows' ? columns : columns.map((column) => centreWithin(column, treated));
  const covariance = crossProduct(matrixFromColumns(centred));
  const divisor = Math.max(1, from === 'all-rows' ? rows - 1 : rows - 2);
  for (let place = 0; place < covariance.values.length; place++)
    covariance.values[place] = covariance.values[place]! / divisor;
  return multiply(matrixFromColumns(columns), matrixPower(covariance, -0.5));
}

/**
 * The straight distance between two rows of a matrix.
 *
 * @param matrix rows of coordinates
 * @param a a row
 * @param b another row
 * @example
 * measureDistance({ rows: 2, columns: 2, values: Float64Array.of(0, 0, 3, 4) }, 0, 1); // 5
 */
export function measureDistance(matrix: DenseMatrix, a: number, b: number): number {
  const { columns, values } = matrix;
  let sum = 0;
  for (let column = 0, i = a * columns, j = b * columns; column < columns; column++, i++, j++) {
    const gap = values[i]! - values[j]!;
    sum += gap * gap;
  }
  return Math.sqrt(sum);
}

/** Centred and divided by its standard deviation; undefined when constant. */
function standardise(values: Float64Array): Float64Array | undefined {
  const { values: deviations } = centreColumn(values);
  if (isConstant(deviations)) return undefined;
  const squares = deviations.reduce((sum, value) => sum + value * value, 0);
  const deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
  return deviations.map((value) => value / deviation);
}

function centreWithin(values: Float64Array, treated: Uint8Array): Float64Array {
  const sums = [0, 0];
  const counts = [0, 0];
  values.forEach((value, row) => {
    sums[treated[row]!]! += value;
    counts[treated[row]!]!++;
  });
  return values.map((value, row) => value - sums[treated[row]!]! / counts[treated[row]!]!);
}
