/**
 * Effects of staggered treatment by cohort and period, each from a clean comparison: ATT(g, t).
 *
 * For cohort g (first treated in g) and period t, the change from the base period to t is compared with that of
 * units never treated, or not treated by then. Base: for t ≥ g the last period before g; before g either the period
 * before t (`varying`) or the same one (`universal`, where that period itself is 0 by construction). Covariates and
 * weights are those of the earlier of the two periods.
 * Var ATT(g,t) = Σ_c (Σ_{i∈c} ψ_i)² / n² over clusters c, without a small-sample factor unless asked for; Student's t
 * with Welch's degrees of freedom over cohorts (did uses the normal).
 *
 * Shapes: a panel of n units × T periods, read by `readPanel`. Assumes parallel trends (given covariates), no
 * anticipation, lasting treatment. Paper: Callaway & Sant'Anna 2021 (10.1016/j.jeconom.2020.12.001). Reproduces R
 * did 2.1.2 `att_gt` (bstrap = FALSE). With new units each period,
 * rows take the place of units (Sant'Anna & Zhao's repeated cross sections). Cost O(cohorts × T × n × k²).
 */

import type { DroppedRows, StudyNote } from '../types.ts';
import type { MultiplierOptions } from './bootstrap-multipliers.ts';
import type { ComparisonMethod } from './compare-changes.ts';
import { type CohortComparison, compareCohort } from './compare-cohort.ts';
import {
  type ClusteredUnits,
  type CohortCorrection,
  makeInfluencedTerms,
  numberCohorts,
  testJointly,
} from './influence-terms.ts';
import { layOutRows, layOutUnits } from './lay-out-units.ts';
import { CONFIDENCE_LEVEL } from './make-difference-term.ts';
import { findPanelRefusal, refuseConstantOutcome, refuseDifference } from './panel-notes.ts';
import { readPanel } from './read-panel.ts';
import { scalePanelColumn } from './scale-panel-column.ts';
import type {
  DifferenceAnswer,
  DifferenceRefusal,
  DifferenceTerm,
  JointTest,
  Panel,
  PanelColumns,
} from './types.ts';

export interface GroupTimeOptions {
  /** How changes are compared; doubly robust when left out. */
  readonly method?: ComparisonMethod;
  /** Who the controls are; units never treated when left out. */
  readonly control?: 'never-treated' | 'not-yet-treated';
  readonly base?: 'varying' | 'universal';
  /** Units followed over time (default), or new ones in each period, e.g. the pupils of a school's leaving year. */
  readonly observations?: 'same-units' | 'new-units';
  /** Units with gaps: left out of every comparison (default), or used where both periods are there. */
  readonly gaps?: 'complete-units' | 'available-pairs';
  /** 0.95 when left out. */
  readonly confidenceLevel?: number;
  /** Correction of errors for few clusters in a cohort; `none`, as did, when left out. */
  readonly smallSample?: CohortCorrection;
  /** Adds bands that hold for all cells at once. */
  readonly bootstrap?: MultiplierOptions;
}

/** One cohort in one period. */
export interface GroupTimeCell {
  readonly group: number;
  readonly period: number;
  /** The period it is compared with. */
  readonly basePeriod: number;
  readonly side: 'before' | 'after';
  /** The base period itself, 0 by construction. */
  readonly isReference: boolean;
  readonly treatedUnits: number;
  readonly controlUnits: number;
  readonly effect: DifferenceTerm | DifferenceRefusal | undefined;
}

/** What aggregation needs of the units. */
export interface GroupTimeUnits extends ClusteredUnits {
  readonly firstTreated: Float64Array;
  readonly weights: Float64Array;
}

/** A cell that carries a number, in the scaled unit of the outcome. */
export interface EstimatedCell {
  readonly cell: number;
  readonly group: number;
  readonly period: number;
  readonly effect: number;
  readonly influence: Float64Array;
}

export interface GroupTimeEffects extends DifferenceAnswer {
  readonly cells: readonly GroupTimeCell[];
  /** Joint test that all effects before treatment are zero. */
  readonly preTrend: JointTest | DifferenceRefusal;
  readonly confidenceLevel: number;
  /** For aggregation: effects and influence functions divided by `outcomeScale`. */
  readonly estimatedCells: readonly EstimatedCell[];
  readonly outcomeScale: number;
  readonly units: GroupTimeUnits;
  readonly options: Required<
    Pick<GroupTimeOptions, 'method' | 'control' | 'base' | 'gaps' | 'smallSample' | 'observations'>
  >;
}

/**
 * Estimates the effect on each cohort in each period.
 *
 * @param columns the panel, outcome in any unit
 * @param options method, controls, base period, bands
 * @throws {EngineInputError} what `readPanel` throws
 * @example
 * const answer = estimateGroupTimeEffects(simulatePanel({ units: 60, periods: 4 }, createRandomNumbers(1)));
 * answer.kind; // 'estimated'
 */
export function estimateGroupTimeEffects(
  columns: PanelColumns,
  options: GroupTimeOptions = {},
): GroupTimeEffects | DifferenceRefusal {
  const panel = readPanel(columns);
  const chosen = {
    method: options.method ?? 'doubly-robust',
    control: options.control ?? 'never-treated',
    base: options.base ?? 'varying',
    gaps: options.gaps ?? 'complete-units',
    smallSample: options.smallSample ?? 'none',
    observations: options.observations ?? 'same-units',
  } as const;
  const refusal = findGroupTimeRefusal(panel, chosen.control, chosen.observations);
  if (refusal !== undefined) return refusal;
  const outcome = scalePanelColumn(panel.outcome);
  if (outcome.isConstant) return refuseConstantOutcome(panel.counts.rows);
  const dropped: DroppedRows[] = [];
  const notes: StudyNote[] = [...panel.notes];
  const frame =
    chosen.observations === 'same-units'
      ? layOutUnits(panel, outcome.values, chosen.gaps, dropped)
      : layOutRows(panel, outcome.values);
  if (frame.count === 0)
    return refuseDifference(
      'no-complete-units',
      'No unit is observed in every period. Use the available pairs of periods.',
      {
        units: panel.counts.units,
      },
    );

  const level = options.confidenceLevel ?? CONFIDENCE_LEVEL;
  const drafts: CohortComparison[] = [];
  const cohorts = [...new Set(frame.firstTreated)]
    .filter((group) => group > panel.periods[0]! && Number.isFinite(group))
    .sort((a, b) => a - b);
  for (const group of cohorts) drafts.push(...compareCohort(frame, group, chosen));
  if (drafts.some(({ droppedColumns }) => droppedColumns > 0))
    notes.push({
      code: 'collinear-covariates-left-out',
      message: 'Covariates that add nothing to the others were left out of some comparisons.',
      params: { comparisons: drafts.filter(({ droppedColumns }) => droppedColumns > 0).length },
    });
  const trimmed = drafts.reduce((sum, draft) => sum + draft.trimmedControls, 0);
  if (trimmed > 0)
    notes.push({
      code: 'controls-trimmed',
      message: `${trimmed} times a control was left out of a comparison because it looks like a treated unit almost surely (propensity 0.995 or more).`,
      params: { controls: trimmed },
    });

  const units: GroupTimeUnits = {
    count: frame.count,
    firstTreated: frame.firstTreated,
    weights: frame.unitWeights,
    clusterOfUnit: frame.clusterOfUnit,
    clusters: panel.counts.clusters,
    stratumOfCluster: numberCohorts(frame.firstTreated, frame.clusterOfUnit, panel.counts.clusters),
    parameters: 1 + panel.covariates.length,
  };
  const estimatedCells = listEstimated(drafts, frame.count);
  if (estimatedCells.length === 0)
    return drafts.find(({ result }) => result?.kind === 'not-estimable')?.result as DifferenceRefusal;
  const failed = drafts.filter(({ result }) => result?.kind === 'not-estimable').length;
  if (failed > 0)
    notes.push({
      code: 'cells-not-estimable',
      message: `${failed} of ${drafts.length} combinations of cohort and period carry no number; each says why.`,
      params: { failed, cells: drafts.length },
    });

  const terms = makeInfluencedTerms(
    estimatedCells.map(({ cell, effect, influence }) => {
      const { group, period } = drafts[cell]!;
      return { name: `${group}:${period}`, group, period, eventTime: period - group, effect, influence };
    }),
    units,
    {
      scale: outcome.scale,
      confidenceLevel: level,
      bootstrap: options.bootstrap,
      smallSample: chosen.smallSample,
    },
  );
  const effectByCell = new Map(estimatedCells.map(({ cell }, place) => [cell, terms[place]!]));
  const cells = drafts.map((draft, cell): GroupTimeCell => {
    const { group, period, basePeriod, side, isReference, treatedUnits, controlUnits, result } = draft;
    const effect = isReference ? undefined : (effectByCell.get(cell) ?? (result as DifferenceRefusal));
    return { group, period, basePeriod, side, isReference, treatedUnits, controlUnits, effect };
  });
  return {
    kind: 'estimated',
    method: 'callaway-santanna',
    estimand: 'average effect on each cohort of treated units in each period',
    counts: panel.counts,
    notes,
    dropped,
    cells,
    preTrend: testJointly(
      estimatedCells.filter(({ cell }) => drafts[cell]!.side === 'before' && !drafts[cell]!.isReference),
      units,
    ),
    confidenceLevel: level,
    estimatedCells,
    outcomeScale: outcome.scale,
    units,
    options: chosen,
  };
}

function findGroupTimeRefusal(
  panel: Panel,
  control: 'never-treated' | 'not-yet-treated',
  observations: 'same-units' | 'new-units',
): DifferenceRefusal | undefined {
  const refusal = findPanelRefusal(panel.counts);
  if (refusal !== undefined) return refusal;
  if (panel.counts.repeatedUnitPeriods > 0 && observations === 'same-units')
    return refuseDifference(
      'repeated-unit-periods',
      `${panel.counts.repeatedUnitPeriods} unit-periods have several rows. This method follows units: average the rows first, or take them as new units in each period.`,
      { repeated: panel.counts.repeatedUnitPeriods },
    );
  if (panel.clusterOfUnit === undefined && observations === 'same-units')
    return refuseDifference(
      'cluster-changes-within-unit',
      'Some units change their cluster. Cluster by something that a unit keeps.',
      {},
    );
  if (control === 'never-treated' && panel.counts.neverTreatedUnits === 0)
    return refuseDifference(
      'no-never-treated',
      `All ${panel.counts.units} units are treated in the end. Compare with units not yet treated.`,
      { units: panel.counts.units },
    );
  return undefined;
}

/** The cells that carry a number; a reference period is zero without uncertainty. */
function listEstimated(drafts: readonly CohortComparison[], units: number): EstimatedCell[] {
  return drafts.flatMap(({ group, period, isReference, result }, cell) => {
    if (isReference) return [{ cell, group, period, effect: 0, influence: new Float64Array(units) }];
    if (result?.kind !== 'estimated') return [];
    return [{ cell, group, period, effect: result.effect, influence: result.influence }];
  });
}
