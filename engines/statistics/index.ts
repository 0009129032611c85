export {
  type CellTable,
  type CollapseSource,
  chooseOrigin,
  collapse,
  crossProductIndex,
} from './collapse/index.ts';
export { type CompleteCases, keepCompleteCases, type RawColumns } from './complete-cases.ts';
export {
  type AggregatedEffects,
  type Aggregation,
  type AggregationOptions,
  aggregateGroupTimeEffects,
  type ComparisonMethod,
  type DifferenceAnswer,
  type DifferenceRefusal,
  type DifferenceTerm,
  estimateGroupTimeEffects,
  type GroupTimeCell,
  type GroupTimeEffects,
  type GroupTimeOptions,
  type JointTest,
  type MultiplierOptions,
  type Panel,
  type PanelColumns,
  type PanelCounts,
  type PanelCovariate,
  readPanel,
  type SimulatedPanelOptions,
  simulatePanel,
} from './difference/index.ts';
export * from './matching/index.ts';
export * from './multilevel/index.ts';
export type {
  DroppedRows,
  FactorColumn,
  FixedEffectCount,
  SmallSample,
  StudyNote,
  StudyTerm,
} from './types.ts';
