/**
 * Judges many groups of schools at once: education groups of a district, trusts of a country.
 *
 * The schools are read and checked once, laid group by group, and each group is judged on a slice of the columns.
 * Shapes: n schools × k indicators in g groups. Cost O(n k + g k).
 */

import { createSortWorkspace } from '../kernel/index.ts';
import { presentJudgement } from './judge-balance.ts';
import { type BalanceColumns, judgeColumns } from './judge-columns.ts';
import { readSchools } from './read-schools.ts';
import type { BalanceJudgement, JudgeBalanceInput, SchoolIndicators } from './types.ts';

export interface JudgeBalanceByInput extends JudgeBalanceInput {
  /** The group of a school; a school without one is not judged. */
  readonly groupOf: (school: SchoolIndicators, row: number) => string | undefined;
}

/**
 * Judges every group by itself.
 *
 * @param input as for one judgement, with the group of each school
 * @returns the judgements by group, in the order in which the groups first appear
 * @throws {EngineInputError} as `judgeBalance`, over all schools at once
 * @example
 * judgeBalanceBy({ pack, stage: 'primary', schools, groupOf: ({ school }) => groupBySchool.get(school) });
 */
export function judgeBalanceBy(input: JudgeBalanceByInput): Map<string, BalanceJudgement> {
  const { pack, stage, schools, weighting = 'enrolment', groupOf } = input;
  const columns = readSchools(pack, schools);
  const groups = new Map<string, number[]>();
  schools.forEach((school, row) => {
    const group = groupOf(school, row);
    if (group === undefined) return;
    const rows = groups.get(group);
    if (rows === undefined) groups.set(group, [row]);
    else rows.push(row);
  });
  const laid = layRows(columns, [...groups.values()].flat());
  let largest = 0;
  for (const rows of groups.values()) largest = Math.max(largest, rows.length);
  const workspace = createSortWorkspace(largest);
  const judgements = new Map<string, BalanceJudgement>();
  let start = 0;
  for (const [group, rows] of groups) {
    const slice = sliceColumns(laid, start, start + rows.length);
    const keys = rows.map((row) => schools[row]!.school);
    const judged = judgeColumns(pack, stage, slice, weighting, workspace);
    judgements.set(group, presentJudgement(pack, stage, keys, judged));
    start += rows.length;
  }
  return judgements;
}

function layRows(columns: BalanceColumns, rows: readonly number[]): BalanceColumns {
  const layNumbers = (column: Float64Array): Float64Array => {
    const laid = new Float64Array(rows.length);
    for (let place = 0; place < rows.length; place++) laid[place] = column[rows[place]!]!;
    return laid;
  };
  const layMask = (column: Uint8Array): Uint8Array => {
    const laid = new Uint8Array(rows.length);
    for (let place = 0; place < rows.length; place++) laid[place] = column[rows[place]!]!;
    return laid;
  };
  return mapColumns(columns, rows.length, layNumbers, layMask);
}

function sliceColumns(columns: BalanceColumns, start: number, end: number): BalanceColumns {
  const sliceNumbers = (column: Float64Array) => column.subarray(start, end);
  const sliceMask = (column: Uint8Array) => column.subarray(start, end);
  return mapColumns(columns, end - start, sliceNumbers, sliceMask);
}

function mapColumns(
  columns: BalanceColumns,
  count: number,
  mapNumbers: (column: Float64Array) => Float64Array,
  mapMask: (column: Uint8Array) => Uint8Array,
): BalanceColumns {
  const values: Record<string, Float64Array> = {};
  for (const [id, column] of Object.entries(columns.values)) values[id] = mapNumbers(column);
  const known: Record<string, Uint8Array> = {};
  for (const [id, column] of Object.entries(columns.known ?? {})) known[id] = mapMask(column);
  return {
    count,
    ...(columns.pupils && { pupils: mapNumbers(columns.pupils) }),
    ...(columns.pupilsKnown && { pupilsKnown: mapMask(columns.pupilsKnown) }),
    ...(columns.leftOut && { leftOut: mapMask(columns.leftOut) }),
    values,
    known,
  };
}
