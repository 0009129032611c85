/**
 * Inequality measures over schools, one function each; formulas and papers stand in measure-column.
 *
 * Values and weights are any arrays of numbers of equal length. A row of weight zero does not count. A measure that
 * does not exist for the values says why: `no-schools`, `single-school`, `negative-values`, `zero-mean`,
 * `zero-value` (a logarithm, inverse or ratio of zero), `zero-percentile`.
 *
 * Reproduces the definitions computed in R 4 to 1e-8. Cost O(n) each; `measureInequality` gives all at that cost.
 */

import { createSortWorkspace, EngineInputError, type InputMistake } from '../kernel/index.ts';
import { type ColumnMeasures, measureColumn } from './measure-column.ts';
import type { Measure } from './types.ts';

/** Numbers in a row, typed array or not. */
export type Numbers = ArrayLike<number>;

/**
 * Measures everything at once.
 *
 * @param values one number per school, in any unit
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureInequality([1, 3]).hoover; // { kind: 'estimated', value: 0.25 }
 */
export function measureInequality(values: Numbers, weights?: Numbers): ColumnMeasures {
  const checked = checkColumn(values, weights);
  return measureColumn(
    checked.values,
    checked.weights,
    checked.values.length,
    createSortWorkspace(checked.values.length),
  );
}

/**
 * Weighted coefficient of variation: population standard deviation around the weighted mean, divided by it.
 *
 * @param values one number per school
 * @param weights pupils per school; one each when left out (the unweighted coefficient)
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureVariation([1, 3]); // { kind: 'estimated', value: 0.5 }
 */
export function measureVariation(values: Numbers, weights?: Numbers): Measure {
  return measureInequality(values, weights).cv;
}

/**
 * Enrolment-weighted variation of a resource between schools, from totals: X̄ = ΣX/ΣP, x = X/P,
 * CV = sqrt(Σ (P_i/P)(x_i − X̄)²) / X̄.
 *
 * @param totals of the resource per school
 * @param pupils per school; a school without pupils does not count
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureEnrolmentWeightedVariation([10, 30], [100, 100]); // { kind: 'estimated', value: 0.5 }
 */
export function measureEnrolmentWeightedVariation(totals: Numbers, pupils: Numbers): Measure {
  const checked = checkColumn(totals, pupils);
  const ratios = checked.values.map((total, row) => total / checked.weights[row]!);
  return measureColumn(ratios, checked.weights, ratios.length, createSortWorkspace(ratios.length)).cv;
}

/**
 * Gini coefficient, 0 (equal) towards 1; the plain one, not multiplied by n / (n − 1).
 *
 * @param values one number per school, none negative
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureGini([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]); // { kind: 'estimated', value: 0.3 }
 */
export function measureGini(values: Numbers, weights?: Numbers): Measure {
  return measureInequality(values, weights).gini;
}

/**
 * Theil's T, GE(1): stresses differences at the top; a zero counts as its limit.
 *
 * @param values one number per school, none negative
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureTheilT([5, 5]); // { kind: 'estimated', value: 0 }
 */
export function measureTheilT(values: Numbers, weights?: Numbers): Measure {
  return measureInequality(values, weights).theilT;
}

/**
 * Theil's L, GE(0), the mean log deviation: stresses differences at the bottom; does not exist with a zero.
 *
 * @param values one number per school, all positive
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureTheilL([0, 5]); // { kind: 'not-estimable', reason: 'zero-value' }
 */
export function measureTheilL(values: Numbers, weights?: Numbers): Measure {
  return measureInequality(values, weights).theilL;
}

/**
 * GE(2): half the squared coefficient of variation.
 *
 * @param values one number per school, none negative
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureGeneralizedEntropy2([1, 3]); // { kind: 'estimated', value: 0.125 }
 */
export function measureGeneralizedEntropy2(values: Numbers, weights?: Numbers): Measure {
  return measureInequality(values, weights).generalizedEntropy2;
}

/**
 * Atkinson's index: the share of the resource that could be given up if what is left were spread equally.
 *
 * @param values one number per school; all positive for ε ≥ 1
 * @param epsilon aversion to inequality: 0.5, 1 or 2
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureAtkinson([5, 5], 1); // { kind: 'estimated', value: 0 }
 */
export function measureAtkinson(values: Numbers, epsilon: 0.5 | 1 | 2, weights?: Numbers): Measure {
  const { half, one, two } = measureInequality(values, weights).atkinson;
  return epsilon === 0.5 ? half : epsilon === 1 ? one : two;
}

/**
 * Hoover's index: the share of the resource that would have to move to make all equal.
 *
 * @param values one number per school, none negative
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * measureHoover([1, 3]); // { kind: 'estimated', value: 0.25 }
 */
export function measureHoover(values: Numbers, weights?: Numbers): Measure {
  return measureInequality(values, weights).hoover;
}

/**
 * The highest school's value divided by the lowest one's.
 *
 * @param values one number per school, all positive
 * @throws {EngineInputError} `not-finite`
 * @example
 * measureHighestToLowest([2, 3, 8]); // { kind: 'estimated', value: 4 }
 */
export function measureHighestToLowest(values: Numbers): Measure {
  return measureInequality(values).highestToLowest;
}

/**
 * The 90th percentile of the schools' values divided by the 10th (type 7, every school counts once).
 *
 * @param values one number per school, none negative
 * @throws {EngineInputError} `not-finite`
 * @example
 * measureP90ToP10([5, 5, 5]); // { kind: 'estimated', value: 1 }
 */
export function measureP90ToP10(values: Numbers): Measure {
  return measureInequality(values).p90ToP10;
}

/** Copies the rows that count and refuses what cannot be a number or a weight. */
export function checkColumn(
  values: Numbers,
  weights: Numbers | undefined,
): { values: Float64Array; weights: Float64Array; rows: Uint32Array } {
  const count = values.length;
  if (weights !== undefined && weights.length !== count)
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `There are ${count} values and ${weights.length} weights. Give one weight for each value.`,
      params: { values: count, weights: weights.length },
    });
  const mistakes: InputMistake[] = [];
  const keptValues = new Float64Array(count);
  const keptWeights = new Float64Array(count);
  const rows = new Uint32Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++) {
    const value = values[row]!;
    const weight = weights === undefined ? 1 : weights[row]!;
    if (!Number.isFinite(value) || !Number.isFinite(weight))
      mistakes.push({
        code: 'not-finite',
        message: `Row ${row} has the value ${value} and the weight ${weight}. Leave out rows without a number.`,
        params: { row, value: String(value), weight: String(weight) },
      });
    else if (weight < 0)
      mistakes.push({
        code: 'negative-weight',
        message: `Row ${row} has the weight ${weight}. Weights count pupils: make it zero or more.`,
        params: { row, weight },
      });
    else if (weight > 0) {
      keptValues[kept] = value;
      keptWeights[kept] = weight;
      rows[kept] = row;
      kept++;
    }
  }
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  return {
    values: keptValues.subarray(0, kept),
    weights: keptWeights.subarray(0, kept),
    rows: rows.subarray(0, kept),
  };
}
