/**
 * A cell to a day or to the year in which a school year begins. What can be read as two different
 * days ("03/04/2019") is refused with both readings unless the caller says which part comes first.
 * A bare year is not a day; a two-digit year is not a year.
 */

import { formatSerialDate } from './number-format.ts';
import { isBlankText } from './parse-number.ts';
import type { Cell } from './types.ts';

/** Which part comes first where the year comes last; 'ymd' says nothing about that. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

export type DateOutcome =
  | { readonly ok: true; readonly value: string | null }
  | { readonly ok: false; readonly code: 'bad-date'; readonly suggestion?: string }
  | {
      readonly ok: false;
      readonly code: 'ambiguous-date';
      /** Day first. */
      readonly first: string;
      /** Month first. */
      readonly second: string;
    };

// Below lie the years written as numbers, above the days written as 20190901.
const MIN_SERIAL = 2200;
const MAX_SERIAL = 110_000;
const TIME = '(?:[T ]\\s*\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?';
const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${TIME}$`);
const CHINESE = /^(\d{4})年(\d{1,2})月(?:(\d{1,2})[日号])?$/;
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})${TIME}$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const NAMED_MONTH = /^(\d{1,2})[- ]?([A-Za-z]{3,9})[- ]?(\d{4})$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * @example
 * parseDate('2019年9月1日') // { ok: true, value: '2019-09-01' }
 * parseDate('03/04/2019') // { ok: false, code: 'ambiguous-date', first: '2019-04-03', second: '2019-03-04' }
 */
export function parseDate(
  cell: Cell | undefined,
  options: { readonly order?: DateOrder | undefined } = {},
): DateOutcome {
  if (cell === null || cell === undefined) return { ok: true, value: null };
  const text = String(cell).normalize('NFKC').trim();
  if (typeof cell === 'boolean') return { ok: false, code: 'bad-date' };
  if (isBlankText(text)) return { ok: true, value: null };

  const compact = COMPACT.exec(text);
  if (compact) return dayOf(compact[1], compact[2], compact[3]);
  const serial = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (serial >= MIN_SERIAL && serial < MAX_SERIAL) {
    const iso = formatSerialDate(Math.floor(serial), false, 'date');
    return iso === undefined ? { ok: false, code: 'bad-date' } : { ok: true, value: iso };
  }
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) return dayOf(yearFirst[1], yearFirst[3], yearFirst[4]);
  const chinese = CHINESE.exec(text);
  if (chinese) {
    if (chinese[3] !== undefined) return dayOf(chinese[1], chinese[2], chinese[3]);
    const firstDay = isoDay(Number(chinese[1]), Number(chinese[2]), 1);
    return firstDay === undefined
      ? { ok: false, code: 'bad-date' }
      : { ok: false, code: 'bad-date', suggestion: firstDay };
  }
  const named = NAMED_MONTH.exec(text);
  if (named) {
    const month = MONTHS.indexOf((named[2] as string).slice(0, 3).toLowerCase()) + 1;
    return dayOf(named[3], String(month), named[1]);
  }
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast) return yearLastDay(yearLast[1], yearLast[3], yearLast[4], options.order);
  return { ok: false, code: 'bad-date' };
}

/**
 * Which part comes first in a column of days with the year last, where the column itself proves it:
 * a day above 12 in one place and none in the other.
 */
export function detectDateOrder(cells: Iterable<Cell | undefined>): 'dmy' | 'mdy' | undefined {
  let firstAbove = false;
  let secondAbove = false;
  for (const cell of cells) {
    if (typeof cell !== 'string') continue;
    const match = YEAR_LAST.exec(cell.normalize('NFKC').trim());
    if (!match) continue;
    if (Number(match[1]) > 12) firstAbove = true;
    if (Number(match[3]) > 12) secondAbove = true;
  }
  if (firstAbove === secondAbove) return undefined;
  return firstAbove ? 'dmy' : 'mdy';
}

function yearLastDay(
  first: string | undefined,
  second: string | undefined,
  year: string | undefined,
  order: DateOrder | undefined,
): DateOutcome {
  const dayFirst = isoDay(Number(year), Number(second), Number(first));
  const monthFirst = isoDay(Number(year), Number(first), Number(second));
  if (order === 'dmy') return dayFirst ? { ok: true, value: dayFirst } : { ok: false, code: 'bad-date' };
  if (order === 'mdy') return monthFirst ? { ok: true, value: monthFirst } : { ok: false, code: 'bad-date' };
  if (dayFirst && monthFirst && dayFirst !== monthFirst) {
    return { ok: false, code: 'ambiguous-date', first: dayFirst, second: monthFirst };
  }
  const only = dayFirst ?? monthFirst;
  return only ? { ok: true, value: only } : { ok: false, code: 'bad-date' };
}

function dayOf(year: string | undefined, month: string | undefined, day: string | undefined): DateOutcome {
  const iso = isoDay(Number(year), Number(month), Number(day));
  return iso === undefined ? { ok: false, code: 'bad-date' } : { ok: true, value: iso };
}

function isoDay(year: number, month: number, day: number): string | undefined {
  if (year < 1500 || year > 2500 || month < 1 || month > 12 || day < 1) return undefined;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export type SchoolYearOutcome =
  | { readonly ok: true; readonly value: number | null }
  | { readonly ok: false; readonly code: 'bad-year' };

const SINGLE_YEAR = /^(\d{4})\s*(?:年|学年|学年度|年度)?$/;
const TWO_YEARS = /^(\d{4})\s*年?\s*[-–—/~至]\s*(\d{4}|\d{2})\s*年?\s*(?:学年|学年度|年度)?$/;
const COMPACT_YEARS = /^(\d{4})(\d{2})$/;

/**
 * The year in which a school year begins: 2019, "2019年", "2019-20", "2019/2020", "2019-2020学年",
 * and the "201920" of English statistics are 2019.
 */
export function parseSchoolYear(cell: Cell | undefined): SchoolYearOutcome {
  if (cell === null || cell === undefined) return { ok: true, value: null };
  const text = String(cell).normalize('NFKC').trim();
  if (isBlankText(text)) return { ok: true, value: null };
  const single = SINGLE_YEAR.exec(text);
  const two = single ? null : (TWO_YEARS.exec(text) ?? COMPACT_YEARS.exec(text));
  const year = Number(single?.[1] ?? two?.[1] ?? Number.NaN);
  if (!(year >= 1800 && year <= 2200)) return { ok: false, code: 'bad-year' };
  if (two) {
    const next = two[2] as string;
    const expected = String(year + 1);
    if (next !== expected && next !== expected.slice(2)) return { ok: false, code: 'bad-year' };
  }
  return { ok: true, value: year };
}
