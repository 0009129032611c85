/** multilevel: rows in units; how much units differ, and the covariates' effects beside that. */

import { decomposeWithinBetween, fitMultilevelModel } from '@trellis/engines/statistics';
import { describeMain, describeWarnings, refuseStudy } from './describe-answer.ts';
import { loadColumns } from './load-columns.ts';
import { splitCovariates, spreadCovariates } from './load-covariates.ts';
import type { StudyOptions, StudyResult } from './types.ts';

const SHOWN_DECOMPOSITION = 12;

export async function runMultilevelStudy(options: StudyOptions): Promise<StudyResult> {
  const unit = options.unit!;
  const { numbers, categories } = splitCovariates(options);
  const columns = await loadColumns(options, {
    factors: [unit, options.cluster, ...categories],
    numbers: [options.outcome, ...numbers, options.treated],
  });
  if (columns.kind === 'refused') return columns;
  const covariates = [
    ...spreadCovariates(options, columns),
    ...(options.treated === undefined
      ? []
      : [{ name: options.treated, values: columns.number(options.treated) }]),
  ];
  const covariateNames = covariates.map(({ name }) => name);
  const groups = columns.factor(unit);
  const coarser = options.cluster === undefined || options.cluster === unit ? undefined : options.cluster;
  const design = {
    outcome: columns.number(options.outcome),
    covariates,
    levels: [
      { name: unit, groups, slopes: options.slopes },
      ...(coarser === undefined ? [] : [{ name: coarser, groups: columns.factor(coarser) }]),
    ],
    ...(columns.weights === undefined ? {} : { weights: columns.weights }),
  };
  const method = options.estimation ?? 'REML';
  const fit = fitMultilevelModel(design, { method });
  if (fit.kind === 'not-estimable') return refuseStudy(fit, options);
  // The first covariate is what the study asks about; without one, the mean.
  const main = fit.terms.find(({ name }) => name === (options.treated ?? covariateNames[0])) ?? fit.terms[0]!;
  const within =
    covariateNames.length > 0 && covariateNames.length <= SHOWN_DECOMPOSITION
      ? decomposeWithinBetween(design, covariateNames, { method })
      : undefined;
  return {
    kind: 'answered',
    answer: {
      method: 'multilevel',
      estimand: `association of ${main.name} with ${options.outcome}, ${unit} differing at random`,
      ...describeMain(main),
      n: fit.rows,
      units: fit.groups[0]!.groups,
      clusters: fit.groups.at(-1)!.groups,
      smallSample: null,
      terms: fit.terms,
      diagnostics: {
        estimator: fit.method,
        intraclassCorrelations: fit.intraclassCorrelations,
        logLikelihood: fit.logLikelihood,
        deviance: fit.deviance,
        akaike: fit.akaike,
        bayes: fit.bayes,
        residualStandardDeviation: fit.residualStandardDeviation,
        atBoundary: fit.atBoundary,
        ...(within === undefined ? {} : { withinBetween: describeParts(within) }),
      },
      warnings: describeWarnings(fit.notes, options),
      dropped: columns.dropped,
      varianceComponents: fit.varianceComponents,
      groupEffects: fit.groupEffects.map(({ level, part, effects }) => ({
        level,
        part,
        effects: effects.map((effect) => ({
          ...effect,
          group: columns.factor(level).labels[effect.group] ?? effect.group,
        })),
      })),
    },
  };
}

/** Without the whole model, which says again what the answer says. */
function describeParts(within: ReturnType<typeof decomposeWithinBetween>): unknown {
  if (within.kind === 'not-estimable') return { kind: within.kind, reason: within.reason };
  const { level, parts, constantWithin } = within;
  return { level, parts, constantWithin };
}
