/**
 * The order that sorts a column of doubles, without comparing and without objects.
 *
 * Values are quantised to 22 bits between the column's extremes, ordered by two counting passes of 11 bits, and
 * finished by insertion (neighbours only). Columns so skewed that most values fall into few cells are ordered by
 * all 64 bits instead. Stable: equal values keep the order of their rows.
 *
 * Shapes: values n, result n. Assumes finite values. Cost O(n), at most O(8 n) in the skewed case.
 */

const DIGIT_BITS = 11;
const DIGIT_COUNT = 1 << DIGIT_BITS;
const CELLS = DIGIT_COUNT * DIGIT_COUNT - 1;
const SHORT = 48;
const SHIFTS_PER_ROW = 8;

/** Buffers that calls share; one per loop, never across threads. */
export interface SortWorkspace {
  readonly capacity: number;
  readonly order: Uint32Array;
  readonly spareOrder: Uint32Array;
  readonly keys: Uint32Array;
  readonly spareKeys: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/**
 * Makes the buffers for columns of up to `capacity` rows.
 *
 * @param capacity rows
 * @example
 * const workspace = createSortWorkspace(1000);
 */
export function createSortWorkspace(capacity: number): SortWorkspace {
  return {
    capacity,
    order: new Uint32Array(capacity),
    spareOrder: new Uint32Array(capacity),
    keys: new Uint32Array(capacity),
    spareKeys: new Uint32Array(capacity),
    low: new Uint32Array(DIGIT_COUNT),
    high: new Uint32Array(DIGIT_COUNT),
  };
}

/**
 * Orders the first `count` values ascending and returns their row numbers.
 *
 * @param values finite doubles
 * @param count rows to order
 * @param workspace buffers; the result lives in one of them until the next call
 * @example
 * sortOrder(Float64Array.of(3, 1, 2), 3, createSortWorkspace(3)); // [1, 2, 0]
 */
export function sortOrder(values: Float64Array, count: number, workspace: SortWorkspace): Uint32Array {
  const { order } = workspace;
  for (let row = 0; row < count; row++) order[row] = row;
  if (count <= SHORT) {
    insertionSort(values, order, count, Number.POSITIVE_INFINITY);
    return order;
  }
  let lowest = values[0]!;
  let highest = lowest;
  for (let row = 1; row < count; row++) {
    const value = values[row]!;
    if (value < lowest) lowest = value;
    else if (value > highest) highest = value;
  }
  const scale = CELLS / (highest - lowest);
  if (highest > lowest && Number.isFinite(scale)) {
    countingSort(values, count, lowest, scale, workspace);
    if (insertionSort(values, order, count, count * SHIFTS_PER_ROW)) return order;
  } else if (highest === lowest) {
    return order;
  }
  return sortByAllBits(values, count, workspace);
}

/** Two stable passes over the quantised values; the order ends in `workspace.order`. */
function countingSort(
  values: Float64Array,
  count: number,
  lowest: number,
  scale: number,
  workspace: SortWorkspace,
): void {
  const { order, spareOrder, keys, spareKeys, low, high } = workspace;
  low.fill(0);
  high.fill(0);
  for (let row = 0; row < count; row++) {
    const key = ((values[row]! - lowest) * scale) >>> 0;
    keys[row] = key;
    low[key & (DIGIT_COUNT - 1)]!++;
    high[key >>> DIGIT_BITS]!++;
  }
  let lowStart = 0;
  let highStart = 0;
  for (let digit = 0; digit < DIGIT_COUNT; digit++) {
    const lowCount = low[digit]!;
    const highCount = high[digit]!;
    low[digit] = lowStart;
    high[digit] = highStart;
    lowStart += lowCount;
    highStart += highCount;
  }
  for (let row = 0; row < count; row++) {
    const key = keys[row]!;
    const digit = key & (DIGIT_COUNT - 1);
    const target = low[digit]!;
    low[digit] = target + 1;
    spareKeys[target] = key;
    spareOrder[target] = row;
  }
  for (let place = 0; place < count; place++) {
    const digit = spareKeys[place]! >>> DIGIT_BITS;
    const target = high[digit]!;
    high[digit] = target + 1;
    order[target] = spareOrder[place]!;
  }
}

/** Finishes a nearly sorted order; false when more shifts than `budget` would be needed. */
function insertionSort(values: Float64Array, order: Uint32Array, count: number, budget: number): boolean {
  let left = budget;
  let previous = count > 0 ? values[order[0]!]! : 0;
  for (let place = 1; place < count; place++) {
    const row = order[place]!;
    const value = values[row]!;
    if (value >= previous) {
      previous = value;
      continue;
    }
    let hole = place;
    while (hole > 0 && values[order[hole - 1]!]! > value) {
      order[hole] = order[hole - 1]!;
      hole--;
    }
    order[hole] = row;
    left -= place - hole;
    if (left < 0) return false;
  }
  return true;
}

/** Six stable passes over the sign-corrected bits of each double. */
function sortByAllBits(values: Float64Array, count: number, workspace: SortWorkspace): Uint32Array {
  const bits = new Uint32Array(new Float64Array(values.subarray(0, count)).buffer);
  const lowWord = new Uint32Array(count);
  const highWord = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    // A negative zero ties with a positive one.
    if (values[row] === 0) bits[2 * row + 1] = 0;
    const negative = bits[2 * row + 1]! >>> 31 === 1;
    lowWord[row] = negative ? ~bits[2 * row]! : bits[2 * row]!;
    highWord[row] = negative ? ~bits[2 * row + 1]! : bits[2 * row + 1]! | 0x80000000;
  }
  let from = workspace.order;
  let to = workspace.spareOrder;
  for (let row = 0; row < count; row++) from[row] = row;
  const starts = workspace.low;
  for (const word of [lowWord, highWord]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      starts.fill(0);
      for (let row = 0; row < count; row++) starts[(word[row]! >>> shift) & (DIGIT_COUNT - 1)]!++;
      let start = 0;
      for (let digit = 0; digit < DIGIT_COUNT; digit++) {
        const size = starts[digit]!;
        starts[digit] = start;
        start += size;
      }
      for (let place = 0; place < count; place++) {
        const row = from[place]!;
        const digit = (word[row]! >>> shift) & (DIGIT_COUNT - 1);
        to[starts[digit]!++] = row;
      }
      [from, to] = [to, from];
    }
  }
  return from;
}
