/**
 * The judgement of a whole country on columns: the same numbers as judgeBalance, without an object per school.
 *
 * Shapes: columns of n rows. Cost O(n × indicators); 200,000 schools × 7 indicators take about a tenth of a second.
 */

import { EngineInputError, type InputMistake } from '../kernel/index.ts';
import { type BalanceColumns, type JudgedColumns, judgeColumns } from './judge-columns.ts';
import { type AreaVerdict, judgeArea } from './judge-verdicts.ts';
import type { Stage, StandardPack } from './standard-pack.ts';
import type { Weighting } from './types.ts';

export interface JudgeBalanceColumnsInput {
  readonly pack: StandardPack;
  readonly stage: Stage;
  readonly columns: BalanceColumns;
  /** `enrolment` when left out. */
  readonly weighting?: Weighting;
}

/** Measures as columns, and the verdicts. */
export interface ColumnsJudgement {
  readonly judged: JudgedColumns;
  readonly area: AreaVerdict;
}

/**
 * Judges schools given as columns.
 *
 * @param input pack, stage, columns, and the weighting (`enrolment` when left out)
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-pupils`, `negative-total`
 * @example
 * judgeBalanceColumns({ pack, stage: 'primary', columns }).area.verdict;
 */
export function judgeBalanceColumns(input: JudgeBalanceColumnsInput): ColumnsJudgement {
  const { pack, stage, columns, weighting = 'enrolment' } = input;
  const mistakes: InputMistake[] = [];
  const { pupils, pupilsKnown, count } = columns;
  if (pupils !== undefined) checkNumbers('pupils', pupils, pupilsKnown, count, true, mistakes);
  for (const { numerator, denominator } of pack.indicators) {
    const totals = columns.values[numerator];
    if (totals === undefined) continue;
    checkNumbers(numerator, totals, columns.known?.[numerator], count, denominator !== 'none', mistakes);
  }
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  const judged = judgeColumns(pack, stage, columns, weighting);
  return { judged, area: judgeArea(pack, stage, judged) };
}

function checkNumbers(
  variable: string,
  column: Float64Array,
  known: Uint8Array | undefined,
  count: number,
  refuseNegative: boolean,
  mistakes: InputMistake[],
): void {
  if (column.length !== count || (known !== undefined && known.length !== count)) {
    mistakes.push({
      code: 'length-mismatch',
      message: `Column ${variable} has ${column.length} rows, the schools are ${count}. Give each school a row.`,
      params: { variable, rows: column.length, schools: count },
    });
    return;
  }
  for (let row = 0; row < count; row++) {
    const value = column[row]!;
    if (value >= 0 && value < Number.POSITIVE_INFINITY) continue;
    if (known !== undefined && known[row] === 0) continue;
    if (Number.isFinite(value) && !refuseNegative) continue;
    const code = !Number.isFinite(value)
      ? 'not-finite'
      : variable === 'pupils'
        ? 'negative-pupils'
        : 'negative-total';
    mistakes.push({
      code,
      message: `Row ${row} has ${value} as ${variable}. Give zero or more, or mark it as unknown.`,
      params: { row, variable, value: String(value) },
    });
    if (mistakes.length >= 100) return;
  }
}
