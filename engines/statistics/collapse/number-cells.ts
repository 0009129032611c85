/**
 * Numbers the combinations of several keys 0 … cells − 1, in the order of their codes. Mixed radix where the
 * combinations are few, else by hashing the keys two at a time, so that any number of keys fits.
 *
 * Cost O(rows · keys), and O(combinations) or O(cells log cells) for the order.
 */

import type { FactorColumn } from '../types.ts';

export interface NumberedCells {
  /** The cell of each row. */
  readonly cellOfRow: Int32Array;
  readonly cells: number;
  /** A row of each cell. */
  readonly firstRows: Int32Array;
}

/** Combinations that are counted in a table rather than hashed. */
const LARGEST_TABLE = 1 << 22;

export function numberCells(keys: readonly FactorColumn[], rows: number): NumberedCells {
  let joined: FactorColumn = keys[0] ?? { codes: new Int32Array(rows), levels: 1 };
  for (const key of keys.slice(1)) joined = joinKeys(joined, key, rows);
  return keepUsed(joined, rows);
}

function joinKeys(first: FactorColumn, second: FactorColumn, rows: number): FactorColumn {
  const combinations = first.levels * second.levels;
  if (combinations > Math.max(LARGEST_TABLE, 2 * rows)) return hashPairs(first, second, rows);
  const codes = new Int32Array(rows);
  const { levels } = second;
  const a = first.codes;
  const b = second.codes;
  for (let row = 0; row < rows; row++) codes[row] = a[row]! * levels + b[row]!;
  return { codes, levels: combinations };
}

function hashPairs(first: FactorColumn, second: FactorColumn, rows: number): FactorColumn {
  const size = 2 ** Math.ceil(Math.log2(2 * rows + 2));
  const mask = size - 1;
  const pairs = new Float64Array(size).fill(-1);
  const codes = new Int32Array(rows);
  const places = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const a = first.codes[row]!;
    const b = second.codes[row]!;
    const pair = a * second.levels + b;
    let place = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & mask;
    while (pairs[place] !== pair && pairs[place] !== -1) place = (place + 1) & mask;
    pairs[place] = pair;
    places[row] = place;
  }
  // Numbered by size, so that the order of the rows does not matter.
  const used: number[] = [];
  for (let place = 0; place < size; place++) if (pairs[place]! >= 0) used.push(place);
  used.sort((a, b) => pairs[a]! - pairs[b]!);
  const codeOfPlace = new Int32Array(size);
  for (const [code, place] of used.entries()) codeOfPlace[place] = code;
  for (let row = 0; row < rows; row++) codes[row] = codeOfPlace[places[row]!]!;
  return { codes, levels: used.length };
}

/** The combinations that occur, renumbered without gaps. */
function keepUsed({ codes, levels }: FactorColumn, rows: number): NumberedCells {
  const rowOfCode = new Int32Array(levels);
  for (let row = rows - 1; row >= 0; row--) rowOfCode[codes[row]!] = row + 1;
  let cells = 0;
  for (let code = 0; code < levels; code++) if (rowOfCode[code]! > 0) cells++;
  const firstRows = new Int32Array(cells);
  if (cells === levels) {
    for (let code = 0; code < levels; code++) firstRows[code] = rowOfCode[code]! - 1;
    return { cellOfRow: codes, cells, firstRows };
  }
  const cellOfCode = new Int32Array(levels);
  for (let code = 0, cell = 0; code < levels; code++) {
    if (rowOfCode[code]! === 0) continue;
    firstRows[cell] = rowOfCode[code]! - 1;
    cellOfCode[code] = cell++;
  }
  const cellOfRow = new Int32Array(rows);
  for (let row = 0; row < rows; row++) cellOfRow[row] = cellOfCode[codes[row]!]!;
  return { cellOfRow, cells, firstRows };
}
