/** mediate: through which channels an effect comes about, and which show no evidence of being one. */

import { createRandomNumbers } from '@trellis/engines/kernel';
import { estimateMediation, type MediationOptions } from '@trellis/engines/statistics';
import { describeMain, describeWarnings, refuseStudy } from './describe-answer.ts';
import { loadColumns } from './load-columns.ts';
import type { StudyOptions, StudyResult } from './types.ts';

export async function runMediationStudy(options: StudyOptions): Promise<StudyResult> {
  const { outcome, treated, mediators, covariates, cluster, fixed = [] } = options;
  const columns = await loadColumns(options, {
    factors: [cluster, ...fixed],
    numbers: [outcome, treated, ...mediators, ...covariates],
  });
  if (columns.kind === 'refused') return columns;
  const named = (name: string) => ({ name, values: columns.number(name) });
  const fit = estimateMediation(
    {
      outcome: columns.number(outcome),
      treatment: columns.number(treated!),
      mediators: mediators.map(named),
      covariates: covariates.map(named),
      fixedEffects: fixed.map((name) => ({ name, ...columns.factor(name) })),
      ...(cluster === undefined ? {} : { clusters: columns.factor(cluster) }),
      ...(columns.weights === undefined ? {} : { weights: columns.weights }),
    },
    chooseErrors(options),
  );
  if (fit.kind === 'not-estimable')
    return refuseStudy({ ...fit, message: fit.reason.replaceAll('-', ' ') }, options);
  const indirect = fit.mediators.flatMap((mediator) =>
    mediator.kind === 'estimated'
      ? [{ ...mediator.indirect.average, name: `indirect: ${mediator.name}` }]
      : [],
  );
  return {
    kind: 'answered',
    answer: {
      method: 'mediate',
      estimand: 'average effect through all mediators together (indirect effect)',
      ...describeMain(fit.indirect.average),
      n: fit.rows,
      units: null,
      clusters: fit.clusters === 'none' ? null : fit.clusters,
      smallSample: fit.smallSample.outcome,
      terms: [
        { ...fit.total, name: 'total' },
        { ...fit.direct.average, name: 'direct' },
        { ...fit.indirect.average, name: 'indirect' },
        ...indirect,
      ],
      diagnostics: {
        errors: fit.errors,
        shareMediated: fit.shareMediated,
        bootstrapDraws: fit.bootstrapDraws,
        mediators: fit.mediators,
      },
      warnings: describeWarnings(fit.notes, options),
      dropped: columns.dropped,
    },
  };
}

function chooseErrors({ se, smallSample, cluster, draws, seed }: StudyOptions): MediationOptions {
  const errors = se === 'iid' ? 'iid' : se === 'hc1' ? 'robust' : cluster === undefined ? 'iid' : 'cluster';
  return {
    errors,
    ...(smallSample === undefined ? {} : { smallSample }),
    ...(draws === 0 ? {} : { bootstrap: { draws, random: createRandomNumbers(seed) } }),
  };
}
