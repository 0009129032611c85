/**
 * Fit, covariance and terms in one call, from cells where rows would only be summed again.
 *
 * When fixed effects and clusters are at most two different columns with far fewer combinations than rows, the rows are
 * collapsed first; the answer is the same up to rounding. Whatever cannot come from cells (row-by-row errors with
 * regressors that vary inside cells, extreme units) runs on the rows. Cost O(n) with few cells.
 */

import type { FactorColumn, StudyTerm } from '../types.ts';
import { collapseRows } from './collapse-rows.ts';
import { describeTerms } from './describe-terms.ts';
import { estimateCovariance } from './estimate-covariance.ts';
import { fitLinearModelFromCells } from './fit-from-cells.ts';
import { fitLinearModel } from './fit-linear-model.ts';
import type {
  CovarianceRequest,
  LinearCovariance,
  LinearFit,
  LinearModelInput,
  LinearRefusal,
} from './types.ts';

export interface LinearEstimateInput extends LinearModelInput {
  readonly covariance: CovarianceRequest;
  /** Of the intervals; 0.95 when left out. */
  readonly level?: number;
}

export interface LinearEstimate {
  readonly kind: 'estimated';
  readonly fit: LinearFit;
  readonly covariance: LinearCovariance;
  readonly terms: readonly StudyTerm[];
}

/** Cells per row above which collapsing does not pay. */
const MOST_CELLS_PER_ROW = 0.25;
const MOST_CELLS = 4_000_000;
const OUTCOME = 'outcome';

/**
 * Estimates a linear model with its errors.
 *
 * @param input columns of equal length without missing values, and which covariance
 * @throws {EngineInputError} as fitLinearModel and estimateCovariance
 * @example
 * const result = estimateLinearModel({
 *   outcome: score, regressors: [{ name: 'shared', values: shared }], fixedEffects: [school, year],
 *   covariance: { type: 'cr1s', clusters: school },
 * });
 * result.terms[0].estimate; // 2.5
 */
export function estimateLinearModel(input: LinearEstimateInput): LinearEstimate | LinearRefusal {
  return estimateFromCells(input) ?? estimateFromRows(input);
}

function finish(
  fit: LinearFit | LinearRefusal,
  request: CovarianceRequest,
  level: number | undefined,
): LinearEstimate | LinearRefusal {
  if (fit.kind === 'not-estimable') return fit;
  const covariance = estimateCovariance(fit, request);
  if (covariance.kind === 'not-estimable') return covariance;
  return { kind: 'estimated', fit, covariance, terms: describeTerms(fit, covariance, level) };
}

function estimateFromRows(input: LinearEstimateInput): LinearEstimate | LinearRefusal {
  return finish(fitLinearModel(input), input.covariance, input.level);
}

type FactorName = 'clusters' | 'otherClusters' | 'periods' | 'units';
const FACTOR_NAMES: readonly FactorName[] = ['clusters', 'otherClusters', 'periods', 'units'];

function estimateFromCells(input: LinearEstimateInput): LinearEstimate | LinearRefusal | undefined {
  const { covariance, fixedEffects: effects = [] } = input;
  const groupings = covariance as Partial<Record<FactorName, FactorColumn>>;
  const names = FACTOR_NAMES.filter((name) => groupings[name] !== undefined);
  const factors = [...effects, ...names.map((name) => groupings[name]!)];
  const keys = factors.filter(
    ({ codes }, place) => factors.findIndex((other) => other.codes === codes) === place,
  );
  const rows = input.outcome.length;
  const cellCount = keys.reduce((product, { levels }) => product * levels, 1);
  const lengthsFit =
    input.regressors.every(({ values }) => values.length === rows) &&
    factors.every(({ codes }) => codes.length === rows) &&
    (input.weights?.length ?? rows) === rows;
  const namesClash = input.regressors.some(
    ({ name }, place) =>
      name === OUTCOME || input.regressors.findIndex((other) => other.name === name) !== place,
  );
  if (
    keys.length < 1 ||
    keys.length > 2 ||
    !lengthsFit ||
    namesClash ||
    cellCount > Math.min(MOST_CELLS, rows * MOST_CELLS_PER_ROW)
  )
    return undefined;
  const collapsed = collapseRows(
    [{ name: OUTCOME, values: input.outcome }, ...input.regressors],
    keys,
    input.weights,
  );
  if (!collapsed) return undefined;
  const toCells = (factor: FactorColumn): FactorColumn =>
    collapsed.keys[keys.findIndex(({ codes }) => codes === factor.codes)]!;
  const fit = fitLinearModelFromCells({
    cells: collapsed.cells,
    outcome: OUTCOME,
    regressors: input.regressors.map(({ name }) => name),
    fixedEffects: effects.map(toCells),
    ...(input.intercept === undefined ? {} : { intercept: input.intercept }),
    ...(input.singletons === undefined ? {} : { singletons: input.singletons }),
  });
  const request = {
    ...covariance,
    ...Object.fromEntries(names.map((name) => [name, toCells(groupings[name]!)])),
  } as CovarianceRequest;
  const estimate = finish(fit, request, input.level);
  return estimate.kind === 'not-estimable' && estimate.reason === 'needs-rows' ? undefined : estimate;
}
