/**
 * Effects by time since treatment from one regression that keeps cohorts apart and then averages them.
 *
 * y_it = α_i + λ_t + Σ_g Σ_{e ≠ ref} δ_ge 1(G_i = g) 1(t − g = e) + x_itγ + ε_it, the controls being units never treated
 * (or, when there are none, the last cohort before its treatment). Event time e: Σ_g δ_ge s_ge with s_ge the share of
 * cohort g among rows of event time e; overall and by cohort: the mean over treated rows. Shares count as known.
 *
 * Shapes: n rows. Assumes parallel trends, no anticipation. Paper: Sun & Abraham 2021
 * (10.1016/j.jeconom.2020.09.006). Reproduces R fixest 0.14.2 `sunab` (by event, "att", "cohort"). Cost O(n K²) with K
 * combinations of cohort and event time.
 */

import type { DroppedRows, SmallSample } from '../types.ts';
import { fitPanelModel, type PanelModel, type PanelModelOptions } from './fit-panel-model.ts';
import { findPanelRefusal, refuseDifference } from './panel-notes.ts';
import { pickRows } from './pick-rows.ts';
import { readPanel } from './read-panel.ts';
import type {
  DifferenceAnswer,
  DifferenceRefusal,
  DifferenceTerm,
  JointTest,
  Panel,
  PanelColumns,
} from './types.ts';

export interface SunAbrahamAnswer extends DifferenceAnswer {
  /** The average effect over treated rows. */
  readonly overall: DifferenceTerm;
  readonly terms: readonly DifferenceTerm[];
  readonly cohorts: readonly DifferenceTerm[];
  /** Each cohort in each event time. */
  readonly cells: readonly DifferenceTerm[];
  readonly covariates: readonly DifferenceTerm[];
  /** That the effects of all event times before the reference are zero. */
  readonly preTrend: JointTest | DifferenceRefusal;
  readonly reference: number;
  readonly smallSample: SmallSample;
}

/**
 * Estimates the interaction-weighted event study.
 *
 * @param columns the panel, outcome in any unit
 * @param options errors and confidence level
 * @throws {EngineInputError} what `readPanel` and `fitLinearModel` throw
 * @example
 * const columns = simulatePanel({ units: 60, periods: 5 }, createRandomNumbers(1));
 * estimateSunAbraham(columns).cohorts.map((term) => term.group); // [3, 4]
 */
export function estimateSunAbraham(
  columns: PanelColumns,
  options: PanelModelOptions = {},
): SunAbrahamAnswer | DifferenceRefusal {
  const whole = readPanel(columns);
  const refusal = findPanelRefusal(whole.counts);
  if (refusal !== undefined) return refusal;
  const dropped: DroppedRows[] = [];
  const panel = keepComparable(columns, whole, dropped);
  const last = findLastCohort(whole);
  const cells = listCells(panel, last);
  if (!cells.some(({ event }) => event < 0))
    return refuseDifference(
      'no-reference-period',
      'No treated unit has a row before its treatment. Add earlier periods.',
      {
        units: whole.counts.everTreatedUnits,
      },
    );
  const reference = cells.reduce(
    (latest, { event }) => (event < 0 ? Math.max(latest, event) : latest),
    Number.NEGATIVE_INFINITY,
  );
  const used = cells.filter(({ event }) => event !== reference);
  const placeByCell = new Map(used.map(({ group, event }, place) => [`${group} ${event}`, place]));
  const columnsByCell = used.map(() => new Float64Array(panel.outcome.length));
  panel.outcome.forEach((_, row) => {
    const first = panel.firstTreatedOfUnit[panel.unitOfRow[row]!]!;
    const place = placeByCell.get(`${first} ${panel.periods[panel.periodOfRow[row]!]! - first}`);
    if (place !== undefined) columnsByCell[place]![row] = 1;
  });
  const model = fitPanelModel(
    panel,
    {
      regressors: [
        ...used.map(({ group, event }, place) => ({
          name: `cohort ${group} event ${event}`,
          values: columnsByCell[place]!,
        })),
        ...panel.covariates,
      ],
      effects: 'unit-and-period',
    },
    options,
  );
  if (model.kind === 'not-estimable') return model;
  return sumUp(panel, model, used, reference, [...dropped, ...model.dropped], whole.notes);
}

interface Cell {
  readonly group: number;
  readonly event: number;
  readonly weight: number;
}

/** The cohort that stands in for units never treated when there are none; Infinity otherwise. */
function findLastCohort({ counts, firstTreatedOfUnit }: Panel): number {
  return counts.neverTreatedUnits === 0
    ? firstTreatedOfUnit.reduce((latest, first) => Math.max(latest, first))
    : Number.POSITIVE_INFINITY;
}

/** Leaves out rows without a clean comparison: units treated from the start, and the time when nobody is untreated. */
function keepComparable(columns: PanelColumns, whole: Panel, dropped: DroppedRows[]): Panel {
  const start = whole.periods[0]!;
  const end = findLastCohort(whole);
  const firstOf = (row: number): number => whole.firstTreatedOfUnit[whole.unitOfRow[row]!]!;
  const all = Array.from(whole.outcome, (_, row) => row);
  const always = all.filter((row) => firstOf(row) <= start);
  const late = all.filter((row) => firstOf(row) > start && whole.periods[whole.periodOfRow[row]!]! >= end);
  if (always.length > 0)
    dropped.push({
      reason: 'always-treated',
      count: always.length,
      names: [...new Set(always.map((row) => whole.unitNames[whole.unitOfRow[row]!]!))],
    });
  if (late.length > 0) dropped.push({ reason: 'nobody-left-untreated', count: late.length });
  if (always.length + late.length === 0) return whole;
  const left = new Set([...always, ...late]);
  return readPanel(pickRows(columns, (row) => !left.has(row)));
}

function listCells(panel: Panel, last: number): Cell[] {
  const cells = new Map<string, { group: number; event: number; weight: number }>();
  panel.outcome.forEach((_, row) => {
    const group = panel.firstTreatedOfUnit[panel.unitOfRow[row]!]!;
    if (group >= last) return;
    const event = panel.periods[panel.periodOfRow[row]!]! - group;
    const cell = cells.get(`${group} ${event}`) ?? { group, event, weight: 0 };
    cell.weight += panel.weights[row]!;
    cells.set(`${group} ${event}`, cell);
  });
  return [...cells.values()].sort((a, b) => a.group - b.group || a.event - b.event);
}

function sumUp(
  panel: Panel,
  model: PanelModel,
  used: readonly Cell[],
  reference: number,
  dropped: readonly DroppedRows[],
  notes: Panel['notes'],
): SunAbrahamAnswer | DifferenceRefusal {
  const placed = used.map((cell) => ({
    ...cell,
    place: model.names.indexOf(`cohort ${cell.group} event ${cell.event}`),
  }));
  const lost = placed.filter(({ place }) => place === -1);
  if (lost.length > 0)
    return refuseDifference(
      'cohort-without-reference',
      `${lost.length} combinations of cohort and event time cannot be told from unit and period effects, e.g. cohort ${lost[0]!.group} at ${lost[0]!.event}. Leave out cohorts that are not observed at event time ${reference}.`,
      { count: lost.length, group: lost[0]!.group, eventTime: lost[0]!.event, reference },
    );
  const average = (
    taken: readonly (Cell & { readonly place: number })[],
    label: Pick<DifferenceTerm, 'name' | 'eventTime' | 'group'>,
  ): DifferenceTerm | DifferenceRefusal => {
    const total = taken.reduce((sum, { weight }) => sum + weight, 0);
    const weights = new Float64Array(model.names.length);
    for (const { place, weight } of taken) weights[place] = weight / total;
    return model.combine(weights, label);
  };
  const after = placed.filter(({ event }) => event >= 0);
  const overall = average(after, { name: 'overall' });
  if ('kind' in overall) return overall;
  const isTerm = (term: DifferenceTerm | DifferenceRefusal): term is DifferenceTerm => !('kind' in term);
  const events = [...new Set(placed.map(({ event }) => event))].sort((a, b) => a - b);
  const groups = [...new Set(after.map(({ group }) => group))];
  return {
    kind: 'estimated',
    method: 'sun-abraham',
    estimand: 'average effect over treated rows, cohorts kept apart',
    counts: panel.counts,
    notes: [...notes, ...model.notes],
    dropped,
    overall,
    terms: events
      .map((eventTime) =>
        average(
          placed.filter(({ event }) => event === eventTime),
          { name: `event ${eventTime}`, eventTime },
        ),
      )
      .filter(isTerm),
    cohorts: groups
      .map((group) =>
        average(
          after.filter((cell) => cell.group === group),
          { name: `cohort ${group}`, group },
        ),
      )
      .filter(isTerm),
    cells: placed
      .map(({ place, group, event }) => model.term(place, { group, eventTime: event }))
      .filter(isTerm),
    covariates: model.names
      .map((name, place) =>
        panel.covariates.some((one) => one.name === name) ? model.term(place) : undefined,
      )
      .filter((term): term is DifferenceTerm => term !== undefined && !('kind' in term)),
    preTrend: model.testJointly(placed.filter(({ event }) => event < reference).map(({ place }) => place)),
    reference,
    smallSample: model.smallSample,
  };
}
