/**
 * power: what the schools of a file could show if whole schools were treated. Without `--effect` the smallest effect
 * with the power wanted; with it the power for that effect and how many schools it would need.
 */

import {
  type ClusteredDesign,
  findClusteredPower,
  findClustersNeeded,
  findDetectableEffect,
  fitMultilevelModel,
  type StudyNote,
} from '@trellis/engines/statistics';
import { describeWarnings, refuseStudy } from './describe-answer.ts';
import { loadColumns } from './load-columns.ts';
import type { PowerChoices, StudyOptions, StudyResult } from './types.ts';

const WANTED_POWER = 0.8;

const NOTHING_PLANNED: PowerChoices = {
  effect: undefined,
  power: undefined,
  clusters: undefined,
  people: undefined,
  share: undefined,
  intraclassCorrelation: undefined,
};

export async function runPowerStudy(options: StudyOptions): Promise<StudyResult> {
  const unit = options.unit!;
  const planned = options.planned ?? NOTHING_PLANNED;
  const columns = await loadColumns(options, { factors: [unit], numbers: [options.outcome] });
  if (columns.kind === 'refused') return columns;
  const groups = columns.factor(unit);
  let notes: readonly StudyNote[] = [];
  let { intraclassCorrelation } = planned;
  if (intraclassCorrelation === undefined) {
    const fit = fitMultilevelModel({
      outcome: columns.number(options.outcome),
      covariates: [],
      levels: [{ name: unit, groups }],
    });
    if (fit.kind === 'not-estimable') return refuseStudy(fit, options);
    const { share } = fit.intraclassCorrelations[0]!;
    intraclassCorrelation = share.kind === 'estimated' ? share.value : 0;
    notes = fit.notes;
  }
  const design: ClusteredDesign = {
    clusters: planned.clusters ?? groups.levels,
    peoplePerCluster: planned.people ?? harmonicMeanSize(groups.codes, groups.levels),
    intraclassCorrelation,
    treatedShare: planned.share ?? 0.5,
  };
  const power = planned.power ?? WANTED_POWER;
  const smallest = findDetectableEffect(design, power);
  if (smallest.kind === 'not-estimable') return refuseStudy(smallest, options);
  const { effect } = planned;
  const reached = effect === undefined ? undefined : findClusteredPower(design, effect);
  if (reached?.kind === 'not-estimable') return refuseStudy(reached, options);
  const needed = effect === undefined || effect === 0 ? undefined : findClustersNeeded(design, effect, power);
  return {
    kind: 'answered',
    answer: {
      method: 'power',
      estimand:
        reached === undefined
          ? `smallest effect found with power ${power} if a share of ${design.treatedShare} of the ${unit} were treated, in standard deviations`
          : `power to find an effect of ${effect} standard deviations if a share of ${design.treatedShare} of the ${unit} were treated`,
      estimate: reached === undefined ? smallest.effect : reached.value,
      standardError: smallest.standardError,
      degreesOfFreedom: smallest.degreesOfFreedom,
      confidenceInterval: null,
      pValue: null,
      n: columns.rows,
      units: groups.levels,
      clusters: groups.levels,
      smallSample: null,
      terms: [],
      diagnostics: {
        ...design,
        power: reached === undefined ? power : reached.value,
        wantedPower: power,
        smallestEffect: smallest.effect,
        bloomEffect: smallest.bloomEffect,
        designEffect: smallest.designEffect,
        ...(effect === undefined ? {} : { effect }),
        ...(needed === undefined
          ? {}
          : { clustersNeeded: needed.kind === 'estimated' ? needed.value : needed }),
      },
      warnings: describeWarnings(notes, options),
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
