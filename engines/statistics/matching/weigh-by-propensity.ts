/**
 * Weights from a propensity score e: the comparison is made by counting rows more or less instead of pairing them.
 *
 *   ATT: D + (1−D) e/(1−e)   ATC: D (1−e)/e + (1−D)   ATE: D/e + (1−D)/(1−e)   ATO (overlap): D (1−e) + (1−D) e
 *
 * Normalised (Hájek): each group is scaled to sum to its rows, so the effect is a difference of weighted means.
 * Shapes: treated n, score n. Assumes 0 < e < 1 wherever it divides. Papers: Hirano, Imbens and Ridder 2003
 * (10.1111/1468-0262.00442), Li, Morgan and Zaslavsky 2018 (10.1080/01621459.2016.1260466). Reproduces survey's svyglm
 * on the same weights. Cost O(n).
 */

import { EngineInputError, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import type { StudyNote } from '../types.ts';
import { assertColumn, countTreated, readTreated } from './check-matching-data.ts';
import { describeSample, normaliseWeights } from './describe-sample.ts';
import type { MatchedSample, MatchingEstimand, MatchingRefusal, TreatedColumn } from './types.ts';

export interface PropensityWeightOptions {
  readonly treated: TreatedColumn;
  /** Probability of treatment, strictly between 0 and 1. */
  readonly score: Float64Array;
  readonly estimand: MatchingEstimand;
  /** Rows with a score outside are not used, and counted; all are used when left out. */
  readonly support?: readonly [number, number];
}

/** A single row above this share of its group's weight is pointed out. */
const HEAVY_SHARE = 0.1;

/**
 * Weighs rows by propensity score.
 *
 * @param options columns, whom the effect is about, support
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `length-mismatch`, `not-finite`, `score-not-a-probability`
 * @example
 * const score = Float64Array.of(0.5, 0.25, 0.5);
 * weighByPropensity({ treated: [1, 0, 0], score, estimand: 'att' }).weights; // [1, 0.5, 1.5]
 */
export function weighByPropensity(
  options: PropensityWeightOptions,
): MatchedSample | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const { score, estimand, support = [0, 1] } = options;
  assertScore(score, treated.length);
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === treated.length) return notEstimable('no-controls');
  const weights = Float64Array.from(score, (e, row) => {
    if (e < support[0] || e > support[1]) return 0;
    const one = treated[row] === 1;
    switch (estimand) {
      case 'att':
        return one ? 1 : e / (1 - e);
      case 'atc':
        return one ? (1 - e) / e : 1;
      case 'ate':
        return one ? 1 / e : 1 / (1 - e);
      case 'ato':
        return one ? 1 - e : e;
    }
  });
  for (const group of [1, 0])
    if (!weights.some((weight, row) => weight > 0 && treated[row] === group))
      return notEstimable('no-common-support');
  normaliseWeights(treated, weights);
  const outside = 'outside-support';
  const sample = describeSample({
    method: 'propensity-weights',
    estimand,
    treated,
    weights,
    treatedReason: outside,
    controlReason: outside,
  });
  return { ...sample, notes: findHeavyRows(treated, weights, sample) };
}

function findHeavyRows(treated: Uint8Array, weights: Float64Array, sample: MatchedSample): StudyNote[] {
  return ([1, 0] as const).flatMap((group): StudyNote[] => {
    const { used } = group === 1 ? sample.treated : sample.control;
    let heaviest = 0;
    weights.forEach((weight, row) => {
      if (treated[row] === group) heaviest = Math.max(heaviest, weight);
    });
    const share = heaviest / used;
    // In a small group every row is heavy.
    if (share <= HEAVY_SHARE || used < 2 / HEAVY_SHARE) return [];
    const name = group === 1 ? 'treated' : 'control';
    const percent = Math.round(1000 * share) / 10;
    return [
      {
        code: 'heavy-weight',
        params: { group: name, percent },
        message: `One ${name} row carries ${percent} % of its group's weight. Trim the score or use overlap weights.`,
      },
    ];
  });
}

/**
 * Checks that a score is a probability strictly between 0 and 1.
 *
 * @param score one for each row
 * @param rows how many rows there are
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `score-not-a-probability`
 * @example
 * assertScore(Float64Array.of(0.2, 0.7), 2);
 */
export function assertScore(score: Float64Array, rows: number): void {
  assertColumn('score', score, rows);
  const wrong = score.findIndex((e) => !(e > 0 && e < 1));
  if (wrong >= 0)
    throw new EngineInputError({
      code: 'score-not-a-probability',
      message: `The score of row ${wrong} is ${score[wrong]}. Give a probability strictly between 0 and 1.`,
      params: { row: wrong, score: score[wrong]! },
    });
}
