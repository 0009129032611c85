/** A study's file as columns of text: what the page shows, checks and hands to the estimators. */
import { gunzipSync, inflateSync } from 'node:zlib';
import { describeProblem, type Problem } from '@trellis/contract/problems';
import { AppError } from '../../../../platform/errors/index.ts';
import { FILE_LIMITS, isBlankText, readTable } from '../../../../platform/tables/index.ts';

export interface StudyTable {
  readonly rows: number;
  readonly names: readonly string[];
  /** By column, then row; '' where nothing is written. */
  readonly columns: readonly (readonly string[])[];
}

export type ReadStudyTable =
  | { readonly kind: 'read'; readonly table: StudyTable }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };

const GZIP = [0x1f, 0x8b];

export async function readStudyTable(fileName: string, bytes: Uint8Array): Promise<ReadStudyTable> {
  const isPacked = GZIP.every((byte, index) => bytes[index] === byte);
  const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: FILE_LIMITS.unpackedBytes }) : bytes;
  const { table, problems } = await readTable(plain, {
    fileName: isPacked ? fileName.replace(/\.gz$/i, '') : fileName,
    headerRow: undefined,
    allowCachedFormulaValues: true,
  });
  if (table === null || table.rows.length === 0 || table.columns.length === 0)
    return { kind: 'unreadable', problems };
  const { rows, columns } = table;
  return {
    kind: 'read',
    table: {
      rows: rows.length,
      names: columns.map(({ header }) => header),
      columns: columns.map(({ index }) => rows.map(({ cells }) => writeCell(cells[index] ?? null))),
    },
  };
}

/** As stored: deflated, known to be readable. */
export async function readStoredTable(fileName: string, deflated: Uint8Array): Promise<StudyTable> {
  const read = await readStudyTable(fileName, inflateSync(deflated));
  if (read.kind === 'read') return read.table;
  const first = read.problems[0];
  const said = (lang: 'en' | 'zh') => (first ? describeProblem(first, lang).message : fileName);
  throw new AppError('unprocessable', { en: said('en'), zh: said('zh') });
}

function writeCell(cell: string | number | boolean | null): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  const text = String(cell).trim();
  return isBlankText(text) || /^(nan|\.)$/i.test(text) ? '' : text;
}

export function getColumn(table: StudyTable, name: string): readonly string[] {
  return table.columns[table.names.indexOf(name)] ?? [];
}

/** Of a column whose every filled cell is a number; NaN where nothing is written. */
export function toNumbers(cells: readonly string[]): Float64Array {
  return Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : Number(cell)));
}
