import { expect, test } from 'vitest';
import { yearsBegunBy } from './choose-year.ts';

test('a balance opens at no year that had not begun by the day asked for', () => {
  const years = [2024, 2025, 2042];
  expect(yearsBegunBy('2026-03-01', years)).toEqual([2024, 2025]);
  expect(yearsBegunBy('2025-08-31', years)).toEqual([2024]);
  expect(yearsBegunBy('2025-09-01', years)).toEqual([2024, 2025]);
});

test('where every year lies ahead it opens at the first of them', () => {
  expect(yearsBegunBy('2020-01-01', [2030, 2025])).toEqual([2025]);
  expect(yearsBegunBy('2020-01-01', [])).toEqual([]);
});
