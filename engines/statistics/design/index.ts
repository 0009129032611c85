export { adjustPValues, type PValueAdjustment } from './adjust-p-values.ts';
export { type ImputationOptions, type Imputations, imputeMissingValues } from './impute-missing-values.ts';
export type { IncompleteColumn } from './incomplete-columns.ts';
export { type EValue, measureDifferenceEValue, measureEValue } from './measure-e-value.ts';
export { measureReliability, type Reliability, type ReliabilityItem } from './measure-reliability.ts';
export {
  measureRobustnessValue,
  type RobustnessOptions,
  type RobustnessValue,
} from './measure-robustness-value.ts';
export {
  type ClusteredDesign,
  type DetectableEffect,
  findClusteredPower,
  findClustersNeeded,
  findDetectableEffect,
} from './plan-clustered-study.ts';
export { type ImputedEstimates, type PooledTerm, poolImputations } from './pool-imputations.ts';
export {
  type AttritionGroup,
  type AttritionReport,
  type ColumnMissing,
  type MissingDataReport,
  type MissingPattern,
  reportAttrition,
  reportMissingData,
} from './report-missing-data.ts';
