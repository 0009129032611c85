/** Standard errors, tests and bands of numbers given by their influence functions over units. */

import { chiSquareUpperTail, crossProduct, factorSymmetric, matrixFromColumns } from '../../kernel/index.ts';
import { bootstrapMultipliers, type MultiplierOptions } from './bootstrap-multipliers.ts';
import { makeDifferenceTerm } from './make-difference-term.ts';
import { refuseDifference } from './panel-notes.ts';
import type { DifferenceRefusal, DifferenceTerm, JointTest } from './types.ts';

/** An estimate before its standard error, in the scaled unit. */
export interface InfluencedNumber extends Pick<DifferenceTerm, 'name' | 'eventTime' | 'group' | 'period'> {
  readonly effect: number;
  /** Mean zero, one for each unit. */
  readonly influence: Float64Array;
}

/** Units and the clusters they lie in. */
export interface ClusteredUnits {
  readonly count: number;
  readonly clusterOfUnit: Int32Array;
  readonly clusters: number;
}

/** A spread below this share of the outcome's is rounding: no standard error can be had from it. */
const NO_VARIATION = 1e-12;

/**
 * Gives each number its clustered standard error, test and interval, and bands over all when asked.
 *
 * @param numbers effects divided by `scale`
 * @param units and their clusters
 * @param scale the unit of the outcome
 * @param confidenceLevel between 0 and 1
 * @param bootstrap bands for all numbers at once
 * @example
 * const influence = Float64Array.of(1, -1, 1, -1);
 * const units = { count: 4, clusterOfUnit: Int32Array.of(0, 1, 2, 3), clusters: 4 };
 * makeInfluencedTerms([{ name: 'a', effect: 1, influence }], units, 1, 0.95)[0].standardError; // 0.5
 */
export function makeInfluencedTerms(
  numbers: readonly InfluencedNumber[],
  units: ClusteredUnits,
  scale: number,
  confidenceLevel: number,
  bootstrap?: MultiplierOptions,
): (DifferenceTerm | DifferenceRefusal)[] {
  const sums = numbers.map(({ influence }) => sumByCluster(influence, units));
  const drawn =
    bootstrap === undefined || sums.length === 0
      ? undefined
      : bootstrapMultipliers(sums, units.count, confidenceLevel, bootstrap);
  return numbers.map(({ effect, influence: _influence, ...about }, place) => {
    const spread = rootSumOfSquares(sums[place]!) / units.count;
    if (spread <= NO_VARIATION)
      return refuseDifference(
        'no-variation',
        `The estimate ${effect * scale} has no spread between units, so its uncertainty cannot be had.`,
        { estimate: effect * scale, ...about },
      );
    const error = bootstrap?.standardErrors === 'bootstrap' ? drawn!.standardErrors[place]! : spread;
    const term = makeDifferenceTerm(
      { ...about, estimate: effect * scale, standardError: error * scale },
      'normal',
      confidenceLevel,
    );
    if (drawn === undefined) return term;
    const reach = drawn.simultaneousCriticalValue * error;
    return { ...term, simultaneousInterval: [(effect - reach) * scale, (effect + reach) * scale] };
  });
}

function sumByCluster(influence: Float64Array, units: ClusteredUnits): Float64Array {
  const sums = new Float64Array(units.clusters);
  influence.forEach((value, unit) => {
    sums[units.clusterOfUnit[unit]!]! += value;
  });
  return sums;
}

function rootSumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/**
 * Tests jointly that several numbers are zero (Wald, χ²).
 *
 * @param numbers effects and influence functions in the same unit
 * @param units and their clusters
 * @example
 * const influence = Float64Array.of(1, -1, 1, -1);
 * const units = { count: 4, clusterOfUnit: Int32Array.of(0, 1, 2, 3), clusters: 4 };
 * testJointly([{ effect: 1, influence }], units).statistic; // 4
 */
export function testJointly(
  numbers: readonly Pick<InfluencedNumber, 'effect' | 'influence'>[],
  units: ClusteredUnits,
): JointTest | DifferenceRefusal {
  const restrictions = numbers.length;
  if (restrictions === 0)
    return refuseDifference(
      'single-pre-period',
      'There is no second period before treatment. Parallel trends cannot be tested here.',
      {},
    );
  const sums = matrixFromColumns(numbers.map(({ influence }) => sumByCluster(influence, units)));
  const factor = factorSymmetric(crossProduct(sums));
  if (factor.rank < restrictions)
    return refuseDifference(
      'singular-covariance',
      `The ${restrictions} numbers move together in only ${factor.rank} directions (${units.clusters} clusters). They cannot be tested all at once.`,
      { restrictions, rank: factor.rank, clusters: units.clusters },
    );
  const effects = Float64Array.from(numbers, ({ effect }) => effect);
  const solved = factor.solve(effects);
  let statistic = 0;
  for (let place = 0; place < restrictions; place++) statistic += effects[place]! * solved[place]!;
  statistic *= units.count ** 2;
  return {
    statistic,
    distribution: 'chi-square',
    numeratorDegreesOfFreedom: restrictions,
    denominatorDegreesOfFreedom: 'infinite',
    pValue: chiSquareUpperTail(statistic, restrictions),
    restrictions,
  };
}

/**
 * The correlations of numbers with each other, row-major.
 *
 * @param numbers with their influence functions
 * @param units and their clusters
 * @example
 * const influence = Float64Array.of(1, -1, 1, -1);
 * const units = { count: 4, clusterOfUnit: Int32Array.of(0, 1, 2, 3), clusters: 4 };
 * correlateInfluences([{ influence }, { influence }], units); // [1, 1, 1, 1]
 */
export function correlateInfluences(
  numbers: readonly Pick<InfluencedNumber, 'influence'>[],
  units: ClusteredUnits,
): Float64Array {
  const sums = numbers.map(({ influence }) => sumByCluster(influence, units));
  const lengths = sums.map(rootSumOfSquares);
  return Float64Array.from(
    sums.flatMap((left, i) =>
      sums.map((right, j) => {
        if (i === j) return 1;
        let product = 0;
        for (let cluster = 0; cluster < left.length; cluster++)
          product += (left[cluster]! / lengths[i]!) * (right[cluster]! / lengths[j]!);
        return product;
      }),
    ),
  );
}
