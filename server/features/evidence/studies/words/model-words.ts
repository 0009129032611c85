import type { EngineWordTable } from './types.ts';

/** Mediation, multilevel models and design aids. */
export const MODEL_WORDS: EngineWordTable = {
  'assumption-treatment-as-if-random': {
    zh: ['前提：在协变量和固定效应相同的行之间，是否受干预与中介变量、结果变量没有共同的原因。'],
  },
  'assumption-mediator-as-if-random': {
    zh: [
      '前提：在干预、协变量和固定效应相同的行之间，中介变量与结果变量没有未测量的共同原因。',
      '即使是随机试验也不能保证这一点，请看敏感性分析。',
    ],
  },
  'assumption-no-consequence-of-treatment-between': {
    zh: ['前提：除所列中介变量外，干预没有其他后果同时影响中介变量和结果变量。'],
  },
  'assumption-linear': { zh: ['前提：各项效应都是线性的；未设交互项时，中介变量的作用在两组相同。'] },
  'assumption-mediators-side-by-side': {
    zh: ['前提：各中介变量并行起作用，互不影响。每条间接效应都是在其他中介变量之外的部分。'],
  },
  'mediator-time-unknown': {
    zh: [
      '没有说明“{name}”或结果变量是何时测量的。',
      '中介变量须先于结果变量，请用 --measured 注明两者的时间。',
    ],
  },
  'mediator-not-before-outcome': {
    zh: [
      '“{name}”测于 {mediatorAt}，不早于结果变量（{outcomeAt}），可能反受结果影响。',
      '请改用更早的测量。',
    ],
  },
  'mediator-before-treatment': {
    zh: ['“{name}”测于 {mediatorAt}，早于干预（{treatedAt}），不可能是干预的作用渠道。', '请改作协变量。'],
  },
  'school-mediator-without-clusters': {
    zh: ['“{name}”是学校层面的变量，却没有按学校聚类，标准误偏小。', '请用 --cluster 指定学校。'],
  },
  'mediator-constant-within-clusters': {
    zh: ['“{name}”在每个聚类内处处相同，对它的了解只来自聚类之间的差异。'],
  },
  'mediator-does-not-vary': { zh: ['该中介变量没有变化。'], en: ['the mediator does not vary'] },
  'mediator-collinear': {
    zh: ['该中介变量与其他列重复。'],
    en: ['the mediator is carried by the other columns'],
  },
  'sensitivity-one-mediator-rows-independent': {
    zh: ['敏感性分析针对单个中介变量，并把各行视为相互独立。', '有聚类时，区间会偏窄。'],
  },
  'share-mediated-unstable': {
    zh: ['总效应的区间含零，“中介所占比例”没有意义，故不给出。'],
  },
  interaction: { zh: ['设了交互项时不做此项敏感性分析。'], en: ['not available with an interaction'] },
  'not-asked-for': { zh: ['未要求。'], en: ['not asked for'] },
  'zero-total': { zh: ['总效应为零，比例不存在。'], en: ['the total effect is zero'] },
  'fixed-effects-without-clusters': {
    zh: ['有固定效应而没有聚类时不做此项分析。'],
    en: ['not available with fixed effects and no clusters'],
  },
  'estimate-outside-draws': {
    zh: ['估计值落在全部自助抽样结果之外，修正区间不存在。'],
    en: ['the estimate lies outside all bootstrap draws'],
  },
  'too-many-failed-draws': { zh: ['自助抽样失败次数过多。'], en: ['too many bootstrap draws failed'] },
  'treatment-not-identified': {
    zh: ['固定效应或协变量已完全决定谁受干预，效应无法识别。', '请减少固定效应或协变量。'],
    en: ['The fixed effects or covariates already say who is treated.', 'Use fewer of them.'],
  },
  'no-mediator-estimable': {
    enAdvice: 'Check the mediators, or leave out the columns and fixed effects that say the same.',
    zh: ['没有一个中介变量可以估计：它们不变化，或与其他列重复。', '请检查中介变量。'],
    en: [
      'No mediator can be estimated: they do not vary or other columns carry them.',
      'Check the mediators.',
    ],
  },
  'scale-beyond-numbers': {
    zh: ['方差太大或太小，超出了数字所能表示的范围。', '请更换各列的单位。'],
    en: ['A variance is too large or too small for a number.', 'Change the unit of the columns.'],
  },
  'duplicate-name': { zh: ['有两列同名：“{name}”。', '请各用各的名称；中介变量不能同时是协变量。'] },
  'no-mediators': { zh: ['没有中介变量。', '请至少指定一个。'] },
  'non-positive-weight': { zh: ['第 {row} 行的权重为 {weight}，不大于零。', '请修改或删除该行。'] },
  'no-clusters': { zh: ['要求聚类标准误，却没有指定聚类。', '请用 --cluster 指定聚类列。'] },
  'bad-comparison': { zh: ['要比较的两种干预为 {control} 和 {treated}。', '请填两个不同的数。'] },
  'bad-confidence-level': { zh: ['置信水平为 {level}。', '请填 0 与 1 之间的数，如 0.95。'] },
  'too-few-draws': { zh: ['只要求 {draws} 次自助抽样。', '请至少做 100 次，最好 1000 次。'] },
  'bad-group-code': { zh: ['“{name}”第 {row} 行的编码 {code} 超出范围。', '请重新编码。'] },
  'crossed-fixed-effect-too-large': {
    zh: ['固定效应“{name}”的类别太多，又不嵌套在聚类之内。', '请改用更粗的分类，或按它聚类。'],
  },
  'collinear-column': { zh: ['“{name}”可由前面各列推出，未计入。'] },
  'few-groups': {
    zh: ['“{level}”只有 {groups} 组，少于 12 组时组间方差很难估准。', '请谨慎看待标准误。'],
  },
  'variance-at-boundary': { zh: ['有一个方差估计为零，或相关系数为 ±1：数据不足以支持全部随机部分。'] },
  'one-row-per-group': {
    enAdvice: 'Give several rows of each group.',
    zh: ['每组只有一行，无法区分组间与组内的差异。', '请使用每组多行的数据。'],
  },
  'no-levels': { zh: ['没有分组。', '请至少指定一级，如学校。'] },
  'too-many-levels': { zh: ['分组有 {levels} 级，最多 {most} 级。', '请减少分组。'] },
  'too-few-groups': { zh: ['“{name}”只有 {groups} 组。', '多层模型至少要比较两组。'] },
  'not-nested': {
    zh: ['同一“{name}”（编码 {code}）属于两个“{above}”。', '请给它们不同的编码，或先列较细的一级。'],
  },
  'unknown-slope': { zh: ['斜率变量“{slope}”不在协变量之列。', '请同时列入 --covariates。'] },
  'at-boundary': { zh: ['估计值在边界上，没有标准误。'], en: ['the estimate lies at its boundary'] },
  'depends-on-slope': {
    zh: ['有随机斜率时，组内相关随协变量变化。'],
    en: ['with random slopes it depends on the covariate'],
  },
  'zero-variance': { zh: ['方差为零。'], en: ['a variance is zero'] },
  'fixed-effects-differ': {
    zh: ['两个模型的固定部分不同，不能用 REML 比较。'],
    en: ['the fixed parts differ'],
  },
  'different-rows': { zh: ['两个模型用的数据行不同。', '请用相同的行。'] },
  'different-methods': { zh: ['两个模型的估计方法不同。', '请用同一种方法。'] },
  'not-nested-models': { zh: ['两个模型不是嵌套关系。', '请检查两个模型的变量。'] },
  'fixed-effects-under-reml': { zh: ['固定部分不同的模型不能用 REML 比较。', '请改用 ML。'] },
  'design-out-of-range': { zh: ['{name} 为 {value}，超出范围。', '请检查设计参数。'] },
  'power-out-of-range': {
    zh: ['检验效能为 {power}。', '请填大于显著性水平 {level} 且小于 1 的数，如 0.8。'],
  },
  'effect-is-zero': { zh: ['效应为 {effect}。', '请填不等于 0 的标准差数。'] },
  'not-reached': {
    zh: ['无论多少个聚类，也达不到所要求的检验效能。', '请放宽要求。'],
    en: ['No number of clusters reaches the power wanted.', 'Ask for less.'],
  },
  'p-value-out-of-range': { zh: ['p 值不在 0 与 1 之间。', '请检查。'] },
  'risk-ratio-not-positive': { zh: ['风险比不大于零。', '请填正数。'] },
  'interval-without-estimate': { zh: ['区间不含估计值。', '请检查。'] },
  'standard-error-negative': { zh: ['标准误为负。', '请检查。'] },
  'share-not-positive': {
    zh: ['比例须大于零。', '请检查。'],
    en: ['The share is not above zero.', 'Give a positive share.'],
  },
  'too-few-degrees-of-freedom': {
    zh: ['自由度太少。', '请增加数据。'],
    en: ['There are too few degrees of freedom.', 'Add rows.'],
  },
  'count-not-positive': { zh: ['次数须为正整数。', '请检查。'] },
  'too-few-imputations': { zh: ['插补次数太少。', '请至少做两次。'] },
  'no-columns': { zh: ['没有列。', '请至少指定一列。'] },
  'duplicate-column': { zh: ['有两列同名。', '请各用各的名称。'] },
  'single-column': {
    zh: ['只有一列，无从插补。'],
    en: ['There is one column, so nothing predicts it.', 'Add columns.'],
  },
  'too-few-observed': { zh: ['有值的行太少，无从插补。'], en: ['Too few values are observed.', 'Add rows.'] },
  'group-not-binary': { zh: ['分组列须为 0 和 1。', '请重新编码。'] },
  'empty-group': { zh: ['有一组没有数据。'], en: ['a group has no rows'] },
  'nobody-left': { zh: ['没有人流失。'], en: ['nobody left'] },
  'nobody-stayed': { zh: ['没有人留下。'], en: ['nobody stayed'] },
  'too-few-items': {
    zh: ['题目太少。', '请至少用两题。'],
    en: ['There are too few items.', 'Give at least two.'],
  },
  'duplicate-item': { zh: ['有两道题同名。', '请各用各的名称。'] },
  'improper-solution': {
    zh: ['因子解不合理（方差为负或载荷过大）。'],
    en: ['the factor solution is improper'],
  },
};
