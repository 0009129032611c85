/**
 * What a reader of a mediation study must know: the assumptions in words, and what the design leaves open.
 */

import type { StudyNote } from '../types.ts';
import type { MediationDesign, Mediator, TimeOrder } from './types.ts';

/** Whether a mediator stands between treatment and outcome in time. */
export function judgeTimeOrder(mediator: Mediator, design: MediationDesign): TimeOrder {
  if (mediator.measuredAt === undefined || design.outcomeMeasuredAt === undefined) return 'unknown';
  if (mediator.measuredAt >= design.outcomeMeasuredAt) return 'not-before-outcome';
  if (design.treatedAt !== undefined && mediator.measuredAt < design.treatedAt) return 'before-treatment';
  return 'before-outcome';
}

const note = (code: string, message: string, params: StudyNote['params'] = {}): StudyNote => ({
  code,
  params,
  message,
});

/** The assumptions every mediation study rests on, none of which the data can show. */
export function listAssumptions(design: MediationDesign): StudyNote[] {
  return [
    note(
      'assumption-treatment-as-if-random',
      'Among rows alike in covariates and fixed effects, who is treated has no cause in common with the mediators or the outcome.',
    ),
    note(
      'assumption-mediator-as-if-random',
      'Among rows alike in treatment, covariates and fixed effects, the mediator and the outcome have no cause in common that was not measured. Even a trial does not ensure this; see the sensitivity.',
    ),
    note(
      'assumption-no-consequence-of-treatment-between',
      'No consequence of the treatment, other than the mediators given, changes both a mediator and the outcome.',
    ),
    note(
      'assumption-linear',
      design.interaction
        ? 'The effects are straight lines; those of mediators may differ between treated and control.'
        : 'The effects are straight lines; those of mediators are the same for treated and control.',
    ),
    ...(design.mediators.length > 1
      ? [
          note(
            'assumption-mediators-side-by-side',
            'The mediators work side by side: none of them changes another. Each indirect effect is the part beside the others.',
          ),
        ]
      : []),
  ];
}

/** What time and level of the mediators leave open. */
export function listDesignWarnings(
  design: MediationDesign,
  constantWithinClusters: readonly string[],
): StudyNote[] {
  return [
    ...design.mediators.flatMap((mediator) => {
      const params = { name: mediator.name };
      switch (judgeTimeOrder(mediator, design)) {
        case 'unknown':
          return [
            note(
              'mediator-time-unknown',
              `When ${mediator.name} or the outcome was measured is not said. A mediator must come before the outcome; give both times.`,
              params,
            ),
          ];
        case 'not-before-outcome':
          return [
            note(
              'mediator-not-before-outcome',
              `${mediator.name} was measured at ${mediator.measuredAt}, not before the outcome at ${design.outcomeMeasuredAt}. The outcome may have changed it; use an earlier measure.`,
              { ...params, mediatorAt: mediator.measuredAt!, outcomeAt: design.outcomeMeasuredAt! },
            ),
          ];
        case 'before-treatment':
          return [
            note(
              'mediator-before-treatment',
              `${mediator.name} was measured at ${mediator.measuredAt}, before the treatment at ${design.treatedAt}. It cannot carry the effect; use it as a covariate.`,
              { ...params, mediatorAt: mediator.measuredAt!, treatedAt: design.treatedAt! },
            ),
          ];
        default:
          return [];
      }
    }),
    ...design.mediators.flatMap(({ name, level }) =>
      level === 'school' && !design.clusters
        ? [
            note(
              'school-mediator-without-clusters',
              `${name} belongs to schools and no clusters are given: the errors are too small. Give the school as cluster.`,
              { name },
            ),
          ]
        : [],
    ),
    ...constantWithinClusters.map((name) =>
      note(
        'mediator-constant-within-clusters',
        `${name} is the same throughout each cluster: what is known about it comes from differences between clusters alone.`,
        { name },
      ),
    ),
  ];
}
