/** match: treated rows beside controls like them, by nearest propensity score within a caliper. */

import {
  estimateAugmentedWeighting,
  estimateMatchedEffect,
  estimatePropensityScore,
  matchNearestNeighbours,
  summariseOverlap,
  tabulateBalance,
} from '@trellis/engines/statistics';
import { describeDropped, describeMain, describeWarnings, refuseStudy } from './describe-answer.ts';
import { loadColumns } from './load-columns.ts';
import type { StudyOptions, StudyResult } from './types.ts';

/** Of the standard deviation of the log odds (Austin 2011). */
const CALIPER_DEVIATIONS = 0.2;

export async function runMatchStudy(options: StudyOptions): Promise<StudyResult> {
  const treatedName = options.treated!;
  const columns = await loadColumns(options, {
    factors: [options.unit, options.cluster],
    numbers: [options.outcome, treatedName, ...options.covariates],
  });
  if (columns.kind === 'refused') return columns;
  const outcome = columns.number(options.outcome);
  const treated = columns.number(treatedName);
  const covariates = options.covariates.map((name) => ({ name, values: columns.number(name) }));
  const propensity = estimatePropensityScore({ treated, covariates });
  if (propensity.kind === 'not-estimable') return refuseStudy(propensity, options);
  const sample = matchNearestNeighbours({
    treated,
    distance: { kind: 'score', values: propensity.linearPredictors },
    caliper: { width: CALIPER_DEVIATIONS, unit: 'sd' },
    order: 'largest',
  });
  if ('kind' in sample) return refuseStudy(sample, options);
  const errors =
    options.cluster === undefined ? {} : { errors: { cluster: columns.factor(options.cluster) } };
  const result = estimateMatchedEffect({ outcome, treated, sample, ...errors });
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
  const balance = tabulateBalance({ treated, covariates, weights: sample.weights });
  const overlap = summariseOverlap({ treated, score: propensity.scores });
  const robust = estimateAugmentedWeighting({
    outcome,
    treated,
    score: propensity.scores,
    covariates,
    estimand: 'att',
  });
  return {
    kind: 'answered',
    answer: {
      method: 'match',
      estimand: 'average effect on the treated that have a match (ATT)',
      ...describeMain(result.effect),
      n: result.rows,
      units: null,
      clusters: result.clusters ?? null,
      smallSample: result.smallSample,
      terms: result.terms,
      diagnostics: {
        matching: 'nearest neighbour on the log odds, 1:1 without replacement, largest first, ties by row',
        caliperStandardDeviations: CALIPER_DEVIATIONS,
        treated: sample.treated,
        control: sample.control,
        offSupport: sample.unmatchedTreatedRows.length,
        propensity: propensity.terms,
        overlap,
        doublyRobust: robust.kind === 'estimated' ? robust.effect : robust,
      },
      warnings: describeWarnings([...sample.notes, ...result.notes], options),
      dropped: describeDropped(columns.dropped, [
        ...propensity.dropped,
        ...sample.dropped,
        ...result.dropped,
      ]),
      balance,
    },
  };
}
