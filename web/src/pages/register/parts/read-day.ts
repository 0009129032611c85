import { isIsoDay } from '../trajectory/days.ts';

/** Reads 2025-09-01, 2025/9/1, 2025年9月1日, 1 Sep 2025 and 1.9.2025. */
export function readDay(typed: string): string | null {
  const numbers = typed.match(/\d+/g);
  if (numbers === null || numbers.length < 2) return null;
  if (numbers.length === 2) {
    const named = /[a-z]{3}/i.test(typed) ? Date.parse(`${typed} UTC`) : Number.NaN;
    return Number.isNaN(named) ? null : new Date(named).toISOString().slice(0, 10);
  }
  const yearFirst = (numbers[0] ?? '').length === 4;
  const [year, month, day] = yearFirst ? numbers : [numbers[2], numbers[1], numbers[0]];
  const iso = `${(year ?? '').padStart(4, '0')}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  return isIsoDay(iso) ? iso : null;
}
