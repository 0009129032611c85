/**
 * Lorenz curve: cumulated share of the resource against cumulated share of the weight (pupils or schools), schools in
 * ascending order of their value. Twice the area between it and the diagonal is the Gini coefficient.
 *
 * Shapes: values n, weights n, points n + 1. Paper: Lorenz 1905 (10.2307/2276207). Cost O(n).
 */

import { createSortWorkspace, type Estimate, notEstimable, sortPairs } from '../kernel/index.ts';
import { checkColumn, type Numbers } from './measures.ts';
import type { MeasureReason } from './types.ts';

/** One corner of the curve; both shares run from 0 to 1. */
export interface LorenzPoint {
  readonly weightShare: number;
  readonly resourceShare: number;
}

/**
 * Draws the Lorenz curve, from (0, 0) to (1, 1).
 *
 * @param values one number per school, none negative
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * drawLorenzCurve([1, 3]); // estimated: (0, 0), (0.5, 0.25), (1, 1)
 */
export function drawLorenzCurve(
  values: Numbers,
  weights?: Numbers,
): Estimate<readonly LorenzPoint[], MeasureReason> {
  const column = checkColumn(values, weights);
  const count = column.values.length;
  if (count === 0) return notEstimable('no-schools');
  if (count === 1) return notEstimable('single-school');
  if (column.values.some((value) => value < 0)) return notEstimable('negative-values');
  const sorted = createSortWorkspace(count);
  sortPairs(column.values, column.weights, count, sorted);
  let weight = 0;
  let resource = 0;
  const corners: [number, number][] = [[0, 0]];
  for (let place = 0; place < count; place++) {
    const share = sorted.pairs[2 * place + 1]!;
    weight += share;
    resource += share * sorted.pairs[2 * place]!;
    corners.push([weight, resource]);
  }
  if (resource === 0) return notEstimable('zero-mean');
  if (!Number.isFinite(resource) || !Number.isFinite(weight)) return notEstimable('not-finite');
  return {
    kind: 'estimated',
    value: corners.map(([x, y]) => ({ weightShare: x / weight, resourceShare: y / resource })),
  };
}
