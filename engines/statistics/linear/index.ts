export { createAbsorber, type FixedEffectAbsorber } from './absorb-fixed-effects.ts';
export { describeTerms, makeTerm, testTerms, type WaldTest } from './describe-terms.ts';
export { estimateCovariance } from './estimate-covariance.ts';
export {
  estimateLinearModel,
  type LinearEstimate,
  type LinearEstimateInput,
} from './estimate-linear-model.ts';
export { type CellModelInput, fitLinearModelFromCells } from './fit-from-cells.ts';
export { fitLinearModel } from './fit-linear-model.ts';
export { fitLogit, type LogitFit, type LogitInput } from './fit-logit.ts';
export { transformCovariance } from './measure-errors.ts';
export type {
  ClusterType,
  CovarianceRequest,
  DegreesRule,
  LinearCovariance,
  LinearFit,
  LinearModelInput,
  LinearRefusal,
  NamedColumn,
} from './types.ts';
