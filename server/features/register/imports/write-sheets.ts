import type { FileAnswer } from '../../../platform/http/index.ts';
import { type SheetToWrite, writeCsv, writeWorkbook } from '../../../platform/tables/index.ts';

/** Sheets as a file to fetch; a .csv holds the first one. */
export async function writeSheets(
  sheets: readonly [SheetToWrite, ...SheetToWrite[]],
  stem: string,
  format: 'xlsx' | 'csv',
): Promise<FileAnswer> {
  return format === 'csv'
    ? { file: writeCsv(sheets[0]), fileName: `${stem}.csv`, contentType: 'text/csv; charset=utf-8' }
    : {
        file: await writeWorkbook({ sheets }),
        fileName: `${stem}.xlsx`,
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      };
}
