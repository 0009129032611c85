/**
 * Predicted effects of the groups (best linear unbiased predictions) with their conditional standard deviations.
 *
 * From the coarsest level down: b = Λ L⁻ᵀ (B_y − B_X β − B_s b_above), variance σ²(Λ M⁻¹ Λ' + K V_above K'),
 * K = Λ L⁻ᵀ B_s: the prediction and its variance given all data and the variance parameters. Shrunken towards zero:
 * small groups more than large ones. The error of prediction adds what β's uncertainty does to b: σ² D (X'V⁻¹X)⁻¹ D',
 * D = ∂b/∂β (Henderson 1975, doi:10.2307/2529430); intervals use it. The variances' own uncertainty is in neither.
 * Papers: Bates et al. (2015), doi:10.18637/jss.v067.i01; comparison intervals of ±1.39 standard deviations: Goldstein
 * and Healy (1995), doi:10.2307/2983411. Reproduces lme4's ranef and its condVar. Cost O(groups · K² q).
 */

import { normalQuantile } from '../../kernel/index.ts';
import type { GroupMoments } from './group-moments.ts';
import { unitMap } from './original-units.ts';
import { factorGroup, invertLower, type LevelReducer, unfoldTheta } from './reduce-levels.ts';
import type { GroupEffectTable } from './types.ts';

interface LevelPrediction {
  /** groups × q, scaled units, for each vector of weights. */
  readonly effects: readonly Float64Array[];
  /** groups × q × q, in units of σ². */
  readonly variances: Float64Array;
}

const COMPARISON_DEVIATIONS = 1.39;

/** Predicts every level's effects and orders each part's groups for a caterpillar plot. */
export function predictGroupEffects(
  moments: GroupMoments,
  reducer: LevelReducer,
  theta: Float64Array,
  kept: readonly number[],
  residualDeviation: number,
  confidenceLevel: number,
): GroupEffectTable[] {
  const reduced = reducer.reduce(theta)!;
  const weights = new Float64Array(moments.columns);
  weights[moments.columns - 1] = 1;
  kept.forEach((column, at) => {
    weights[column] = -reduced.beta[at]!;
  });
  // Predictions are linear in the outcome: a column of X in its place gives their derivative by its coefficient.
  const directions = kept.map((column) => {
    const direction = new Float64Array(moments.columns);
    direction[column] = -1;
    return direction;
  });
  const predictions: LevelPrediction[] = [];
  for (let level = moments.levels.length - 1; level >= 0; level--)
    predictions.unshift(predictLevel(moments, reducer, theta, [weights, ...directions], level, predictions));
  const deviations = normalQuantile(0.5 + confidenceLevel / 2);
  return moments.levels.flatMap(({ name, columns, groups }, level) => {
    const map = unitMap(moments, columns);
    const width = columns.length;
    const { effects: all, variances } = predictions[level]!;
    const [effects, ...slopes] = all as [Float64Array, ...Float64Array[]];
    const slope = new Float64Array(slopes.length);
    const tables = columns.map((column) => ({
      level: name,
      part: moments.names[column]!,
      effects: [] as GroupEffectTable['effects'][number][],
    }));
    for (let group = 0; group < groups; group++) {
      for (let part = 0; part < width; part++) {
        const line = part * width;
        let effect = 0;
        let spread = 0;
        for (let at = 0; at < width; at++) {
          effect += map[line + at]! * effects[group * width + at]!;
          for (let other = 0; other < width; other++)
            spread += map[line + at]! * map[line + other]! * variances[(group * width + at) * width + other]!;
        }
        for (let column = 0; column < slope.length; column++) {
          let sum = 0;
          for (let at = 0; at < width; at++) sum += map[line + at]! * slopes[column]![group * width + at]!;
          slope[column] = sum;
        }
        const standardDeviation = residualDeviation * Math.sqrt(Math.max(0, spread));
        const added = Math.max(0, quadratic(reduced.unscaledCovariance, slope));
        const predictionError = Math.hypot(standardDeviation, residualDeviation * Math.sqrt(added));
        const around = (margin: number): [number, number] => [effect - margin, effect + margin];
        tables[part]!.effects.push({
          group: moments.originalCodes[level]![group]!,
          rows: moments.rowsPerGroup[level]![group]!,
          effect,
          standardDeviation,
          predictionError,
          interval: around(deviations * predictionError),
          comparisonInterval: around(COMPARISON_DEVIATIONS * standardDeviation),
        });
      }
    }
    for (const table of tables)
      table.effects.sort((left, right) => left.effect - right.effect || left.group - right.group);
    return tables;
  });
}

function predictLevel(
  moments: GroupMoments,
  reducer: LevelReducer,
  theta: Float64Array,
  weights: readonly Float64Array[],
  level: number,
  above: readonly LevelPrediction[],
): LevelPrediction {
  const { columns: size, levels } = moments;
  const { columns: random, groups, parents } = levels[level]!;
  const width = random.length;
  const factor = unfoldTheta(theta, levels)[level]!;
  const into = { solved: new Float64Array(width * size), cholesky: new Float64Array(width * width) };
  const effects = weights.map(() => new Float64Array(groups * width));
  const variances = new Float64Array(groups * width * width);
  const own = new Float64Array(width * width);
  const residuals = weights.map(() => new Float64Array(width));
  const cross = reducer.crossOf(level);
  for (let group = 0; group < groups; group++) {
    factorGroup(cross, group * size * size, size, random, factor, into);
    const inverse = invertLower(into.cholesky, width);
    const half = multiplyByTranspose(factor, inverse, width);
    for (let vector = 0; vector < weights.length; vector++)
      for (let part = 0; part < width; part++) {
        let sum = 0;
        for (let column = 0; column < size; column++)
          sum += into.solved[part * size + column]! * weights[vector]![column]!;
        residuals[vector]![part] = sum;
      }
    own.fill(0);
    for (let row = 0; row < width; row++)
      for (let column = 0; column < width; column++)
        for (let at = 0; at < width; at++)
          own[row * width + column]! += half[row * width + at]! * half[column * width + at]!;
    let parent = parents[group] ?? 0;
    for (let higher = level + 1; higher < levels.length; higher++) {
      const shape = levels[higher]!;
      const wide = shape.columns.length;
      const prediction = above[higher - level - 1]!;
      const link = new Float64Array(width * wide);
      for (let row = 0; row < width; row++)
        for (let column = 0; column < wide; column++) {
          const solved = into.solved[row * size + shape.columns[column]!]!;
          for (let vector = 0; vector < weights.length; vector++)
            residuals[vector]![row]! -= solved * prediction.effects[vector]![parent * wide + column]!;
          for (let part = 0; part < width; part++)
            link[part * wide + column]! += half[part * width + row]! * solved;
        }
      addThrough(own, link, prediction.variances, parent * wide * wide, width, wide);
      parent = shape.parents[parent] ?? 0;
    }
    for (let row = 0; row < width; row++) {
      for (let vector = 0; vector < weights.length; vector++)
        for (let at = 0; at < width; at++)
          effects[vector]![group * width + row]! += half[row * width + at]! * residuals[vector]![at]!;
      for (let column = 0; column < width; column++)
        variances[(group * width + row) * width + column] = own[row * width + column]!;
    }
  }
  return { effects, variances };
}

function quadratic(matrix: Float64Array, vector: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < vector.length; row++)
    for (let column = 0; column < vector.length; column++)
      sum += vector[row]! * vector[column]! * matrix[row * vector.length + column]!;
  return sum;
}

/** Λ L⁻ᵀ. */
function multiplyByTranspose(factor: Float64Array, inverse: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (let at = 0; at < size; at++)
        result[row * size + column]! += factor[row * size + at]! * inverse[column * size + at]!;
  return result;
}

function addThrough(
  own: Float64Array,
  link: Float64Array,
  variances: Float64Array,
  from: number,
  width: number,
  wide: number,
): void {
  for (let row = 0; row < width; row++)
    for (let column = 0; column < width; column++)
      for (let left = 0; left < wide; left++)
        for (let right = 0; right < wide; right++)
          own[row * width + column]! +=
            link[row * wide + left]! * variances[from + left * wide + right]! * link[column * wide + right]!;
}
