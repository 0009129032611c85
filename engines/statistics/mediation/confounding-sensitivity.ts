/**
 * How strong a shared cause of mediator and outcome, not measured, must be for the indirect effect to vanish.
 *
 * With ρ the correlation of the errors of the mediator's and the outcome's equation, σ₁, σ₂ the residual standard
 * deviations of outcome and mediator on treatment and covariates, and ρ̃ their correlation:
 *   indirect(ρ) = a σ₁/σ₂ (ρ̃ − ρ √((1 − ρ̃²)/(1 − ρ²))), zero at ρ = ρ̃.
 * Errors from the two equations' joint least squares with that ρ. Share of variance form: ρ̃² of the residual and
 * ρ̃²(1 − R²_m)(1 − R²_y) of the whole variances. One mediator at a time, no interaction, rows independent.
 * Paper: Imai, Keele, Yamamoto (2010), doi:10.1214/10-STS321. Reproduces medsens of R's mediation: exact at
 * ρ = 0 and zero's ρ, elsewhere to 1e-3, since medsens stops its iteration before the fixed point computed here.
 * Cost O(K³) per ρ.
 */

import {
  createMatrix,
  type Estimate,
  factorSymmetric,
  normalQuantile,
  notEstimable,
} from '../../kernel/index.ts';
import type { PathLayout } from './path-equations.ts';
import { unfold } from './resampling-moments.ts';
import type { ConfoundingSensitivity } from './types.ts';

/** Correlations shown: −0.9, −0.8 … 0.9. */
export const SHOWN_RHOS: readonly number[] = Array.from({ length: 19 }, (_, at) => (at - 9) / 10);

/** Residual variance, of columns of variance one, that is rounding. */
const ROUNDING = 1e-13;

/**
 * Draws the effect along ρ.
 *
 * @param outcomeScale from scaled effects to the outcome's units
 * @param rows n
 */
export function traceConfounding(
  sums: Float64Array,
  layout: PathLayout,
  mediator: number,
  outcomeScale: number,
  rows: number,
  confidenceLevel: number,
  rhos: readonly number[] = SHOWN_RHOS,
): Estimate<ConfoundingSensitivity> {
  if (layout.products.length > 0) return notEstimable('interaction');
  const { size, base } = layout;
  const total = unfold(sums, 0, size, new Float64Array(size * size));
  const target = layout.mediators[mediator]!;
  const outcome = size - 1;
  const count = base.length;
  const cross = new Float64Array(count * count);
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      cross[row * count + column] = total[base[row]! * size + base[column]!]!;
  const factor = factorSymmetric(createMatrix(count, count, cross));
  const project = (column: number): Float64Array =>
    factor.solve(Float64Array.from(base, (row) => total[row * size + column]!));
  const [onMediator, onOutcome] = [project(target), project(outcome)];
  const left = (column: number, other: number, coefficients: Float64Array): number =>
    base.reduce(
      (sum, row, at) => sum - coefficients[at]! * total[row * size + other]!,
      total[column * size + other]!,
    );
  const mediatorSquares = left(target, target, onMediator);
  const outcomeSquares = left(outcome, outcome, onOutcome);
  const products = left(target, outcome, onMediator);
  if (mediatorSquares < ROUNDING * rows || outcomeSquares < ROUNDING * rows)
    return notEstimable('perfect-fit');
  const correlation = products / Math.sqrt(mediatorSquares * outcomeSquares);
  if (1 - correlation ** 2 < 1e-12) return notEstimable('perfect-fit');
  const a = onMediator[count - 1]!;
  const step = layout.compare[1] - layout.compare[0];
  const ratio = Math.sqrt(outcomeSquares / mediatorSquares);
  const slopeAt = (rho: number): number =>
    ratio * (correlation - rho * Math.sqrt((1 - correlation ** 2) / (1 - rho ** 2)));
  const quantile = normalQuantile(0.5 + confidenceLevel / 2);
  const curve = rhos.map((rho) => {
    const b = slopeAt(rho);
    // Residual variances of the joint equations, with the n − 1 of a sample variance.
    const mediatorVariance = mediatorSquares / (rows - 1);
    const outcomeVariance = (outcomeSquares - 2 * b * products + b * b * mediatorSquares) / (rows - 1);
    const { variance, mediatorPart, shared } = jointErrors(
      total,
      layout,
      target,
      rho,
      outcomeVariance,
      mediatorVariance,
    );
    const error = Math.sqrt(Math.max(0, a * a * variance + b * b * mediatorPart + 2 * a * b * shared));
    const indirect = step * a * b * outcomeScale;
    const margin = quantile * Math.abs(step) * error * outcomeScale;
    return { rho, indirect, interval: [indirect - margin, indirect + margin] as const };
  });
  const whole = (column: number): number =>
    layout.intercept
      ? total[column * size + column]! -
        total[base[0]! * size + column]! ** 2 / total[base[0]! * size + base[0]!]!
      : total[column * size + column]!;
  const residualShare = correlation ** 2;
  const outcomeRest = outcomeSquares * (1 - residualShare);
  return {
    kind: 'estimated',
    value: {
      rhoAtZero: correlation,
      residualShareAtZero: residualShare,
      totalShareAtZero: residualShare * (mediatorSquares / whole(target)) * (outcomeRest / whole(outcome)),
      curve,
    },
  };
}

/** Variances of b and a and their covariance when both equations are solved together with errors correlated by ρ. */
function jointErrors(
  total: Float64Array,
  { size, base }: PathLayout,
  target: number,
  rho: number,
  outcomeVariance: number,
  mediatorVariance: number,
): { readonly variance: number; readonly mediatorPart: number; readonly shared: number } {
  const count = base.length;
  const order = [...base, ...base, target];
  const width = order.length;
  const free = 1 - rho * rho;
  const weights = [1 / (mediatorVariance * free), 1 / (outcomeVariance * free)] as const;
  const across = -rho / (Math.sqrt(outcomeVariance * mediatorVariance) * free);
  const information = new Float64Array(width * width);
  for (let row = 0; row < width; row++)
    for (let column = 0; column < width; column++) {
      const [inOutcome, otherInOutcome] = [row >= count, column >= count];
      const weight = inOutcome === otherInOutcome ? weights[inOutcome ? 1 : 0] : across;
      information[row * width + column] = weight * total[order[row]! * size + order[column]!]!;
    }
  const covariance = factorSymmetric(createMatrix(width, width, information)).inverse().values;
  const last = width - 1;
  return {
    variance: covariance[last * width + last]!,
    mediatorPart: covariance[(count - 1) * width + count - 1]!,
    shared: covariance[(count - 1) * width + last]!,
  };
}
