/**
 * Nearest-neighbour matching: each treated row takes the closest controls, one round after the other.
 *
 *   round m: for each treated row i in order, j(i, m) = argmin over controls left of d(i, j), d ≤ caliper
 *   weights: treated 1; a control Σ_i 1/m_i over the treated rows that took it, scaled to sum to the controls used
 *
 * Rounds: everyone's first match comes before anyone's second. Tie rules: among controls at equal distance the
 * lowest row; among treated rows of equal order score the lowest row first. Greedy: not of least total distance
 * (see `matchOptimalPairs`). With replacement a treated row takes the closest controls whoever else took them.
 *
 * Shapes: columns n. Assumes that, given the distance, treatment is as good as random. Papers: Rubin 1973
 * (10.2307/2529684), Austin 2011 on calipers (10.1002/pst.433). Reproduces greedy matching by definition; counts
 * and total distance of R's Matching without ties. Cost O(n log n) on a score, O(treated · controls · p) on Mahalanobis.
 */

import { EngineInputError, type NotEstimable, notEstimable, type RandomNumbers } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { assertColumn, countTreated, readTreated } from './check-matching-data.ts';
import { describeSample } from './describe-sample.ts';
import { measureDistance, scaleToMahalanobis } from './mahalanobis.ts';
import {
  assertPairingOptions,
  type MatchingDistance,
  type PairingOptions,
  readCaliper,
} from './pairing-options.ts';
import { createScoreNeighbours } from './score-neighbours.ts';
import { numberStrata } from './strata.ts';
import type { MatchedSample, MatchedSet, MatchingRefusal } from './types.ts';
import { weighPairs } from './weigh-pairs.ts';

/** Who chooses first: by score (needs a score), by row, or at random. */
export type MatchingOrder = 'largest' | 'smallest' | 'data' | { readonly random: RandomNumbers };

export interface NearestNeighbourOptions extends PairingOptions {
  readonly replacement?: boolean;
  readonly order: MatchingOrder;
  /** The score behind `largest` and `smallest` when the distance is not one. */
  readonly orderScore?: Float64Array;
}

/**
 * Matches each treated row with its nearest controls.
 *
 * @param options columns and choices
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `length-mismatch`, `not-finite`, `ratio-not-positive`, `caliper-not-positive`, `caliper-needs-score`, `order-needs-score`, `no-covariates`, `duplicate-covariate`, `code-out-of-range`
 * @example
 * const values = Float64Array.of(0.5, 0.4, 0.9);
 * matchNearestNeighbours({ treated: [1, 0, 0], distance: { kind: 'score', values }, order: 'data' }).weights; // [1, 1, 0]
 */
export function matchNearestNeighbours(
  options: NearestNeighbourOptions,
): MatchedSample | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const rows = treated.length;
  assertPairingOptions(options, rows);
  assertOrder(options, rows);
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === rows) return notEstimable('no-controls');
  const { distance, ratio = 1, replacement = false } = options;
  const search = createSearch(distance, treated, options.exact ?? []);
  if (!search) return notEstimable('constant-covariates');
  const limit = readCaliper(options);
  const order = orderTreated(treated, options);
  const found = new Map<number, { rows: number[]; distances: number[] }>();
  for (const row of order) found.set(row, { rows: [], distances: [] });
  if (replacement)
    for (const row of order)
      for (const match of search.listNearest(row, ratio)) {
        if (match.distance > limit) break;
        found.get(row)!.rows.push(match.row);
        found.get(row)!.distances.push(match.distance);
      }
  else
    for (let round = 0; round < ratio; round++)
      for (const row of order) {
        const match = search.findNearest(row);
        if (!match || match.distance > limit) continue;
        found.get(row)!.rows.push(match.row);
        found.get(row)!.distances.push(match.distance);
        search.remove(match.row);
      }
  const pairs = order.flatMap((treatedRow): MatchedSet[] => {
    const { rows: controlRows, distances } = found.get(treatedRow)!;
    return controlRows.length > 0 ? [{ treatedRow, controlRows, distances }] : [];
  });
  if (pairs.length === 0) return notEstimable('no-matches');
  return describeSample({
    method: 'nearest-neighbours',
    estimand: 'att',
    treated,
    ...weighPairs(treated, pairs, replacement),
    pairs,
    treatedReason: limit < Number.POSITIVE_INFINITY ? 'no-control-within-caliper' : 'no-control-left',
    controlReason: 'control-not-chosen',
  });
}

interface Search {
  readonly findNearest: (row: number) => { readonly row: number; readonly distance: number } | undefined;
  readonly listNearest: (row: number, count: number) => { readonly row: number; readonly distance: number }[];
  readonly remove: (row: number) => void;
}

function createSearch(
  distance: MatchingDistance,
  treated: Uint8Array,
  exact: readonly FactorColumn[],
): Search | undefined {
  const strata = numberStrata(exact, treated.length);
  const controls: number[][] = Array.from({ length: strata.count }, () => []);
  treated.forEach((one, row) => {
    if (one === 0) controls[strata.codes[row]!]!.push(row);
  });
  if (distance.kind === 'score') {
    const neighbours = controls.map((rows) => createScoreNeighbours(rows, distance.values));
    const of = (row: number) => neighbours[strata.codes[row]!]!;
    return {
      findNearest: (row) => of(row).findNearest(distance.values[row]!),
      listNearest: (row, count) => of(row).listNearest(distance.values[row]!, count),
      remove: (row) => of(row).remove(row),
    };
  }
  const places = scaleToMahalanobis(distance.covariates, treated, 'within-groups');
  if (!places) return undefined;
  const removed = new Uint8Array(treated.length);
  const listAll = (row: number) =>
    controls[strata.codes[row]!]!.filter((control) => removed[control] === 0).map((control) => ({
      row: control,
      distance: measureDistance(places, row, control),
    }));
  return {
    findNearest: (row) => {
      let best: { row: number; distance: number } | undefined;
      for (const control of controls[strata.codes[row]!]!) {
        if (removed[control] === 1) continue;
        const gap = measureDistance(places, row, control);
        if (!best || gap < best.distance) best = { row: control, distance: gap };
      }
      return best;
    },
    listNearest: (row, count) =>
      listAll(row)
        .sort((a, b) => a.distance - b.distance || a.row - b.row)
        .slice(0, count),
    remove: (row) => {
      removed[row] = 1;
    },
  };
}

function orderTreated(treated: Uint8Array, options: NearestNeighbourOptions): number[] {
  const { order, distance } = options;
  const rows: number[] = [];
  treated.forEach((one, row) => {
    if (one === 1) rows.push(row);
  });
  if (order === 'data') return rows;
  if (typeof order === 'object') {
    for (let last = rows.length - 1; last > 0; last--) {
      const other = Math.floor(order.random() * (last + 1));
      [rows[last], rows[other]] = [rows[other]!, rows[last]!];
    }
    return rows;
  }
  const scores = options.orderScore ?? (distance.kind === 'score' ? distance.values : undefined);
  if (!scores) return rows;
  const sign = order === 'largest' ? -1 : 1;
  return rows.sort((a, b) => sign * (scores[a]! - scores[b]!) || a - b);
}

function assertOrder({ order, orderScore, distance }: NearestNeighbourOptions, rows: number): void {
  if (orderScore) assertColumn('order score', orderScore, rows);
  if ((order === 'largest' || order === 'smallest') && distance.kind !== 'score' && !orderScore)
    throw new EngineInputError({
      code: 'order-needs-score',
      message: `Order ${order} needs a score. Give an order score, or match in data order or at random.`,
      params: { order },
    });
}
