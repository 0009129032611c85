/**
 * One answer from the analyses of several completed data sets: Rubin's rules.
 *
 *   q̄ = mean q;  ū = mean s²;  b = Σ (q − q̄)²/(m − 1);  t = ū + (1 + 1/m) b
 *   λ = (1 + 1/m) b / t;  r = (1 + 1/m) b / ū;  ν_old = (m − 1)/λ²
 *   ν_obs = (ν_com + 1)/(ν_com + 3) · ν_com (1 − λ);  ν = ν_old ν_obs/(ν_old + ν_obs)
 *   share of information missing = (r + 2/(ν + 3))/(r + 1)
 *
 * Shapes: estimates m, standard errors m. Papers: Rubin 1987 (10.1002/9780470316696), Barnard and Rubin 1999
 * (10.1093/biomet/86.4.948). Reproduces mice's pool.scalar. Cost O(m).
 */

import { EngineInputError, studentTQuantile, studentTUpperTail } from '../../kernel/index.ts';
import type { StudyTerm } from '../types.ts';

export interface ImputedEstimates {
  readonly name: string;
  /** One for each completed data set. */
  readonly estimates: readonly number[];
  readonly standardErrors: readonly number[];
  /** Degrees of freedom had nothing been missing; unbounded when left out. */
  readonly completeDegreesOfFreedom?: number;
}

export interface PooledTerm extends StudyTerm {
  readonly betweenVariance: number;
  readonly withinVariance: number;
  readonly relativeIncrease: number;
  /** λ: share of the variance that is due to what is missing. */
  readonly varianceShareMissing: number;
  readonly informationShareMissing: number;
}

/**
 * Pools the estimates of completed data sets.
 *
 * @param imputed estimates and their standard errors
 * @throws {EngineInputError} `too-few-imputations`, `length-mismatch`, `not-finite`, `standard-error-not-positive`,
 *   `scale-beyond-numbers`, `too-few-degrees-of-freedom`
 * @example
 * poolImputations({ name: 'effect', estimates: [1, 2, 3], standardErrors: [1, 1, 1] }).estimate; // 2
 */
export function poolImputations(imputed: ImputedEstimates): PooledTerm {
  const { name, estimates, standardErrors } = imputed;
  assertImputed(imputed);
  const count = estimates.length;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / count, 0);
  // Variances are taken in the unit of the largest error, so that none vanishes beside a large estimate.
  const size = standardErrors.reduce((most, error) => Math.max(most, error), 0);
  const largest = estimates.reduce((most, estimate) => Math.max(most, Math.abs(estimate)), 0) || 1;
  const value = mean(estimates.map((estimate) => estimate / largest)) * largest;
  const within = mean(standardErrors.map((error) => (error / size) ** 2));
  const between = estimates.reduce((sum, one) => sum + ((one - value) / size) ** 2, 0) / (count - 1);
  const extra = (1 + 1 / count) * between;
  const total = within + extra;
  const share = extra / total;
  const degreesOfFreedom = combineDegrees(count, share, imputed.completeDegreesOfFreedom);
  const standardError = Math.sqrt(total) * size;
  const relativeIncrease = extra / within;
  if (![standardError * standardError, relativeIncrease, value, standardError * 1e5].every(Number.isFinite))
    throw new EngineInputError({
      code: 'scale-beyond-numbers',
      message: `The variance of ${name} is too large for a number. Change the unit of the estimates.`,
      params: { name },
    });
  const distribution = degreesOfFreedom === 'normal' ? 1e300 : degreesOfFreedom;
  const reach = studentTQuantile(0.975, distribution) * standardError;
  if (!Number.isFinite(reach))
    throw new EngineInputError({
      code: 'too-few-degrees-of-freedom',
      message: `The data sets differ so much that ${name} is left with ${degreesOfFreedom} degrees of freedom. Impute more often or with more columns.`,
      params: { name, value: String(degreesOfFreedom) },
    });
  return {
    name,
    estimate: value,
    standardError,
    degreesOfFreedom,
    pValue: Math.min(1, 2 * studentTUpperTail(Math.abs(value) / standardError, distribution)),
    confidenceInterval: [value - reach, value + reach],
    betweenVariance: between * size * size,
    withinVariance: within * size * size,
    relativeIncrease,
    varianceShareMissing: share,
    informationShareMissing:
      (relativeIncrease + (degreesOfFreedom === 'normal' ? 0 : 2 / (degreesOfFreedom + 3))) /
      (relativeIncrease + 1),
  };
}

function combineDegrees(count: number, share: number, complete: number | undefined): number | 'normal' {
  const observed =
    complete === undefined || complete === Number.POSITIVE_INFINITY
      ? undefined
      : ((complete + 1) / (complete + 3)) * complete * (1 - share);
  if (share === 0) return observed ?? 'normal';
  const old = (count - 1) / (share * share);
  if (observed === undefined) return old;
  return 1 / (1 / old + 1 / observed);
}

function assertImputed({
  name,
  estimates,
  standardErrors,
  completeDegreesOfFreedom,
}: ImputedEstimates): void {
  if (estimates.length < 2)
    throw new EngineInputError({
      code: 'too-few-imputations',
      message: `There are ${estimates.length} estimates of ${name}. Pool at least 2 completed data sets.`,
      params: { name, count: estimates.length },
    });
  if (estimates.length !== standardErrors.length)
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `There are ${estimates.length} estimates of ${name} and ${standardErrors.length} standard errors. Give one for each.`,
      params: { name, estimates: estimates.length, standardErrors: standardErrors.length },
    });
  const wrong = estimates.findIndex((estimate) => !Number.isFinite(estimate));
  if (wrong >= 0)
    throw new EngineInputError({
      code: 'not-finite',
      message: `Estimate ${wrong} of ${name} is ${estimates[wrong]}. Leave the data set out or repair it.`,
      params: { name, place: wrong },
    });
  const flat = standardErrors.findIndex((error) => !(error > 0 && Number.isFinite(error)));
  if (flat >= 0 || (completeDegreesOfFreedom !== undefined && !(completeDegreesOfFreedom > 0)))
    throw new EngineInputError({
      code: 'standard-error-not-positive',
      message: `Standard error ${flat} of ${name} is ${standardErrors[flat]}, with ${completeDegreesOfFreedom} degrees of freedom. Give numbers above 0.`,
      params: { name, place: flat },
    });
}
