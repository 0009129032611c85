import type { EngineWordTable } from './types.ts';

/** Matching and weighting. */
export const MATCHING_WORDS: EngineWordTable = {
  'no-matches': {
    zh: ['没有一个受干预的行找到匹配的对照。', '请放宽卡尺、精确匹配的条件或分组，或加入更相似的对照。'],
    en: [
      'No treated row found a match.',
      'Widen the caliper, the exact columns or the bins, or add controls that are more alike.',
    ],
  },
  'no-common-support': {
    zh: ['受干预组与对照组的倾向得分没有重叠。', '请减少协变量，或加入更相似的对照。'],
    en: [
      'Treated and controls have no propensity scores in common.',
      'Use fewer covariates or add controls that are more alike.',
    ],
  },
  'constant-covariates': {
    zh: ['协变量没有变化，无从匹配。', '请选择有变化的协变量。'],
    en: ['The covariates do not vary, so there is nothing to match on.', 'Choose covariates that vary.'],
  },
  'too-few-rows': {
    zh: ['数据行[（{rows} 行）]太少，无法估计。', '请增加数据。'],
    en: ['Too few rows are left to estimate from.', 'Add rows, or match less strictly.'],
  },
  'no-variation': {
    enAdvice: 'Check the outcome, or leave out what explains it exactly.',
    zh: ['结果变量在用到的行中没有变化，误差无从估计。', '请检查结果变量。'],
    en: [
      'The outcome does not vary in the rows used, so that its uncertainty cannot be had.',
      'Check the outcome.',
    ],
  },
  'too-few-clusters': {
    zh: ['聚类太少[（{clusters} 个）]，无法估计误差。', '受干预组和对照组各需要至少两个聚类。'],
    en: ['There are too few clusters for an error.', 'Treated and controls need at least two clusters each.'],
  },
  'treatment-explained-by-covariates': {
    zh: ['协变量已完全决定谁受干预，效应无法识别。', '请减少协变量。'],
    en: [
      'The covariates already say who is treated, so that no effect is left to see.',
      'Use fewer covariates.',
    ],
  },
  'cluster-not-constant': {
    zh: ['有的单位在不同时期属于不同的聚类。', '请按单位始终不变的层级聚类。'],
    en: ['Some units change their cluster over time.', 'Cluster by something that a unit keeps.'],
  },
  'no-period-before': {
    zh: ['干预之前没有数据。', '请补充更早的时期。'],
    en: ['No period lies before treatment.', 'Add earlier periods.'],
  },
  'matched-on-baseline-outcome': {
    zh: [
      '匹配时用了干预前的结果变量。当时偶然偏高或偏低的单位，之后会自行回落或回升（趋均值回归）。',
      '请与不用它匹配的结果对照。',
    ],
  },
  'heavy-weight': {
    zh: [
      '{group} 组中有一行占了本组 {percent}% 的权重。',
      '请截去极端的倾向得分，或改用重叠权重（--method overlap）。',
    ],
  },
  'fewer-subclasses': { zh: ['分层数少于所要求的：有的分层没有受干预的行或没有对照。'] },
  'no-covariates': { zh: ['没有用于匹配的协变量。', '请至少指定一个。'] },
  'duplicate-covariate': { zh: ['协变量“{column}”出现了两次。', '请只保留一个。'] },
  'ratio-not-positive': { zh: ['匹配比例为 {ratio}。', '请填不小于 1 的整数。'] },
  'caliper-not-positive': { zh: ['卡尺为 {width}。', '请填大于 0 的数。'] },
  'caliper-needs-score': {
    zh: ['以标准差表示的卡尺需要倾向得分。', '请改用 --distance propensity 或 log-odds。'],
  },
  'order-needs-score': { zh: ['按“{order}”排序需要倾向得分。', '请改用 --order data 或 random。'] },
  'random-missing': { zh: ['随机顺序需要随机数。', '请提供种子。'] },
  'bandwidth-not-positive': { zh: ['带宽为 {width}。', '请填大于 0 的数。'] },
  'bins-not-positive': { zh: ['“{column}”的分组数为 {bins}。', '请填不小于 1 的整数或切分点。'] },
  'unknown-covariate': { zh: ['“{column}”不在协变量之列。', '请检查列名。'] },
  'too-few-classes': { zh: ['分层数为 {classes}。', '请填不小于 2 的整数。'] },
  'score-not-a-probability': {
    zh: ['第 {row} 行的倾向得分为 {score}，不在 0 与 1 之间。', '请减少协变量。'],
  },
  'support-not-a-range': { zh: ['共同支撑的上下限不对。', '请先小后大地填写。'] },
  'neighbours-not-positive': { zh: ['近邻数为 {neighbours}。', '请填不小于 1 的整数。'] },
  'negative-weight': { zh: ['第 {row} 行的权重为 {weight}。', '请填 0 或正数。'] },
  'no-sets': {
    zh: ['这种匹配（{method}）中一行可以属于多个组，不能按组聚类。', '请改用 --se hc1 或指定 --cluster。'],
  },
  'standard-error-not-positive': { zh: ['标准误为 {standardError}，不大于零。', '请检查结果变量。'] },
  'gamma-below-one': { zh: ['隐藏偏差 Γ 为 {gamma}。', '请填不小于 1 的数。'] },
  'level-out-of-range': { zh: ['显著性水平或置信水平超出范围[：{level}]。', '请填 0 与 1 之间的数。'] },
  'no-differences': {
    zh: ['配对之间没有差异，无法检验隐藏偏差。'],
    en: ['no pair differs, so hidden bias cannot be tested'],
  },
  'bootstrap-not-valid': { zh: ['这种匹配不能用自助法。', '请改用 Abadie–Imbens 标准误。'] },
  'too-few-draws-succeeded': {
    zh: ['自助抽样成功的次数太少。', '请检查数据是否过少。'],
    en: ['too few bootstrap draws succeeded'],
  },
  'collinear-covariate': {
    zh: ['与其他协变量重复，未计入'],
    en: ['covariates that the others already carry'],
  },
  'control-not-chosen': { zh: ['未被选中的对照'], en: ['controls not chosen by anybody'] },
  'no-control-within-caliper': {
    zh: ['卡尺范围内没有对照的受干预行'],
    en: ['treated rows without a control within the caliper'],
  },
  'no-control-left': { zh: ['已无对照可选的受干预行'], en: ['treated rows for which no control was left'] },
  'no-control-in-stratum': {
    zh: ['所在分组没有对照的受干预行'],
    en: ['treated rows without a control in their stratum'],
  },
  'no-treated-in-stratum': {
    zh: ['所在分组没有受干预行的对照'],
    en: ['controls without a treated row in their stratum'],
  },
  'no-control-in-subclass': {
    zh: ['所在分层没有对照的受干预行'],
    en: ['treated rows without a control in their subclass'],
  },
  'no-treated-in-subclass': {
    zh: ['所在分层没有受干预行的对照'],
    en: ['controls without a treated row in their subclass'],
  },
  'no-control-within-bandwidth': {
    zh: ['带宽内没有对照的受干预行'],
    en: ['treated rows without a control within the bandwidth'],
  },
  'no-treated-within-bandwidth': {
    zh: ['带宽内没有受干预行的对照'],
    en: ['controls without a treated row within the bandwidth'],
  },
  'outside-support': {
    zh: ['倾向得分落在共同支撑之外的行'],
    en: ['rows with a score outside the common support'],
  },
  'unit-without-all-periods': { zh: ['缺少所需时期的单位'], en: ['units that miss a period needed here'] },
  binary: { zh: ['只有 0 和 1 的列不看方差比'], en: ['a column of 0 and 1 has no variance ratio'] },
  'no-rows-used': { zh: ['没有用到的行'], en: ['no row is used'] },
};
