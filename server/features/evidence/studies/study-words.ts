/** What `trellis study --help` and `trellis study METHOD --help` print. */

import { OPTION_NAMES, OPTION_TABLE, type OptionName, type OptionRule, readsOption } from './option-table.ts';
import type { Language, StudyMethod } from './types.ts';

interface MethodWords {
  readonly example: readonly string[];
  readonly en: string;
  readonly zh: string;
}

const METHOD_WORDS: Readonly<Record<StudyMethod, MethodWords>> = {
  did: {
    example: ['--outcome score --unit school --time year --treated-from first_year --cluster district'],
    en: 'the change of the treated beside the change of the others (difference-in-differences)',
    zh: '受干预者的变化与其他单位的变化相比（双重差分）',
  },
  event: {
    example: ['--outcome score --unit school --time year --treated-from first_year --placebo-periods 1'],
    en: 'effects by time since treatment, the test of trends before it, placebos, sensitivity',
    zh: '按干预后的时期估计效应，并检验干预前的趋势、安慰剂与敏感性',
  },
  staggered: {
    example: ['--outcome score --unit school --time year --treated-from first_year --control not-yet'],
    en: 'effects when units start at different times, without comparing with units already treated',
    zh: '各单位开始时间不一时的效应，不与已受干预的单位比较',
  },
  match: {
    example: [
      '--outcome score --treated joined --covariates size,baseline --method nearest --caliper 0.2',
      '--outcome score --treated joined --covariates size,place --categories place --method aipw --estimand ate',
    ],
    en: 'treated rows beside controls like them',
    zh: '受干预的行与和它相似的对照相比（匹配）',
  },
  'match-did': {
    example: [
      '--outcome score --unit school --time year --treated-from first_year --covariates size,baseline',
    ],
    en: 'matched units, then their changes; doubly robust difference-in-differences beside it',
    zh: '先匹配单位，再比较其变化，并列出双重稳健的双重差分',
  },
  mediate: {
    example: [
      '--outcome score --treated joined --mediators climate,style --cluster school --fixed school,year --draws 1000',
    ],
    en: 'through which channels an effect comes about, and which show no evidence of being one',
    zh: '效应经由哪些渠道产生，哪些没有证据（中介分析）',
  },
  multilevel: {
    example: ['--outcome score --unit school --covariates hours --slopes hours --cluster district'],
    en: 'rows in units: how much units differ, each unit with its interval, within and between effects',
    zh: '多层模型：单位之间差多少，每个单位的估计与区间，组内与组间效应',
  },
  power: {
    example: ['--outcome score --unit school', '--outcome score --unit school --effect 0.3 --units 60'],
    en: 'the smallest effect that units like these could show, or the power for an effect and the units it needs',
    zh: '这样的单位能测出多小的效应，或某一效应的检验效能与所需单位数',
  },
};

const TAKES: Readonly<Record<OptionRule['takes'], { readonly en: string; readonly zh: string }>> = {
  column: { en: 'COLUMN', zh: '列' },
  columns: { en: 'A,B', zh: '甲,乙' },
  choice: { en: 'NAME', zh: '名称' },
  number: { en: 'NUMBER', zh: '数字' },
  numbers: { en: '1,2', zh: '1,2' },
  pairs: { en: 'A=…,B=…', zh: '甲=…,乙=…' },
  path: { en: 'out.html', zh: 'out.html' },
  text: { en: 'NAME', zh: '名称' },
  nothing: { en: '', zh: '' },
};

const COLUMN = 26;

/** The help of one study, or of all of them. */
export function describeUsage(method: StudyMethod | undefined, lang: Language): string {
  const zh = lang === 'zh';
  const file = zh ? '文件' : 'FILE';
  const end = zh
    ? `文件可为 .csv、.csv.gz、.parquet 或 .xlsx。退出码：0 已作答，2 输入有误，1 程序故障。\n`
    : `FILE is a .csv, .csv.gz, .parquet or .xlsx file. Exit codes: 0 answered, 2 bad input, 1 fault.\n`;
  if (method === undefined) {
    const studies = Object.entries(METHOD_WORDS).map(([name, words]) => `  ${name.padEnd(12)}${words[lang]}`);
    const { example } = METHOD_WORDS.did;
    return [
      zh
        ? '不用数据库，直接用文件评估校际共享是否有效。'
        : 'Runs a study of whether sharing between schools works, on a file, without a database.',
      '',
      `  trellis study METHOD ${file} …`,
      '',
      ...studies,
      '',
      zh ? '例如：' : 'For example:',
      `  trellis study did ${file} ${example[0]}`,
      '',
      zh ? '各方法的选项：trellis study METHOD --help' : 'Options of each: trellis study METHOD --help',
      end,
    ].join('\n');
  }
  const words = METHOD_WORDS[method];
  return [
    `trellis study ${method}: ${words[lang]}`,
    '',
    ...words.example.map((example) => `  trellis study ${method} ${file} ${example}`),
    '',
    ...OPTION_NAMES.filter((name) => readsOption(method, name)).map((name) => describeOption(name, lang)),
    '',
    end,
  ].join('\n');
}

function describeOption(name: OptionName, lang: Language): string {
  const { takes, choices, [lang]: words }: OptionRule = OPTION_TABLE[name];
  const head = `  --${name} ${TAKES[takes][lang]}`;
  const listed = choices === undefined ? '' : `${choices.join(', ')}${lang === 'zh' ? '：' : ': '}`;
  return `${head.padEnd(COLUMN + 2)}${listed}${words}`;
}
