export { FILE_LIMITS } from './limits.ts';
export {
  detectDateOrder,
  parseDate,
  parseSchoolYear,
} from './parse-date.ts';
export { BLANK_TOKENS, isBlankText, parseNumber } from './parse-number.ts';
export { readTable } from './read-table.ts';
export type {
  Cell,
  Table,
  TableColumn,
  TableRow,
} from './types.ts';
export { type SheetColumn, type SheetToWrite, writeCsv, writeWorkbook } from './write-table.ts';
