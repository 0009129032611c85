/**
 * The columns of all equations of a mediation study in one matrix, scaled, with fixed effects taken out.
 *
 * Order: [1,] covariates, dummies of crossed fixed effects, treatment | mediators | treatment × mediators | outcome: with
 * the treatment last among the columns before a mediator, a Cholesky factor shows its coefficient at once.
 * Every column is centred and divided by its spread: effects do not change under such a recoding of mediators, and
 * follow the outcome's spread. Fixed effects nested in the clusters (or any, without clusters) are absorbed by
 * demeaning, alternately when there are several; a drawn cluster then brings its own effects with it, so that sums of
 * products per cluster are exact under resampling. Crossed ones become dummies.
 * Cost O(n · columns), times sweeps when several effects are absorbed.
 */

import { EngineInputError } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import type { MediationDesign } from './types.ts';

export interface MediationColumns {
  readonly rows: number;
  /** One array per column; the last is the outcome. */
  readonly columns: readonly Float64Array[];
  readonly names: readonly string[];
  readonly weights: Float64Array | undefined;
  /** Scaled treatment and mediators before anything was absorbed, for their means. */
  readonly plain: readonly Float64Array[];
  /** Number of columns of the mediators' equations, the treatment last among them. */
  readonly base: number;
  readonly mediators: number;
  readonly interaction: boolean;
  /** Scaled values of control and treated. */
  readonly compare: readonly [number, number];
  readonly spreads: {
    readonly treatment: number;
    readonly mediators: readonly number[];
    readonly outcome: number;
  };
  /** Levels of absorbed effects, less the ones that repeat; 0 with an intercept. */
  readonly absorbed: number;
  readonly units: { readonly codes: Int32Array; readonly count: number } | undefined;
}

const MOST_DUMMIES = 200;
const SWEEPS = 2000;
/** Share of a column's size left after absorbing under which nothing is left of it. */
const NOTHING_LEFT = 1e-20;

/**
 * Lays the columns out.
 *
 * @throws {EngineInputError} `crossed-fixed-effect-too-large`
 */
export function layOutColumns(design: MediationDesign): MediationColumns {
  const rows = design.outcome.length;
  const weights = scaleWeights(design.weights);
  const units = design.clusters ? renumber(design.clusters) : undefined;
  const treatment = scale(design.treatment, weights);
  const mediators = design.mediators.map(({ values }) => scale(values, weights));
  const covariates = design.covariates ?? [];
  const outcome = scale(design.outcome, weights);
  const factors = (design.fixedEffects ?? []).map((factor) => ({ ...renumber(factor), name: factor.name }));
  const nested = factors.filter((factor) => units === undefined || isNested(factor, units));
  const crossed = factors.filter((factor) => !nested.includes(factor));
  const dummies = crossed.flatMap((factor) => makeDummies(factor, rows));
  const products = design.interaction
    ? mediators.map(({ values }) => values.map((value, row) => value * treatment.values[row]!))
    : [];
  const leading = nested.length > 0 ? [] : [new Float64Array(rows).fill(1)];
  const columns = [
    ...leading,
    ...covariates.map(({ values }) => scale(values, weights).values),
    ...dummies.map(({ values }) => values),
    treatment.values,
    ...mediators.map(({ values }) => values),
    ...products,
    outcome.values,
  ];
  const names = [
    ...leading.map(() => '(Intercept)'),
    ...covariates.map(({ name }) => name),
    ...dummies.map(() => ''),
    'treatment',
    ...design.mediators.map(({ name }) => name),
    ...products.map((_, at) => `treatment × ${design.mediators[at]!.name}`),
    'outcome',
  ];
  const [control, treated] = design.compare ?? [0, 1];
  return {
    rows,
    columns: nested.length > 0 ? columns.map((column) => absorb(column, nested, weights)) : columns,
    names,
    weights,
    plain: [treatment.values, ...mediators.map(({ values }) => values)],
    base: leading.length + 1 + covariates.length + dummies.length,
    mediators: mediators.length,
    interaction: design.interaction ?? false,
    compare: [
      (control - treatment.centre) / treatment.spread,
      (treated - treatment.centre) / treatment.spread,
    ],
    spreads: {
      treatment: treatment.spread,
      mediators: mediators.map(({ spread }) => spread),
      outcome: outcome.spread,
    },
    absorbed: nested.reduce((sum, { count }) => sum + count, 0) - Math.max(0, nested.length - 1),
    units,
  };
}

interface Codes {
  readonly codes: Int32Array;
  readonly count: number;
}

function renumber({ codes, levels }: FactorColumn): Codes {
  const place = new Int32Array(levels).fill(-1);
  for (const code of codes) place[code] = 0;
  let count = 0;
  for (let code = 0; code < levels; code++) if (place[code] === 0) place[code] = count++;
  return { codes: codes.map((code) => place[code]!), count };
}

function isNested(finer: Codes, coarser: Codes): boolean {
  const parent = new Int32Array(finer.count).fill(-1);
  return finer.codes.every((code, row) => {
    if (parent[code] === -1) parent[code] = coarser.codes[row]!;
    return parent[code] === coarser.codes[row];
  });
}

function makeDummies(factor: Codes & { readonly name: string }, rows: number): { values: Float64Array }[] {
  if (factor.count > MOST_DUMMIES)
    throw new EngineInputError({
      code: 'crossed-fixed-effect-too-large',
      message: `The fixed effect ${factor.name} has ${factor.count} levels and crosses the clusters; at most ${MOST_DUMMIES} can. Cluster above it, or leave it out.`,
      params: { name: factor.name, levels: factor.count, most: MOST_DUMMIES },
    });
  return Array.from({ length: factor.count - 1 }, (_, level) => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) if (factor.codes[row] === level + 1) values[row] = 1;
    return { values };
  });
}

function scaleWeights(given: Float64Array | undefined): Float64Array | undefined {
  if (!given) return undefined;
  const largest = given.reduce((most, weight) => Math.max(most, weight), 0);
  const mean = given.reduce((sum, weight) => sum + weight / largest, 0) / given.length;
  return given.map((weight) => weight / largest / mean);
}

function scale(
  values: Float64Array,
  weights: Float64Array | undefined,
): { values: Float64Array; centre: number; spread: number } {
  // A power of two, so that dividing takes no digits from what varies beside a high level.
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const largest = 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(size))));
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += (values[row]! / largest) * (weights?.[row] ?? 1);
  const middle = sum / values.length;
  let squares = 0;
  for (let row = 0; row < values.length; row++) squares += (values[row]! / largest - middle) ** 2;
  const share = Math.sqrt(squares / values.length);
  // A constant column keeps its size and is found to hold nothing later.
  const used = share > 1e-13 ? share : 1;
  return {
    values: values.map((value) => (share > 1e-13 ? (value / largest - middle) / used : 0)),
    centre: middle * largest,
    spread: used * largest,
  };
}

function absorb(
  column: Float64Array,
  factors: readonly Codes[],
  weights: Float64Array | undefined,
): Float64Array {
  const rest = Float64Array.from(column);
  const before = sumOfSquares(rest);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    for (const factor of factors) moved = Math.max(moved, demean(rest, factor, weights));
    if (factors.length === 1 || moved < 1e-13) break;
  }
  return sumOfSquares(rest) <= NOTHING_LEFT * before ? rest.fill(0) : rest;
}

/** Takes the group means off and answers the largest of them. */
function demean(values: Float64Array, { codes, count }: Codes, weights: Float64Array | undefined): number {
  const sums = new Float64Array(count);
  const masses = new Float64Array(count);
  for (let row = 0; row < values.length; row++) {
    const weight = weights?.[row] ?? 1;
    sums[codes[row]!]! += weight * values[row]!;
    masses[codes[row]!]! += weight;
  }
  let largest = 0;
  for (let group = 0; group < count; group++) {
    sums[group]! /= masses[group]!;
    largest = Math.max(largest, Math.abs(sums[group]!));
  }
  for (let row = 0; row < values.length; row++) values[row]! -= sums[codes[row]!]!;
  return largest;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += values[row]! ** 2;
  return sum;
}
