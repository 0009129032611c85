/** The files people bring, as an office would have them: workbooks made from the shipped examples. */

import { readFile, writeFile } from 'node:fs/promises';
import {
  type Cell,
  readTable,
  type SheetToWrite,
  writeWorkbook,
} from '../../server/platform/tables/index.ts';

const EXAMPLES = new URL('../../examples/bg/', import.meta.url);

export interface Sheet {
  headers: string[];
  rows: Cell[][];
}

/** One of the shipped files, its numbers as numbers. */
export async function readExample(fileName: string): Promise<Sheet> {
  const text = (await readFile(new URL(fileName, EXAMPLES), 'utf8')).replace(/^\uFEFF/, '');
  const [headers = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return {
    headers,
    rows: rows.map((cells) => cells.map((cell) => (/^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell))),
  };
}

/** Writes a workbook with one sheet. */
export async function writeSheet(path: string, { headers, rows }: Sheet, name = 'Sheet1'): Promise<void> {
  const sheet: SheetToWrite = { name, columns: headers.map((header) => ({ header })), rows };
  await writeFile(path, await writeWorkbook({ sheets: [sheet] }));
}

/** A downloaded file, as the person who opens it sees it. */
export async function readSheet(path: string, fileName: string, sheet?: string): Promise<Sheet> {
  const result = await readTable(await readFile(path), {
    fileName,
    ...(sheet === undefined ? {} : { sheet }),
  });
  if (!result.ok) throw new Error(`${fileName} cannot be read: ${JSON.stringify(result)}`);
  const { table } = result;
  return {
    headers: table.columns.map(({ header }) => header),
    rows: table.rows.map(({ cells }) => [...cells]),
  };
}

/** Changes one cell, found by its row's first cell and its header. */
export function setCell(sheet: Sheet, first: string, header: string, value: Cell): void {
  const column = sheet.headers.findIndex((one) => one === header);
  const row = sheet.rows.find((cells) => cells.includes(first));
  if (column < 0 || row === undefined)
    throw new Error(`There is no cell ${header} of ${first} in ${sheet.headers}.`);
  row[column] = value;
}
