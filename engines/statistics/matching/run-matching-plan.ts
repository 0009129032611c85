/**
 * A whole matching in one call: the propensity score where the method needs one, then the method.
 *
 * A plan is plain data, so that a study can be written down, frozen and run again. Cost is that of the method.
 */

import { EngineInputError, type NotEstimable, type RandomNumbers } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { estimatePropensityScore, type PropensityScore } from './estimate-propensity-score.ts';
import { matchByKernel } from './match-by-kernel.ts';
import { matchCoarsenedExact } from './match-coarsened-exact.ts';
import { matchNearestNeighbours } from './match-nearest-neighbours.ts';
import { matchOptimalPairs } from './match-optimal-pairs.ts';
import { matchSubclasses } from './match-subclasses.ts';
import type { MatchingCaliper, MatchingDistance } from './pairing-options.ts';
import type {
  MatchedSample,
  MatchingCovariate,
  MatchingEstimand,
  MatchingRefusal,
  TreatedColumn,
} from './types.ts';
import { weighByPropensity } from './weigh-by-propensity.ts';

interface PairingPlan {
  /** Of the propensity score, of its log odds, or of the covariates. */
  readonly distance?: 'propensity' | 'linear-predictor' | 'mahalanobis';
  readonly ratio?: number;
  readonly caliper?: MatchingCaliper;
}

/** Which method, and its choices. */
export type MatchingPlan =
  | (PairingPlan & {
      readonly method: 'nearest-neighbours';
      readonly replacement?: boolean;
      /** Largest propensity first when left out. */
      readonly order?: 'largest' | 'smallest' | 'data' | 'random';
    })
  | (PairingPlan & { readonly method: 'optimal-pairs' })
  | {
      readonly method: 'kernel';
      readonly bandwidth: { readonly width: number; readonly unit: 'raw' | 'sd' };
      readonly kernel?: 'epanechnikov' | 'gaussian';
    }
  | { readonly method: 'subclasses'; readonly classes?: number; readonly estimand?: 'att' | 'ate' | 'atc' }
  | {
      readonly method: 'coarsened-exact';
      readonly bins?: Readonly<Record<string, number | readonly number[]>>;
      readonly estimand?: 'att' | 'ate' | 'atc';
    }
  | {
      readonly method: 'propensity-weights';
      readonly estimand: MatchingEstimand;
      readonly support?: readonly [number, number];
    };

export interface MatchingRequest {
  readonly treated: TreatedColumn;
  readonly covariates: readonly MatchingCovariate[];
  readonly plan: MatchingPlan;
  /** Factors on which pairs must agree; read by nearest-neighbour and optimal matching. */
  readonly exact?: readonly FactorColumn[];
  /** Of the propensity score; above 0. */
  readonly weights?: Float64Array;
  /** Needed for a random order. */
  readonly random?: RandomNumbers;
}

export interface MatchingOutcome {
  readonly kind: 'estimated';
  readonly sample: MatchedSample;
  /** Absent for coarsened exact matching. */
  readonly propensity?: PropensityScore;
}

/**
 * Runs a matching plan.
 *
 * @param request columns and the plan
 * @throws {EngineInputError} what `estimatePropensityScore` and the plan's method throw
 * @example
 * const covariates = [{ name: 'x', values: Float64Array.of(1, 3, 2, 4, 2.5, 1.5) }];
 * const plan = { method: 'optimal-pairs', distance: 'mahalanobis' };
 * runMatchingPlan({ treated: [1, 1, 0, 0, 0, 0], covariates, plan }).sample.unmatchedTreatedRows; // []
 */
export function runMatchingPlan(request: MatchingRequest): MatchingOutcome | NotEstimable<MatchingRefusal> {
  const { treated, covariates, plan, weights } = request;
  if (plan.method === 'coarsened-exact') {
    const sample = matchCoarsenedExact({ treated, covariates, ...pickDefined(plan) });
    return 'reason' in sample ? sample : { kind: 'estimated', sample };
  }
  const fit = estimatePropensityScore({ treated, covariates, ...(weights ? { weights } : {}) });
  // Pairs on Mahalanobis distance need the score only for the order and the report.
  const needsScore = !('distance' in plan && plan.distance === 'mahalanobis');
  if (fit.kind !== 'estimated' && (needsScore || fit.reason === 'no-treated' || fit.reason === 'no-controls'))
    return fit;
  const propensity = fit.kind === 'estimated' ? fit : undefined;
  const sample = runMethod(request, plan, propensity);
  if ('reason' in sample) return sample;
  return { kind: 'estimated', sample, ...(propensity ? { propensity } : {}) };
}

function runMethod(
  { treated, covariates, exact, random }: MatchingRequest,
  plan: Exclude<MatchingPlan, { method: 'coarsened-exact' }>,
  propensity: PropensityScore | undefined,
): MatchedSample | NotEstimable<MatchingRefusal> {
  const score = propensity?.scores ?? new Float64Array(0);
  switch (plan.method) {
    case 'nearest-neighbours': {
      const { ratio, caliper, replacement, order = 'largest' } = plan;
      return matchNearestNeighbours({
        treated,
        distance: chooseDistance(plan, covariates, propensity),
        ...pickDefined({ ratio, caliper, replacement, exact }),
        order: readOrder(order, propensity, random),
        ...(propensity ? { orderScore: propensity.scores } : {}),
      });
    }
    case 'optimal-pairs': {
      const { ratio, caliper } = plan;
      const distance = chooseDistance(plan, covariates, propensity);
      return matchOptimalPairs({ treated, distance, ...pickDefined({ ratio, caliper, exact }) });
    }
    case 'kernel':
      return matchByKernel({ treated, score, ...pickDefined(plan) });
    case 'subclasses':
      return matchSubclasses({ treated, score, ...pickDefined(plan) });
    case 'propensity-weights':
      return weighByPropensity({ treated, score, ...pickDefined(plan) });
  }
}

function readOrder(
  order: 'largest' | 'smallest' | 'data' | 'random',
  propensity: PropensityScore | undefined,
  random: RandomNumbers | undefined,
) {
  if (order !== 'random') return propensity ? order : 'data';
  if (!random)
    throw new EngineInputError({
      code: 'random-missing',
      message:
        'The order is random and no random numbers are given. Give a seeded generator or another order.',
      params: {},
    });
  return { random };
}

function chooseDistance(
  { distance = 'propensity' }: PairingPlan,
  covariates: readonly MatchingCovariate[],
  propensity: PropensityScore | undefined,
): MatchingDistance {
  if (distance === 'mahalanobis' || !propensity) return { kind: 'mahalanobis', covariates };
  return {
    kind: 'score',
    values: distance === 'propensity' ? propensity.scores : propensity.linearPredictors,
  };
}

/** Without the keys whose value is undefined, which options do not allow. */
function pickDefined<Options extends object>(
  options: Options,
): { [Key in keyof Options]: Exclude<Options[Key], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
