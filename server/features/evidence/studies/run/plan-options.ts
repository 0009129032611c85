/** A design in the words of the estimators' call, the same that the command line makes. */

import type { StudyDesign, StudyEstimator } from '@trellis/contract';
import type { StudyMethod, StudyOptions } from '../types.ts';

const METHODS: Readonly<Record<StudyEstimator, StudyMethod>> = {
  '2x2': 'did',
  twfe: 'did',
  event: 'event',
  'callaway-santanna': 'staggered',
  'sun-abraham': 'staggered',
  imputation: 'staggered',
  match: 'match',
  'match-did': 'match-did',
  mediate: 'mediate',
  multilevel: 'multilevel',
};
/** Estimators whose errors follow from their own influence functions or likelihood. */
export const OWN_ERRORS: ReadonlySet<StudyEstimator> = new Set([
  'callaway-santanna',
  'imputation',
  'match',
  'match-did',
  'multilevel',
]);
/** Enough for intervals whose ends do not move in the second digit. */
const DRAWS = 1000;
/** Above this many rows the delta method's intervals are as good, and the draws would take minutes. */
const ROWS_TO_DRAW_FROM = 5000;

export function planOptions(
  design: StudyDesign,
  given: {
    file: string;
    outcome: string;
    treated: string | undefined;
    rows: number;
    /** Several rows of one unit in one period. */
    repeats: boolean;
  },
): StudyOptions {
  const { estimator } = design;
  const method = METHODS[estimator];
  const isPanel = method === 'did' || method === 'event' || method === 'staggered' || method === 'match-did';
  const usesStart = isPanel && design.treatedFrom !== null;
  const ownName = (name: string | null): string | undefined => name ?? undefined;
  const panelEffects =
    method === 'mediate' && design.treatedFrom !== null && design.unit !== null && design.time !== null
      ? [design.unit, design.time]
      : undefined;
  const measured = {
    ...Object.fromEntries(
      design.mediators.flatMap(({ column, measuredAt }) =>
        measuredAt === null ? [] : [[column, measuredAt]],
      ),
    ),
    ...(design.outcomeMeasuredAt === null ? {} : { outcome: design.outcomeMeasuredAt }),
  };
  return {
    method,
    file: given.file,
    outcome: given.outcome,
    unit: ownName(design.unit),
    time: ownName(design.time),
    treatedFrom: usesStart ? ownName(design.treatedFrom) : undefined,
    treated: usesStart ? undefined : given.treated,
    cluster: ownName(design.cluster ?? (method === 'multilevel' ? null : design.unit)),
    // Only differences by period look at it.
    region: isPanel && method !== 'match-did' ? ownName(design.region ?? null) : undefined,
    weights: ownName(design.weights),
    covariates: design.covariates.map(({ column }) => column),
    fixed: design.fixed.length > 0 ? design.fixed : panelEffects,
    slopes: [],
    mediators: design.mediators.map(({ column }) => column),
    mediatorLevels: Object.fromEntries(
      design.mediators.map(({ column, level }) => [
        column,
        level === 'unit' ? ('school' as const) : ('pupil' as const),
      ]),
    ),
    measured,
    // These compare units, each with one value a period.
    ...(given.repeats && (estimator === 'callaway-santanna' || method === 'match-did')
      ? { repeated: 'average' as const }
      : {}),
    draws: method === 'mediate' && given.rows <= ROWS_TO_DRAW_FROM ? DRAWS : 0,
    estimator: isStaggered(estimator) ? estimator : isPanel && method !== 'match-did' ? 'twfe' : undefined,
    control: design.control,
    // The others have errors of their own.
    se: OWN_ERRORS.has(estimator) ? undefined : design.standardErrors,
    smallSample: OWN_ERRORS.has(estimator) ? undefined : design.smallSample,
    seed: design.seed,
    lang: 'en',
  };
}

const isStaggered = (
  estimator: StudyEstimator,
): estimator is 'callaway-santanna' | 'sun-abraham' | 'imputation' =>
  estimator === 'callaway-santanna' || estimator === 'sun-abraham' || estimator === 'imputation';
