/** All comparisons of one cohort: for each period its base period, its controls, and the change compared. */

import { createMatrix, factorSymmetric } from '../../kernel/index.ts';
import { addRowCross } from './change-comparison.ts';
import { type ComparedChanges, type ComparisonMethod, compareChanges } from './compare-changes.ts';
import type { UnitLayout } from './lay-out-units.ts';
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
  const { firstTreated, rowOf, count, panel } = layout;
  const { periods } = panel;
  const latest = periods[Math.max(period, base)]!;
  const members: number[] = [];
  let treatedUnits = 0;
  for (let unit = 0; unit < count; unit++) {
    const first = firstTreated[unit]!;
    const isTreated = first === group;
    const isControl =
      first === Number.POSITIVE_INFINITY ||
      (options.control === 'not-yet-treated' && first > latest && !isTreated);
    if (!isTreated && !isControl) continue;
    const start = unit * periods.length;
    if (rowOf[start + period] === -1 || rowOf[start + base] === -1) continue;
    members.push(unit);
    if (isTreated) treatedUnits++;
  }
  const controlUnits = members.length - treatedUnits;
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

  const earlier = Math.min(period, base);
  const rows = members.map((unit) => unit * periods.length);
  const weights = Float64Array.from(rows, (start) => panel.weights[rowOf[start + earlier]!]!);
  const group01 = Uint8Array.from(members, (unit) => (firstTreated[unit] === group ? 1 : 0));
  const { design, columns, droppedColumns } = makeDesign(
    layout,
    rows.map((start) => rowOf[start + earlier]!),
    weights,
  );
  const result = compareChanges(
    {
      changes: Float64Array.from(
        rows,
        (start) => layout.outcome[rowOf[start + period]!]! - layout.outcome[rowOf[start + base]!]!,
      ),
      group: group01,
      design,
      columns,
      weights,
    },
    options.method,
  );
  if (result.kind === 'not-estimable') return { ...about, droppedColumns, result };
  // The influence of one comparison averages over its own units; here it is told for all units of the study.
  const influence = new Float64Array(count);
  members.forEach((unit, place) => {
    influence[unit] = (result.influence[place]! * count) / members.length;
  });
  return {
    ...about,
    trimmedControls: result.trimmedControls,
    droppedColumns,
    result: { ...result, influence },
  };
}

/** The constant and the covariates that add something among these units. */
function makeDesign(
  layout: UnitLayout,
  rows: readonly number[],
  weights: Float64Array,
): { design: Float64Array; columns: number; droppedColumns: number } {
  const all = layout.covariates.length + 1;
  const full = new Float64Array(rows.length * all);
  rows.forEach((row, place) => {
    full[place * all] = 1;
    layout.covariates.forEach((values, column) => {
      full[place * all + column + 1] = values[row]!;
    });
  });
  if (all === 1) return { design: full, columns: 1, droppedColumns: 0 };
  const cross = new Float64Array(all * all);
  rows.forEach((_, place) => {
    addRowCross(cross, { design: full, columns: all }, place, weights[place]!);
  });
  const { kept, dropped } = factorSymmetric(createMatrix(all, all, cross));
  if (dropped.length === 0) return { design: full, columns: all, droppedColumns: 0 };
  const design = new Float64Array(rows.length * kept.length);
  rows.forEach((_, place) => {
    kept.forEach((column, target) => {
      design[place * kept.length + target] = full[place * all + column]!;
    });
  });
  return { design, columns: kept.length, droppedColumns: dropped.length };
}
