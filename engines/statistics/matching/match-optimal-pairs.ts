/**
 * Optimal matching: of all ways to give each treated row its own controls, the one of least total distance.
 *
 *   min Σ d(i, j) over pairs, no control used twice, pairs inside the caliper and the strata
 *
 * As many pairs as possible come first, then the least total. Of several optimal matchings one is returned: the
 * total is unique, the pairs need not be. Shapes: columns n. Paper: Rosenbaum 1989 (10.1080/01621459.1989.10478868).
 * Reproduces the totals of scipy's linear_sum_assignment. Cost inside a stratum O(treated · controls) on a score and
 * O(treated² · controls) at worst on Mahalanobis.
 */

import { type DenseMatrix, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import { assignOptimally } from './assign-optimally.ts';
import { countTreated, readTreated } from './check-matching-data.ts';
import { describeSample } from './describe-sample.ts';
import { measureDistance, scaleToMahalanobis } from './mahalanobis.ts';
import { pairOnLine } from './pair-on-line.ts';
import { assertPairingOptions, type PairingOptions, readCaliper } from './pairing-options.ts';
import { numberStrata } from './strata.ts';
import type { MatchedSample, MatchedSet, MatchingRefusal } from './types.ts';
import { weighPairs } from './weigh-pairs.ts';

/** A matched sample with its total distance and the bound that proves it least. */
export interface OptimalPairs extends MatchedSample {
  readonly totalDistance: number;
  /** No matching with as many pairs has a smaller total, up to rounding. */
  readonly lowerBound: number;
}

/**
 * Matches at the least total distance.
 *
 * @param options columns and choices
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `length-mismatch`, `not-finite`, `ratio-not-positive`, `caliper-not-positive`, `caliper-needs-score`, `no-covariates`, `duplicate-covariate`, `code-out-of-range`
 * @example
 * const values = Float64Array.of(3, 4, 3.5, 1);
 * matchOptimalPairs({ treated: [1, 1, 0, 0], distance: { kind: 'score', values } }).totalDistance; // 2.5
 */
export function matchOptimalPairs(options: PairingOptions): OptimalPairs | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  assertPairingOptions(options, treated.length);
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === treated.length) return notEstimable('no-controls');
  const { distance, ratio = 1 } = options;
  const places =
    distance.kind === 'score' ? undefined : scaleToMahalanobis(distance.covariates, treated, 'within-groups');
  if (distance.kind === 'mahalanobis' && !places) return notEstimable('constant-covariates');
  const limit = readCaliper(options);
  const strata = numberStrata(options.exact ?? [], treated.length);
  const members = Array.from({ length: strata.count }, () => ({
    slots: [] as number[],
    controls: [] as number[],
  }));
  treated.forEach((one, row) => {
    const { slots, controls } = members[strata.codes[row]!]!;
    if (one === 0) controls.push(row);
    else for (let slot = 0; slot < ratio; slot++) slots.push(row);
  });
  const found = new Map<number, MatchedSet & { controlRows: number[]; distances: number[] }>();
  let totalDistance = 0;
  let lowerBound = 0;
  for (const { slots, controls } of members) {
    if (slots.length === 0 || controls.length === 0) continue;
    const stratum =
      distance.kind === 'score'
        ? solveOnScore(slots, controls, distance.values, limit)
        : solveOnPlaces(slots, controls, places!, limit);
    totalDistance += stratum.total;
    lowerBound += stratum.lowerBound;
    for (const { treatedRow, control, gap } of stratum.pairs) {
      const set = found.get(treatedRow) ?? { treatedRow, controlRows: [], distances: [] };
      set.controlRows.push(control);
      set.distances.push(gap);
      found.set(treatedRow, set);
    }
  }
  const pairs = [...found.values()].sort((a, b) => a.treatedRow - b.treatedRow);
  if (pairs.length === 0) return notEstimable('no-matches');
  const sample = describeSample({
    method: 'optimal-pairs',
    estimand: 'att',
    treated,
    ...weighPairs(treated, pairs, false),
    pairs,
    treatedReason: limit < Number.POSITIVE_INFINITY ? 'no-control-within-caliper' : 'no-control-left',
    controlReason: 'control-not-chosen',
  });
  return { ...sample, totalDistance, lowerBound };
}

interface StratumSolution {
  readonly pairs: { readonly treatedRow: number; readonly control: number; readonly gap: number }[];
  readonly total: number;
  readonly lowerBound: number;
}

function solveOnScore(
  slots: readonly number[],
  controls: readonly number[],
  score: Float64Array,
  limit: number,
): StratumSolution {
  const byScore = (a: number, b: number) => score[a]! - score[b]! || a - b;
  const points = [...slots].sort(byScore);
  const others = [...controls].sort(byScore);
  const pick = (rows: readonly number[]) => Float64Array.from(rows, (row) => score[row]!);
  const { partnerByPoint, total } = pairOnLine(pick(points), pick(others), limit);
  const pairs = points.flatMap((treatedRow, place) => {
    const control = others[partnerByPoint[place]!];
    return control === undefined
      ? []
      : [{ treatedRow, control, gap: Math.abs(score[treatedRow]! - score[control]!) }];
  });
  return { pairs, total, lowerBound: total };
}

/** Distances are kept up to this many, and measured again beyond. */
const MOST_KEPT = 1 << 24;

function solveOnPlaces(
  slots: readonly number[],
  controls: readonly number[],
  places: DenseMatrix,
  limit: number,
): StratumSolution {
  const kept = new Map<number, Float64Array>();
  const keeps = slots.length * controls.length <= MOST_KEPT;
  let largest = 0;
  const fillCosts = (slot: number, out: Float64Array): void => {
    const row = slots[slot]!;
    const known = kept.get(row);
    if (known) {
      out.set(known);
      return;
    }
    for (let column = 0; column < controls.length; column++) {
      const gap = measureDistance(places, row, controls[column]!);
      largest = Math.max(largest, gap);
      out[column] = gap <= limit ? gap : Number.POSITIVE_INFINITY;
    }
    if (keeps) kept.set(row, out.slice());
  };
  const work = new Float64Array(controls.length);
  slots.forEach((_, slot) => {
    fillCosts(slot, work);
  });
  const { columnByRow, total, lowerBound } = assignOptimally(
    slots.length,
    controls.length,
    fillCosts,
    largest,
  );
  const pairs = slots.flatMap((treatedRow, slot) => {
    const control = controls[columnByRow[slot]!];
    return control === undefined
      ? []
      : [{ treatedRow, control, gap: measureDistance(places, treatedRow, control) }];
  });
  return { pairs, total, lowerBound };
}
