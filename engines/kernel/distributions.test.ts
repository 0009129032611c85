import { describe, expect, it } from 'vitest';
import { relativeDifference } from '../testkit/approximately.ts';
import * as engine from './index.ts';
import reference from './reference/distributions.json' with { type: 'json' };

/** R agrees with itself between algorithms to this. */
const DIGITS = 2e-12;
/** R sums noncentral laws to an absolute error of about 1e-12 (t) and 1e-9 (F). */
const NONCENTRAL_ABSOLUTE = 2e-9;
/** R's qf subtracts one from an inverse beta quantile and loses digits near zero. */
const NEAR_ZERO = 1;

const functions = engine as unknown as Record<string, (...given: number[]) => number>;

describe('distribution functions', () => {
  it.each(reference.tables)('$name agrees with R over its grid, far tails included', ({ name, ...table }) => {
    const compute = functions[name]!;
    table.arguments.forEach((given, row) => {
      const expected = table.values[row]!;
      const actual = compute(...(Array.isArray(given) ? given : [given]));
      const difference = name.startsWith('noncentral')
        ? (Math.abs(actual - expected) / NONCENTRAL_ABSOLUTE) * DIGITS
        : relativeDifference(actual, expected, name === 'fisherFQuantile' ? NEAR_ZERO : 1e-290);
      expect(difference, `${name}(${String(given)}) = ${actual}, not ${expected}`).toBeLessThan(DIGITS);
    });
  });

  it.each([1e15, 1e17, 1e50, 1e300])('knows a tiny t at %d degrees of freedom', (degrees) => {
    expect(relativeDifference(engine.studentTUpperTail(1e-8, degrees), 0.4999999960105772)).toBeLessThan(
      DIGITS,
    );
    expect(relativeDifference(engine.studentTUpperTail(3, degrees), engine.normalUpperTail(3))).toBeLessThan(
      DIGITS,
    );
  });

  it('answers the ends without NaN', () => {
    expect(engine.studentTUpperTail(Number.POSITIVE_INFINITY, 4)).toBe(0);
    expect(engine.studentTUpperTail(1e200, 2)).toBeGreaterThanOrEqual(0);
    expect(engine.normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(engine.studentTUpperTail(2, Number.POSITIVE_INFINITY)).toBe(engine.normalUpperTail(2));
    expect(engine.fisherFUpperTail(2, 3, Number.POSITIVE_INFINITY)).toBe(engine.chiSquareUpperTail(6, 3));
  });
});
