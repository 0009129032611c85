/** Reads a panel row by row, and the words of errors and rows that all its studies share. */

import { averageUnitPeriods, type PanelColumns } from '@trellis/engines/statistics';
import { type LoadedColumns, loadColumns, readPeriods } from './load-columns.ts';
import { splitCovariates, spreadCovariates } from './load-covariates.ts';
import type { StudyOptions, StudyResult } from './types.ts';

export interface LoadedPanel {
  readonly kind: 'loaded';
  readonly columns: Extract<LoadedColumns, { kind: 'loaded' }>;
  readonly panel: PanelColumns;
}

export async function loadPanel(
  options: StudyOptions,
): Promise<LoadedPanel | Extract<StudyResult, { kind: 'refused' }>> {
  const unit = options.unit!;
  const time = options.time!;
  const { numbers, categories } = splitCovariates(options);
  const columns = await loadColumns(options, {
    factors: [
      unit,
      time,
      options.treatedFrom,
      options.cluster,
      options.region,
      ...(options.fixed ?? []),
      ...categories,
    ],
    numbers: [options.outcome, options.treated, ...numbers, ...(options.placeboOutcomes ?? [])],
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
  const panel: PanelColumns = {
    outcome: columns.number(options.outcome),
    unit: columns.factor(unit),
    time: periods.values,
    // 0 stands for never, whatever the periods are.
    ...(starts === undefined
      ? { treated: columns.number(options.treated!) }
      : { firstTreated: starts.values.map((start) => (start === 0 ? Number.POSITIVE_INFINITY : start)) }),
    covariates: spreadCovariates(options, columns),
    ...(columns.weights === undefined ? {} : { weights: columns.weights }),
    ...(options.cluster === undefined ? {} : { cluster: columns.factor(options.cluster) }),
    unitNames: columns.factor(unit).labels.map(String),
  };
  return {
    kind: 'loaded',
    columns,
    panel: options.repeated === 'average' ? averageUnitPeriods(panel) : panel,
  };
}

/** `none` takes every correction away: cr0. */
export const errorsOf = ({ se, smallSample }: StudyOptions) => {
  if (se !== undefined && se !== 'cr1' && se !== 'abadie-imbens') return { standardErrors: se };
  if (smallSample === 'none') return { standardErrors: 'cr0' as const };
  return { standardErrors: 'cr1s' as const, fixedEffectCount: smallSample ?? ('nested' as const) };
};

export const keepRows = (panel: PanelColumns): PanelColumns => ({ ...panel, repeatedRows: 'keep' });
