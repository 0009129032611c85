/**
 * `trellis study`: arguments in, text or JSON out. Exit codes: 0 answered, 2 bad input, 1 fault. On bad input stderr
 * says everything in words; with --json stdout carries the same as data.
 */

import { describeProblem, type Problem } from '@trellis/contract/problems';
import { EngineInputError } from '@trellis/engines/kernel';
import { refuseMistakes } from './describe-answer.ts';
import { makeFinite } from './make-finite.ts';
import { withPlainFile } from './open-workbook.ts';
import { readArguments } from './read-arguments.ts';
import { readWordsAsCategories } from './read-words-as-categories.ts';
import { renderStudy } from './render-study.ts';
import { describeUsage } from './study-words.ts';
import type { Language, StudyAnswer, StudyOptions, StudyResult } from './types.ts';
import { translateEstimand } from './words/estimands.ts';
import { sayCode } from './words/index.ts';

export interface StudyIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * Runs the command; `argv` is what follows `trellis study`.
 *
 * @returns the exit code, once everything was handed to the streams
 */
export async function runStudy(argv: readonly string[], io: StudyIo): Promise<number> {
  const { options, method, problems, lang, wantsJson, wantsHelp, report } = readArguments(argv);
  if (wantsHelp) {
    io.stdout.write(describeUsage(method, lang));
    return 0;
  }
  if (options === undefined) return refuse(problems, io, lang, wantsJson);
  try {
    const result = await withPlainFile({ ...options, lang: 'en' }, async (plain) => {
      const answered = makeFinite(await readWordsAsCategories(plain, answerStudy), plain);
      if (report === undefined || answered.kind === 'refused') return answered;
      const { writeReport } = await import('./write-report.ts');
      return await writeReport(answered, { options: { ...plain, lang }, argv, file: options.file, report });
    });
    if (result.kind === 'refused') return refuse(result.problems, io, lang, wantsJson);
    const answer = sayIn(lang, result.answer);
    io.stdout.write(wantsJson ? `${JSON.stringify(answer, null, 2)}\n` : renderStudy(answer, lang));
    return 0;
  } catch (error) {
    const words = lang === 'zh' ? '程序故障' : 'Something went wrong inside the program';
    io.stderr.write(`${words}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

/** The answer's words in the person's language; values that served to say them are left out. */
function sayIn(lang: Language, answer: StudyAnswer): StudyAnswer {
  return {
    ...answer,
    estimand: lang === 'zh' ? translateEstimand(answer.estimand) : answer.estimand,
    warnings: answer.warnings.map(({ code, message, params = {} }) => ({
      code,
      message: lang === 'zh' ? sayCode(code, message, params, 'zh') : message,
    })),
  };
}

/** Runs what the options say on their file: the one call of both doors, command line and page. */
export async function answerStudy(options: StudyOptions): Promise<StudyResult> {
  try {
    switch (options.method) {
      case 'did':
      case 'event':
      case 'staggered': {
        const { runPanelStudy } = await import('./run-panel-study.ts');
        return await runPanelStudy(options);
      }
      case 'multilevel': {
        const { runMultilevelStudy } = await import('./run-multilevel-study.ts');
        return await runMultilevelStudy(options);
      }
      case 'match': {
        const { runMatchStudy } = await import('./run-match-study.ts');
        return await runMatchStudy(options);
      }
      case 'mediate': {
        const { runMediationStudy } = await import('./run-mediation-study.ts');
        return await runMediationStudy(options);
      }
      case 'power': {
        const { runPowerStudy } = await import('./run-power-study.ts');
        return await runPowerStudy(options);
      }
      case 'match-did': {
        const { runMatchDidStudy } = await import('./run-match-did-study.ts');
        return await runMatchDidStudy(options);
      }
    }
  } catch (error) {
    if (error instanceof EngineInputError) return refuseMistakes(error, options);
    throw error;
  }
}

function refuse(problems: readonly Problem[], io: StudyIo, lang: Language, wantsJson: boolean): number {
  const described = problems.map((problem) => ({ ...problem, ...describeProblem(problem, lang) }));
  for (const { file, place, message, remedy } of described) {
    const where = [file, place].filter((part) => part !== undefined && part !== '');
    const isChinese = lang === 'zh';
    const prefix =
      where.length === 0 ? '' : `${where.join(isChinese ? '，' : ', ')}${isChinese ? '：' : ': '}`;
    io.stderr.write(`${prefix}${message}${isChinese ? '' : ' '}${remedy}\n`);
  }
  if (wantsJson) {
    const code = described[0]?.params?.engineCode ?? described[0]?.code ?? 'bad-input';
    const message = described.map((one) => one.message).join(lang === 'zh' ? '' : ' ');
    io.stdout.write(`${JSON.stringify({ error: { code, message }, problems: described }, null, 2)}\n`);
  }
  return 2;
}
