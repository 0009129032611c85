/**
 * Variances, covariances and shares of variance of the random parts, in the units of the data.
 *
 * Σ_l = σ² T Λ Λ' T' with T the change of units; standard errors by the delta method from the curvature of the
 * deviance. Intraclass correlation of a level: its variance (and, as a correlation, that of all coarser levels) over
 * the whole; with random slopes it depends on the covariate and is not one number.
 * Reproduces lme4's VarCorr to 1e-4. Cost O(q³) per level.
 */

import { type Estimate, estimated, notEstimable } from '../../kernel/index.ts';
import type { GroupMoments } from './group-moments.ts';
import { applyMapTwice, unitMap } from './original-units.ts';
import { unfoldTheta } from './reduce-levels.ts';
import type { VarianceCurvature } from './satterthwaite.ts';
import type { IntraclassCorrelation, VarianceComponent } from './types.ts';

/** Relative size of a random part under which it counts as zero. */
const BOUNDARY = 1e-4;

/** Whether some Λ has lost rank: a variance of zero or a perfect correlation. */
export function isAtBoundary(moments: GroupMoments, theta: Float64Array): boolean {
  return unfoldTheta(theta, moments.levels).some((factor, level) => {
    const size = moments.levels[level]!.columns.length;
    return Array.from({ length: size }, (_, at) => Math.abs(factor[at * size + at]!)).some(
      (diagonal) => diagonal < BOUNDARY,
    );
  });
}

/** Every variance and covariance with its standard error, the residual variance last. */
export function describeVariances(
  moments: GroupMoments,
  theta: Float64Array,
  residualVariance: number,
  curvature: VarianceCurvature,
): VarianceComponent[] {
  const boundary = curvature.flat || isAtBoundary(moments, theta);
  const outcomeSpread = moments.spreads[moments.columns - 1]!;
  const meanWeight = moments.meanWeight;
  const components: VarianceComponent[] = [];
  let offset = 0;
  const factors = unfoldTheta(theta, moments.levels);
  moments.levels.forEach(({ name, columns, covariance }, level) => {
    const size = columns.length;
    const map = unitMap(moments, columns);
    const factor = factors[level]!;
    const inUnits = (matrix: Float64Array): Float64Array => applyMapTwice(map, matrix, size);
    const whole = inUnits(symmetricProduct(factor, factor, size, residualVariance / 2));
    const gradients: { readonly at: number; readonly slope: Float64Array }[] = [];
    for (let column = 0; column < size; column++)
      for (let row = column; row < (covariance === 'full' ? size : column + 1); row++) {
        const unit = new Float64Array(size * size);
        unit[row * size + column] = 1;
        gradients.push({
          at: offset++,
          slope: inUnits(symmetricProduct(unit, factor, size, residualVariance)),
        });
      }
    gradients.push({ at: curvature.size - 1, slope: whole });
    for (let row = 0; row < size; row++)
      for (let column = 0; column <= row; column++) {
        if (covariance === 'diagonal' && column !== row) continue;
        const cell = row * size + column;
        const value = whole[cell]!;
        components.push({
          level: name,
          first: moments.names[columns[column]!]!,
          ...(row === column ? {} : { second: moments.names[columns[row]!]! }),
          value,
          standardised:
            row === column
              ? estimated(Math.sqrt(Math.max(0, value)))
              : correlate(value, whole[row * size + row]!, whole[column * size + column]!),
          standardError: boundary
            ? notEstimable('at-boundary')
            : estimated(
                errorOf(
                  gradients.map(({ at, slope }) => ({ at, slope: slope[cell]! })),
                  curvature,
                ),
              ),
        });
      }
  });
  const residual = residualVariance * outcomeSpread * meanWeight * outcomeSpread;
  const last = curvature.size * curvature.size - 1;
  components.push({
    level: 'residual',
    first: 'residual',
    value: residual,
    standardised: estimated(Math.sqrt(residualVariance * meanWeight) * outcomeSpread),
    standardError: estimated(residual * Math.sqrt(curvature.covariance[last]!)),
  });
  return components;
}

/** The share of each level and the correlation of two rows in the same group. */
export function correlateWithinGroups(moments: GroupMoments, theta: Float64Array): IntraclassCorrelation[] {
  const sloped = moments.levels.some(({ columns }) => columns.length > 1);
  const factors = unfoldTheta(theta, moments.levels);
  const variances = factors.map((factor) => factor[0]! ** 2);
  const residual = moments.meanWeight;
  const whole = variances.reduce((sum, variance) => sum + variance, residual);
  return moments.levels.map(({ name }, level) => {
    if (sloped) {
      const refusal = notEstimable('depends-on-slope');
      return { level: name, share: refusal, correlation: refusal };
    }
    const coarser = variances.slice(level).reduce((sum, variance) => sum + variance, 0);
    return {
      level: name,
      share: estimated(variances[level]! / whole),
      correlation: estimated(coarser / whole),
    };
  });
}

/** factor · (left·right' + right·left'). */
function symmetricProduct(
  left: Float64Array,
  right: Float64Array,
  size: number,
  factor: number,
): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      for (let at = 0; at < size; at++)
        product[row * size + column]! +=
          factor *
          (left[row * size + at]! * right[column * size + at]! +
            right[row * size + at]! * left[column * size + at]!);
  return product;
}

function correlate(covariance: number, first: number, second: number): Estimate {
  const scale = Math.sqrt(first) * Math.sqrt(second);
  return scale > 0 ? estimated(Math.max(-1, Math.min(1, covariance / scale))) : notEstimable('zero-variance');
}

function errorOf(
  gradients: readonly { readonly at: number; readonly slope: number }[],
  { covariance, size }: VarianceCurvature,
): number {
  let sum = 0;
  for (const left of gradients)
    for (const right of gradients) sum += left.slope * right.slope * covariance[left.at * size + right.at]!;
  return Math.sqrt(Math.max(0, sum));
}
