/**
 * Whether items measure one thing consistently: Cronbach's α with Feldt's interval, McDonald's ω from one factor.
 *
 *   α = k/(k − 1) · (1 − Σ s_ii / Σ s_ij);   interval 1 − (1 − α) F at the quantiles of F(n − 1, (n − 1)(k − 1))
 *   ω = (Σ λ)² / ((Σ λ)² + Σ ψ),  S ≈ λλ′ + Ψ by maximum likelihood
 *
 * The factor is found by the EM algorithm on standardised items. Items that run against the factor are named: reverse
 * them first. Shapes: items n each, k of them, complete. Papers: Cronbach 1951 (10.1007/BF02310555), Feldt 1965
 * (10.1007/BF02289499), McDonald 1999 (10.4324/9781410601087), Rubin and Thayer 1982 (10.1007/BF02293851). Reproduces
 * psych's alpha and alpha.ci, and ω from lavaan's one-factor cfa. Cost O(n k² + iterations k²).
 */

import {
  crossProduct,
  EngineInputError,
  type Estimate,
  estimated,
  fisherFQuantile,
  matrixFromColumns,
  notEstimable,
} from '../../kernel/index.ts';

type ReliabilityReason =
  | 'too-few-items'
  | 'too-few-rows'
  | 'no-variation'
  | 'not-converged'
  | 'improper-solution'
  | 'not-finite';

export interface ReliabilityItem {
  readonly name: string;
  readonly values: Float64Array;
}

export interface Reliability {
  readonly rows: number;
  readonly items: number;
  readonly alpha: Estimate<number, ReliabilityReason>;
  /** 95 %, Feldt. */
  readonly alphaInterval?: readonly [number, number];
  /** α without the item, in the order of the items. */
  readonly alphaWithout: readonly Estimate<number, ReliabilityReason>[];
  /** Correlation of the item with the sum of the others. */
  readonly itemRestCorrelations: readonly Estimate<number, ReliabilityReason>[];
  readonly omega: Estimate<number, ReliabilityReason>;
  /** Standardised loadings on the factor; empty when there is no solution. */
  readonly loadings: readonly number[];
  /** Items that run against the factor. */
  readonly reversedItems: readonly string[];
}

/**
 * Measures the reliability of a scale.
 *
 * @param items complete columns
 * @throws {EngineInputError} `too-few-items`, `duplicate-item`, `length-mismatch`, `not-finite`
 * @example
 * const one = { name: 'a', values: Float64Array.of(1, 2, 3, 4) };
 * measureReliability([one, { ...one, name: 'b' }]).alpha; // { kind: 'estimated', value: 1 }
 */
export function measureReliability(items: readonly ReliabilityItem[]): Reliability {
  const rows = assertItems(items);
  const count = items.length;
  if (rows < 2) return refuseAll('too-few-rows', rows, count);
  const size = items.reduce(
    (most, { values }) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), most),
    0,
  );
  if (size === 0) return refuseAll('no-variation', rows, count);
  // A power of two, and around the mean twice: a high level takes no digits from what varies.
  const unit = 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(size))));
  const centre = (values: Float64Array): Float64Array => {
    const mean = values.reduce((sum, value) => sum + value, 0) / rows;
    return values.map((value) => value - mean);
  };
  const centred = items.map(({ values }) => centre(centre(values.map((value) => value / unit))));
  const covariance = crossProduct(matrixFromColumns(centred)).values.map((value) => value / (rows - 1));
  const all = Array.from({ length: count }, (_, item) => item);
  const alpha = measureAlpha(covariance, count, all);
  const factor = fitFactor(covariance, count);
  const sign =
    factor.kind === 'estimated' && factor.value.loadings.reduce((sum, one) => sum + one, 0) < 0 ? -1 : 1;
  const loadings = factor.kind === 'estimated' ? [...factor.value.loadings].map((one) => sign * one) : [];
  return {
    rows,
    items: count,
    alpha,
    ...(alpha.kind === 'estimated' ? { alphaInterval: findInterval(alpha.value, rows, count) } : {}),
    alphaWithout: all.map((item) =>
      measureAlpha(
        covariance,
        count,
        all.filter((other) => other !== item),
      ),
    ),
    itemRestCorrelations: all.map((item) => correlateWithRest(covariance, count, item)),
    omega: factor.kind === 'estimated' ? estimated(factor.value.omega) : factor,
    loadings,
    reversedItems: items.filter((_, item) => (loadings[item] ?? 0) < 0).map(({ name }) => name),
  };
}

function assertItems(items: readonly ReliabilityItem[]): number {
  if (items.length < 2)
    throw new EngineInputError({
      code: 'too-few-items',
      message: `There are ${items.length} items. A scale needs at least 2.`,
      params: { items: items.length },
    });
  const rows = items[0]!.values.length;
  const seen = new Set<string>();
  for (const { name, values } of items) {
    if (seen.has(name))
      throw new EngineInputError({
        code: 'duplicate-item',
        message: `Item ${name} is given twice. Name each item once.`,
        params: { item: name },
      });
    seen.add(name);
    if (values.length !== rows)
      throw new EngineInputError({
        code: 'length-mismatch',
        message: `Item ${name} has ${values.length} values for ${rows} rows. Give one for each row.`,
        params: { item: name, values: values.length, rows },
      });
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      throw new EngineInputError({
        code: 'not-finite',
        message: `Item ${name} has ${values[wrong]} in row ${wrong}. Drop the row or impute it.`,
        params: { item: name, row: wrong },
      });
  }
  return rows;
}

function refuseAll(reason: ReliabilityReason, rows: number, items: number): Reliability {
  const none = notEstimable(reason);
  const each = Array.from({ length: items }, () => none);
  return {
    rows,
    items,
    alpha: none,
    alphaWithout: each,
    itemRestCorrelations: each,
    omega: none,
    loadings: [],
    reversedItems: [],
  };
}

function measureAlpha(
  covariance: Float64Array,
  width: number,
  chosen: readonly number[],
): Estimate<number, ReliabilityReason> {
  const count = chosen.length;
  if (count < 2) return notEstimable('too-few-items');
  let total = 0;
  let own = 0;
  for (const a of chosen) {
    own += covariance[a * width + a]!;
    for (const b of chosen) total += covariance[a * width + b]!;
  }
  if (!(total > 1e-14 * own)) return notEstimable('no-variation');
  return estimated((count / (count - 1)) * (1 - own / total));
}

function findInterval(alpha: number, rows: number, items: number): readonly [number, number] {
  const upper = fisherFQuantile(0.975, rows - 1, (rows - 1) * (items - 1));
  const lower = fisherFQuantile(0.025, rows - 1, (rows - 1) * (items - 1));
  return [1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower];
}

function correlateWithRest(
  covariance: Float64Array,
  width: number,
  item: number,
): Estimate<number, ReliabilityReason> {
  let shared = 0;
  let rest = 0;
  for (let a = 0; a < width; a++) {
    if (a === item) continue;
    shared += covariance[item * width + a]!;
    for (let b = 0; b < width; b++) if (b !== item) rest += covariance[a * width + b]!;
  }
  const own = covariance[item * width + item]!;
  const product = own * rest;
  const total = covariance.reduce((sum, value, place) => sum + (place % (width + 1) === 0 ? value : 0), 0);
  return own > 1e-28 * total && rest > 1e-14 * total
    ? estimated(shared / Math.sqrt(product))
    : notEstimable('no-variation');
}

const MOST_ITERATIONS = 100_000;
const STEP_TOLERANCE = 1e-13;
/** A unique variance below it is a Heywood case. */
const LEAST_UNIQUE = 1e-6;

/** One factor by EM on correlations; ω is then taken on the items' own scales. */
function fitFactor(
  covariance: Float64Array,
  width: number,
): Estimate<{ omega: number; loadings: Float64Array }, ReliabilityReason> {
  if (width < 3) return notEstimable('too-few-items');
  const deviations = Float64Array.from({ length: width }, (_, item) =>
    Math.sqrt(covariance[item * width + item]!),
  );
  const most = deviations.reduce((largest, value) => Math.max(largest, value), 0);
  if (deviations.some((value) => !(value > 1e-12 * most))) return notEstimable('no-variation');
  const correlation = covariance.map(
    (value, place) => value / (deviations[Math.floor(place / width)]! * deviations[place % width]!),
  );
  let loadings = new Float64Array(width).fill(0.7);
  let unique = new Float64Array(width).fill(0.51);
  for (let item = 1; item < width; item++) if (correlation[item]! < 0) loadings[item] = -0.7;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const weights = loadings.map((loading, item) => loading / unique[item]!);
    const strength = 1 + weights.reduce((sum, weight, item) => sum + weight * loadings[item]!, 0);
    const scored = new Float64Array(width);
    for (let a = 0; a < width; a++)
      for (let b = 0; b < width; b++) scored[a]! += (correlation[a * width + b]! * weights[b]!) / strength;
    const second =
      1 / strength + scored.reduce((sum, value, item) => sum + (value * weights[item]!) / strength, 0);
    const next = scored.map((value) => value / second);
    const nextUnique = next.map((loading, item) => 1 - loading * scored[item]!);
    if (nextUnique.some((value) => !(value > LEAST_UNIQUE))) return notEstimable('improper-solution');
    const move = next.reduce(
      (largest, value, item) => Math.max(largest, Math.abs(value - loadings[item]!)),
      0,
    );
    loadings = next;
    unique = nextUnique;
    if (move > STEP_TOLERANCE) continue;
    const sum = loadings.reduce((total, loading, item) => total + loading * deviations[item]!, 0) / most;
    const noise = unique.reduce((total, value, item) => total + value * (deviations[item]! / most) ** 2, 0);
    return { kind: 'estimated', value: { omega: (sum * sum) / (sum * sum + noise), loadings } };
  }
  return notEstimable('not-converged');
}
