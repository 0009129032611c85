/**
 * Subclassification: rows are cut into classes at quantiles of a score and compared inside them.
 *
 * Cut points are the quantiles k/K (R's type 7) of the score among the treated (ATT), the controls (ATC) or all rows
 * (ATE); a class holds its lower cut point. A class without a treated or without a control is not used, and its rows
 * are counted. Shapes: columns n. Paper: Rosenbaum and Rubin 1984 (10.1080/01621459.1984.10478078). Reproduces
 * MatchIt's method = "subclass", which instead moves rows into empty classes. Cost O(n log n).
 */

import { EngineInputError, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import type { StudyNote } from '../types.ts';
import { assertColumn, countTreated, readTreated } from './check-matching-data.ts';
import { describeSample } from './describe-sample.ts';
import type { MatchedSample, MatchingEstimand, MatchingRefusal, TreatedColumn } from './types.ts';
import { weighStrata } from './weigh-strata.ts';

export interface SubclassOptions {
  readonly treated: TreatedColumn;
  readonly score: Float64Array;
  /** How many classes; 6 when left out. */
  readonly classes?: number;
  readonly estimand?: Exclude<MatchingEstimand, 'ato'>;
}

/** A matched sample with the score's cut points. */
export interface SubclassSample extends MatchedSample {
  readonly cutPoints: readonly number[];
  readonly classesUsed: number;
}

/**
 * Cuts rows into subclasses of a score.
 *
 * @param options columns, how many classes, whom the effect is about
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `length-mismatch`, `not-finite`, `too-few-classes`
 * @example
 * const score = Float64Array.of(1, 3, 1, 3);
 * matchSubclasses({ treated: [1, 1, 0, 0], score, classes: 2 }).sets; // [0, 1, 0, 1]
 */
export function matchSubclasses(options: SubclassOptions): SubclassSample | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const { score, classes = 6, estimand = 'att' } = options;
  assertColumn('score', score, treated.length);
  if (!Number.isInteger(classes) || classes < 2)
    throw new EngineInputError({
      code: 'too-few-classes',
      message: `There are ${classes} classes. Give a whole number, at least 2.`,
      params: { classes: String(classes) },
    });
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === treated.length) return notEstimable('no-controls');
  const basis = score
    .filter((_, row) => estimand === 'ate' || treated[row] === (estimand === 'att' ? 1 : 0))
    .sort();
  const cutPoints = Array.from({ length: classes + 1 }, (_, cut) => findQuantile(basis, cut / classes));
  const strata = Int32Array.from(score, (value) => {
    let place = 0;
    while (place < classes - 1 && value >= cutPoints[place + 1]!) place++;
    return place;
  });
  const { weights, sets, setCount } = weighStrata(treated, strata, classes, estimand);
  if (setCount === 0) return notEstimable('no-common-support');
  const notes: StudyNote[] =
    setCount < classes
      ? [
          {
            code: 'fewer-subclasses',
            params: { asked: classes, used: setCount },
            message: `${setCount} of ${classes} subclasses have treated and control rows; the others are not used.`,
          },
        ]
      : [];
  const sample = describeSample({
    method: 'subclasses',
    estimand,
    treated,
    weights,
    sets,
    treatedReason: 'no-control-in-subclass',
    controlReason: 'no-treated-in-subclass',
    notes,
  });
  return { ...sample, cutPoints, classesUsed: setCount };
}

/** R's type 7 quantile of ascending values. */
function findQuantile(sorted: Float64Array, probability: number): number {
  // The fuzz keeps k/K · (n − 1) on the whole number that it stands for.
  const exact = probability * (sorted.length - 1);
  const index = Math.floor(exact + 4 * Number.EPSILON * Math.max(1, exact));
  const share = Math.max(0, exact - index);
  const low = sorted[index]!;
  const high = sorted[Math.min(index + 1, sorted.length - 1)]!;
  return share < 1e-12 ? low : (1 - share) * low + share * high;
}
