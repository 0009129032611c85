/**
 * Terms with errors, t or normal p-values and intervals, and the Wald test of several terms at once.
 *
 * W = β'V⁻¹β / q against F(q, df), or χ²(q) for normal degrees: Wald (1943), https://doi.org/10.1090/S0002-9947-1943-0012401-3.
 * Reproduces R's lmtest::coeftest and fixest::wald. Cost O(k) and O(q³).
 */

import {
  chiSquareUpperTail,
  createMatrix,
  EngineInputError,
  factorSymmetric,
  fisherFUpperTail,
  normalQuantile,
  normalUpperTail,
  studentTQuantile,
  studentTUpperTail,
} from '../../kernel/index.ts';
import { assertLevel } from '../check-options.ts';
import type { StudyTerm } from '../types.ts';
import { transformCovariance } from './measure-errors.ts';
import { refuseLinear } from './solve-design.ts';
import type { LinearCovariance, LinearFit, LinearRefusal } from './types.ts';

/**
 * Makes a term from an estimate and its error.
 *
 * @param name of the term
 * @param estimate in any unit
 * @param standardError same unit, above 0
 * @param degreesOfFreedom of the t, or `normal`
 * @param level of the interval, for example 0.95
 * @example
 * makeTerm('x', 2, 1, 'normal', 0.95).pValue; // 0.04550026389635842
 */
export function makeTerm(
  name: string,
  estimate: number,
  standardError: number,
  degreesOfFreedom: number | 'normal',
  level: number,
): StudyTerm {
  const size = Math.abs(estimate / standardError);
  const tail = 1 - (1 - level) / 2;
  const [half, quantile] =
    degreesOfFreedom === 'normal'
      ? [normalUpperTail(size), normalQuantile(tail)]
      : [studentTUpperTail(size, degreesOfFreedom), studentTQuantile(tail, degreesOfFreedom)];
  const reach = quantile * standardError;
  return {
    name,
    estimate,
    standardError,
    degreesOfFreedom,
    pValue: 2 * half,
    confidenceInterval: [estimate - reach, estimate + reach],
  };
}

/**
 * Lists the terms of a fit.
 *
 * @param fit the model
 * @param covariance its covariance
 * @param level of the intervals
 * @throws {EngineInputError} `level-out-of-range`
 * @example
 * const fit = fitLinearModel({ outcome: score, regressors: [{ name: 'hours', values: hours }] });
 * describeTerms(fit, estimateCovariance(fit, { type: 'iid' }))[1].name; // 'hours'
 */
export function describeTerms(fit: LinearFit, covariance: LinearCovariance, level = 0.95): StudyTerm[] {
  assertLevel(level);
  return fit.names.map((name, term) =>
    makeTerm(
      name,
      fit.estimates[term]!,
      covariance.standardErrors[term]!,
      covariance.degreesOfFreedom[term]!,
      level,
    ),
  );
}

export interface WaldTest {
  readonly kind: 'estimated';
  /** F, or χ²/q for normal degrees. */
  readonly statistic: number;
  readonly numeratorDegrees: number;
  readonly denominatorDegrees: number | 'normal';
  readonly pValue: number;
}

/**
 * Tests that several terms are all zero.
 *
 * @param fit the model
 * @param covariance its covariance
 * @param names terms to test together
 * @throws {EngineInputError} `unknown-term`
 * @example
 * const fit = fitLinearModel({ outcome: score, regressors: [{ name: 'hours', values: hours }] });
 * testTerms(fit, estimateCovariance(fit, { type: 'iid' }), ['hours']).numeratorDegrees; // 1
 */
export function testTerms(
  fit: LinearFit,
  covariance: LinearCovariance,
  names: readonly string[],
): WaldTest | LinearRefusal {
  const places = names.map((name) => {
    const place = fit.names.indexOf(name);
    if (place < 0)
      throw new EngineInputError({
        code: 'unknown-term',
        message: `There is no term ${name} in the fit. Choose among ${fit.names.join(', ')}.`,
        params: { term: name },
      });
    return place;
  });
  const { transform } = fit;
  // In units of each term's own error, so that extreme units stay in range.
  const scaled = transform.values.map(
    (value, at) => value / covariance.standardErrors[Math.floor(at / transform.columns)]!,
  );
  const whole = transformCovariance(
    covariance.inner,
    createMatrix(transform.rows, transform.columns, scaled),
  );
  const size = places.length;
  const errors = places.map((place) => covariance.standardErrors[place]!);
  const part = createMatrix(
    size,
    size,
    Float64Array.from({ length: size * size }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return whole.values[places[i]! * whole.columns + places[j]!]!;
    }),
  );
  const factor = factorSymmetric(part);
  if (factor.rank < size)
    return refuseLinear(
      'covariance-singular',
      `The covariance of ${size} terms has rank ${factor.rank}: too few clusters to test them together. Test fewer.`,
      { terms: size, rank: factor.rank },
    );
  const scores = Float64Array.from(places, (place, at) => fit.estimates[place]! / errors[at]!);
  const solved = factor.solve(scores);
  const statistic = solved.reduce((sum, value, at) => sum + value * scores[at]!, 0) / size;
  const degrees = covariance.jointDegrees;
  const normal = degrees === Number.POSITIVE_INFINITY;
  return {
    kind: 'estimated',
    statistic,
    numeratorDegrees: size,
    denominatorDegrees: normal ? 'normal' : degrees,
    pValue: normal ? chiSquareUpperTail(statistic * size, size) : fisherFUpperTail(statistic, size, degrees),
  };
}
