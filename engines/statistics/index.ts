export { type CompleteCases, keepCompleteCases, type RawColumns } from './complete-cases.ts';
export type {
  DroppedRows,
  FactorColumn,
  FixedEffectCount,
  SmallSample,
  StudyNote,
  StudyTerm,
} from './types.ts';
