/** did, event, staggered: units over periods, some of them treated from a period on. */

import {
  aggregateGroupTimeEffects,
  type DifferenceRefusal,
  estimateByImputation,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateSunAbraham,
  type JointTest,
  type PanelCounts,
} from '@trellis/engines/statistics';
import { describeDropped, describeMain, describeWarnings, refuseStudy } from './describe-answer.ts';
import { errorsOf, keepRows, type LoadedPanel, loadPanel } from './load-panel.ts';
import { runTwoWayStudy } from './run-two-way-study.ts';
import type { StudyAnswer, StudyOptions, StudyResult } from './types.ts';

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
