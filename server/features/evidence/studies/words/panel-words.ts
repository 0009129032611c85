import type { EngineWordTable } from './types.ts';

/** Comparisons over time. */
export const PANEL_WORDS: EngineWordTable = {
  'single-pre-period': {
    zh: ['干预前只有一个时期[（{period}）]，无法检验平行趋势。', '请补充更早的数据。'],
  },
  'few-clusters': {
    zh: [
      '聚类只有 {clusters} 个[，少于 {least} 个]，聚类标准误不可靠。',
      '请以精确检验或自助法的结果为准，不要只看这个标准误。',
    ],
  },
  'always-treated': {
    zh: [
      '[有 {units} 个]单位从第一个时期起就已受干预，不知道它们干预前的情况，不能用来估计效应。',
      '如有更早的数据，请一并加入。',
    ],
    en: ['rows of units treated in the first period already, of which nothing before is known'],
  },
  'no-never-treated': {
    enAdvice: 'Use --control not-yet, or add units never treated.',
    zh: [
      '所有[ {units} 个]单位最终都受到干预，只能与较晚受干预的单位比较，最后一批没有对照。',
      '请改与尚未受干预的单位比较，或加入从未受干预的单位。',
    ],
  },
  'treated-after-last-period': {
    zh: ['有 {units} 个单位在最后一个时期（{period}）之后才受干预，这里按从未受干预计。'],
  },
  gaps: {
    zh: [
      '{units} 个单位共缺 {missing} 个“单位—时期”的数据。',
      '请查明缺失的原因；如与结果变量有关，估计会有偏差。',
    ],
  },
  'singleton-units': {
    zh: ['{units} 个单位只有一行数据，在单位固定效应下不提供任何变化信息。'],
  },
  'repeated-rows': {
    zh: ['{repeated} 个“单位—时期”各有多行，每行单独计入。'],
  },
  'duplicated-unit-periods': {
    zh: [
      '{repeated} 个“单位—时期”出现了不止一次（如 {unit} 的 {period}），而其余都只有一行。每行都已计入。',
      '请检查是否重复录入。',
    ],
  },
  'small-cohort': {
    zh: ['{group} 年（期）开始受干预的单位只有 {units} 个，单看这一批的数字依据很少。'],
  },
  'small-study': {
    zh: [
      '只有 {units} 个受干预单位提供了干预前后的对比。小于约 {detectable}（即 {deviations} 个标准差）的效应，即使存在也很可能看不出来。',
      '“未见差别”不等于“没有效果”。',
    ],
  },
  'region-confounded': {
    zh: [
      '受干预单位与对照单位的“{column}”分布不同：受干预单位中 {treatedPercent}% 属于“{value}”，对照单位中只有 {controlPercent}%（两种分布相差 {distancePercent}%，置换检验 p = {pValue}）。各地趋势的差异会混入估计值。',
      '请看只在同一“{column}”内部比较得到的结果[（staggered 加上 {option}）]。',
    ],
  },
  'region-without-controls': {
    zh: [
      '{units} 个受干预单位所在的“{column}”（{values}）内没有对照单位，只能与别处的单位比较。',
      '请加入当地从未受干预的单位，或不把它们纳入研究。',
    ],
  },
  'region-estimate-differs': {
    zh: [
      '只在同一“{column}”内部比较，估计值为 {within}（95% 区间 {low} 至 {high}），不分“{column}”时为 {overall}。',
      '两者不一致时，请以前者为准。',
    ],
  },
  'read-as-categories': {
    zh: ['“{column}”列全是文字，已作为 {count} 个类别处理：{levels}。', '也可以用 --categories 自行指明。'],
  },
  'option-not-used': {
    zh: ['选项 {option} 对此项研究不起作用，未采用。'],
  },
  'errors-not-clustered-by-assignment': {
    zh: [
      '干预按“{unit}”实施，标准误却没有按“{unit}”（或更大的范围）聚类，因而偏小。',
      '请去掉 --se {errors}，或指定 --cluster。',
    ],
  },
  'clusters-below-assignment': {
    zh: [
      '聚类“{cluster}”比“{unit}”更细：同一“{unit}”的行分在多个聚类里，标准误偏小。',
      '请按“{unit}”或更大的范围聚类。',
    ],
  },
  'first-treated-changes': {
    zh: ['{units} 个单位的首次干预时期前后不一致：{names}。', '每个单位只能有一个首次干预时期。'],
  },
  'treatment-switches-off': {
    zh: [
      '{units} 个单位的干预中途停止：{names}。',
      '这些方法以干预一旦开始便持续为前提：请只保留停止之前的各期，或从首次干预起一律记为受干预。',
    ],
  },
  'treatment-not-binary': {
    zh: [
      '表示是否受干预的列有[ {count} 个]值既不是 0 也不是 1[（第 {row} 行：{value}）]。',
      '请用 0 和 1 表示，或改填首次受干预的时期。',
    ],
  },
  'treatment-missing': { zh: ['没有说明谁受到干预。', '请指定首次受干预的时期，或 0/1 列。'] },
  'treatment-given-twice': { zh: ['干预同时用首次时期和 0/1 列说明。', '请只保留一种。'] },
  'repeated-unit-periods': {
    enAdvice:
      'Use --repeated average, or --repeated new-people where each period has new pupils; drop copies.',
    zh: [
      '{repeated} 个“单位—时期”出现不止一次[，如 {unit} 的 {period}]。',
      '请删除重复行，或用 --repeated average 先求平均；各期是不同的学生时用 --repeated new-people。',
    ],
  },
  'single-period': { zh: ['所有数据都属于同一时期（{period}）。', '比较前后变化至少需要两个时期。'] },
  'single-cluster': { zh: ['聚类只有 {clusters} 个。', '估计标准误至少需要两个聚类。'] },
  'weights-too-unequal': {
    zh: ['权重从 {least} 到 {most}，相差过大，有的行等于没有计入。', '请删除这些行，或修改权重。'],
  },
  'too-many-periods': {
    zh: ['{units} 个单位、{periods} 个时期，组合数超过上限 {most}。', '请把时间取整，例如取到年。'],
  },
  'reserved-name': { zh: ['协变量“{column}”与模型中的项同名。', '请更改列名。'] },
  'invalid-codes': { zh: ['“{column}”有 {count} 个编码超出范围。', '请检查该列。'] },
  'no-treated-units': {
    enAdvice: 'Check the column that says when treatment starts.',
    zh: ['在这些时期内没有单位受到干预[（共 {units} 个单位）]，没有效应可估计。', '请检查说明干预时间的列。'],
  },
  'no-period-before-treatment': {
    zh: ['全部 {units} 个受干预单位从第一个时期起就已受干预。', '请补充更早的数据。'],
    en: [
      'All {units} treated units are treated in the first period already.',
      'Add earlier periods; or give the first treated period when the column marks who is ever treated.',
    ],
  },
  'no-controls': {
    zh: ['没有对照单位[：全部 {units} 个单位都同时或更早受到干预]。', '请加入未受干预的单位。'],
    en: [
      'There are no controls[: all {units} units are treated at the same time or before].',
      'Add some without treatment.',
    ],
  },
  'no-treated': {
    zh: ['没有受干预的行。', '请检查说明干预的列。'],
    en: ['No row is treated.', 'Check the column that says who was treated.'],
  },
  'no-complete-units': {
    enAdvice: 'Use --estimator imputation or sun-abraham, or fill the gaps.',
    zh: [
      '没有一个单位在每个时期都有数据[（共 {units} 个单位）]。',
      '请改用 --estimator imputation 或 sun-abraham，或补齐缺失的时期。',
    ],
  },
  'cluster-changes-within-unit': {
    zh: ['有的单位在不同时期属于不同的聚类。', '请按单位始终不变的层级聚类。'],
  },
  'staggered-timing': {
    zh: [
      '各单位开始受干预的时间不一[（{cohorts} 批）]，普通的前后比较会混入与已受干预单位的比较[：{treatedRows} 行受干预数据中有 {negativeRows} 行权重为负]。',
      '请改用 trellis study staggered。',
    ],
    en: [
      'Treatment begins at several dates, so before and after are not the same for all.',
      'Use trellis study staggered, or keep one date of treatment.',
    ],
  },
  'treatment-collinear': {
    zh: ['固定效应已完全决定谁在何时受干预，效应无法识别。', '请加入在其他时间受干预或从未受干预的单位。'],
  },
  'event-times-collinear': {
    zh: [
      '{count} 个相对时期（{eventTimes}）无法与单位和时期效应区分。',
      '请加入从未受干预的单位，或改用 staggered。',
    ],
  },
  'event-study-mixes-cohorts': {
    enAdvice: 'Compare with --estimator sun-abraham.',
    zh: [
      '{cohorts} 批单位在这里共用一条效应曲线。若各批效应不同，各期系数（包括干预前的）会相互混淆。',
      '请与 --estimator sun-abraham 的结果对照。',
    ],
  },
  'no-reference-period': {
    zh: ['没有可作基准的干预前时期[（{units} 个受干预单位）]。', '请补充更早的数据。'],
  },
  'cohort-without-reference': {
    zh: [
      '{count} 个“批次—相对时期”的组合无法与单位和时期效应区分，例如 {group} 那一批的第 {eventTime} 期。',
      '请剔除在第 {reference} 期没有数据的批次。',
    ],
  },
  'no-effects-after-treatment': { zh: ['没有可估计的干预后效应。', '请补充干预后的数据。'] },
  'nothing-to-impute': {
    zh: [
      '{treatedRows} 行受干预数据中，没有一行既有本单位干预前的数据、又有同期未受干预的单位。',
      '请加入未受干预的单位或更早的时期。',
    ],
  },
  'cells-not-estimable': { zh: ['{cells} 个“批次—时期”组合中有 {failed} 个无法估计，原因逐一列出。'] },
  'controls-trimmed': {
    zh: ['对照单位有 {controls} 次因几乎必然属于受干预组（倾向得分不低于 0.995）而未参与比较。'],
  },
  'cohort-of-one-cluster': {
    zh: ['{cohorts} 批单位各只有一个聚类，没有可比较的变异，标准误未包含这一部分。'],
  },
  'collinear-covariates-left-out': {
    zh: ['有协变量[（{names}）]与其他变量或固定效应重复，未参与[{comparisons} 次]比较。'],
  },
  'no-overlap': {
    zh: ['{controls} 个对照单位没有一个与受干预单位足够相似。', '请去掉把两组截然分开的协变量。'],
  },
  'covariates-collinear-among-controls': {
    zh: ['在对照组内，{columns} 个变量中只有 {rank} 个相互独立。', '请减少协变量。'],
  },
  'covariates-collinear-among-treated': {
    zh: ['在受干预组内，{columns} 个变量中只有 {rank} 个相互独立。', '请减少协变量。'],
  },
  'collinear-covariates': {
    zh: ['{columns} 个变量（含常数项）中只有 {rank} 个相互独立。', '请去掉内容重复的协变量。'],
  },
  'perfect-separation': {
    zh: ['协变量完全决定谁受干预，两组没有可比之处，无法估计倾向得分。', '请减少协变量，或扩大对照范围。'],
    en: [
      'The covariates tell treated and controls apart without doubt, so no propensity score exists.',
      'Use fewer covariates or look for controls that are more alike.',
    ],
  },
  'unbalanced-panel': {
    zh: ['缺 {missing} 个、重复 {repeated} 个“单位—时期”。这项分解要求每个单位在每个时期恰有一行。'],
  },
  'weights-change-within-unit': { zh: ['{unit} 的权重随时间变化，而这项分解要求每个单位只有一个权重。'] },
  'singular-covariance': {
    zh: ['{restrictions} 个系数只在 {rank} 个方向上变动（{clusters} 个聚类），无法联合检验。'],
  },
  'differs-within-unit-period': {
    zh: ['同一单位同一时期内，“{column}”有 {rows} 行与其他行不同，不能求平均。', '请改正这些行。'],
  },
  'placebo-not-earlier': { zh: ['安慰剂日期至少要早一个时期，而不是 {periodsEarlier} 个。'] },
  'no-period-before-placebo': {
    zh: ['没有受干预单位在提前 {periodsEarlier} 个时期的安慰剂日期之前还有数据。', '请提前得少一些。'],
  },
  'negative-relative-magnitude': { zh: ['相对偏离幅度为 {value}。', '请填零或正数。'] },
  'after-true-treatment': {
    zh: ['干预真正开始之后的行，安慰剂检验不用'],
    en: ['rows after the true treatment, not used by a placebo date'],
  },
  'nobody-left-untreated': {
    zh: ['此时已没有未受干预的单位'],
    en: ['rows of a time when nobody is untreated any more'],
  },
  'units-with-gaps': { zh: ['缺少某些时期的单位的数据行'], en: ['rows of units that miss a period'] },
  'untreated-outcome-not-imputable': {
    zh: ['受干预的行，推算不出未受干预时的结果'],
    en: ['treated rows whose untreated outcome cannot be imputed'],
  },
};
