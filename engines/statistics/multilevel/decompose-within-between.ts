/**
 * Within and between effects of a covariate: the multilevel model with group means added (Mundlak).
 *
 * y = β_w x + γ x̄_g + … + u_g + ε: β_w is the effect within groups, γ the context (what the group's mean adds for a
 * like row), β_w + γ the effect between groups. γ = 0 is the assumption of a plain random-intercept model.
 * Papers: Mundlak (1978), doi:10.2307/1913646; Bell and Jones (2015), doi:10.1017/psrm.2014.7.
 * Reproduces lmerTest with a column of means. Cost that of `fitMultilevelModel`.
 */

import { EngineInputError, normalQuantile, normalUpperTail } from '../../kernel/index.ts';
import type { StudyTerm } from '../types.ts';
import { fitMultilevelModel, type MultilevelOptions, refuseScale } from './fit-multilevel-model.ts';
import type { MultilevelDesign } from './multilevel-design.ts';
import type { MultilevelFit, MultilevelNotEstimable } from './types.ts';

/** One covariate taken apart. */
export interface WithinBetween {
  readonly covariate: string;
  readonly within: StudyTerm;
  /** Between minus within; far from zero means a plain random intercept would mix the two. */
  readonly context: StudyTerm;
  /** Within plus context; its interval takes the normal law. */
  readonly between: StudyTerm;
}

/** The parts and the whole model they come from. */
export interface WithinBetweenDecomposition {
  readonly kind: 'estimated';
  readonly level: string;
  readonly parts: readonly WithinBetween[];
  /** Covariates that do not vary within groups: they have no within effect. */
  readonly constantWithin: readonly string[];
  readonly model: MultilevelFit;
}

/**
 * Takes the effects of covariates apart into within and between the groups of the coarsest level.
 *
 * @param covariates names among the design's; all of them when left out
 * @throws {EngineInputError} `unknown-covariate` and what `fitMultilevelModel` throws
 * @example
 * const outcome = Float64Array.of(1, 2, 3, 5, 8, 9);
 * const groups = { codes: Int32Array.of(0, 0, 1, 1, 2, 2), levels: 3 };
 * const x = { name: 'x', values: Float64Array.of(1, 2, 1, 3, 2, 5) };
 * decomposeWithinBetween({ outcome, covariates: [x], levels: [{ name: 'school', groups }] }).level; // 'school'
 */
export function decomposeWithinBetween(
  design: MultilevelDesign,
  covariates: readonly string[] = design.covariates.map(({ name }) => name),
  options: MultilevelOptions = {},
): WithinBetweenDecomposition | MultilevelNotEstimable {
  const unknown = covariates.find((name) => design.covariates.every((column) => column.name !== name));
  if (unknown !== undefined)
    throw new EngineInputError({
      code: 'unknown-covariate',
      message: `${unknown} is not among the covariates. Add it to the design.`,
      params: { name: unknown },
    });
  const level = design.levels.at(-1);
  const constantWithin: string[] = [];
  const means = covariates.flatMap((name) => {
    const { values } = design.covariates.find((column) => column.name === name)!;
    const averages = level ? averageByGroup(values, level.groups.codes, level.groups.levels) : values;
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (values.every((value, row) => Math.abs(value - averages[row]!) <= 1e-12 * scale)) {
      constantWithin.push(name);
      return [];
    }
    return [{ name: meanName(name), values: averages }];
  });
  const model = fitMultilevelModel({ ...design, covariates: [...design.covariates, ...means] }, options);
  if (model.kind === 'not-estimable') return model;
  const parts = covariates.flatMap((covariate) => {
    const at = model.terms.findIndex(({ name }) => name === covariate);
    const beside = model.terms.findIndex(({ name }) => name === meanName(covariate));
    if (at < 0 || beside < 0) return [];
    const [within, context] = [model.terms[at]!, model.terms[beside]!];
    const variance =
      model.covariance[at]![at]! + model.covariance[beside]![beside]! + 2 * model.covariance[at]![beside]!;
    const standardError = Math.sqrt(variance);
    const estimate = within.estimate + context.estimate;
    const margin = normalQuantile(0.5 + (options.confidenceLevel ?? 0.95) / 2) * standardError;
    const between: StudyTerm = {
      name: covariate,
      estimate,
      standardError,
      degreesOfFreedom: 'normal',
      pValue: 2 * normalUpperTail(Math.abs(estimate / standardError)),
      confidenceInterval: [estimate - margin, estimate + margin],
    };
    return [{ covariate, within, context, between }];
  });
  const isBeyond = parts.some(({ between: { standardError, confidenceInterval } }) =>
    [standardError, ...confidenceInterval].some((one) => !Number.isFinite(one) || standardError === 0),
  );
  if (isBeyond) return refuseScale(model.rows, model.notes);
  return { kind: 'estimated', level: level!.name, parts, constantWithin, model };
}

const meanName = (name: string): string => `mean of ${name}`;

/** Group means laid out over the rows, summed in units of the largest value so that nothing overflows. */
function averageByGroup(values: Float64Array, codes: Int32Array, levels: number): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const sums = new Float64Array(levels);
  const counts = new Float64Array(levels);
  for (let row = 0; row < values.length; row++) {
    sums[codes[row]!]! += values[row]! / largest;
    counts[codes[row]!]!++;
  }
  return values.map((_, row) => (sums[codes[row]!]! / counts[codes[row]!]!) * largest);
}
