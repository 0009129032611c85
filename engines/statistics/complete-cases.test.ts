import { describe, expect, it } from 'vitest';
import { keepCompleteCases } from './complete-cases.ts';

describe('complete cases', () => {
  const columns = {
    numbers: {
      y: Float64Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY),
      x: Float64Array.of(1, Number.NaN, 1, 1),
    },
    factors: { school: { codes: Int32Array.of(0, 1, -1, 1), levels: 2 } },
  };

  it('keep rows that miss nothing and count the others, by column too', () => {
    const { rows, numbers, factors, dropped } = keepCompleteCases(columns);
    expect([...rows]).toEqual([0]);
    expect([...numbers.y!]).toEqual([1]);
    expect([...factors.school!.codes]).toEqual([0]);
    expect(dropped).toEqual([
      { reason: 'missing-value', count: 3 },
      { reason: 'missing-in-column', count: 2, names: ['y'] },
      { reason: 'missing-in-column', count: 1, names: ['x'] },
      { reason: 'missing-in-column', count: 1, names: ['school'] },
    ]);
  });

  it('are the columns themselves when nothing is missing', () => {
    const whole = { numbers: { y: Float64Array.of(1, 2) }, factors: {} };
    const { numbers, dropped } = keepCompleteCases(whole);
    expect(numbers.y).toBe(whole.numbers.y);
    expect(dropped).toEqual([]);
  });

  it('refuse columns of different length by name', () => {
    const uneven = { numbers: { y: Float64Array.of(1), x: Float64Array.of(1, 2) }, factors: {} };
    expect(() => keepCompleteCases(uneven)).toThrow('Column x has 2 rows and y has 1.');
  });
});
