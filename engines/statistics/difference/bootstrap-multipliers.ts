/**
 * The multiplier bootstrap of numbers whose influence functions are known: standard errors and the critical value
 * that holds for all of them at once (sup-t).
 *
 * Each draw gives every cluster c a weight V_c of mean 0 and variance 1 and computes b_k = Σ_c V_c ψ_ck / n. The
 * standard error is the interquartile range of b_k over that of the normal; the critical value is the (1−α)
 * quantile of max_k |b_k| / se_k, never below the pointwise one.
 *
 * Shapes: influences K columns of clusters. Paper: Callaway & Sant'Anna 2021 (10.1016/j.jeconom.2020.12.001),
 * Mammen 1993 (10.1214/aos/1176349025). Reproduces the procedure of R did 2.1.2 `mboot`. Cost O(draws × clusters × K).
 */

import { normalQuantile, type RandomNumbers } from '../../kernel/index.ts';
import { assertDraws, assertLevel } from '../check-options.ts';

export interface MultiplierOptions {
  readonly random: RandomNumbers;
  /** 1,000 when left out. */
  readonly draws?: number;
  /** Two-point weights: Mammen's skewed ones (default) or fair signs. */
  readonly weights?: 'mammen' | 'rademacher';
  /** Whether terms carry the analytic (default) or the bootstrap standard error. */
  readonly standardErrors?: 'analytic' | 'bootstrap';
}

export interface MultiplierBootstrap {
  /** In the unit of the influence functions. */
  readonly standardErrors: Float64Array;
  readonly simultaneousCriticalValue: number;
  readonly draws: number;
}

const DRAWS = 1000;
const ROOT_FIVE = Math.sqrt(5);
const MAMMEN_LOW = (1 - ROOT_FIVE) / 2;
const MAMMEN_HIGH = (1 + ROOT_FIVE) / 2;
const MAMMEN_SHARE_LOW = (ROOT_FIVE + 1) / (2 * ROOT_FIVE);

/**
 * Draws multiplier weights and measures how far the numbers move together.
 *
 * @param influences for each number, its influence summed within each cluster
 * @param units n, the units that the influence functions average over
 * @param confidenceLevel between 0 and 1
 * @param options the generator, the number of draws, the weights
 * @throws {EngineInputError} `draws-not-positive`, `level-out-of-range`
 * @example
 * const influence = Float64Array.from({ length: 50 }, (_, unit) => (unit % 5) - 2);
 * bootstrapMultipliers([influence], 50, 0.95, { random: createRandomNumbers(1) }).draws; // 1000
 */
export function bootstrapMultipliers(
  influences: readonly Float64Array[],
  units: number,
  confidenceLevel: number,
  options: MultiplierOptions,
): MultiplierBootstrap {
  const draws = options.draws ?? DRAWS;
  assertDraws(draws);
  assertLevel(confidenceLevel);
  const clusters = influences[0]?.length ?? 0;
  const moved = influences.map(() => new Float64Array(draws));
  const multipliers = new Float64Array(clusters);
  for (let draw = 0; draw < draws; draw++) {
    for (let cluster = 0; cluster < clusters; cluster++) {
      const number = options.random();
      multipliers[cluster] =
        options.weights === 'rademacher'
          ? number < 0.5
            ? -1
            : 1
          : number < MAMMEN_SHARE_LOW
            ? MAMMEN_LOW
            : MAMMEN_HIGH;
    }
    influences.forEach((influence, term) => {
      let sum = 0;
      for (let cluster = 0; cluster < clusters; cluster++) sum += multipliers[cluster]! * influence[cluster]!;
      moved[term]![draw] = sum / units;
    });
  }
  const normalRange = normalQuantile(0.75) - normalQuantile(0.25);
  const standardErrors = Float64Array.from(moved, (values) => {
    const sorted = values.slice().sort();
    return (quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)) / normalRange;
  });
  const largest = Float64Array.from({ length: draws }, (_, draw) => {
    let most = 0;
    standardErrors.forEach((error, term) => {
      if (error > 0) most = Math.max(most, Math.abs(moved[term]![draw]!) / error);
    });
    return most;
  }).sort();
  const pointwise = normalQuantile((1 + confidenceLevel) / 2);
  return {
    standardErrors,
    simultaneousCriticalValue: Math.max(pointwise, quantileOf(largest, confidenceLevel)),
    draws,
  };
}

/** The smallest value that at least the share `share` of the sorted values does not exceed. */
function quantileOf(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
