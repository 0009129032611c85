/**
 * Standard errors, tests and bands of numbers given by their influence functions over units.
 *
 * V = Σ_c (Σ_{i∈c} ψ_i)² / n² over clusters. Clusters of one cohort are a stratum s with the part V_s and m_s clusters that
 * count; a comparison of cohorts is a comparison of means, so its t has Welch's degrees of freedom
 * V² / Σ V_s² / (m_s − k), k the columns of the design. Asked for, V_s is multiplied by m_s / (m_s − k), which removes
 * the bias of few clusters. Welch 1947 (10.1093/biomet/34.1-2.28). Cost O(units) for each number.
 */

import { chiSquareUpperTail, crossProduct, factorSymmetric, matrixFromColumns } from '../../kernel/index.ts';
import type { SmallSample } from '../types.ts';
import { bootstrapMultipliers, type MultiplierOptions } from './bootstrap-multipliers.ts';
import { getCriticalValue, makeDifferenceTerm } from './make-difference-term.ts';
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
  /** The cohort of each cluster, numbered; clusters of several cohorts share a number. All one when left out. */
  readonly stratumOfCluster?: Int32Array;
  /** Columns of a comparison's design, the constant included; 1 when left out. */
  readonly parameters?: number;
}

/** How few clusters are answered for beside the degrees of freedom. */
export type CohortCorrection = 'none' | 'cohorts';

export interface InferenceOptions {
  /** The unit of the outcome: effects are divided by it. */
  readonly scale: number;
  /** Between 0 and 1. */
  readonly confidenceLevel: number;
  /** Bands for all numbers at once. */
  readonly bootstrap?: MultiplierOptions | undefined;
  /** `none` when left out. */
  readonly smallSample?: CohortCorrection | undefined;
}

/** A spread below this share of the outcome's is rounding: no standard error can be had from it. */
const NO_VARIATION = 1e-12;

/**
 * Gives each number its clustered standard error, test and interval, and bands over all when asked.
 *
 * @param numbers effects divided by `scale`
 * @param units and their clusters
 * @param options scale, confidence level, bands, small-sample correction
 * @example
 * const influence = Float64Array.of(1, -1, 1, -1);
 * const units = { count: 4, clusterOfUnit: Int32Array.of(0, 1, 2, 3), clusters: 4 };
 * const options = { scale: 1, confidenceLevel: 0.95 };
 * makeInfluencedTerms([{ name: 'a', effect: 1, influence }], units, options)[0].standardError; // 0.5
 */
export function makeInfluencedTerms(
  numbers: readonly InfluencedNumber[],
  units: ClusteredUnits,
  options: InferenceOptions,
): (DifferenceTerm | DifferenceRefusal)[] {
  const { scale, confidenceLevel, bootstrap, smallSample } = options;
  const sums = numbers.map(({ influence }) => sumByCluster(influence, units));
  const drawn =
    bootstrap === undefined || sums.length === 0
      ? undefined
      : bootstrapMultipliers(sums, units.count, confidenceLevel, bootstrap);
  return numbers.map(({ effect, influence: _influence, ...about }, place) => {
    const { spread, degrees, factor } = measureSpread(sums[place]!, units);
    if (!(spread > NO_VARIATION))
      return refuseDifference(
        'no-variation',
        `The estimate ${effect * scale} has no spread between units, so its uncertainty cannot be had.`,
        { estimate: effect * scale, ...about },
      );
    const corrected = smallSample === 'cohorts' ? Math.sqrt(factor) : 1;
    const error =
      corrected * (bootstrap?.standardErrors === 'bootstrap' ? drawn!.standardErrors[place]! : spread);
    const term = makeDifferenceTerm(
      { ...about, estimate: effect * scale, standardError: error * scale },
      degrees,
      confidenceLevel,
    );
    if (drawn === undefined) return term;
    // Bands are drawn as if errors were known: the correction and Student's t answer for few clusters always.
    const stretch = getCriticalValue(degrees, confidenceLevel) / getCriticalValue('normal', confidenceLevel);
    const reach = drawn.simultaneousCriticalValue * stretch * error * (Math.sqrt(factor) / corrected);
    return { ...term, simultaneousInterval: [(effect - reach) * scale, (effect + reach) * scale] };
  });
}

/**
 * The correction for few clusters as a value, for one number.
 *
 * @param influence of the number
 * @param units and their clusters
 * @param smallSample whether it is applied
 * @example
 * const units = { count: 4, clusterOfUnit: Int32Array.of(0, 1, 2, 3), clusters: 4 };
 * describeCorrection(Float64Array.of(1, -1, 1, -1), units, 'none').factor; // 1
 */
export function describeCorrection(
  influence: Float64Array,
  units: ClusteredUnits,
  smallSample: CohortCorrection = 'none',
): SmallSample {
  if (smallSample === 'none') return { formula: '1', factor: 1, nested: 'none' };
  const { factor } = measureSpread(sumByCluster(influence, units), units);
  return { formula: 'Σ V_s m_s/(m_s-k) / Σ V_s', factor, nested: 'none' };
}

function measureSpread(
  sums: Float64Array,
  units: ClusteredUnits,
): { spread: number; degrees: number; factor: number } {
  const { stratumOfCluster, parameters = 1 } = units;
  const strata = 1 + (stratumOfCluster?.reduce((most, stratum) => Math.max(most, stratum), 0) ?? 0);
  const parts = new Float64Array(strata);
  const members = new Int32Array(strata);
  const size = rootSumOfSquares(sums);
  if (size === 0) return { spread: 0, degrees: 1, factor: 1 };
  sums.forEach((sum, cluster) => {
    const stratum = stratumOfCluster?.[cluster] ?? 0;
    parts[stratum]! += (sum / size) ** 2;
    if (sum !== 0) members[stratum]!++;
  });
  let uncertainty = 0;
  let factor = 0;
  parts.forEach((part, stratum) => {
    const spare = Math.max(1, members[stratum]! - parameters);
    uncertainty += part ** 2 / spare;
    factor += (part * members[stratum]!) / spare;
  });
  return { spread: size / units.count, degrees: 1 / uncertainty, factor };
}

/**
 * Numbers the cohorts of clusters; clusters with units of several cohorts share a number.
 *
 * @param cohortOfUnit any number for each unit
 * @param clusterOfUnit code of each unit's cluster
 * @param clusters how many
 * @example
 * numberCohorts(Float64Array.of(3, 5, 3), Int32Array.of(0, 1, 2), 3); // [1, 2, 1]
 */
export function numberCohorts(
  cohortOfUnit: Float64Array,
  clusterOfUnit: Int32Array,
  clusters: number,
): Int32Array {
  const numbers = new Map<number, number>();
  const strata = new Int32Array(clusters).fill(-1);
  cohortOfUnit.forEach((cohort, unit) => {
    const number = numbers.get(cohort) ?? numbers.size + 1;
    numbers.set(cohort, number);
    const cluster = clusterOfUnit[unit]!;
    if (strata[cluster] === -1) strata[cluster] = number;
    else if (strata[cluster] !== number) strata[cluster] = 0;
  });
  return strata.map((stratum) => Math.max(0, stratum));
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
