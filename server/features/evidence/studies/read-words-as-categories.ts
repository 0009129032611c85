/** Covariates that hold words and no number are read as categories, and the person is told. */

import { readFileColumns } from '../../../platform/collapse/index.ts';
import type { StudyOptions, StudyResult } from './types.ts';

/** More different words than this are names or remarks, no categories. */
const MOST_CATEGORIES = 50;
const SHOWN_LEVELS = 5;

/**
 * Runs a study; when it stops at a word in a covariate, and that column holds nothing but words, runs it again with
 * the column as categories. One number among the words leaves it a column of numbers with a mistake.
 */
export async function readWordsAsCategories(
  options: StudyOptions,
  run: (options: StudyOptions) => Promise<StudyResult>,
): Promise<StudyResult> {
  const { categories = [], covariates } = options;
  const result = await run(options);
  if (result.kind === 'answered') return result;
  const column = result.problems.find(({ code }) => code === 'not-a-number')?.column;
  if (column === undefined || !covariates.includes(column) || categories.includes(column)) return result;
  const levels = await listLevels(options.file, column);
  if (levels === undefined) return result;
  const again = await readWordsAsCategories({ ...options, categories: [...categories, column] }, run);
  if (again.kind === 'refused') return again;
  const shown = levels.slice(0, SHOWN_LEVELS).join(', ');
  const params = {
    column,
    count: levels.length,
    levels: levels.length > SHOWN_LEVELS ? `${shown}, …` : shown,
  };
  const message = `The column ${column} holds words and was read as ${params.count} categories: ${params.levels}. Name it with --categories to say so yourself.`;
  const { answer } = again;
  return {
    kind: 'answered',
    answer: { ...answer, warnings: [{ code: 'read-as-categories', message, params }, ...answer.warnings] },
  };
}

/** The words of a column; undefined where some are numbers, or there are too many. */
async function listLevels(file: string, column: string): Promise<string[] | undefined> {
  const read = await readFileColumns(file, { keys: [{ column }], variables: [] });
  if (read.kind === 'refused') return undefined;
  const labels = read.columns.keys[0]!.labels.map(String);
  if (labels.length > MOST_CATEGORIES || labels.some((label) => Number.isFinite(Number(label))))
    return undefined;
  return labels;
}
