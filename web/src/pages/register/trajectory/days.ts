/** Plain days as numbers (days since 1970) so that they can be drawn, compared and added. */

const DAY = 86_400_000;

export type Precision = 'year' | 'month' | 'day';

export function dayNumber(isoDate: string): number {
  return Math.floor(Date.parse(`${isoDate.slice(0, 10)}T00:00:00Z`) / DAY);
}

export function isoDay(day: number): string {
  const date = new Date(day * DAY);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const month = String(date.getUTCMonth() + 1).padStart(2, '0');
  return `${year}-${month}-${String(date.getUTCDate()).padStart(2, '0')}`;
}

export function isIsoDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isoDay(dayNumber(value)) === value;
}

/** Today where the reader is. */
export function todayIso(): string {
  const now = new Date();
  return isoDay(Math.floor(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY));
}

export function yearOf(isoDate: string): number {
  return Number(isoDate.slice(0, 4));
}

export function firstDayOfYear(year: number): number {
  return dayNumber(`${String(year).padStart(4, '0')}-01-01`);
}

/** The same day some months later; the last day of a shorter month. */
export function addMonths(isoDate: string, months: number): string {
  const [year = 0, month = 1, day = 1] = isoDate.split('-').map(Number);
  const index = year * 12 + (month - 1) + months;
  const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  return isoDay(Math.floor(Date.UTC(Math.floor(index / 12), index % 12, Math.min(day, last)) / DAY));
}

/** What a date of a given precision covers: half-open, in days. */
export function spanOf(isoDate: string, precision: Precision): { from: number; to: number } {
  if (precision === 'day') return { from: dayNumber(isoDate), to: dayNumber(isoDate) + 1 };
  const first = precision === 'month' ? `${isoDate.slice(0, 7)}-01` : `${isoDate.slice(0, 4)}-01-01`;
  return { from: dayNumber(first), to: dayNumber(addMonths(first, precision === 'month' ? 1 : 12)) };
}

/** Whether a half-open range holds on a day; an unknown side is open. */
export function holdsOn(range: { from: string | null; to: string | null }, isoDate: string): boolean {
  return (range.from === null || range.from <= isoDate) && (range.to === null || isoDate < range.to);
}
