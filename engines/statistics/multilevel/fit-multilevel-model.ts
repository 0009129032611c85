/**
 * Linear mixed models for rows in groups (two levels) and groups in groups (three levels), by ML or REML.
 *
 * y = Xβ + Z b + ε with random intercepts and, when asked, random slopes; β is the average effect, the variances say
 * how much groups differ. Assumes normal random parts independent of X (check with `decomposeWithinBetween`) and rows
 * independent within groups.
 * Shapes: columns of n numbers; everything after one pass over the rows uses K × K moments per finest group.
 * Papers: Bates et al. (2015), doi:10.18637/jss.v067.i01; Satterthwaite as in doi:10.18637/jss.v082.i13.
 * Reproduces lme4 and lmerTest: estimates 1e-5, variance components 1e-4. Cost O(n K²) + O(groups K² q) per step.
 */

import {
  EngineInputError,
  type Minimum,
  minimise,
  studentTQuantile,
  studentTUpperTail,
} from '../../kernel/index.ts';
import type { StudyNote, StudyTerm } from '../types.ts';
import { type GroupMoments, takeGroupMoments } from './group-moments.ts';
import type { MultilevelDesign } from './multilevel-design.ts';
import { applyMap, applyMapTwice, unitMap } from './original-units.ts';
import { predictGroupEffects } from './predict-group-effects.ts';
import {
  createLevelReducer,
  findIndependentColumns,
  type ReducedModel,
  startTheta,
} from './reduce-levels.ts';
import { measureVarianceCurvature } from './satterthwaite.ts';
import type { MultilevelNotEstimable, MultilevelRefusal, MultilevelResult } from './types.ts';
import { correlateWithinGroups, describeVariances, isAtBoundary } from './variance-components.ts';

export interface MultilevelOptions {
  /** `REML` when left out; compare fixed effects by `ML`. */
  readonly method?: 'ML' | 'REML';
  /** Of all intervals; 0.95 when left out. */
  readonly confidenceLevel?: number;
}

/**
 * Fits a multilevel model to rows.
 *
 * @param design outcome, covariates and levels, nothing missing
 * @throws {EngineInputError} what `readLevels` finds; `bad-confidence-level`
 * @example
 * const outcome = Float64Array.of(1, 2, 3, 5, 8, 9);
 * const groups = { codes: Int32Array.of(0, 0, 1, 1, 2, 2), levels: 3 };
 * fitMultilevelModel({ outcome, covariates: [], levels: [{ name: 'school', groups }] }).kind; // 'estimated'
 */
export function fitMultilevelModel(
  design: MultilevelDesign,
  options: MultilevelOptions = {},
): MultilevelResult {
  return fitMultilevelMoments(takeGroupMoments(design), options);
}

/** Residual variance, as a share of the outcome's, under which a fit counts as perfect. */
const PERFECT = 1e-10;
/** Random parts so large that nothing between the groups is left in the residual. */
const HUGE = 1e5;

/**
 * Fits a multilevel model to moments taken before, so that several models share one pass over the rows.
 *
 * @param moments from `takeGroupMoments`
 * @throws {EngineInputError} `bad-confidence-level`
 * @example
 * const outcome = Float64Array.of(1, 2, 3, 5, 8, 9);
 * const groups = { codes: Int32Array.of(0, 0, 1, 1, 2, 2), levels: 3 };
 * const moments = takeGroupMoments({ outcome, covariates: [], levels: [{ name: 'school', groups }] });
 * fitMultilevelMoments(moments, { method: 'ML' }).kind; // 'estimated'
 */
export function fitMultilevelMoments(
  moments: GroupMoments,
  options: MultilevelOptions = {},
): MultilevelResult {
  const restricted = (options.method ?? 'REML') === 'REML';
  const confidenceLevel = checkConfidenceLevel(options.confidenceLevel ?? 0.95);
  const { kept, dropped } = findIndependentColumns(moments);
  const notes = dropped.map((column) => collinearNote(moments.names[column]!));
  const free = moments.rows - (restricted ? kept.length : 0);
  if (moments.rows - kept.length < 1) return refuse('no-degrees-of-freedom', moments, notes);
  if (moments.levels[0]!.groups === moments.rows) return refuse('one-row-per-group', moments, notes);
  const reducer = createLevelReducer(moments, kept);
  const heightOf = (reduced: ReducedModel | undefined): number =>
    reduced && reduced.residualSquares > 0
      ? reduced.logDeterminant +
        (restricted ? reduced.logDeterminantFixed : 0) +
        free * (1 + Math.log((2 * Math.PI * reduced.residualSquares) / free))
      : Number.POSITIVE_INFINITY;
  const objective = (theta: Float64Array): number => heightOf(reducer.reduce(theta));
  const start = startTheta(moments.levels);
  const within = reducer.reduce(start.map((value) => (value === 0 ? 0 : HUGE)));
  if (!within || within.residualSquares < PERFECT * moments.rows)
    return refuse('perfect-fit', moments, notes);
  const minimum = searchFromSeveralStarts(objective, start, moments.levels[0]!.groups);
  if (minimum.kind !== 'converged') return refuse('not-converged', moments, notes);
  const theta = minimum.point;
  const reduced = reducer.reduce(theta)!;
  const residualVariance = reduced.residualSquares / free;
  const curvature = measureVarianceCurvature(reducer, theta, residualVariance, restricted);
  const residualDeviation = Math.sqrt(residualVariance);

  const map = unitMap(moments, kept);
  const estimates = applyMap(map, reduced.beta);
  estimates[0]! += moments.centres[moments.columns - 1]!;
  const fixed = kept.length;
  // Errors are built from the map's rows and not from the covariance, which could overflow where they do not.
  const terms = kept.map((column, row): StudyTerm => {
    const contrast = map.slice(row * fixed, (row + 1) * fixed);
    const unit = contrast.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scaled = contrast.map((value) => value / unit);
    const variance = quadratic(reduced.unscaledCovariance, scaled);
    return makeTerm(
      moments.names[column]!,
      estimates[row]!,
      unit * residualDeviation * Math.sqrt(variance),
      curvature.degreesOf(scaled),
      confidenceLevel,
    );
  });
  const spread = moments.spreads[moments.columns - 1]!;
  const covariance = applyMapTwice(
    map,
    reduced.unscaledCovariance.map((value) => value * residualVariance),
    fixed,
  );
  const scale = 2 * moments.rows * Math.log(spread);
  const fixedScale = kept.reduce((sum, column) => sum + 2 * Math.log(moments.spreads[column]! / spread), 0);
  const deviance = minimum.value + scale + (restricted ? fixedScale : 0);
  const parameters = fixed + theta.length + 1;
  const varianceComponents = describeVariances(moments, theta, residualVariance, curvature);
  const atBoundary = isAtBoundary(moments, theta);
  if (atBoundary) notes.push(BOUNDARY_NOTE);
  for (const { name, groups } of moments.levels)
    if (groups < FEW_GROUPS) notes.push(fewGroupsNote(name, groups));
  const numbers = [
    ...terms.flatMap(({ estimate, standardError }) => [estimate, standardError]),
    ...covariance,
    ...varianceComponents.map(({ value }) => value),
  ];
  const residual = varianceComponents.at(-1)!;
  if (
    !numbers.every(Number.isFinite) ||
    residual.value === 0 ||
    terms.some(({ standardError, confidenceInterval }) =>
      [...confidenceInterval].some((end) => !Number.isFinite(end) || standardError === 0),
    )
  )
    return refuse('scale-beyond-numbers', moments, notes);
  return {
    kind: 'estimated',
    method: restricted ? 'REML' : 'ML',
    rows: moments.rows,
    groups: moments.levels.map(({ name, groups }) => ({ level: name, groups })),
    terms,
    covariance: kept.map((_, row) => Array.from(covariance.subarray(row * fixed, (row + 1) * fixed))),
    varianceComponents,
    intraclassCorrelations: correlateWithinGroups(moments, theta),
    logLikelihood: -deviance / 2,
    deviance,
    parameters,
    akaike: deviance + 2 * parameters,
    bayes: deviance + Math.log(moments.rows) * parameters,
    residualStandardDeviation: residualDeviation * spread * Math.sqrt(moments.meanWeight),
    atBoundary,
    groupEffects: predictGroupEffects(moments, reducer, theta, kept, residualDeviation, confidenceLevel),
    notes,
  };
}

/** Up to so many groups, several starts cost little. */
const SEVERAL_STARTS_UP_TO = 2_000;
const START_FACTORS = [1 / 7, 7];

/** With several random parts the deviance can have more than one valley: small data are searched from three sides. */
function searchFromSeveralStarts(
  objective: (theta: Float64Array) => number,
  start: Float64Array,
  groups: number,
): Minimum {
  const first = minimise(objective, start);
  if (start.length === 1 || groups > SEVERAL_STARTS_UP_TO) return first;
  return START_FACTORS.reduce((best, factor) => {
    const from = start.map((value) => value * factor);
    if (!Number.isFinite(objective(from))) return best;
    const other = minimise(objective, from);
    const better = other.kind === 'converged' && other.value < best.value - 1e-7;
    return better || best.kind !== 'converged' ? other : best;
  }, first);
}

/** A term with its Student interval; `normal` where the degrees of freedom have no bound. */
export function makeTerm(
  name: string,
  estimate: number,
  standardError: number,
  degrees: number,
  confidenceLevel: number,
): StudyTerm {
  const bounded = Number.isFinite(degrees) && degrees > 0;
  const used = bounded ? degrees : Number.POSITIVE_INFINITY;
  const margin = studentTQuantile(0.5 + confidenceLevel / 2, used) * standardError;
  return {
    name,
    estimate,
    standardError,
    degreesOfFreedom: bounded ? degrees : 'normal',
    pValue: 2 * studentTUpperTail(Math.abs(estimate / standardError), used),
    confidenceInterval: [estimate - margin, estimate + margin],
  };
}

function checkConfidenceLevel(level: number): number {
  if (level > 0 && level < 1) return level;
  throw new EngineInputError({
    code: 'bad-confidence-level',
    message: `The confidence level is ${level}. Give a share between 0 and 1, for example 0.95.`,
    params: { level },
  });
}

function quadratic(matrix: Float64Array, vector: Float64Array): number {
  const size = vector.length;
  let sum = 0;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      sum += vector[row]! * vector[column]! * matrix[row * size + column]!;
  return sum;
}

/** Groups below this number say little about a variance between them. */
const FEW_GROUPS = 12;

const fewGroupsNote = (level: string, groups: number): StudyNote => ({
  code: 'few-groups',
  params: { level, groups },
  message: `${level} has ${groups} groups. Below ${FEW_GROUPS}, the variance between them is hardly known; read errors with care.`,
});

const collinearNote = (name: string): StudyNote => ({
  code: 'collinear-column',
  params: { name },
  message: `${name} is a combination of the columns before it and was left out.`,
});

const BOUNDARY_NOTE: StudyNote = {
  code: 'variance-at-boundary',
  params: {},
  message:
    'A variance is estimated at zero or a correlation at one: the data do not support all random parts.',
};

const REASONS: Record<MultilevelRefusal, string> = {
  'one-row-per-group':
    'Every group has one row, so differences between groups and within cannot be told apart.',
  'perfect-fit': 'The covariates and groups explain the outcome exactly; no residual variance is left.',
  'no-degrees-of-freedom': 'There are as many coefficients as rows.',
  'not-converged': 'The search for the variances did not settle. Leave out a random slope.',
  'scale-beyond-numbers':
    'A variance is too large or too small for a number. Change the unit of the columns.',
};

/**
 * Says that an effect or its error is no number any more.
 *
 * @param rows of the model
 * @param notes made before
 * @example
 * refuseScale(10, []).reason; // 'scale-beyond-numbers'
 */
export function refuseScale(rows: number, notes: readonly StudyNote[]): MultilevelNotEstimable {
  const reason = 'scale-beyond-numbers';
  const note = { code: reason, params: { rows }, message: REASONS[reason] };
  return { kind: 'not-estimable', reason, notes: [...notes, note] };
}

function refuse(
  reason: MultilevelRefusal,
  moments: GroupMoments,
  notes: readonly StudyNote[],
): MultilevelNotEstimable {
  const note = { code: reason, params: { rows: moments.rows }, message: REASONS[reason] };
  return { kind: 'not-estimable', reason, notes: [...notes, note] };
}
