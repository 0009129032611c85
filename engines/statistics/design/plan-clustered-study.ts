/**
 * Power and the smallest effect that a study with whole schools in or out can detect.
 *
 *   s² = ρ (1 − R²_c) / (P (1 − P) J) + (1 − ρ)(1 − R²_i) / (P (1 − P) J n)       in squared standard deviations
 *   df = J − 2 − g;  power = P(|T(df, d/s)| > t*)  with T noncentral Student
 *   smallest detectable effect: the d with the power wanted (exact); Bloom's approximation (t* + t_power) s beside it
 *
 * J clusters of n people, a share P treated, ρ the intraclass correlation, R² what covariates explain between and
 * within clusters, g covariates of clusters. With ρ = 0 and n = 1 it is the two-sample t test. Assumes clusters of like size
 * (use the harmonic mean). Papers: Bloom 1995 (10.1177/0193841X9501900504), Bloom, Richburg-Hayes and Black 2007
 * (10.3102/0162373707299550). Reproduces R's pwr.t.test where ρ = 0, and the definition computed in R. O(1), a few dozen
 * noncentral probabilities.
 */

import {
  chiSquareCumulative,
  EngineInputError,
  type InputMistake,
  type NotEstimable,
  noncentralTCumulative,
  noncentralTUpperTail,
  notEstimable,
  studentTQuantile,
} from '../../kernel/index.ts';

/** A study whose treatment is given to whole clusters. */
export interface ClusteredDesign {
  readonly clusters: number;
  readonly peoplePerCluster: number;
  /** Share of the variance that lies between clusters, 0 to below 1. */
  readonly intraclassCorrelation: number;
  /** Share of clusters treated; one half when left out. */
  readonly treatedShare?: number;
  /** What covariates explain of the variance between clusters. */
  readonly clusterRSquared?: number;
  /** What covariates explain of the variance within clusters. */
  readonly personRSquared?: number;
  /** Covariates of clusters; each costs a degree of freedom. */
  readonly clusterCovariates?: number;
  /** Two-sided; 0.05 when left out. */
  readonly level?: number;
}

export interface DetectableEffect {
  readonly kind: 'estimated';
  /** In standard deviations of the outcome over all people. */
  readonly effect: number;
  /** (t* + t_power) s: Bloom's multiplier, a little off at few clusters. */
  readonly bloomEffect: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly designEffect: number;
}

type PlanRefusal = 'too-few-clusters' | 'not-reached';

/**
 * The power of a clustered study for an effect.
 *
 * @param design the study
 * @param effect in standard deviations of the outcome
 * @throws {EngineInputError} `design-out-of-range`, `not-finite`
 * @example
 * findClusteredPower({ clusters: 40, peoplePerCluster: 60, intraclassCorrelation: 0.2 }, 0).value; // 0.05
 */
export function findClusteredPower(
  design: ClusteredDesign,
  effect: number,
): { readonly kind: 'estimated'; readonly value: number } | NotEstimable<PlanRefusal> {
  assertDesign(design);
  if (!Number.isFinite(effect))
    throw new EngineInputError({
      code: 'not-finite',
      message: `The effect is ${effect}. Give a number of standard deviations.`,
      params: { effect: String(effect) },
    });
  const { degreesOfFreedom, standardError } = measureDesign(design);
  if (degreesOfFreedom < 1) return notEstimable('too-few-clusters');
  return {
    kind: 'estimated',
    value: measurePower(effect / standardError, degreesOfFreedom, design.level ?? 0.05),
  };
}

/**
 * The smallest effect that a clustered study detects with the power wanted.
 *
 * @param design the study
 * @param power between the level and 1; 0.8 when left out
 * @throws {EngineInputError} `design-out-of-range`, `power-out-of-range`
 * @example
 * const design = { clusters: 40, peoplePerCluster: 60, intraclassCorrelation: 0.2 };
 * findClusteredPower(design, findDetectableEffect(design, 0.8).effect).value; // 0.8
 */
export function findDetectableEffect(
  design: ClusteredDesign,
  power = 0.8,
): DetectableEffect | NotEstimable<PlanRefusal> {
  assertDesign(design);
  const { level = 0.05, peoplePerCluster, intraclassCorrelation } = design;
  assertPower(power, level);
  const { degreesOfFreedom, standardError } = measureDesign(design);
  if (degreesOfFreedom < 1) return notEstimable('too-few-clusters');
  const bloom = studentTQuantile(1 - level / 2, degreesOfFreedom) + studentTQuantile(power, degreesOfFreedom);
  let low = 0;
  let high = Math.max(1, bloom);
  while (measurePower(high, degreesOfFreedom, level) < power) {
    high *= 2;
    if (high > 1e15) return notEstimable('not-reached');
  }
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (measurePower(middle, degreesOfFreedom, level) < power) low = middle;
    else high = middle;
  }
  return {
    kind: 'estimated',
    effect: ((low + high) / 2) * standardError,
    bloomEffect: bloom * standardError,
    standardError,
    degreesOfFreedom,
    designEffect: 1 + (peoplePerCluster - 1) * intraclassCorrelation,
  };
}

/**
 * The fewest clusters with which a study detects an effect with the power wanted.
 *
 * @param design the study; its number of clusters is not read
 * @param effect in standard deviations of the outcome, not 0
 * @param power between the level and 1; 0.8 when left out
 * @throws {EngineInputError} `design-out-of-range`, `power-out-of-range`, `effect-is-zero`
 * @example
 * findClustersNeeded({ peoplePerCluster: 1, intraclassCorrelation: 0 }, 0.5, 0.8).value; // 128
 */
export function findClustersNeeded(
  design: Omit<ClusteredDesign, 'clusters'>,
  effect: number,
  power = 0.8,
): { readonly kind: 'estimated'; readonly value: number } | NotEstimable<PlanRefusal> {
  const { level = 0.05, clusterCovariates = 0 } = design;
  const least = 3 + clusterCovariates;
  assertDesign({ ...design, clusters: least });
  assertPower(power, level);
  if (!(Number.isFinite(effect) && effect !== 0))
    throw new EngineInputError({
      code: 'effect-is-zero',
      message: `The effect is ${effect}. Give a number of standard deviations other than 0.`,
      params: { effect: String(effect) },
    });
  const reaches = (clusters: number): boolean => {
    const { degreesOfFreedom, standardError } = measureDesign({ ...design, clusters });
    return measurePower(effect / standardError, degreesOfFreedom, level) >= power;
  };
  let high = least;
  while (!reaches(high)) {
    high *= 2;
    if (high > 1e8) return notEstimable('not-reached');
  }
  let low = least - 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return { kind: 'estimated', value: high };
}

function measureDesign(design: ClusteredDesign): { degreesOfFreedom: number; standardError: number } {
  const { clusters, peoplePerCluster, intraclassCorrelation, treatedShare = 0.5 } = design;
  const { clusterRSquared = 0, personRSquared = 0, clusterCovariates = 0 } = design;
  const between = intraclassCorrelation * (1 - clusterRSquared);
  const within = ((1 - intraclassCorrelation) * (1 - personRSquared)) / peoplePerCluster;
  return {
    degreesOfFreedom: clusters - 2 - clusterCovariates,
    standardError: Math.sqrt((between + within) / (treatedShare * (1 - treatedShare) * clusters)),
  };
}

/** Noncentralities beyond take the limit of the noncentral law. */
const FAR_OUT = 1e4;

/** Two-sided: both tails count. */
function measurePower(noncentrality: number, degreesOfFreedom: number, level: number): number {
  const critical = studentTQuantile(1 - level / 2, degreesOfFreedom);
  const size = Math.abs(noncentrality);
  // So far out the normal part of T is fixed beside its root of χ²; what is left out is of the order of 1/size².
  if (size > FAR_OUT) {
    const ratio = size / critical;
    return ratio > FAR_OUT ? 1 : chiSquareCumulative(degreesOfFreedom * ratio * ratio, degreesOfFreedom);
  }
  return (
    noncentralTUpperTail(critical, degreesOfFreedom, size) +
    noncentralTCumulative(-critical, degreesOfFreedom, size)
  );
}

function assertPower(power: number, level: number): void {
  if (power > level && power < 1) return;
  throw new EngineInputError({
    code: 'power-out-of-range',
    message: `The power is ${power}. Give a number above the level ${level} and below 1, such as 0.8.`,
    params: { power: String(power), level },
  });
}

function assertDesign(design: ClusteredDesign): void {
  const mistakes: InputMistake[] = [];
  const check = (name: string, value: number, fits: boolean, advice: string) => {
    if (!fits)
      mistakes.push({
        code: 'design-out-of-range',
        message: `${name} is ${value}. ${advice}`,
        params: { name, value: String(value) },
        path: name,
      });
  };
  const share = 'Give a number from 0 to below 1.';
  const { clusters, peoplePerCluster, intraclassCorrelation, treatedShare = 0.5 } = design;
  const { clusterRSquared = 0, personRSquared = 0, clusterCovariates = 0, level = 0.05 } = design;
  check('clusters', clusters, clusters >= 2 && Number.isFinite(clusters), 'Give at least 2.');
  const people = peoplePerCluster > 0 && Number.isFinite(peoplePerCluster);
  check('peoplePerCluster', peoplePerCluster, people, 'Give a number above 0.');
  check('treatedShare', treatedShare, treatedShare > 0 && treatedShare < 1, 'Give a number between 0 and 1.');
  check('level', level, level > 0 && level < 1, 'Give a number between 0 and 1, such as 0.05.');
  const covariates = Number.isInteger(clusterCovariates) && clusterCovariates >= 0;
  check('clusterCovariates', clusterCovariates, covariates, 'Give a whole number, 0 or more.');
  check('intraclassCorrelation', intraclassCorrelation, isShare(intraclassCorrelation), share);
  check('clusterRSquared', clusterRSquared, isShare(clusterRSquared), share);
  check('personRSquared', personRSquared, isShare(personRSquared), share);
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
}

function isShare(value: number): boolean {
  return value >= 0 && value < 1;
}
