/**
 * The assignment of rows to columns of least total cost, with as many rows assigned as can be.
 *
 *   min Σ c(i, j) x(i, j) + P Σ (rows left out),   Σ_j x(i, j) ≤ 1,  Σ_i x(i, j) ≤ 1,  x ∈ {0, 1}
 *
 * Forbidden cells have infinite cost. P exceeds any total that could be saved, so the number of assigned rows comes
 * first. Solved row by row along shortest augmenting paths in reduced costs; the dual variables give a lower bound
 * that proves the answer. Papers: Jonker and Volgenant 1987 (10.1007/BF02278710), Crouse 2016
 * (10.1109/TAES.2016.140952). Reproduces the totals of scipy's linear_sum_assignment.
 * Shapes: rows r, columns c. Cost O(r² c) at worst, usually far less; memory O(r + c).
 */

const REDUCTION_PASSES = 2;
/** Displacements for each row in one pass. */
const REDUCTION_STEPS = 4;

export interface Assignment {
  /** The column of each row, -1 where it is left out. */
  readonly columnByRow: Int32Array;
  /** The total cost of the assigned cells. */
  readonly total: number;
  /** No assignment of as many rows can cost less (up to rounding). */
  readonly lowerBound: number;
}

/**
 * Assigns rows to columns at the least total cost.
 *
 * @param rows how many rows
 * @param columns how many columns
 * @param fillCosts writes the costs of a row, none negative; `Infinity` forbids a cell
 * @param largestCost no finite cost is above it
 * @example
 * const costs = [[4, 1], [2, 0]];
 * assignOptimally(2, 2, (row, out) => out.set(costs[row]), 4).total; // 3
 */
export function assignOptimally(
  rows: number,
  columns: number,
  fillCosts: (row: number, out: Float64Array) => void,
  largestCost: number,
): Assignment {
  const scale = largestCost > 0 ? largestCost : 1;
  // In units of the largest cost; one more assigned row is worth more than all distances together.
  const penalty = 2 * Math.min(rows, columns) + 2;
  const rowByColumn = new Int32Array(columns).fill(-1);
  const columnByRow = new Int32Array(rows).fill(-1);
  const leftOut = new Uint8Array(rows);
  const rowPrice = new Float64Array(rows);
  const columnPrice = new Float64Array(columns);
  const shortest = new Float64Array(columns);
  const cameFrom = new Int32Array(columns);
  const waiting = new Int32Array(columns);
  const settled = new Int32Array(columns);
  const costs = new Float64Array(columns);

  const free = reduceRows(rows, fillCosts, {
    rowByColumn,
    columnByRow,
    rowPrice,
    columnPrice,
    costs,
    penalty,
    scale,
  });
  for (const start of free) {
    shortest.fill(Number.POSITIVE_INFINITY);
    for (let place = 0; place < columns; place++) waiting[place] = place;
    let waitingCount = columns;
    let settledCount = 0;
    let row = start;
    let length = 0;
    let exitRow = -1;
    let exitLength = Number.POSITIVE_INFINITY;
    let sink = -1;
    for (;;) {
      const exit = length + penalty - rowPrice[row]!;
      if (exit < exitLength) {
        exitLength = exit;
        exitRow = row;
      }
      fillCosts(row, costs);
      const offset = length - rowPrice[row]!;
      let best = Number.POSITIVE_INFINITY;
      let bestPlace = -1;
      for (let place = 0; place < waitingCount; place++) {
        const column = waiting[place]!;
        const reach = offset + costs[column]! / scale - columnPrice[column]!;
        if (reach < shortest[column]!) {
          shortest[column] = reach;
          cameFrom[column] = row;
        }
        const known = shortest[column]!;
        if (
          known < best ||
          (known === best && best < Number.POSITIVE_INFINITY && rowByColumn[column] === -1)
        ) {
          best = known;
          bestPlace = place;
        }
      }
      if (bestPlace < 0 || best >= exitLength) {
        length = exitLength;
        break;
      }
      const column = waiting[bestPlace]!;
      waiting[bestPlace] = waiting[--waitingCount]!;
      settled[settledCount++] = column;
      length = best;
      if (rowByColumn[column] === -1) {
        sink = column;
        break;
      }
      row = rowByColumn[column]!;
    }
    rowPrice[start] = rowPrice[start]! + length;
    for (let place = 0; place < settledCount; place++) {
      const column = settled[place]!;
      const rise = length - shortest[column]!;
      columnPrice[column] = columnPrice[column]! - rise;
      const owner = rowByColumn[column]!;
      if (owner >= 0) rowPrice[owner] = rowPrice[owner]! + rise;
    }
    if (sink < 0) {
      leftOut[exitRow] = 1;
      sink = columnByRow[exitRow]!;
      columnByRow[exitRow] = -1;
      if (exitRow === start) continue;
    }
    for (;;) {
      const from = cameFrom[sink]!;
      const previous = columnByRow[from]!;
      rowByColumn[sink] = from;
      columnByRow[from] = sink;
      if (from === start) break;
      sink = previous;
    }
  }
  return measureAssignment(columnByRow, fillCosts, costs, {
    prices: rowPrice,
    columnPrices: columnPrice,
    penalty,
    scale,
    leftOut,
  });
}

interface Reduction {
  readonly rowByColumn: Int32Array;
  readonly columnByRow: Int32Array;
  readonly rowPrice: Float64Array;
  readonly columnPrice: Float64Array;
  readonly costs: Float64Array;
  readonly penalty: number;
  readonly scale: number;
}

/**
 * Lets each row take its cheapest column, paying up to what the second best would cost; whoever is displaced tries
 * again. Answers the rows that are still free; prices stay feasible, and only columns in use have one.
 */
function reduceRows(
  rows: number,
  fillCosts: (row: number, out: Float64Array) => void,
  { rowByColumn, columnByRow, rowPrice, columnPrice, costs, penalty, scale }: Reduction,
): number[] {
  let free = Array.from({ length: rows }, (_, row) => row);
  for (let pass = 0; pass < REDUCTION_PASSES; pass++) {
    const later: number[] = [];
    let steps = REDUCTION_STEPS * rows;
    const waiting = free.reverse();
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      fillCosts(row, costs);
      let least = Number.POSITIVE_INFINITY;
      let second = Number.POSITIVE_INFINITY;
      let column = -1;
      for (let candidate = 0; candidate < costs.length; candidate++) {
        const reduced = costs[candidate]! / scale - columnPrice[candidate]!;
        if (reduced >= second) continue;
        if (reduced < least) {
          second = least;
          least = reduced;
          column = candidate;
        } else second = reduced;
      }
      // Being left out is always the other choice.
      second = Math.min(second, penalty);
      if (column < 0 || least >= second) {
        rowPrice[row] = Math.min(least, second);
        if (column < 0 || rowByColumn[column]! >= 0 || least > second) {
          later.push(row);
          continue;
        }
      }
      rowPrice[row] = second;
      columnPrice[column] = columnPrice[column]! - (second - least);
      const displaced = rowByColumn[column]!;
      rowByColumn[column] = row;
      columnByRow[row] = column;
      if (displaced < 0) continue;
      columnByRow[displaced] = -1;
      if (steps-- > 0) waiting.push(displaced);
      else later.push(displaced);
    }
    free = later;
  }
  return free.sort((a, b) => a - b);
}

function measureAssignment(
  columnByRow: Int32Array,
  fillCosts: (row: number, out: Float64Array) => void,
  costs: Float64Array,
  dual: {
    prices: Float64Array;
    columnPrices: Float64Array;
    penalty: number;
    scale: number;
    leftOut: Uint8Array;
  },
): Assignment {
  let total = 0;
  let bound = 0;
  columnByRow.forEach((column, row) => {
    bound += dual.leftOut[row] === 1 ? dual.prices[row]! - dual.penalty : dual.prices[row]!;
    if (column < 0) return;
    fillCosts(row, costs);
    total += costs[column]!;
  });
  for (const price of dual.columnPrices) bound += price;
  return { columnByRow, total, lowerBound: bound * dual.scale };
}
