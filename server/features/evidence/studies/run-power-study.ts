/** power: the smallest effect that the schools of a file could show, if whole schools were treated. */

import { findDetectableEffect, fitMultilevelModel } from '@trellis/engines/statistics';
import { describeWarnings, refuseStudy } from './describe-answer.ts';
import { loadColumns } from './load-columns.ts';
import type { StudyOptions, StudyResult } from './types.ts';

const WANTED_POWER = 0.8;

export async function runPowerStudy(options: StudyOptions): Promise<StudyResult> {
  const unit = options.unit!;
  const columns = await loadColumns(options, { factors: [unit], numbers: [options.outcome] });
  if (columns.kind === 'refused') return columns;
  const groups = columns.factor(unit);
  const fit = fitMultilevelModel({
    outcome: columns.number(options.outcome),
    covariates: [],
    levels: [{ name: unit, groups }],
  });
  if (fit.kind === 'not-estimable')
    return refuseStudy({ ...fit, message: fit.reason.replaceAll('-', ' ') }, options);
  const share = fit.intraclassCorrelations[0]!.share;
  const intraclassCorrelation = share.kind === 'estimated' ? share.value : 0;
  const design = {
    clusters: groups.levels,
    peoplePerCluster: harmonicMeanSize(groups.codes, groups.levels),
    intraclassCorrelation,
  };
  const effect = findDetectableEffect(design, WANTED_POWER);
  if (effect.kind === 'not-estimable') return refuseStudy(effect, options);
  return {
    kind: 'answered',
    answer: {
      method: 'power',
      estimand: `smallest effect found with power ${WANTED_POWER} if half of the ${unit} were treated, in standard deviations`,
      estimate: effect.effect,
      standardError: effect.standardError,
      degreesOfFreedom: effect.degreesOfFreedom,
      confidenceInterval: null,
      pValue: null,
      n: columns.rows,
      units: groups.levels,
      clusters: groups.levels,
      smallSample: null,
      terms: [],
      diagnostics: {
        ...design,
        power: WANTED_POWER,
        designEffect: effect.designEffect,
        bloomEffect: effect.bloomEffect,
      },
      warnings: describeWarnings(fit.notes, options),
      dropped: columns.dropped,
    },
  };
}

/** Clusters of unlike size count like clusters of this size. */
function harmonicMeanSize(codes: Int32Array, levels: number): number {
  const sizes = new Float64Array(levels);
  for (const code of codes) sizes[code]!++;
  return levels / sizes.reduce((sum, size) => sum + 1 / size, 0);
}
