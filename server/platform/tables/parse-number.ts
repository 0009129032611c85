/**
 * A cell to a number, or why not. A number written as text ("1,200", "１，２００", "1.2万") is refused
 * with the reading proposed, unless the caller was told to accept such readings; what has two
 * readings, is a percentage, an approximation or carries a unit is refused in any case.
 *
 * Taken as blank (value null): empty cells and the tokens of `BLANK_TOKENS`. "无" and "none" are
 * not: they may mean zero.
 */

import type { ProblemCode } from '@trellis/contract/problems';
import type { Cell } from './types.ts';

/** What offices write for "not known". Compared after full-width letters were narrowed, in lower case. */
export const BLANK_TOKENS: ReadonlySet<string> = new Set([
  '-',
  '--',
  '–',
  '—',
  '——',
  '/',
  '..',
  'n/a',
  'na',
  'null',
  'unknown',
  '不详',
  '未知',
  '缺',
  '暂缺',
  '空',
]);

const ZERO_OR_UNKNOWN = new Set(['无', '没有', 'none', 'nil']);

export type NumberOutcome =
  | {
      readonly ok: true;
      /** null: blank. */
      readonly value: number | null;
      /** Plain digits in a text cell: fine in .csv, worth a notice in a workbook. */
      readonly isDigitsAsText?: true;
    }
  | {
      readonly ok: false;
      readonly code: Extract<
        ProblemCode,
        | 'number-as-text'
        | 'percent-as-number'
        | 'ambiguous-number'
        | 'number-with-unit'
        | 'approximate-number'
        | 'none-or-zero'
        | 'error-cell'
        | 'not-a-number'
      >;
      /** The likely reading; for a percentage its fraction. */
      readonly suggestion?: number;
    };

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)';
const PERCENT = new RegExp(`^(${NUMBER})\\s*%$`);
const GROUPED = /^[+-]?\d{1,3}(?:(,|'|’| )\d{3})(?:\1\d{3})*(?:\.\d+)?$/;
const POINT_GROUPED = /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$/;
const COMMA_DECIMAL = /^[+-]?\d+,\d+$/;
const MULTIPLIED = new RegExp(`^(${NUMBER})\\s*(千|万|亿)$`);
const APPROXIMATE = new RegExp(
  `^(?:约|大约|近|将近|~|≈|<|>|<=|>=|≤|≥|about |approx\\.? |ca\\.? )\\s*(${NUMBER})$|^(${NUMBER})\\s*(?:左右|上下|余|多|\\+)$`,
  'i',
);
const WITH_UNIT = new RegExp(
  `^[¥$£€]\\s*(${NUMBER})$|^(${NUMBER})\\s*(?:人次|人|名|个|间|台|册|本|套|所|位|元|亩|平方米|平米|m2|m²|yuan|pupils|students|teachers|rooms)$`,
  'i',
);
const ERROR = /^#(?:DIV\/0!|N\/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BLOCKED!)$/i;
const POWERS: Record<string, string> = { 千: 'e3', 万: 'e4', 亿: 'e8' };

/**
 * @example
 * parseNumber('１，２００') // { ok: false, code: 'number-as-text', suggestion: 1200 }
 * parseNumber('１，２００', { acceptNumbersAsText: true }) // { ok: true, value: 1200 }
 */
export function parseNumber(
  cell: Cell | undefined,
  options: { readonly acceptNumbersAsText?: boolean | undefined } = {},
): NumberOutcome {
  if (cell === null || cell === undefined) return { ok: true, value: null };
  if (typeof cell === 'number') {
    return Number.isFinite(cell) ? { ok: true, value: cell } : { ok: false, code: 'not-a-number' };
  }
  if (typeof cell === 'boolean') return { ok: false, code: 'not-a-number' };

  const text = cell.trim();
  if (PLAIN.test(text)) {
    const value = Number(text);
    return Number.isFinite(value)
      ? { ok: true, value, isDigitsAsText: true }
      : { ok: false, code: 'not-a-number' };
  }
  if (isBlankText(text)) return { ok: true, value: null };
  const outcome = explainText(text.normalize('NFKC').replace(/[−﹣]/g, '-').trim());
  if (!outcome.ok && outcome.code === 'number-as-text' && options.acceptNumbersAsText) {
    return { ok: true, value: outcome.suggestion as number };
  }
  return outcome;
}

/** Whether a text stands for an empty cell. */
export function isBlankText(text: string): boolean {
  const token = text.normalize('NFKC').trim().toLowerCase();
  return token === '' || BLANK_TOKENS.has(token);
}

function explainText(text: string): NumberOutcome & { ok: false } {
  if (ERROR.test(text)) return { ok: false, code: 'error-cell' };
  if (ZERO_OR_UNKNOWN.has(text.toLowerCase())) return { ok: false, code: 'none-or-zero' };

  // Full-width digits become plain ones only by the normalisation.
  if (PLAIN.test(text)) return refuse('number-as-text', text);
  const percent = PERCENT.exec(text);
  if (percent) return refuse('percent-as-number', `${percent[1]}e-2`);
  if (GROUPED.test(text)) return refuse('number-as-text', text.replace(/[,'’ ]/g, ''));
  if (POINT_GROUPED.test(text)) {
    return refuse('ambiguous-number', text.replaceAll('.', '').replace(',', '.'));
  }
  if (COMMA_DECIMAL.test(text)) return refuse('ambiguous-number', text.replace(',', '.'));
  const multiplied = MULTIPLIED.exec(text);
  if (multiplied) return refuse('number-as-text', `${multiplied[1]}${POWERS[multiplied[2] as string]}`);
  const approximate = APPROXIMATE.exec(text);
  if (approximate) return refuse('approximate-number', approximate[1] ?? approximate[2]);
  const withUnit = WITH_UNIT.exec(text);
  if (withUnit) return refuse('number-with-unit', withUnit[1] ?? withUnit[2]);
  return { ok: false, code: 'not-a-number' };
}

type RefusalCode = (NumberOutcome & { ok: false })['code'];

function refuse(code: RefusalCode, reading: string | undefined): NumberOutcome & { ok: false } {
  const suggestion = Number(reading);
  return Number.isFinite(suggestion) ? { ok: false, code, suggestion } : { ok: false, code: 'not-a-number' };
}
