/**
 * Distribution functions, quantiles and upper tails: normal, Student t, Fisher F, chi square, and noncentral t and F.
 *
 * Every upper tail is computed for itself, so 1e-300 keeps its digits. Quantiles solve the tail they lie in by
 * safeguarded Newton steps on its logarithm. Noncentral laws are Poisson mixtures of incomplete beta functions summed
 * outwards from their largest term: Lenth (1989), https://doi.org/10.2307/2347693; Johnson, Kotz & Balakrishnan (1995).
 * Reproduces R's pnorm, qnorm, pt, qt, pf, qf, pchisq, qchisq to a relative 1e-12, noncentral pt, pf to 1e-10.
 * Degrees of freedom are any positive number. Cost O(√df), noncentral O(noncentrality).
 */

import {
  betaTails,
  deviancePart,
  gammaTails,
  logGamma,
  stirlingError,
  type Tails,
} from './special-functions.ts';

const SQRT_TWO_PI = 2.5066282746310002;
/** Degrees of freedom beyond which Student's t is the normal law to the last digits, and its own formula loses small t. */
const AS_GOOD_AS_NORMAL = 3e15;

/**
 * Density of the standard normal law.
 *
 * @param x a number
 * @example
 * normalDensity(0); // 0.3989422804014327
 */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / SQRT_TWO_PI;
}

/**
 * P(Z ≤ x) of the standard normal law.
 *
 * @param x a number
 * @example
 * normalCumulative(1.96); // 0.9750021048517795
 */
export function normalCumulative(x: number): number {
  return normalUpperTail(-x);
}

/**
 * P(Z > x) of the standard normal law.
 *
 * @param x a number
 * @example
 * normalUpperTail(1.96); // 0.024997895148220435
 */
export function normalUpperTail(x: number): number {
  if (x === 0) return 0.5;
  const tails = gammaTails(0.5, 0.5 * x * x);
  return x > 0 ? 0.5 * tails.upper : 0.5 + 0.5 * tails.lower;
}

/**
 * The x with P(Z ≤ x) = probability.
 *
 * @param probability from 0 to 1; the ends answer ±Infinity
 * @example
 * normalQuantile(0.975); // 1.959963984540054
 */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  if (probability >= 1) return Number.POSITIVE_INFINITY;
  if (probability === 0.5) return 0;
  const tail = Math.min(probability, 1 - probability);
  const root = Math.sqrt(-2 * Math.log(tail));
  let x =
    root -
    (2.515517 + root * (0.802853 + root * 0.010328)) /
      (1 + root * (1.432788 + root * (0.189269 + root * 0.001308)));
  for (let step = 0; step < 4; step++) {
    const miss = (normalUpperTail(x) - tail) / normalDensity(x);
    const change = miss / (1 + 0.5 * x * miss);
    x += change;
    if (Math.abs(change) <= 1e-15 * Math.abs(x)) break;
  }
  return probability < 0.5 ? -x : x;
}

/** Tails of |T|: `upper` is P(|T| > |x|). */
function studentTails(x: number, degreesOfFreedom: number): Tails {
  const square = x * x;
  if (square > 1e300) {
    // (√ν/|x|)^ν / (ν/2 · B(ν/2, ½)): the series' first term.
    const half = degreesOfFreedom / 2;
    const log = degreesOfFreedom * (0.5 * Math.log(degreesOfFreedom) - Math.log(Math.abs(x)));
    const beta = logGamma(half) + logGamma(0.5) - logGamma(half + 0.5);
    const upper = x === Number.POSITIVE_INFINITY ? 0 : Math.exp(log - beta) / half;
    return { lower: 1 - upper, upper };
  }
  const sum = degreesOfFreedom + square;
  const tails = betaTails(degreesOfFreedom / sum, square / sum, degreesOfFreedom / 2, 0.5);
  return { lower: tails.upper, upper: tails.lower };
}

/**
 * P(T ≤ x) of Student's t.
 *
 * @param x a number
 * @param degreesOfFreedom above 0
 * @example
 * studentTCumulative(1, 1); // 0.75
 */
export function studentTCumulative(x: number, degreesOfFreedom: number): number {
  return studentTUpperTail(-x, degreesOfFreedom);
}

/**
 * P(T > x) of Student's t; twice that at |t| is the usual p-value.
 *
 * @param x a number
 * @param degreesOfFreedom above 0; Infinity is the normal law
 * @example
 * studentTUpperTail(1, 1); // 0.25
 */
export function studentTUpperTail(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom > AS_GOOD_AS_NORMAL) return normalUpperTail(x);
  const tails = studentTails(Math.abs(x), degreesOfFreedom);
  return x > 0 ? 0.5 * tails.upper : 0.5 + 0.5 * tails.lower;
}

/**
 * The x with P(T ≤ x) = probability of Student's t.
 *
 * @param probability from 0 to 1; the ends answer ±Infinity
 * @param degreesOfFreedom above 0
 * @example
 * studentTQuantile(0.75, 1); // 1
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  if (probability >= 1) return Number.POSITIVE_INFINITY;
  if (probability === 0.5) return 0;
  if (degreesOfFreedom > AS_GOOD_AS_NORMAL) return normalQuantile(probability);
  const tail = Math.min(probability, 1 - probability);
  const x =
    tail > 0.25
      ? solveTail(0.5 - tail, 0.1, true, (at) => 0.5 * studentTails(at, degreesOfFreedom).lower)
      : solveTail(tail, 1, false, (at) => 0.5 * studentTails(at, degreesOfFreedom).upper);
  return probability < 0.5 ? -x : x;
}

function chiSquareTails(x: number, degreesOfFreedom: number): Tails {
  return gammaTails(degreesOfFreedom / 2, x / 2);
}

/**
 * P(X ≤ x) of the chi-square law.
 *
 * @param x from 0
 * @param degreesOfFreedom above 0
 * @example
 * chiSquareCumulative(2, 2); // 0.6321205588285577
 */
export function chiSquareCumulative(x: number, degreesOfFreedom: number): number {
  return chiSquareTails(x, degreesOfFreedom).lower;
}

/**
 * P(X > x) of the chi-square law.
 *
 * @param x from 0
 * @param degreesOfFreedom above 0
 * @example
 * chiSquareUpperTail(2, 2); // 0.36787944117144233
 */
export function chiSquareUpperTail(x: number, degreesOfFreedom: number): number {
  return chiSquareTails(x, degreesOfFreedom).upper;
}

/**
 * The x with P(X ≤ x) = probability of the chi-square law.
 *
 * @param probability from 0 to 1; 1 answers Infinity
 * @param degreesOfFreedom above 0
 * @example
 * chiSquareQuantile(0.95, 1); // 3.841458820694124
 */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  return solveQuantile(probability, degreesOfFreedom, (x) => chiSquareTails(x, degreesOfFreedom));
}

function fisherTails(x: number, above: number, below: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (below === Number.POSITIVE_INFINITY) return chiSquareTails(x * above, above);
  const sum = below + above * x;
  return betaTails((above * x) / sum, below / sum, above / 2, below / 2);
}

/**
 * P(F ≤ x) of Fisher's F.
 *
 * @param x from 0
 * @param numeratorDegrees above 0
 * @param denominatorDegrees above 0; Infinity is the chi-square law divided by its degrees
 * @example
 * fisherFCumulative(1, 2, 2); // 0.5
 */
export function fisherFCumulative(x: number, numeratorDegrees: number, denominatorDegrees: number): number {
  return fisherTails(x, numeratorDegrees, denominatorDegrees).lower;
}

/**
 * P(F > x) of Fisher's F.
 *
 * @param x from 0
 * @param numeratorDegrees above 0
 * @param denominatorDegrees above 0; Infinity is the chi-square law divided by its degrees
 * @example
 * fisherFUpperTail(3, 2, 2); // 0.25
 */
export function fisherFUpperTail(x: number, numeratorDegrees: number, denominatorDegrees: number): number {
  return fisherTails(x, numeratorDegrees, denominatorDegrees).upper;
}

/**
 * The x with P(F ≤ x) = probability of Fisher's F.
 *
 * @param probability from 0 to 1; 1 answers Infinity
 * @param numeratorDegrees above 0
 * @param denominatorDegrees above 0
 * @example
 * fisherFQuantile(0.75, 2, 2); // 3
 */
export function fisherFQuantile(
  probability: number,
  numeratorDegrees: number,
  denominatorDegrees: number,
): number {
  return solveQuantile(probability, 1, (x) => fisherTails(x, numeratorDegrees, denominatorDegrees));
}

function solveQuantile(probability: number, start: number, tails: (x: number) => Tails): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return Number.POSITIVE_INFINITY;
  return probability <= 0.5
    ? solveTail(probability, start, true, (x) => tails(x).lower)
    : solveTail(1 - probability, start, false, (x) => tails(x).upper);
}

const MOST_STEPS = 200;
const LARGEST_LOG = 700;

/** The x > 0 at which a tail has a value: secant steps on logarithms inside a bracket that is kept. */
function solveTail(target: number, start: number, rising: boolean, tail: (x: number) => number): number {
  const aim = Math.log(target);
  const miss = (logX: number): number => {
    const value = tail(Math.exp(logX));
    const gap = value > 0 ? Math.log(value) - aim : -1e6;
    return rising ? gap : -gap;
  };
  let low = Math.log(start);
  let high = low;
  let lowMiss = miss(low);
  let highMiss = lowMiss;
  for (let width = 0.5; highMiss < 0 && high < LARGEST_LOG; width *= 2) {
    low = high;
    lowMiss = highMiss;
    high += width;
    highMiss = miss(high);
  }
  for (let width = 0.5; lowMiss > 0 && low > -LARGEST_LOG; width *= 2) {
    high = low;
    highMiss = lowMiss;
    low -= width;
    lowMiss = miss(low);
  }
  // Brent's idea kept small: the Illinois secant, with a bisection when it stalls.
  let side = 0;
  for (let step = 0; step < MOST_STEPS && high - low > 4e-16 * Math.max(1, Math.abs(low)); step++) {
    let middle = step % 5 === 4 ? (low + high) / 2 : high - (highMiss * (high - low)) / (highMiss - lowMiss);
    if (!(middle > low && middle < high)) middle = (low + high) / 2;
    const middleMiss = miss(middle);
    if (middleMiss === 0) return Math.exp(middle);
    if (middleMiss < 0) {
      low = middle;
      lowMiss = middleMiss;
      if (side < 0) highMiss /= 2;
      side = -1;
    } else {
      high = middle;
      highMiss = middleMiss;
      if (side > 0) lowMiss /= 2;
      side = 1;
    }
    if (Math.abs(middleMiss) < 1e-15) return Math.exp(middle);
  }
  return Math.exp((low + high) / 2);
}

const NEGLIGIBLE = 1e-18;

/** Poisson probability of j at a mean, for any real j ≥ 0: e^−m m^j / Γ(j+1). */
function poisson(j: number, mean: number): number {
  if (mean === 0) return j === 0 ? 1 : 0;
  if (j === 0) return Math.exp(-mean);
  return Math.exp(-stirlingError(j) - deviancePart(j, mean)) / Math.sqrt(2 * Math.PI * j);
}

/** Σ_j term(j) from the largest weight outwards, until terms no longer count. */
function sumOutwards(mean: number, weight: (j: number) => number, part: (j: number) => number): number {
  const centre = Math.floor(mean);
  let sum = 0;
  for (let j = centre; j >= 0; j--) {
    const share = weight(j);
    sum += share * part(j);
    if (Math.abs(share) < NEGLIGIBLE) break;
  }
  for (let j = centre + 1; ; j++) {
    const share = weight(j);
    sum += share * part(j);
    if (Math.abs(share) < NEGLIGIBLE) break;
  }
  return sum;
}

/**
 * P(T > x) of the noncentral t.
 *
 * @param x a number
 * @param degreesOfFreedom above 0
 * @param noncentrality the mean of the normal numerator
 * @example
 * noncentralTUpperTail(0, 5, 0); // 0.5
 */
export function noncentralTUpperTail(x: number, degreesOfFreedom: number, noncentrality: number): number {
  if (x < 0) return 1 - noncentralTUpperTail(-x, degreesOfFreedom, -noncentrality);
  if (x === 0) return normalUpperTail(-noncentrality);
  const mean = (noncentrality * noncentrality) / 2;
  const sum = degreesOfFreedom + x * x;
  const [y, z] = [(x * x) / sum, degreesOfFreedom / sum];
  const beyond = (a: number): number => betaTails(y, z, a, degreesOfFreedom / 2).upper;
  const even = sumOutwards(
    mean,
    (j) => poisson(j, mean),
    (j) => beyond(j + 0.5),
  );
  if (noncentrality === 0) return 0.5 * even;
  const odd = sumOutwards(
    mean,
    (j) => poisson(j + 0.5, mean),
    (j) => beyond(j + 1),
  );
  return 0.5 * (even + Math.sign(noncentrality) * odd);
}

/**
 * P(T ≤ x) of the noncentral t.
 *
 * @param x a number
 * @param degreesOfFreedom above 0
 * @param noncentrality the mean of the normal numerator
 * @example
 * noncentralTCumulative(0, 5, 0); // 0.5
 */
export function noncentralTCumulative(x: number, degreesOfFreedom: number, noncentrality: number): number {
  return noncentralTUpperTail(-x, degreesOfFreedom, -noncentrality);
}

/**
 * P(F > x) of the noncentral F.
 *
 * @param x from 0
 * @param numeratorDegrees above 0
 * @param denominatorDegrees above 0
 * @param noncentrality from 0, the noncentrality of the chi-square numerator
 * @example
 * noncentralFisherFUpperTail(3, 2, 2, 0); // 0.25
 */
export function noncentralFisherFUpperTail(
  x: number,
  numeratorDegrees: number,
  denominatorDegrees: number,
  noncentrality: number,
): number {
  if (x <= 0) return 1;
  const mean = noncentrality / 2;
  const sum = denominatorDegrees + numeratorDegrees * x;
  const [y, z] = [(numeratorDegrees * x) / sum, denominatorDegrees / sum];
  return sumOutwards(
    mean,
    (j) => poisson(j, mean),
    (j) => betaTails(y, z, numeratorDegrees / 2 + j, denominatorDegrees / 2).upper,
  );
}
