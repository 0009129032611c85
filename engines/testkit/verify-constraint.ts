/**
 * Says in one sentence what a constraint should find: `verifyConstraint(rule).given(a, b).penalizesBy(1)`.
 */

/** A rule takes what it judges and returns what it finds broken. */
export type Constraint<Facts extends readonly unknown[]> = (...facts: Facts) => readonly unknown[];

/** The facts are given; now say what the rule must find. */
export interface GivenConstraint {
  /** Exactly so many violations. */
  readonly penalizesBy: (count: number) => void;
  /** No violation. */
  readonly holds: () => void;
}

/**
 * Verifies a constraint that lists its violations.
 *
 * @param rule lists what is broken
 * @throws {Error} when the rule finds more or less than said
 * @example
 * verifyConstraint((a: number) => (a < 0 ? ['negative'] : [])).given(-1).penalizesBy(1);
 */
export function verifyConstraint<Facts extends readonly unknown[]>(
  rule: Constraint<Facts>,
): { readonly given: (...facts: Facts) => GivenConstraint } {
  return {
    given: (...facts) => {
      const penalizesBy = (count: number): void => {
        const found = rule(...facts);
        if (found.length !== count)
          throw new Error(`Expected ${count} violations, found ${found.length}: ${JSON.stringify(found)}`);
      };
      return { penalizesBy, holds: () => penalizesBy(0) };
    },
  };
}
