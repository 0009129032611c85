export {
  type BalanceOptions,
  type BalanceRow,
  type ColumnBalance,
  tabulateBalance,
} from './balance-table.ts';
export {
  type BootstrapMatchingOptions,
  type BootstrappedEffect,
  bootstrapMatching,
} from './bootstrap-matching.ts';
export {
  type AugmentedEffect,
  type AugmentedOptions,
  estimateAugmentedWeighting,
} from './estimate-augmented-weighting.ts';
export {
  estimateMatchedDifference,
  type MatchedDifference,
  type MatchedDifferenceOptions,
  type MatchedDifferenceRefusal,
} from './estimate-matched-difference.ts';
export {
  estimateMatchedEffect,
  type MatchedEffect,
  type MatchedEffectOptions,
  type MatchedErrors,
} from './estimate-matched-effect.ts';
export {
  estimateNearestNeighbourEffect,
  type NearestNeighbourEffect,
  type NearestNeighbourEffectOptions,
} from './estimate-nearest-neighbour-effect.ts';
export {
  estimatePropensityScore,
  type PropensityOptions,
  type PropensityScore,
} from './estimate-propensity-score.ts';
export {
  estimateWeightedEffect,
  type WeightedEffect,
  type WeightedEffectOptions,
} from './estimate-weighted-effect.ts';
export {
  findRosenbaumBounds,
  type RosenbaumBound,
  type RosenbaumBounds,
  type RosenbaumOptions,
} from './find-rosenbaum-bounds.ts';
export { type KernelOptions, matchByKernel } from './match-by-kernel.ts';
export {
  type CoarsenedExactOptions,
  type CoarsenedExactSample,
  matchCoarsenedExact,
} from './match-coarsened-exact.ts';
export {
  type MatchingOrder,
  matchNearestNeighbours,
  type NearestNeighbourOptions,
} from './match-nearest-neighbours.ts';
export { matchOptimalPairs, type OptimalPairs } from './match-optimal-pairs.ts';
export { matchSubclasses, type SubclassOptions, type SubclassSample } from './match-subclasses.ts';
export type { MatchingCaliper, MatchingDistance, PairingOptions } from './pairing-options.ts';
export {
  type MatchingOutcome,
  type MatchingPlan,
  type MatchingRequest,
  runMatchingPlan,
} from './run-matching-plan.ts';
export { type Overlap, type OverlapBin, type OverlapOptions, summariseOverlap } from './summarise-overlap.ts';
export type {
  MatchedSample,
  MatchedSet,
  MatchingCovariate,
  MatchingEstimand,
  MatchingRefusal,
  SampleSize,
  TreatedColumn,
} from './types.ts';
export { type PropensityWeightOptions, weighByPropensity } from './weigh-by-propensity.ts';
