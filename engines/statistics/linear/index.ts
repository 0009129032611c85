export { createAbsorber, type FixedEffectAbsorber } from './absorb-fixed-effects.ts';
export { describeTerms, makeTerm, testTerms, type WaldTest } from './describe-terms.ts';
export { estimateCovariance } from './estimate-covariance.ts';
export { fitLinearModel } from './fit-linear-model.ts';
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
