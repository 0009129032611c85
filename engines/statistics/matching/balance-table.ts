/**
 * How alike the groups are, covariate by covariate, before and after matching.
 *
 *   standardised difference  (x̄₁ − x̄₀) / s, with s from the unmatched rows: of the treated (ATT), of the controls
 *                            (ATC), √((s₁² + s₀²)/2) otherwise; s² = p(1 − p) for a column of 0 and 1, else divisor n − 1
 *   variance ratio           s₁² / s₀² with s² = Σ w (x − x̄)² / (1 − Σ w²), Σ w = 1; not for columns of 0 and 1
 *   eCDF difference          mean and largest |F₁ − F₀| over the values that occur
 *
 * Factors have a row for each level. Shapes: columns n. Papers: Rosenbaum and Rubin 1985 (10.1080/00031305.1985.10479383),
 * Austin 2009 (10.1002/sim.3697). Reproduces summary(matchit, standardize = TRUE). Cost O(n log n) for each column.
 */

import { EngineInputError, type Estimate, estimated, notEstimable } from '../../kernel/index.ts';
import { assertColumn, assertCovariates, readTreated } from './check-matching-data.ts';
import { type ExpandedColumn, expandCovariates } from './expand-covariates.ts';
import type { MatchingCovariate, MatchingEstimand, TreatedColumn } from './types.ts';

type BalanceReason = 'no-rows-used' | 'no-variation' | 'binary' | 'not-finite';

/** One column in one sample. */
export interface ColumnBalance {
  readonly meanTreated: Estimate<number, BalanceReason>;
  readonly meanControl: Estimate<number, BalanceReason>;
  readonly standardisedDifference: Estimate<number, BalanceReason>;
  readonly varianceRatio: Estimate<number, BalanceReason>;
  readonly meanDistributionDifference: Estimate<number, BalanceReason>;
  readonly largestDistributionDifference: Estimate<number, BalanceReason>;
}

/** One line of the table. */
export interface BalanceRow {
  readonly name: string;
  readonly covariate: string;
  readonly before: ColumnBalance;
  readonly after: ColumnBalance;
}

export interface BalanceOptions {
  readonly treated: TreatedColumn;
  readonly covariates: readonly MatchingCovariate[];
  /** Of the matched sample; 0 where a row is not used. */
  readonly weights: Float64Array;
  /** Chooses the standard deviation behind the standardised difference; the treated's (`att`) when left out. */
  readonly estimand?: MatchingEstimand;
}

/**
 * Tables the balance of covariates before and after.
 *
 * @param options columns, the weights of the matched sample, the estimand
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `no-covariates`, `duplicate-covariate`, `length-mismatch`, `not-finite`, `code-out-of-range`, `negative-weight`
 * @example
 * const covariates = [{ name: 'age', values: Float64Array.of(1, 3, 1, 1) }];
 * tabulateBalance({ treated: [1, 1, 0, 0], covariates, weights: Float64Array.of(1, 0, 1, 1) })[0].after.meanTreated; // { kind: 'estimated', value: 1 }
 */
export function tabulateBalance(options: BalanceOptions): BalanceRow[] {
  const treated = readTreated(options.treated);
  const { covariates, weights, estimand = 'att' } = options;
  assertCovariates(covariates, treated.length);
  assertColumn('weights', weights, treated.length);
  const negative = weights.findIndex((weight) => weight < 0);
  if (negative >= 0)
    throw new EngineInputError({
      code: 'negative-weight',
      message: `Row ${negative} has weight ${weights[negative]}. Give 0 or more.`,
      params: { row: negative, weight: weights[negative]! },
    });
  const equal = new Float64Array(treated.length).fill(1);
  return expandCovariates(covariates, 'all').map((column) => {
    const { scaled, size } = scaleToUnit(column);
    const deviation = measureDeviation(scaled, treated, estimand);
    return {
      name: column.name,
      covariate: column.covariate,
      before: compareColumn(scaled, size, treated, equal, deviation),
      after: compareColumn(scaled, size, treated, weights, deviation),
    };
  });
}

/** Divided by its largest size, so that squares neither vanish nor overflow. */
function scaleToUnit(column: ExpandedColumn): { scaled: ExpandedColumn; size: number } {
  const size = column.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (column.binary || size === 0) return { scaled: column, size: 1 };
  return { scaled: { ...column, values: column.values.map((value) => value / size) }, size };
}

function compareColumn(
  column: ExpandedColumn,
  size: number,
  treated: Uint8Array,
  weights: Float64Array,
  deviation: number,
): ColumnBalance {
  const one = describeGroup(column, treated, weights, 1);
  const zero = describeGroup(column, treated, weights, 0);
  if (!one || !zero) {
    const none = notEstimable('no-rows-used');
    return {
      meanTreated: one ? estimated(one.mean * size) : none,
      meanControl: zero ? estimated(zero.mean * size) : none,
      standardisedDifference: none,
      varianceRatio: none,
      meanDistributionDifference: none,
      largestDistributionDifference: none,
    };
  }
  const difference = one.mean - zero.mean;
  const gaps = column.binary
    ? { mean: Math.abs(difference), largest: Math.abs(difference) }
    : compareDistributions(column.values, treated, weights);
  const standardised = (): Estimate<number, BalanceReason> => {
    if (deviation > 0) return estimated(difference / deviation);
    return Math.abs(difference) <= 1e-14 ? estimated(0) : notEstimable('no-variation');
  };
  const ratio = (): Estimate<number, BalanceReason> => {
    if (column.binary) return notEstimable('binary');
    if (!(one.variance > 0 && zero.variance > 0)) return notEstimable('no-variation');
    return estimated(one.variance / zero.variance);
  };
  return {
    meanTreated: estimated(one.mean * size),
    meanControl: estimated(zero.mean * size),
    standardisedDifference: standardised(),
    varianceRatio: ratio(),
    meanDistributionDifference: estimated(gaps.mean),
    largestDistributionDifference: estimated(gaps.largest),
  };
}

function describeGroup(
  column: ExpandedColumn,
  treated: Uint8Array,
  weights: Float64Array,
  group: 0 | 1,
): { mean: number; variance: number } | undefined {
  const { values } = column;
  let total = 0;
  for (let row = 0; row < treated.length; row++) if (treated[row] === group) total += weights[row]!;
  if (!(total > 0)) return undefined;
  let mean = 0;
  let squaredWeights = 0;
  for (let row = 0; row < treated.length; row++) {
    if (treated[row] !== group) continue;
    const share = weights[row]! / total;
    mean += share * values[row]!;
    squaredWeights += share * share;
  }
  let squares = 0;
  for (let row = 0; row < treated.length; row++)
    if (treated[row] === group) squares += (weights[row]! / total) * (values[row]! - mean) ** 2;
  // A constant column leaves only rounding.
  const left = squares > 1e-28 * mean * mean ? squares : 0;
  return { mean, variance: squaredWeights < 1 ? left / (1 - squaredWeights) : 0 };
}

function measureDeviation(column: ExpandedColumn, treated: Uint8Array, estimand: MatchingEstimand): number {
  const equal = new Float64Array(treated.length).fill(1);
  const [zero, one] = ([0, 1] as const).map((group) => {
    const described = describeGroup(column, treated, equal, group);
    if (!described) return 0;
    return column.binary ? described.mean * (1 - described.mean) : described.variance;
  });
  if (estimand === 'att') return Math.sqrt(one!);
  if (estimand === 'atc') return Math.sqrt(zero!);
  return Math.sqrt((one! + zero!) / 2);
}

/** |F₁ − F₀| at each value that occurs, also in rows that are not used. */
function compareDistributions(
  values: Float64Array,
  treated: Uint8Array,
  weights: Float64Array,
): { mean: number; largest: number } {
  const totals = [0, 0];
  for (let row = 0; row < treated.length; row++) totals[treated[row]!]! += weights[row]!;
  const order = Uint32Array.from(values, (_, row) => row).sort((a, b) => values[a]! - values[b]!);
  let gap = 0;
  let sum = 0;
  let count = 0;
  let largest = 0;
  order.forEach((row, place) => {
    const share = weights[row]! / totals[treated[row]!]!;
    gap += treated[row] === 1 ? share : -share;
    const next = order[place + 1];
    if (next !== undefined && values[next] === values[row]) return;
    count++;
    sum += Math.abs(gap);
    largest = Math.max(largest, Math.abs(gap));
  });
  return { mean: sum / count, largest };
}
