/** did by plain two-way fixed effects; exact from cells, or from the rows where errors need them. */

import { createRandomNumbers } from '@trellis/engines/kernel';
import {
  type CovarianceRequest,
  decomposeGoodmanBacon,
  describeTerms,
  estimateCovariance,
  estimateTwoWayFixedEffects,
  type FactorColumn,
  type LinearFit,
  type Panel,
  readPanel,
  runPlacebos,
  type StudyNote,
  type StudyTerm,
  wildClusterBootstrap,
} from '@trellis/engines/statistics';
import {
  checkRegions,
  crossRegionWithTime,
  noteErrorLevel,
  noteRepeatedRows,
  noteSmallStudy,
  noteWithinRegions,
} from './check-panel-design.ts';
import { describeDropped, describeMain, describeWarnings, refuseStudy } from './describe-answer.ts';
import { errorsOf, keepRows } from './load-panel.ts';
import { fixedOf, type PreparedPanel, prepareTwoWay } from './prepare-two-way.ts';
import type { StudyOptions, StudyResult } from './types.ts';

export async function runTwoWayStudy(options: StudyOptions): Promise<StudyResult> {
  const prepared = await prepareTwoWay(options);
  return prepared.kind === 'refused' ? prepared : answerTwoWay(options, prepared);
}

function answerTwoWay(options: StudyOptions, prepared: PreparedPanel): StudyResult {
  const { panel, factor, dropped } = prepared;
  const read = readPanel(keepRows(panel));
  const { counts } = read;
  const refusal = findRefusal(read);
  if (refusal !== undefined) return refuseStudy({ kind: 'not-estimable', ...refusal }, options);
  const treated = markTreated(read);
  const fit = prepared.fit(treated);
  if (fit.kind === 'not-estimable') return refuseStudy(fit, options);
  const request = requestErrors(options, prepared);
  const covariance = estimateCovariance(fit, request);
  if (covariance.kind === 'not-estimable') return refuseStudy(covariance, options);
  const listed = describeTerms(fit, covariance);
  const main = listed.find(({ name }) => name === 'treated');
  if (main === undefined) return refuseStudy({ kind: 'not-estimable', ...TREATMENT_EXPLAINED }, options);
  const bacon =
    counts.cohorts + Math.min(1, counts.alwaysTreatedUnits) > 1 ? decomposeBacon(prepared) : undefined;
  const region = compareRegions(options, prepared, read, treated, main);
  return {
    kind: 'answered',
    answer: {
      method: 'did',
      estimand: 'average effect on the treated (ATT), the same for all, under parallel trends',
      ...describeMain(main),
      n: fit.rows,
      units: counts.units,
      clusters: covariance.clusters ?? null,
      smallSample: covariance.smallSample,
      terms: [main, ...listed.filter((term) => term !== main)],
      diagnostics: {
        estimator: 'twfe',
        fixedEffects: fixedOf(options).map((name) => ({ name, levels: factor(name).levels })),
        standardErrors: request.type,
        rSquared: fit.rSquared,
        withinRSquared: fit.withinRSquared,
        counts: { ...counts, rows: fit.rows },
        ...(bacon === undefined ? {} : { goodmanBacon: bacon }),
        ...testByResampling(options, fit, request, read),
        ...region.diagnostics,
        ...placeboOf(options, prepared),
      },
      warnings: describeWarnings(
        [
          ...read.notes.filter(({ code }) => code !== 'repeated-rows'),
          ...noteRepeatedRows(factor(options.unit!), factor(options.time!), prepared.rowCounts),
          ...covariance.notes,
          ...noteErrorLevel(options, read, panel.cluster),
          ...region.notes,
          ...noteSmallStudy(read, main, prepared.deviation),
          ...(counts.cohorts > 1 ? [noteStaggered(counts.cohorts)] : []),
        ],
        options,
      ),
      dropped: describeDropped(dropped, fit.dropped),
    },
  };
}

const NOBODY_TREATED = {
  reason: 'no-treated',
  message: 'No unit is treated in these data. Check the column that says when treatment starts.',
};

/** Why there is nothing to compare, said before the regression finds that nothing is left of treatment. */
function findRefusal({ counts }: Panel) {
  if (counts.everTreatedUnits === 0) return NOBODY_TREATED;
  if (counts.neverTreatedUnits === 0 && counts.cohorts < 2 && counts.alwaysTreatedUnits === 0)
    return { reason: 'no-controls', params: { units: counts.units } };
  if (counts.cohorts === 0)
    return { reason: 'no-period-before-treatment', params: { units: counts.everTreatedUnits } };
  return undefined;
}

const TREATMENT_EXPLAINED = {
  reason: 'treatment-collinear',
  message: 'The fixed effects already say who is treated when. Add units treated at another time, or never.',
};

function requestErrors(options: StudyOptions, { panel }: PreparedPanel): CovarianceRequest {
  const { standardErrors, ...counted } = errorsOf(options);
  switch (standardErrors) {
    case 'iid':
    case 'hc1':
    case 'hc2':
    case 'hc3':
      return { type: standardErrors };
    default:
      return { type: standardErrors, clusters: panel.cluster ?? panel.unit, ...counted };
  }
}

const FEW_CLUSTERS = 12;

/** A test that does not lean on many clusters, where there are few; exact, by every combination of signs. */
function testByResampling(
  options: StudyOptions,
  fit: LinearFit,
  request: CovarianceRequest,
  { counts }: Panel,
): Record<string, unknown> {
  if (!('clusters' in request) || counts.clusters > FEW_CLUSTERS) return {};
  const clusters = request.clusters as FactorColumn;
  const random = createRandomNumbers(options.seed);
  return { wildBootstrap: wildClusterBootstrap(fit, { term: 'treated', clusters, random }) };
}

/** The comparisons behind the number and their weights; or why they cannot be told apart. */
function decomposeBacon({ panel }: PreparedPanel): unknown {
  const { weights, ...unweighted } = panel;
  // The same number of rows everywhere weighs nothing.
  const isEven = weights === undefined || weights.every((weight) => weight === weights[0]);
  const bacon = decomposeGoodmanBacon(keepRows(isEven ? unweighted : panel));
  if (bacon.kind === 'not-estimable') return bacon;
  return { components: bacon.components, shareAgainstTreated: bacon.shareAgainstTreated };
}

/** Treated and controls by region, and the comparison within regions beside the one across. */
function compareRegions(
  options: StudyOptions,
  prepared: PreparedPanel,
  read: Panel,
  treated: Float64Array,
  main: StudyTerm,
): { readonly notes: readonly StudyNote[]; readonly diagnostics: Record<string, unknown> } {
  const column = options.region ?? findRegionAmongFixed(options, prepared);
  if (column === undefined) return { notes: [], diagnostics: {} };
  const region = prepared.factor(column);
  const { notes, ...check } = checkRegions(read, region, column, createRandomNumbers(options.seed), true);
  const time = prepared.factor(options.time!);
  const fit = prepared.fit(treated, [crossRegionWithTime(region, time)]);
  const within = fit.kind === 'not-estimable' ? fit : findTreated(fit, requestErrors(options, prepared));
  const isThere = 'estimate' in within;
  return {
    notes: [...notes, ...(isThere ? noteWithinRegions(main, within, column) : [])],
    diagnostics: { region: { ...check, withinRegion: within } },
  };
}

function findTreated(fit: LinearFit, request: CovarianceRequest) {
  const covariance = estimateCovariance(fit, request);
  if (covariance.kind === 'not-estimable') return covariance;
  return (
    describeTerms(fit, covariance).find(({ name }) => name === 'treated') ?? {
      kind: 'not-estimable',
      ...TREATMENT_EXPLAINED,
    }
  );
}

/** A fixed effect in which each unit keeps its place and several units lie: a region, named or not. */
function findRegionAmongFixed(options: StudyOptions, { factor }: PreparedPanel): string | undefined {
  const unit = factor(options.unit!);
  return fixedOf(options).find((name) => {
    if (name === options.unit || name === options.time) return false;
    const { codes, levels } = factor(name);
    const place = new Int32Array(unit.levels).fill(-1);
    return (
      levels > 1 &&
      levels < unit.levels &&
      codes.every((code, row) => {
        const own = unit.codes[row]!;
        if (place[own] === -1) place[own] = code;
        return place[own] === code;
      })
    );
  });
}

function placeboOf(
  options: StudyOptions,
  { panel, placeboOutcomes }: PreparedPanel,
): Record<string, unknown> {
  const { placeboPeriods = [] } = options;
  if (placeboPeriods.length + placeboOutcomes.length === 0) return {};
  const { standardErrors, ...counted } = errorsOf(options);
  const plan = { periodsEarlier: placeboPeriods, outcomes: placeboOutcomes };
  const placebos = runPlacebos(keepRows(panel), plan, (columns) =>
    estimateTwoWayFixedEffects(columns, { standardErrors, ...counted }),
  );
  return { placebos };
}

function markTreated(panel: Panel): Float64Array {
  return panel.outcome.map((_, row) =>
    panel.periods[panel.periodOfRow[row]!]! >= panel.firstTreatedOfUnit[panel.unitOfRow[row]!]! ? 1 : 0,
  );
}

function noteStaggered(cohorts: number): StudyNote {
  return {
    code: 'staggered-timing',
    params: { cohorts },
    message: `Units start in ${cohorts} different periods, so plain two-way fixed effects also compare with units already treated. Use trellis study staggered.`,
  };
}
