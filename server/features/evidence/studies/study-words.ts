export const USAGE = {
  en: `Runs a study of whether sharing between schools works, on a file, without a database.

  trellis study did FILE --outcome score --unit school --time year --treated-from first_year [--cluster district]
  trellis study event|staggered FILE …          effects by year since treatment; staggered starts, honestly
  trellis study match FILE --outcome score --treated joined --covariates size,baseline
  trellis study mediate FILE --outcome score --treated joined --mediators climate,style --cluster school
  trellis study power FILE --outcome score --unit school
  trellis study multilevel FILE --outcome score --unit school --covariates hours

  --outcome COLUMN          what is measured
  --unit COLUMN             who is treated: a school
  --time COLUMN             the period of each row, a number
  --treated-from COLUMN     the unit's first treated period; blank, 0 or NA: never
  --treated COLUMN          instead: 1 where the row is treated, otherwise 0
  --cluster COLUMN          errors are clustered by it; the unit when left out
  --weights COLUMN          weights, all above zero
  --covariates A,B          columns held constant
  --fixed A,B               fixed effects; unit and time when left out
  --slopes A,B              multilevel: slopes that differ between units
  --mediators A,B           mediate: possible channels of the effect
  --draws NUMBER            mediate: bootstrap draws
  --estimator NAME          twfe, callaway-santanna, sun-abraham, imputation
  --control NAME            never, not-yet: with whom the treated are compared
  --se NAME                 iid, hc1, cr1, cr2
  --small-sample NAME       nested, full, none: how fixed effects count
  --seed NUMBER             of random numbers; 1 when left out
  --json                    print JSON
  --lang en|zh              language of sentences

FILE is a .csv, .csv.gz or .parquet file. Exit codes: 0 answered, 2 bad input, 1 fault.
`,
  zh: `不用数据库，直接用文件评估校际共享是否有效。

  trellis study did 文件 --outcome 成绩 --unit 学校 --time 年份 --treated-from 首次年份 [--cluster 区县]
  trellis study event|staggered 文件 …          按干预后年数估计；干预时间不一时的稳健估计
  trellis study match 文件 --outcome 成绩 --treated 加入 --covariates 规模,基线
  trellis study mediate 文件 --outcome 成绩 --treated 加入 --mediators 氛围,教法 --cluster 学校
  trellis study power 文件 --outcome 成绩 --unit 学校
  trellis study multilevel 文件 --outcome 成绩 --unit 学校 --covariates 课时

  --outcome 列              结果变量
  --unit 列                 受干预的单位，如学校
  --time 列                 每行的时期（数字）
  --treated-from 列         该单位首次受干预的时期；空、0 或 NA 表示从未
  --treated 列              或者：该行受干预为 1，否则为 0
  --cluster 列              标准误的聚类；不填则按单位
  --weights 列              权重，均须大于零
  --covariates 甲,乙        控制变量
  --fixed 甲,乙             固定效应；不填则为单位和时间
  --slopes 甲,乙            multilevel：各单位斜率不同的变量
  --mediators 甲,乙         mediate：可能的作用渠道
  --draws 数字              mediate：自助抽样次数
  --estimator 名称          twfe、callaway-santanna、sun-abraham、imputation
  --control 名称            never、not-yet：与谁比较
  --se 名称                 iid、hc1、cr1、cr2
  --small-sample 名称       nested、full、none：固定效应如何计入自由度
  --seed 数字               随机数种子；不填则为 1
  --json                    输出 JSON
  --lang en|zh              语句所用的语言

文件可为 .csv、.csv.gz 或 .parquet。退出码：0 已作答，2 输入有误，1 程序故障。
`,
} as const;

type Fact = string | number | boolean;

/** Chinese sentences for what the engine says in English; keyed by its codes. */
const CHINESE: Readonly<Record<string, (facts: Readonly<Record<string, Fact>>) => string>> = {
  'few-clusters': (facts) =>
    `聚类只有 ${facts.clusters ?? facts.count ?? '很少'} 个，标准误不可靠。请使用 wild bootstrap 或置换检验。`,
  'single-pre-period': () => '干预前只有一个时期，无法检验平行趋势。请补充更早的数据。',
  'one-period-before-treatment': () => '干预前只有一个时期，无法检验平行趋势。请补充更早的数据。',
  'always-treated': (facts) =>
    `有 ${facts.units ?? facts.count ?? '若干'} 个单位自始即受干预，没有可比的干预前数据。`,
  'staggered-timing': () =>
    '各单位开始干预的时间不一，普通双向固定效应会混入与已受干预单位的比较。请改用 staggered。',
  'treatment-switches-off': () => '有单位的干预中途停止。请只保留持续受干预的时期。',
  'repeated-unit-periods': () => '同一单位在同一时期有多行。请去重或先求平均。',
  'first-treated-changes': () => '有单位的首次干预时期前后不一致。每个单位只能有一个。',
  'treatment-not-binary': () => '是否受干预一列只能为 0 或 1。',
  'single-period': () => '数据只有一个时期，无法比较前后变化。',
  'single-cluster': () => '只有一个聚类，无法估计聚类标准误。',
  'one-cluster': () => '只有一个聚类，无法估计聚类标准误。',
  'constant-outcome': () => '结果变量没有变化。请选择有变化的结果变量。',
  'no-controls': () => '没有对照单位，无法比较。请加入从未受干预的单位。',
  'no-treated': () => '没有受干预的单位。',
  'no-untreated-units': () => '没有未受干预的单位，无法比较。',
  'treatment-collinear': () => '固定效应已完全决定谁在何时受干预，效应无法识别。',
  'perfect-separation': () => '协变量完全决定谁受干预，无法估计倾向得分。',
  'perfect-fit': () => '模型完全拟合每一行，没有误差可供估计。',
  'cell-means-of-few-rows': () => '部分单位在部分时期行数很少。',
};

export const translateEngine = (
  code: string,
  message: string,
  facts: Readonly<Record<string, Fact>>,
  lang: 'en' | 'zh',
): string => (lang === 'zh' ? (CHINESE[code]?.(facts) ?? message) : message);
