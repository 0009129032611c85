/**
 * did by plain two-way fixed effects. Units, periods, clusters and all fixed effects are keys, so the file is
 * collapsed to cells and the answer is exact from these: memory and time after reading do not depend on the rows.
 * Errors row by row with covariates, and cr2, are taken from the rows.
 */

import { basename } from 'node:path';
import { makeProblem } from '@trellis/contract/problems';
import {
  type CellTable,
  type CovarianceRequest,
  crossProductIndex,
  decomposeGoodmanBacon,
  describeTerms,
  estimateCovariance,
  type FactorColumn,
  fitLinearModel,
  fitLinearModelFromCells,
  type LinearFit,
  type LinearRefusal,
  type Panel,
  type PanelColumns,
  readPanel,
} from '@trellis/engines/statistics';
import { collapseFile } from '../../../platform/collapse/index.ts';
import { describeDropped, describeMain, describeWarnings, refuseStudy } from './describe-answer.ts';
import { readPeriods } from './load-columns.ts';
import { errorsOf, keepRows, loadPanel } from './load-panel.ts';
import type { StudyDropped, StudyOptions, StudyResult } from './types.ts';

type Refused = Extract<StudyResult, { kind: 'refused' }>;

/** What the two ways of fitting share: the panel that was read, and the fit of given treatment. */
interface Prepared {
  readonly kind: 'prepared';
  readonly panel: PanelColumns;
  readonly fit: (treated: Float64Array) => LinearFit | LinearRefusal;
  readonly factor: (name: string) => FactorColumn;
  readonly dropped: readonly StudyDropped[];
}

export async function runTwoWayStudy(options: StudyOptions): Promise<StudyResult> {
  const needsRows = options.se === 'cr2' || (options.se === 'hc1' && options.covariates.length > 0);
  const prepared = needsRows ? await prepareRows(options) : await prepareCells(options);
  return prepared.kind === 'refused' ? prepared : answerTwoWay(options, prepared);
}

const fixedOf = (options: StudyOptions) => options.fixed ?? [options.unit!, options.time!];

async function prepareRows(options: StudyOptions): Promise<Prepared | Refused> {
  const loaded = await loadPanel(options);
  if (loaded.kind === 'refused') return loaded;
  const { columns, panel } = loaded;
  return {
    kind: 'prepared',
    panel,
    factor: columns.factor,
    dropped: columns.dropped,
    fit: (treated) =>
      fitLinearModel({
        outcome: panel.outcome,
        regressors: [{ name: 'treated', values: treated }, ...(panel.covariates ?? [])],
        fixedEffects: fixedOf(options).map(columns.factor),
        ...(panel.weights === undefined ? {} : { weights: panel.weights }),
      }),
  };
}

async function prepareCells(options: StudyOptions): Promise<Prepared | Refused> {
  const { unit, time, treatedFrom, treated, cluster, weights, covariates } = options;
  const file = basename(options.file);
  const names = [unit, time, treatedFrom, cluster, ...(options.fixed ?? [])];
  const keys = [...new Set(names.filter((name) => name !== undefined))];
  const outcome = await collapseFile(options.file, {
    keys: keys.map((column) => ({ column, blankIsLevel: column === treatedFrom })),
    variables: [options.outcome, ...(treated === undefined ? [] : [treated]), ...covariates],
    weight: weights,
  });
  if (outcome.kind === 'refused') return outcome;
  const { table, rowsSeen, missing } = outcome;
  if (table.rows === 0) {
    const params = { count: rowsSeen, all: rowsSeen };
    return { kind: 'refused', problems: [makeProblem('study-no-rows', { file, params })] };
  }
  const factor = (name: string) => {
    const key = keys.indexOf(name);
    return { ...table.keys[key]!, labels: table.keyLabels[key]! };
  };
  const periods = readPeriods(factor(time!), time!, options);
  if (periods.kind === 'refused') return periods;
  const starts =
    treatedFrom === undefined
      ? undefined
      : readPeriods(factor(treatedFrom), treatedFrom, options, Number.POSITIVE_INFINITY);
  if (starts?.kind === 'refused') return starts;
  const shares = treated === undefined ? undefined : readShares(table, treated);
  const mixed = shares?.findIndex((share) => share !== 0 && share !== 1) ?? -1;
  if (mixed >= 0) {
    const facts = { file, column: treated!, value: String(shares![mixed]) };
    return { kind: 'refused', problems: [makeProblem('study-not-binary', facts)] };
  }
  return {
    kind: 'prepared',
    panel: {
      outcome: table.sums[0]!.map(
        (sum, cell) => table.origins[0]! + (table.scales[0]! * sum) / (table.weights ?? table.counts)[cell]!,
      ),
      unit: factor(unit!),
      time: periods.values,
      ...(starts === undefined
        ? { treated: shares! }
        : { firstTreated: starts.values.map((start) => (start === 0 ? Number.POSITIVE_INFINITY : start)) }),
      weights: table.weights ?? table.counts,
      ...(cluster === undefined ? {} : { cluster: factor(cluster) }),
      unitNames: factor(unit!).labels.map(String),
    },
    factor,
    dropped: missing.map(({ column, count }) => ({ reason: 'missing-value', count, names: [column] })),
    fit: (values) =>
      fitLinearModelFromCells({
        cells: table,
        outcome: options.outcome,
        regressors: covariates,
        cellRegressors: [{ name: 'treated', values }],
        fixedEffects: fixedOf(options).map(factor),
      }),
  };
}

/** The treated share of each cell; NaN-free, and neither 0 nor 1 where some value is none of the two. */
function readShares(table: CellTable, name: string): Float64Array {
  const place = table.variables.indexOf(name);
  const squares = table.crossProducts[crossProductIndex(place, place, table.variables.length)]!;
  const [origin, scale] = [table.origins[place]!, table.scales[place]!];
  return table.sums[place]!.map((sum, cell) => {
    const rows = (table.weights ?? table.counts)[cell]!;
    const mean = origin + (scale * sum) / rows;
    const meanSquare = origin * origin + (2 * origin * scale * sum + scale * scale * squares[cell]!) / rows;
    // A mean of 1 may hide a 0 and a 2; their squares tell.
    return mean === 1 && meanSquare !== 1 ? Math.sqrt(meanSquare) : mean;
  });
}

function answerTwoWay(
  options: StudyOptions,
  { panel, fit: fitTreated, factor, dropped }: Prepared,
): StudyResult {
  const read = readPanel(keepRows(panel));
  const { counts } = read;
  if (counts.everTreatedUnits === 0) {
    const message = 'No unit is treated in these data. Check the column that says when treatment starts.';
    return refuseStudy({ kind: 'not-estimable', reason: 'no-treated', message }, options);
  }
  const fit = fitTreated(markTreated(read));
  if (fit.kind === 'not-estimable') return refuseStudy(fit, options);
  const { standardErrors, ...counted } = errorsOf(options);
  const request: CovarianceRequest =
    standardErrors === 'iid' || standardErrors === 'hc1'
      ? { type: standardErrors }
      : { type: standardErrors, clusters: panel.cluster ?? panel.unit, ...counted };
  const covariance = estimateCovariance(fit, request);
  if (covariance.kind === 'not-estimable') return refuseStudy(covariance, options);
  const listed = describeTerms(fit, covariance);
  const main = listed.find(({ name }) => name === 'treated');
  if (main === undefined) {
    const message =
      'The fixed effects already say who is treated when. Add units treated at another time, or never.';
    return refuseStudy({ kind: 'not-estimable', reason: 'treatment-collinear', message }, options);
  }
  const bacon =
    counts.cohorts > 1 && counts.repeatedUnitPeriods === 0 ? decomposeGoodmanBacon(panel) : undefined;
  const warnings = describeWarnings([...read.notes, ...covariance.notes], options);
  if (counts.cohorts > 1) warnings.push(warnStaggered(counts.cohorts, options));
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
        ...(bacon?.kind === 'estimated'
          ? { goodmanBacon: { components: bacon.components, shareAgainstTreated: bacon.shareAgainstTreated } }
          : {}),
      },
      warnings,
      dropped: describeDropped(dropped, fit.dropped),
    },
  };
}

function markTreated(panel: Panel): Float64Array {
  return panel.outcome.map((_, row) =>
    panel.periods[panel.periodOfRow[row]!]! >= panel.firstTreatedOfUnit[panel.unitOfRow[row]!]! ? 1 : 0,
  );
}

function warnStaggered(cohorts: number, { lang }: StudyOptions) {
  const message =
    lang === 'zh'
      ? `各单位在 ${cohorts} 个不同时期开始受干预，普通双向固定效应会混入与已受干预单位的比较。请改用 trellis study staggered。`
      : `Units start in ${cohorts} different periods, so plain two-way fixed effects also compare with units already treated. Use trellis study staggered.`;
  return { code: 'staggered-timing', message };
}
