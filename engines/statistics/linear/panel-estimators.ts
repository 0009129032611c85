/**
 * Panel estimators: within, between, random effects by Swamy–Arora, and the Hausman test of within against random.
 *
 * y_it = x_it'β + u_i + e_it. Within: effects of units absorbed. Between: unit means on unit means. Random: quasi-demeaned
 * by θ_i = 1 − sqrt(σ²_e / (T_i σ²_u + σ²_e)) with σ²_e from within and σ²_u from the between residuals, T the harmonic mean
 * of the T_i where they differ; normal degrees of freedom. Hausman: (b_w − b_r)'(V_w − V_r)⁻¹(b_w − b_r) ~ χ²(k).
 * Swamy & Arora (1972), https://doi.org/10.2307/1909405; Hausman (1978), https://doi.org/10.2307/1913827.
 * Reproduces R's plm (balanced panels to rounding; unbalanced ones may differ in how σ²_u averages T). Cost O(n k²).
 */

import { chiSquareUpperTail, createMatrix, EngineInputError, factorSymmetric } from '../../kernel/index.ts';
import { assertLevel } from '../check-options.ts';
import type { FactorColumn, StudyTerm } from '../types.ts';
import { describeTerms, makeTerm } from './describe-terms.ts';
import { dropSingletons } from './drop-singletons.ts';
import { estimateCovariance } from './estimate-covariance.ts';
import { fitLinearModel } from './fit-linear-model.ts';
import { transformCovariance } from './measure-errors.ts';
import { refuseBeyondNumbers, refuseLinear } from './solve-design.ts';
import type { LinearCovariance, LinearFit, LinearRefusal, NamedColumn } from './types.ts';

export interface PanelModelInput {
  readonly outcome: Float64Array;
  readonly regressors: readonly NamedColumn[];
  readonly units: FactorColumn;
}

export interface RandomEffectsFit {
  readonly kind: 'estimated';
  readonly terms: readonly StudyTerm[];
  readonly fit: LinearFit;
  readonly covariance: LinearCovariance;
  /** Variance of e within units. */
  readonly withinVariance: number;
  /** Variance of u between units; 0 when the data show none. */
  readonly unitVariance: number;
  /** Share of the unit mean taken out, for units of average size. */
  readonly theta: number;
}

export interface HausmanTest {
  readonly kind: 'estimated';
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Fits the regression of unit means on unit means.
 *
 * @param input a panel
 * @throws {EngineInputError} as fitLinearModel
 * @example
 * fitBetweenModel({ outcome: score, regressors: [{ name: 'hours', values: hours }], units: school }).rows; // 4
 */
export function fitBetweenModel(input: PanelModelInput): LinearFit | LinearRefusal {
  const { codes, levels, sizes } = readUnits(input);
  const average = (values: Float64Array): Float64Array => {
    const means = new Float64Array(levels);
    for (let row = 0; row < codes.length; row++) means[codes[row]!]! += values[row]! / sizes[codes[row]!]!;
    return means;
  };
  return fitLinearModel({
    outcome: average(input.outcome),
    regressors: input.regressors.map(({ name, values }) => ({ name, values: average(values) })),
  });
}

function readUnits(input: PanelModelInput): FactorColumn & { readonly sizes: Float64Array } {
  const rows = input.outcome.length;
  const { units } = input;
  const isOff = units.codes.length !== rows || units.codes.some((code) => code < 0 || code >= units.levels);
  if (isOff || input.regressors.some(({ values }) => values.length !== rows))
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `Columns and units do not fit ${rows} rows. Give a code 0 … levels − 1 and a value for each row.`,
      params: { rows },
    });
  const [closed] = dropSingletons([units], rows, 'keep').effects;
  const sizes = new Float64Array(closed!.levels);
  for (const code of closed!.codes) sizes[code]!++;
  return { ...closed!, sizes };
}

/**
 * Fits random unit effects by feasible generalised least squares (Swamy–Arora).
 *
 * @param input a panel
 * @param level of the intervals
 * @throws {EngineInputError} as fitLinearModel
 * @example
 * fitRandomEffects({ outcome: score, regressors: [{ name: 'hours', values: hours }], units: school }).terms.length; // 2
 */
export function fitRandomEffects(input: PanelModelInput, level = 0.95): RandomEffectsFit | LinearRefusal {
  assertLevel(level);
  const { codes, levels, sizes } = readUnits(input);
  const within = fitLinearModel({ ...input, fixedEffects: [{ codes, levels }], singletons: 'keep' });
  if (within.kind === 'not-estimable') return within;
  const between = fitBetweenModel(input);
  if (between.kind === 'not-estimable') return between;
  const spare = within.rows - within.parameters;
  const spareBetween = between.rows - between.parameters;
  if (spare <= 0 || spareBetween <= 0)
    return refuseLinear(
      'no-degrees-of-freedom',
      `${levels} units of ${within.rows} rows leave nothing to tell unit effects from errors. Use fewer regressors.`,
      {
        units: levels,
        rows: within.rows,
      },
    );
  const unit = within.outcomeScale;
  const withinVariance = within.residualSum / spare;
  const betweenVariance = (between.residualSum / spareBetween) * (between.outcomeScale / unit) ** 2;
  const harmonic = levels / sizes.reduce((sum, size) => sum + 1 / size, 0);
  const unitVariance = Math.max(0, betweenVariance - withinVariance / harmonic);
  const thetas = sizes.map((size) => 1 - Math.sqrt(withinVariance / (size * unitVariance + withinVariance)));
  const shrink = (values: Float64Array): Float64Array => {
    const means = new Float64Array(levels);
    for (let row = 0; row < codes.length; row++) means[codes[row]!]! += values[row]! / sizes[codes[row]!]!;
    return values.map((value, row) => value - thetas[codes[row]!]! * means[codes[row]!]!);
  };
  const ones = new Float64Array(codes.length).fill(1);
  const fit = fitLinearModel({
    outcome: shrink(input.outcome),
    regressors: [
      { name: '(Intercept)', values: shrink(ones) },
      ...input.regressors.map(({ name, values }) => ({ name, values: shrink(values) })),
    ],
    intercept: false,
  });
  if (fit.kind === 'not-estimable') return fit;
  const covariance = estimateCovariance(fit, { type: 'iid' });
  if (covariance.kind === 'not-estimable') return covariance;
  if (!Number.isFinite(withinVariance * unit * unit + unitVariance * unit * unit))
    return refuseBeyondNumbers();
  return {
    kind: 'estimated',
    terms: fit.names.map((name, term) =>
      makeTerm(name, fit.estimates[term]!, covariance.standardErrors[term]!, 'normal', level),
    ),
    fit,
    covariance,
    withinVariance: withinVariance * unit * unit,
    unitVariance: unitVariance * unit * unit,
    theta: 1 - Math.sqrt(withinVariance / (harmonic * unitVariance + withinVariance)),
  };
}

/**
 * Tests whether random effects lose what within keeps: a small p-value speaks for the within model.
 *
 * @param input a panel
 * @throws {EngineInputError} as fitLinearModel
 * @example
 * testHausman({ outcome: score, regressors: [{ name: 'shared', values: shared }], units: school }).degreesOfFreedom; // 1
 */
export function testHausman(input: PanelModelInput): HausmanTest | LinearRefusal {
  const { codes, levels } = readUnits(input);
  const within = fitLinearModel({ ...input, fixedEffects: [{ codes, levels }], singletons: 'keep' });
  if (within.kind === 'not-estimable') return within;
  const withinErrors = estimateCovariance(within, { type: 'iid' });
  if (withinErrors.kind === 'not-estimable') return withinErrors;
  const random = fitRandomEffects(input);
  if (random.kind === 'not-estimable') return random;
  const names = describeTerms(within, withinErrors).map(({ name }) => name);
  const places = names.map((name) => random.fit.names.indexOf(name));
  const size = names.length;
  const errors = withinErrors.standardErrors;
  const [a, b] = [
    transformCovariance(withinErrors.inner, within.transform),
    transformCovariance(random.covariance.inner, random.fit.transform),
  ];
  const difference = createMatrix(size, size);
  const gaps = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    gaps[i] = (within.estimates[i]! - random.fit.estimates[places[i]!]!) / errors[i]!;
    for (let j = 0; j < size; j++)
      difference.values[i * size + j] =
        (a.values[i * size + j]! - b.values[places[i]! * b.columns + places[j]!]!) / errors[i]! / errors[j]!;
  }
  const factor = factorSymmetric(difference);
  if (factor.rank < size)
    return refuseLinear(
      'covariance-not-positive',
      'The within errors are not larger than the random-effects errors, so that the Hausman statistic does not exist in these data. Compare the estimates, or use clustered errors.',
      { terms: size },
    );
  const statistic = factor.solve(gaps).reduce((sum, value, i) => sum + value * gaps[i]!, 0);
  return {
    kind: 'estimated',
    statistic,
    degreesOfFreedom: size,
    pValue: chiSquareUpperTail(statistic, size),
  };
}
