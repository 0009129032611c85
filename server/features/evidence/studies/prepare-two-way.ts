/**
 * Reads what two-way fixed effects need: cells where units, periods, clusters and all fixed effects are keys, so that
 * memory and time after reading do not depend on the rows; the rows themselves where errors need them.
 */

import { basename } from 'node:path';
import { makeProblem } from '@trellis/contract/problems';
import {
  type CellTable,
  crossProductIndex,
  type FactorColumn,
  fitLinearModel,
  fitLinearModelFromCells,
  type LinearFit,
  type LinearRefusal,
  type PanelColumns,
} from '@trellis/engines/statistics';
import { collapseFile } from '../../../platform/collapse/index.ts';
import { measureDeviation } from './check-panel-design.ts';
import { readPeriods, refuseNoRows } from './load-columns.ts';
import { loadPanel } from './load-panel.ts';
import type { LabelledFactor, StudyDropped, StudyOptions, StudyResult } from './types.ts';

export type Refused = Extract<StudyResult, { kind: 'refused' }>;

/** What the two ways of fitting share: the panel that was read, and the fit of given treatment. */
export interface PreparedPanel {
  readonly kind: 'prepared';
  readonly panel: PanelColumns;
  /** Fits the outcome on treatment, covariates and the fixed effects, with further ones where asked. */
  readonly fit: (treated: Float64Array, further?: readonly FactorColumn[]) => LinearFit | LinearRefusal;
  readonly factor: (name: string) => LabelledFactor;
  /** Standard deviation of the outcome over all rows. */
  readonly deviation: number;
  /** Rows behind each entry of the panel. */
  readonly rowCounts: ArrayLike<number>;
  readonly placeboOutcomes: readonly { readonly name: string; readonly values: Float64Array }[];
  readonly dropped: readonly StudyDropped[];
}

export const fixedOf = (options: StudyOptions) => options.fixed ?? [options.unit!, options.time!];

export async function prepareTwoWay(options: StudyOptions): Promise<PreparedPanel | Refused> {
  const { se, covariates, categories = [], placeboPeriods = [], placeboOutcomes = [] } = options;
  const needsRows =
    se === 'cr2' ||
    se === 'cr3' ||
    se === 'hc2' ||
    se === 'hc3' ||
    (se === 'hc1' && covariates.length > 0) ||
    categories.length + placeboPeriods.length + placeboOutcomes.length > 0 ||
    options.repeated === 'average';
  return needsRows ? await prepareRows(options) : await prepareCells(options);
}

async function prepareRows(options: StudyOptions): Promise<PreparedPanel | Refused> {
  const loaded = await loadPanel(options);
  if (loaded.kind === 'refused') return loaded;
  const { columns, panel } = loaded;
  // Averaged rows are others than those of the file: only the panel's own columns are left.
  const isAveraged = options.repeated === 'average';
  const factor = isAveraged ? readAveraged(options, columns.factor, panel) : columns.factor;
  return {
    kind: 'prepared',
    panel,
    factor,
    deviation: measureDeviation(panel.outcome),
    rowCounts: new Uint8Array(panel.outcome.length).fill(1),
    placeboOutcomes: isAveraged
      ? []
      : (options.placeboOutcomes ?? []).map((name) => ({ name, values: columns.number(name) })),
    dropped: columns.dropped,
    fit: (treated, further = []) =>
      fitLinearModel({
        outcome: panel.outcome,
        regressors: [{ name: 'treated', values: treated }, ...(panel.covariates ?? [])],
        fixedEffects: [...fixedOf(options).map(factor), ...further],
        ...(panel.weights === undefined ? {} : { weights: panel.weights }),
      }),
  };
}

/** Factors of averaged rows: of the unit as its first row has them, and the period. */
function readAveraged(
  options: StudyOptions,
  factor: (name: string) => LabelledFactor,
  panel: PanelColumns,
): (name: string) => LabelledFactor {
  const units = factor(options.unit!);
  return (name) => {
    const whole = factor(name);
    if (name === options.unit) return { ...whole, codes: panel.unit.codes };
    if (name === options.time) {
      const codeByPeriod = new Map(whole.labels.map((label, code) => [Number(label), code]));
      return { ...whole, codes: Int32Array.from(panel.time, (period) => codeByPeriod.get(period)!) };
    }
    const codeByUnit = new Int32Array(units.levels);
    whole.codes.forEach((code, row) => {
      codeByUnit[units.codes[row]!] = code;
    });
    return { ...whole, codes: panel.unit.codes.map((unit) => codeByUnit[unit]!) };
  };
}

async function prepareCells(options: StudyOptions): Promise<PreparedPanel | Refused> {
  const { unit, time, treatedFrom, treated, cluster, weights, covariates, region } = options;
  const file = basename(options.file);
  const names = [unit, time, treatedFrom, cluster, region, ...(options.fixed ?? [])];
  const keys = [...new Set(names.filter((name) => name !== undefined))];
  const outcome = await collapseFile(options.file, {
    keys: keys.map((column) => ({ column, blankIsLevel: column === treatedFrom })),
    variables: [options.outcome, ...(treated === undefined ? [] : [treated]), ...covariates],
    weight: weights,
  });
  if (outcome.kind === 'refused') return outcome;
  const { table, rowsSeen, missing } = outcome;
  if (table.rows === 0) return refuseNoRows(file, rowsSeen, missing);
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
    deviation: measureCellDeviation(table),
    rowCounts: table.counts,
    placeboOutcomes: [],
    dropped: missing.map(({ column, count }) => ({ reason: 'missing-value', count, names: [column] })),
    fit: (values, further = []) =>
      fitLinearModelFromCells({
        cells: table,
        outcome: options.outcome,
        regressors: covariates,
        cellRegressors: [{ name: 'treated', values }],
        fixedEffects: [...fixedOf(options).map(factor), ...further],
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

/** Of the outcome, the first variable; the origin takes no part in it. */
function measureCellDeviation(table: CellTable): number {
  const squares = table.crossProducts[crossProductIndex(0, 0, table.variables.length)]!;
  const [rows, total, square] = [table.weights ?? table.counts, table.sums[0]!, squares].map((column) =>
    (column as Float64Array).reduce((sum, value) => sum + value, 0),
  ) as [number, number, number];
  return table.scales[0]! * Math.sqrt(Math.max(0, square / rows - (total / rows) ** 2));
}
