/** The methods paragraph: every choice and every warning by name. */

import type {
  LocalText,
  StudyDesign,
  StudyEstimator,
  StudyFinding,
  StudyOutcomeResult,
} from '@trellis/contract';
import { OWN_ERRORS } from './plan-options.ts';
import { writeNumber } from './say-result.ts';

export const METHOD_NAMES: Readonly<Record<StudyEstimator, LocalText>> = {
  '2x2': { en: 'Difference-in-differences of four means', zh: '双重差分（2×2）' },
  twfe: { en: 'Difference-in-differences with two-way fixed effects', zh: '双向固定效应双重差分' },
  event: { en: 'Event study with two-way fixed effects', zh: '事件研究（双向固定效应）' },
  'callaway-santanna': {
    en: 'Staggered difference-in-differences (Callaway and Sant’Anna 2021)',
    zh: '交错双重差分（Callaway 与 Sant’Anna 2021）',
  },
  'sun-abraham': {
    en: 'Staggered event study (Sun and Abraham 2021)',
    zh: '交错事件研究（Sun 与 Abraham 2021）',
  },
  imputation: {
    en: 'Staggered difference-in-differences by imputation (Borusyak, Jaravel and Spiess 2024)',
    zh: '插补法交错双重差分（Borusyak、Jaravel 与 Spiess 2024）',
  },
  match: { en: 'Propensity-score matching', zh: '倾向得分匹配' },
  'match-did': { en: 'Matching with difference-in-differences', zh: '匹配加双重差分' },
  mediate: { en: 'Causal mediation', zh: '因果中介分析' },
  multilevel: { en: 'Multilevel model', zh: '多层模型' },
};

const SCALES = {
  raw: { en: 'its own units', zh: '原始单位' },
  'sd-all': { en: 'standard deviations of all rows', zh: '全体标准差' },
  'sd-comparison-before': {
    en: 'standard deviations of the comparison group before treatment',
    zh: '干预前对照组的标准差',
  },
} as const;

const ERRORS = {
  iid: { en: 'taken as independent with equal variance', zh: '独立同方差' },
  hc1: { en: 'robust to unequal variance (HC1)', zh: '异方差稳健（HC1）' },
  cr1: { en: 'clustered (CR1)', zh: '聚类稳健（CR1）' },
  cr2: {
    en: 'clustered with the bias reduction CR2 and Satterthwaite degrees of freedom',
    zh: '聚类稳健（CR2，Satterthwaite 自由度）',
  },
} as const;

const INFLUENCE = {
  en: 'Standard errors come from influence functions, summed within clusters.',
  zh: '标准误由影响函数在聚类内求和得出。',
};
/** How the page matches; the command line says its own choices instead. */
export const PAIRS = {
  en: 'Treated and controls are matched one to one on the log odds of the propensity score within 0.2 standard deviations; errors allow for clusters or pairs.',
  zh: '按倾向得分的对数几率在 0.2 个标准差卡尺内一对一匹配；标准误考虑聚类或配对。',
};
const OWN = {
  'callaway-santanna': INFLUENCE,
  imputation: INFLUENCE,
  match: PAIRS,
  'match-did': PAIRS,
  multilevel: {
    en: 'Units differ at random; variances are estimated by REML, degrees of freedom by Satterthwaite.',
    zh: '各单位随机截距；方差用 REML 估计，自由度用 Satterthwaite 方法。',
  },
} as const;

export function sayMethods(
  design: StudyDesign,
  outcomes: readonly StudyOutcomeResult[],
  findings: readonly StudyFinding[],
  facts: { fileName: string; sha256: string; hash: string | null; frozenAt: string | null; version: string },
): LocalText {
  const name = METHOD_NAMES[design.estimator];
  const first = outcomes[0];
  const en: string[] = [];
  const zh: string[] = [];
  const add = (inEnglish: string, inChinese: string) => {
    en.push(inEnglish);
    zh.push(inChinese);
  };
  add(
    `${name.en} was run on ${facts.fileName} with ${design.outcomes.join(', ')} as ${design.outcomes.length === 1 ? 'the outcome' : 'outcomes'}, in ${SCALES[design.scale].en}.`,
    `对 ${facts.fileName} 采用${name.zh}，结果变量为 ${design.outcomes.join('、')}，尺度为${SCALES[design.scale].zh}。`,
  );
  const treated = design.treatedFrom ?? design.treated;
  if (treated !== null)
    add(
      `Treatment is read from ${treated}${design.unit === null ? '' : `, the unit is ${design.unit}`}${design.time === null ? '' : `, the period ${design.time}`}; treatment was assigned by ${design.assignedBy ?? design.unit ?? 'row'}.`,
      `干预依据 ${treated}${design.unit === null ? '' : `，单位为 ${design.unit}`}${design.time === null ? '' : `，时期为 ${design.time}`}；干预按 ${design.assignedBy ?? design.unit ?? '行'} 分配。`,
    );
  if (['callaway-santanna'].includes(design.estimator))
    add(
      design.control === 'never'
        ? 'Controls are units never treated.'
        : 'Controls are units not yet treated.',
      design.control === 'never' ? '对照为从未受干预的单位。' : '对照为尚未受干预的单位。',
    );
  if (design.covariates.length > 0) {
    const names = design.covariates.map(({ column }) => column);
    add(`Covariates: ${names.join(', ')}.`, `协变量：${names.join('、')}。`);
  }
  if (design.mediators.length > 0) {
    const names = design.mediators.map(({ column }) => column);
    add(`Possible channels: ${names.join(', ')}.`, `可能的渠道：${names.join('、')}。`);
  }
  if (design.fixed.length > 0)
    add(`Fixed effects: ${design.fixed.join(', ')}.`, `固定效应：${design.fixed.join('、')}。`);
  if (design.weights !== null)
    add(`Rows are weighted by ${design.weights}.`, `各行按 ${design.weights} 加权。`);
  if (OWN_ERRORS.has(design.estimator)) {
    const said = OWN[design.estimator as keyof typeof OWN];
    add(said.en, said.zh);
  } else {
    const cluster = design.cluster ?? design.unit;
    const isClustered = design.standardErrors.startsWith('cr') && cluster !== null;
    const by = isClustered ? cluster : null;
    add(
      `Standard errors are ${ERRORS[design.standardErrors].en}${by === null ? '' : ` by ${by}`}.`,
      `标准误：${ERRORS[design.standardErrors].zh}${by === null ? '' : `，按 ${by} 聚类`}。`,
    );
  }
  if (first?.smallSample)
    add(
      `Variances are multiplied by ${first.smallSample.formula} = ${writeNumber(first.smallSample.factor)}.`,
      `方差乘以小样本修正 ${first.smallSample.formula} = ${writeNumber(first.smallSample.factor)}。`,
    );
  if (design.subgroups.length > 0)
    add(
      `P-values of the groups (${design.subgroups.join(', ')}) are adjusted by ${design.adjustment === 'holm' ? 'Holm' : 'Benjamini and Hochberg'}.`,
      `子群体（${design.subgroups.join('、')}）的 p 值采用${design.adjustment === 'holm' ? ' Holm ' : ' Benjamini–Hochberg '}校正。`,
    );
  if (design.outcomes.length > 1)
    add('P-values of several outcomes are adjusted by Holm.', '多个结果变量的 p 值采用 Holm 校正。');
  for (const { count, reason } of first?.dropped ?? [])
    add(`Left out: ${count} (${reason.en}).`, `未计入：${count}（${reason.zh}）。`);
  for (const { message } of findings) add(message.en, message.zh);
  const said = new Set(findings.map(({ code }) => code));
  for (const { code, message } of first?.warnings ?? []) if (!said.has(code)) add(message.en, message.zh);
  if (facts.hash !== null && facts.frozenAt !== null)
    add(
      `The design was frozen before outcomes were analysed, on ${facts.frozenAt.slice(0, 16).replace('T', ' ')} UTC, SHA-256 ${facts.hash}.`,
      `研究设计在分析结果变量之前已冻结（${facts.frozenAt.slice(0, 16).replace('T', ' ')} UTC），SHA-256 ${facts.hash}。`,
    );
  add(
    `Random numbers start from ${design.seed}; data SHA-256 ${facts.sha256}; Trellis ${facts.version}.`,
    `随机数种子 ${design.seed}；数据 SHA-256 ${facts.sha256}；Trellis ${facts.version}。`,
  );
  return { en: en.join(' '), zh: zh.join('') };
}
