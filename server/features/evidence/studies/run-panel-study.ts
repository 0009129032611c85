/** did, event, staggered: units over periods, some of them treated from a period on. */

import { createRandomNumbers } from '@trellis/engines/kernel';
import {
  aggregateGroupTimeEffects,
  type DifferenceRefusal,
  estimateByImputation,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateSunAbraham,
  findBreakdownOfTrends,
  type GroupTimeOptions,
  type JointTest,
  type PanelCounts,
  readPanel,
  runPlacebos,
  type StudyNote,
  type StudyTerm,
} from '@trellis/engines/statistics';
import {
  checkRegions,
  measureDeviation,
  noteErrorLevel,
  noteRepeatedRows,
  noteSmallStudy,
  type RegionCheck,
} from './check-panel-design.ts';
import {
  describeDropped,
  describeMain,
  describeWarnings,
  noteUnused,
  refuseStudy,
} from './describe-answer.ts';
import { errorsOf, keepRows, type LoadedPanel, loadPanel } from './load-panel.ts';
import { runTwoWayStudy } from './run-two-way-study.ts';
import type { StudyAnswer, StudyOptions, StudyResult, StudyWarning } from './types.ts';

export async function runPanelStudy(options: StudyOptions): Promise<StudyResult> {
  const estimator = options.estimator ?? (options.method === 'staggered' ? 'callaway-santanna' : 'twfe');
  if (estimator === 'twfe' && options.method !== 'event') return await runTwoWayStudy(options);
  const loaded = await loadPanel(options);
  if (loaded.kind === 'refused') return loaded;
  switch (estimator) {
    case 'callaway-santanna':
      return runGroupTime(options, loaded);
    case 'sun-abraham':
      return runSunAbraham(options, loaded);
    case 'imputation':
      return runImputation(options, loaded);
    case 'twfe':
      return runEventStudy(options, loaded);
  }
}

function runEventStudy(options: StudyOptions, loaded: LoadedPanel): StudyResult {
  const { columns, panel } = loaded;
  const { earliest, latest, magnitudes, placeboPeriods, placeboOutcomes = [] } = options;
  const bounds = {
    ...(earliest === undefined ? {} : { earliest }),
    ...(latest === undefined ? {} : { latest }),
  };
  const result = estimateEventStudy(keepRows(panel), { ...errorsOf(options), ...bounds });
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
  const canPretend = result.counts.periodsBeforeTreatment > 1;
  const placebos = runPlacebos(
    keepRows(panel),
    {
      periodsEarlier: placeboPeriods ?? (canPretend ? [1] : []),
      outcomes:
        options.repeated === 'average'
          ? []
          : placeboOutcomes.map((name) => ({ name, values: columns.number(name) })),
    },
    (shifted) => estimateEventStudy(shifted, errorsOf(options)),
  );
  return answer({
    method: 'event',
    estimand: result.estimand,
    ...describeMain(result.overall),
    n: result.counts.rows,
    ...countsOf(result.counts),
    smallSample: result.smallSample,
    terms: [...result.terms, ...result.covariates],
    diagnostics: {
      estimator: 'twfe',
      reference: result.reference,
      preTrend: describeTest(result.preTrend),
      sensitivity: findBreakdownOfTrends(
        result.coefficients,
        magnitudes === undefined ? {} : { relativeMagnitudes: magnitudes },
      ),
      placebos,
      ...regionOf(options, loaded),
      counts: result.counts,
    },
    warnings: warn(options, loaded, result.notes, result.overall),
    dropped: describeDropped(columns.dropped, result.dropped),
  });
}

function runSunAbraham(options: StudyOptions, loaded: LoadedPanel): StudyResult {
  const { columns, panel } = loaded;
  const result = estimateSunAbraham(keepRows(panel), errorsOf(options));
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
  return answer({
    method: options.method,
    estimand: result.estimand,
    ...describeMain(result.overall),
    n: result.counts.rows,
    ...countsOf(result.counts),
    smallSample: result.smallSample,
    terms: [...result.terms, ...result.cohorts, ...result.cells, ...result.covariates],
    diagnostics: {
      estimator: 'sun-abraham',
      reference: result.reference,
      preTrend: describeTest(result.preTrend),
      ...regionOf(options, loaded),
      counts: result.counts,
    },
    warnings: warn(options, loaded, result.notes, result.overall),
    dropped: describeDropped(columns.dropped, result.dropped),
  });
}

function runImputation(options: StudyOptions, loaded: LoadedPanel): StudyResult {
  const { columns, panel } = loaded;
  const result = estimateByImputation(keepRows(panel), bandsOf(options));
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
  if ('kind' in result.overall) return refuseStudy(result.overall, options);
  return answer({
    method: options.method,
    estimand: result.estimand,
    ...describeMain(result.overall),
    n: result.counts.rows,
    ...countsOf(result.counts),
    smallSample: result.smallSample,
    terms: result.terms,
    diagnostics: {
      estimator: 'imputation',
      imputedRows: result.imputedRows,
      notEstimable: result.refusedTerms,
      ...regionOf(options, loaded),
      counts: result.counts,
    },
    warnings: warn(options, loaded, result.notes, result.overall),
    dropped: describeDropped(columns.dropped, result.dropped),
  });
}

/** Group-time effects; the main number is their average over treated units and periods, or as asked. */
function runGroupTime(options: StudyOptions, loaded: LoadedPanel): StudyResult {
  const { columns, panel } = loaded;
  const chosen = {
    control: options.control === 'never' ? 'never-treated' : 'not-yet-treated',
    observations: options.repeated === 'new-people' ? 'new-units' : 'same-units',
    method: COMPARISONS[options.comparison ?? 'doubly-robust'],
    base: options.base ?? 'varying',
  } as const;
  const effects = estimateGroupTimeEffects(keepRows(panel), { ...chosen, ...bandsOf(options) });
  if (effects.kind === 'not-estimable') return refuseStudy(effects, options);
  const aggregations = AGGREGATIONS.map(
    (name) => [name, aggregateGroupTimeEffects(effects, name, bandsOf(options))] as const,
  );
  const wanted = options.aggregation ?? (options.method === 'event' ? 'dynamic' : 'simple');
  const main = aggregations.find(([name]) => name === wanted)![1];
  if (main.kind === 'not-estimable') return refuseStudy(main, options);
  if ('kind' in main.overall) return refuseStudy(main.overall, options);
  const cells = effects.cells.flatMap(({ effect }) =>
    effect === undefined || 'kind' in effect ? [] : [effect],
  );
  const sums = aggregations.flatMap(([name, result]): StudyTerm[] => {
    if (result.kind === 'not-estimable') return [];
    const overall = 'kind' in result.overall ? [] : [{ ...result.overall, name: `${name} overall` }];
    return [...overall, ...result.terms];
  });
  return answer({
    method: options.method,
    estimand: main.estimand,
    ...describeMain(main.overall),
    n: effects.counts.rows,
    ...countsOf(effects.counts),
    smallSample: main.smallSample,
    terms: [...cells, ...sums],
    diagnostics: {
      estimator: 'callaway-santanna',
      aggregation: wanted,
      ...chosen,
      control: options.control,
      preTrend: describeTest(effects.preTrend),
      aggregations: Object.fromEntries(
        aggregations.map(([name, result]) => [
          name,
          result.kind === 'estimated' ? { overall: result.overall, terms: result.terms } : result,
        ]),
      ),
      notEstimable: effects.cells.flatMap(({ group, period, effect }) =>
        effect !== undefined && 'kind' in effect ? [{ group, period, reason: effect.reason }] : [],
      ),
      ...sensitivityOf(options, loaded, chosen),
      ...regionOf(options, loaded),
      counts: effects.counts,
    },
    warnings: warn(options, loaded, [...effects.notes, ...main.notes], main.overall),
    dropped: describeDropped(columns.dropped, effects.dropped),
  });
}

const COMPARISONS = {
  'doubly-robust': 'doubly-robust',
  regression: 'regression',
  ipw: 'weighting',
} as const;

const AGGREGATIONS = ['simple', 'dynamic', 'group', 'calendar'] as const;

/** Bands over all terms at once, where draws are asked for. */
const bandsOf = ({ draws, seed }: StudyOptions) =>
  draws === 0 ? {} : { bootstrap: { draws, random: createRandomNumbers(seed) } };

/** Sensitivity needs one base period for all event times, so the effects are taken again with it. */
function sensitivityOf(
  options: StudyOptions,
  { panel }: LoadedPanel,
  chosen: GroupTimeOptions,
): Record<string, unknown> {
  const { magnitudes } = options;
  if (magnitudes === undefined && chosen.base !== 'universal') return {};
  const effects = estimateGroupTimeEffects(keepRows(panel), { ...chosen, base: 'universal' });
  const dynamic = effects.kind === 'estimated' ? aggregateGroupTimeEffects(effects, 'dynamic') : effects;
  if (dynamic.kind === 'not-estimable' || dynamic.coefficients === undefined) return {};
  const relative = magnitudes === undefined ? {} : { relativeMagnitudes: magnitudes };
  return { sensitivity: findBreakdownOfTrends(dynamic.coefficients, relative) };
}

/** The errors of these two come from influence functions; no option changes them. */
const IGNORE_ERRORS = ['callaway-santanna', 'imputation'];

function warn(
  options: StudyOptions,
  { columns, panel }: LoadedPanel,
  notes: readonly StudyNote[],
  main: StudyTerm,
): StudyWarning[] {
  const read = readPanel(keepRows(panel));
  const estimator = options.estimator ?? (options.method === 'staggered' ? 'callaway-santanna' : 'twfe');
  const ignores = IGNORE_ERRORS.includes(estimator);
  const isAsIs = options.repeated !== 'average';
  const repeated = isAsIs
    ? noteRepeatedRows(
        columns.factor(options.unit!),
        columns.factor(options.time!),
        new Uint8Array(columns.rows).fill(1),
      )
    : [];
  return describeWarnings(
    [
      ...notes.filter(({ code }) => code !== 'repeated-rows'),
      ...repeated,
      ...(ignores ? [] : noteErrorLevel(options, read, panel.cluster)),
      ...(checkRegion(options, { columns, panel, kind: 'loaded' })?.notes ?? []),
      ...noteSmallStudy(read, main, measureDeviation(panel.outcome)),
      ...(ignores && options.se !== undefined ? [noteUnused('se')] : []),
      ...(ignores && options.smallSample !== undefined ? [noteUnused('small-sample')] : []),
    ],
    options,
  );
}

function checkRegion(options: StudyOptions, { columns, panel }: LoadedPanel): RegionCheck | undefined {
  const { region, repeated, seed } = options;
  if (region === undefined || repeated === 'average') return undefined;
  const read = readPanel(keepRows(panel));
  const isWithin = options.covariates.includes(region);
  return checkRegions(read, columns.factor(region), region, createRandomNumbers(seed), isWithin);
}

function regionOf(options: StudyOptions, loaded: LoadedPanel): Record<string, unknown> {
  const check = checkRegion(options, loaded);
  if (check === undefined) return {};
  const { notes: _notes, ...region } = check;
  return { region };
}

const answer = (answered: StudyAnswer): StudyResult => ({ kind: 'answered', answer: answered });
const countsOf = ({ units, clusters }: PanelCounts) => ({ units, clusters });
const describeTest = (test: JointTest | DifferenceRefusal): unknown => test;
