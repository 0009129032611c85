export { type CellKey, type CellTable, crossProductIndex } from './cell-table.ts';
