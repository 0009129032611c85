/**
 * A number that may not exist: engines return this instead of NaN, Infinity or null.
 */

/** The number cannot be had from these data, and why (a stable kebab-case code). */
export interface NotEstimable<Reason extends string = string> {
  readonly kind: 'not-estimable';
  readonly reason: Reason;
}

export interface Estimated<Value = number> {
  readonly kind: 'estimated';
  readonly value: Value;
}

export type Estimate<Value = number, Reason extends string = string> =
  | Estimated<Value>
  | NotEstimable<Reason>;

/**
 * Wraps a number that could be computed.
 *
 * @throws {EngineInputError} never; a value that is not finite becomes `not-finite` rather than leaving as NaN.
 * @example
 * estimated(0.5); // { kind: 'estimated', value: 0.5 }
 */
export function estimated(value: number): Estimate<number, 'not-finite'> {
  return Number.isFinite(value)
    ? { kind: 'estimated', value }
    : { kind: 'not-estimable', reason: 'not-finite' };
}

/**
 * Says why a number cannot be computed.
 *
 * @example
 * notEstimable('single-school'); // { kind: 'not-estimable', reason: 'single-school' }
 */
export function notEstimable<const Reason extends string>(reason: Reason): NotEstimable<Reason> {
  return { kind: 'not-estimable', reason };
}

/**
 * Reads the number out of an estimate, undefined where there is none.
 *
 * @example
 * findValue({ kind: 'estimated', value: 0.5 }); // 0.5
 */
export function findValue<Value>(estimate: Estimate<Value>): Value | undefined {
  return estimate.kind === 'estimated' ? estimate.value : undefined;
}
