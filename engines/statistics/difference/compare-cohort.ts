/** All comparisons of one cohort: for each period its base period, its controls, and the change compared. */

import { type ComparedChanges, type ComparisonMethod, compareChanges } from './compare-changes.ts';
import { compareCrossSections } from './compare-cross-sections.ts';
import type { UnitLayout } from './lay-out-units.ts';
import { makeComparisonDesign } from './make-comparison-design.ts';
import { refuseDifference } from './panel-notes.ts';
import type { DifferenceRefusal } from './types.ts';

export interface CohortOptions {
  readonly method: ComparisonMethod;
  readonly control: 'never-treated' | 'not-yet-treated';
  readonly base: 'varying' | 'universal';
}

export interface CohortComparison {
  readonly group: number;
  readonly period: number;
  readonly basePeriod: number;
  readonly side: 'before' | 'after';
  readonly isReference: boolean;
  readonly treatedUnits: number;
  readonly controlUnits: number;
  readonly trimmedControls: number;
  readonly droppedColumns: number;
  /** Influence over all laid-out units, zero outside the comparison; undefined for the reference itself. */
  readonly result: ComparedChanges | DifferenceRefusal | undefined;
}

/**
 * Compares a cohort in every period it can be compared in.
 *
 * @param layout the units
 * @param group the cohort's first treated period, after the panel's first
 * @param options method, controls, base
 * @example
 * const panel = readPanel(simulatePanel({ units: 60, periods: 4 }, createRandomNumbers(1)));
 * const layout = layOutUnits(panel, panel.outcome, 'complete-units', []);
 * const options = { method: 'regression', control: 'never-treated', base: 'varying' };
 * compareCohort(layout, 3, options).length; // 3
 */
export function compareCohort(layout: UnitLayout, group: number, options: CohortOptions): CohortComparison[] {
  const { periods } = layout.panel;
  const lastBefore = periods.findLastIndex((value) => value < group);
  const comparisons: CohortComparison[] = [];
  for (let period = options.base === 'universal' ? 0 : 1; period < periods.length; period++) {
    const isAfter = periods[period]! >= group;
    const base = isAfter || options.base === 'universal' ? lastBefore : period - 1;
    comparisons.push(compareInPeriod(layout, group, period, base, options));
  }
  return comparisons;
}

function compareInPeriod(
  layout: UnitLayout,
  group: number,
  period: number,
  base: number,
  options: CohortOptions,
): CohortComparison {
  const { firstTreated, count, panel } = layout;
  const { periods } = panel;
  const members = selectMembers(layout, group, period, base, options);
  const group01 = Uint8Array.from(members, (unit) => (firstTreated[unit] === group ? 1 : 0));
  const hasPeriods = layout.observations === 'same-units' ? undefined : [period, base];
  const countMembers = (treated: 0 | 1, at?: number): number => {
    let sum = 0;
    for (let place = 0; place < members.length; place++)
      if (group01[place] === treated && (at === undefined || panel.periodOfRow[members[place]!] === at))
        sum++;
    return sum;
  };
  // With new rows each period, the smaller of both periods tells how many there are to compare.
  const countSide = (treated: 0 | 1): number =>
    hasPeriods === undefined
      ? countMembers(treated)
      : Math.min(...hasPeriods.map((at) => countMembers(treated, at)));
  const treatedUnits = countSide(1);
  const controlUnits = countSide(0);
  const about = {
    group,
    period: periods[period]!,
    basePeriod: periods[base]!,
    side: periods[period]! >= group ? 'after' : 'before',
    isReference: period === base,
    treatedUnits,
    controlUnits,
    trimmedControls: 0,
    droppedColumns: 0,
  } as const;
  if (period === base) return { ...about, result: undefined };
  if (treatedUnits === 0 || controlUnits === 0)
    return {
      ...about,
      result: refuseDifference(
        treatedUnits === 0 ? 'no-treated-units' : 'no-controls',
        `Cohort ${group} in ${about.period} has ${treatedUnits} treated units and ${controlUnits} controls with both periods. Each side needs one.`,
        { group, period: about.period, treated: treatedUnits, controls: controlUnits },
      ),
    };

  const { result, droppedColumns } =
    layout.observations === 'same-units'
      ? compareUnits(layout, members, group01, period, base, options.method)
      : compareRows(layout, members, group01, period, options.method);
  if (result.kind === 'not-estimable') return { ...about, droppedColumns, result };
  // The influence of one comparison averages over its own units; here it is told for all units of the study.
  const influence = new Float64Array(count);
  for (let place = 0; place < members.length; place++)
    influence[members[place]!] = (result.influence[place]! * count) / members.length;
  return {
    ...about,
    trimmedControls: result.trimmedControls,
    droppedColumns,
    result: { ...result, influence },
  };
}

/** The cohort and its controls: units seen in both periods, or rows of either. */
function selectMembers(
  layout: UnitLayout,
  group: number,
  period: number,
  base: number,
  options: CohortOptions,
): number[] {
  const { firstTreated, rowOf, count, panel, observations } = layout;
  const { periods, periodOfRow } = panel;
  const latest = periods[Math.max(period, base)]!;
  const members: number[] = [];
  for (let unit = 0; unit < count; unit++) {
    const first = firstTreated[unit]!;
    const isControl =
      first === Number.POSITIVE_INFINITY || (options.control === 'not-yet-treated' && first > latest);
    if (first !== group && !isControl) continue;
    const start = unit * periods.length;
    const isSeen =
      observations === 'same-units'
        ? rowOf[start + period] !== -1 && rowOf[start + base] !== -1
        : periodOfRow[unit] === period || periodOfRow[unit] === base;
    if (isSeen) members.push(unit);
  }
  return members;
}

interface Compared {
  readonly result: ComparedChanges | DifferenceRefusal;
  readonly droppedColumns: number;
}

function compareUnits(
  layout: UnitLayout,
  members: readonly number[],
  group: Uint8Array,
  period: number,
  base: number,
  method: ComparisonMethod,
): Compared {
  const { rowOf, panel, outcome, covariates } = layout;
  const count = members.length;
  const earlier = new Array<number>(count);
  const weights = new Float64Array(count);
  const changes = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    const first = members[place]! * panel.periods.length;
    const rowNow = rowOf[first + period]!;
    const rowBefore = rowOf[first + base]!;
    const row = period < base ? rowNow : rowBefore;
    earlier[place] = row;
    weights[place] = panel.weights[row]!;
    changes[place] = outcome[rowNow]! - outcome[rowBefore]!;
  }
  const { droppedColumns, ...design } = makeComparisonDesign(covariates, earlier, weights);
  return { result: compareChanges({ changes, group, weights, ...design }, method), droppedColumns };
}

function compareRows(
  layout: UnitLayout,
  rows: readonly number[],
  group: Uint8Array,
  period: number,
  method: ComparisonMethod,
): Compared {
  const { panel } = layout;
  const raw = Float64Array.from(rows, (row) => panel.weights[row]!);
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.length;
  const weights = raw.map((weight) => weight / mean);
  const { droppedColumns, ...design } = makeComparisonDesign(layout.covariates, rows, weights);
  const outcome = Float64Array.from(rows, (row) => layout.outcome[row]!);
  const later = Uint8Array.from(rows, (row) => (panel.periodOfRow[row] === period ? 1 : 0));
  return {
    result: compareCrossSections({ outcome, later, group, weights, ...design }, method),
    droppedColumns,
  };
}
