/**
 * Weighted least squares with any number of absorbed fixed effects.
 *
 * y = Xβ + Σ_f α_f(level) + e, β = (X̃'WX̃)⁻¹ X̃'Wỹ with ~ what is left after the fixed effects (Frisch & Waugh 1933,
 * https://doi.org/10.2307/1907330). Rows alone in a level are dropped in rounds until none is left (Correia 2015,
 * Singletons, cluster-robust standard errors and fixed effects); columns that fixed effects or earlier columns
 * determine are dropped by name. Columns are centred and extreme units scaled before products are formed.
 * Shapes: outcome n, columns n. Reproduces R's lm and fixest::feols. Cost O(n (k² + k · effects)).
 */

import type { DroppedRows, FactorColumn } from '../types.ts';
import { createAbsorber } from './absorb-fixed-effects.ts';
import { checkColumns } from './check-linear-input.ts';
import { dropSingletons, pickFactor, pickNumbers } from './drop-singletons.ts';
import { scaleColumn } from './scale-columns.ts';
import { refuseLinear, solveDesign } from './solve-design.ts';
import type { LinearFit, LinearModelInput, LinearRefusal } from './types.ts';

/**
 * Fits a linear model.
 *
 * @param input columns of equal length without missing values
 * @throws {EngineInputError} `no-rows`, `length-mismatch`, `not-finite`, `code-out-of-range`, `weight-not-positive`
 * @example
 * const fit = fitLinearModel({ outcome: score, regressors: [{ name: 'shared', values: shared }], fixedEffects: [school, year] });
 * fit.kind; // 'estimated'
 * fit.estimates; // [2.5]
 */
export function fitLinearModel(input: LinearModelInput): LinearFit | LinearRefusal {
  const given = input.outcome.length;
  const effects = input.fixedEffects ?? [];
  checkColumns(
    given,
    [{ name: 'outcome', values: input.outcome }, ...input.regressors],
    Object.fromEntries(effects.map((effect, place) => [`fixed effect ${place + 1}`, effect])),
    input.weights,
  );
  const kept = dropSingletons(effects, given, input.singletons ?? 'drop');
  const { rows: keptRows } = kept;
  const count = keptRows ? keptRows.length : given;
  const dropped: DroppedRows[] = [];
  if (kept.singletons > 0) dropped.push({ reason: 'singleton-fixed-effect', count: kept.singletons });
  if (count === 0)
    return refuseLinear(
      'no-rows-left',
      'Every row is alone in a level of a fixed effect. Use coarser ones.',
      {
        singletons: kept.singletons,
      },
    );
  const pick = (values: Float64Array): Float64Array => pickNumbers(values, keptRows);
  const weights = input.weights ? scaleColumn(pick(input.weights), 0).values : undefined;
  const hasIntercept = effects.length === 0 && (input.intercept ?? true);
  const centred = effects.length > 0 || hasIntercept;
  const outcome = scaleColumn(pick(input.outcome), centred ? 'mean' : 0, weights);
  const columns = input.regressors.map(({ name, values }) => ({
    name,
    ...scaleColumn(pick(values), centred ? 'mean' : 0, weights),
  }));
  const factors: FactorColumn[] = kept.effects.map((effect) => pickFactor(effect, keptRows));
  const absorber = createAbsorber(factors, count, weights);
  return solveDesign({
    outcome,
    columns,
    absorber,
    factors,
    weights,
    hasIntercept,
    centred,
    rows: count,
    given,
    keptRows,
    dropped,
    cells: undefined,
  });
}
