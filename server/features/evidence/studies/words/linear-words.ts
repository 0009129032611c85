import type { EngineWordTable } from './types.ts';

/** Columns, regressions and their errors. */
export const LINEAR_WORDS: EngineWordTable = {
  'no-rows': { zh: ['没有数据行。', '请提供至少两行。'] },
  'length-mismatch': { zh: ['各列的长度不一致[：{column}]。', '请保证每行各列都有值。'] },
  'not-finite': {
    zh: [
      '[“{column}”]有[ {count} 个]值不是有限的数字[（第 {row} 行）]，或计算结果超出了数字所能表示的范围。',
      '请删除这些行，或更换该列的单位。',
    ],
    en: ['A result is too large or too small for a number.', 'Change the unit of the columns.'],
  },
  'code-out-of-range': { zh: ['“{column}”的编码超出范围[（第 {row} 行）]。', '请检查该列。'] },
  'weight-not-positive': {
    zh: ['有[ {count} 个]权重不大于零[（第 {row} 行）]。', '请修改权重，或删除不应计入的行。'],
  },
  'constant-outcome': {
    enAdvice: 'Check the column, or choose an outcome that varies.',
    zh: [
      '结果变量没有变化[：每行都是 {value}][，{rows} 行都相同]，没有可解释的差异。',
      '请检查该列，或选择有变化的结果变量。',
    ],
  },
  'no-regressor-left': {
    zh: ['没有可估计的变量：[{regressors} ]已完全由固定效应决定。', '请选择在固定效应内部仍有变化的变量。'],
  },
  'fixed-effects-not-converged': {
    zh: ['各固定效应之间联系太弱，无法分开估计。', '请减少固定效应，或使用更粗的分类。'],
  },
  'perfect-fit': {
    zh: ['模型完全拟合每一行，没有误差可供估计。', '请减少变量，或增加数据。'],
    en: [
      'The model fits every row exactly, so that no error is left to measure.',
      'Use fewer columns or more rows.',
    ],
  },
  'no-degrees-of-freedom': {
    zh: ['[{rows} 行数据要估计 {parameters} 个参数，]没有剩余自由度。', '请减少变量或增加数据。'],
    en: ['There are as many coefficients as rows.', 'Use fewer columns or more rows.'],
  },
  'needs-rows': { zh: ['这种标准误[（{type}）]需要逐行数据。', '请改用聚类标准误。'] },
  'leverage-one': {
    zh: ['第 {row} 行单独决定了一个参数（杠杆值为 1），{type} 标准误不存在。', '请改用 hc1，或删除该行。'],
  },
  'leverages-too-large': {
    zh: [
      '{rows} 行数据的 {fixedEffects} 个固定效应太多，无法计算杠杆值。',
      '请改用 cr1 或 hc1，或减少类别。',
    ],
  },
  'clusters-with-full-leverage': {
    zh: ['{clusters} 个聚类各自单独决定了一个参数，它们对误差的贡献无从得知。', '请谨慎看待标准误。'],
  },
  'covariance-not-positive': { zh: ['得到的协方差矩阵不是正定的。', '请与单向聚类的标准误对照。'] },
  'covariance-singular': {
    zh: ['{terms} 个系数的协方差矩阵秩只有 {rank}，聚类太少，无法联合检验。', '请减少检验的系数。'],
  },
  'unknown-term': { zh: ['模型中没有“{term}”这一项。', '请从已有的项中选择。'] },
  'unknown-variable': { zh: ['汇总单元中没有变量“{variable}”。', '请检查列名。'] },
  'lags-out-of-range': {
    zh: ['滞后 {lags} 期对 {periods} 个时期来说不合适。', '请填 0 到时期数减 1 之间的整数。'],
  },
  'error-vanishes': {
    zh: [
      '{terms} 的误差无从得知：[{clusters} 个聚类内的]残差恰好抵消，或模型完全拟合了有关的行。',
      '请增加两侧的聚类，或改用更细的聚类。',
    ],
  },
  'degrees-of-freedom-unknown': {
    zh: ['[{terms} 的]自由度无法确定。', '请谨慎看待其区间和 p 值。'],
  },
  'reference-not-last-before-treatment': {
    zh: ['基准期是 {reference}，不是干预前的最后一期，无法做敏感性分析。', '请以干预前最后一期为基准。'],
  },
  'no-weight-after-treatment': {
    zh: ['干预后的效应（{eventTimes}）没有权重。', '请给出有限且不全为零的权重。'],
  },
  'draws-not-positive': { zh: ['抽样次数为 {draws}。', '请填不小于 1 的整数。'] },
  'no-rows-left': {
    zh: [
      '每一行都独占固定效应的一个类别[（共 {singletons} 行）]，没有可比较的数据。',
      '请使用更粗的固定效应。',
    ],
  },
  'outcome-not-binary': {
    zh: ['结果变量在第 {row} 行为 {value}，而逻辑回归只接受 0 和 1。', '请重新编码。'],
  },
  separation: {
    zh: ['{terms} 完全决定了结果：{rows} 行可以毫无误差地预测，系数不存在。', '请去掉该变量，或合并其类别。'],
  },
  'not-converged': {
    zh: ['计算没有收敛。', '请减少变量或随机斜率，并检查各列的单位。'],
    en: ['The computation did not settle.', 'Leave out a column, and check the units of the columns.'],
  },
  'one-cluster': { zh: ['[“{column}”]只有一个聚类。', '聚类标准误至少需要两个聚类，请换一列。'] },
  'needs-random': { zh: ['{clusters} 个聚类的符号组合太多，无法逐一列举。', '请提供随机数种子。'] },
  'no-comparison': { zh: ['没有可以互换的单位，无法做置换检验。', '请检查干预列。'] },
  'treatment-varies-in-cluster': {
    zh: ['同一聚类内有的受干预、有的不受干预，不能以聚类为单位置换。', '请换一个聚类列。'],
  },
  'matrix-not-square': { zh: ['矩阵不是方阵。'] },
  'matrix-shape-mismatch': { zh: ['矩阵的大小不相符。'] },
  collinear: {
    zh: ['与其他列或固定效应重复，未计入'],
    en: ['columns that the others or the fixed effects already carry'],
  },
  'singleton-fixed-effect': {
    zh: ['独占固定效应一个类别的行，不含可比较的信息'],
    en: ['rows alone in a level of a fixed effect, which carry no comparison'],
  },
  'missing-in-column': { zh: ['该列缺少数值'], en: ['rows that lack a value in this column'] },
  'missing-value': { zh: ['缺少数值的行'], en: ['rows that lack a value'] },
};
