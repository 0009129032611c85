/**
 * What a plain two-way fixed effects estimate averages: every two-group comparison it contains, with its weight.
 *
 * For groups k, l (k treated first) with shares n_k, n_l and treated shares of time D_k > D_l, and n_kl = n_k/(n_k+n_l):
 *   k against never  weight ∝ (n_k+n_U)² n_kU(1−n_kU) D_k(1−D_k)
 *   k against later  weight ∝ ((n_k+n_l)(1−D_l))² n_kl(1−n_kl) ((D_k−D_l)/(1−D_l)) ((1−D_k)/(1−D_l))
 *   l against earlier weight ∝ ((n_k+n_l)D_k)²    n_kl(1−n_kl) (D_l/D_k) ((D_k−D_l)/D_k)
 * The weights sum to 1, the weighted sum is the two-way fixed effects coefficient. Comparisons with units already
 * treated mislead when effects change over time.
 *
 * Shapes: a balanced panel, weights constant within units. Paper: Goodman-Bacon 2021
 * (10.1016/j.jeconom.2021.03.014). Reproduces the definition (R bacondecomp `bacon`). Cost O(n + groups² × T).
 */

import { findPanelRefusal, refuseDifference } from './panel-notes.ts';
import { readPanel } from './read-panel.ts';
import { scalePanelColumn } from './scale-panel-column.ts';
import type { DifferenceRefusal, Panel, PanelColumns, PanelCounts } from './types.ts';

export type BaconComparison =
  | 'treated-against-never'
  | 'treated-against-always'
  | 'earlier-against-later'
  | 'later-against-earlier';

export interface BaconComponent {
  /** First treated period of the group whose change counts as the effect. */
  readonly treated: number;
  /** First treated period of the group it is compared with. */
  readonly control: number | 'never';
  readonly comparison: BaconComparison;
  readonly weight: number;
  /** In the outcome's unit. */
  readonly estimate: number;
}

export interface BaconDecomposition {
  readonly kind: 'estimated';
  readonly components: readonly BaconComponent[];
  /** The plain two-way fixed effects estimate without covariates. */
  readonly weightedSum: number;
  /** The weight of comparisons with units already treated. */
  readonly shareAgainstTreated: number;
  readonly counts: PanelCounts;
}

/**
 * Takes a two-way fixed effects estimate apart.
 *
 * @param columns a balanced panel, outcome in any unit; covariates are not used
 * @throws {EngineInputError} what `readPanel` throws
 * @example
 * decomposeGoodmanBacon(simulatePanel({ units: 60, periods: 5 }, createRandomNumbers(1))).components.length; // 4
 */
export function decomposeGoodmanBacon(columns: PanelColumns): BaconDecomposition | DifferenceRefusal {
  const panel = readPanel(columns);
  const refusal = findPanelRefusal(panel.counts) ?? findBalanceRefusal(panel);
  if (refusal !== undefined) return refusal;
  // Around its mean and in a unit of its own, so that differences of means keep their digits.
  const { values, scale } = scalePanelColumn(panel.outcome);
  const groups = averageGroups({ ...panel, outcome: values });
  const drafts: BaconComponent[] = [];
  groups.forEach((early, place) => {
    for (const late of groups.slice(place + 1)) drafts.push(...comparePair(panel.periods, early, late));
  });
  const total = drafts.reduce((sum, { weight }) => sum + weight, 0);
  const components = drafts.map((draft) => ({
    ...draft,
    weight: draft.weight / total,
    estimate: draft.estimate * scale,
  }));
  return {
    kind: 'estimated',
    components,
    weightedSum: components.reduce((sum, { weight, estimate }) => sum + weight * estimate, 0),
    shareAgainstTreated: components.reduce(
      (sum, { comparison, weight }) =>
        sum +
        (comparison === 'later-against-earlier' || comparison === 'treated-against-always' ? weight : 0),
      0,
    ),
    counts: panel.counts,
  };
}

function findBalanceRefusal(panel: Panel): DifferenceRefusal | undefined {
  const { missingUnitPeriods, repeatedUnitPeriods } = panel.counts;
  if (missingUnitPeriods > 0 || repeatedUnitPeriods > 0)
    return refuseDifference(
      'unbalanced-panel',
      `${missingUnitPeriods} unit-periods are missing and ${repeatedUnitPeriods} repeated. The weights are defined for panels with every unit once in every period.`,
      { missing: missingUnitPeriods, repeated: repeatedUnitPeriods },
    );
  const weightOfUnit = new Float64Array(panel.counts.units);
  for (const [row, unit] of panel.unitOfRow.entries()) {
    const weight = panel.weights[row]!;
    if (weightOfUnit[unit] === 0) weightOfUnit[unit] = weight;
    else if (weightOfUnit[unit] !== weight)
      return refuseDifference(
        'weights-change-within-unit',
        `The weight of ${panel.unitNames[unit]} changes over time. The decomposition needs one weight for each unit.`,
        { unit: panel.unitNames[unit]! },
      );
  }
  return undefined;
}

interface TimingGroup {
  readonly first: number;
  /** Of all units, by weight. */
  readonly share: number;
  /** Share of periods in which it is treated. */
  readonly treatedShare: number;
  readonly means: Float64Array;
}

/** Groups by first treated period, ascending: always treated first, never treated last. */
function averageGroups(panel: Panel): TimingGroup[] {
  const { periods, firstTreatedOfUnit } = panel;
  const start = periods[0]!;
  const sums = new Map<number, { weight: number; means: Float64Array; seen: Float64Array }>();
  let total = 0;
  panel.outcome.forEach((value, row) => {
    const first = Math.max(start, firstTreatedOfUnit[panel.unitOfRow[row]!]!);
    let group = sums.get(first);
    if (group === undefined) {
      group = { weight: 0, means: new Float64Array(periods.length), seen: new Float64Array(periods.length) };
      sums.set(first, group);
    }
    const weight = panel.weights[row]!;
    const period = panel.periodOfRow[row]!;
    total += weight;
    group.weight += weight;
    group.seen[period]! += weight;
    group.means[period]! += (weight / group.seen[period]!) * (value - group.means[period]!);
  });
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([first, { weight, means }]) => ({
      first,
      share: weight / total,
      treatedShare: periods.reduce((sum, period) => sum + (period >= first ? 1 : 0), 0) / periods.length,
      means,
    }));
}

function comparePair(periods: Float64Array, early: TimingGroup, late: TimingGroup): BaconComponent[] {
  const start = periods[0]!;
  const both = early.share + late.share;
  const shares = (early.share / both) * (late.share / both);
  const never = late.first === Number.POSITIVE_INFINITY;
  const always = early.first === start;
  const di = early.treatedShare;
  const dj = late.treatedShare;
  const components: BaconComponent[] = [];
  if (!always) {
    const inWindow = (period: number): boolean => period < late.first;
    components.push({
      treated: early.first,
      control: never ? 'never' : late.first,
      comparison: never ? 'treated-against-never' : 'earlier-against-later',
      weight: both ** 2 * shares * (di - dj) * (1 - di),
      estimate: compareMeans(periods, early, late, early.first, inWindow),
    });
  }
  if (!never) {
    const inWindow = (period: number): boolean => period >= early.first;
    components.push({
      treated: late.first,
      control: early.first,
      comparison: always ? 'treated-against-always' : 'later-against-earlier',
      weight: both ** 2 * shares * dj * (di - dj),
      estimate: compareMeans(periods, late, early, late.first, inWindow),
    });
  }
  return components;
}

/** The change of one group at `from` minus that of the other, within a window of periods. */
function compareMeans(
  periods: Float64Array,
  treated: TimingGroup,
  control: TimingGroup,
  from: number,
  inWindow: (period: number) => boolean,
): number {
  let before = 0;
  let after = 0;
  let beforeCount = 0;
  let afterCount = 0;
  periods.forEach((period, place) => {
    if (!inWindow(period)) return;
    const gap = treated.means[place]! - control.means[place]!;
    if (period >= from) after += (gap - after) / ++afterCount;
    else before += (gap - before) / ++beforeCount;
  });
  return after - before;
}
