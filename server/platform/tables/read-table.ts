/**
 * Reads a spreadsheet file from bytes into one table: format by what the bytes are, not by the
 * name; header row looked for; everything a person must mend reported with its place. A pure
 * function of the bytes: the same in a worker thread of the server and on the command line.
 *
 * Cost: O(bytes). 19,921 rows × 30 columns of .csv in about 0.1 s.
 */

import { makeProblem, type Problem } from '@trellis/contract/problems';
import { columnLetter } from './cell-reference.ts';
import { parseDelimitedText } from './delimited-text.ts';
import { findHeaderIndex } from './header-row.ts';
import { FILE_LIMITS } from './limits.ts';
import { ProblemList, UnreadableFileError } from './problem-list.ts';
import { decodeText } from './text-encoding.ts';
import type {
  Cell,
  FileLimits,
  RawTable,
  ReadTableOptions,
  ReadTableResult,
  Table,
  TableColumn,
} from './types.ts';

/**
 * The table in a file, and everything wrong with the file. Bad files are answered with problems;
 * nothing is thrown for them.
 *
 * @example
 * const { table, problems } = await readTable(bytes, { fileName: 'schools.csv' });
 */
export async function readTable(bytes: Uint8Array, options: ReadTableOptions): Promise<ReadTableResult> {
  const problems = new ProblemList();
  const limits = { ...FILE_LIMITS, ...options.limits };
  try {
    const raw = await readRaw(bytes, options, limits, problems);
    return finishTable(raw, options, problems);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    const found = problems.finish(options.fileName, null);
    return { table: null, problems: [...found, { ...error.problem, file: options.fileName }] };
  }
}

async function readRaw(
  bytes: Uint8Array,
  options: ReadTableOptions,
  limits: FileLimits,
  problems: ProblemList,
): Promise<RawTable> {
  if (bytes.length > limits.fileBytes) throw fileTooLarge(bytes.length, limits.fileBytes);
  const onProgress = options.onProgress ?? (() => {});
  if (isFilledWithNothing(bytes)) throw new UnreadableFileError('empty-file');
  switch (sniffFormat(bytes)) {
    case 'zip': {
      // Loaded only when needed: the command line reads .csv files without it.
      const { readWorkbook } = await import('./workbook.ts');
      return readWorkbook(bytes, options, limits, problems, onProgress);
    }
    case 'compound':
      throw new UnreadableFileError('password-protected');
    case 'text': {
      if (/\.xls[xm]$/i.test(options.fileName)) throw new UnreadableFileError('not-a-spreadsheet');
      const { text, encoding } = decodeText(bytes, options.encoding, problems);
      const parsed = parseDelimitedText(text, limits, problems, (share) => onProgress(0.9 * share));
      return { format: 'csv', encoding, sheet: null, sheets: [], merges: [], ...parsed };
    }
    default:
      throw new UnreadableFileError('not-a-spreadsheet', { params: { found: sniffFormat(bytes) } });
  }
}

/** The problem of a file that is too large; for the HTTP door, which stops the stream at the limit. */
export function fileTooLargeProblem(
  fileName: string,
  sizeBytes: number,
  limitBytes = FILE_LIMITS.fileBytes,
): Problem {
  return makeProblem('file-too-large', {
    file: fileName,
    params: { sizeMb: toMegabytes(sizeBytes), limitMb: toMegabytes(limitBytes) },
  });
}

function fileTooLarge(sizeBytes: number, limitBytes: number): UnreadableFileError {
  const { params } = fileTooLargeProblem('', sizeBytes, limitBytes);
  return new UnreadableFileError('file-too-large', params === undefined ? {} : { params });
}

const toMegabytes = (bytes: number) => Math.round((bytes / 1024 / 1024) * 10) / 10;

function isFilledWithNothing(bytes: Uint8Array): boolean {
  if (bytes.length > 64) return false;
  return new TextDecoder('utf-8').decode(bytes).replace(/[\s,;"]/g, '') === '';
}

const SIGNATURES: [name: string, bytes: number[]][] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  // Old .xls files, and workbooks locked with a password.
  ['compound', [0xd0, 0xcf, 0x11, 0xe0]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['gzip', [0x1f, 0x8b]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
];

function sniffFormat(bytes: Uint8Array): string {
  for (const [name, signature] of SIGNATURES) {
    if (signature.every((byte, index) => bytes[index] === byte)) return name;
  }
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 256)).trimStart();
  if (/^(\u00ef\u00bb\u00bf)?\s*<(!doctype|html|table|meta)/i.test(start)) return 'HTML';
  if (/^(\u00ef\u00bb\u00bf)?\s*<\?xml/i.test(start)) return 'XML';
  return 'text';
}

/**
 * Characters that no cell can mean and no database keeps: zero and other control characters, halves of a surrogate
 * pair, marks that turn the direction of the text around them. They are named and taken out. The second block of control
 * characters stays: real registers hold apostrophes that were misread into it, and they do no harm.
 */
const UNREADABLE = /(?![\t\n\r\u0080-\u009f])\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

function takeOutUnreadable(rows: readonly { row: number; cells: Cell[] }[], problems: ProblemList): void {
  for (const { row, cells } of rows) {
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index];
      if (typeof cell !== 'string') continue;
      UNREADABLE.lastIndex = 0;
      const found = UNREADABLE.exec(cell);
      if (found === null) continue;
      const code = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      const rest = cell.replace(UNREADABLE, '');
      cells[index] = rest === '' ? null : rest;
      problems.add('unreadable-character', {
        row,
        letter: columnLetter(index),
        value: rest.slice(0, 80),
        params: { character: `U+${code}` },
      });
    }
  }
}

function finishTable(raw: RawTable, options: ReadTableOptions, problems: ProblemList): ReadTableResult {
  takeOutUnreadable(raw.rows, problems);
  const headerIndex =
    options.headerRow === undefined
      ? findHeaderIndex(raw.rows)
      : raw.rows.findIndex(({ row }) => row === options.headerRow);
  const header = raw.rows[headerIndex];
  if (header === undefined) {
    if (!problems.hasErrors()) problems.add('empty-file');
    return { table: null, problems: problems.finish(options.fileName, raw.sheet) };
  }
  const body = raw.rows.slice(headerIndex + 1);
  if (raw.format === 'csv') reportUnevenRows(raw, header, body, problems);
  const headerWidth = header.cells.length;
  const width = body.reduce((max, { cells }) => Math.max(max, cells.length), headerWidth);
  for (const { cells } of body) while (cells.length < width) cells.push(null);

  // Surplus cells of a .csv row were reported with the row; they are no column.
  const namedWidth = raw.format === 'csv' ? headerWidth : width;
  const columns = nameColumns(header, body, namedWidth, problems);
  for (const { range, firstRow, lastRow } of raw.merges) {
    // A merged title above the header does no harm.
    if (lastRow >= header.row)
      problems.add('merged-cells', { row: Math.max(firstRow, header.row), params: { range } });
  }
  if (body.length === 0) problems.add('header-only', { row: header.row });

  const table: Table = {
    fileName: options.fileName,
    format: raw.format,
    encoding: raw.encoding,
    ...(raw.delimiter === undefined ? {} : { delimiter: raw.delimiter }),
    sheet: raw.sheet,
    sheets: raw.sheets,
    headerRow: header.row,
    columns,
    rows: body,
  };
  options.onProgress?.(1);
  const headerByLetter = new Map(columns.map(({ letter, header: name }) => [letter, name]));
  const found = problems.finish(options.fileName, raw.sheet, header.row).map((problem) => {
    const name = problem.letter === undefined ? undefined : headerByLetter.get(problem.letter);
    return name === undefined || problem.column !== undefined ? problem : { ...problem, column: name };
  });
  return { table, problems: found };
}

function nameColumns(
  header: { row: number; cells: Cell[] },
  body: readonly { row: number; cells: Cell[] }[],
  width: number,
  problems: ProblemList,
): TableColumn[] {
  const columns: TableColumn[] = [];
  const letterByName = new Map<string, string>();
  for (let index = 0; index < width; index++) {
    const letter = columnLetter(index);
    const text = String(header.cells[index] ?? '').trim();
    if (text === '') {
      const firstFilled = body.find(({ cells }) => cells[index] !== null);
      if (firstFilled === undefined) continue;
      problems.add('empty-header', {
        row: header.row,
        letter,
        value: firstFilled.cells[index] as string | number | boolean,
        params: { dataRow: firstFilled.row },
      });
      continue;
    }
    const name = text.normalize('NFKC').toLowerCase();
    const otherLetter = letterByName.get(name);
    if (otherLetter === undefined) letterByName.set(name, letter);
    else {
      problems.add('duplicate-header', {
        row: header.row,
        column: text,
        letter,
        params: { otherLetter },
      });
    }
    columns.push({ index, letter, header: text });
  }
  return columns;
}

/** A short last row without line end is a file cut off; other short or long rows lost or gained a delimiter. */
function reportUnevenRows(
  raw: RawTable,
  header: { cells: Cell[] },
  body: readonly { row: number; cells: Cell[] }[],
  problems: ProblemList,
): void {
  const expected = header.cells.length;
  const named = header.cells.findLastIndex((cell) => cell !== null) + 1;
  for (const [index, { row, cells }] of body.entries()) {
    const isLast = index === body.length - 1;
    if (cells.length < named) {
      if (isLast && raw.endsInsideRow) problems.add('truncated-file', { row });
      else problems.add('uneven-row', { row, params: { cells: cells.length, expected } });
    } else if (cells.length > expected) {
      const filled = cells.findLastIndex((cell) => cell !== null) + 1;
      if (filled > expected) problems.add('uneven-row', { row, params: { cells: filled, expected } });
    }
  }
}
