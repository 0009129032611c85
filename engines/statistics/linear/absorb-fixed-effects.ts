/**
 * Takes any number of fixed effects out of columns: what is left of a column after weighted regression on all levels.
 *
 * The effect with most levels is eliminated exactly; the others are solved for in the reduced system (see
 * solve-reduced-effects), so one or two small effects need no iteration at all and many large ones converge to 1e-13
 * instead of the 1e-6 … 1e-8 of alternating projections. An effect whose levels are unions of another's levels is
 * redundant and takes no degrees of freedom. Frisch & Waugh (1933), https://doi.org/10.2307/1907330; Guimarães &
 * Portugal (2010), https://doi.org/10.1177/1536867X1101000406. Reproduces R's fixest::demean.
 *
 * Degrees: exact (the rank) when the reduced system is factored, otherwise levels less the largest number of
 * connected components with an effect before it. Shapes: columns n. Cost O(n · effects) a column.
 */

import type { FactorColumn } from '../types.ts';
import { createReducedSolver } from './solve-reduced-effects.ts';

/** Prepared fixed effects over n rows. */
export interface FixedEffectAbsorber {
  /** What is left of a column; undefined when the iteration does not converge. */
  readonly absorb: (column: Float64Array) => Float64Array | undefined;
  /** Parameters that all effects take together, the overall mean included; 0 without effects. */
  readonly degrees: number;
}

/**
 * Says whether every level of the finer effect lies within one level of the coarser one.
 *
 * @param finer codes with more levels
 * @param coarser codes of the same rows
 * @example
 * isNestedIn({ codes: Int32Array.of(0, 1, 2), levels: 3 }, { codes: Int32Array.of(0, 0, 1), levels: 2 }); // true
 */
export function isNestedIn(finer: FactorColumn, coarser: FactorColumn): boolean {
  if (finer.codes === coarser.codes) return true;
  const seen = new Int32Array(finer.levels).fill(-1);
  const { codes } = finer;
  for (let row = 0; row < codes.length; row++) {
    const level = codes[row]!;
    const outer = coarser.codes[row]!;
    if (seen[level] === -1) seen[level] = outer;
    else if (seen[level] !== outer) return false;
  }
  return true;
}

/**
 * Counts the connected components of the graph whose edges are rows between two effects' levels.
 *
 * @param first one effect, no empty levels
 * @param second another, no empty levels
 * @example
 * countComponents({ codes: Int32Array.of(0, 1), levels: 2 }, { codes: Int32Array.of(0, 1), levels: 2 }); // 2
 */
export function countComponents(first: FactorColumn, second: FactorColumn): number {
  const parents = Int32Array.from({ length: first.levels + second.levels }, (_, node) => node);
  const find = (node: number): number => {
    let at = node;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  let count = parents.length;
  let before = -1;
  let otherBefore = -1;
  for (let row = 0; row < first.codes.length && count > 1; row++) {
    const level = first.codes[row]!;
    const other = second.codes[row]!;
    // Rows of one person often stand together.
    if (level === before && other === otherBefore) continue;
    before = level;
    otherBefore = other;
    const a = find(level);
    const b = find(first.levels + other);
    if (a !== b) {
      parents[a] = b;
      count--;
    }
  }
  return count;
}

function sumWeights({ codes, levels }: FactorColumn, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(levels);
  for (let row = 0; row < codes.length; row++) sums[codes[row]!]! += weights ? weights[row]! : 1;
  return sums;
}

/** Column minus the weighted means of its groups; `into` may be the column itself. */
function subtractMeans(
  column: Float64Array,
  { codes, levels }: FactorColumn,
  weights: Float64Array | undefined,
  levelWeights: Float64Array,
  into: Float64Array,
): void {
  const means = new Float64Array(levels);
  if (weights)
    for (let row = 0; row < column.length; row++) means[codes[row]!]! += weights[row]! * column[row]!;
  else for (let row = 0; row < column.length; row++) means[codes[row]!]! += column[row]!;
  for (let level = 0; level < levels; level++) means[level]! /= levelWeights[level]!;
  for (let row = 0; row < column.length; row++) into[row] = column[row]! - means[codes[row]!]!;
}

/** The effects that are not unions of another's levels, most levels first. */
function dropRedundant(effects: readonly FactorColumn[]): FactorColumn[] {
  const sorted = effects.toSorted((a, b) => b.levels - a.levels);
  return sorted.filter((effect, place) => !sorted.slice(0, place).some((finer) => isNestedIn(finer, effect)));
}

const REFINEMENTS = 3;
const SETTLED = 1e-11;
const CONVERGED = 1e-9;
const SMALLEST_SHARE = 1e-5;

/**
 * Prepares fixed effects for any number of columns.
 *
 * @param effects one or more, without empty levels
 * @param rows count
 * @param weights positive, one each when left out
 * @example
 * createAbsorber([{ codes: Int32Array.of(0, 0, 1, 1), levels: 2 }], 4).absorb(Float64Array.of(1, 3, 5, 5)); // [-1, 1, 0, 0]
 */
export function createAbsorber(
  effects: readonly FactorColumn[],
  rows: number,
  weights?: Float64Array,
): FixedEffectAbsorber {
  const [main, ...others] = dropRedundant(effects);
  if (!main) return { absorb: (column) => column.slice(), degrees: 0 };
  const mainWeights = sumWeights(main, weights);
  if (others.length === 0) {
    const absorb = (column: Float64Array): Float64Array => {
      const left = new Float64Array(rows);
      subtractMeans(column, main, weights, mainWeights, left);
      // Once more: the means' own rounding, which counts when a column's level is far above its variation.
      subtractMeans(left, main, weights, mainWeights, left);
      return left;
    };
    return { absorb, degrees: main.levels };
  }
  let size = 0;
  const places = others.map(({ codes, levels }) => {
    const offset = size;
    size += levels;
    return offset === 0 ? codes : codes.map((code) => code + offset);
  });
  const solver = createReducedSolver({
    rows,
    weights,
    main: main.codes,
    mainLevels: main.levels,
    mainWeights,
    places,
    size,
  });
  const sumOthers = (left: Float64Array): Float64Array => {
    const sums = new Float64Array(size);
    for (const place of places)
      for (let row = 0; row < rows; row++) sums[place[row]!]! += (weights ? weights[row]! : 1) * left[row]!;
    return sums;
  };
  const absorb = (column: Float64Array): Float64Array | undefined => {
    const left = new Float64Array(rows);
    subtractMeans(column, main, weights, mainWeights, left);
    let right = sumOthers(left);
    let now = Math.sqrt(right.reduce((sum, value) => sum + value * value, 0));
    let size = 0;
    for (let row = 0; row < rows; row++) size += (weights ? weights[row]! : 1) * Math.abs(column[row]!);
    // A column that the main effect explains leaves rounding only: `SETTLED` of this is 1e-16 of the sum.
    const first = Math.max(now, SMALLEST_SHARE * size);
    for (let round = 0; round < REFINEMENTS && now > SETTLED * first; round++) {
      const gamma = solver.solve(right);
      // What is left may be rounding alone, which no effects can explain.
      if (!gamma) return now <= CONVERGED * first ? left : undefined;
      for (const place of places) for (let row = 0; row < rows; row++) left[row]! -= gamma[place[row]!]!;
      subtractMeans(left, main, weights, mainWeights, left);
      right = sumOthers(left);
      now = Math.sqrt(right.reduce((sum, value) => sum + value * value, 0));
    }
    if (now > CONVERGED * first) return undefined;
    return left;
  };
  const countBefore = (effect: FactorColumn, place: number): number =>
    Math.max(...[main, ...others.slice(0, place)].map((before) => countComponents(before, effect)));
  const degrees =
    main.levels +
    (solver.rank ??
      others.reduce((sum, effect, place) => sum + effect.levels - countBefore(effect, place), 0));
  return { absorb, degrees };
}
