/**
 * Solves the reduced system of several fixed effects: once the largest one is eliminated exactly, the others satisfy
 * S γ = r with S = D'WD − Σ_p v_p v_pᵀ / w_p, where v_p are the weights of the other levels within level p.
 *
 * Small systems are factored (which also gives the exact rank), sparse ones run through conjugate gradients with a
 * diagonal preconditioner, and systems too full to store are applied row by row. Hestenes & Stiefel (1952),
 * https://doi.org/10.6028/jres.049.044; the reduction is Abowd, Creecy & Kramarz (2002), LEHD technical paper 2002-06.
 * Cost O(rows + pairs · steps). Assumes codes in range and no empty level of the largest effect.
 */

import { createMatrix, factorSymmetric } from '../../kernel/index.ts';

/** The others' levels are numbered through: `places[f][row]` is a number below `size`. */
export interface ReducedRows {
  readonly rows: number;
  readonly weights: Float64Array | undefined;
  readonly main: Int32Array;
  readonly mainLevels: number;
  readonly mainWeights: Float64Array;
  readonly places: readonly Int32Array[];
  readonly size: number;
}

export interface ReducedSolver {
  /** Undefined when the steps do not reach the tolerance. */
  readonly solve: (right: Float64Array) => Float64Array | undefined;
  /** Exact rank when the system was factored. */
  readonly rank: number | undefined;
}

const DENSE_SIZE = 400;
const MOST_PAIRS = 40_000_000;
/** Room for the rows kept as a table: 8 megabytes. */
const DENSE_ENTRIES = 1 << 20;
const MOST_STEPS = 5000;
const RESIDUAL_TOLERANCE = 1e-13;
const SUFFICIENT_TOLERANCE = 1e-10;
const STRAYED = 1e4;

interface Groups {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

function groupRows(main: Int32Array, levels: number): Groups {
  const starts = new Int32Array(levels + 1);
  for (let row = 0; row < main.length; row++) starts[main[row]! + 1]!++;
  for (let level = 0; level < levels; level++) starts[level + 1]! += starts[level]!;
  const next = starts.slice();
  const order = new Int32Array(main.length);
  for (let row = 0; row < main.length; row++) order[next[main[row]!]!++] = row;
  return { starts, order };
}

/** Adds each level's contribution to S through `add(i, j, value)` with i ≥ j. */
function assemble(
  given: ReducedRows,
  groups: Groups,
  add: (i: number, j: number, value: number) => void,
): void {
  const { places, weights, size, mainLevels, mainWeights } = given;
  const factors = places.length;
  const mass = new Float64Array(size);
  const touched = new Int32Array(size);
  for (let level = 0; level < mainLevels; level++) {
    let count = 0;
    for (let at = groups.starts[level]!; at < groups.starts[level + 1]!; at++) {
      const row = groups.order[at]!;
      const weight = weights ? weights[row]! : 1;
      for (let f = 0; f < factors; f++) {
        const place = places[f]![row]!;
        if (mass[place] === 0) touched[count++] = place;
        mass[place]! += weight;
        for (let g = 0; g < f; g++) {
          const other = places[g]![row]!;
          if (place > other) add(place, other, weight);
          else add(other, place, weight);
        }
      }
    }
    const inverse = 1 / mainWeights[level]!;
    for (let a = 0; a < count; a++) {
      const i = touched[a]!;
      const share = mass[i]! * inverse;
      // w − w²/W, written so that a level held entirely by one main level leaves an exact zero.
      add(i, i, share * (mainWeights[level]! - mass[i]!));
      for (let b = 0; b < a; b++) {
        const j = touched[b]!;
        if (i > j) add(i, j, -share * mass[j]!);
        else add(j, i, -share * mass[j]!);
      }
    }
    for (let a = 0; a < count; a++) mass[touched[a]!] = 0;
  }
}

/** At most this many pairs are met while assembling. */
function countPairs(given: ReducedRows, groups: Groups): number {
  let pairs = 0;
  for (let level = 0; level < given.mainLevels; level++) {
    const touched = Math.min(
      given.size,
      (groups.starts[level + 1]! - groups.starts[level]!) * given.places.length,
    );
    pairs += (touched * touched) / 2;
  }
  return pairs;
}

/**
 * Prepares the system for any number of right sides.
 *
 * @param given rows, the eliminated effect and the others' places
 * @example
 * createReducedSolver({
 *   rows: 2, weights: undefined, main: Int32Array.of(0, 0), mainLevels: 1,
 *   mainWeights: Float64Array.of(2), places: [Int32Array.of(0, 1)], size: 2,
 * }).rank; // 1
 */
export function createReducedSolver(given: ReducedRows): ReducedSolver {
  const { size } = given;
  const groups = groupRows(given.main, given.mainLevels);
  if (size <= DENSE_SIZE) {
    const matrix = createMatrix(size, size);
    const { values } = matrix;
    assemble(given, groups, (i, j, value) => {
      values[i * size + j]! += value;
    });
    const factor = factorSymmetric(matrix);
    return { solve: factor.solve, rank: factor.rank };
  }
  const pairs = countPairs(given, groups);
  const operator = pairs <= MOST_PAIRS ? assembleSparse(given, groups) : createRowOperator(given);
  return { solve: (right) => iterateConjugately(operator, right), rank: undefined };
}

interface Operator {
  readonly diagonal: Float64Array;
  readonly apply: (x: Float64Array, into: Float64Array) => void;
}

/**
 * The last levels are those of the smallest effects, which meet nearly every other level: their rows are a table. The
 * rest are few pairs found by hashing.
 */
function assembleSparse(given: ReducedRows, groups: Groups): Operator {
  const { size } = given;
  const diagonal = new Float64Array(size);
  const firstDense = Math.max(0, size - Math.floor(DENSE_ENTRIES / size));
  const dense = new Float64Array((size - firstDense) * size);
  const pairs = createPairTable(size);
  assemble(given, groups, (i, j, value) => {
    if (i === j) diagonal[i]! += value;
    else if (i >= firstDense) dense[(i - firstDense) * size + j]! += value;
    else pairs.add(i, j, value);
  });
  let used = pairs.count();
  for (let at = 0; at < dense.length; at++) if (dense[at] !== 0) used++;
  const rows = new Int32Array(used);
  const columns = new Int32Array(used);
  const entries = new Float64Array(used);
  let count = 0;
  const list = (i: number, j: number, value: number): void => {
    rows[count] = i;
    columns[count] = j;
    entries[count++] = value;
  };
  for (let at = 0; at < dense.length; at++) {
    if (dense[at] !== 0) list(firstDense + Math.floor(at / size), at % size, dense[at]!);
  }
  pairs.each(list);
  const apply = (x: Float64Array, into: Float64Array): void => {
    for (let i = 0; i < size; i++) into[i] = diagonal[i]! * x[i]!;
    for (let at = 0; at < count; at++) {
      const i = rows[at]!;
      const j = columns[at]!;
      const entry = entries[at]!;
      into[i]! += entry * x[j]!;
      into[j]! += entry * x[i]!;
    }
  };
  return { diagonal, apply };
}

interface PairTable {
  readonly add: (i: number, j: number, value: number) => void;
  readonly count: () => number;
  readonly each: (visit: (i: number, j: number, value: number) => void) => void;
}

/** Open addressing over pairs (i, j) of numbers below `size`; grows by doubling. */
function createPairTable(size: number): PairTable {
  let capacity = 1 << 12;
  // A pair is told by both numbers, so that no number of levels is too large.
  let firsts = new Int32Array(capacity).fill(-1);
  let seconds = new Int32Array(capacity);
  let values = new Float64Array(capacity);
  let used = 0;
  const find = (i: number, j: number): number => {
    const mixed = Math.imul(Math.imul(i, size) + j, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & (capacity - 1);
    while (firsts[slot] !== -1 && (firsts[slot] !== i || seconds[slot] !== j))
      slot = (slot + 1) & (capacity - 1);
    return slot;
  };
  const place = (i: number, j: number, value: number): void => {
    const slot = find(i, j);
    if (firsts[slot] === -1) {
      firsts[slot] = i;
      seconds[slot] = j;
      used++;
    }
    values[slot]! += value;
  };
  const each: PairTable['each'] = (visit) => {
    for (let slot = 0; slot < capacity; slot++)
      if (firsts[slot] !== -1) visit(firsts[slot]!, seconds[slot]!, values[slot]!);
  };
  const grow = (): void => {
    const [oldFirsts, oldSeconds, oldValues] = [firsts, seconds, values];
    capacity *= 2;
    firsts = new Int32Array(capacity).fill(-1);
    seconds = new Int32Array(capacity);
    values = new Float64Array(capacity);
    used = 0;
    for (let slot = 0; slot < oldFirsts.length; slot++)
      if (oldFirsts[slot] !== -1) place(oldFirsts[slot]!, oldSeconds[slot]!, oldValues[slot]!);
  };
  return {
    add: (i, j, value) => {
      place(i, j, value);
      if (used * 2 > capacity) grow();
    },
    count: () => used,
    each,
  };
}

function createRowOperator(given: ReducedRows): Operator {
  const { rows, main, mainLevels, mainWeights, places, size, weights } = given;
  const diagonal = new Float64Array(size);
  for (const column of places)
    for (let row = 0; row < rows; row++) diagonal[column[row]!]! += weights ? weights[row]! : 1;
  const means = new Float64Array(mainLevels);
  const work = new Float64Array(rows);
  const apply = (x: Float64Array, into: Float64Array): void => {
    means.fill(0);
    into.fill(0);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let f = 0; f < places.length; f++) sum += x[places[f]![row]!]!;
      work[row] = sum;
      means[main[row]!]! += (weights ? weights[row]! : 1) * sum;
    }
    for (let level = 0; level < mainLevels; level++) means[level]! /= mainWeights[level]!;
    for (let row = 0; row < rows; row++) {
      const left = (weights ? weights[row]! : 1) * (work[row]! - means[main[row]!]!);
      for (let f = 0; f < places.length; f++) into[places[f]![row]!]! += left;
    }
  };
  return { diagonal, apply };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function iterateConjugately({ diagonal, apply }: Operator, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const solution = new Float64Array(size);
  const residual = right.slice();
  const target = dot(right, right);
  if (target === 0) return solution;
  const inverse = diagonal.map((value) => (value > 0 ? 1 / value : 0));
  const scaled = residual.map((value, i) => value * inverse[i]!);
  const direction = scaled.slice();
  const applied = new Float64Array(size);
  let energy = dot(residual, scaled);
  // Past the last digit the steps wander off along the system's null space, so the best point is kept.
  let best: Float64Array | undefined;
  let least = SUFFICIENT_TOLERANCE ** 2 * target;
  for (let step = 0; step < MOST_STEPS; step++) {
    apply(direction, applied);
    const curvature = dot(direction, applied);
    if (!(curvature > 0)) break;
    const length = energy / curvature;
    for (let i = 0; i < size; i++) {
      solution[i]! += length * direction[i]!;
      residual[i]! -= length * applied[i]!;
      scaled[i] = residual[i]! * inverse[i]!;
    }
    const left = dot(residual, residual);
    if (left <= RESIDUAL_TOLERANCE ** 2 * target) return solution;
    if (left < least) {
      least = left;
      best = solution.slice();
    } else if (best && left > STRAYED * least) break;
    const next = dot(residual, scaled);
    const ratio = next / energy;
    for (let i = 0; i < size; i++) direction[i] = scaled[i]! + ratio * direction[i]!;
    energy = next;
  }
  return best;
}
