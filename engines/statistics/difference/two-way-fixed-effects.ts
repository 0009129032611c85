/**
 * The effect as one coefficient beside unit and period effects, and what it averages when treatment is staggered.
 *
 * y_it = α_i + λ_t + β·treated_it + x_itγ + e_it. When units are treated at different dates, β is a weighted sum of the
 * effects of treated rows with weights w·r / Σ w·r, r the residual of treatment on the effects; some can be negative, and
 * then β may lie outside all effects.
 *
 * Shapes: n rows. Assumes parallel trends and, when staggered, effects that are the same for all and do not grow.
 * Papers: Goodman-Bacon 2021 (10.1016/j.jeconom.2021.03.014), de Chaisemartin & D'Haultfœuille 2020
 * (10.1257/aer.20181169). Reproduces R fixest `feols(y ~ treated | unit + period)`. Cost O(n (k² + k T)).
 */

import type { SmallSample, StudyNote } from '../types.ts';
import { fitPanelModel, type PanelModelOptions } from './fit-panel-model.ts';
import { findPanelRefusal, refuseDifference } from './panel-notes.ts';
import { readPanel } from './read-panel.ts';
import { absorbTwoWays } from './two-way-effects.ts';
import type { DifferenceAnswer, DifferenceRefusal, DifferenceTerm, Panel, PanelColumns } from './types.ts';

/** How the effects of treated rows are weighed by the coefficient. */
export interface TreatedRowWeights {
  readonly treatedRows: number;
  readonly negativeRows: number;
  /** The sum of the negative weights, where all weights sum to 1; zero or below. */
  readonly negativeSum: number;
}

export interface TwoWayFixedEffectsAnswer extends DifferenceAnswer {
  readonly overall: DifferenceTerm;
  /** Treatment first, then covariates. */
  readonly terms: readonly DifferenceTerm[];
  readonly smallSample: SmallSample;
  readonly weights: TreatedRowWeights;
}

/**
 * Estimates the two-way fixed effects coefficient of treatment.
 *
 * @param columns the panel, outcome in any unit
 * @param options errors and confidence level
 * @throws {EngineInputError} what `readPanel` and `fitLinearModel` throw
 * @example
 * const columns = simulatePanel({ units: 60, periods: 6 }, createRandomNumbers(1));
 * estimateTwoWayFixedEffects(columns).notes.map((note) => note.code); // ['staggered-timing']
 */
export function estimateTwoWayFixedEffects(
  columns: PanelColumns,
  options: PanelModelOptions = {},
): TwoWayFixedEffectsAnswer | DifferenceRefusal {
  const panel = readPanel(columns);
  const refusal = findPanelRefusal(panel.counts);
  if (refusal !== undefined) return refusal;
  const treated = panel.outcome.map((_, row) =>
    panel.periods[panel.periodOfRow[row]!]! >= panel.firstTreatedOfUnit[panel.unitOfRow[row]!]! ? 1 : 0,
  );
  const model = fitPanelModel(
    panel,
    { regressors: [{ name: 'treated', values: treated }, ...panel.covariates], effects: 'unit-and-period' },
    options,
  );
  if (model.kind === 'not-estimable') return model;
  const place = model.names.indexOf('treated');
  if (place === -1)
    return refuseDifference(
      'treatment-collinear',
      'Unit and period effects already say who is treated when. Add units treated at another time, or never.',
      {},
    );
  const overall = model.term(place);
  if ('kind' in overall) return overall;
  const weights = weighTreatedRows(panel, treated);
  return {
    kind: 'estimated',
    method: 'two-way-fixed-effects',
    estimand: 'effect of treatment, the same for all treated rows',
    counts: panel.counts,
    notes: [...panel.notes, ...noteStaggered(panel, weights), ...model.notes],
    dropped: model.dropped,
    overall,
    terms: model.names
      .map((_, term) => model.term(term))
      .filter((term): term is DifferenceTerm => !('kind' in term)),
    smallSample: model.smallSample,
    weights,
  };
}

/** Residuals below this are rounding. */
const NEGATIVE = -1e-10;

function weighTreatedRows(panel: Panel, treated: Float64Array): TreatedRowWeights {
  const effects = absorbTwoWays({
    rows: Int32Array.from(treated, (_, row) => row),
    unitOfRow: panel.unitOfRow,
    units: panel.counts.units,
    periodOfRow: panel.periodOfRow,
    periods: panel.counts.periods,
    weights: panel.weights,
    covariates: [],
  });
  const fitted = effects.regress(treated);
  let sum = 0;
  let negative = 0;
  let treatedRows = 0;
  let negativeRows = 0;
  treated.forEach((value, row) => {
    if (value === 0) return;
    const residual = 1 - effects.predict(fitted, row);
    const weight = panel.weights[row]! * residual;
    treatedRows++;
    sum += weight;
    if (residual < NEGATIVE) {
      negativeRows++;
      negative += weight;
    }
  });
  return { treatedRows, negativeRows, negativeSum: negativeRows === 0 ? 0 : negative / sum };
}

function noteStaggered(panel: Panel, weights: TreatedRowWeights): StudyNote[] {
  const { cohorts, alwaysTreatedUnits } = panel.counts;
  const dates = cohorts + (alwaysTreatedUnits > 0 ? 1 : 0);
  if (dates < 2) return [];
  const share = weights.negativeRows / weights.treatedRows;
  return [
    {
      code: 'staggered-timing',
      message: `Treatment begins at ${dates} dates. ${weights.negativeRows} of ${weights.treatedRows} treated rows enter with a negative weight (their sum is ${weights.negativeSum.toFixed(3)}). Trust this number only if the effect is the same for all and does not grow; otherwise use effects by cohort and period.`,
      params: {
        dates,
        negativeRows: weights.negativeRows,
        treatedRows: weights.treatedRows,
        negativeShare: share,
        negativeSum: weights.negativeSum,
      },
    },
  ];
}
