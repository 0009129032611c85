import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createIndexHeap,
  createRandomNumbers,
  createSortWorkspace,
  EngineInputError,
  estimated,
  findValue,
  isAtLeast,
  isAtMost,
  notEstimable,
  sortPairs,
} from './index.ts';

describe('sorting pairs', () => {
  const check = (values: readonly number[]): void => {
    const workspace = createSortWorkspace(values.length);
    const weights = Float64Array.from(values, (_, row) => row);
    sortPairs(Float64Array.from(values), weights, values.length, workspace);
    const rows = values.map((_, row) => row).sort((a, b) => values[a]! - values[b]! || a - b);
    expect(rows.map((_, place) => workspace.pairs[2 * place + 1])).toEqual(rows);
    expect(rows.map((_, place) => workspace.pairs[2 * place]! + 0)).toEqual(
      rows.map((row) => values[row]! + 0),
    );
  };

  it('is stable and agrees with comparing, for any numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 400 }), check),
    );
    fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 400 }), check));
  });

  it('stays right and quick when one outlier squeezes all others together', () => {
    const random = createRandomNumbers(1);
    check([...Array.from({ length: 20_000 }, () => random()), 1e300]);
    check([...Array.from({ length: 500 }, () => -random()), 1e300, -0, 0]);
    check([Number.MAX_VALUE, -Number.MAX_VALUE, ...Array.from({ length: 100 }, () => random())]);
  });
});

describe('the heap', () => {
  it('hands out the smallest, ties by rank, while priorities change', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 }), (start) => {
        const priorities = Float64Array.from(start);
        const ranks = Uint32Array.from(start, (_, item) => start.length - item);
        const heap = createIndexHeap(priorities, ranks);
        for (let step = 0; step < 60; step++) {
          const top = heap.top()!;
          const least = Math.min(...priorities);
          expect(priorities[top]).toBe(least);
          expect(top).toBe(priorities.lastIndexOf(least));
          priorities[top] = least + ((step * 7) % 5);
          heap.settleTop();
        }
      }),
    );
    expect(createIndexHeap(new Float64Array(0), new Uint32Array(0)).top()).toBeUndefined();
  });
});

describe('seeded random numbers', () => {
  it('repeat for a seed, differ between seeds, and are spread evenly', () => {
    const draw = (seed: number, count: number): number[] => {
      const random = createRandomNumbers(seed);
      return Array.from({ length: count }, () => random());
    };
    expect(draw(7, 5)).toEqual(draw(7, 5));
    expect(draw(7, 5)).not.toEqual(draw(8, 5));
    const many = draw(3, 20_000);
    expect(many.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(many.reduce((sum, value) => sum + value, 0) / many.length).toBeCloseTo(0.5, 1);
  });
});

describe('estimates, tolerances and mistakes', () => {
  it('never let a number leave that is none', () => {
    expect(estimated(Number.NaN)).toEqual({ kind: 'not-estimable', reason: 'not-finite' });
    expect(estimated(Number.POSITIVE_INFINITY).kind).toBe('not-estimable');
    expect(findValue(estimated(2))).toBe(2);
    expect(findValue(notEstimable('zero-mean'))).toBeUndefined();
  });

  it('forgive rounding and nothing more', () => {
    expect(isAtMost(0.1 + 0.2, 0.3)).toBe(true);
    expect(isAtLeast(0.3, 0.1 + 0.2)).toBe(true);
    expect(isAtMost(0.3001, 0.3)).toBe(false);
    expect(isAtMost(1e-13, 0, 1)).toBe(true);
    expect(isAtMost(1e-13, 0)).toBe(false);
  });

  it('carry a code and parameters for translation, and every mistake in the message', () => {
    const error = new EngineInputError([
      { code: 'a', message: 'First.', params: { school: 'ZS' } },
      { code: 'b', message: 'Second.', params: {}, path: 'rules' },
    ]);
    expect(error).toMatchObject({ name: 'EngineInputError', code: 'a', params: { school: 'ZS' } });
    expect(error.message).toBe('First.\nrules: Second.');
    const many = Array.from({ length: 30 }, () => ({ code: 'a', message: 'Wrong.', params: {} }));
    expect(new EngineInputError(many).message).toContain('… and 10 more.');
    expect(new EngineInputError([]).code).toBe('invalid-input');
  });
});
