/** The files people bring, as an office would have them: workbooks made from the shipped examples. */

import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Cell,
  readTable,
  type SheetToWrite,
  writeWorkbook,
} from '../../server/platform/tables/index.ts';

import type { Visitor } from './harness.ts';

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
  const { table, problems } = await readTable(await readFile(path), {
    fileName,
    ...(sheet === undefined ? {} : { sheet }),
  });
  if (table === null) throw new Error(`${fileName} cannot be read: ${JSON.stringify(problems)}`);
  return {
    headers: table.columns.map(({ header }) => header),
    rows: table.rows.map(({ cells }) => table.columns.map(({ index }) => cells[index] ?? null)),
  };
}

/** Changes one cell, found by its row's first cell and its header. */
export function setCell(sheet: Sheet, first: string, header: string, value: Cell): void {
  const column = sheet.headers.indexOf(header);
  const row = sheet.rows.find((cells) => cells.includes(first));
  if (column < 0 || row === undefined)
    throw new Error(`There is no cell ${header} of ${first} in ${sheet.headers}.`);
  row[column] = value;
}

/** A file on disk, sent as the import page sends it; answers the import once it has been checked. */
export async function sendFile(visitor: Visitor, path: string, fileName: string): Promise<{ id: string }> {
  const answer = await visitor.context.request.post(
    `${visitor.url}/api/imports?fileName=${encodeURIComponent(fileName)}`,
    { headers: { 'content-type': 'application/octet-stream' }, data: await readFile(path) },
  );
  if (!answer.ok()) throw new Error(`${fileName} was refused: ${await answer.text()}`);
  return untilStill(visitor, (await answer.json()).id);
}

/** Sends a file without mistakes and applies it: what an earlier day has left behind. */
export async function bringIn(visitor: Visitor, path: string, fileName: string): Promise<string> {
  const { id } = await sendFile(visitor, path, fileName);
  const answer = await visitor.context.request.post(`${visitor.url}/api/imports/${id}/apply`);
  if (!answer.ok()) throw new Error(`${fileName} was not applied: ${await answer.text()}`);
  const { status } = await untilStill(visitor, id);
  if (status !== 'applied') throw new Error(`${fileName} is ${status}, not applied.`);
  return id;
}

async function untilStill({ context, url }: Visitor, id: string): Promise<{ id: string; status: string }> {
  for (;;) {
    const detail = await (await context.request.get(`${url}/api/imports/${id}`, { timeout: 180_000 })).json();
    if (!['checking', 'applying', 'undoing'].includes(detail.status)) return detail;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A folder of its own for the files of one test. */
export const makeFolder = () => mkdtemp(join(tmpdir(), 'trellis-browser-'));
