/**
 * Likelihood-ratio test of nested multilevel models, for example a random slope against none.
 *
 * χ² = deviance of the smaller − deviance of the larger on k further parameters. A variance of zero lies on the edge
 * of what is possible, so the usual p-value is too large; where one more random part is tested the law is half χ²(k − 1)
 * and half χ²(k). Papers: Self and Liang (1987), doi:10.1080/01621459.1987.10478472; Stram and Lee (1994),
 * doi:10.2307/2533455. Reproduces lme4's anova. Cost O(1).
 */

import {
  chiSquareUpperTail,
  EngineInputError,
  type Estimate,
  estimated,
  notEstimable,
} from '../../kernel/index.ts';
import type { MultilevelFit } from './types.ts';

/** What the comparison answers. */
export interface LikelihoodRatioTest {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** By the plain χ² law: too large (cautious) when a variance is tested. */
  readonly pValue: number;
  /** By the mixture for one further random part; not when the fixed effects differ. */
  readonly pValueAtBoundary: Estimate;
}

/**
 * Compares a smaller model with a larger one that contains it; that it does is the caller's word.
 *
 * @param smaller fitted to the same rows by the same method
 * @throws {EngineInputError} `different-rows`, `different-methods`, `not-nested-models`, `fixed-effects-under-reml`
 * @example
 * const outcome = Float64Array.of(1, 2, 3, 5, 8, 9);
 * const groups = { codes: Int32Array.of(0, 0, 1, 1, 2, 2), levels: 3 };
 * const x = { name: 'x', values: Float64Array.of(1, 2, 1, 3, 2, 2) };
 * const levels = [{ name: 'school', groups }];
 * const smaller = fitMultilevelModel({ outcome, covariates: [], levels }, { method: 'ML' });
 * const larger = fitMultilevelModel({ outcome, covariates: [x], levels }, { method: 'ML' });
 * compareMultilevelModels(smaller, larger).degreesOfFreedom; // 1
 */
export function compareMultilevelModels(smaller: MultilevelFit, larger: MultilevelFit): LikelihoodRatioTest {
  const sameFixed =
    smaller.terms.length === larger.terms.length &&
    smaller.terms.every(({ name }, at) => larger.terms[at]!.name === name);
  const degreesOfFreedom = larger.parameters - smaller.parameters;
  if (smaller.rows !== larger.rows)
    throw new EngineInputError({
      code: 'different-rows',
      message: `The models use ${smaller.rows} and ${larger.rows} rows. Fit both to the same rows.`,
      params: { smaller: smaller.rows, larger: larger.rows },
    });
  if (smaller.method !== larger.method)
    throw new EngineInputError({
      code: 'different-methods',
      message: `One model is fitted by ${smaller.method}, the other by ${larger.method}. Use one method.`,
      params: { smaller: smaller.method, larger: larger.method },
    });
  if (degreesOfFreedom <= 0)
    throw new EngineInputError({
      code: 'not-nested-models',
      message: `The larger model has ${larger.parameters} parameters, the smaller ${smaller.parameters}. Give the smaller first.`,
      params: { smaller: smaller.parameters, larger: larger.parameters },
    });
  if (smaller.method === 'REML' && !sameFixed)
    throw new EngineInputError({
      code: 'fixed-effects-under-reml',
      message: 'The models differ in fixed effects and are fitted by REML. Fit both by ML.',
      params: {},
    });
  const chiSquare = Math.max(0, smaller.deviance - larger.deviance);
  const pValue = chiSquareUpperTail(chiSquare, degreesOfFreedom);
  const below =
    degreesOfFreedom > 1 ? chiSquareUpperTail(chiSquare, degreesOfFreedom - 1) : chiSquare > 0 ? 0 : 1;
  return {
    chiSquare,
    degreesOfFreedom,
    pValue,
    pValueAtBoundary: sameFixed ? estimated((pValue + below) / 2) : notEstimable('fixed-effects-differ'),
  };
}
