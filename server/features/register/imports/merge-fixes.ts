/** The sheet of bad rows goes out with row numbers; what comes back takes the place of those rows. */
import { normalizeHeader } from '../../../../contract/template/index.ts';
import type { Cell, Table, TableRow } from '../../../platform/tables/index.ts';
import type { Findings } from './row-reader.ts';

/** First and last columns of the sheet of bad rows, by language. */
export const BAD_ROW_HEADERS = {
  row: { en: 'row', zh: '行号' },
  problem: { en: 'problem', zh: '问题' },
  remedy: { en: 'remedy', zh: '处理办法' },
} as const;

const isHeader = (header: string, names: { en: string; zh: string }) =>
  normalizeHeader(header) === normalizeHeader(names.en) ||
  normalizeHeader(header) === normalizeHeader(names.zh);

/** Whether a table has the column of row numbers that ties it to the file it came from. */
export function isSheetOfFixes(table: Table): boolean {
  return table.columns.some(({ header }) => isHeader(header, BAD_ROW_HEADERS.row));
}

/** Row numbers of a sheet of fixes that the file has not, and those that stand there more than once. */
export function listWrongFixes(table: Table, fixes: Table): { unknown: string[]; doubled: string[] } {
  const rowColumn = fixes.columns.find(({ header }) => isHeader(header, BAD_ROW_HEADERS.row))!;
  const known = new Set(table.rows.map(({ row }) => row));
  const seen = new Set<number>();
  const unknown: string[] = [];
  const doubled: string[] = [];
  for (const { cells } of fixes.rows) {
    const value = cells[rowColumn.index] ?? null;
    const row = Number(value);
    if (value === null || !known.has(row)) unknown.push(value === null ? '' : String(value).slice(0, 40));
    else if (seen.has(row)) doubled.push(String(row));
    seen.add(row);
  }
  return { unknown, doubled };
}

/** The latest sheet of fixes that tells a cell, by its ordinal among the import's files, and its row there. */
export interface FixedPlace {
  readonly file: number;
  readonly row: number;
}

/** Which cells of a file were told again by sheets of fixes. */
export class FixedPlaces {
  readonly #byRow = new Map<number, Map<string, FixedPlace>>();

  add(row: number, headers: readonly string[], place: FixedPlace): void {
    const byHeader = this.#byRow.get(row) ?? new Map<string, FixedPlace>();
    for (const header of headers) byHeader.set(header, place);
    this.#byRow.set(row, byHeader);
  }

  /** undefined when the file itself tells the cell. */
  find(row: number, header: string): FixedPlace | undefined {
    return this.#byRow.get(row)?.get(header);
  }

  has(row: number): boolean {
    return this.#byRow.has(row);
  }
}

/** The table with the fixed rows in place; a fixed row whose cells are all empty is taken out. */
export function mergeFixes(
  table: Table,
  fixes: { readonly table: Table; readonly file: number },
  places: FixedPlaces,
  findings: Findings,
): Table {
  const { columns, rows: fixedRows } = fixes.table;
  const rowColumn = columns.find(({ header }) => isHeader(header, BAD_ROW_HEADERS.row))!;
  // The row column of the sheet comes first; a column of the same name in the file itself comes after it.
  const targets = columns.flatMap((column) => {
    if (column === rowColumn) return [];
    const target = table.columns.find(({ header }) => header === column.header);
    return target ? [{ from: column.index, to: target.index, header: column.header }] : [];
  });
  const positionByRow = new Map(table.rows.map(({ row }, position) => [row, position]));
  const rows: (TableRow | null)[] = [...table.rows];
  const headers = targets.map(({ header }) => header);
  for (const fixed of fixedRows) {
    const value = fixed.cells[rowColumn.index] ?? null;
    const position = positionByRow.get(Number(value));
    if (value === null || position === undefined) {
      findings.add('no-such-row', { value: value ?? '' });
      continue;
    }
    const original = table.rows[position]!;
    const cells: Cell[] = [...original.cells];
    for (const { from, to } of targets) cells[to] = fixed.cells[from] ?? null;
    const isEmpty = targets.every(({ from }) => (fixed.cells[from] ?? null) === null);
    if (isEmpty) findings.add('row-left-out', { row: original.row });
    places.add(original.row, headers, { file: fixes.file, row: fixed.row });
    rows[position] = isEmpty ? null : { row: original.row, cells };
  }
  return { ...table, rows: rows.filter((row) => row !== null) };
}
