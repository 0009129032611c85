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
export { createRandomNumbers, type RandomNumbers } from './random.ts';
export { createSortWorkspace, type SortWorkspace, sortPairs } from './sort-pairs.ts';
export { isAtLeast, isAtMost, ROUNDING_TOLERANCE } from './tolerances.ts';
