/** Every option of the command: what it takes, which studies read it, and its line of help in both languages. */

import type { StudyMethod } from './types.ts';

export interface OptionRule {
  /** What the option takes: names of columns, one of some words, numbers, `name=value` pairs, or nothing. */
  readonly takes:
    | 'column'
    | 'columns'
    | 'choice'
    | 'number'
    | 'numbers'
    | 'pairs'
    | 'path'
    | 'text'
    | 'nothing';
  readonly choices?: readonly string[];
  /** `whole` numbers only; a word may stand instead of a number. */
  readonly range?: {
    readonly min: number;
    readonly max: number;
    readonly whole?: boolean;
    readonly word?: string;
  };
  /** All studies when left out. */
  readonly studies?: readonly StudyMethod[];
  readonly en: string;
  readonly zh: string;
}

const PANEL = ['did', 'event', 'staggered', 'match-did'] as const;
const MATCHING = ['match', 'match-did'] as const;
const LARGE = 1e300;

export const OPTION_TABLE = {
  outcome: { takes: 'column', en: 'what is measured', zh: '结果变量' },
  unit: {
    takes: 'column',
    studies: [...PANEL, 'multilevel', 'power'],
    en: 'who is treated: a school (multilevel, power: the group that rows lie in)',
    zh: '受干预的单位，如学校（multilevel、power：各行所属的组）',
  },
  time: { takes: 'column', studies: PANEL, en: 'the period of each row, a number', zh: '每行的时期（数字）' },
  'treated-from': {
    takes: 'column',
    studies: PANEL,
    en: "the unit's first treated period; blank, 0 or NA: never",
    zh: '该单位首次受干预的时期；空、0 或 NA 表示从未',
  },
  treated: {
    takes: 'column',
    studies: [...PANEL, 'match', 'mediate', 'multilevel'],
    en: '1 where the row is treated, otherwise 0',
    zh: '该行受干预为 1，否则为 0',
  },
  covariates: {
    takes: 'columns',
    en: 'columns held constant, or matched on',
    zh: '控制变量，或据以匹配的变量',
  },
  categories: {
    takes: 'columns',
    en: 'which of the covariates are categories, not numbers',
    zh: '协变量中哪些是类别而不是数字',
  },
  fixed: {
    takes: 'columns',
    studies: ['did', 'mediate'],
    en: 'fixed effects (did: unit and time when left out)',
    zh: '固定效应（did 不填则为单位和时间）',
  },
  cluster: {
    takes: 'column',
    studies: [...PANEL, 'match', 'mediate', 'multilevel'],
    en: 'errors are clustered by it; the unit when left out (multilevel: the level above the unit)',
    zh: '标准误的聚类，不填则按单位（multilevel：单位之上的一级）',
  },
  weights: {
    takes: 'column',
    studies: [...PANEL, 'mediate', 'multilevel'],
    en: 'weights, all above zero',
    zh: '权重，均须大于零',
  },
  region: {
    takes: 'column',
    studies: ['did', 'event', 'staggered'],
    en: 'where units lie: warns when treated and controls lie in different places, and compares within',
    zh: '单位所在地区：受干预与对照分布不同时提醒，并在地区内部比较',
  },
  estimator: {
    takes: 'choice',
    choices: ['twfe', 'callaway-santanna', 'sun-abraham', 'imputation'],
    studies: ['did', 'event', 'staggered'],
    en: 'how effects are estimated',
    zh: '估计方法',
  },
  control: {
    takes: 'choice',
    choices: ['never', 'not-yet'],
    studies: ['did', 'event', 'staggered'],
    en: 'with whom the treated are compared (callaway-santanna)',
    zh: '与谁比较（callaway-santanna）',
  },
  comparison: {
    takes: 'choice',
    choices: ['doubly-robust', 'regression', 'ipw'],
    studies: ['did', 'event', 'staggered'],
    en: 'how covariates enter (callaway-santanna)',
    zh: '协变量的用法（callaway-santanna）',
  },
  base: {
    takes: 'choice',
    choices: ['varying', 'universal'],
    studies: ['did', 'event', 'staggered'],
    en: 'the base of periods before treatment (callaway-santanna)',
    zh: '干预前各期的基准（callaway-santanna）',
  },
  aggregation: {
    takes: 'choice',
    choices: ['simple', 'dynamic', 'group', 'calendar'],
    studies: ['did', 'event', 'staggered'],
    en: 'which average is the main number (callaway-santanna); all are printed',
    zh: '以哪种平均为主要结果（callaway-santanna），其余也会列出',
  },
  repeated: {
    takes: 'choice',
    choices: ['keep', 'average', 'new-people'],
    studies: PANEL,
    en: 'several rows of a unit in a period: as they are, averaged, or new people each period',
    zh: '同一单位同一时期有多行时：照用、取平均，或视为每期不同的人',
  },
  earliest: {
    takes: 'number',
    range: { min: -1000, max: -1, whole: true },
    studies: ['event'],
    en: 'earlier event times are put together with this one',
    zh: '更早的相对时期并入此期',
  },
  latest: {
    takes: 'number',
    range: { min: 0, max: 1000, whole: true },
    studies: ['event'],
    en: 'later event times are put together with this one',
    zh: '更晚的相对时期并入此期',
  },
  'placebo-periods': {
    takes: 'numbers',
    range: { min: 1, max: 1000, whole: true },
    studies: ['did', 'event'],
    en: 'pretends that treatment began so many periods earlier: 1,2',
    zh: '假设干预提前若干个时期开始：1,2',
  },
  'placebo-outcomes': {
    takes: 'columns',
    studies: ['did', 'event'],
    en: 'outcomes that treatment cannot move',
    zh: '干预不可能影响的结果变量',
  },
  magnitudes: {
    takes: 'numbers',
    range: { min: 0, max: 1000 },
    studies: ['event', 'staggered'],
    en: 'sensitivity to violated trends, relative to those before treatment: 0,0.5,1,2',
    zh: '平行趋势被违反时的敏感性，相对于干预前的偏离：0,0.5,1,2',
  },
  method: {
    takes: 'choice',
    choices: ['nearest', 'optimal', 'kernel', 'subclass', 'cem', 'ipw', 'overlap', 'aipw'],
    studies: MATCHING,
    en: 'how controls are found: neighbours, least total distance, nearness, classes of the score, coarsened exact, weights',
    zh: '匹配方法：最近邻、最优、核、倾向得分分层、粗化精确匹配、各种加权',
  },
  estimand: {
    takes: 'choice',
    choices: ['att', 'ate', 'atc'],
    studies: MATCHING,
    en: 'whom the effect is about: the treated, everybody, the controls',
    zh: '对谁的效应：受干预者、所有人、对照',
  },
  distance: {
    takes: 'choice',
    choices: ['log-odds', 'propensity', 'mahalanobis'],
    studies: MATCHING,
    en: 'nearest, optimal: what is compared; log-odds when left out',
    zh: 'nearest、optimal：距离的定义，不填则为 log-odds',
  },
  ratio: {
    takes: 'number',
    range: { min: 1, max: 1000, whole: true },
    studies: MATCHING,
    en: 'nearest, optimal: controls for each treated row',
    zh: 'nearest、optimal：每个受干预行配几个对照',
  },
  caliper: {
    takes: 'number',
    range: { min: Number.MIN_VALUE, max: LARGE, word: 'none' },
    studies: MATCHING,
    en: 'nearest, optimal: largest distance in standard deviations of the score, or none; 0.2 (nearest) when left out',
    zh: 'nearest、optimal：最大距离（得分标准差的倍数）或 none；nearest 不填则为 0.2',
  },
  replace: {
    takes: 'nothing',
    studies: MATCHING,
    en: 'nearest: a control may serve several',
    zh: 'nearest：对照可重复使用',
  },
  exact: {
    takes: 'columns',
    studies: ['match'],
    en: 'nearest, optimal: columns on which pairs agree',
    zh: 'nearest、optimal：须完全一致的列',
  },
  order: {
    takes: 'choice',
    choices: ['largest', 'smallest', 'data', 'random'],
    studies: MATCHING,
    en: 'nearest: who chooses first, by score; ties go to the earlier row',
    zh: 'nearest：按得分谁先选；相同时先出现的行优先',
  },
  bandwidth: {
    takes: 'number',
    range: { min: Number.MIN_VALUE, max: LARGE },
    studies: MATCHING,
    en: 'kernel: in standard deviations of the score; 0.2 when left out',
    zh: 'kernel：带宽（得分标准差的倍数），不填则为 0.2',
  },
  classes: {
    takes: 'number',
    range: { min: 2, max: 1000, whole: true },
    studies: MATCHING,
    en: 'subclass: how many; 6 when left out',
    zh: 'subclass：分几层，不填则为 6',
  },
  bins: {
    takes: 'pairs',
    studies: MATCHING,
    en: 'cem: bins of a column: size=5,baseline=4',
    zh: 'cem：各列分几组：size=5,baseline=4',
  },
  adjust: {
    takes: 'nothing',
    studies: ['match'],
    en: 'holds the covariates constant in the matched sample too',
    zh: '在匹配后的样本中再控制协变量',
  },
  'match-baseline': {
    takes: 'nothing',
    studies: ['match-did'],
    en: 'matches on the outcome before treatment too (warned of)',
    zh: '同时按干预前的结果变量匹配（会给出提醒）',
  },
  mediators: {
    takes: 'columns',
    studies: ['mediate'],
    en: 'possible channels of the effect',
    zh: '可能的作用渠道',
  },
  'mediator-level': {
    takes: 'pairs',
    studies: ['mediate'],
    en: 'whose property each is: leadership=school,climate=pupil',
    zh: '各渠道属于哪个层面：leadership=school,climate=pupil',
  },
  measured: {
    takes: 'pairs',
    studies: ['mediate'],
    en: 'when: treatment=2019,climate=2020,outcome=2021',
    zh: '测量时间：treatment=2019,climate=2020,outcome=2021',
  },
  interaction: {
    takes: 'nothing',
    studies: ['mediate'],
    en: "lets the mediators' effects differ between treated and control",
    zh: '允许渠道的作用在两组不同',
  },
  interval: {
    takes: 'choice',
    choices: ['percentile', 'bias-corrected'],
    studies: ['mediate'],
    en: 'which bootstrap interval decides',
    zh: '以哪种自助区间为准',
  },
  slopes: {
    takes: 'columns',
    studies: ['multilevel'],
    en: 'covariates whose slopes differ between units',
    zh: '各单位斜率不同的变量',
  },
  estimation: {
    takes: 'choice',
    choices: ['REML', 'ML'],
    studies: ['multilevel'],
    en: 'REML when left out',
    zh: '不填则为 REML',
  },
  effect: {
    takes: 'number',
    range: { min: -LARGE, max: LARGE },
    studies: ['power'],
    en: 'an effect in standard deviations: gives its power and the units needed',
    zh: '效应（标准差）：给出检验效能和所需单位数',
  },
  power: {
    takes: 'number',
    range: { min: 0.05, max: 0.999999 },
    studies: ['power'],
    en: 'the power wanted; 0.8 when left out',
    zh: '要求的检验效能，不填则为 0.8',
  },
  units: {
    takes: 'number',
    range: { min: 2, max: 1e9, whole: true },
    studies: ['power'],
    en: 'how many units the study will have; as in the file when left out',
    zh: '研究将有多少单位，不填则同文件',
  },
  people: {
    takes: 'number',
    range: { min: Number.MIN_VALUE, max: 1e9 },
    studies: ['power'],
    en: 'how many rows a unit will have; as in the file when left out',
    zh: '每个单位将有多少行，不填则同文件',
  },
  share: {
    takes: 'number',
    range: { min: Number.MIN_VALUE, max: 1 - 1e-9 },
    studies: ['power'],
    en: 'share of units treated; 0.5 when left out',
    zh: '受干预单位所占比例，不填则为 0.5',
  },
  'intraclass-correlation': {
    takes: 'number',
    range: { min: 0, max: 1 - 1e-9 },
    studies: ['power'],
    en: 'share of the variance between units; as in the file when left out',
    zh: '单位间方差所占比例，不填则由文件估计',
  },
  se: {
    takes: 'choice',
    choices: ['iid', 'hc1', 'hc2', 'hc3', 'cr1', 'cr2', 'cr3', 'abadie-imbens'],
    studies: ['did', 'event', 'staggered', 'match', 'mediate'],
    en: 'standard errors; cr1 (clustered) when left out; abadie-imbens for match --replace',
    zh: '标准误；不填则为 cr1（聚类）；abadie-imbens 用于 match --replace',
  },
  'small-sample': {
    takes: 'choice',
    choices: ['nested', 'full', 'none'],
    studies: ['did', 'event', 'staggered', 'mediate'],
    en: 'how fixed effects count in the small-sample correction',
    zh: '小样本修正中固定效应如何计入',
  },
  draws: {
    takes: 'number',
    range: { min: 0, max: 999999, whole: true },
    studies: ['mediate', 'staggered', 'event', 'did'],
    en: 'bootstrap draws (staggered: bands that hold for all periods at once)',
    zh: '自助抽样次数（staggered：各期同时成立的区间带）',
  },
  seed: {
    takes: 'number',
    range: { min: 0, max: 999999999, whole: true },
    en: 'of random numbers; 1 when left out',
    zh: '随机数种子，不填则为 1',
  },
  sheet: {
    takes: 'text',
    en: 'of an .xlsx file; the first one when left out',
    zh: '.xlsx 的工作表，不填则为第一张',
  },
  report: { takes: 'path', en: 'writes the full illustrated report', zh: '写出完整的图文报告' },
  json: { takes: 'nothing', en: 'print JSON', zh: '输出 JSON' },
  lang: { takes: 'choice', choices: ['en', 'zh'], en: 'language of sentences', zh: '语句所用的语言' },
  help: { takes: 'nothing', en: 'these lines', zh: '显示本说明' },
} as const satisfies Readonly<Record<string, OptionRule>>;

export type OptionName = keyof typeof OPTION_TABLE;

export const OPTION_NAMES = Object.keys(OPTION_TABLE) as OptionName[];

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTION_TABLE, name);
}

/** Whether a study reads an option. */
export function readsOption(study: StudyMethod, name: OptionName): boolean {
  const { studies }: OptionRule = OPTION_TABLE[name];
  return studies === undefined || studies.includes(study);
}
