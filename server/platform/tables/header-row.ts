import type { Cell } from './types.ts';

const ROWS_LOOKED_AT = 60;
const ROWS_ABOVE_HEADER = 25;

/**
 * Index of the row that names the columns. Sheets often carry a title, a unit and a date above it:
 * the header is the first row that fills more than half as many cells as a usual row of the table
 * and holds a word (the others may be years). Without such a row it is the first that is wide enough.
 */
export function findHeaderIndex(rows: readonly { readonly cells: readonly Cell[] }[]): number {
  const widths = rows.slice(0, ROWS_LOOKED_AT).map(({ cells }) => countFilled(cells));
  const sorted = widths.toSorted((a, b) => a - b);
  const usual = sorted[sorted.length >> 1] ?? 0;
  const isWide = (index: number) => usual <= 1 || (widths[index] ?? 0) > usual / 2;

  let firstWide = -1;
  for (let index = 0; index < Math.min(rows.length, ROWS_ABOVE_HEADER); index++) {
    if (!isWide(index)) continue;
    if (firstWide < 0) firstWide = index;
    if (rows[index]!.cells.some(isWord)) return index;
  }
  return Math.max(0, firstWide);
}

function countFilled(cells: readonly Cell[]): number {
  let count = 0;
  for (const cell of cells) if (cell !== null) count++;
  return count;
}

function isWord(cell: Cell): boolean {
  return typeof cell === 'string' && !/^[\s\d.,%+\-/:]+$/.test(cell.normalize('NFKC'));
}
