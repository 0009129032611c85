/**
 * From scaled and centred columns back to the units of the data: a coefficient of (x − m)/s on (y − m_y)/s_y.
 *
 * slope = s_y/s · b; intercept = s_y (b₀ − Σ b_j m_j/s_j) (+ m_y for fixed effects). Linear, so covariances follow.
 */

import type { GroupMoments } from './group-moments.ts';

/** Row-major map of the given columns' scaled coefficients to original units. */
export function unitMap(moments: GroupMoments, columns: readonly number[]): Float64Array {
  const { centres, spreads } = moments;
  const outcomeSpread = spreads[moments.columns - 1]!;
  const size = columns.length;
  const map = new Float64Array(size * size);
  columns.forEach((column, at) => {
    map[at * size + at] = outcomeSpread / spreads[column]!;
    if (at > 0 && columns[0] === 0) map[at] = -outcomeSpread * (centres[column]! / spreads[column]!);
  });
  return map;
}

/** map · vector. */
export function applyMap(map: Float64Array, vector: ArrayLike<number>): Float64Array {
  const size = vector.length;
  const result = new Float64Array(size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const factor = map[row * size + column]!;
      if (factor !== 0) result[row]! += factor * vector[column]!;
    }
  return result;
}

/** map · matrix · map', row-major. */
export function applyMapTwice(map: Float64Array, matrix: Float64Array, size: number): Float64Array {
  const half = new Float64Array(size * size);
  const result = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (let at = 0; at < size; at++)
        half[row * size + column]! += map[row * size + at]! * matrix[at * size + column]!;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (let at = 0; at < size; at++)
        result[row * size + column]! += half[row * size + at]! * map[column * size + at]!;
  return result;
}
