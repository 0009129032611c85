/** did, event, staggered: units over periods, some of them treated from a period on. */

import {
  aggregateGroupTimeEffects,
  type CovarianceRequest,
  type DifferenceRefusal,
  decomposeGoodmanBacon,
  describeTerms,
  estimateByImputation,
  estimateCovariance,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateSunAbraham,
  fitLinearModel,
  type JointTest,
  type PanelColumns,
  type PanelCounts,
  readPanel,
} from '@trellis/engines/statistics';
import { describeDropped, describeMain, describeWarnings, refuseStudy } from './describe-answer.ts';
import { type LoadedColumns, loadColumns, readPeriods } from './load-columns.ts';
import type { StudyAnswer, StudyOptions, StudyResult } from './types.ts';

interface LoadedPanel {
  readonly kind: 'loaded';
  readonly columns: Extract<LoadedColumns, { kind: 'loaded' }>;
  readonly panel: PanelColumns;
}

async function loadPanel(
  options: StudyOptions,
): Promise<LoadedPanel | Extract<StudyResult, { kind: 'refused' }>> {
  const unit = options.unit!;
  const time = options.time!;
  const columns = await loadColumns(options, {
    factors: [unit, time, options.treatedFrom, options.cluster, ...(options.fixed ?? [])],
    numbers: [options.outcome, options.treated, ...options.covariates],
    blankIsLevel: options.treatedFrom,
  });
  if (columns.kind === 'refused') return columns;
  const periods = readPeriods(columns.factor(time), time, options);
  if (periods.kind === 'refused') return periods;
  const starts =
    options.treatedFrom === undefined
      ? undefined
      : readPeriods(
          columns.factor(options.treatedFrom),
          options.treatedFrom,
          options,
          Number.POSITIVE_INFINITY,
        );
  if (starts?.kind === 'refused') return starts;
  return {
    kind: 'loaded',
    columns,
    panel: {
      outcome: columns.number(options.outcome),
      unit: columns.factor(unit),
      time: periods.values,
      // 0 stands for never, whatever the periods are.
      ...(starts === undefined
        ? { treated: columns.number(options.treated!) }
        : { firstTreated: starts.values.map((start) => (start === 0 ? Number.POSITIVE_INFINITY : start)) }),
      covariates: options.covariates.map((name) => ({ name, values: columns.number(name) })),
      ...(columns.weights === undefined ? {} : { weights: columns.weights }),
      ...(options.cluster === undefined ? {} : { cluster: columns.factor(options.cluster) }),
      unitNames: columns.factor(unit).labels.map(String),
    },
  };
}

export async function runPanelStudy(options: StudyOptions): Promise<StudyResult> {
  const loaded = await loadPanel(options);
  if (loaded.kind === 'refused') return loaded;
  const estimator = options.estimator ?? (options.method === 'staggered' ? 'callaway-santanna' : 'twfe');
  switch (estimator) {
    case 'callaway-santanna':
      return runGroupTime(options, loaded);
    case 'sun-abraham':
      return runSunAbraham(options, loaded);
    case 'imputation':
      return runImputation(options, loaded);
    case 'twfe':
      return options.method === 'event' ? runEventStudy(options, loaded) : runTwoWay(options, loaded);
  }
}

/** `none` takes every correction away: cr0. */
const errorsOf = ({ se, smallSample }: StudyOptions) => {
  if (se !== undefined && se !== 'cr1') return { standardErrors: se };
  if (smallSample === 'none') return { standardErrors: 'cr0' as const };
  return { standardErrors: 'cr1s' as const, fixedEffectCount: smallSample ?? ('nested' as const) };
};

const keepRows = (panel: PanelColumns): PanelColumns => ({ ...panel, repeatedRows: 'keep' });

/** One coefficient of treatment beside fixed effects. */
function runTwoWay(options: StudyOptions, { columns, panel }: LoadedPanel): StudyResult {
  const read = readPanel(keepRows(panel));
  const { counts } = read;
  if (counts.everTreatedUnits === 0)
    return refuseStudy(
      {
        kind: 'not-estimable',
        reason: 'no-treated',
        message: 'No unit is treated in these data. Check the column that says when treatment starts.',
      },
      options,
    );
  const treated = read.outcome.map((_, row) =>
    read.periods[read.periodOfRow[row]!]! >= read.firstTreatedOfUnit[read.unitOfRow[row]!]! ? 1 : 0,
  );
  const fixed = options.fixed ?? [options.unit!, options.time!];
  const fit = fitLinearModel({
    outcome: panel.outcome,
    regressors: [{ name: 'treated', values: treated }, ...(panel.covariates ?? [])],
    fixedEffects: fixed.map((name) => columns.factor(name)),
    ...(panel.weights === undefined ? {} : { weights: panel.weights }),
  });
  if (fit.kind === 'not-estimable') return refuseStudy(fit, options);
  const clusters = panel.cluster ?? panel.unit;
  const { standardErrors, ...counted } = errorsOf(options);
  const request: CovarianceRequest =
    standardErrors === 'iid' || standardErrors === 'hc1'
      ? { type: standardErrors }
      : { type: standardErrors, clusters, ...counted };
  const covariance = estimateCovariance(fit, request);
  if (covariance.kind === 'not-estimable') return refuseStudy(covariance, options);
  const terms = describeTerms(fit, covariance);
  const main = terms.find(({ name }) => name === 'treated');
  if (main === undefined)
    return refuseStudy(
      {
        kind: 'not-estimable',
        reason: 'treatment-collinear',
        message:
          'The fixed effects already say who is treated when. Add units treated at another time, or never.',
      },
      options,
    );
  const isStaggered = counts.cohorts > 1;
  const bacon = isStaggered && counts.repeatedUnitPeriods === 0 ? decomposeGoodmanBacon(panel) : undefined;
  const warnings = describeWarnings([...read.notes, ...covariance.notes], options);
  if (isStaggered) {
    const message =
      options.lang === 'zh'
        ? `各单位在 ${counts.cohorts} 个不同时期开始受干预，普通双向固定效应会混入与已受干预单位的比较。请改用 trellis study staggered。`
        : `Units start in ${counts.cohorts} different periods, so plain two-way fixed effects also compare with units already treated. Use trellis study staggered.`;
    warnings.push({ code: 'staggered-timing', message });
  }
  return answer({
    method: 'did',
    estimand: 'average effect on the treated (ATT), the same for all, under parallel trends',
    ...describeMain(main),
    n: fit.rows,
    ...countsOf(counts),
    clusters: covariance.clusters ?? null,
    smallSample: covariance.smallSample,
    terms,
    diagnostics: {
      estimator: 'twfe',
      fixedEffects: fixed,
      standardErrors: request.type,
      rSquared: fit.rSquared,
      withinRSquared: fit.withinRSquared,
      counts,
      ...(bacon?.kind === 'estimated'
        ? { goodmanBacon: { components: bacon.components, shareAgainstTreated: bacon.shareAgainstTreated } }
        : {}),
    },
    warnings,
    dropped: describeDropped(columns.dropped, fit.dropped),
  });
}

function runEventStudy(options: StudyOptions, { columns, panel }: LoadedPanel): StudyResult {
  const result = estimateEventStudy(keepRows(panel), errorsOf(options));
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
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
      counts: result.counts,
    },
    warnings: describeWarnings(result.notes, options),
    dropped: describeDropped(columns.dropped, result.dropped),
  });
}

function runSunAbraham(options: StudyOptions, { columns, panel }: LoadedPanel): StudyResult {
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
      counts: result.counts,
    },
    warnings: describeWarnings(result.notes, options),
    dropped: describeDropped(columns.dropped, result.dropped),
  });
}

function runImputation(options: StudyOptions, { columns, panel }: LoadedPanel): StudyResult {
  const result = estimateByImputation(keepRows(panel));
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
  if ('kind' in result.overall) return refuseStudy(result.overall, options);
  return answer({
    method: options.method,
    estimand: result.estimand,
    ...describeMain(result.overall),
    n: result.counts.rows,
    ...countsOf(result.counts),
    smallSample: null,
    terms: result.terms,
    diagnostics: {
      estimator: 'imputation',
      imputedRows: result.imputedRows,
      notEstimable: result.refusedTerms,
      counts: result.counts,
    },
    warnings: describeWarnings(result.notes, options),
    dropped: describeDropped(columns.dropped, result.dropped),
  });
}

/** Group-time effects; the main number is their average over treated units and periods. */
function runGroupTime(options: StudyOptions, { columns, panel }: LoadedPanel): StudyResult {
  const effects = estimateGroupTimeEffects(panel, {
    control: options.control === 'never' ? 'never-treated' : 'not-yet-treated',
  });
  if (effects.kind === 'not-estimable') return refuseStudy(effects, options);
  const simple = aggregateGroupTimeEffects(effects, 'simple');
  if (simple.kind === 'not-estimable') return refuseStudy(simple, options);
  if ('kind' in simple.overall) return refuseStudy(simple.overall, options);
  const aggregations = (['dynamic', 'group', 'calendar'] as const).map(
    (name) => [name, aggregateGroupTimeEffects(effects, name)] as const,
  );
  const dynamic = aggregations[0]![1];
  const cells = effects.cells.flatMap(({ effect }) =>
    effect === undefined || 'kind' in effect ? [] : [effect],
  );
  return answer({
    method: options.method,
    estimand: simple.estimand,
    ...describeMain(simple.overall),
    n: effects.counts.rows,
    ...countsOf(effects.counts),
    smallSample: null,
    terms: [...cells, ...(dynamic.kind === 'estimated' ? dynamic.terms : [])],
    diagnostics: {
      estimator: 'callaway-santanna',
      control: options.control,
      preTrend: describeTest(effects.preTrend),
      aggregations: Object.fromEntries(
        aggregations.map(([name, result]) => [
          name,
          result.kind === 'estimated' ? { overall: result.overall, terms: result.terms } : result,
        ]),
      ),
      counts: effects.counts,
    },
    warnings: describeWarnings([...effects.notes, ...simple.notes], options),
    dropped: describeDropped(columns.dropped, effects.dropped),
  });
}

const answer = (answered: StudyAnswer): StudyResult => ({ kind: 'answered', answer: answered });
const countsOf = ({ units, clusters }: PanelCounts) => ({ units, clusters });
const describeTest = (test: JointTest | DifferenceRefusal): unknown => test;
