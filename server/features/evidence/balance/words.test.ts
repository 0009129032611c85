import { expect, test } from 'vitest';
import { digitsAgainst } from './words.ts';

test('a figure that misses its standard is printed so that it reads as missing it', () => {
  const higher = { mean: 0.9, standard: 0.9, better: 'higher' } as const;
  expect([0.8991, 0.9, 0.42].map((value) => digitsAgainst(value, higher))).toEqual([3, 2, 2]);
  const lower = { mean: 45, standard: 45, better: 'lower' } as const;
  expect([45.004, 44].map((value) => digitsAgainst(value, lower))).toEqual([3, 2]);
  expect(digitsAgainst(0.8991, { mean: 0.9, better: 'higher' })).toBe(2);
});
