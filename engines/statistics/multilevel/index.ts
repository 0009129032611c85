export { compareMultilevelModels, type LikelihoodRatioTest } from './compare-multilevel-models.ts';
export {
  decomposeWithinBetween,
  type WithinBetween,
  type WithinBetweenDecomposition,
} from './decompose-within-between.ts';
export { fitMultilevelModel, fitMultilevelMoments, type MultilevelOptions } from './fit-multilevel-model.ts';
export { type GroupMoments, takeGroupMoments } from './group-moments.ts';
export type { LevelShape, MultilevelDesign, MultilevelLevel } from './multilevel-design.ts';
export type {
  GroupEffect,
  GroupEffectTable,
  IntraclassCorrelation,
  MultilevelFit,
  MultilevelNotEstimable,
  MultilevelRefusal,
  MultilevelResult,
  VarianceComponent,
} from './types.ts';
