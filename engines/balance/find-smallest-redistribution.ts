/**
 * The smallest amount of a resource that must change schools for the variation to come within its limit.
 *
 *   min ½ Σ|d_i|   subject to   Σ d_i = 0,  X_i + d_i ≥ 0,  CV(X + d) ≤ limit
 *
 * The area's mean X̄ = ΣX/ΣP does not change, so the limit bounds Σ (y_i − P_i X̄)²/P_i, which is separable and convex.
 * Divisible: by the conditions of Karush, Kuhn and Tucker the optimum clips the values at a floor l and a ceiling u
 * with as much raised as lowered; both move over sorted breakpoints, and the last piece is a quadratic equation.
 * Whole units: the k cheapest units to take and the k best to give are the best plan of size k (greedy is optimal for
 * separable convex functions; no useful plan takes and gives at one school), so the first k within the limit is the
 * smallest.
 *
 * Shapes: n schools. Assumes that a unit is worth the same everywhere. Paper: Federgruen & Groenevelt 1986
 * (10.1287/opre.34.6.909). Checked against enumeration. Cost O(n log n); whole units O(n log n + k log n).
 */

import { createIndexHeap } from '../kernel/index.ts';
import { assertPlanHolds } from './check-sharing-plan.ts';
import { isWithinLimit } from './compare-standard.ts';
import { computeVariation, presentChanges, type ResourceColumns, readResources } from './read-resources.ts';
import type { RedistributionOutcome, ResourceTransfer, SchoolChange, SharingInput } from './sharing-types.ts';

/**
 * Finds the smallest redistribution between schools that brings the enrolment-weighted variation within the limit.
 *
 * @param input schools with pupils and totals, the limit (no unit), whether units are whole, pupils in the unit
 * @throws {EngineInputError} `duplicate-school`, `not-finite`, `pupils-not-positive`, `negative-total`,
 *   `invalid-limit`
 * @example
 * findSmallestRedistribution({
 *   schools: [{ school: 'a', pupils: 100, amount: 10 }, { school: 'b', pupils: 100, amount: 30 }],
 *   limit: 0.2,
 *   whole: true,
 * }); // found, moved 6, b → a
 */
export function findSmallestRedistribution(input: SharingInput): RedistributionOutcome {
  const { limit, whole, per = 1 } = input;
  const columns = readResources(input.schools, limit);
  if (columns.keys.length === 0) return { status: 'not-estimable', reason: 'no-schools' };
  if (columns.keys.length === 1) return { status: 'not-estimable', reason: 'single-school' };
  if (columns.totalAmount === 0) return { status: 'not-estimable', reason: 'zero-mean' };
  const cvBefore = computeVariation(columns.amounts, columns.pupils);
  if (isWithinLimit(cvBefore, limit)) return { status: 'already-met', cv: cvBefore, limit };

  const changes = whole ? moveWholeUnits(columns, limit) : clipBothEnds(columns, limit);
  const cvAfter = computeVariation(
    columns.amounts.map((amount, row) => Math.max(0, amount + changes[row]!)),
    columns.pupils,
  );
  if (!isWithinLimit(cvAfter, limit))
    return {
      status: 'not-reachable',
      reason: 'whole-units-too-coarse',
      limit,
      cvBefore,
      cvReachable: cvAfter,
    };
  const schools = presentChanges(columns, changes, per);
  let moved = 0;
  for (const change of changes) if (change > 0) moved += change;
  const transfers = pairTransfers(schools);
  const found = { status: 'found', moved, limit, cvBefore, cvAfter, schools, transfers } as const;
  assertPlanHolds(input, found);
  return found;
}

/**
 * Divisible resources: raise the floor and lower the ceiling, piece by piece between sorted values, until the squares
 * fit. Values are deviations from the mean and every sum runs outward from it, so that nothing large cancels.
 */
function clipBothEnds(columns: ResourceColumns, limit: number): Float64Array {
  const { pupils, amounts, totalPupils, totalAmount } = columns;
  const mean = totalAmount / totalPupils;
  const values = amounts.map((amount, row) => amount / pupils[row]! - mean);
  const order = columns.keys.map((_, row) => row).sort((a, b) => values[a]! - values[b]!);
  const valueAt = (place: number): number => values[order[place]!]!;
  const pupilsAt = (place: number): number => pupils[order[place]!]!;
  const inside = sumSquaresOutward(order, values, pupils);
  const bound = limit * limit * mean * mean * totalPupils;
  const last = order.length - 1;
  let below = 0;
  let above = last;
  let floor = valueAt(0);
  let ceiling = valueAt(last);
  let raised = pupilsAt(0);
  let lowered = pupilsAt(last);
  for (;;) {
    while (below < last && valueAt(below + 1) <= floor && floor < 0) raised += pupilsAt(++below);
    while (above > 0 && valueAt(above - 1) >= ceiling && ceiling > 0) lowered += pupilsAt(--above);
    let nextFloor = Math.min(0, valueAt(Math.min(below + 1, last)));
    let nextCeiling = Math.max(0, valueAt(Math.max(above - 1, 0)));
    const toFloor = (nextFloor - floor) * raised;
    const toCeiling = (ceiling - nextCeiling) * lowered;
    if (toFloor < toCeiling) nextCeiling = Math.max(nextCeiling, ceiling - toFloor / lowered);
    else if (toCeiling < toFloor) nextFloor = Math.min(nextFloor, floor + toCeiling / raised);
    // Both reach the mean together; rounding must not keep one of them away.
    if (nextFloor === 0 || nextCeiling === 0) {
      nextFloor = 0;
      nextCeiling = 0;
    }
    const rest = inside.low[below + 1]! + inside.high[above]!;
    const spare = bound - rest - raised * nextFloor * nextFloor - lowered * nextCeiling * nextCeiling;
    if (spare >= 0 || nextFloor === 0) {
      const spread = nextCeiling - nextFloor;
      const room = Math.max(0, spare);
      const root = spread + Math.sqrt(spread * spread + (1 / raised + 1 / lowered) * room);
      const back = root === 0 ? 0 : room / root;
      floor = nextFloor - back / raised;
      ceiling = nextCeiling + back / lowered;
      break;
    }
    floor = nextFloor;
    ceiling = nextCeiling;
  }
  return values.map((value, row) => pupils[row]! * (Math.min(ceiling, Math.max(floor, value)) - value));
}

/** `low[k]`: squares of the negative values from place k on; `high[k]`: of the positive values before place k. */
function sumSquaresOutward(
  order: readonly number[],
  values: Float64Array,
  pupils: Float64Array,
): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(order.length + 1);
  const high = new Float64Array(order.length + 1);
  const squareAt = (place: number, sign: number): number => {
    const row = order[place]!;
    return values[row]! * sign > 0 ? pupils[row]! * values[row]! * values[row]! : 0;
  };
  for (let place = order.length - 1; place >= 0; place--) low[place] = low[place + 1]! + squareAt(place, -1);
  for (let place = 0; place < order.length; place++) high[place + 1] = high[place]! + squareAt(place, 1);
  return { low, high };
}

/** Whole units: the cheapest unit to take and the best place to give it, until the limit holds or nothing helps. */
function moveWholeUnits(columns: ResourceColumns, limit: number): Float64Array {
  const { pupils, amounts, ranks, totalPupils, totalAmount } = columns;
  const mean = totalAmount / totalPupils;
  const excess = amounts.map((amount, row) => amount - pupils[row]! * mean);
  const left = Float64Array.from(amounts);
  const changes = new Float64Array(amounts.length);
  const cost = (row: number): number =>
    left[row]! >= 1 - 1e-9 ? -(2 * excess[row]! - 1) / pupils[row]! : Number.POSITIVE_INFINITY;
  const gain = (row: number): number => (2 * excess[row]! + 1) / pupils[row]!;
  const costs = amounts.map((_, row) => cost(row));
  const gains = amounts.map((_, row) => gain(row));
  const donors = createIndexHeap(costs, ranks);
  const receivers = createIndexHeap(gains, ranks);
  const bound = limit * limit * mean * mean * totalPupils;
  const near = 1e-8 * (1 + limit) * mean * mean * totalPupils;
  let squares = excess.reduce((sum, each, row) => sum + (each * each) / pupils[row]!, 0);
  for (;;) {
    if (squares <= bound + near) {
      const cv = computeVariation(
        amounts.map((amount, row) => amount + changes[row]!),
        pupils,
      );
      if (isWithinLimit(cv, limit)) return changes;
    }
    const donor = donors.top()!;
    const receiver = receivers.top()!;
    const saved = -costs[donor]! - gains[receiver]!;
    if (!(saved > 1e-12 * Math.max(Math.abs(costs[donor]!), Math.abs(gains[receiver]!)))) return changes;
    squares -= saved;
    excess[donor]!--;
    left[donor]!--;
    changes[donor]!--;
    excess[receiver]!++;
    changes[receiver]!++;
    costs[donor] = cost(donor);
    donors.settleTop();
    gains[receiver] = gain(receiver);
    receivers.settleTop();
  }
}

/** Pairs the largest givers with the largest receivers; ties by key. At most n − 1 transfers. */
function pairTransfers(schools: readonly SchoolChange[]): readonly ResourceTransfer[] {
  const byAmount = (a: SchoolChange, b: SchoolChange): number =>
    Math.abs(b.change) - Math.abs(a.change) || (a.school < b.school ? -1 : 1);
  const givers = schools.filter(({ change }) => change < 0).sort(byAmount);
  const takers = schools.filter(({ change }) => change > 0).sort(byAmount);
  const transfers: ResourceTransfer[] = [];
  const total = takers.reduce((sum, { change }) => sum + change, 0);
  let giver = 0;
  let taker = 0;
  let offered = givers.length > 0 ? -givers[0]!.change : 0;
  let wanted = takers.length > 0 ? takers[0]!.change : 0;
  while (giver < givers.length && taker < takers.length) {
    const amount = Math.min(offered, wanted);
    // A remainder that is only rounding is no transfer.
    if (amount > total * 1e-12)
      transfers.push({ from: givers[giver]!.school, to: takers[taker]!.school, amount });
    offered -= amount;
    wanted -= amount;
    const offerEmpty = offered <= total * 1e-12;
    const wishEmpty = wanted <= total * 1e-12;
    if (offerEmpty) offered = ++giver < givers.length ? -givers[giver]!.change : 0;
    if (wishEmpty) wanted = ++taker < takers.length ? takers[taker]!.change : 0;
  }
  return transfers;
}
