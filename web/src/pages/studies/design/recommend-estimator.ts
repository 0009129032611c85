import type { StudyCheck, StudyDesign, StudyEstimator } from '@trellis/contract';

export interface Recommendation {
  readonly estimator: StudyEstimator;
  /** Which sentence gives the reason. */
  readonly reason:
    | 'channels'
    | 'no-treatment'
    | 'no-time'
    | 'staggered'
    | 'two-periods'
    | 'event'
    | 'one-start';
}

/** Which estimator the design asks for, and why; the person may choose another. */
export function recommendEstimator(
  design: StudyDesign,
  facts: StudyCheck['facts'] | undefined,
): Recommendation {
  if (design.treated === null && design.treatedFrom === null)
    return { estimator: 'multilevel', reason: 'no-treatment' };
  if (design.mediators.length > 0) return { estimator: 'mediate', reason: 'channels' };
  if (design.time === null) return { estimator: 'match', reason: 'no-time' };
  const starts = facts?.starts ?? [];
  const periods = facts?.periods ?? [];
  if (starts.length > 1) return { estimator: 'callaway-santanna', reason: 'staggered' };
  if (periods.length === 2) return { estimator: '2x2', reason: 'two-periods' };
  const start = starts[0]?.period;
  if (start !== undefined && periods.filter((period) => period < start).length >= 2)
    return { estimator: 'event', reason: 'event' };
  return { estimator: 'twfe', reason: 'one-start' };
}

type Need = 'treatment' | 'time' | 'unit' | 'covariates' | 'mediators';

const NEEDS: Readonly<Record<StudyEstimator, readonly Need[]>> = {
  '2x2': ['treatment', 'time', 'unit'],
  twfe: ['treatment', 'time', 'unit'],
  event: ['treatment', 'time', 'unit'],
  'callaway-santanna': ['treatment', 'time', 'unit'],
  'sun-abraham': ['treatment', 'time', 'unit'],
  imputation: ['treatment', 'time', 'unit'],
  match: ['treatment', 'covariates'],
  'match-did': ['treatment', 'time', 'unit', 'covariates'],
  mediate: ['treatment', 'mediators'],
  multilevel: ['unit'],
};

/** What the design still lacks for an estimator. */
export function lacksFor(estimator: StudyEstimator, design: StudyDesign): Need[] {
  const has: Record<Need, boolean> = {
    treatment: design.treated !== null || design.treatedFrom !== null,
    time: design.time !== null,
    unit: design.unit !== null,
    covariates: design.covariates.length > 0,
    mediators: design.mediators.length > 0,
  };
  return NEEDS[estimator].filter((need) => !has[need]);
}
