/**
 * Per-group moments of scaled columns: all that a multilevel model needs to know of the rows.
 *
 * For each group g of the finest level: W_g'W_g with W = [1, covariates, outcome], every column centred and divided by
 * its spread (so that neither 1e-300 nor 1e300 overflows and nothing cancels). A column whose slope stands apart from
 * the intercept (diagonal covariance) is scaled but not centred, since centring would change the model.
 * Shapes: K = covariates + 2 columns; `cross` holds groups × K × K numbers, row-major, each block symmetric.
 * Cost O(rows · K²) once; everything after is O(groups).
 */

import { compactCodes, type LevelShape, type MultilevelDesign, shapeLevels } from './multilevel-design.ts';

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
 * @throws {EngineInputError} what `shapeLevels` finds
 * @example
 * const outcome = Float64Array.of(1, 2, 3, 5);
 * const groups = { codes: Int32Array.of(0, 0, 1, 1), levels: 2 };
 * takeGroupMoments({ outcome, covariates: [], levels: [{ name: 'school', groups }] }).columns; // 2
 */
export function takeGroupMoments(design: MultilevelDesign): GroupMoments {
  const levels = shapeLevels(design);
  const rows = design.outcome.length;
  const compacted = design.levels.map((level) => compactCodes(level, rows));
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
  let largest = 0;
  for (let row = 0; row < values.length; row++) largest = Math.max(largest, Math.abs(values[row]!));
  if (largest === 0) return { centre: 0, spread: 1 };
  let centre = 0;
  if (centred) {
    let sum = 0;
    for (let row = 0; row < values.length; row++) sum += values[row]! / largest;
    centre = (sum / values.length) * largest;
  }
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const share = values[row]! / largest - centre / largest;
    squares += share * share;
  }
  const spread = Math.sqrt(squares / values.length) * largest;
  // A constant column keeps its size: its centred rest is rounding and is dropped as collinear later.
  return spread > 1e-13 * largest ? { centre, spread } : { centre, spread: largest };
}

function addRows(
  cross: Float64Array,
  columns: readonly Float64Array[],
  codes: Int32Array,
  centres: Float64Array,
  spreads: Float64Array,
  weights: Float64Array | undefined,
): void {
  const count = columns.length;
  const size = count + 1;
  const area = size * size;
  const line = new Float64Array(size);
  line[0] = 1;
  for (let row = 0; row < codes.length; row++) {
    const from = codes[row]! * area;
    const weight = weights === undefined ? 1 : weights[row]!;
    for (let at = 0; at < count; at++)
      line[at + 1] = (columns[at]![row]! - centres[at + 1]!) / spreads[at + 1]!;
    for (let upper = 0; upper < size; upper++) {
      const left = line[upper]! * weight;
      const place = from + upper * size;
      for (let at = upper; at < size; at++) cross[place + at]! += left * line[at]!;
    }
  }
}

function mirror(cross: Float64Array, size: number): void {
  const area = size * size;
  for (let from = 0; from < cross.length; from += area)
    for (let row = 1; row < size; row++)
      for (let column = 0; column < row; column++)
        cross[from + row * size + column] = cross[from + column * size + row]!;
}
