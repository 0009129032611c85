/**
 * The plain difference in differences: treated and untreated units, before and after one date.
 *
 * y = a + b·treated + c·after + d·treated×after (+ covariates) by least squares; d is
 * (ȳ_treated,after − ȳ_treated,before) − (ȳ_control,after − ȳ_control,before). Errors clustered by unit or higher.
 *
 * Shapes: n rows, one date of treatment. Assumes parallel trends, no anticipation. Paper: Bertrand, Duflo &
 * Mullainathan 2004 (10.1162/003355304772839588). Reproduces R fixest `feols(y ~ treat * post)`. Cost O(n).
 */

import type { SmallSample } from '../types.ts';
import { fitPanelModel, type PanelModelOptions } from './fit-panel-model.ts';
import { findPanelRefusal, refuseDifference } from './panel-notes.ts';
import { readPanel } from './read-panel.ts';
import type { DifferenceAnswer, DifferenceRefusal, DifferenceTerm, PanelColumns } from './types.ts';

export interface TwoByTwoAnswer extends DifferenceAnswer {
  readonly overall: DifferenceTerm;
  /** Every coefficient, the constant first. */
  readonly terms: readonly DifferenceTerm[];
  readonly smallSample: SmallSample;
}

/** The name of the term that is the effect. */
export const TWO_BY_TWO_EFFECT = 'treated × after';

/**
 * Estimates a two-group, two-period difference in differences.
 *
 * @param columns rows of units treated at one date and of units never treated
 * @param options errors and confidence level
 * @throws {EngineInputError} what `readPanel` and `fitLinearModel` throw
 * @example
 * const columns = simulatePanel({ units: 60, periods: 4, cohorts: [3] }, createRandomNumbers(1));
 * estimateTwoByTwo(columns).terms.length; // 4
 */
export function estimateTwoByTwo(
  columns: PanelColumns,
  options: PanelModelOptions = {},
): TwoByTwoAnswer | DifferenceRefusal {
  const panel = readPanel(columns);
  const refusal = findPanelRefusal(panel.counts);
  if (refusal !== undefined) return refusal;
  if (panel.counts.cohorts > 1 || panel.counts.alwaysTreatedUnits > 0)
    return refuseDifference(
      'staggered-timing',
      `Treatment begins at ${panel.counts.cohorts + (panel.counts.alwaysTreatedUnits > 0 ? 1 : 0)} dates. Before and after are not the same for all: use effects by cohort and period.`,
      { cohorts: panel.counts.cohorts, alwaysTreated: panel.counts.alwaysTreatedUnits },
    );
  if (panel.counts.neverTreatedUnits === 0)
    return refuseDifference('no-controls', 'Every unit is treated. Add units without treatment.', {
      units: panel.counts.units,
    });
  const date = panel.firstTreatedOfUnit.reduce((least, first) => Math.min(least, first));
  const treated = panel.outcome.map((_, row) =>
    Number.isFinite(panel.firstTreatedOfUnit[panel.unitOfRow[row]!]!) ? 1 : 0,
  );
  const after = panel.outcome.map((_, row) => (panel.periods[panel.periodOfRow[row]!]! >= date ? 1 : 0));
  const model = fitPanelModel(
    panel,
    {
      regressors: [
        { name: 'treated', values: treated },
        { name: 'after', values: after },
        { name: TWO_BY_TWO_EFFECT, values: treated.map((value, row) => value * after[row]!) },
        ...panel.covariates,
      ],
      effects: 'none',
    },
    options,
  );
  if (model.kind === 'not-estimable') return model;
  const place = model.names.indexOf(TWO_BY_TWO_EFFECT);
  if (place === -1)
    return refuseDifference(
      'treatment-collinear',
      'Some of the four combinations of treated or not, before or after, has no rows. Add them.',
      {},
    );
  const overall = model.term(place);
  if ('kind' in overall) return overall;
  return {
    kind: 'estimated',
    method: 'two-by-two',
    estimand: 'average effect on treated units after treatment',
    counts: panel.counts,
    notes: [...panel.notes, ...model.notes],
    dropped: model.dropped,
    overall,
    terms: model.names
      .map((_, term) => model.term(term))
      .filter((term): term is DifferenceTerm => !('kind' in term)),
    smallSample: model.smallSample,
  };
}
