/** A regression on a panel with the errors chosen, and combinations and joint tests of its coefficients. */

import { EngineInputError } from '../../kernel/index.ts';
import {
  type CovarianceRequest,
  estimateCovariance,
  fitLinearModel,
  type LinearCovariance,
  type LinearFit,
  type NamedColumn,
  testTerms,
} from '../linear/index.ts';
import type { DroppedRows, FactorColumn, FixedEffectCount, SmallSample, StudyNote } from '../types.ts';
import { CONFIDENCE_LEVEL, makeDifferenceTerm } from './make-difference-term.ts';
import { refuseConstantOutcome, refuseDifference } from './panel-notes.ts';
import { scalePanelColumn } from './scale-panel-column.ts';
import type { DifferenceRefusal, DifferenceTerm, JointTest, Panel } from './types.ts';

export type PanelStandardErrors =
  | 'iid'
  | 'hc0'
  | 'hc1'
  | 'hc2'
  | 'hc3'
  | 'cr0'
  | 'cr1'
  | 'cr1s'
  | 'cr2'
  | 'cr3';

export interface PanelModelOptions {
  /** `cr1s` when left out: clustered, corrected by G/(G−1) and (N−1)/(N−K). */
  readonly standardErrors?: PanelStandardErrors;
  /** How fixed effects count in K; `nested` when left out: those within clusters do not. */
  readonly fixedEffectCount?: FixedEffectCount;
  /** 0.95 when left out. */
  readonly confidenceLevel?: number;
}

/** Where a combination of coefficients belongs. */
export type CombinationLabel = Pick<DifferenceTerm, 'name' | 'eventTime' | 'group' | 'period'>;

export interface PanelModel {
  readonly kind: 'estimated';
  /** Terms kept, in the order of the fit. */
  readonly names: readonly string[];
  readonly smallSample: SmallSample;
  readonly dropped: readonly DroppedRows[];
  readonly notes: readonly StudyNote[];
  readonly rows: number;
  readonly rSquared: number;
  readonly term: (place: number, label?: Partial<CombinationLabel>) => DifferenceTerm | DifferenceRefusal;
  /** A weighted sum of coefficients, one weight for each name. */
  readonly combine: (weights: Float64Array, label: CombinationLabel) => DifferenceTerm | DifferenceRefusal;
  readonly testJointly: (places: readonly number[]) => JointTest | DifferenceRefusal;
  /** Row-major correlations of some coefficients. */
  readonly correlate: (places: readonly number[]) => Float64Array;
}

/**
 * Fits a panel regression.
 *
 * @param panel as read
 * @param model regressors in their order, the panel's covariates last, and whether unit and period effects are absorbed
 * @param options errors and confidence level
 * @throws {EngineInputError} `reserved-name` and what `fitLinearModel` throws
 * @example
 * const panel = readPanel(simulatePanel({ units: 60, periods: 4 }, createRandomNumbers(1)));
 * const treated = panel.outcome.map((_, row) => panel.periodOfRow[row] % 2);
 * fitPanelModel(panel, { regressors: [{ name: 'odd', values: treated }], effects: 'none' }).names.length; // 2
 */
export function fitPanelModel(
  panel: Panel,
  model: { readonly regressors: readonly NamedColumn[]; readonly effects: 'unit-and-period' | 'none' },
  options: PanelModelOptions = {},
): PanelModel | DifferenceRefusal {
  const own = model.regressors.slice(0, model.regressors.length - panel.covariates.length);
  const taken = panel.covariates.find(({ name }) => own.some((one) => one.name === name));
  if (taken !== undefined)
    throw new EngineInputError({
      code: 'reserved-name',
      message: `A covariate is called ${taken.name}, like a term of the model. Rename the column.`,
      params: { column: taken.name },
    });
  if (scalePanelColumn(panel.outcome).isConstant) return refuseConstantOutcome(panel.counts.rows);
  const unit: FactorColumn = { codes: panel.unitOfRow, levels: panel.counts.units };
  const period: FactorColumn = { codes: panel.periodOfRow, levels: panel.counts.periods };
  const fit = fitLinearModel({
    outcome: panel.outcome,
    regressors: model.regressors,
    ...(model.effects === 'none' ? {} : { fixedEffects: [unit, period] }),
    ...(panel.hasWeights ? { weights: panel.weights } : {}),
  });
  if (fit.kind === 'not-estimable') return fit;
  const clusters: FactorColumn = { codes: panel.clusterOfRow, levels: panel.counts.clusters };
  const covariance = estimateCovariance(fit, request(options, clusters));
  if (covariance.kind === 'not-estimable') return covariance;
  const level = options.confidenceLevel ?? CONFIDENCE_LEVEL;
  const { names, estimates } = fit;
  const count = names.length;
  const { standardErrors } = covariance;

  const makeTerm = (
    label: CombinationLabel,
    estimate: number,
    standardError: number,
    degrees: number | 'normal',
  ): DifferenceTerm | DifferenceRefusal => {
    const size = Math.max(Math.abs(estimate), Math.abs(standardError));
    if (!Number.isFinite(size) || !(standardError > NO_SPREAD * Math.abs(estimate)))
      return refuseDifference(
        'no-variation',
        `The regression explains the outcome exactly, so the uncertainty of ${label.name} cannot be had.`,
        { ...label, ...(Number.isFinite(estimate) ? { estimate } : {}) },
      );
    return makeDifferenceTerm({ ...label, estimate, standardError }, degrees, level);
  };
  const correlationOf = correlateTerms(fit, covariance.inner.values, standardErrors);
  return {
    kind: 'estimated',
    names,
    smallSample: covariance.smallSample,
    dropped: fit.dropped,
    notes: covariance.notes,
    rows: fit.rows,
    rSquared: fit.rSquared,
    term: (place, label = {}) =>
      makeTerm(
        { name: names[place]!, ...label },
        estimates[place]!,
        standardErrors[place]!,
        covariance.degreesOfFreedom[place]!,
      ),
    combine: (weights, label) => {
      let estimate = 0;
      let largest = 0;
      weights.forEach((weight, place) => {
        estimate += weight * estimates[place]!;
        if (weight !== 0) largest = Math.max(largest, standardErrors[place]!);
      });
      let variance = 0;
      for (let i = 0; i < count; i++) {
        if (weights[i] === 0) continue;
        for (let j = 0; j < count; j++)
          if (weights[j] !== 0)
            variance +=
              weights[i]! *
              weights[j]! *
              (standardErrors[i]! / largest) *
              (standardErrors[j]! / largest) *
              correlationOf(i, j);
      }
      return makeTerm(label, estimate, largest * Math.sqrt(Math.max(0, variance)), covariance.jointDegrees);
    },
    testJointly: (places) => testPlaces(fit, covariance, places),
    correlate: (places) => Float64Array.from(places.flatMap((i) => places.map((j) => correlationOf(i, j)))),
  };
}

/** A standard error below this share of its estimate is rounding. */
const NO_SPREAD = 1e-13;

function request(options: PanelModelOptions, clusters: FactorColumn): CovarianceRequest {
  const type = options.standardErrors ?? 'cr1s';
  switch (type) {
    case 'iid':
    case 'hc0':
    case 'hc1':
    case 'hc2':
    case 'hc3':
      return { type };
    default:
      return {
        type,
        clusters,
        ...(options.fixedEffectCount ? { fixedEffectCount: options.fixedEffectCount } : {}),
      };
  }
}

/** Correlations of coefficients; those of the outer basis, formed in units of standard errors so nothing overflows. */
function correlateTerms(
  fit: LinearFit,
  inner: Float64Array,
  standardErrors: Float64Array,
): (i: number, j: number) => number {
  const count = fit.names.length;
  const { values, columns } = fit.transform;
  const scaled = new Float64Array(count * columns);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < columns; k++) scaled[i * columns + k] = values[i * columns + k]! / standardErrors[i]!;
  const half = new Float64Array(count * columns);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < columns; k++) {
      const left = scaled[i * columns + k]!;
      if (left === 0) continue;
      for (let l = 0; l < columns; l++) half[i * columns + l]! += left * inner[k * columns + l]!;
    }
  return (i, j) => {
    let sum = 0;
    for (let l = 0; l < columns; l++) sum += half[i * columns + l]! * scaled[j * columns + l]!;
    return sum;
  };
}

function testPlaces(
  fit: LinearFit,
  covariance: LinearCovariance,
  places: readonly number[],
): JointTest | DifferenceRefusal {
  if (places.length === 0)
    return refuseDifference(
      'single-pre-period',
      'There is no second period before treatment. Parallel trends cannot be tested here.',
      {},
    );
  const test = testTerms(
    fit,
    covariance,
    places.map((place) => fit.names[place]!),
  );
  if (test.kind === 'not-estimable') return test;
  return {
    statistic: test.statistic,
    distribution: 'F',
    numeratorDegreesOfFreedom: test.numeratorDegrees,
    denominatorDegreesOfFreedom: test.denominatorDegrees === 'normal' ? 'infinite' : test.denominatorDegrees,
    pValue: test.pValue,
    restrictions: places.length,
  };
}
