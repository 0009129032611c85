/** Reads a panel row by row, and the words of errors and rows that all its studies share. */

import type { PanelColumns } from '@trellis/engines/statistics';
import { type LoadedColumns, loadColumns, readPeriods } from './load-columns.ts';
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

/** `none` takes every correction away: cr0. */
export const errorsOf = ({ se, smallSample }: StudyOptions) => {
  if (se !== undefined && se !== 'cr1') return { standardErrors: se };
  if (smallSample === 'none') return { standardErrors: 'cr0' as const };
  return { standardErrors: 'cr1s' as const, fixedEffectCount: smallSample ?? ('nested' as const) };
};

export const keepRows = (panel: PanelColumns): PanelColumns => ({ ...panel, repeatedRows: 'keep' });
