/**
 * How badly trends may have been parallel before a conclusion falls (relative magnitudes).
 *
 * Event-study coefficients β_e (reference e = −1, β_−1 = 0) estimate τ_e + δ_e with δ the difference in trends. Suppose
 * after treatment δ changes from one period to the next by at most M̄ times its largest change before treatment:
 *   |δ_{e+1} − δ_e| ≤ M̄ · max_s |β_{s+1} − β_s|,  s + 1 ≤ −1.
 * For θ = Σ l_e τ_e the largest bias is M̄ · c · max_s |β_{s+1} − β_s| with c = Σ_u |Σ_{e ≥ u} l_e|, so the identified set
 * is l'β ∓ that. The interval: θ lies in the set if for some s and sign σ both
 *   l'β − θ ≤ M̄cσ(β_{s+1} − β_s)   and   θ − l'β ≤ M̄cσ(β_{s+1} − β_s);
 * each of these two moment inequalities is tested at level α/2 (least favourable, Bonferroni over the two), and the
 * tests are inverted and united over s and σ. A valid interval in closed form, as a rule wider than the
 * conditional and hybrid ones of the paper; at M̄ = 0 it is the ordinary interval. It grows with M̄, so the breakdown
 * value, the smallest M̄ at which 0 enters, is unique.
 *
 * Shapes: K coefficients, covariance K × K (in correlation form). Assumes joint normality of the coefficients. Paper:
 * Rambachan & Roth 2023 (10.1093/restud/rdad018). Reproduces the set bounds of the definition; R HonestDiD's
 * conditional intervals are others. Cost O(periods before) for each M̄.
 */

import { EngineInputError } from '../../kernel/index.ts';
import { CONFIDENCE_LEVEL, getCriticalValue } from './make-difference-term.ts';
import { refuseDifference } from './panel-notes.ts';
import type { DifferenceRefusal } from './types.ts';

/** Event-study coefficients as sensitivity reads them. */
export interface EventCoefficients {
  /** Periods since treatment, in steps of one, without the reference −1. */
  readonly eventTimes: readonly number[];
  readonly estimates: readonly number[];
  readonly standardErrors: readonly number[];
  /** Row-major K × K. */
  readonly correlations: Float64Array;
  readonly degreesOfFreedom: number | 'normal';
}

export interface SensitivityOptions {
  /** M̄ values to report; 0, ½, 1, 1½, 2 when left out. */
  readonly relativeMagnitudes?: readonly number[];
  /** How effects after treatment are averaged, by event time; equally when left out. */
  readonly weightByEventTime?: ReadonlyMap<number, number>;
  readonly confidenceLevel?: number;
}

export interface SensitivityRow {
  readonly relativeMagnitude: number;
  /** Bounds if the coefficients were known exactly, in the outcome's unit. */
  readonly identifiedSet: readonly [number, number];
  readonly confidenceInterval: readonly [number, number];
}

export interface SensitivityAnswer {
  readonly kind: 'estimated';
  readonly estimate: number;
  readonly rows: readonly SensitivityRow[];
  /** The M̄ at which the interval reaches zero; 0 when it does at once. */
  readonly breakdown: number;
  /** The M̄ at which the identified set alone reaches zero, or `never` when trends before are exactly parallel. */
  readonly identifiedBreakdown: number | 'never';
  /** The largest change of the difference in trends before treatment, from one period to the next. */
  readonly largestChangeBefore: number;
  readonly confidenceLevel: number;
  readonly method: 'relative-magnitudes, least favourable with Bonferroni';
}

const RELATIVE_MAGNITUDES = [0, 0.5, 1, 1.5, 2];
const BISECTIONS = 80;

/**
 * Finds how much trends may differ, relative to their differences before, until the conclusion falls.
 *
 * @param coefficients of an event study, in the outcome's unit; why there are none is passed on
 * @param options M̄ values, weights, confidence level
 * @throws {EngineInputError} `length-mismatch`, `negative-relative-magnitude`, `level-out-of-range`,
 *   `no-weight-after-treatment`
 * @example
 * const sensitivity = findBreakdownOfTrends({
 *   eventTimes: [-2, 0],
 *   estimates: [0.1, 1],
 *   standardErrors: [0.1, 0.1],
 *   correlations: Float64Array.of(1, 0, 0, 1),
 *   degreesOfFreedom: 'normal',
 * });
 * sensitivity.identifiedBreakdown; // 10
 */
export function findBreakdownOfTrends(
  coefficients: EventCoefficients | DifferenceRefusal,
  options: SensitivityOptions = {},
): SensitivityAnswer | DifferenceRefusal {
  if ('kind' in coefficients) return coefficients;
  const { eventTimes } = coefficients;
  checkInput(coefficients, options);
  const before = eventTimes.filter((eventTime) => eventTime < -1);
  const after = eventTimes.filter((eventTime) => eventTime >= 0).sort((a, b) => a - b);
  if (before.length === 0)
    return refuseDifference(
      'single-pre-period',
      'No second period before treatment shows how trends differed. Sensitivity relative to that cannot be had.',
      {},
    );
  if (after.length === 0)
    return refuseDifference('no-effects-after-treatment', 'There is no coefficient after treatment.', {});
  const level = options.confidenceLevel ?? CONFIDENCE_LEVEL;
  const weightOf = (eventTime: number): number =>
    options.weightByEventTime === undefined
      ? 1 / after.length
      : (options.weightByEventTime.get(eventTime) ?? 0);
  const target = Float64Array.from(eventTimes, (eventTime) => (eventTime >= 0 ? weightOf(eventTime) : 0));
  const reach = sumReach(after, weightOf);
  if (!(reach > 0 && Number.isFinite(reach)))
    throw new EngineInputError({
      code: 'no-weight-after-treatment',
      message: `Effects at ${after.join(', ')} carry no weight. Give finite weights that are not all zero.`,
      params: { eventTimes: after.join(', ') },
    });
  const changes = listChanges(eventTimes, before);
  const frame: Frame = {
    coefficients,
    target,
    changes,
    reach,
    critical: getCriticalValue(coefficients.degreesOfFreedom, level),
  };

  const estimate = combine(coefficients, target);
  const largestChangeBefore = Math.max(...changes.map((change) => Math.abs(combine(coefficients, change))));
  const rows = (options.relativeMagnitudes ?? RELATIVE_MAGNITUDES).map(
    (relativeMagnitude): SensitivityRow => {
      const bias = relativeMagnitude * reach * largestChangeBefore;
      return {
        relativeMagnitude,
        identifiedSet: [estimate - bias, estimate + bias],
        confidenceInterval: findInterval(frame, estimate, relativeMagnitude),
      };
    },
  );
  return {
    kind: 'estimated',
    estimate,
    rows,
    breakdown: findBreakdown(frame, estimate),
    identifiedBreakdown:
      largestChangeBefore === 0 ? 'never' : Math.abs(estimate) / (reach * largestChangeBefore),
    largestChangeBefore,
    confidenceLevel: level,
    method: 'relative-magnitudes, least favourable with Bonferroni',
  };
}

function checkInput(coefficients: EventCoefficients, options: SensitivityOptions): void {
  const { eventTimes, estimates, standardErrors, correlations } = coefficients;
  const count = eventTimes.length;
  if (estimates.length !== count || standardErrors.length !== count || correlations.length !== count ** 2)
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `There are ${count} event times, ${estimates.length} estimates, ${standardErrors.length} errors and ${correlations.length} correlations. Give one of each, and ${count ** 2} correlations.`,
      params: { eventTimes: count, estimates: estimates.length, correlations: correlations.length },
    });
  for (const value of options.relativeMagnitudes ?? [])
    if (!(value >= 0 && Number.isFinite(value)))
      throw new EngineInputError({
        code: 'negative-relative-magnitude',
        message: `A relative magnitude is ${value}. Give zero or a positive number.`,
        params: { value: String(value) },
      });
}

interface Frame {
  readonly coefficients: EventCoefficients;
  readonly target: Float64Array;
  readonly changes: readonly Float64Array[];
  readonly reach: number;
  readonly critical: number;
}

/** Σ_u |Σ_{e ≥ u} l_e|: how often each yearly change of trends enters the target. */
function sumReach(after: readonly number[], weightOf: (eventTime: number) => number): number {
  let reach = 0;
  let from = 0;
  for (let eventTime = after.at(-1)!; eventTime >= 0; eventTime--) {
    if (after.includes(eventTime)) from += weightOf(eventTime);
    reach += Math.abs(from);
  }
  return reach;
}

/** The changes of the difference in trends before treatment as combinations of coefficients. */
function listChanges(eventTimes: readonly number[], before: readonly number[]): Float64Array[] {
  const points = [...before, -1].sort((a, b) => a - b);
  return points.slice(1).map((later, place) => {
    const earlier = points[place]!;
    const change = new Float64Array(eventTimes.length);
    // A gap of several periods counts as so many equal changes.
    const steps = later - earlier;
    change[eventTimes.indexOf(earlier)] = -1 / steps;
    if (later !== -1) change[eventTimes.indexOf(later)] = 1 / steps;
    return change;
  });
}

function combine({ estimates }: EventCoefficients, combination: Float64Array): number {
  return combination.reduce((sum, weight, place) => sum + weight * estimates[place]!, 0);
}

/** The standard error of a combination, computed relative to the largest one so that no scale over- or underflows. */
function spreadOf({ standardErrors, correlations }: EventCoefficients, combination: Float64Array): number {
  const count = combination.length;
  const largest = Math.max(...standardErrors);
  if (largest === 0) return 0;
  let variance = 0;
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++)
      variance +=
        combination[i]! *
        combination[j]! *
        correlations[i * count + j]! *
        (standardErrors[i]! / largest) *
        (standardErrors[j]! / largest);
  return largest * Math.sqrt(Math.max(0, variance));
}

function findInterval(frame: Frame, estimate: number, relativeMagnitude: number): readonly [number, number] {
  const { coefficients, target, changes, reach, critical } = frame;
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (const change of changes)
    for (const sign of [-1, 1]) {
      const size = sign * relativeMagnitude * reach;
      const down = target.map((weight, place) => weight - size * change[place]!);
      const up = target.map((weight, place) => weight + size * change[place]!);
      lower = Math.min(lower, combine(coefficients, down) - critical * spreadOf(coefficients, down));
      upper = Math.max(upper, combine(coefficients, up) + critical * spreadOf(coefficients, up));
    }
  return relativeMagnitude === 0 ? [Math.min(lower, estimate), Math.max(upper, estimate)] : [lower, upper];
}

function findBreakdown(frame: Frame, estimate: number): number {
  const holds = (relativeMagnitude: number): boolean => {
    const [lower, upper] = findInterval(frame, estimate, relativeMagnitude);
    return lower > 0 || upper < 0;
  };
  if (!holds(0)) return 0;
  let high = 1;
  while (holds(high) && high < 2 ** 60) high *= 2;
  let low = 0;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
