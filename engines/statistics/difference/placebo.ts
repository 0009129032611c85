/**
 * Placebo studies: the same method where there can be no effect.
 *
 * A placebo date pretends that treatment began k periods earlier and uses only rows before the true treatment; a
 * placebo outcome puts something that treatment cannot move in place of the outcome. An effect found there speaks
 * against the design, none found there does not prove it.
 *
 * Shapes: n rows. Cost: one run of the method for each placebo.
 */

import type { DroppedRows } from '../types.ts';
import { refuseDifference } from './panel-notes.ts';
import { pickRows } from './pick-rows.ts';
import { readPanel } from './read-panel.ts';
import type { DifferenceRefusal, DifferenceTerm, PanelColumns } from './types.ts';

/** A method, given columns, answers with one number. */
export type PlaceboMethod = (
  columns: PanelColumns,
) => { readonly kind: 'estimated'; readonly overall: DifferenceTerm | DifferenceRefusal } | DifferenceRefusal;

export interface PlaceboPlan {
  /** How many periods before the true date treatment is pretended to begin. */
  readonly periodsEarlier?: readonly number[];
  /** Outcomes that treatment cannot move, one number for each row. */
  readonly outcomes?: readonly { readonly name: string; readonly values: Float64Array }[];
}

export interface Placebo {
  readonly kind: 'date' | 'outcome';
  /** The number of periods, or the outcome's name. */
  readonly name: string;
  readonly effect: DifferenceTerm | DifferenceRefusal;
  readonly dropped: readonly DroppedRows[];
}

/**
 * Runs a method where there can be no effect.
 *
 * @param columns the panel
 * @param plan which dates and outcomes
 * @param method what is tried, with its options
 * @throws {EngineInputError} what `readPanel` and the method throw
 * @example
 * const columns = simulatePanel({ units: 60, periods: 6, cohorts: [5] }, createRandomNumbers(1));
 * runPlacebos(columns, { periodsEarlier: [2] }, estimateTwoWayFixedEffects)[0].kind; // 'date'
 */
export function runPlacebos(columns: PanelColumns, plan: PlaceboPlan, method: PlaceboMethod): Placebo[] {
  const dates = (plan.periodsEarlier ?? []).map((earlier): Placebo => {
    const shifted = shiftTreatment(columns, earlier);
    const about = { kind: 'date', name: String(earlier) } as const;
    if ('kind' in shifted) return { ...about, effect: shifted, dropped: [] };
    return { ...about, effect: readEffect(method(shifted.columns)), dropped: shifted.dropped };
  });
  const outcomes = (plan.outcomes ?? []).map(
    ({ name, values }): Placebo => ({
      kind: 'outcome',
      name,
      effect: readEffect(method({ ...columns, outcome: values })),
      dropped: [],
    }),
  );
  return [...dates, ...outcomes];
}

function readEffect(answer: ReturnType<PlaceboMethod>): DifferenceTerm | DifferenceRefusal {
  return answer.kind === 'estimated' ? answer.overall : answer;
}

/** Rows before the true treatment only, treatment begun `earlier` periods sooner. */
function shiftTreatment(
  columns: PanelColumns,
  earlier: number,
): { columns: PanelColumns; dropped: readonly DroppedRows[] } | DifferenceRefusal {
  const panel = readPanel(columns);
  if (!Number.isInteger(earlier) || earlier < 1)
    return refuseDifference(
      'placebo-not-earlier',
      `A placebo date must lie at least one period earlier, not ${earlier}.`,
      {
        periodsEarlier: earlier,
      },
    );
  const placeOfFirst = panel.firstTreatedOfUnit.map((first) =>
    first === Number.POSITIVE_INFINITY ? first : panel.periods.findIndex((period) => period >= first),
  );
  const isBefore = (row: number): boolean => panel.periodOfRow[row]! < placeOfFirst[panel.unitOfRow[row]!]!;
  const { treated: _treated, ...rest } = columns;
  const firstTreated = panel.outcome.map((_, row) => {
    const place = placeOfFirst[panel.unitOfRow[row]!]!;
    if (place === Number.POSITIVE_INFINITY) return place;
    // Pretended to begin with the first period or sooner: nothing before is left to compare with.
    return panel.periods[Math.max(0, place - earlier)]!;
  });
  const kept = pickRows({ ...rest, firstTreated }, isBefore);
  const left = panel.counts.rows - kept.outcome.length;
  const early = placeOfFirst.reduce((sum, place) => sum + (place <= earlier ? 1 : 0), 0);
  if (early === panel.counts.everTreatedUnits)
    return refuseDifference(
      'no-period-before-placebo',
      `No treated unit has a period before a placebo date ${earlier} periods earlier. Choose a later one.`,
      { periodsEarlier: earlier },
    );
  return { columns: kept, dropped: left === 0 ? [] : [{ reason: 'after-true-treatment', count: left }] };
}
