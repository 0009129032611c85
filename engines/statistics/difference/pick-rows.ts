/** Some rows of a panel's columns. */

import type { PanelColumns } from './types.ts';

/**
 * Keeps the rows that pass, in their order.
 *
 * @param columns of a panel
 * @param isKept which rows stay
 * @example
 * const columns = simulatePanel({ units: 10, periods: 3 }, createRandomNumbers(1));
 * pickRows(columns, (row) => row < 5).outcome.length; // 5
 */
export function pickRows(columns: PanelColumns, isKept: (row: number) => boolean): PanelColumns {
  const rows = Int32Array.from(columns.outcome, (_, row) => row).filter(isKept);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const pickCodes = (codes: Int32Array): Int32Array => rows.map((row) => codes[row]!);
  const { unit, cluster, firstTreated, treated, weights, covariates } = columns;
  return {
    ...columns,
    outcome: pick(columns.outcome),
    time: pick(columns.time),
    unit: { codes: pickCodes(unit.codes), levels: unit.levels },
    ...(cluster ? { cluster: { codes: pickCodes(cluster.codes), levels: cluster.levels } } : {}),
    ...(firstTreated ? { firstTreated: pick(firstTreated) } : {}),
    ...(treated ? { treated: pick(treated) } : {}),
    ...(weights ? { weights: pick(weights) } : {}),
    ...(covariates
      ? { covariates: covariates.map(({ name, values }) => ({ name, values: pick(values) })) }
      : {}),
  };
}
