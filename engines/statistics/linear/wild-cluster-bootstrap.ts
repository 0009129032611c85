/**
 * The wild cluster bootstrap of one term with the null imposed, exact by enumeration when clusters are few.
 *
 * For each draw of signs v_g = ±1 (Rademacher): y* = X̃β̂_restricted + v_g ẽ, t* = (β̂* − β₀) / se*, both with CR1
 * errors; the p-value is the share of draws with |t*| as large as |t| (symmetric), or twice the smaller tail's share
 * (equal-tail). With G ≤ 12 all 2^G sign vectors are used, so there is no simulation error; ties count with rounding
 * forgiven (the two vectors of equal signs give |t| itself). Interval: the null values that are not rejected, by
 * bisection. Cameron, Gelbach & Miller (2008), https://doi.org/10.1162/rest.90.3.414; Roodman, MacKinnon, Nielsen &
 * Webb (2019), https://doi.org/10.1177/1536867X19830877, whose algebra on cluster sums is used.
 * Fixed effects nested in clusters stay absorbed; the levels of others become columns, so that each draw's refit is whole.
 * Cost O(n q²) once with q columns, then O(G q) a draw; a new null value costs the draws only.
 */

import {
  createMatrix,
  EngineInputError,
  factorSymmetric,
  multiplyVector,
  RANK_TOLERANCE,
  type RandomNumbers,
} from '../../kernel/index.ts';
import { assertDraws, assertLevel } from '../check-options.ts';
import type { FactorColumn } from '../types.ts';
import { isNestedIn } from './absorb-fixed-effects.ts';
import { readInnerCoefficients } from './cluster-scores.ts';
import { createLeverageBasis, type LeverageBasis } from './leverage-basis.ts';
import { readGroups } from './read-groups.ts';
import { refuseLinear } from './solve-design.ts';
import type { LinearFit, LinearRefusal } from './types.ts';

export interface WildBootstrapOptions {
  readonly term: string;
  readonly clusters: FactorColumn;
  /** β₀ under the null; 0 when left out. */
  readonly nullValue?: number;
  /** Needed when there are more than 12 clusters. */
  readonly random?: RandomNumbers;
  /** 9,999 when left out. */
  readonly draws?: number;
  /** Of the interval; 0.95 when left out. */
  readonly level?: number;
}

export interface WildBootstrapTest {
  readonly kind: 'estimated';
  readonly estimate: number;
  readonly standardError: number;
  readonly statistic: number;
  readonly symmetricPValue: number;
  readonly equalTailPValue: number;
  readonly draws: number;
  /** All sign vectors were used. */
  readonly isExact: boolean;
  readonly clusters: number;
  /** Null values whose symmetric p-value exceeds 1 − level; an end the data do not bound is undefined. */
  readonly confidenceInterval: readonly [number | undefined, number | undefined];
}

const MOST_ENUMERATED = 12;
const TIE = 1e-9;

/**
 * Tests one term by the restricted wild cluster bootstrap.
 *
 * @param fit a linear fit
 * @param options term, clusters, null value; a generator for more than 12 clusters
 * @throws {EngineInputError} `unknown-term`, `needs-random`, `one-cluster`, `length-mismatch`, `code-out-of-range`, `level-out-of-range`, `draws-not-positive`, `not-finite`
 * @example
 * const fit = fitLinearModel({ outcome: score, regressors: [{ name: 'hours', values: hours }] });
 * wildClusterBootstrap(fit, { term: 'hours', clusters: school }).draws; // 16
 */
export function wildClusterBootstrap(
  fit: LinearFit,
  options: WildBootstrapOptions,
): WildBootstrapTest | LinearRefusal {
  const term = fit.names.indexOf(options.term);
  if (term < 0)
    throw new EngineInputError({
      code: 'unknown-term',
      message: `There is no term ${options.term} in the fit. Choose among ${fit.names.join(', ')}.`,
      params: { term: options.term },
    });
  if (fit.residualSum === 0)
    return refuseLinear(
      'perfect-fit',
      'The model fits every row exactly; nothing can be redrawn. Use fewer regressors.',
      {},
    );
  if (fit.cells && !fit.cells.constantRegressors)
    return refuseLinear(
      'needs-rows',
      'The bootstrap needs the rows: regressors vary inside cells. Give the rows.',
      {},
    );
  assertLevel(options.level ?? 0.95);
  assertDraws(options.draws ?? 9999);
  if (!Number.isFinite(options.nullValue ?? 0))
    throw new EngineInputError({
      code: 'not-finite',
      message: `The null value is ${options.nullValue}. Give a number.`,
      params: { nullValue: String(options.nullValue) },
    });
  const clusters = readGroups(fit, options.clusters, 'clusters');
  const count = clusters.levels;
  const isExact = count <= MOST_ENUMERATED;
  if (!isExact && !options.random)
    throw new EngineInputError({
      code: 'needs-random',
      message: `${count} clusters have too many sign vectors to list. Give a generator of random numbers.`,
      params: { clusters: count },
    });
  const signs = isExact ? listSigns(count) : drawSigns(count, options.draws ?? 9999, options.random!);
  const nested = fit.fixedEffects.filter((effect) => isNestedIn(effect, clusters));
  const basis = createLeverageBasis(
    fit,
    nested,
    fit.fixedEffects.filter((effect) => !nested.includes(effect)),
  );
  if (basis.kind === 'not-estimable') return basis;
  const sums = sumClusters(fit, basis, clusters, term);
  const unit = fit.transform.values[term * fit.names.length + term]!;
  const nullValue = options.nullValue ?? 0;
  const at = (value: number) => evaluate(sums, signs, count, value / unit);
  const result = at(nullValue);
  if (!(result.error > 0))
    return refuseLinear('perfect-fit', 'The clustered error of the term is zero. Use other clusters.', {});
  const alpha = 1 - (options.level ?? 0.95);
  const estimate = sums.estimate * unit;
  const error = result.error * Math.abs(unit);
  return {
    kind: 'estimated',
    estimate,
    standardError: error,
    statistic: (estimate - nullValue) / error,
    symmetricPValue: result.symmetric,
    equalTailPValue: result.equalTail,
    draws: signs.length / count,
    isExact,
    clusters: count,
    confidenceInterval: [-1, 1].map((side) => findEnd(at, estimate, error, side, alpha)) as [
      number | undefined,
      number | undefined,
    ],
  };
}

function listSigns(count: number): Int8Array {
  const draws = 2 ** count;
  const signs = new Int8Array(draws * count);
  for (let draw = 0; draw < draws; draw++)
    for (let g = 0; g < count; g++) signs[draw * count + g] = (draw >> g) & 1 ? 1 : -1;
  return signs;
}

function drawSigns(count: number, draws: number, random: RandomNumbers): Int8Array {
  return Int8Array.from({ length: draws * count }, () => (random() < 0.5 ? -1 : 1));
}

/**
 * With c the row of M of the term: each cluster's part of the estimate c'X_g'e_g (for residuals and for the column
 * itself) and, for the part its residuals have in the refit, X_g'X_g c: all that a draw needs.
 */
interface ClusterSums {
  readonly estimate: number;
  /** G: c'X_g'ẽ_g with residuals of the full fit, and with the restricted direction. */
  readonly base: Float64Array;
  readonly slope: Float64Array;
  /** G × k: X_g'ẽ_g of the full fit and of the direction. */
  readonly scores: Float64Array;
  readonly directions: Float64Array;
  /** G × k: X_g'X_g c. */
  readonly cross: Float64Array;
  /** k × k, rows of M. */
  readonly bread: Float64Array;
  readonly size: number;
}

function sumClusters(
  fit: LinearFit,
  basis: LeverageBasis,
  clusters: FactorColumn,
  term: number,
): ClusterSums {
  const { design, residuals, weights } = fit;
  const { codes, levels } = clusters;
  const estimate = readInnerCoefficients(fit)[term]!;
  const others = design.map((_, j) => j).filter((j) => j !== term);
  // What is left of the term's column after the others: the change of residuals per unit of the null value.
  const left = design[term]!.slice();
  const normal = createMatrix(others.length, others.length);
  const right = new Float64Array(others.length);
  others.forEach((j, a) => {
    right[a] = sumProducts(design[j]!, left, weights);
    others.forEach((k, b) => {
      normal.values[a * others.length + b] = sumProducts(design[j]!, design[k]!, weights);
    });
  });
  const coefficients = factorSymmetric(normal, RANK_TOLERANCE).solve(right);
  others.forEach((j, a) => {
    for (let row = 0; row < left.length; row++) left[row]! -= coefficients[a]! * design[j]![row]!;
  });
  const width = basis.columns.columns;
  const { values } = basis.columns;
  const scores = new Float64Array(levels * width);
  const directions = new Float64Array(levels * width);
  const cross = new Float64Array(levels * width);
  const c = basis.inverse.values.slice(term * width, (term + 1) * width);
  for (let row = 0; row < residuals.length; row++) {
    const root = weights ? Math.sqrt(weights[row]!) : 1;
    let along = 0;
    for (let j = 0; j < width; j++) along += values[row * width + j]! * c[j]!;
    const from = codes[row]! * width;
    for (let j = 0; j < width; j++) {
      const value = values[row * width + j]!;
      scores[from + j]! += value * root * residuals[row]!;
      directions[from + j]! += value * root * left[row]!;
      cross[from + j]! += value * along;
    }
  }
  const project = (sums: Float64Array): Float64Array => multiplyVector(createMatrix(levels, width, sums), c);
  return {
    estimate,
    base: project(scores),
    slope: project(directions),
    scores,
    directions,
    cross,
    bread: basis.inverse.values,
    size: width,
  };
}

function sumProducts(a: Float64Array, b: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += (weights ? weights[row]! : 1) * a[row]! * b[row]!;
  return sum;
}

interface Evaluation {
  readonly error: number;
  readonly symmetric: number;
  readonly equalTail: number;
}

/** All draws at one null value (inner units). Restricted residuals are e + (β̂ − β₀) · left. */
function evaluate(sums: ClusterSums, signs: Int8Array, count: number, nullValue: number): Evaluation {
  const { size, base, slope, scores, directions, cross, bread } = sums;
  const gap = sums.estimate - nullValue;
  const parts = base.map((value, g) => value + gap * slope[g]!);
  const restricted = scores.map((value, place) => value + gap * directions[place]!);
  // Per cluster and column of M: what the refit takes from the draw's score.
  const pulls = new Float64Array(count * size);
  for (let g = 0; g < count; g++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += cross[g * size + k]! * bread[k * size + j]!;
      pulls[g * size + j] = sum;
    }
  const factor = Math.sqrt(count / (count - 1));
  const error = factor * Math.sqrt(base.reduce((sum, value) => sum + value * value, 0));
  const statistic = gap / error;
  const limit = Math.abs(statistic) * (1 - TIE);
  const total = new Float64Array(size);
  let [beyond, above, below] = [0, 0, 0];
  const draws = signs.length / count;
  for (let draw = 0; draw < draws; draw++) {
    total.fill(0);
    let shift = 0;
    for (let g = 0; g < count; g++) {
      const sign = signs[draw * count + g]!;
      shift += sign * parts[g]!;
      for (let j = 0; j < size; j++) total[j]! += sign * restricted[g * size + j]!;
    }
    let squares = 0;
    for (let g = 0; g < count; g++) {
      let score = signs[draw * count + g]! * parts[g]!;
      for (let j = 0; j < size; j++) score -= pulls[g * size + j]! * total[j]!;
      squares += score * score;
    }
    const spread = factor * Math.sqrt(squares);
    const drawn = spread > 0 ? shift / spread : 0;
    if (Math.abs(drawn) >= limit) beyond++;
    if (drawn >= statistic - TIE * Math.abs(statistic)) above++;
    if (drawn <= statistic + TIE * Math.abs(statistic)) below++;
  }
  return { error, symmetric: beyond / draws, equalTail: Math.min(1, (2 * Math.min(above, below)) / draws) };
}

const MOST_WIDENINGS = 40;
const MOST_BISECTIONS = 60;

function findEnd(
  at: (value: number) => Evaluation,
  estimate: number,
  error: number,
  side: number,
  alpha: number,
): number | undefined {
  let inside = estimate;
  let outside = estimate;
  let found = false;
  for (let step = 0, width = 2 * error; step < MOST_WIDENINGS && !found; step++, width *= 1.5) {
    outside = estimate + side * width;
    if (!Number.isFinite(outside)) return undefined;
    if (at(outside).symmetric <= alpha) found = true;
    else inside = outside;
  }
  if (!found) return undefined;
  for (let step = 0; step < MOST_BISECTIONS && Math.abs(outside - inside) > 1e-10 * error; step++) {
    const middle = (inside + outside) / 2;
    if (at(middle).symmetric <= alpha) outside = middle;
    else inside = middle;
  }
  return (inside + outside) / 2;
}
