import { expect, it } from 'vitest';
import { readDay } from './read-day.ts';

it.each([
  ['2025-09-01', '2025-09-01'],
  ['2025/9/1', '2025-09-01'],
  ['2025.9.1', '2025-09-01'],
  ['2025年9月1日', '2025-09-01'],
  ['1.9.2025', '2025-09-01'],
  ['1/9/2025', '2025-09-01'],
  ['1 Sep 2025', '2025-09-01'],
  ['Sep 1, 2025', '2025-09-01'],
  ['29.2.2024', '2024-02-29'],
])('reads %s', (typed, day) => {
  expect(readDay(typed)).toBe(day);
});

it.each(['', '2025', 'tomorrow', '2025-13-01', '29.2.2023', '31 Feb', '9-2025'])('refuses “%s”', (typed) => {
  expect(readDay(typed)).toBeNull();
});
