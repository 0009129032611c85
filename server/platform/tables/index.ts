export { columnLetter } from './cell-reference.ts';
export { FILE_LIMITS } from './limits.ts';
export {
  type DateOrder,
  type DateOutcome,
  detectDateOrder,
  parseDate,
  parseSchoolYear,
  type SchoolYearOutcome,
} from './parse-date.ts';
export { BLANK_TOKENS, isBlankText, type NumberOutcome, parseNumber } from './parse-number.ts';
export { fileTooLargeProblem, readTable } from './read-table.ts';
export type {
  Cell,
  FileLimits,
  ReadTableOptions,
  ReadTableResult,
  Table,
  TableColumn,
  TableRow,
} from './types.ts';
export { type SheetColumn, type SheetToWrite, writeCsv, writeWorkbook } from './write-table.ts';
