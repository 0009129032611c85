import type { BalanceIndicator } from '@trellis/contract';
import { describe, expect, it } from 'vitest';
import {
  changeInAYear,
  digitsAgainst,
  figureDigits,
  shareDigits,
  shareOfStandard,
  unitFactor,
  widestIndicator,
} from './estimates.ts';

const indicator = (id: string, cv: BalanceIndicator['cv'], cvLimit?: number) =>
  ({ id, cv, ...(cvLimit === undefined ? {} : { cvLimit }) }) as BalanceIndicator;
const notEstimable = { kind: 'not-estimable', reason: 'no-schools' } as const;

describe('the widest indicator', () => {
  it('is the one furthest over its own limit, not the largest number', () => {
    const found = widestIndicator([indicator('large', 0.6, 0.9), indicator('over', 0.5, 0.4)]);
    expect(found?.id).toBe('over');
  });
  it('is the largest number where nothing has a limit', () => {
    expect(widestIndicator([indicator('a', 0.2), indicator('b', 0.3)])?.id).toBe('b');
  });
  it('passes over indicators without a limit where others have one, and those not estimable', () => {
    const found = widestIndicator([
      indicator('free', 0.9),
      indicator('limited', 0.1, 0.5),
      indicator('none', notEstimable),
    ]);
    expect(found?.id).toBe('limited');
  });
  it('is nothing when nothing can be estimated', () => {
    expect(widestIndicator([indicator('none', notEstimable)])).toBeNull();
    expect(widestIndicator([])).toBeNull();
  });
});

describe('the share of a standard', () => {
  it('is the value by the standard, or the standard by the value where less is better', () => {
    expect(shareOfStandard(3, 4, 'higher')).toBe(0.75);
    expect(shareOfStandard(50, 45, 'lower')).toBe(0.9);
  });
  it('is unknown against a zero', () => {
    expect(shareOfStandard(3, 0, 'higher')).toBeNull();
    expect(shareOfStandard(0, 45, 'lower')).toBeNull();
  });
});

it('writes a share short of the standard with as many digits as keep it under 100 %', () => {
  expect([0.42, 0.994, 0.8991 / 0.9, 0.99951, 0.99999].map(shareDigits)).toEqual([0, 0, 1, 2, 3]);
  expect([1, 1.2].map(shareDigits)).toEqual([0, 0]);
});

it('writes a figure that misses its standard so that it reads as missing it', () => {
  const higher = { mean: 0.9, standard: 0.9, better: 'higher' } as const;
  expect([0.8991, 0.9, 0.42].map((value) => digitsAgainst(value, higher))).toEqual([3, 2, 2]);
  const lower = { mean: 45, standard: 45, better: 'lower' } as const;
  expect([45.004, 44].map((value) => digitsAgainst(value, lower))).toEqual([3, 2]);
});

describe('the change in a year', () => {
  const history = [
    { year: 2019, cv: 0.5 },
    { year: 2021, cv: 0.4 },
    { year: 2022, cv: 0.3 },
  ];
  it('compares a year with the year before it', () => {
    expect(changeInAYear(history, 2022)).toBeCloseTo(-0.1, 12);
    expect(changeInAYear(history, null)).toBeCloseTo(-0.1, 12);
  });
  it('is unknown across a gap, for the first year and for a year without a figure', () => {
    expect(changeInAYear(history, 2021)).toBeNull();
    expect(changeInAYear(history, 2019)).toBeNull();
    expect(changeInAYear(history, 2020)).toBeNull();
    expect(changeInAYear([], null)).toBeNull();
  });
});

it('shows as many decimals as the size of the figures needs', () => {
  expect([0.4, 48, 480, 4800].map((mean) => figureDigits({ mean }))).toEqual([2, 2, 1, 0]);
  expect(figureDigits({ mean: -4800 })).toBe(0);
  expect(figureDigits({ mean: notEstimable })).toBe(2);
});

it('counts ratios per hundred pupils as a hundred times the plain ratio', () => {
  expect(unitFactor({ denominator: '100-pupils' })).toBe(100);
  expect(unitFactor({ denominator: 'pupils' })).toBe(1);
});
