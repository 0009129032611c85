/**
 * The pairing of least total distance between points on a line.
 *
 *   f(i, j) = min { f(i, j−1), f(i−1, j) + P, f(i−1, j−1) + |a_i − b_j| if ≤ caliper }
 *
 * On a line crossing pairs can be uncrossed without making a distance or the total larger, so it suffices to look at
 * pairings in sorted order. P exceeds what distances can save: as many pairs as possible come first. Paper: Karp and Li
 * 1975 (10.1016/0012-365X(75)90003-1). Shapes: a r, b c, both ascending. Reproduces the totals of `assignOptimally`.
 * Cost O(r c) time, r c / 4 bytes.
 */

/** Which b each a is paired with. */
export interface LinePairing {
  readonly partnerByPoint: Int32Array;
  readonly total: number;
}

const SKIP_OTHER = 0;
const LEAVE_OUT = 1;
const PAIR = 2;

/**
 * Pairs two ascending columns of points.
 *
 * @param points to be paired
 * @param others each used at most once
 * @param caliper largest distance of a pair
 * @example
 * pairOnLine(Float64Array.of(3, 4), Float64Array.of(1, 3.5), Infinity).total; // 2.5
 */
export function pairOnLine(points: Float64Array, others: Float64Array, caliper: number): LinePairing {
  const rows = points.length;
  const columns = others.length;
  const least = Math.min(points[0] ?? 0, others[0] ?? 0);
  const most = Math.max(points.at(-1) ?? 0, others.at(-1) ?? 0);
  const unit = most - least > 0 ? most - least : 1;
  const penalty = 2 * Math.min(rows, columns) + 2;
  const width = (columns + 3) >> 2;
  const choices = new Uint8Array(rows * width);
  let above = new Float64Array(columns + 1);
  let current = new Float64Array(columns + 1);
  for (let row = 0; row < rows; row++) {
    const point = points[row]!;
    current[0] = above[0]! + penalty;
    for (let column = 0; column < columns; column++) {
      let best = current[column]!;
      let choice = SKIP_OTHER;
      const leftOut = above[column + 1]! + penalty;
      if (leftOut < best) {
        best = leftOut;
        choice = LEAVE_OUT;
      }
      const gap = Math.abs(point - others[column]!);
      if (gap <= caliper) {
        const paired = above[column]! + gap / unit;
        if (paired < best) {
          best = paired;
          choice = PAIR;
        }
      }
      current[column + 1] = best;
      choices[row * width + (column >> 2)]! |= choice << ((column & 3) * 2);
    }
    [above, current] = [current, above];
  }
  const partnerByPoint = new Int32Array(rows).fill(-1);
  let total = 0;
  let column = columns - 1;
  for (let row = rows - 1; row >= 0 && column >= 0; ) {
    const choice = (choices[row * width + (column >> 2)]! >> ((column & 3) * 2)) & 3;
    if (choice === SKIP_OTHER) column--;
    else {
      if (choice === PAIR) {
        partnerByPoint[row] = column;
        total += Math.abs(points[row]! - others[column]!);
        column--;
      }
      row--;
    }
  }
  return { partnerByPoint, total };
}
