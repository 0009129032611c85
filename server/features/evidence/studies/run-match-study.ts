/** match: treated rows beside controls like them, by neighbours, classes, bins or weights. */

import { createRandomNumbers } from '@trellis/engines/kernel';
import {
  estimateAugmentedWeighting,
  estimateMatchedEffect,
  estimateNearestNeighbourEffect,
  estimateWeightedEffect,
  findRosenbaumBounds,
  type MatchedEffect,
  type MatchedErrors,
  type MatchedSample,
  type MatchingCovariate,
  type MatchingOutcome,
  runMatchingPlan,
  type StudyTerm,
  summariseOverlap,
  tabulateBalance,
} from '@trellis/engines/statistics';
import {
  describeDropped,
  describeMain,
  describeWarnings,
  type EngineRefusal,
  noteUnused,
  refuseStudy,
} from './describe-answer.ts';
import { loadColumns } from './load-columns.ts';
import { listCovariates, splitCovariates } from './load-covariates.ts';
import { chooseMatching, describePlan, noteUnusedChoices, planMatching } from './matching-plan.ts';
import type { LabelledFactor, StudyOptions, StudyResult } from './types.ts';

const ESTIMANDS = {
  att: 'average effect on the treated that have a match (ATT)',
  ate: 'average effect on everybody (ATE)',
  atc: 'average effect on the controls (ATC)',
  ato: 'average effect on those who could be in either group (ATO)',
} as const;

const GAMMAS = [1, 1.25, 1.5, 2, 3];

interface Rows {
  readonly outcome: Float64Array;
  readonly treated: Float64Array;
  readonly covariates: readonly MatchingCovariate[];
  readonly cluster: LabelledFactor | undefined;
}

export async function runMatchStudy(options: StudyOptions): Promise<StudyResult> {
  const { numbers, categories } = splitCovariates(options);
  const choices = chooseMatching(options);
  const columns = await loadColumns(
    { ...options, weights: undefined },
    {
      factors: [options.cluster, ...choices.exact, ...categories],
      numbers: [options.outcome, options.treated!, ...numbers],
    },
  );
  if (columns.kind === 'refused') return columns;
  const rows: Rows = {
    outcome: columns.number(options.outcome),
    treated: columns.number(options.treated!),
    covariates: listCovariates(options, columns),
    cluster: options.cluster === undefined ? undefined : columns.factor(options.cluster),
  };
  const { treated, covariates } = rows;
  const matching = runMatchingPlan({
    treated,
    covariates,
    plan: planMatching(choices),
    exact: choices.exact.map(columns.factor),
    random: createRandomNumbers(options.seed),
  });
  if (matching.kind === 'not-estimable') return refuseStudy(matching, options);
  const compared = compareSample(options, rows, matching);
  if (compared.kind === 'not-estimable') return refuseStudy(compared, options);
  const main = chooseMain(options, rows, matching, compared);
  if (main.kind === 'not-estimable') return refuseStudy(main, options);
  const { sample, propensity } = matching;
  const estimand = main.estimand ?? sample.estimand;
  const robust = propensity && augment(rows, propensity.scores, estimand === 'ate' ? 'ate' : 'att');
  return {
    kind: 'answered',
    answer: {
      method: 'match',
      estimand: ESTIMANDS[estimand],
      ...describeMain(main.effect),
      n: compared.rows,
      units: null,
      clusters: main.clusters ?? null,
      smallSample: main.smallSample,
      terms: [
        { ...main.effect, name: 'treated' },
        ...compared.terms.filter(({ name }) => name !== 'treated'),
      ],
      diagnostics: {
        matching: describePlan(choices),
        errors: main.errors,
        rowsRead: columns.rows,
        treated: sample.treated,
        control: sample.control,
        offSupport: sample.unmatchedTreatedRows.length,
        ...('totalDistance' in sample ? { totalDistance: sample.totalDistance } : {}),
        ...('cutPoints' in sample ? { cutPoints: sample.cutPoints } : {}),
        weightedDifference: compared.effect,
        ...(propensity === undefined
          ? {}
          : {
              propensity: propensity.terms,
              overlap: summariseOverlap({ treated, score: propensity.scores }),
            }),
        ...(robust === undefined
          ? {}
          : { doublyRobust: robust.kind === 'estimated' ? robust.effect : robust }),
        ...boundHiddenBias(rows, sample, compared.effect),
      },
      warnings: describeWarnings(
        [
          ...sample.notes,
          ...compared.notes,
          ...noteUnusedChoices(choices),
          ...(main.readsErrors ? [] : [noteUnused('se')]),
        ],
        options,
      ),
      dropped: describeDropped(columns.dropped, [...(propensity?.dropped ?? []), ...compared.dropped]),
      balance: tabulateBalance({ treated, covariates, weights: sample.weights, estimand }),
    },
  };
}

type Main = Pick<MatchedEffect, 'kind' | 'effect' | 'smallSample' | 'clusters'> & {
  readonly errors: string;
  readonly estimand?: 'att' | 'ate';
  /** Whether the errors that were asked for are those of the answer. */
  readonly readsErrors: boolean;
};

const NO_CORRECTION = { formula: '1', factor: 1, nested: 'none' } as const;

/** The number the study answers with: the comparison of the sample, unless its method has an estimator of its own. */
function chooseMain(
  options: StudyOptions,
  { outcome, treated, covariates, cluster }: Rows,
  { propensity, sample }: MatchingOutcome,
  compared: MatchedEffect,
): Main | EngineRefusal {
  const { se } = options;
  const plain = (effect: StudyTerm, errors: string, estimand: 'att' | 'ate'): Main => ({
    kind: 'estimated',
    effect,
    smallSample: NO_CORRECTION,
    errors,
    estimand,
    readsErrors: se === undefined || se === 'abadie-imbens',
  });
  const { method, estimand = 'att', replace, distance, ratio = 1, adjust } = chooseMatching(options);
  if (method === 'aipw') {
    const asked = estimand === 'ate' ? 'ate' : 'att';
    const fit = augment({ outcome, treated, covariates, cluster }, propensity!.scores, asked);
    return fit.kind === 'estimated' ? plain(fit.effect, 'influence-function', asked) : fit;
  }
  if (method === 'nearest' && replace && (se === 'abadie-imbens' || estimand === 'ate')) {
    const asked = estimand === 'ate' ? 'ate' : 'att';
    const fit = estimateNearestNeighbourEffect({
      outcome,
      treated,
      distance:
        distance === 'mahalanobis' || propensity === undefined
          ? { kind: 'mahalanobis', covariates }
          : {
              kind: 'score',
              values: distance === 'propensity' ? propensity.scores : propensity.linearPredictors,
            },
      estimand: asked,
      neighbours: ratio,
      ...(adjust ? { biasAdjustment: covariates } : {}),
    });
    return fit.kind === 'estimated' ? plain(fit.effect, 'abadie-imbens', asked) : fit;
  }
  const isWeighted = method === 'ipw' || method === 'overlap';
  if (isWeighted && !adjust && (se === undefined || se.startsWith('cr'))) {
    const fit = estimateWeightedEffect({
      outcome,
      treated,
      covariates,
      estimand: sample.estimand,
      ...(cluster === undefined ? {} : { cluster }),
    });
    if (fit.kind === 'not-estimable') return fit;
    const { effect, smallSample, clusters } = fit;
    return {
      kind: 'estimated',
      effect,
      smallSample,
      ...(clusters === undefined ? {} : { clusters }),
      errors: 'score-estimated',
      readsErrors: true,
    };
  }
  const { effect, smallSample, clusters, errors } = compared;
  return {
    kind: 'estimated',
    effect,
    smallSample,
    ...(clusters === undefined ? {} : { clusters }),
    errors,
    readsErrors: se === undefined || isRead(se, cluster),
  };
}

const isRead = (se: NonNullable<StudyOptions['se']>, cluster: LabelledFactor | undefined) =>
  se === 'iid' || se === 'hc1' || (se === 'cr1' && cluster !== undefined);

const augment = ({ outcome, treated, covariates }: Rows, score: Float64Array, estimand: 'att' | 'ate') =>
  estimateAugmentedWeighting({ outcome, treated, score, covariates, estimand });

function compareSample(
  options: StudyOptions,
  rows: Rows,
  { sample }: MatchingOutcome,
): MatchedEffect | EngineRefusal {
  const { outcome, treated, covariates, cluster } = rows;
  const { se } = options;
  const errors: MatchedErrors | undefined =
    se === 'iid' || se === 'hc1' ? se : cluster === undefined ? undefined : { cluster };
  return estimateMatchedEffect({
    outcome,
    treated,
    sample,
    ...(errors === undefined ? {} : { errors }),
    ...(chooseMatching(options).adjust ? { covariates } : {}),
  });
}

/** How strong a hidden bias would have to be, where each treated row has one control. */
function boundHiddenBias({ outcome }: Rows, { pairs }: MatchedSample, { estimate }: StudyTerm) {
  if (pairs === undefined || !pairs.every(({ controlRows }) => controlRows.length === 1)) return {};
  const differences = Float64Array.from(
    pairs,
    ({ treatedRow, controlRows }) => outcome[treatedRow]! - outcome[controlRows[0]!]!,
  );
  const direction = estimate < 0 ? 'negative' : 'positive';
  return { hiddenBias: findRosenbaumBounds({ differences, gammas: GAMMAS, direction }) };
}
