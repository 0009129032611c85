import { describe, expect, it } from 'vitest';
import { addMonths, dayNumber, holdsOn, isIsoDay, isoDay, spanOf } from './days.ts';

it('counts days there and back, leap days too', () => {
  for (const day of ['1903-09-01', '1969-12-31', '1970-01-01', '2024-02-29'])
    expect(isoDay(dayNumber(day))).toBe(day);
});
it('knows which days exist', () => {
  expect(['2024-02-29', '2023-02-29', '2023-2-1', '', null].map(isIsoDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
it('adds months and stays inside a shorter month', () => {
  expect(addMonths('2024-01-31', 1)).toBe('2024-02-29');
  expect(addMonths('2023-11-30', 3)).toBe('2024-02-29');
});
describe('what a date covers', () => {
  it('is the day, the month or the year it is known to', () => {
    const days = (precision: 'day' | 'month' | 'year') => {
      const { from, to } = spanOf('2024-02-15', precision);
      return to - from;
    };
    expect([days('day'), days('month'), days('year')]).toEqual([1, 29, 366]);
  });
});
it('reads ranges as half-open, and an unknown side as open', () => {
  const range = { from: '2014-09-01', to: '2016-09-01' };
  expect(['2014-08-31', '2014-09-01', '2016-08-31', '2016-09-01'].map((day) => holdsOn(range, day))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(holdsOn({ from: null, to: null }, '1800-01-01')).toBe(true);
});
