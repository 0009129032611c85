/** The panel with one line for each unit and one place for each period, which methods that follow units read. */

import type { DroppedRows } from '../types.ts';
import { scalePanelColumn } from './scale-panel-column.ts';
import type { Panel } from './types.ts';

export interface UnitLayout {
  readonly panel: Panel;
  /** The outcome, centred and scaled. */
  readonly outcome: Float64Array;
  /** The covariates, centred and scaled. */
  readonly covariates: readonly Float64Array[];
  /** Units that take part. */
  readonly count: number;
  /** Whether the same units are seen again, or each row is a unit of its own. */
  readonly observations: 'same-units' | 'new-units';
  /** Row of unit u in period p at u × periods + p, −1 where there is none. */
  readonly rowOf: Int32Array;
  readonly firstTreated: Float64Array;
  /** The weight of each unit's first row. */
  readonly unitWeights: Float64Array;
  readonly clusterOfUnit: Int32Array;
}

/**
 * Lays the units out; units with gaps are dropped by name or kept with holes.
 *
 * @param panel as read, without repeated unit-periods, clusters kept by units
 * @param outcome scaled
 * @param gaps what becomes of units that miss periods
 * @param dropped told what is dropped
 * @example
 * const panel = readPanel(simulatePanel({ units: 60, periods: 4 }, createRandomNumbers(1)));
 * layOutUnits(panel, panel.outcome, 'complete-units', []).count; // 60
 */
export function layOutUnits(
  panel: Panel,
  outcome: Float64Array,
  gaps: 'complete-units' | 'available-pairs',
  dropped: DroppedRows[],
): UnitLayout {
  const { units, periods } = panel.counts;
  const grid = new Int32Array(units * periods).fill(-1);
  const seen = new Int32Array(units);
  panel.unitOfRow.forEach((unit, row) => {
    grid[unit * periods + panel.periodOfRow[row]!] = row;
    seen[unit]!++;
  });
  const taken = Int32Array.from({ length: units }, (_, unit) => unit).filter(
    (unit) => gaps === 'available-pairs' || seen[unit] === periods,
  );
  if (taken.length < units) {
    const left = Array.from({ length: units }, (_, unit) => unit).filter((unit) => seen[unit]! < periods);
    dropped.push({
      reason: 'units-with-gaps',
      count: left.reduce((sum, unit) => sum + seen[unit]!, 0),
      names: left.map((unit) => panel.unitNames[unit]!),
    });
  }
  const rowOf = new Int32Array(taken.length * periods);
  const unitWeights = new Float64Array(taken.length);
  taken.forEach((unit, place) => {
    let first = -1;
    for (let period = 0; period < periods; period++) {
      const row = grid[unit * periods + period]!;
      rowOf[place * periods + period] = row;
      if (first === -1) first = row;
    }
    unitWeights[place] = panel.weights[first]!;
  });
  return {
    panel,
    outcome,
    covariates: panel.covariates.map(({ values }) => scalePanelColumn(values).values),
    count: taken.length,
    observations: 'same-units',
    rowOf,
    firstTreated: Float64Array.from(taken, (unit) => panel.firstTreatedOfUnit[unit]!),
    unitWeights,
    clusterOfUnit: taken.map((unit) => panel.clusterOfUnit![unit]!),
  };
}

/**
 * Takes each row as a unit of its own, for periods with new units each.
 *
 * @param panel as read
 * @param outcome scaled
 * @example
 * const panel = readPanel(simulatePanel({ units: 60, periods: 4 }, createRandomNumbers(1)));
 * layOutRows(panel, panel.outcome).count; // 240
 */
export function layOutRows(panel: Panel, outcome: Float64Array): UnitLayout {
  return {
    panel,
    outcome,
    covariates: panel.covariates.map(({ values }) => scalePanelColumn(values).values),
    count: panel.counts.rows,
    observations: 'new-units',
    rowOf: new Int32Array(0),
    firstTreated: panel.outcome.map((_, row) => panel.firstTreatedOfUnit[panel.unitOfRow[row]!]!),
    unitWeights: panel.weights,
    clusterOfUnit: panel.clusterOfRow,
  };
}
