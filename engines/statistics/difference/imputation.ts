/**
 * Effects as what happened minus what untreated observations let expect (imputation), with a conservative error.
 *
 * Y(0) = α_u + λ_t + xγ is fitted on untreated rows only; τ_it = Y_it − Ŷ_it(0) for treated rows; the answer is a
 * weighted mean of τ. As a linear estimator it is Σ v_it Y_it with v = w on treated rows and
 * v₀ = −W₀Z₀(Z₀ᵀW₀Z₀)⁻¹Z₁ᵀw on untreated ones. Var = Σ_c (Σ_{it∈c} v_it ε_it)², ε the residual of an untreated row and
 * τ_it − τ̄ of a treated one, τ̄ the mean of its cohort and period weighted as the variance needs it:
 * Σ_c (Σ v)(Σ vτ) / Σ_c (Σ v)². Conservative when effects differ within a cohort and period. Student's t with
 * Welch's degrees of freedom over cohorts.
 *
 * Shapes: n rows. Assumes parallel trends given covariates, no anticipation, lasting treatment. Paper: Borusyak,
 * Jaravel & Spiess 2024 (10.1093/restud/rdae007). Reproduces the definition computed densely in R. Cost
 * O(n (T + k)) for each number.
 */

import type { DroppedRows, SmallSample, StudyNote } from '../types.ts';
import type { MultiplierOptions } from './bootstrap-multipliers.ts';
import {
  type CohortCorrection,
  describeCorrection,
  type InfluencedNumber,
  makeInfluencedTerms,
  numberCohorts,
} from './influence-terms.ts';
import { CONFIDENCE_LEVEL } from './make-difference-term.ts';
import { findPanelRefusal, refuseConstantOutcome, refuseDifference } from './panel-notes.ts';
import { readPanel } from './read-panel.ts';
import { scalePanelColumn } from './scale-panel-column.ts';
import { absorbTwoWays, type TwoWayEffects } from './two-way-effects.ts';
import type { DifferenceAnswer, DifferenceRefusal, DifferenceTerm, Panel, PanelColumns } from './types.ts';

export interface ImputationOptions {
  /** 0.95 when left out. */
  readonly confidenceLevel?: number;
  /** Correction of errors for few clusters in a cohort; `none` when left out. */
  readonly smallSample?: CohortCorrection;
  /** Adds bands over all times since treatment. */
  readonly bootstrap?: MultiplierOptions;
}

export interface ImputationAnswer extends DifferenceAnswer {
  readonly overall: DifferenceTerm | DifferenceRefusal;
  /** By time since treatment, then by cohort. */
  readonly terms: readonly DifferenceTerm[];
  readonly refusedTerms: readonly DifferenceRefusal[];
  /** The correction of the overall number. */
  readonly smallSample: SmallSample;
  /** Treated rows whose untreated outcome could be imputed. */
  readonly imputedRows: number;
}

/**
 * Estimates the average effect on treated rows by imputing what they would have been.
 *
 * @param columns the panel, outcome in any unit; rows weigh by their weights
 * @param options confidence level, bands
 * @throws {EngineInputError} what `readPanel` throws
 * @example
 * estimateByImputation(simulatePanel({ units: 60, periods: 5 }, createRandomNumbers(1))).kind; // 'estimated'
 */
export function estimateByImputation(
  columns: PanelColumns,
  options: ImputationOptions = {},
): ImputationAnswer | DifferenceRefusal {
  const panel = readPanel(columns);
  const refusal = findPanelRefusal(panel.counts);
  if (refusal !== undefined) return refusal;
  const outcome = scalePanelColumn(panel.outcome);
  if (outcome.isConstant) return refuseConstantOutcome(panel.counts.rows);
  const firstOfRow = panel.outcome.map((_, row) => panel.firstTreatedOfUnit[panel.unitOfRow[row]!]!);
  const isTreated = (row: number): boolean => panel.periods[panel.periodOfRow[row]!]! >= firstOfRow[row]!;
  const allRows = Int32Array.from(panel.outcome, (_, row) => row);
  const untreated = allRows.filter((row) => !isTreated(row));
  const covariates = panel.covariates.map(({ values }) => scalePanelColumn(values).values);
  const effects = absorbTwoWays({
    rows: untreated,
    unitOfRow: panel.unitOfRow,
    units: panel.counts.units,
    periodOfRow: panel.periodOfRow,
    periods: panel.counts.periods,
    weights: panel.weights,
    covariates,
  });
  const treated = allRows.filter((row) => isTreated(row) && effects.canPredict(row));
  const dropped = listDropped(panel, allRows.length - untreated.length - treated.length);
  if (treated.length === 0)
    return refuseDifference(
      'nothing-to-impute',
      'No treated row has an untreated row of its unit and an untreated unit in its period. Add units without treatment or earlier periods.',
      { treatedRows: allRows.length - untreated.length },
    );

  const fitted = effects.regress(outcome.values);
  const residuals = outcome.values.map((value, row) => value - effects.predict(fitted, row));
  const setup: Setup = { panel, effects, untreated, treated, covariates, residuals, firstOfRow };
  const everything = average(setup, 'overall', () => true);
  const eventTimes = distinct(treated, (row) => panel.periods[panel.periodOfRow[row]!]! - firstOfRow[row]!);
  const cohorts = distinct(treated, (row) => firstOfRow[row]!);
  const parts = [
    ...eventTimes.map((eventTime) => ({
      ...average(
        setup,
        `event ${eventTime}`,
        (row) => panel.periods[panel.periodOfRow[row]!]! - firstOfRow[row]! === eventTime,
      ),
      eventTime,
    })),
    ...cohorts.map((group) => ({
      ...average(setup, `cohort ${group}`, (row) => firstOfRow[row] === group),
      group,
    })),
  ];
  const { clusters } = panel.counts;
  const units = {
    count: clusters,
    clusterOfUnit: Int32Array.from({ length: clusters }, (_, c) => c),
    clusters,
    stratumOfCluster: numberCohorts(firstOfRow, panel.clusterOfRow, clusters),
  };
  const level = options.confidenceLevel ?? CONFIDENCE_LEVEL;
  const { smallSample } = options;
  const inference = { scale: outcome.scale, confidenceLevel: level, smallSample };
  const terms = makeInfluencedTerms(parts, units, { ...inference, bootstrap: options.bootstrap });
  return {
    kind: 'estimated',
    method: 'imputation',
    estimand: 'average effect over all treated rows whose untreated outcome can be imputed',
    counts: panel.counts,
    notes: [...panel.notes, ...noteImputation(setup)],
    dropped,
    overall: makeInfluencedTerms([everything], units, inference)[0]!,
    smallSample: describeCorrection(everything.influence, units, smallSample),
    terms: terms.filter((term): term is DifferenceTerm => !('kind' in term)),
    refusedTerms: terms.filter((term): term is DifferenceRefusal => 'kind' in term),
    imputedRows: treated.length,
  };
}

interface Setup {
  readonly panel: Panel;
  readonly effects: TwoWayEffects;
  readonly untreated: Int32Array;
  readonly treated: Int32Array;
  readonly covariates: readonly Float64Array[];
  /** Outcome minus what is expected without treatment, for every row. */
  readonly residuals: Float64Array;
  readonly firstOfRow: Float64Array;
}

function distinct(rows: Int32Array, keyOf: (row: number) => number): number[] {
  return [...new Set(Array.from(rows, keyOf))].sort((a, b) => a - b);
}

/** The weighted mean of the effects of some treated rows, its influence told by cluster. */
function average(setup: Setup, name: string, takesPart: (row: number) => boolean): InfluencedNumber {
  const { panel, effects, untreated, treated, covariates, residuals } = setup;
  const taken = treated.filter(takesPart);
  const total = taken.reduce((sum, row) => sum + panel.weights[row]!, 0);
  const unitSide = new Float64Array(panel.counts.units);
  const otherSide = new Float64Array(panel.counts.periods + covariates.length);
  let effect = 0;
  for (const row of taken) {
    const weight = panel.weights[row]! / total;
    effect += weight * residuals[row]!;
    unitSide[panel.unitOfRow[row]!]! += weight;
    otherSide[panel.periodOfRow[row]!]! += weight;
    covariates.forEach((values, column) => {
      otherSide[panel.counts.periods + column]! += weight * values[row]!;
    });
  }
  const pull = effects.solve(unitSide, otherSide);
  const { clusters } = panel.counts;
  const influence = new Float64Array(clusters);
  for (const row of untreated)
    influence[panel.clusterOfRow[row]!]! -=
      clusters * panel.weights[row]! * effects.predict(pull, row) * residuals[row]!;
  addTreated(setup, taken, total, influence);
  return { name, effect, influence };
}

/** Adds the treated rows' part, measured from the means of their cohorts and periods. */
function addTreated(setup: Setup, taken: Int32Array, total: number, influence: Float64Array): void {
  const { panel, residuals, firstOfRow } = setup;
  const { clusters } = panel.counts;
  const cells = new Map<string, Map<number, { weight: number; moved: number }>>();
  for (const row of taken) {
    const key = `${firstOfRow[row]} ${panel.periodOfRow[row]}`;
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = new Map();
      cells.set(key, cell);
    }
    const cluster = panel.clusterOfRow[row]!;
    const sums = cell.get(cluster) ?? { weight: 0, moved: 0 };
    const weight = panel.weights[row]! / total;
    sums.weight += weight;
    sums.moved += weight * residuals[row]!;
    cell.set(cluster, sums);
  }
  for (const cell of cells.values()) {
    let above = 0;
    let below = 0;
    for (const { weight, moved } of cell.values()) {
      above += weight * moved;
      below += weight * weight;
    }
    for (const [cluster, { weight, moved }] of cell)
      influence[cluster]! += clusters * (moved - (weight * above) / below);
  }
}

function listDropped(panel: Panel, count: number): DroppedRows[] {
  if (count === 0) return [];
  return [
    {
      reason: 'untreated-outcome-not-imputable',
      count,
      ...(panel.counts.alwaysTreatedUnits > 0
        ? {
            names: panel.unitNames.filter((_, unit) => panel.firstTreatedOfUnit[unit]! <= panel.periods[0]!),
          }
        : {}),
    },
  ];
}

function noteImputation({ panel, effects, treated, firstOfRow }: Setup): StudyNote[] {
  const notes: StudyNote[] = [];
  if (effects.droppedColumns.length > 0) {
    const names = effects.droppedColumns.map((column) => panel.covariates[column]!.name).join(', ');
    notes.push({
      code: 'collinear-covariates-left-out',
      message: `Unit and period effects or other covariates already carry ${names}; left out.`,
      params: { names, covariates: effects.droppedColumns.length },
    });
  }
  const clustersByCohort = new Map<number, Set<number>>();
  for (const row of treated) {
    const group = firstOfRow[row]!;
    clustersByCohort.set(group, (clustersByCohort.get(group) ?? new Set()).add(panel.clusterOfRow[row]!));
  }
  const single = [...clustersByCohort].filter(([, clusters]) => clusters.size === 1).length;
  if (single > 0)
    notes.push({
      code: 'cohort-of-one-cluster',
      message: `${single} cohorts consist of one cluster. Their effects vary with nothing to compare with, so the standard error leaves this out.`,
      params: { cohorts: single },
    });
  return notes;
}
