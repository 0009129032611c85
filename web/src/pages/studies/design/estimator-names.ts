import type { StudyEstimator } from '@trellis/contract';

/** In the order in which they are offered. */
export const studyEstimatorNames = [
  'event',
  'twfe',
  '2x2',
  'callaway-santanna',
  'sun-abraham',
  'imputation',
  'match-did',
  'match',
  'mediate',
  'multilevel',
] as const satisfies readonly StudyEstimator[];
