import type { BalanceIndicator, Language, LocalText, Remedy } from '@trellis/contract';
import { isWithinLimit } from '@trellis/engines/balance';

const number = (value: number, locale: string, digits = 0) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(
    value,
  );

/**
 * A variation beside its limit: two digits, or as many as it takes to tell it from a limit that it does not equal, so
 * that what is over never reads as the limit itself.
 */
export function cvAgainst(cv: number, limit: number | undefined, language: Language): string {
  let digits = 2;
  const equals = limit !== undefined && isWithinLimit(cv, limit) && isWithinLimit(limit, cv);
  if (limit !== undefined && !equals) {
    while (digits < 6 && cv.toFixed(digits) === limit.toFixed(digits)) digits++;
  }
  return WORDS[language].number(cv, digits);
}

/** Digits of an indicator's figures: the same for all its schools, enough to tell 7.48 from a standard of 7.5. */
export function figureDigits({ mean }: Pick<BalanceIndicator, 'mean'>): number {
  const size = typeof mean === 'number' ? Math.abs(mean) : 0;
  if (size >= 1000) return 0;
  return size >= 100 ? 1 : 2;
}

/** Digits of a school's figure: the indicator's, or as many as it takes for what misses the standard to read so. */
export function digitsAgainst(
  value: number,
  { standard, better, mean }: Pick<BalanceIndicator, 'standard' | 'better' | 'mean'>,
): number {
  let digits = figureDigits({ mean });
  const misses = (one: number) =>
    standard !== undefined && (better === 'higher' ? one < standard : one > standard);
  while (misses(value) && digits < 6 && !misses(Number(value.toFixed(digits)))) digits++;
  return digits;
}

/** What is needed is never rounded down: 1,089.03 m² said to be 1,089 would not be enough. */
export function roundUp(amount: number, whole: boolean): number {
  const step = whole || Math.abs(amount) >= 100 ? 1 : 10;
  return Math.ceil(amount * step - 1e-6) / step;
}

/** Chinese puts no blank before a Chinese unit: 5人, but 1,310 m². */
export const withChineseUnit = (amount: string, unit: string) =>
  /^\p{Script=Han}/u.test(unit) ? `${amount}${unit}` : `${amount} ${unit}`.trim();

const STAGES: Record<string, LocalText> = {
  kindergarten: { en: 'Kindergarten', zh: '幼儿园' },
  primary: { en: 'Primary', zh: '小学' },
  junior: { en: 'Junior secondary', zh: '初中' },
  senior: { en: 'Senior secondary', zh: '高中' },
  'nine-year': { en: 'Nine-year school', zh: '九年一贯制' },
  'junior-senior': { en: 'Complete secondary', zh: '完全中学' },
  'twelve-year': { en: 'Twelve-year school', zh: '十二年一贯制' },
  middle: { en: 'Middle', zh: '中间学校' },
  secondary: { en: 'Secondary', zh: '中学' },
  'all-through': { en: 'All-through', zh: '一贯制' },
  'sixteen-plus': { en: '16 plus', zh: '16 岁以上' },
  special: { en: 'Special', zh: '特殊教育' },
  vocational: { en: 'Vocational', zh: '中等职业' },
  other: { en: 'Other', zh: '其他' },
};

const REASONS: Record<string, LocalText> = {
  'no-schools': { en: 'no schools', zh: '无学校数据' },
  'no-values': { en: 'no figures', zh: '无数据' },
  'no-indicators': { en: 'no indicators', zh: '无指标' },
  'single-school': { en: 'one school only', zh: '仅一所学校' },
  'negative-values': { en: 'negative values', zh: '含负值' },
  'zero-mean': { en: 'mean is zero', zh: '均值为零' },
  'zero-value': { en: 'a value is zero', zh: '含零值' },
  'zero-percentile': { en: 'low end is zero', zh: '低端为零' },
  'not-finite': { en: 'cannot be computed', zh: '无法计算' },
  'no-limit': { en: 'no limit in this standard', zh: '标准未设限值' },
  'stage-not-in-pack': { en: 'stage not in this standard', zh: '标准不含该学段' },
  'not-a-resource': { en: 'a ratio cannot be moved', zh: '比值无法调剂' },
  'lower-is-better': { en: 'fewer is better', zh: '以低为优' },
  'no-standard': { en: 'no standard', zh: '未设标准' },
  'no-pupil-counts': { en: 'no pupil counts', zh: '缺学生数' },
  'whole-units-too-coarse': { en: 'cannot be reached in whole units', zh: '以整数调剂无法达到' },
  'more-than-maximum': { en: 'more than can be searched', zh: '超出计算范围' },
};

interface BalanceWords {
  locale: string;
  [key: string]: unknown;
}

/** What the exports say, in each language. */
function createWords<T extends BalanceWords>(language: Language, words: T) {
  return {
    ...words,
    stages: Object.fromEntries(Object.entries(STAGES).map(([key, text]) => [key, text[language]])) as Record<
      string,
      string
    >,
    reason: (code: string) => REASONS[code]?.[language] ?? code,
    number: (value: number, digits = 0) => number(value, words.locale, digits),
  };
}

export const WORDS = {
  en: createWords('en', {
    locale: 'en-GB',
    variation: 'Variation',
    indicator: 'Indicator',
    unit: 'Unit',
    mean: 'Group mean',
    cv: 'Variation (CV)',
    limit: 'Limit',
    verdict: 'Verdict',
    cvUnweighted: 'CV, unweighted',
    gini: 'Gini',
    theilT: 'Theil T',
    move: 'To move',
    add: 'Or to add',
    cvAfterMove: 'CV after moving',
    schools: 'Schools',
    school: 'School',
    stage: 'Stage',
    pupils: 'Pupils',
    metOf: 'Reached',
    standard: 'Standard',
    whatItTakes: 'What it would take',
    from: 'From',
    to: 'To',
    amount: 'Amount',
    newlyProvided: '(newly provided, to bring the variation under the limit)',
    toStandard: '(newly provided, to reach the standard)',
    history: 'History',
    about: 'About',
    item: 'Item',
    content: 'Content',
    group: 'Group',
    pack: 'Standard pack',
    year: 'School year',
    membersAsOf: 'Members as of',
    area: 'Counted',
    weighting: 'Weighting',
    weightings: { enrolment: 'by enrolment', none: 'unweighted: the figures hold no pupil counts' },
    verdicts: { met: 'within', 'not-met': 'over', 'not-judged': 'not judged' },
    schoolVerdicts: { met: 'passes', 'not-met': 'does not pass', 'not-judged': 'not judged' },
    schoolYear: (year: number) => `${year}/${String((year + 1) % 100).padStart(2, '0')}`,
    areaLine: (schools: number, pupils: number) =>
      `${schools} ${schools === 1 ? 'school' : 'schools'}${pupils > 0 ? `, ${number(pupils, 'en-GB')} pupils` : ''}`,
    remedy: (remedy: Remedy) =>
      remedy.status === 'found'
        ? number(remedy.amount!, 'en-GB', Number.isInteger(remedy.amount) ? 0 : 1)
        : remedy.status === 'already-met'
          ? 'under the limit'
          : (REASONS[remedy.reason ?? 'no-limit']?.en ?? ''),
    title: 'Balance report',
    verdictOfSchools: 'Schools against the standard',
    printedOn: 'Printed on',
    below: 'below the standard',
    noFigures: 'Members without figures for this year',
    sourceNote:
      'Every figure comes from an imported file; the screen shows file, sheet, row and column of each.',
    formulaNotes: {
      enrolment: 'Variation: enrolment-weighted coefficient of variation,',
      none: 'Variation: coefficient of variation, each school counting the same,',
    },
    formulaWhere: ', with ',
    formulaEnd: '.',
    receives: (from: string, to: string, amount: string) => `${from} → ${to}: ${amount}`,
    moveLine: (amount: string, cv: string, people: boolean) =>
      `${people ? 'move' : 'share'} ${amount}; the variation falls to ${cv}`,
    addLine: (amount: string, people: boolean) => `or ${amount} ${people ? 'newly trained' : 'added'}`,
    shortLine: (amount: string) => `${amount} short of the standard in all`,
    pupilCount: (pupils: number) => `${number(pupils, 'en-GB')} ${pupils === 1 ? 'pupil' : 'pupils'}`,
    unitAmount: (amount: string, unit: string) =>
      `${amount} ${amount === '1' ? unit.replace(/s$/, '') : unit}`,
  }),
  zh: createWords('zh', {
    locale: 'zh-CN',
    variation: '校际差异',
    indicator: '指标',
    unit: '单位',
    mean: '集团均值',
    cv: '差异系数',
    limit: '限值',
    verdict: '判定',
    cvUnweighted: '未加权差异系数',
    gini: '基尼系数',
    theilT: '泰尔指数 T',
    move: '需调剂',
    add: '或需新增',
    cvAfterMove: '调剂后差异系数',
    schools: '各校情况',
    school: '学校',
    stage: '学段',
    pupils: '学生数',
    metOf: '达标项数',
    standard: '标准',
    whatItTakes: '如何达标',
    from: '调出',
    to: '调入',
    amount: '数量',
    newlyProvided: '（新增，使差异系数降至限值以内）',
    toStandard: '（新增，使学校达到标准）',
    history: '历年差异系数',
    about: '说明',
    item: '项目',
    content: '内容',
    group: '教育集团',
    pack: '评估标准',
    year: '学年',
    membersAsOf: '成员校截至',
    area: '统计范围',
    weighting: '加权方式',
    weightings: { enrolment: '按在校生数加权', none: '未加权：数据中没有学生数' },
    verdicts: { met: '未超限', 'not-met': '超限', 'not-judged': '未判定' },
    schoolVerdicts: { met: '通过', 'not-met': '未通过', 'not-judged': '未判定' },
    schoolYear: (year: number) => `${year}—${year + 1}学年`,
    areaLine: (schools: number, pupils: number) =>
      `${schools}所学校${pupils > 0 ? `，${number(pupils, 'zh-CN')}名学生` : ''}`,
    remedy: (remedy: Remedy) =>
      remedy.status === 'found'
        ? number(remedy.amount!, 'zh-CN', Number.isInteger(remedy.amount) ? 0 : 1)
        : remedy.status === 'already-met'
          ? '未超限值'
          : (REASONS[remedy.reason ?? 'no-limit']?.zh ?? ''),
    title: '均衡发展报告',
    verdictOfSchools: '各校达标情况',
    printedOn: '打印日期',
    below: '低于标准',
    noFigures: '本学年没有数据的成员校',
    sourceNote: '所有数字均来自导入文件；在系统中点击数字可查看其文件、工作表、行与列。',
    formulaNotes: { enrolment: '差异系数按在校生数加权：', none: '差异系数（各校等权）：' },
    formulaWhere: '，其中 ',
    formulaEnd: '。',
    receives: (from: string, to: string, amount: string) => `${from} → ${to}：${amount}`,
    moveLine: (amount: string, cv: string, people: boolean) =>
      `${people ? '流动' : '调剂'}${amount}，差异系数降至${cv}`,
    addLine: (amount: string, people: boolean) => `或${people ? '新培养' : '新增'}${amount}`,
    shortLine: (amount: string) => `各校距标准共缺${amount}`,
    pupilCount: (pupils: number) => `${number(pupils, 'zh-CN')}名学生`,
    unitAmount: withChineseUnit,
  }),
} as const;
