import type { Problem } from '@trellis/contract/problems';

/** Text as written, numbers and truth values as stored; dates of a workbook as ISO text. */
export type Cell = string | number | boolean | null;

export interface TableColumn {
  /** Position in `TableRow.cells`. */
  readonly index: number;
  /** As the spreadsheet program shows it: "C". */
  readonly letter: string;
  /** As written, without the blanks around it. */
  readonly header: string;
}

export interface TableRow {
  /** 1-based: the row of the sheet, or the line of the file on which the record starts. */
  readonly row: number;
  /** As long as the widest row of the table; an empty cell is null. */
  readonly cells: readonly Cell[];
}

/** One table of one file: the columns that have a header, and the rows below it that hold anything. */
export interface Table {
  readonly fileName: string;
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string;
  /** Only .csv. */
  readonly delimiter?: string;
  /** Name of the sheet that was read; null for .csv. */
  readonly sheet: string | null;
  /** The visible sheets, in the file's order; none for .csv. */
  readonly sheets: readonly string[];
  /** 1-based, like `TableRow.row`. */
  readonly headerRow: number;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface FileLimits {
  readonly fileBytes: number;
  /** All parts of a workbook together, unpacked. */
  readonly unpackedBytes: number;
  /** Unpacked bytes a packed byte, looked at in parts above `ratioFromBytes`. */
  readonly unpackedRatio: number;
  readonly ratioFromBytes: number;
  /** Parts of a workbook. */
  readonly parts: number;
  readonly cells: number;
  readonly columns: number;
}

export interface ReadTableOptions {
  /** Used in messages, never to open anything. */
  readonly fileName: string;
  /** Sheet of a workbook by name; without it the first visible sheet that holds anything. */
  readonly sheet?: string | undefined;
  /** Of a .csv file; without it a byte order mark, then UTF-8, then GB18030 where that makes sense. */
  readonly encoding?: string | undefined;
  /** 1-based; without it the row is looked for. */
  readonly headerRow?: number | undefined;
  /** Take the value last computed by the spreadsheet program instead of reporting the formula. */
  readonly allowCachedFormulaValues?: boolean | undefined;
  readonly limits?: Partial<FileLimits> | undefined;
  /** Called now and then with the share done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** The table, if there is one to speak of, and everything wrong with the file. */
export interface ReadTableResult {
  readonly table: Table | null;
  readonly problems: readonly Problem[];
}

/** What a reader of one format hands on: the filled rows as they stand, header not yet found. */
export interface RawTable {
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string;
  readonly delimiter?: string;
  readonly sheet: string | null;
  readonly sheets: readonly string[];
  readonly rows: { row: number; cells: Cell[] }[];
  /** Only .csv: a row has its own number of cells; a last row without line end may be cut off. */
  readonly endsInsideRow?: boolean;
  readonly merges: readonly { range: string; firstRow: number; lastRow: number }[];
}
