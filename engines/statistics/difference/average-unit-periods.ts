/**
 * Rows of the same unit in the same period, averaged to one: pupils to their school and year.
 *
 * Outcome and covariates become weighted means, the weight of the new row the sum of the weights (the number of rows when
 * none were given). Methods that follow units over time need such a panel; treatment and cluster must be the same
 * for all rows that are averaged. Rows come out in the order in which their unit-periods are first seen. Cost O(n k).
 */

import { EngineInputError } from '../../kernel/index.ts';
import { checkPanelColumns } from './check-panel-columns.ts';
import type { PanelColumns } from './types.ts';

/**
 * Averages the rows of each unit-period.
 *
 * @param columns with repeated unit-periods
 * @throws {EngineInputError} what `readPanel` throws for columns, and `differs-within-unit-period`
 * @example
 * averageUnitPeriods({
 *   outcome: Float64Array.of(1, 3, 5, 6),
 *   unit: { codes: Int32Array.of(0, 0, 0, 1), levels: 2 },
 *   time: Float64Array.of(2020, 2020, 2021, 2020),
 *   firstTreated: Float64Array.of(0, 0, 0, 2021),
 * }).outcome; // [2, 5, 6]
 */
export function averageUnitPeriods(columns: PanelColumns): PanelColumns & { readonly weights: Float64Array } {
  checkPanelColumns(columns);
  const { outcome, unit, time, covariates, cluster, firstTreated, treated } = columns;
  const cellByKey = new Map<string, number>();
  const first: number[] = [];
  const cellOfRow = Int32Array.from(outcome, (_, row) => {
    const key = `${unit.codes[row]} ${time[row]}`;
    const known = cellByKey.get(key);
    if (known !== undefined) return known;
    cellByKey.set(key, first.length);
    first.push(row);
    return first.length - 1;
  });
  const same: [string, ArrayLike<number> | undefined][] = [
    ['cluster', cluster?.codes],
    ['firstTreated', firstTreated],
    ['treated', treated],
  ];
  for (const [column, values] of same) {
    if (values === undefined) continue;
    const rows = cellOfRow.reduce(
      (sum, cell, row) => sum + (values[row] === values[first[cell]!] ? 0 : 1),
      0,
    );
    if (rows > 0)
      throw new EngineInputError({
        code: 'differs-within-unit-period',
        message: `In ${rows} rows the column ${column} differs from other rows of the same unit and period. Rows can be averaged only when they share it.`,
        params: { column, rows },
      });
  }
  const totals = new Float64Array(first.length);
  for (let row = 0; row < outcome.length; row++) totals[cellOfRow[row]!]! += columns.weights?.[row] ?? 1;
  const average = (values: Float64Array): Float64Array => {
    const means = new Float64Array(first.length);
    for (let row = 0; row < values.length; row++) {
      const cell = cellOfRow[row]!;
      means[cell]! += ((columns.weights?.[row] ?? 1) / totals[cell]!) * values[row]!;
    }
    return means;
  };
  const pick = (values: Float64Array): Float64Array => Float64Array.from(first, (row) => values[row]!);
  const pickCodes = (codes: Int32Array): Int32Array => Int32Array.from(first, (row) => codes[row]!);
  return {
    outcome: average(outcome),
    unit: { codes: pickCodes(unit.codes), levels: unit.levels },
    time: pick(time),
    weights: totals,
    ...(firstTreated ? { firstTreated: pick(firstTreated) } : {}),
    ...(treated ? { treated: pick(treated) } : {}),
    ...(cluster ? { cluster: { codes: pickCodes(cluster.codes), levels: cluster.levels } } : {}),
    ...(covariates
      ? { covariates: covariates.map(({ name, values }) => ({ name, values: average(values) })) }
      : {}),
    ...(columns.unitNames ? { unitNames: columns.unitNames } : {}),
  };
}
