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
import type { AdditionOutcome, SharingInput } from './types.ts';

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

/** Divisible resources: raise the lowest values to one level. */
function fillFromBelow(columns: ResourceColumns, limit: number): { changes: Float64Array } {
  const { pupils, amounts, totalPupils, totalAmount } = columns;
  const mean = totalAmount / totalPupils;
  // Relative to the present mean: 0 at the mean, which keeps the digits of nearly equal schools.
  const values = amounts.map((amount, row) => amount / pupils[row]! / mean - 1);
  const order = columns.keys.map((_, row) => row).sort((a, b) => values[a]! - values[b]!);
  let restWeight = 1;
  let restSum = values.reduce((sum, value, row) => sum + (pupils[row]! / totalPupils) * value, 0);
  let restSquares = values.reduce((sum, value, row) => sum + (pupils[row]! / totalPupils) * value * value, 0);
  let level = values[order[order.length - 1]!]!;
  for (let place = 0; place < order.length - 1; place++) {
    const row = order[place]!;
    const share = pupils[row]! / totalPupils;
    restWeight -= share;
    restSum -= share * values[row]!;
    restSquares -= share * values[row]! * values[row]!;
    const low = values[row]!;
    const high = values[order[place + 1]!]!;
    const piece = { filled: 1 - restWeight, sum: restSum, squares: restSquares };
    if (high > low && excessAt(piece, high, limit) <= 0) {
      level = solveLevel(piece, low, high, limit);
      break;
    }
  }
  return {
    changes: values.map((value, row) => (value < level ? pupils[row]! * mean * (level - value) : 0)),
  };
}

interface Piece {
  /** Share of the pupils whose schools are filled up. */
  readonly filled: number;
  /** Weighted sum and sum of squares of the other schools. */
  readonly sum: number;
  readonly squares: number;
}

/** Variance minus limit² × mean², at a level; falls as the level rises. */
function excessAt(piece: Piece, level: number, limit: number): number {
  const sum = piece.sum + piece.filled * level;
  const squares = piece.squares + piece.filled * level * level;
  return squares - sum * sum - limit * limit * (1 + sum) * (1 + sum);
}

function solveLevel(piece: Piece, low: number, high: number, limit: number): number {
  const { filled, sum, squares } = piece;
  const square = limit * limit;
  const a = filled - filled * filled * (1 + square);
  const b = -2 * filled * (sum + square * (1 + sum));
  const c = squares - sum * sum - square * (1 + sum) * (1 + sum);
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const q = -(b + (b < 0 ? -root : root)) / 2;
  const middle = (low + high) / 2;
  const candidates = [q / a, c / q].filter(Number.isFinite);
  const distance = (level: number): number => Math.abs(level - middle);
  let level = candidates.sort((x, y) => distance(x) - distance(y))[0] ?? high;
  for (let polish = 0; polish < 2; polish++) {
    const slope = 2 * a * level + b;
    const step = excessAt(piece, level, limit) / slope;
    if (Number.isFinite(step)) level -= step;
  }
  return Math.min(high, Math.max(low, level));
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
    if (variance > bound + 1e-9) continue;
    const cv = computeVariation(
      amounts.map((amount, row) => amount + changes[row]!),
      pupils,
    );
    if (isWithinLimit(cv, limit)) return { changes };
  }
  return { cvReachable: Math.sqrt(lowest) };
}
