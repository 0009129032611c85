/**
 * Coarsened exact matching: numbers are cut into bins, and rows are compared with rows of the very same bins.
 *
 * Bins: Sturges' ⌈log₂ n + 1⌉ of equal width between the column's extremes unless cut points or a number of bins are
 * given; a bin holds its lower end. Factors must agree exactly. Strata without a treated or a control are not used.
 * Shapes: columns n. Paper: Iacus, King and Porro 2012 (10.1093/pan/mpr013). Reproduces MatchIt's method = "cem" with
 * its defaults. Cost O(n · columns).
 */

import { EngineInputError, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { assertCovariates, countTreated, readTreated } from './check-matching-data.ts';
import { describeSample } from './describe-sample.ts';
import { numberStrata } from './strata.ts';
import type {
  MatchedSample,
  MatchingCovariate,
  MatchingEstimand,
  MatchingRefusal,
  TreatedColumn,
} from './types.ts';
import { weighStrata } from './weigh-strata.ts';

export interface CoarsenedExactOptions {
  readonly treated: TreatedColumn;
  readonly covariates: readonly MatchingCovariate[];
  /** By covariate: how many bins of equal width, or the cut points between bins. */
  readonly bins?: Readonly<Record<string, number | readonly number[]>>;
  readonly estimand?: Exclude<MatchingEstimand, 'ato'>;
}

/** A matched sample with the number of strata in use and the cut points of each number column. */
export interface CoarsenedExactSample extends MatchedSample {
  readonly strataUsed: number;
  readonly strataSeen: number;
  readonly cutPoints: Readonly<Record<string, readonly number[]>>;
}

/**
 * Matches rows that agree on every coarsened covariate.
 *
 * @param options columns, bins, whom the effect is about
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `no-covariates`, `duplicate-covariate`, `length-mismatch`, `not-finite`, `code-out-of-range`, `unknown-covariate`, `bins-not-positive`
 * @example
 * const covariates = [{ name: 'age', values: Float64Array.of(10, 60, 11, 30) }];
 * matchCoarsenedExact({ treated: [1, 1, 0, 0], covariates, bins: { age: [20, 50] } }).unmatchedTreatedRows; // [1]
 */
export function matchCoarsenedExact(
  options: CoarsenedExactOptions,
): CoarsenedExactSample | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const { covariates, bins = {}, estimand = 'att' } = options;
  assertCovariates(covariates, treated.length);
  assertBins(bins, covariates);
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === treated.length) return notEstimable('no-controls');
  const cutPoints: Record<string, readonly number[]> = {};
  const factors = covariates.map(({ name, values }): FactorColumn => {
    if (!(values instanceof Float64Array)) return values;
    const cuts = chooseCuts(values, bins[name]);
    cutPoints[name] = cuts;
    return { codes: Int32Array.from(values, (value) => findBin(cuts, value)), levels: cuts.length + 1 };
  });
  const strata = numberStrata(factors, treated.length);
  const { weights, sets, setCount } = weighStrata(treated, strata.codes, strata.count, estimand);
  if (setCount === 0) return notEstimable('no-matches');
  const sample = describeSample({
    method: 'coarsened-exact',
    estimand,
    treated,
    weights,
    sets,
    treatedReason: 'no-control-in-stratum',
    controlReason: 'no-treated-in-stratum',
  });
  return { ...sample, strataUsed: setCount, strataSeen: strata.count, cutPoints };
}

function assertBins(
  bins: Readonly<Record<string, number | readonly number[]>>,
  covariates: readonly MatchingCovariate[],
): void {
  for (const [name, choice] of Object.entries(bins)) {
    const covariate = covariates.find((one) => one.name === name);
    if (!covariate || !(covariate.values instanceof Float64Array))
      throw new EngineInputError({
        code: 'unknown-covariate',
        message: `Bins are given for ${name}, which is no column of numbers here. Name a number column to match on.`,
        params: { column: name },
      });
    const wrong =
      typeof choice === 'number' ? !Number.isInteger(choice) || choice < 1 : !choice.every(Number.isFinite);
    if (wrong)
      throw new EngineInputError({
        code: 'bins-not-positive',
        message: `Column ${name} has bins ${choice}. Give a whole number of bins, at least 1, or finite cut points.`,
        params: { column: name, bins: String(choice) },
      });
  }
}

/** Inner cut points, ascending. */
function chooseCuts(values: Float64Array, choice: number | readonly number[] | undefined): number[] {
  if (Array.isArray(choice)) return [...new Set(choice)].sort((a, b) => a - b);
  const count = typeof choice === 'number' ? choice : Math.ceil(Math.log2(values.length) + 1);
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const width = high / count - low / count;
  if (!(width > 0)) return [];
  return Array.from({ length: count - 1 }, (_, cut) => low + (cut + 1) * width);
}

function findBin(cuts: readonly number[], value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < cuts[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
