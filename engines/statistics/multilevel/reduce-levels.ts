/**
 * The profiled deviance of a nested linear mixed model from per-group moments.
 *
 * y = Xβ + Σ_l Z_l b_l + ε, b_l ~ N(0, σ² Λ_l Λ_l'), ε ~ N(0, σ² I). Going up the levels, with G = W'V⁻¹W of a group,
 * W = [X, y], and s the columns of the level's random part:
 *   M = I + Λ' G_ss Λ = L L',  B = L⁻¹ Λ' G_s·,  G ← Σ (G − B'B),  log|V| ← log|V| + 2 Σ log L_ii,
 * so that the top holds X'V⁻¹X, X'V⁻¹y and y'V⁻¹y exactly. ML: log|V| + n(1 + log 2πR/n); REML: log|V| +
 * log|X'V⁻¹X| + (n − p)(1 + log 2πR/(n − p)), R the weighted residual sum of squares.
 * θ holds the lower triangle of each Λ column by column (its diagonal when the parts stand apart); its signs are free.
 * Paper: Bates, Maechler, Bolker, Walker (2015), doi:10.18637/jss.v067.i01; reproduces lme4's deviance to 1e-10.
 * Cost O(groups · K² q) per θ.
 */

import type { GroupMoments } from './group-moments.ts';
import type { LevelShape } from './multilevel-design.ts';

/** What one θ gives, in the scaled units of the moments. */
export interface ReducedModel {
  /** log|V|/σ²-free part. */
  readonly logDeterminant: number;
  /** log|X'V⁻¹X|. */
  readonly logDeterminantFixed: number;
  /** R: y'V⁻¹y − β'X'V⁻¹y. */
  readonly residualSquares: number;
  readonly beta: Float64Array;
  /** (X'V⁻¹X)⁻¹, row-major p × p. */
  readonly unscaledCovariance: Float64Array;
}

/** The Λ of each level (row-major q × q) that θ describes. */
export function unfoldTheta(theta: Float64Array, levels: readonly LevelShape[]): Float64Array[] {
  let at = 0;
  return levels.map(({ columns: { length: size }, covariance }) => {
    const factor = new Float64Array(size * size);
    for (let column = 0; column < size; column++)
      for (let row = column; row < (covariance === 'full' ? size : column + 1); row++)
        factor[row * size + column] = theta[at++]!;
    return factor;
  });
}

/** θ of independent random parts of the residual's size: where the search begins. */
export function startTheta(levels: readonly LevelShape[]): Float64Array {
  return Float64Array.from(
    levels.flatMap(({ columns: { length: size }, covariance }) =>
      Array.from({ length: size }, (_, column) =>
        Array.from({ length: covariance === 'full' ? size - column : 1 }, (_, below) =>
          below === 0 ? 0.7 : 0,
        ),
      ).flat(),
    ),
  );
}

/** The factors of one group's random part: B and L of the file header. */
export interface GroupFactors {
  readonly solved: Float64Array;
  readonly cholesky: Float64Array;
}

/**
 * Factors M = I + Λ'GΛ of one group and solves for B; answers log|M|.
 *
 * @param cross holds the group's K × K block at `from`
 */
export function factorGroup(
  cross: Float64Array,
  from: number,
  size: number,
  random: readonly number[],
  factor: Float64Array,
  into: GroupFactors,
): number {
  const { solved, cholesky } = into;
  const width = random.length;
  for (let part = 0; part < width; part++)
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let row = part; row < width; row++)
        sum += factor[row * width + part]! * cross[from + random[row]! * size + column]!;
      solved[part * size + column] = sum;
    }
  let logDeterminant = 0;
  for (let row = 0; row < width; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = row === column ? 1 : 0;
      for (let at = column; at < width; at++)
        sum += solved[row * size + random[at]!]! * factor[at * width + column]!;
      for (let at = 0; at < column; at++) sum -= cholesky[row * width + at]! * cholesky[column * width + at]!;
      cholesky[row * width + column] =
        row === column ? Math.sqrt(sum) : sum / cholesky[column * width + column]!;
    }
    const pivot = cholesky[row * width + row]!;
    logDeterminant += 2 * Math.log(pivot);
    for (let column = 0; column < size; column++) {
      let sum = solved[row * size + column]!;
      for (let at = 0; at < row; at++) sum -= cholesky[row * width + at]! * solved[at * size + column]!;
      solved[row * size + column] = sum / pivot;
    }
  }
  return logDeterminant;
}

/** A reusable evaluation of the deviance over θ; `kept` are the columns of X that are not collinear. */
export interface LevelReducer {
  readonly reduce: (theta: Float64Array) => ReducedModel | undefined;
  /** The level's blocks after all finer levels were taken out, as of the last θ. */
  readonly crossOf: (level: number) => Float64Array;
}

/**
 * Prepares the evaluation: sums of the finer levels' blocks are taken once, scratch space is shared.
 *
 * @param moments from `takeGroupMoments`
 * @param kept positions of the fixed columns in use, ascending
 */
export function createLevelReducer(moments: GroupMoments, kept: readonly number[]): LevelReducer {
  const { columns: size, levels } = moments;
  const area = size * size;
  const current: Float64Array[] = [moments.cross];
  for (let at = 0; at < levels.length; at++)
    current.push(new Float64Array((levels[at + 1]?.groups ?? 1) * area));
  // The finest level's blocks never change: what they add up to is taken once.
  const sum = new Float64Array(current[1]!.length);
  addUp(sum, current[0]!, levels[0]!.parents, area);
  const scratch = levels.map(({ columns: { length } }) => ({
    solved: new Float64Array(length * size),
    cholesky: new Float64Array(length * length),
  }));
  const reduce = (theta: Float64Array): ReducedModel | undefined => {
    const factors = unfoldTheta(theta, levels);
    let logDeterminant = -moments.logWeights;
    for (let at = 0; at < levels.length; at++) {
      const above = current[at + 1]!;
      if (at === 0) above.set(sum);
      else addUp(above.fill(0), current[at]!, levels[at]!.parents, area);
      const { parents, columns: random, groups } = levels[at]!;
      if (random.length === 1) {
        logDeterminant += takeOutIntercepts(above, current[at]!, parents, groups, size, factors[at]![0]!);
        mirrorBlocks(above, size);
        continue;
      }
      const into = scratch[at]!;
      for (let group = 0; group < groups; group++) {
        logDeterminant += factorGroup(current[at]!, group * area, size, random, factors[at]!, into);
        takeOut(above, (parents.length > 0 ? parents[group]! : 0) * area, into.solved, size, random.length);
      }
      mirrorBlocks(above, size);
    }
    return solveFixed(current[levels.length]!, size, kept, logDeterminant);
  };
  return { reduce, crossOf: (level) => current[level]! };
}

/** Adds each group's block to its parent's. */
function addUp(above: Float64Array, below: Float64Array, parents: Int32Array, area: number): void {
  for (let group = 0; group * area < below.length; group++) {
    const to = (parents.length > 0 ? parents[group]! : 0) * area;
    for (let cell = 0; cell < area; cell++) above[to + cell]! += below[group * area + cell]!;
  }
}

/** The same for intercepts alone, where M is one number: the case of a million rows. Fills the upper half. */
function takeOutIntercepts(
  above: Float64Array,
  below: Float64Array,
  parents: Int32Array,
  groups: number,
  size: number,
  theta: number,
): number {
  const area = size * size;
  const square = theta * theta;
  let logDeterminant = 0;
  for (let group = 0; group < groups; group++) {
    const from = group * area;
    const inflation = 1 + square * below[from]!;
    logDeterminant += Math.log(inflation);
    const share = square / inflation;
    const to = (parents.length > 0 ? parents[group]! : 0) * area;
    for (let row = 0, line = to; row < size; row++, line += size) {
      const left = share * below[from + row]!;
      for (let column = row; column < size; column++) above[line + column]! -= left * below[from + column]!;
    }
  }
  return logDeterminant;
}

function mirrorBlocks(blocks: Float64Array, size: number): void {
  for (let from = 0; from < blocks.length; from += size * size)
    for (let row = 1; row < size; row++)
      for (let column = 0; column < row; column++)
        blocks[from + row * size + column] = blocks[from + column * size + row]!;
}

/** Fills the upper half. */
function takeOut(above: Float64Array, to: number, solved: Float64Array, size: number, width: number): void {
  for (let part = 0; part < width; part++)
    for (let row = 0; row < size; row++) {
      const left = solved[part * size + row]!;
      for (let column = row; column < size; column++)
        above[to + row * size + column]! -= left * solved[part * size + column]!;
    }
}

function solveFixed(
  cross: Float64Array,
  size: number,
  kept: readonly number[],
  logDeterminant: number,
): ReducedModel | undefined {
  const fixed = kept.length;
  const lower = new Float64Array(fixed * fixed);
  const half = new Float64Array(fixed);
  let logDeterminantFixed = 0;
  let residualSquares = cross[size * size - 1]!;
  for (let row = 0; row < fixed; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = cross[kept[row]! * size + kept[column]!]!;
      for (let at = 0; at < column; at++) sum -= lower[row * fixed + at]! * lower[column * fixed + at]!;
      if (row > column) lower[row * fixed + column] = sum / lower[column * fixed + column]!;
      else if (sum > 0) lower[row * fixed + row] = Math.sqrt(sum);
      else return undefined;
    }
    let sum = cross[kept[row]! * size + size - 1]!;
    for (let at = 0; at < row; at++) sum -= lower[row * fixed + at]! * half[at]!;
    half[row] = sum / lower[row * fixed + row]!;
    residualSquares -= half[row]! ** 2;
    logDeterminantFixed += 2 * Math.log(lower[row * fixed + row]!);
  }
  const inverse = invertLower(lower, fixed);
  const unscaledCovariance = new Float64Array(fixed * fixed);
  const beta = new Float64Array(fixed);
  for (let row = 0; row < fixed; row++) {
    for (let column = 0; column < fixed; column++)
      for (let at = Math.max(row, column); at < fixed; at++)
        unscaledCovariance[row * fixed + column]! +=
          inverse[at * fixed + row]! * inverse[at * fixed + column]!;
    for (let at = row; at < fixed; at++) beta[row]! += inverse[at * fixed + row]! * half[at]!;
  }
  return { logDeterminant, logDeterminantFixed, residualSquares, beta, unscaledCovariance };
}

/** The inverse of a lower triangular matrix, row-major. */
export function invertLower(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / lower[column * size + column]!;
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let at = column; at < row; at++) sum -= lower[row * size + at]! * inverse[at * size + column]!;
      inverse[row * size + column] = sum / lower[row * size + row]!;
    }
  }
  return inverse;
}

/**
 * The fixed columns that are not a combination of earlier ones, judged on the raw total moments.
 *
 * @param moments from `takeGroupMoments`
 */
export function findIndependentColumns(moments: GroupMoments): { kept: number[]; dropped: number[] } {
  const { columns: size, cross } = moments;
  const area = size * size;
  const total = new Float64Array(area);
  for (let cell = 0; cell < cross.length; cell++) total[cell % area]! += cross[cell]!;
  const kept: number[] = [];
  const dropped: number[] = [];
  const rows: Float64Array[] = [];
  for (let column = 0; column < size - 1; column++) {
    const own = total[column * size + column]!;
    const line = new Float64Array(kept.length);
    let rest = own;
    for (let at = 0; at < kept.length; at++) {
      let sum = total[column * size + kept[at]!]!;
      for (let before = 0; before < at; before++) sum -= line[before]! * rows[at]![before]!;
      line[at] = sum / rows[at]![at]!;
      rest -= line[at]! ** 2;
    }
    // Columns are scaled to spread one: a rest this small is rounding (R's own tolerance is 1e-7 on its root).
    if (rest > 1e-12 * moments.rows * (total[0]! / moments.rows) && rest > 1e-13 * own) {
      rows.push(Float64Array.from([...line, Math.sqrt(rest)]));
      kept.push(column);
    } else dropped.push(column);
  }
  return { kept, dropped };
}
