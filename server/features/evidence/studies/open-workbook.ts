/** A sheet of an .xlsx file as the plain file the readers know, under the same name, for as long as a study takes. */

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import { type Cell, readTable } from '../../../platform/tables/index.ts';
import type { StudyOptions, StudyResult } from './types.ts';

/** Runs a study on a file; a workbook is laid out as delimited text first. */
export async function withPlainFile(
  options: StudyOptions,
  run: (options: StudyOptions) => Promise<StudyResult>,
): Promise<StudyResult> {
  const fileName = basename(options.file);
  if (!/\.xls[xm]$/i.test(options.file)) {
    const isEmpty = (await stat(options.file).catch(() => undefined))?.size === 0;
    return isEmpty ? refuse([makeProblem('empty-file', { file: fileName })]) : await run(options);
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(options.file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return refuse([makeProblem('file-not-found', { file: fileName, params: { reason } })]);
  }
  const { table, problems } = await readTable(bytes, {
    fileName,
    sheet: options.sheet,
    allowCachedFormulaValues: true,
  });
  if (table === null) return refuse(problems.filter(({ severity }) => severity === 'error'));
  const lines = [
    table.columns.map(({ header }) => header),
    ...table.rows.map(({ cells }) => table.columns.map(({ index }) => writeCell(cells[index] ?? null))),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'trellis-sheet-'));
  try {
    const file = join(folder, fileName);
    await writeFile(file, lines.map((cells) => `${cells.map(quote).join(',')}\n`).join(''));
    const result = await run({ ...options, file });
    if (result.kind === 'answered') return result;
    // Rows are told as they stand in the sheet, where blank ones and a title may come before.
    return refuse(
      result.problems.map(({ row, ...problem }) => {
        const place = row === undefined ? undefined : table.rows[row - 2]?.row;
        if (place === undefined) return problem;
        return { ...problem, row: place, ...(table.sheet === null ? {} : { sheet: table.sheet }) };
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const refuse = (problems: readonly Problem[]): StudyResult => ({ kind: 'refused', problems });

function writeCell(cell: Cell): string {
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  return cell === null ? '' : String(cell);
}

const quote = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
