/**
 * The smallest amount of a resource that must be newly provided for the variation to come within its limit.
 *
 *   min Σ a_i   subject to   a_i ≥ 0,  CV(X + a) ≤ limit          (the area's mean rises along)
 *
 * For a given sum the variation is smallest when the lowest values are filled up to one level (water-filling); the
 * variation falls as the level rises, so the smallest sum is a root of a quadratic on one piece between breakpoints.
 * Whole units: each further unit goes where (2 y + 1)/P is smallest, the best plan of every size; the first size
 * within the limit is the smallest.
 *
 * Shapes: n schools. Paper: Federgruen & Groenevelt 1986 (10.1287/opre.34.6.909). Checked against enumeration.
 * Cost O(n log n); whole units O(n log n + A log n) for A units.
 */

import { createIndexHeap } from '../kernel/index.ts';
import { assertPlanHolds } from './check-sharing-plan.ts';
import { isWithinLimit } from './compare-standard.ts';
import { computeVariation, presentChanges, type ResourceColumns, readResources } from './read-resources.ts';
import type { AdditionOutcome, SharingInput } from './sharing-types.ts';

const DEFAULT_MAXIMUM_UNITS = 1_000_000;

export interface AdditionInput extends SharingInput {
  /** Whole units tried at most; one million when left out. */
  readonly maximumUnits?: number;
}

/**
 * Finds the smallest addition that brings the enrolment-weighted variation within the limit.
 *
 * @param input schools with pupils and totals, the limit (no unit), whether units are whole, pupils in the unit
 * @throws {EngineInputError} `duplicate-school`, `not-finite`, `pupils-not-positive`, `negative-total`,
 *   `invalid-limit`
 * @example
 * findSmallestAddition({
 *   schools: [{ school: 'a', pupils: 100, amount: 10 }, { school: 'b', pupils: 100, amount: 30 }],
 *   limit: 0.2,
 *   whole: true,
 * }); // found, added 10, all at a
 */
export function findSmallestAddition(input: AdditionInput): AdditionOutcome {
  const { limit, whole, per = 1 } = input;
  const columns = readResources(input.schools, limit);
  if (columns.keys.length === 0) return { status: 'not-estimable', reason: 'no-schools' };
  if (columns.keys.length === 1) return { status: 'not-estimable', reason: 'single-school' };
  if (columns.totalAmount === 0) return { status: 'not-estimable', reason: 'zero-mean' };
  const cvBefore = computeVariation(columns.amounts, columns.pupils);
  if (isWithinLimit(cvBefore, limit)) return { status: 'already-met', cv: cvBefore, limit };

  const maximum = input.maximumUnits ?? DEFAULT_MAXIMUM_UNITS;
  const filled = whole ? addWholeUnits(columns, limit, maximum) : fillFromBelow(columns, limit);
  if ('cvReachable' in filled)
    return {
      status: 'not-reachable',
      reason: 'more-than-maximum',
      limit,
      cvBefore,
      cvReachable: filled.cvReachable,
    };
  const schools = presentChanges(columns, filled.changes, per);
  const cvAfter = computeVariation(
    columns.amounts.map((amount, row) => amount + filled.changes[row]!),
    columns.pupils,
  );
  const added = filled.changes.reduce((sum, change) => sum + change, 0);
  const found = { status: 'found', added, limit, cvBefore, cvAfter, schools } as const;
  assertPlanHolds(input, found);
  return found;
}

/**
 * Divisible resources: raise the lowest values to one level. Levels are counted down from the strongest school, in
 * units of the present mean, so that nothing large cancels when the schools come close to it.
 */
function fillFromBelow(columns: ResourceColumns, limit: number): { changes: Float64Array } {
  const { pupils, amounts, totalPupils, totalAmount } = columns;
  const mean = totalAmount / totalPupils;
  const values = amounts.map((amount, row) => amount / pupils[row]! / mean);
  const strongest = values.reduce((most, value) => Math.max(most, value), 0);
  const gaps = values.map((value) => strongest - value);
  const order = columns.keys.map((_, row) => row).sort((a, b) => gaps[b]! - gaps[a]!);
  const sums = new Float64Array(order.length + 1);
  const squares = new Float64Array(order.length + 1);
  for (let place = order.length - 1; place >= 0; place--) {
    const gap = gaps[order[place]!]!;
    const share = pupils[order[place]!]! / totalPupils;
    sums[place] = sums[place + 1]! + share * gap;
    squares[place] = squares[place + 1]! + share * gap * gap;
  }
  let level = 0;
  let filled = 0;
  for (let place = 0; place < order.length - 1; place++) {
    filled += pupils[order[place]!]! / totalPupils;
    const wide = gaps[order[place]!]!;
    const narrow = gaps[order[place + 1]!]!;
    const piece = { filled, sum: sums[place + 1]!, squares: squares[place + 1]!, strongest };
    if (wide > narrow && excessAt(piece, narrow, limit) <= 0) {
      level = solveLevel(piece, narrow, wide, limit);
      break;
    }
  }
  return { changes: gaps.map((gap, row) => (gap > level ? pupils[row]! * mean * (gap - level) : 0)) };
}

interface Piece {
  /** Share of the pupils whose schools are filled up. */
  readonly filled: number;
  /** Weighted sum and sum of squares of the other schools' gaps to the strongest. */
  readonly sum: number;
  readonly squares: number;
  readonly strongest: number;
}

/** Variance minus limit² × mean² when the filled schools are `gap` below the strongest; grows with the gap. */
function excessAt(piece: Piece, gap: number, limit: number): number {
  const sum = piece.sum + piece.filled * gap;
  const squares = piece.squares + piece.filled * gap * gap;
  return squares - sum * sum - limit * limit * (piece.strongest - sum) ** 2;
}

function solveLevel(piece: Piece, narrow: number, wide: number, limit: number): number {
  const { filled, sum, squares } = piece;
  const square = limit * limit;
  const rest = piece.strongest - sum;
  const a = filled - filled * filled * (1 + square);
  const b = 2 * filled * (square * rest - sum);
  const c = squares - sum * sum - square * rest * rest;
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const q = -(b + (b < 0 ? -root : root)) / 2;
  const middle = (narrow + wide) / 2;
  const distance = (gap: number): number => Math.abs(gap - middle);
  const candidates = [q / a, c / q].filter(Number.isFinite).sort((x, y) => distance(x) - distance(y));
  return Math.min(wide, Math.max(narrow, candidates[0] ?? narrow));
}

/** Whole units: each goes where it lowers the variation most. */
function addWholeUnits(
  columns: ResourceColumns,
  limit: number,
  maximum: number,
): { changes: Float64Array } | { cvReachable: number } {
  const { pupils, amounts, ranks, totalPupils, totalAmount } = columns;
  const mean = totalAmount / totalPupils;
  const excess = amounts.map((amount, row) => amount - pupils[row]! * mean);
  const changes = new Float64Array(amounts.length);
  const gains = excess.map((each, row) => (2 * each + 1) / pupils[row]!);
  const receivers = createIndexHeap(gains, ranks);
  const bound = limit * limit;
  let squares = excess.reduce((sum, each, row) => sum + (each * each) / pupils[row]!, 0);
  let lowest = Number.POSITIVE_INFINITY;
  for (let units = 1; units <= maximum; units++) {
    const receiver = receivers.top()!;
    squares += gains[receiver]!;
    excess[receiver]!++;
    changes[receiver]!++;
    gains[receiver] = (2 * excess[receiver]! + 1) / pupils[receiver]!;
    receivers.settleTop();
    const drift = units / totalPupils;
    const variance = (squares / totalPupils - drift * drift) / ((mean + drift) * (mean + drift));
    lowest = Math.min(lowest, Math.max(0, variance));
    if (variance > bound + 1e-8 * (1 + limit)) continue;
    const cv = computeVariation(
      amounts.map((amount, row) => amount + changes[row]!),
      pupils,
    );
    if (isWithinLimit(cv, limit)) return { changes };
  }
  return { cvReachable: Math.sqrt(lowest) };
}
