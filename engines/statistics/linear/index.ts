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
export {
  fitBetweenModel,
  fitRandomEffects,
  type HausmanTest,
  type PanelModelInput,
  type RandomEffectsFit,
  testHausman,
} from './panel-estimators.ts';
export { type PermutationInput, type PermutationTest, testByPermutation } from './permutation-test.ts';
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
export {
  type WildBootstrapOptions,
  type WildBootstrapTest,
  wildClusterBootstrap,
} from './wild-cluster-bootstrap.ts';
