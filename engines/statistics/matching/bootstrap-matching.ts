/**
 * The error of a matched effect when score, matching and comparison are all repeated on resampled data.
 *
 * Rows (or whole clusters) are drawn with replacement, inside the treated and the controls where rows are drawn; the
 * plan runs anew on each draw; the error is the standard deviation of the draws, the interval their 2.5 and 97.5 %
 * quantiles. For methods that move smoothly with the data: kernel matching, weights, subclasses, coarsened exact. Not
 * for nearest neighbours or pairs, where the bootstrap is known to fail. Shapes: columns n. Papers: Efron 1979
 * (10.1214/aos/1176344552), Abadie and Imbens 2008 on the failure (10.3982/ECTA6474). Cost: draws times the plan.
 */

import {
  EngineInputError,
  type NotEstimable,
  normalUpperTail,
  notEstimable,
  type RandomNumbers,
} from '../../kernel/index.ts';
import type { FactorColumn, StudyTerm } from '../types.ts';
import { assertColumn, assertCovariates, readTreated } from './check-matching-data.ts';
import { estimateMatchedEffect } from './estimate-matched-effect.ts';
import { type MatchingPlan, runMatchingPlan } from './run-matching-plan.ts';
import type { MatchingCovariate, MatchingRefusal, TreatedColumn } from './types.ts';

export interface BootstrapMatchingOptions {
  readonly outcome: Float64Array;
  readonly treated: TreatedColumn;
  readonly covariates: readonly MatchingCovariate[];
  readonly plan: Exclude<MatchingPlan, { method: 'nearest-neighbours' | 'optimal-pairs' }>;
  /** Drawn whole; rows are drawn when left out. */
  readonly cluster?: FactorColumn;
  /** 500 when left out. */
  readonly draws?: number;
  readonly random: RandomNumbers;
}

export interface BootstrappedEffect {
  readonly kind: 'estimated';
  /** In the unit of the outcome; interval of quantiles, p-value from the normal. */
  readonly effect: StudyTerm;
  readonly draws: number;
  /** Draws on which the plan found no answer, left out. */
  readonly failedDraws: number;
}

/**
 * Estimates a matched effect with a bootstrapped error.
 *
 * @param options columns, plan, draws, random numbers
 * @throws {EngineInputError} `too-few-draws`, `bootstrap-not-valid`, and what `runMatchingPlan` throws
 * @example
 * const covariates = [{ name: 'rural', values: Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0) }];
 * const outcome = Float64Array.of(5, 6, 7, 4, 2, 0, 1, 2);
 * const plan = { method: 'coarsened-exact' };
 * const random = createRandomNumbers(1);
 * bootstrapMatching({ outcome, treated: [1, 1, 0, 0, 1, 1, 0, 0], covariates, plan, random }).effect.estimate; // -0.25
 */
export function bootstrapMatching(
  options: BootstrapMatchingOptions,
): BootstrappedEffect | NotEstimable<MatchingRefusal | 'too-few-clusters' | 'too-few-draws-succeeded'> {
  const treated = readTreated(options.treated);
  const { outcome, covariates, plan, cluster, draws = 500, random } = options;
  assertColumn('outcome', outcome, treated.length);
  assertCovariates(covariates, treated.length);
  if (cluster) assertCovariates([{ name: 'cluster', values: cluster }], treated.length);
  assertChoices(plan.method, draws);
  const whole = estimateOn(outcome, treated, covariates, plan);
  if (typeof whole !== 'number') return whole;
  const blocks = listBlocks(treated, cluster);
  if (cluster && blocks[0]!.length < 2) return notEstimable('too-few-clusters');
  const estimates: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const rows = blocks.flatMap((block) =>
      Array.from(block, () => block[Math.floor(random() * block.length)]!).flat(),
    );
    const estimate = estimateOn(
      Float64Array.from(rows, (row) => outcome[row]!),
      Uint8Array.from(rows, (row) => treated[row]!),
      covariates.map((covariate) => pickRows(covariate, rows)),
      plan,
    );
    if (typeof estimate === 'number') estimates.push(estimate);
  }
  if (estimates.length < draws / 2) return notEstimable('too-few-draws-succeeded');
  const term = describeDraws(whole, Float64Array.from(estimates).sort());
  if (!term) return notEstimable('no-variation');
  return { kind: 'estimated', effect: term, draws: estimates.length, failedDraws: draws - estimates.length };
}

function assertChoices(method: string, draws: number): void {
  if (method === 'nearest-neighbours' || method === 'optimal-pairs')
    throw new EngineInputError({
      code: 'bootstrap-not-valid',
      message: `The bootstrap fails for ${method}. Use errors by pair or Abadie–Imbens errors.`,
      params: { method },
    });
  if (!(Number.isInteger(draws) && draws >= 50))
    throw new EngineInputError({
      code: 'too-few-draws',
      message: `There are ${draws} draws. Give a whole number, at least 50.`,
      params: { draws: String(draws) },
    });
}

/** What is drawn: rows of each group, or clusters as lists of rows. */
function listBlocks(treated: Uint8Array, cluster: FactorColumn | undefined): number[][][] {
  if (!cluster) {
    const groups: number[][][] = [[], []];
    treated.forEach((one, row) => {
      groups[one]!.push([row]);
    });
    return groups;
  }
  const members = new Map<number, number[]>();
  cluster.codes.forEach((code, row) => {
    const list = members.get(code);
    if (list) list.push(row);
    else members.set(code, [row]);
  });
  return [[...members.values()]];
}

function estimateOn(
  outcome: Float64Array,
  treated: Uint8Array,
  covariates: readonly MatchingCovariate[],
  plan: BootstrapMatchingOptions['plan'],
): number | NotEstimable<MatchingRefusal> {
  const matching = runMatchingPlan({ treated, covariates, plan });
  if (matching.kind !== 'estimated') return matching;
  const answer = estimateMatchedEffect({ outcome, treated, sample: matching.sample, errors: 'hc0' });
  return answer.kind === 'estimated' ? answer.effect.estimate : notEstimable('too-few-rows');
}

function pickRows(covariate: MatchingCovariate, rows: readonly number[]): MatchingCovariate {
  const { values } = covariate;
  if (values instanceof Float64Array)
    return { ...covariate, values: Float64Array.from(rows, (row) => values[row]!) };
  const codes = Int32Array.from(rows, (row) => values.codes[row]!);
  return { ...covariate, values: { codes, levels: values.levels } };
}

function describeDraws(estimate: number, sorted: Float64Array): StudyTerm | undefined {
  const count = sorted.length;
  const size = Math.max(Math.abs(sorted[0]!), Math.abs(sorted[count - 1]!)) || 1;
  const mean = sorted.reduce((sum, value) => sum + value / size, 0) / count;
  const squares = sorted.reduce((sum, value) => sum + (value / size - mean) ** 2, 0);
  const standardError = size * Math.sqrt(squares / (count - 1));
  if (!(standardError > 0)) return undefined;
  const quantile = (probability: number): number => {
    const exact = probability * (count - 1);
    const below = Math.floor(exact);
    const share = exact - below;
    return (1 - share) * sorted[below]! + share * sorted[Math.min(count - 1, below + 1)]!;
  };
  return {
    name: 'treated',
    estimate,
    standardError,
    degreesOfFreedom: 'normal',
    pValue: Math.min(1, 2 * normalUpperTail(Math.abs(estimate) / standardError)),
    confidenceInterval: [quantile(0.025), quantile(0.975)],
  };
}
