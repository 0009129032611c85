/**
 * Finds the nearest rows on one number, in an order of rows that can be removed.
 *
 * Rows are sorted by (score, row); removed places are skipped by path-compressed links to the left and right.
 * Equal distances go to the lowest row: rows of equal score stand in row order, and both sides are walked as far as
 * the distance stays equal. Cost O(n log n) to build, O(α(n)) amortised for a search and a removal, plus the ties.
 */

/** Rows of one stratum, ready to be searched. */
export interface ScoreNeighbours {
  /** The nearest row left and its distance; undefined when none is left. */
  readonly findNearest: (score: number) => { readonly row: number; readonly distance: number } | undefined;
  /** The `count` nearest rows left, nearest first. */
  readonly listNearest: (
    score: number,
    count: number,
  ) => { readonly row: number; readonly distance: number }[];
  readonly remove: (row: number) => void;
}

/**
 * Prepares rows for searching by score.
 *
 * @param rows which rows may be found, ascending
 * @param scores one for each row of the data
 * @example
 * const neighbours = createScoreNeighbours([0, 1, 2], Float64Array.of(1, 3, 3));
 * neighbours.findNearest(2); // { row: 0, distance: 1 }
 */
export function createScoreNeighbours(rows: readonly number[], scores: Float64Array): ScoreNeighbours {
  const sorted = [...rows].sort((a, b) => scores[a]! - scores[b]! || a - b);
  const size = sorted.length;
  const placeByRow = new Map(sorted.map((row, place) => [row, place]));
  // Place p is linked from p + 1; 0 and size + 1 are the ends.
  const left = Int32Array.from({ length: size + 2 }, (_, place) => place);
  const right = Int32Array.from({ length: size + 2 }, (_, place) => place);
  const scoreAt = (place: number): number => scores[sorted[place]!]!;

  const findFirstAtLeast = (score: number): number => {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (scoreAt(middle) < score) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const blockStart = new Int32Array(size);
  for (let place = 1; place < size; place++)
    blockStart[place] = scoreAt(place) === scoreAt(place - 1) ? blockStart[place - 1]! : place;
  const blockEnd = new Int32Array(size);
  for (let place = size - 1; place >= 0; place--)
    blockEnd[place] =
      place + 1 < size && blockStart[place + 1] === blockStart[place] ? blockEnd[place + 1]! : place + 1;

  const leftOf = (place: number): number => follow(left, place + 1) - 1;
  const rightOf = (place: number): number => follow(right, place + 1) - 1;

  const findNearest = (score: number) => {
    const start = findFirstAtLeast(score);
    let best = -1;
    let distance = Number.POSITIVE_INFINITY;
    const consider = (place: number): boolean => {
      const candidate = Math.abs(scoreAt(place) - score);
      if (candidate > distance) return false;
      if (candidate < distance || sorted[place]! < best) best = sorted[place]!;
      distance = candidate;
      return true;
    };
    for (let place = rightOf(start); place < size; place = rightOf(blockEnd[place]!))
      if (!consider(place)) break;
    for (let place = leftOf(start - 1); place >= 0; place = leftOf(blockStart[place]! - 1))
      if (!consider(rightOf(blockStart[place]!))) break;
    return best < 0 ? undefined : { row: best, distance };
  };

  const listNearest = (score: number, count: number) => {
    const found: { row: number; distance: number }[] = [];
    let up = rightOf(findFirstAtLeast(score));
    let down = leftOf(findFirstAtLeast(score) - 1);
    // One distance more than asked for, because equal distances are settled by row afterwards.
    for (let limit = Number.POSITIVE_INFINITY; ; ) {
      const above = up < size ? scoreAt(up) - score : Number.POSITIVE_INFINITY;
      const below = down >= 0 ? score - scoreAt(down) : Number.POSITIVE_INFINITY;
      const distance = Math.min(above, below);
      if (distance === Number.POSITIVE_INFINITY || distance > limit) break;
      if (above <= below) {
        found.push({ row: sorted[up]!, distance });
        up = rightOf(up + 1);
      } else {
        found.push({ row: sorted[down]!, distance });
        down = leftOf(down - 1);
      }
      if (found.length === count) limit = distance;
    }
    return found.sort((a, b) => a.distance - b.distance || a.row - b.row).slice(0, count);
  };

  const remove = (row: number): void => {
    const place = placeByRow.get(row);
    if (place === undefined) return;
    left[place + 1] = place;
    right[place + 1] = place + 2;
  };
  return { findNearest, listNearest, remove };
}

/** The end of a chain of links; the chain is shortened on the way. */
function follow(links: Int32Array, from: number): number {
  let end = from;
  while (links[end] !== end) end = links[end]!;
  let step = from;
  while (links[step] !== end) {
    const next = links[step]!;
    links[step] = end;
    step = next;
  }
  return end;
}
