/** mediate: through which channels an effect comes about, and which show no evidence of being one. */

import { createRandomNumbers } from '@trellis/engines/kernel';
import {
  estimateMediation,
  type MediationDesign,
  type MediationFit,
  type MediationOptions,
  type StudyTerm,
} from '@trellis/engines/statistics';
import { describeMain, describeWarnings, noteUnused, refuseStudy } from './describe-answer.ts';
import { loadColumns } from './load-columns.ts';
import { splitCovariates, spreadCovariates } from './load-covariates.ts';
import type { StudyColumns, StudyOptions, StudyResult } from './types.ts';

export async function runMediationStudy(options: StudyOptions): Promise<StudyResult> {
  const { outcome, treated, mediators, cluster, fixed = [] } = options;
  const { numbers, categories } = splitCovariates(options);
  const columns = await loadColumns(options, {
    factors: [cluster, ...fixed, ...categories],
    numbers: [outcome, treated, ...mediators, ...numbers],
  });
  if (columns.kind === 'refused') return columns;
  const fit = estimateMediation(designMediation(options, columns), chooseErrors(options));
  if (fit.kind === 'not-estimable') return refuseStudy(fit, options);
  const isRead = options.se !== 'hc2' && options.se !== 'hc3' && options.se !== 'cr2' && options.se !== 'cr3';
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
      terms: listTerms(fit, options),
      diagnostics: {
        errors: fit.errors,
        intervals: options.draws === 0 ? 'delta' : `bootstrap, ${options.interval ?? 'percentile'}`,
        shareMediated: fit.shareMediated,
        bootstrapDraws: fit.bootstrapDraws,
        findings: Object.fromEntries(fit.mediators.map(({ name, finding }) => [name, finding])),
        mediators: fit.mediators,
        smallSample: fit.smallSample,
      },
      warnings: describeWarnings([...fit.notes, ...(isRead ? [] : [noteUnused('se')])], options),
      dropped: columns.dropped,
    },
  };
}

function designMediation(options: StudyOptions, columns: StudyColumns): MediationDesign {
  const { outcome, treated, mediators, cluster, fixed = [], measured = {}, mediatorLevels = {} } = options;
  return {
    outcome: columns.number(outcome),
    treatment: columns.number(treated!),
    mediators: mediators.map((name) => ({
      name,
      values: columns.number(name),
      level: mediatorLevels[name] ?? 'pupil',
      ...(measured[name] === undefined ? {} : { measuredAt: measured[name] }),
    })),
    covariates: spreadCovariates(options, columns),
    fixedEffects: fixed.map((name) => ({ name, ...columns.factor(name) })),
    interaction: options.interaction ?? false,
    ...(cluster === undefined ? {} : { clusters: columns.factor(cluster) }),
    ...(columns.weights === undefined ? {} : { weights: columns.weights }),
    ...(measured.outcome === undefined ? {} : { outcomeMeasuredAt: measured.outcome }),
    ...(measured.treatment === undefined ? {} : { treatedAt: measured.treatment }),
  };
}

/** Total, direct and indirect effects, then each mediator's; at either treatment too where they differ. */
function listTerms(fit: MediationFit, { interaction = false }: StudyOptions): StudyTerm[] {
  const spread = (name: string, effect: MediationFit['direct']): StudyTerm[] => [
    { ...effect.average, name },
    ...(interaction
      ? [
          { ...effect.control, name: `${name} (control)` },
          { ...effect.treated, name: `${name} (treated)` },
        ]
      : []),
  ];
  return [
    { ...fit.total, name: 'total' },
    ...spread('direct', fit.direct),
    ...spread('indirect', fit.indirect),
    ...fit.mediators.flatMap((mediator) => {
      if (mediator.kind === 'not-estimable') return [];
      const { name } = mediator;
      return [
        ...spread(`indirect: ${name}`, mediator.indirect),
        { ...mediator.treatmentToMediator, name: `treatment → ${name}` },
        ...spread(`${name} → outcome`, mediator.mediatorToOutcome),
      ];
    }),
  ];
}

function chooseErrors(options: StudyOptions): MediationOptions {
  const { se, smallSample, cluster, draws, seed, interval } = options;
  const errors = se === 'iid' ? 'iid' : se === 'hc1' ? 'robust' : cluster === undefined ? 'iid' : 'cluster';
  return {
    errors,
    ...(smallSample === undefined ? {} : { smallSample }),
    ...(draws === 0
      ? {}
      : {
          bootstrap: {
            draws,
            random: createRandomNumbers(seed),
            ...(interval === undefined ? {} : { interval }),
          },
        }),
  };
}
