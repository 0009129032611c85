export { describeBrokenRule } from './describe-broken-rule.ts';
export { insertRows } from './insert-rows.ts';
export {
  type BureauTransaction,
  openDatabase,
  type TrellisDatabase,
} from './open-database.ts';
export { fromRange, toRange } from './ranges.ts';
export type { Tables } from './tables.ts';
