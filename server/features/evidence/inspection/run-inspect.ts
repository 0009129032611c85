/**
 * `trellis inspect`: arguments in, text or JSON out. Exit codes: 0 judged, 2 bad input, 1 fault.
 * On bad input stderr says everything in words; with --json stdout carries the same as data.
 */

import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { describeProblem, makeProblem, type Problem } from '@trellis/contract/problems';
import { findPack } from './find-pack.ts';
import { inspectFile } from './inspect-file.ts';
import { noticeInWords, renderInspection } from './render-text.ts';
import type { Language } from './types.ts';

export interface InspectIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

const USAGE = {
  en: `Judges the schools in a file against a standard pack, without a database.

  trellis inspect FILE --pack cn-2017-quality [--stage primary] [--year 2024] [--by group]
  trellis inspect FILE --pack group-default --school COLUMN --value COLUMN[,COLUMN] [--pupils COLUMN] [--by COLUMN]

  --pack NAME               cn-2017-quality, cn-2012-basic, group-default, or the path of a .json pack file
  --stage STAGE             primary or junior; needed when the file has both
  --year YEAR               the year in which the school year begins; the latest when left out
  --by COLUMN               one answer for each value of this column
  --school, --pupils, --value   columns by header, for group-default; without --pupils unweighted
  --json                    print JSON
  --lang en|zh              language of names and sentences
  --encoding NAME           of a .csv file: utf-8, gb18030, utf-16le, windows-1252, …
  --sheet NAME              sheet of a workbook
  --accept-numbers-as-text  read “1,200” and “１，２００” as 1200 instead of refusing them

Exit codes: 0 judged, 2 bad input, 1 fault.
`,
  zh: `不用数据库，直接按评估标准判定文件中的学校。

  trellis inspect 文件 --pack cn-2017-quality [--stage primary] [--year 2024] [--by 教育集团]
  trellis inspect 文件 --pack group-default --school 列 --value 列[,列] [--pupils 列] [--by 列]

  --pack 名称               cn-2017-quality、cn-2012-basic、group-default，或 .json 标准文件的路径
  --stage 学段              primary（小学）或 junior（初中）；文件中两者都有时必填
  --year 年份               学年的起始年份；不填则取最近一年
  --by 列                   按该列的每个取值分别评价
  --school、--pupils、--value   用于 group-default，按表头指明各列；不填 --pupils 则不加权
  --json                    输出 JSON
  --lang en|zh              名称和语句所用的语言
  --encoding 名称           .csv 文件的编码：utf-8、gb18030、utf-16le、windows-1252 等
  --sheet 名称              工作簿中的工作表
  --accept-numbers-as-text  将“1,200”“１，２００”读作 1200，而不是拒绝

退出码：0 已评价，2 输入有误，1 程序故障。
`,
} as const;

const OPTIONS = {
  pack: { type: 'string' },
  stage: { type: 'string' },
  year: { type: 'string' },
  by: { type: 'string' },
  school: { type: 'string' },
  pupils: { type: 'string' },
  value: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  encoding: { type: 'string' },
  sheet: { type: 'string' },
  'accept-numbers-as-text': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * Runs the command; `argv` is what follows `trellis inspect`.
 *
 * @returns the exit code, once everything was handed to the streams
 */
export async function runInspect(argv: readonly string[], io: InspectIo): Promise<number> {
  const parsed = parseArguments(argv);
  const { lang, wantsJson } = parsed;
  if (parsed.wantsHelp) {
    io.stdout.write(USAGE[lang]);
    return 0;
  }
  try {
    const problems = [...parsed.problems];
    const found =
      parsed.values.pack === undefined ? undefined : await findPack(parsed.values.pack, io.readFile);
    if (found?.ok === false) problems.push(found.problem);
    const bytes = parsed.file === undefined ? undefined : await read(parsed.file, io, problems);
    if (problems.length > 0 || !found?.ok || bytes === undefined || parsed.file === undefined) {
      return refuse(problems, io, lang, wantsJson);
    }
    const { stage, year, by, school, pupils, value, encoding, sheet } = parsed.values;
    const result = await inspectFile({
      bytes,
      fileName: basename(parsed.file),
      pack: found.pack,
      lang,
      stage,
      year,
      by,
      school,
      pupils,
      values: value,
      encoding,
      sheet,
      acceptNumbersAsText: parsed.values['accept-numbers-as-text'],
    });
    if (!result.ok) return refuse(result.problems, io, lang, wantsJson);
    if (!wantsJson) io.stdout.write(renderInspection(result.json, result.notices, lang));
    else writeJson(result.json, result.notices, io, lang);
    return 0;
  } catch (error) {
    const words = lang === 'zh' ? '程序故障' : 'Something went wrong inside the program';
    io.stderr.write(`${words}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

type InspectionJson = Parameters<typeof renderInspection>[0];

/** Notices of the file stand in the answer; an array of answers has no place for them but stderr. */
function writeJson(json: InspectionJson, notices: readonly Problem[], io: InspectIo, lang: Language): void {
  const words = notices.map((notice) => noticeInWords(notice, lang));
  if (Array.isArray(json)) {
    for (const word of words) io.stderr.write(`${word}\n`);
    io.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  } else {
    const answer = json as Exclude<InspectionJson, readonly unknown[]>;
    io.stdout.write(`${JSON.stringify({ ...answer, notices: [...words, ...answer.notices] }, null, 2)}\n`);
  }
}

interface Arguments {
  readonly file: string | undefined;
  readonly lang: Language;
  readonly wantsJson: boolean;
  readonly wantsHelp: boolean;
  readonly values: {
    readonly pack?: string;
    readonly stage?: string;
    readonly year?: string;
    readonly by?: string;
    readonly school?: string;
    readonly pupils?: string;
    readonly value?: string[];
    readonly encoding?: string;
    readonly sheet?: string;
    readonly 'accept-numbers-as-text'?: boolean;
  };
  readonly problems: readonly Problem[];
}

function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const problems: Problem[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(OPTIONS, token.name)
      ? OPTIONS[token.name as keyof typeof OPTIONS]
      : undefined;
    if (option === undefined) problems.push(makeProblem('unknown-option', { value: token.rawName }));
    else if (option.type === 'string' && token.value === undefined) {
      const params = { option: token.rawName, example: `${token.rawName} …` };
      problems.push(makeProblem('missing-option', { params }));
    }
  }
  const lang = values.lang === 'zh' ? 'zh' : 'en';
  if (values.lang !== undefined && values.lang !== 'zh' && values.lang !== 'en') {
    const params = { option: '--lang', example: '--lang en | --lang zh' };
    problems.push(makeProblem('bad-option', { value: String(values.lang), params }));
  }
  const [file, ...more] = positionals;
  if (file === undefined) {
    const example =
      lang === 'zh' ? '文件路径，如 schools.xlsx' : 'the path of a file, for example schools.xlsx';
    problems.push(makeProblem('missing-option', { params: { option: 'FILE', example } }));
  }
  for (const value of more) problems.push(makeProblem('unknown-option', { value }));
  if (values.pack === undefined) {
    const params = { option: '--pack', example: '--pack cn-2017-quality' };
    problems.push(makeProblem('missing-option', { params }));
  }
  return {
    file,
    lang,
    wantsJson: values.json === true,
    wantsHelp: values.help === true,
    // Of these types as far as no problem was found above.
    values: values as Arguments['values'],
    problems,
  };
}

async function read(path: string, io: InspectIo, problems: Problem[]): Promise<Uint8Array | undefined> {
  try {
    return await io.readFile(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    problems.push(makeProblem('file-not-found', { file: path, params: { reason } }));
    return undefined;
  }
}

/** The way out that this door has and the browser has not. */
function optionFor(code: Problem['code'], lang: Language): string {
  if (code !== 'wrong-encoding') return '';
  return lang === 'zh'
    ? '也可用 --encoding 指明编码，例如 --encoding gb18030。'
    : 'Or name its encoding with --encoding, for example --encoding windows-1252.';
}

function refuse(problems: readonly Problem[], io: InspectIo, lang: Language, wantsJson: boolean): number {
  const described = problems.map((problem) => ({ ...problem, ...describeProblem(problem, lang) }));
  for (const { code, file, place, message, remedy, severity } of described) {
    if (severity === 'notice') continue;
    const where = [file, place].filter((part) => part !== undefined && part !== '');
    const prefix =
      where.length === 0 ? '' : `${where.join(lang === 'zh' ? '，' : ', ')}${lang === 'zh' ? '：' : ': '}`;
    io.stderr.write(
      `${[`${prefix}${message}`, remedy, optionFor(code, lang)].filter(Boolean).join(lang === 'zh' ? '' : ' ')}\n`,
    );
  }
  const errors = described.filter(({ severity }) => severity === 'error');
  if (wantsJson) {
    const message =
      lang === 'zh'
        ? `文件有 ${errors.length} 处问题，未作评价。`
        : `The input has ${errors.length} ${errors.length === 1 ? 'problem' : 'problems'}; nothing was judged.`;
    io.stdout.write(
      `${JSON.stringify({ error: { code: 'bad-input', message }, problems: described }, null, 2)}\n`,
    );
  }
  return 2;
}
