/**
 * The rows nearly every file is made of, at a few processor cycles per byte: unquoted fields, numbers of digits with
 * a point, keys seen before. Four digits are looked at as one word. The first row with anything else is left to the
 * reader that knows everything, which then hands back.
 *
 * Each kind of field has a small function of its own: small ones are compiled soonest.
 */

import type { CellSums } from './cell-sums.ts';
import type { KeyLabels } from './key-labels.ts';
import { readLongDecimal } from './read-long-decimal.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const LARGEST_EXACT = 2 ** 53;
const MOST_DECIMALS = 22;
const MOST_WHOLE_DIGITS = 9;
const MOST_KEY_DIGITS = 8;
const POWERS_OF_TEN = Float64Array.from({ length: MOST_DECIMALS + 1 }, (_, exponent) =>
  Number(`1e${exponent}`),
);
const FOUR_ZEROS = 0x30303030;
/** Added to bytes above 9 it sets their highest bits. */
const ABOVE_NINE = 0x76767676;
const HIGHEST_BITS = 0x80808080;

/** Bytes that must be readable behind the rows, since digits are looked at four at once. */
export const BYTES_BEHIND = 16;

/** What is wanted of a column of the file. */
export const SKIP = 0;
export const NUMBER = 1;
export const KEY = 2;

export interface PlainColumns {
  readonly delimiter: number;
  /** For each column of the file: passed over, a number, or a key. */
  readonly kinds: Uint8Array;
  /** The place among the numbers or the keys. */
  readonly places: Int32Array;
  readonly keyLabels: readonly KeyLabels[];
  readonly sums: CellSums;
  readonly origins: Float64Array;
  /** One divided by each scale. */
  readonly factors: Float64Array;
  /** Variables without the weight, which comes behind them. */
  readonly variableCount: number;
  readonly isWeighted: boolean;
  readonly numbers: Float64Array;
  readonly codes: Int32Array;
  /** Rows taken in all. */
  taken: number;
}

/** Sums rows until one ends at or behind `until`; answers the offset of the first row not taken. */
export function scanPlainRows(
  columns: PlainColumns,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  until: number,
): number {
  const { sums } = columns;
  let at = from;
  let taken = 0;
  while (at < until) {
    const end = readRow(columns, bytes, view, at);
    if (end < 0 || !addRow(columns, sums)) break;
    at = end;
    taken++;
  }
  columns.taken += taken;
  return at;
}

/** The offset behind the row whose fields are now in `numbers` and `codes`; −1 when another must read it. */
function readRow(columns: PlainColumns, bytes: Uint8Array, view: DataView, start: number): number {
  const { delimiter, kinds, places } = columns;
  const last = kinds.length - 1;
  let at = start;
  for (let column = 0; column <= last; column++) {
    const kind = kinds[column]!;
    if (kind === KEY) {
      const place = places[column]!;
      at = readKey(columns.keyLabels[place]!, bytes, view, at, delimiter, columns.codes, place);
    } else if (kind === NUMBER) at = readNumber(bytes, view, at, columns.numbers, places[column]!);
    else at = passOver(bytes, at, delimiter);
    if (at < 0) return -1;
    if (column < last && bytes[at++] !== delimiter) return -1;
  }
  if (bytes[at] === CARRIAGE_RETURN) at++;
  return bytes[at] === LINE_FEED ? at + 1 : -1;
}

function passOver(bytes: Uint8Array, start: number, delimiter: number): number {
  let at = start;
  let byte = bytes[at]!;
  if (byte === QUOTE) return -1;
  while (byte !== delimiter && byte !== LINE_FEED) byte = bytes[++at]!;
  return at;
}

/** Puts the code of a key into its place; the offset behind it, −1 when another must read it. */
function readKey(
  labels: KeyLabels,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  delimiter: number,
  codes: Int32Array,
  place: number,
): number {
  let at = start;
  let whole = 0;
  const digits = (view.getInt32(at, true) - FOUR_ZEROS) | 0;
  if ((((digits + ABOVE_NINE) | digits) & HIGHEST_BITS) === 0) {
    whole = joinDigits(digits);
    at += 4;
  }
  let digit = bytes[at]! - ZERO;
  while (digit >= 0 && digit <= 9 && at < start + MOST_KEY_DIGITS) {
    whole = (Math.imul(whole, 10) + digit) | 0;
    at++;
    digit = bytes[at]! - ZERO;
  }
  const next = bytes[at]!;
  const isNumber =
    (next === delimiter || next === LINE_FEED || next === CARRIAGE_RETURN) &&
    (bytes[start] !== ZERO || at === start + 1) &&
    at > start;
  if (isNumber) {
    const { direct } = labels;
    const code = whole < direct.length ? direct[whole]! - 1 : -1;
    codes[place] = code >= 0 ? code : labels.codeOfNumber(whole);
    return at;
  }
  return readLabel(labels, bytes, start, delimiter, codes, place);
}

/** A key by its bytes, when they have been seen before. */
function readLabel(
  labels: KeyLabels,
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  codes: Int32Array,
  place: number,
): number {
  let at = start;
  let byte = bytes[at]!;
  if (byte === QUOTE) return -1;
  while (byte !== delimiter && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) byte = bytes[++at]!;
  const code = labels.findBytes(bytes, start, at);
  codes[place] = code;
  return code < 0 ? -1 : at;
}

/** Puts a number into its place; the offset behind it, −1 when another must read it. */
function readNumber(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  numbers: Float64Array,
  place: number,
): number {
  // Without a branch, since signs come in no order that a processor could foresee: 1 for a minus, else 0.
  const isNegative = ((bytes[from]! ^ MINUS) - 1) >>> 31;
  const start = from + isNegative;
  let at = start;
  let whole = 0;
  let decimals = 0;
  let digit = bytes[at]! - ZERO;
  while (digit >= 0 && digit <= 9) {
    whole = (Math.imul(whole, 10) + digit) | 0;
    at++;
    digit = bytes[at]! - ZERO;
  }
  const wholeDigits = at - start;
  if (wholeDigits > MOST_WHOLE_DIGITS) return -1;
  let value = whole;
  if (digit === POINT - ZERO) {
    at++;
    let mantissa = whole;
    const firstDecimal = at;
    let digits = (view.getInt32(at, true) - FOUR_ZEROS) | 0;
    // The first byte that is no digit has its highest bit set.
    let others = ((digits + ABOVE_NINE) | digits) & HIGHEST_BITS;
    while (others === 0) {
      mantissa = mantissa * 10000 + joinDigits(digits);
      at += 4;
      digits = (view.getInt32(at, true) - FOUR_ZEROS) | 0;
      others = ((digits + ABOVE_NINE) | digits) & HIGHEST_BITS;
    }
    const count = countBefore(others);
    mantissa = mantissa * POWERS_OF_TEN[count]! + joinDigits(firstDigits(digits, count));
    at += count;
    decimals = at - firstDecimal;
    if (decimals > MOST_DECIMALS) return -1;
    value = mantissa / POWERS_OF_TEN[decimals]!;
    if (mantissa >= LARGEST_EXACT) {
      value = readLongDecimal(bytes, start, at);
      if (value < 0) return -1;
    }
  }
  numbers[place] = value * (1 - 2 * isNegative);
  return wholeDigits + decimals === 0 ? -1 : at;
}

/** How many bytes stand before the first whose highest bit is set. */
const countBefore = (others: number): number => (31 - Math.clz32(others & -others)) >> 3;

/** The first digits of four, behind zeros instead of before others. */
const firstDigits = (digits: number, count: number): number => (digits << (24 - 8 * count)) << 8;

/** The number that four digits, one for each byte, write. */
function joinDigits(digits: number): number {
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) | 0;
  return (Math.imul(pairs & 0xff, 100) + ((pairs >>> 16) & 0xff)) | 0;
}

/** False when another must read the row. */
function addRow(columns: PlainColumns, sums: CellSums): boolean {
  const { numbers, codes, origins, factors, variableCount, isWeighted } = columns;
  const rowWeight = isWeighted ? numbers[variableCount]! : 1;
  if (rowWeight <= 0) return false;
  const { capacities, dense } = sums;
  // Too many combinations for a table: the other reader finds cells by hashing.
  if (dense === undefined) return false;
  let place = 0;
  let fits = true;
  for (let key = 0; key < codes.length; key++) {
    const code = codes[key]!;
    const capacity = capacities[key]!;
    fits &&= code < capacity;
    place = (Math.imul(place, capacity) + code) | 0;
  }
  let cell = fits ? dense[place]! - 1 : -1;
  if (cell < 0) cell = sums.cellOf(codes);
  const { moments } = sums;
  let sum = cell * sums.stride;
  moments[sum]! += 1;
  sum++;
  if (isWeighted) {
    moments[sum]! += rowWeight;
    sum++;
  }
  if (variableCount === 2) {
    const one = (numbers[0]! - origins[0]!) * factors[0]!;
    const other = (numbers[1]! - origins[1]!) * factors[1]!;
    const weighted = rowWeight * one;
    const otherWeighted = rowWeight * other;
    moments[sum]! += weighted;
    moments[sum + 1]! += otherWeighted;
    moments[sum + 2]! += weighted * one;
    moments[sum + 3]! += weighted * other;
    moments[sum + 4]! += otherWeighted * other;
    return true;
  }
  let product = sum + variableCount;
  for (let first = 0; first < variableCount; first++) {
    numbers[first] = (numbers[first]! - origins[first]!) * factors[first]!;
  }
  for (let first = 0; first < variableCount; first++) {
    const weighted = rowWeight * numbers[first]!;
    moments[sum]! += weighted;
    sum++;
    for (let second = first; second < variableCount; second++) {
      moments[product]! += weighted * numbers[second]!;
      product++;
    }
  }
  return true;
}
