/**
 * Per-group moments of scaled columns: all that a multilevel model needs to know of the rows.
 *
 * For each group g of the finest level: W_g'W_g with W = [1, covariates, outcome], every column centred and divided by
 * its spread (so that neither 1e-300 nor 1e300 overflows and nothing cancels). A column whose slope stands apart from
 * the intercept (diagonal covariance) is scaled but not centred, since centring would change the model.
 * Shapes: K = covariates + 2 columns; `cross` holds groups × K × K numbers, row-major, each block symmetric.
 * Cost O(rows · K²) once; everything after is O(groups).
 */

import { type LevelShape, type MultilevelDesign, readLevels } from './multilevel-design.ts';

/** Sums of squares and products per group of the finest level, in scaled units. */
export interface GroupMoments {
  readonly rows: number;
  /** K: the intercept, the covariates, the outcome. */
  readonly columns: number;
  readonly names: readonly string[];
  /** What was subtracted from each column. */
  readonly centres: Float64Array;
  /** By what each column was divided. */
  readonly spreads: Float64Array;
  readonly cross: Float64Array;
  readonly levels: readonly LevelShape[];
  /** For each level the code each group had in the data. */
  readonly originalCodes: readonly Int32Array[];
  /** Rows per group, for each level. */
  readonly rowsPerGroup: readonly Int32Array[];
  /** Σ log weight of the weights in use (mean one); 0 without weights. */
  readonly logWeights: number;
  /** The mean of the weights given; 1 without weights. */
  readonly meanWeight: number;
}

/**
 * Takes the moments of a design, after checking it.
 *
 * @throws {EngineInputError} what `readLevels` finds
 * @example
 * const outcome = Float64Array.of(1, 2, 3, 5);
 * const groups = { codes: Int32Array.of(0, 0, 1, 1), levels: 2 };
 * takeGroupMoments({ outcome, covariates: [], levels: [{ name: 'school', groups }] }).columns; // 2
 */
export function takeGroupMoments(design: MultilevelDesign): GroupMoments {
  const { shapes: levels, compacted } = readLevels(design);
  const rows = design.outcome.length;
  const codes = compacted[0]!.codes;
  const columns = [...design.covariates.map(({ values }) => values), design.outcome];
  const size = columns.length + 1;
  const uncentred = new Set(
    levels.flatMap(({ covariance, columns: random }) => (covariance === 'diagonal' ? random.slice(1) : [])),
  );
  const centres = new Float64Array(size);
  const spreads = new Float64Array(size).fill(1);
  for (let at = 0; at < columns.length; at++) {
    const { centre, spread } = locate(columns[at]!, !uncentred.has(at + 1));
    centres[at + 1] = centre;
    spreads[at + 1] = spread;
  }
  const cross = new Float64Array(levels[0]!.groups * size * size);
  const { weights, meanWeight } = scaleWeights(design.weights);
  addRows(cross, columns, codes, centres, spreads, weights);
  mirror(cross, size);
  const finest = new Int32Array(levels[0]!.groups);
  for (let row = 0; row < rows; row++) finest[codes[row]!]!++;
  const rowsPerGroup = [finest];
  for (let at = 1; at < levels.length; at++) {
    const counts = new Int32Array(levels[at]!.groups);
    rowsPerGroup[at - 1]!.forEach((count, group) => {
      counts[levels[at - 1]!.parents[group]!]! += count;
    });
    rowsPerGroup.push(counts);
  }
  return {
    rows,
    columns: size,
    names: ['(Intercept)', ...design.covariates.map(({ name }) => name), 'outcome'],
    centres,
    spreads,
    cross,
    levels,
    originalCodes: compacted.map(({ original }) => original),
    rowsPerGroup,
    logWeights: weights?.reduce((sum, weight) => sum + Math.log(weight), 0) ?? 0,
    meanWeight,
  };
}

/** Weights of mean one: the residual variance keeps the size of the rows' own variance. */
function scaleWeights(given: Float64Array | undefined): {
  weights: Float64Array | undefined;
  meanWeight: number;
} {
  if (!given) return { weights: undefined, meanWeight: 1 };
  let largest = 0;
  for (let row = 0; row < given.length; row++) largest = Math.max(largest, given[row]!);
  let sum = 0;
  for (let row = 0; row < given.length; row++) sum += given[row]! / largest;
  const meanWeight = (sum / given.length) * largest;
  return { weights: given.map((weight) => weight / meanWeight), meanWeight };
}

function locate(values: Float64Array, centred: boolean): { centre: number; spread: number } {
  let least = 0;
  let most = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value > most) most = value;
    else if (value < least) least = value;
  }
  const largest = Math.max(most, -least);
  if (largest === 0) return { centre: 0, spread: 1 };
  // Only far scales are divided: their squares would not fit a number.
  const unit = largest > 1e100 || largest < 1e-100 ? largest : 1;
  let sum = 0;
  if (centred) for (let row = 0; row < values.length; row++) sum += values[row]! / unit;
  const middle = sum / values.length;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const rest = values[row]! / unit - middle;
    squares += rest * rest;
  }
  const spread = Math.sqrt(squares / values.length) * unit;
  // A constant column keeps its size: its centred rest is rounding and is dropped as collinear later.
  return { centre: middle * unit, spread: spread > 1e-13 * largest ? spread : largest };
}

/** Rows scaled at a time: the scaled block stays in the nearest cache. */
const BLOCK = 512;

function addRows(
  cross: Float64Array,
  columns: readonly Float64Array[],
  codes: Int32Array,
  centres: Float64Array,
  spreads: Float64Array,
  weights: Float64Array | undefined,
): void {
  const size = columns.length + 1;
  const area = size * size;
  const blocks = Array.from({ length: size }, () => new Float64Array(BLOCK).fill(1));
  const weighted = new Float64Array(BLOCK);
  for (let start = 0; start < codes.length; start += BLOCK) {
    const count = Math.min(BLOCK, codes.length - start);
    for (let at = 1; at < size; at++)
      scaleBlock(blocks[at]!, columns[at - 1]!, start, count, centres[at]!, 1 / spreads[at]!);
    for (let upper = 0; upper < size; upper++) {
      const left = weights ? multiplyBlock(weighted, blocks[upper]!, weights, start, count) : blocks[upper]!;
      for (let at = upper; at < size; at++)
        addProducts(cross, upper * size + at, area, codes, start, count, left, blocks[at]!);
    }
  }
}

function scaleBlock(
  block: Float64Array,
  values: Float64Array,
  start: number,
  count: number,
  centre: number,
  inverse: number,
): void {
  for (let row = 0; row < count; row++) block[row] = (values[start + row]! - centre) * inverse;
}

function multiplyBlock(
  weighted: Float64Array,
  block: Float64Array,
  weights: Float64Array,
  start: number,
  count: number,
): Float64Array {
  for (let row = 0; row < count; row++) weighted[row] = block[row]! * weights[start + row]!;
  return weighted;
}

/** Rows of one group that follow each other are summed in one number before they are stored. */
function addProducts(
  cross: Float64Array,
  cell: number,
  area: number,
  codes: Int32Array,
  start: number,
  count: number,
  left: Float64Array,
  right: Float64Array,
): void {
  let group = codes[start]!;
  let sum = 0;
  for (let row = 0; row < count; row++) {
    const next = codes[start + row]!;
    if (next !== group) {
      cross[group * area + cell]! += sum;
      group = next;
      sum = 0;
    }
    sum += left[row]! * right[row]!;
  }
  cross[group * area + cell]! += sum;
}

function mirror(cross: Float64Array, size: number): void {
  const area = size * size;
  for (let from = 0; from < cross.length; from += area)
    for (let row = 1; row < size; row++)
      for (let column = 0; column < row; column++)
        cross[from + row * size + column] = cross[from + column * size + row]!;
}
