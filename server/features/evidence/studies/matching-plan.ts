/** The person's words for a matching as the engine's plan, and what of them the plan does not read. */

import type { MatchingPlan } from '@trellis/engines/statistics';
import { noteUnused } from './describe-answer.ts';
import type { MatchingChoices, StudyOptions } from './types.ts';

/** Of the standard deviation of the log odds (Austin 2011). */
const CALIPER_DEVIATIONS = 0.2;
const BANDWIDTH_DEVIATIONS = 0.2;

const DISTANCES = {
  'log-odds': 'linear-predictor',
  propensity: 'propensity',
  mahalanobis: 'mahalanobis',
} as const;

export const chooseMatching = ({ matching }: StudyOptions): MatchingChoices =>
  matching ?? {
    method: 'nearest',
    estimand: undefined,
    distance: undefined,
    ratio: undefined,
    caliper: undefined,
    replace: false,
    exact: [],
    order: undefined,
    bandwidth: undefined,
    classes: undefined,
    bins: {},
    adjust: false,
    matchBaseline: false,
  };

/** The caliper in standard deviations of the score; undefined for none. */
export function chooseCaliper({
  method,
  caliper,
  distance,
  replace,
  estimand,
}: MatchingChoices): number | undefined {
  if (caliper === 'none' || distance === 'mahalanobis') return undefined;
  if (caliper !== undefined) return caliper;
  return method === 'nearest' && !(replace && estimand === 'ate') ? CALIPER_DEVIATIONS : undefined;
}

/** The plan; `aipw` weights rows by the odds of its score. */
export function planMatching(choices: MatchingChoices): MatchingPlan {
  const { method, estimand = 'att', ratio = 1, classes = 6, bins } = choices;
  const distance = DISTANCES[choices.distance ?? 'log-odds'];
  const width = chooseCaliper(choices);
  const pairing = {
    distance,
    ratio,
    ...(width === undefined ? {} : { caliper: { width, unit: 'sd' as const } }),
  };
  switch (method) {
    case 'nearest':
      return {
        method: 'nearest-neighbours',
        ...pairing,
        replacement: choices.replace,
        order: choices.order ?? 'largest',
      };
    case 'optimal':
      return { method: 'optimal-pairs', ...pairing };
    case 'kernel':
      return {
        method: 'kernel',
        bandwidth: { width: choices.bandwidth ?? BANDWIDTH_DEVIATIONS, unit: 'sd' },
      };
    case 'subclass':
      return { method: 'subclasses', classes, estimand };
    case 'cem':
      return { method: 'coarsened-exact', bins, estimand };
    case 'overlap':
      return { method: 'propensity-weights', estimand: 'ato' };
    case 'ipw':
    case 'aipw':
      return { method: 'propensity-weights', estimand };
  }
}

/** The choices in words, for the answer's diagnostics. */
export function describePlan(choices: MatchingChoices): Record<string, unknown> {
  const plan = planMatching(choices);
  const ties =
    choices.method === 'nearest'
      ? { ties: 'the earlier row', replacement: choices.replace, exact: choices.exact }
      : choices.method === 'optimal'
        ? { exact: choices.exact }
        : {};
  return { ...plan, method: choices.method, ...ties };
}

const READ_BY: Readonly<Record<string, readonly MatchingChoices['method'][]>> = {
  distance: ['nearest', 'optimal'],
  ratio: ['nearest', 'optimal'],
  caliper: ['nearest', 'optimal'],
  replace: ['nearest'],
  exact: ['nearest', 'optimal'],
  order: ['nearest'],
  bandwidth: ['kernel'],
  classes: ['subclass'],
  bins: ['cem'],
};

/** Notes on choices that the method does not read. */
export function noteUnusedChoices(choices: MatchingChoices) {
  return Object.entries(READ_BY).flatMap(([name, methods]) => {
    const value = choices[name as keyof MatchingChoices];
    const isGiven =
      value !== undefined &&
      value !== false &&
      !(typeof value === 'object' && Object.keys(value).length === 0);
    return isGiven && !methods.includes(choices.method) ? [noteUnused(name)] : [];
  });
}
