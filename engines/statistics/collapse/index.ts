export { type CellTable, crossProductIndex } from './cell-table.ts';
export { chooseOrigin } from './choose-origin.ts';
export { type CollapseSource, collapse } from './collapse.ts';
