export {
  type AggregatedEffects,
  type Aggregation,
  type AggregationOptions,
  aggregateGroupTimeEffects,
} from './aggregate-group-time-effects.ts';
export { averageUnitPeriods } from './average-unit-periods.ts';
export type { MultiplierOptions } from './bootstrap-multipliers.ts';
export type { ComparisonMethod } from './compare-changes.ts';
export {
  type EventStudyAnswer,
  type EventStudyOptions,
  estimateEventStudy,
} from './event-study.ts';
export type { PanelModelOptions, PanelStandardErrors } from './fit-panel-model.ts';
export {
  type BaconComparison,
  type BaconComponent,
  type BaconDecomposition,
  decomposeGoodmanBacon,
} from './goodman-bacon.ts';
export {
  estimateGroupTimeEffects,
  type GroupTimeCell,
  type GroupTimeEffects,
  type GroupTimeOptions,
} from './group-time-effects.ts';
export { estimateByImputation, type ImputationAnswer, type ImputationOptions } from './imputation.ts';
export type { CohortCorrection } from './influence-terms.ts';
export { type Placebo, type PlaceboMethod, type PlaceboPlan, runPlacebos } from './placebo.ts';
export { readPanel } from './read-panel.ts';
export {
  type EventCoefficients,
  findBreakdownOfTrends,
  type SensitivityAnswer,
  type SensitivityOptions,
  type SensitivityRow,
} from './sensitivity.ts';
export { type SimulatedPanelOptions, simulatePanel } from './simulate-panel.ts';
export { estimateSunAbraham, type SunAbrahamAnswer } from './sun-abraham.ts';
export { estimateTwoByTwo, type TwoByTwoAnswer } from './two-by-two.ts';
export {
  estimateTwoWayFixedEffects,
  type TreatedRowWeights,
  type TwoWayFixedEffectsAnswer,
} from './two-way-fixed-effects.ts';
export type {
  DifferenceAnswer,
  DifferenceRefusal,
  DifferenceTerm,
  JointTest,
  Panel,
  PanelColumns,
  PanelCounts,
  PanelCovariate,
} from './types.ts';
