/**
 * Tables out, as .xlsx and .csv, safe to open: text that a spreadsheet program would take for a
 * formula is a typed text cell in a workbook and carries an apostrophe in .csv (`readTable` takes
 * it off again). The .csv begins with a byte order mark, without which Excel garbles Chinese.
 */

import type { Cell } from './types.ts';

export interface SheetColumn {
  readonly header: string;
  /** In characters. */
  readonly width?: number;
  /** 'date' takes ISO text; without a type numbers are numbers and text is text. */
  readonly type?: 'text' | 'number' | 'date';
}

export interface SheetToWrite {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: Iterable<readonly Cell[]>;
}

/** What a cell of a workbook holds at most. */
const MAX_TEXT_LENGTH = 32_767;
const MAX_SHEET_NAME_LENGTH = 31;
const DEFAULT_WIDTH = 14;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they do not survive in XML.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A workbook with bold, frozen header rows. */
export async function writeWorkbook(workbook: {
  readonly sheets: readonly SheetToWrite[];
}): Promise<Uint8Array> {
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const names = new Set<string>();
  const sheets = workbook.sheets.map(({ name, columns, rows }) => ({
    sheet: sheetName(name, names),
    columns: columns.map(({ width }) => ({ width: width ?? DEFAULT_WIDTH })),
    stickyRowsCount: 1,
    dateFormat: 'yyyy-mm-dd',
    data: [
      columns.map(({ header }) => ({ value: cleanText(header), type: String, fontWeight: 'bold' as const })),
      ...Array.from(rows, (cells) => columns.map((column, index) => toCell(cells[index] ?? null, column))),
    ],
  }));
  return writeExcelFile(sheets).toBuffer();
}

function toCell(cell: Cell, { type }: SheetColumn) {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  if (typeof cell === 'number' && type !== 'text') {
    return Number.isFinite(cell) ? { value: cell, type: Number } : null;
  }
  if (type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(String(cell))) {
    return { value: new Date(`${cell}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  }
  return { value: cleanText(String(cell)), type: String };
}

const cleanText = (text: string) => text.replace(CONTROL_CHARACTERS, '').slice(0, MAX_TEXT_LENGTH);

/** Sheet names have at most 31 characters, none of []:*?/\ , and are unique without regard to case. */
function sheetName(wanted: string, taken: Set<string>): string {
  const base =
    cleanText(wanted)
      .replace(/[[\]:*?/\\]/g, ' ')
      .trim() || 'Sheet';
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` ${number}`;
    const name = base.slice(0, MAX_SHEET_NAME_LENGTH - suffix.length).replace(/^'|'$/g, ' ') + suffix;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}

/** UTF-8 with byte order mark, comma, CRLF. */
export function writeCsv(sheet: {
  readonly columns: readonly Pick<SheetColumn, 'header'>[];
  readonly rows: Iterable<readonly Cell[]>;
}): Uint8Array {
  const lines = [sheet.columns.map(({ header }) => csvCell(header)).join(',')];
  for (const cells of sheet.rows) {
    lines.push(sheet.columns.map((_, index) => csvCell(cells[index] ?? null)).join(','));
  }
  return new TextEncoder().encode(`\uFEFF${lines.join('\r\n')}\r\n`);
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  // Apostrophes already there get one more, so that reading takes off exactly one.
  const safe = /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
