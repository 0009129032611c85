export {
  addScaled,
  createMatrix,
  crossProduct,
  type DenseMatrix,
  identity,
  matrixFromColumns,
  multiply,
  multiplyVector,
  transpose,
} from './dense-matrix.ts';
export {
  chiSquareCumulative,
  chiSquareQuantile,
  chiSquareUpperTail,
  fisherFCumulative,
  fisherFQuantile,
  fisherFUpperTail,
  noncentralFisherFUpperTail,
  noncentralTCumulative,
  noncentralTUpperTail,
  normalCumulative,
  normalDensity,
  normalQuantile,
  normalUpperTail,
  studentTCumulative,
  studentTQuantile,
  studentTUpperTail,
} from './distributions.ts';
export { EngineInputError, type InputMistake, type MistakeParams } from './engine-input-error.ts';
export {
  type Estimate,
  type Estimated,
  estimated,
  findValue,
  type NotEstimable,
  notEstimable,
} from './estimate.ts';
export { createIndexHeap, type IndexHeap } from './index-heap.ts';
export { type MinimiseOptions, type Minimum, minimise, type Objective } from './minimise.ts';
export { createNormalDraws, type NormalDraws } from './normal-draws.ts';
export { approximateGradient, approximateHessian, approximateJacobian } from './numerical-derivatives.ts';
export { createRandomNumbers, type RandomNumbers } from './random.ts';
export { createSortWorkspace, type SortWorkspace, sortPairs } from './sort-pairs.ts';
export { logGamma, regularisedBeta, regularisedGamma } from './special-functions.ts';
export {
  factorSymmetric,
  matrixPower,
  RANK_TOLERANCE,
  type SymmetricEigen,
  type SymmetricFactor,
  symmetricEigen,
} from './symmetric-solve.ts';
export { isAtLeast, isAtMost, ROUNDING_TOLERANCE } from './tolerances.ts';
