/**
 * Reads delimited rows of bytes straight into cells or columns: no text is made for a number that fits 53 bits,
 * nor for a key that is a whole number. Quoted fields are left to a reader that knows them all.
 */

import { CellSums } from './cell-sums.ts';
import { KeyLabels } from './key-labels.ts';
import { BYTES_BEHIND, KEY, NUMBER, type PlainColumns, SKIP, scanPlainRows } from './scan-plain-rows.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const LARGEST_EXACT = 2 ** 53;
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', '.', '#n/a', '缺失']);

/** What is wanted of the file's columns. */
export interface ScanLayout {
  readonly delimiter: number;
  readonly columnCount: number;
  /** Columns of the cells' keys; a blank one is a level of its own where `blankIsLevel`. */
  readonly keys: readonly { readonly column: number; readonly blankIsLevel: boolean }[];
  /** Columns of numbers. */
  readonly variables: readonly number[];
  readonly origins: readonly number[];
  readonly scales: readonly number[];
  /** Column of weights. */
  readonly weight: number | undefined;
  readonly encoding: string;
  /** `cells` sums; `rows` keeps every row's numbers and codes. */
  readonly keep: 'cells' | 'rows';
}

/** Why the scan stopped: a field it leaves to others, or one that is wrong. */
export type ScanStop = {
  /** Place of the row's first byte: in the scanned bytes, then in the file. */
  readonly offset: number;
} & (
  | { readonly kind: 'quoted' }
  | { readonly kind: 'uneven'; readonly cells: number }
  | { readonly kind: 'not-a-number'; readonly column: number; readonly value: string }
  | { readonly kind: 'bad-weight'; readonly column: number; readonly value: string }
);

const HELPING_BYTES = 1 << 13;

/** Scans pieces of one file, one after the other; what it found is read from its fields. */
export class RowScanner {
  readonly layout: ScanLayout;
  readonly keyLabels: readonly KeyLabels[];
  readonly sums: CellSums;
  /** With `keep: 'rows'`: the numbers of each row (variables, then the weight) and its codes. */
  readonly rowNumbers: Float64Array[] = [];
  readonly rowCodes: Int32Array[] = [];
  /** Rows left out because this column is missing; each row counts for its first one. */
  readonly missing: Float64Array;
  /** Rows seen, kept or not. */
  rows = 0;
  kept = 0;
  stop: ScanStop | undefined;
  #rowStart = 0;
  readonly #kinds: Uint8Array;
  /** Where each column's number and code go. */
  readonly #numberPlace: Int32Array;
  readonly #keyPlace: Int32Array;
  readonly #numbers: Float64Array;
  readonly #codes: Int32Array;
  readonly #decoder: TextDecoder;
  readonly #plain: PlainColumns | undefined;

  constructor(layout: ScanLayout) {
    this.layout = layout;
    const { keys, variables, weight, columnCount } = layout;
    const numbers = variables.length + (weight === undefined ? 0 : 1);
    const products = (variables.length * (variables.length + 1)) / 2;
    this.keyLabels = keys.map(() => new KeyLabels());
    this.sums = new CellSums(keys.length, 1 + numbers + products);
    this.missing = new Float64Array(columnCount);
    this.#kinds = new Uint8Array(columnCount);
    this.#numberPlace = new Int32Array(columnCount).fill(-1);
    this.#keyPlace = new Int32Array(columnCount).fill(-1);
    for (const [place, column] of variables.entries()) {
      this.#kinds[column]! |= NUMBER;
      this.#numberPlace[column] = place;
    }
    if (weight !== undefined) {
      this.#kinds[weight]! |= NUMBER;
      this.#numberPlace[weight] = variables.length;
    }
    for (const [place, { column }] of keys.entries()) {
      this.#kinds[column]! |= KEY;
      this.#keyPlace[column] = place;
    }
    this.#numbers = new Float64Array(numbers);
    this.#codes = new Int32Array(keys.length);
    this.#decoder = new TextDecoder(layout.encoding);
    this.#plain = this.#describePlain();
  }

  /** What the quick reader needs; it sums, and reads each column in one way only. */
  #describePlain(): PlainColumns | undefined {
    const { keep, delimiter, origins, scales, variables, weight } = this.layout;
    const kinds = this.#kinds;
    const wanted = this.#numbers.length + this.#codes.length;
    if (keep === 'rows' || kinds.filter((kind) => kind !== SKIP).length < wanted) return undefined;
    return {
      delimiter,
      kinds,
      places: Int32Array.from(kinds, (kind, column) =>
        kind === KEY ? this.#keyPlace[column]! : this.#numberPlace[column]!,
      ),
      keyLabels: this.keyLabels,
      sums: this.sums,
      origins: Float64Array.from(origins),
      factors: Float64Array.from(scales, (scale) => 1 / scale),
      variableCount: variables.length,
      isWeighted: weight !== undefined,
      numbers: this.#numbers,
      codes: this.#codes,
      taken: 0,
    };
  }

  /**
   * Scans whole rows from `from` until one ends at or behind `until`; the byte behind the last one must be a
   * line feed.
   */
  scan(bytes: Uint8Array, from: number, until: number): void {
    const plain = this.#plain;
    let at = from;
    if (plain !== undefined && until + BYTES_BEHIND <= bytes.length) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      while (this.sums.dense !== undefined && at < until && this.stop === undefined) {
        plain.taken = 0;
        // In small helpings: a function that is called often is compiled sooner than one that loops for long.
        const helping = Math.min(until, at + HELPING_BYTES);
        at = scanPlainRows(plain, bytes, view, at, helping);
        this.rows += plain.taken;
        this.kept += plain.taken;
        if (at < helping) at = this.#scanRows(bytes, at, at + 1);
      }
    }
    if (this.stop === undefined) this.#scanRows(bytes, at, until);
  }

  /** The same for rows of any kind; answers the offset behind them. */
  #scanRows(bytes: Uint8Array, from: number, until: number): number {
    const { delimiter, columnCount } = this.layout;
    const kinds = this.#kinds;
    const numbers = this.#numbers;
    const codes = this.#codes;
    const last = columnCount - 1;
    const numberPlace = this.#numberPlace;
    const keyPlace = this.#keyPlace;
    const directCodes = this.keyLabels.map(({ direct }) => direct);
    let at = from;
    while (at < until) {
      if (bytes[at] === LINE_FEED || (bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED)) {
        at += bytes[at] === LINE_FEED ? 1 : 2;
        continue;
      }
      this.#rowStart = at;
      let missing = -1;
      let column = 0;
      for (; column < columnCount; column++) {
        const kind = kinds[column]!;
        let byte = bytes[at]!;
        if (byte === QUOTE) {
          this.stop = { kind: 'quoted', offset: this.#rowStart };
          return at;
        }
        if (kind === SKIP) {
          while (byte !== delimiter && byte !== LINE_FEED) byte = bytes[++at]!;
        } else {
          const start = at;
          const isNegative = byte === MINUS;
          if (isNegative) byte = bytes[++at]!;
          const firstDigit = at;
          let whole = 0;
          let digit = byte - ZERO;
          while (digit >= 0 && digit <= 9 && at - firstDigit < 9) {
            whole = (Math.imul(whole, 10) + digit) | 0;
            digit = bytes[++at]! - ZERO;
          }
          const wholeDigits = at - firstDigit;
          byte = bytes[at]!;
          let value = whole;
          let isExact = wholeDigits > 0;
          let isWhole = isExact;
          if (byte === POINT) {
            isWhole = false;
            const firstOfFraction = ++at;
            let fraction = 0;
            digit = bytes[at]! - ZERO;
            while (digit >= 0 && digit <= 9 && at - firstOfFraction < 9) {
              fraction = (Math.imul(fraction, 10) + digit) | 0;
              digit = bytes[++at]! - ZERO;
            }
            const highDigits = at - firstOfFraction;
            isExact = wholeDigits + highDigits > 0;
            let mantissa = whole * POWERS_OF_TEN[highDigits]! + fraction;
            let decimals = highDigits;
            if (highDigits === 9 && digit >= 0 && digit <= 9) {
              const firstOfTail = at;
              let tail = 0;
              while (digit >= 0 && digit <= 9 && at - firstOfTail < 9) {
                tail = (Math.imul(tail, 10) + digit) | 0;
                digit = bytes[++at]! - ZERO;
              }
              const tailDigits = at - firstOfTail;
              decimals += tailDigits;
              mantissa = mantissa * POWERS_OF_TEN[tailDigits]! + tail;
            }
            isExact &&= mantissa < LARGEST_EXACT;
            value = mantissa / POWERS_OF_TEN[decimals]!;
            byte = bytes[at]!;
          }
          if (
            byte !== delimiter &&
            byte !== LINE_FEED &&
            !(byte === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED)
          ) {
            isExact = false;
            isWhole = false;
            while (byte !== delimiter && byte !== LINE_FEED) byte = bytes[++at]!;
          } else if (byte === CARRIAGE_RETURN) byte = bytes[++at]!;
          if (isNegative) value = -value;
          if (kind & KEY) {
            const place = keyPlace[column]!;
            if (isWhole && !isNegative && (bytes[firstDigit] !== ZERO || wholeDigits === 1)) {
              const direct = directCodes[place]!;
              const known = whole < direct.length ? direct[whole]! : 0;
              codes[place] = known > 0 ? known - 1 : this.keyLabels[place]!.codeOfNumber(whole);
            } else if (!this.#readLabel(bytes, start, at, place) && missing < 0) missing = column;
          }
          if (kind & NUMBER) {
            if (!isExact) {
              value = this.#readNumber(bytes, start, at, column);
              if (this.stop !== undefined) return at;
              // NaN stands for missing within this loop only.
              if (Number.isNaN(value) && missing < 0) missing = column;
            }
            numbers[numberPlace[column]!] = value;
          }
        }
        at++;
        if (byte === LINE_FEED) break;
      }
      if (column !== last) {
        this.stop = this.#describeUnevenRow(bytes, at, column);
        return at;
      }
      this.rows++;
      if (missing >= 0) this.missing[missing]!++;
      else if (!this.#keep()) return at;
    }
    return at;
  }

  #keep(): boolean {
    const { variables, weight, keep, origins, scales } = this.layout;
    const numbers = this.#numbers;
    const count = variables.length;
    if (weight !== undefined && !(numbers[count]! > 0 && numbers[count]! < Number.POSITIVE_INFINITY)) {
      this.stop = {
        kind: 'bad-weight',
        offset: this.#rowStart,
        column: weight,
        value: String(numbers[count]),
      };
      return false;
    }
    this.kept++;
    if (keep === 'rows') {
      this.#keepRow();
      return true;
    }
    const { sums } = this;
    const base = sums.cellOf(this.#codes) * sums.stride;
    const moments = sums.moments;
    moments[base]! += 1;
    let at = base + 1;
    let rowWeight = 1;
    if (weight !== undefined) {
      rowWeight = numbers[count]!;
      moments[at++]! += rowWeight;
    }
    let products = at + count;
    for (let first = 0; first < count; first++) {
      numbers[first] = (numbers[first]! - origins[first]!) / scales[first]!;
    }
    for (let first = 0; first < count; first++) {
      const weighted = rowWeight * numbers[first]!;
      moments[at++]! += weighted;
      for (let second = first; second < count; second++) moments[products++]! += weighted * numbers[second]!;
    }
    return true;
  }

  #keepRow(): void {
    const place = this.kept - 1;
    const inBlock = place % BLOCK_ROWS;
    const numbers = this.#numbers;
    const codes = this.#codes;
    if (inBlock === 0) {
      this.rowNumbers.push(new Float64Array(BLOCK_ROWS * numbers.length));
      this.rowCodes.push(new Int32Array(BLOCK_ROWS * codes.length));
    }
    const block = (place - inBlock) / BLOCK_ROWS;
    this.rowNumbers[block]!.set(numbers, inBlock * numbers.length);
    this.rowCodes[block]!.set(codes, inBlock * codes.length);
  }

  /** A key that is not a plain whole number; false when it is missing. */
  #readLabel(bytes: Uint8Array, start: number, end: number, place: number): boolean {
    const labels = this.keyLabels[place]!;
    const known = labels.findBytes(bytes, start, end);
    if (known >= 0) {
      this.#codes[place] = known;
      return true;
    }
    const text = this.#textOf(bytes, start, end);
    const isMissing = MISSING.has(text.toLowerCase());
    if (isMissing && !this.layout.keys[place]!.blankIsLevel) return false;
    const code = labels.codeOfText(isMissing ? '' : text);
    this.#codes[place] = code;
    labels.learnBytes(bytes, start, bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end, code);
    return true;
  }

  #readNumber(bytes: Uint8Array, start: number, end: number, column: number): number {
    const text = this.#textOf(bytes, start, end);
    if (MISSING.has(text.toLowerCase())) return Number.NaN;
    const value = NUMBER_PATTERN.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value))
      this.stop = { kind: 'not-a-number', offset: this.#rowStart, column, value: text };
    return value;
  }

  #textOf(bytes: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(bytes.subarray(start, end)).trim();
  }

  #describeUnevenRow(bytes: Uint8Array, at: number, column: number): ScanStop {
    let cells = Math.min(column + 1, this.layout.columnCount);
    if (column === this.layout.columnCount) {
      cells++;
      for (let place = at; bytes[place] !== LINE_FEED; place++) {
        if (bytes[place] === this.layout.delimiter) cells++;
      }
    }
    return { kind: 'uneven', offset: this.#rowStart, cells };
  }
}

const NUMBER_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Rows kept together when rows are kept. */
export const BLOCK_ROWS = 1 << 14;
