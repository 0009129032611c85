/**
 * Judges the schools in a file without a database: reads, checks every row, judges, answers. Bad
 * input is answered with all its problems and nothing is judged.
 */

import { makeProblem, type Problem } from '@trellis/contract/problems';
import { judgeBalance, judgeBalanceBy } from '@trellis/engines/balance';
import { readTable } from '../../../platform/tables/index.ts';
import { answerJudgement } from './answer.ts';
import { prepareColumns } from './prepare-columns.ts';
import { prepareTemplate } from './prepare-template.ts';
import {
  DESCRIPTIVE_PACK_ID,
  type InspectFileInput,
  type InspectFileResult,
  type PreparedFile,
} from './types.ts';

/**
 * @example
 * const result = await inspectFile({ bytes, fileName: 'schools.csv', pack: cn2017Quality, lang: 'en' });
 * if (result.ok) console.log(JSON.stringify(result.json));
 */
export async function inspectFile(input: InspectFileInput): Promise<InspectFileResult> {
  const { bytes, fileName, encoding, sheet, pack, lang } = input;
  const { table, problems: tableProblems } = await readTable(bytes, { fileName, encoding, sheet });
  if (table === null) return { ok: false, problems: tableProblems };
  const prepared =
    pack === DESCRIPTIVE_PACK_ID ? prepareColumns(table, input) : prepareTemplate(table, pack, input);
  const problems = [...spareUnusedColumns(tableProblems, prepared), ...prepared.problems];
  if (problems.some(({ severity }) => severity === 'error'))
    return { ok: false, problems: inOrder(problems) };

  if (input.by === undefined) {
    const judgement = judgeBalance(prepared);
    return { ok: true, json: answerJudgement(judgement, prepared, lang), notices: problems };
  }
  const judgements = judgeBalanceBy({ ...prepared, groupOf: (_, row) => prepared.keys[row] });
  const blank = prepared.keys.filter((key) => key === undefined).length;
  if (blank > 0) {
    problems.push(makeProblem('blank-key', { file: fileName, params: { count: blank, column: input.by } }));
  }
  const json = Array.from(judgements, ([key, judgement]) => answerJudgement(judgement, prepared, lang, key));
  return { ok: true, json, notices: problems };
}

const COLUMN_FAULTS = new Set<Problem['code']>(['formula', 'error-cell', 'empty-header', 'duplicate-header']);

/** A formula in a column nobody asked for is no reason to refuse the file. */
function spareUnusedColumns(problems: readonly Problem[], { usedLetters }: PreparedFile): Problem[] {
  return problems.map((problem) => {
    const letters = [problem.letter, problem.params?.otherLetter];
    const isUsed = letters.some((letter) => typeof letter === 'string' && usedLetters.has(letter));
    return COLUMN_FAULTS.has(problem.code) && !isUsed ? { ...problem, severity: 'notice' } : problem;
  });
}

/** The file first, then row by row. */
function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0));
}
