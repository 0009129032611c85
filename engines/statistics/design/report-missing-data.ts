/**
 * What is missing: by column, by group, and in which combinations; and who left a study.
 *
 *   share missing by column and group · patterns, most frequent first · rows complete in all columns
 *   attrition: rates by group, their difference with z = (r₁ − r₀)/√(r(1 − r)(1/n₁ + 1/n₀)), and how those who left
 *   differ at the start: (mean of leavers − mean of stayers) / pooled standard deviation, in each group
 *
 * Shapes: columns n. Paper: Schafer and Graham 2002 (10.1037/1082-989X.7.2.147). Cost O(n · columns).
 */

import {
  EngineInputError,
  type Estimate,
  estimated,
  normalUpperTail,
  notEstimable,
} from '../../kernel/index.ts';
import { assertIncompleteColumns, type IncompleteColumn } from './incomplete-columns.ts';

export interface ColumnMissing {
  readonly name: string;
  readonly count: number;
  readonly share: number;
  /** Count and share among controls (0) and treated (1), when groups are given. */
  readonly byGroup?: readonly { readonly group: number; readonly count: number; readonly share: number }[];
}

/** A combination of missing columns; the empty one is of complete rows. */
export interface MissingPattern {
  readonly missingColumns: readonly string[];
  readonly rows: number;
}

export interface MissingDataReport {
  readonly rows: number;
  readonly completeRows: number;
  readonly columns: readonly ColumnMissing[];
  readonly patterns: readonly MissingPattern[];
}

/**
 * Reports what is missing.
 *
 * @param columns with their gaps
 * @param groups 1 treated, 0 control
 * @throws {EngineInputError} `no-columns`, `duplicate-column`, `length-mismatch`, `not-finite`, `group-not-binary`
 * @example
 * const columns = [{ name: 'age', values: Float64Array.of(1, 2), missing: Uint8Array.of(0, 1) }];
 * reportMissingData(columns).completeRows; // 1
 */
export function reportMissingData(
  columns: readonly IncompleteColumn[],
  groups?: ArrayLike<number>,
): MissingDataReport {
  const rows = assertIncompleteColumns(columns);
  if (groups) assertGroups(groups, rows);
  const counts = new Map<string, { missingColumns: string[]; rows: number }>();
  for (let row = 0; row < rows; row++) {
    const missingColumns = columns.filter(({ missing }) => missing[row] === 1).map(({ name }) => name);
    const key = columns.map(({ missing }) => (missing[row] === 1 ? '1' : '0')).join('');
    const pattern = counts.get(key) ?? { missingColumns, rows: 0 };
    pattern.rows++;
    counts.set(key, pattern);
  }
  const patterns = [...counts.values()].sort((a, b) => b.rows - a.rows);
  return {
    rows,
    completeRows: patterns.find(({ missingColumns }) => missingColumns.length === 0)?.rows ?? 0,
    columns: columns.map(({ name, missing }) => {
      const all = countMarks(missing, () => true);
      const byGroup = [0, 1].map((group) => ({
        group,
        ...countMarks(missing, (row) => groups?.[row] === group),
      }));
      return { name, ...all, ...(groups ? { byGroup } : {}) };
    }),
    patterns,
  };
}

type AttritionReason = 'empty-group' | 'no-variation' | 'nobody-left' | 'nobody-stayed' | 'not-finite';

export interface AttritionGroup {
  readonly group: 0 | 1;
  readonly start: number;
  readonly left: number;
  readonly rate: Estimate<number, AttritionReason>;
}

export interface AttritionReport {
  readonly overallRate: number;
  readonly groups: readonly [AttritionGroup, AttritionGroup];
  /** Rate of the treated minus that of the controls. */
  readonly differentialRate: Estimate<number, AttritionReason>;
  readonly differentialPValue: Estimate<number, AttritionReason>;
  /** In standard deviations, leavers minus stayers, for each column measured at the start. */
  readonly baseline: readonly {
    readonly name: string;
    readonly control: Estimate<number, AttritionReason>;
    readonly treated: Estimate<number, AttritionReason>;
  }[];
}

/**
 * Reports who left, group by group, and how those who left differed at the start.
 *
 * @param left 1 for a row without a final measurement
 * @param groups 1 treated, 0 control
 * @param baseline columns measured at the start
 * @throws {EngineInputError} `no-rows`, `length-mismatch`, `group-not-binary`, `duplicate-column`, `not-finite`
 * @example
 * reportAttrition([1, 0, 0, 0], [1, 1, 0, 0], []).differentialRate; // { kind: 'estimated', value: 0.5 }
 */
export function reportAttrition(
  left: ArrayLike<number>,
  groups: ArrayLike<number>,
  baseline: readonly IncompleteColumn[],
): AttritionReport {
  const rows = left.length;
  if (rows === 0)
    throw new EngineInputError({
      code: 'no-rows',
      message: 'There is no row. Give everybody who was there at the start.',
      params: {},
    });
  assertGroups(left, rows);
  assertGroups(groups, rows);
  if (baseline.length > 0 && assertIncompleteColumns(baseline) !== rows)
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `The columns of the start have ${baseline[0]!.values.length} rows and the study ${rows}. Give one for each.`,
      params: { values: baseline[0]!.values.length, rows },
    });
  const mark = Uint8Array.from({ length: rows }, (_, row) => left[row]!);
  const [control, treated] = ([0, 1] as const).map((group): AttritionGroup => {
    let start = 0;
    for (let row = 0; row < rows; row++) if (groups[row] === group) start++;
    const { count, share } = countMarks(mark, (row) => groups[row] === group);
    return { group, start, left: count, rate: start > 0 ? estimated(share) : notEstimable('empty-group') };
  }) as [AttritionGroup, AttritionGroup];
  const overallRate = (control.left + treated.left) / rows;
  const compare = (group: 0 | 1, column: IncompleteColumn) =>
    compareLeavers(column, mark, (row) => groups[row] === group);
  return {
    overallRate,
    groups: [control, treated],
    ...compareRates(control, treated, overallRate),
    baseline: baseline.map((column) => ({
      name: column.name,
      control: compare(0, column),
      treated: compare(1, column),
    })),
  };
}

function compareRates(
  control: AttritionGroup,
  treated: AttritionGroup,
  overall: number,
): Pick<AttritionReport, 'differentialRate' | 'differentialPValue'> {
  if (control.rate.kind !== 'estimated' || treated.rate.kind !== 'estimated') {
    const none = notEstimable('empty-group');
    return { differentialRate: none, differentialPValue: none };
  }
  const difference = treated.rate.value - control.rate.value;
  const error = Math.sqrt(overall * (1 - overall) * (1 / treated.start + 1 / control.start));
  return {
    differentialRate: estimated(difference),
    differentialPValue:
      error > 0
        ? estimated(2 * normalUpperTail(Math.abs(difference) / error))
        : notEstimable(overall === 0 ? 'nobody-left' : 'nobody-stayed'),
  };
}

function compareLeavers(
  { values, missing }: IncompleteColumn,
  left: Uint8Array,
  belongs: (row: number) => boolean,
): Estimate<number, AttritionReason> {
  const size = values.reduce(
    (most, value, row) => (missing[row] === 1 ? most : Math.max(most, Math.abs(value))),
    0,
  );
  const describe = (mark: number) => {
    const kept = values.filter((_, row) => missing[row] !== 1 && left[row] === mark && belongs(row));
    const scaled = kept.map((value) => (size > 0 ? value / size : 0));
    const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
    return {
      count: scaled.length,
      mean,
      squares: scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0),
    };
  };
  const leavers = describe(1);
  const stayers = describe(0);
  if (leavers.count === 0) return notEstimable('nobody-left');
  if (stayers.count === 0) return notEstimable('nobody-stayed');
  const variance = (leavers.squares + stayers.squares) / (leavers.count + stayers.count - 2);
  if (!(variance > 1e-28)) return notEstimable('no-variation');
  return estimated((leavers.mean - stayers.mean) / Math.sqrt(variance));
}

function countMarks(marks: Uint8Array, belongs: (row: number) => boolean): { count: number; share: number } {
  let rows = 0;
  let count = 0;
  marks.forEach((mark, row) => {
    if (!belongs(row)) return;
    rows++;
    if (mark === 1) count++;
  });
  return { count, share: rows > 0 ? count / rows : 0 };
}

function assertGroups(groups: ArrayLike<number>, rows: number): void {
  if (groups.length !== rows)
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `There are ${groups.length} groups for ${rows} rows. Give one for each row.`,
      params: { groups: groups.length, rows },
    });
  for (let row = 0; row < rows; row++)
    if (groups[row] !== 0 && groups[row] !== 1)
      throw new EngineInputError({
        code: 'group-not-binary',
        message: `Row ${row} has ${groups[row]}. Give 1 or 0.`,
        params: { row, value: String(groups[row]) },
      });
}
