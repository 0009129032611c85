import type { Balance, Language, LocalText, Remedy } from '@trellis/contract';

const number = (value: number, locale: string, digits = 0) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(
    value,
  );

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
  'not-a-resource': { en: 'a ratio cannot be moved', zh: '比值不可调配' },
  'lower-is-better': { en: 'fewer is better', zh: '以低为优' },
  'no-standard': { en: 'no standard', zh: '未设标准' },
  'no-pupil-counts': { en: 'no pupil counts', zh: '缺学生数' },
  'whole-units-too-coarse': { en: 'cannot be reached in whole units', zh: '按整数调配无法达到' },
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
    verdicts: { met: 'met', 'not-met': 'not met', 'not-judged': 'not judged' },
    schoolYear: (year: number) => `${year}/${String((year + 1) % 100).padStart(2, '0')}`,
    areaLine: (schools: number, pupils: number) =>
      `${schools} ${schools === 1 ? 'school' : 'schools'}, ${number(pupils, 'en-GB')} pupils`,
    remedy: (remedy: Remedy) =>
      remedy.status === 'found'
        ? number(remedy.amount!, 'en-GB', Number.isInteger(remedy.amount) ? 0 : 1)
        : remedy.status === 'already-met'
          ? 'under the limit'
          : (REASONS[remedy.reason ?? 'no-limit']?.en ?? ''),
    headline: (balance: Balance) => {
      const judged = balance.indicators.filter((one) => one.verdict !== 'not-judged').length;
      const over = balance.indicators.filter((one) => one.verdict === 'not-met').length;
      if (balance.verdict === 'not-judged') return 'Described, not judged.';
      if (balance.verdict === 'met') return `Balanced: all ${judged} indicators are under the limit.`;
      if (over === 0)
        return 'Not yet balanced: the variation is under the limit, but not every school reaches the standard.';
      return `Not yet balanced: ${over} of ${judged} indicators ${over === 1 ? 'is' : 'are'} over the limit.`;
    },
    title: 'Balance report',
    verdictOfSchools: 'Schools against the standard',
    printedOn: 'Printed on',
    below: 'below the standard',
    noFigures: 'Members without figures for this year',
    sourceNote:
      'Every figure comes from an imported file; the screen shows file, sheet, row and column of each.',
    formulaNote:
      'Variation: enrolment-weighted coefficient of variation, CV = √( Σ (Pᵢ/P)(xᵢ − X̄)² ) ÷ X̄, with X̄ = ΣXᵢ ÷ ΣPᵢ.',
    receives: (from: string, to: string, amount: string) => `${from} → ${to}: ${amount}`,
    moveLine: (amount: string, cv: string) => `move ${amount}; the variation falls to ${cv}`,
    addLine: (amount: string) => `or provide ${amount} more`,
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
    verdict: '结论',
    cvUnweighted: '未加权差异系数',
    gini: '基尼系数',
    theilT: '泰尔指数 T',
    move: '需调配',
    add: '或需新增',
    cvAfterMove: '调配后差异系数',
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
    verdicts: { met: '达标', 'not-met': '未达标', 'not-judged': '不作判定' },
    schoolYear: (year: number) => `${year}—${year + 1}学年`,
    areaLine: (schools: number, pupils: number) => `${schools}所学校，${number(pupils, 'zh-CN')}名学生`,
    remedy: (remedy: Remedy) =>
      remedy.status === 'found'
        ? number(remedy.amount!, 'zh-CN', Number.isInteger(remedy.amount) ? 0 : 1)
        : remedy.status === 'already-met'
          ? '已在限值以内'
          : (REASONS[remedy.reason ?? 'no-limit']?.zh ?? ''),
    headline: (balance: Balance) => {
      const judged = balance.indicators.filter((one) => one.verdict !== 'not-judged').length;
      const over = balance.indicators.filter((one) => one.verdict === 'not-met').length;
      if (balance.verdict === 'not-judged') return '仅作描述，不作判定。';
      if (balance.verdict === 'met') return `已达到均衡：${judged}项指标的差异系数均在限值以内。`;
      if (over === 0) return '尚未达到均衡：差异系数均在限值以内，但仍有学校未达标。';
      return `尚未达到均衡：${judged}项指标中有${over}项超出限值。`;
    },
    title: '均衡发展报告',
    verdictOfSchools: '各校达标情况',
    printedOn: '打印日期',
    below: '低于标准',
    noFigures: '本学年没有数据的成员校',
    sourceNote: '所有数字均来自导入文件；在系统中点击数字可查看其文件、工作表、行与列。',
    formulaNote: '差异系数按在校生数加权：CV = √( Σ (Pᵢ/P)(xᵢ − X̄)² ) ÷ X̄，其中 X̄ = ΣXᵢ ÷ ΣPᵢ。',
    receives: (from: string, to: string, amount: string) => `${from} → ${to}：${amount}`,
    moveLine: (amount: string, cv: string) => `调配${amount}，差异系数降至${cv}`,
    addLine: (amount: string) => `或新增${amount}`,
    shortLine: (amount: string) => `各校距标准共缺${amount}`,
    pupilCount: (pupils: number) => `${number(pupils, 'zh-CN')}名学生`,
    unitAmount: withChineseUnit,
  }),
} as const;
