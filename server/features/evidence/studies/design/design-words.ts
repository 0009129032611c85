/** What is said of a design before outcomes are opened: how grave it is, the fact, and what to do. */

import type { LocalText, StudyFinding } from '@trellis/contract';

type Severity = StudyFinding['severity'];
type Facts = Readonly<Record<string, string | number>>;

const words = (severity: Severity, en: string, zh: string) => ({ severity, en, zh });

const WORDS = {
  'no-data': words(
    'refusal',
    'The study has no data yet. Upload a file or take the register.',
    '尚无数据。请上传文件，或以名册为数据来源。',
  ),
  'no-design': words('refusal', 'No design is written yet.', '尚未填写研究设计。'),
  'no-question': words(
    'warning',
    'The question is not written down. Say in a sentence what is to be found out.',
    '尚未写明研究问题。请用一句话说明想了解什么。',
  ),
  'no-outcome': words('refusal', 'No outcome is chosen.', '尚未选择结果变量。'),
  'no-unit': words(
    'refusal',
    'Say which column names the units that were treated or not, such as schools.',
    '请指定单位列（如学校），即受到或未受到干预的对象。',
  ),
  'no-time': words('refusal', 'Say which column is the period.', '请指定时期列。'),
  'no-treatment': words(
    'refusal',
    'Say which column tells who was treated, or from when.',
    '请指定表示谁受到干预、或从何时开始的列。',
  ),
  'two-treatments': words(
    'refusal',
    'Treatment is named twice, by “{from}” and by “{treated}”. Keep one of them.',
    '干预由“{from}”和“{treated}”两列同时表示，请只保留一列。',
  ),
  'no-covariates': words(
    'refusal',
    'Matching needs columns on which schools or pupils are alike. Choose at least one measured before treatment.',
    '匹配需要用于比较相似程度的变量，请至少选择一个干预前测得的变量。',
  ),
  'no-mediators': words(
    'refusal',
    'No possible channel of the effect is chosen.',
    '尚未选择可能的作用渠道（中介变量）。',
  ),
  'unknown-column': words('refusal', 'The data have no column “{column}”.', '数据中没有“{column}”列。'),
  'not-numeric': words('refusal', '“{column}” is not a column of numbers.', '“{column}”列不是数值。'),
  'not-binary': words(
    'refusal',
    '“{column}” should hold 1 where treated and 0 where not, and nothing else.',
    '“{column}”列应只含 1（受到干预）和 0（未受到干预）。',
  ),
  'column-used-twice': words(
    'refusal',
    '“{column}” is used for two different things. An outcome cannot explain itself.',
    '“{column}”被用于两种不同用途，结果变量不能用来解释自身。',
  ),
  'start-varies': words(
    'refusal',
    'Unit “{unit}” has several first treated periods. Give each unit one.',
    '单位“{unit}”有多个首次干预时期，每个单位只能有一个。',
  ),
  'weights-not-positive': words(
    'refusal',
    '“{column}” holds weights that are zero or below.',
    '“{column}”列中有不大于零的权重。',
  ),
  'no-treated-units': words('refusal', 'No unit is treated within these data.', '数据中没有受到干预的单位。'),
  'no-controls': words(
    'refusal',
    'Every unit is treated, and none later than others: there is nobody to compare with.',
    '所有单位均受到干预，且时间相同，没有可比较的对象。',
  ),
  'no-period-before': words(
    'refusal',
    'No treated unit has a period before treatment, so no change can be measured.',
    '受干预单位没有干预前的时期，无法测量变化。',
  ),
  'clusters-below-assignment': words(
    'refusal',
    'Treatment was given out by “{assigned}”, but errors would be clustered by the finer “{cluster}”. That makes the result look far more certain than it is: cluster by “{assigned}” or coarser.',
    '干预按“{assigned}”分配，而标准误按更细的“{cluster}”聚类，会使结果显得过于确定。请按“{assigned}”或更粗的层次聚类。',
  ),
  'errors-not-clustered': words(
    'warning',
    'Treatment was given out to whole units of several rows, but errors take rows as independent. Use cr1 or cr2.',
    '干预以整个单位分配，每个单位有多行，而标准误把各行视为独立。请使用 cr1 或 cr2。',
  ),
  'few-clusters': words(
    'warning',
    'There are only {clusters} clusters, fewer than 12: intervals and p-values are too optimistic. Read them with care, prefer cr2, and look at permutation tests.',
    '聚类只有 {clusters} 个，少于 12 个，区间和 p 值会过于乐观。请谨慎解读，优先使用 cr2，并参考置换检验。',
  ),
  'single-pre-period': words(
    'warning',
    'There is one period before treatment: parallel trends cannot be tested here, only assumed.',
    '干预前只有一个时期：此处无法检验平行趋势，只能假定其成立。',
  ),
  'always-treated': words(
    'warning',
    '{units} units are treated from the first period on. They show no change and cannot tell what treatment does.',
    '有 {units} 个单位自首个时期起即受干预，没有前后变化，无法反映干预的作用。',
  ),
  'staggered-timing': words(
    'warning',
    'Units begin in {starts} different periods. Plain two-way fixed effects then also compare with units already treated; use Callaway–Sant’Anna, Sun–Abraham or imputation.',
    '各单位在 {starts} 个不同时期开始受干预，普通双向固定效应会把已受干预的单位当作对照。请改用 Callaway–Sant’Anna、Sun–Abraham 或插补法。',
  ),
  'staggered-two-by-two': words(
    'refusal',
    'Units begin in {starts} different periods, so before and after are not the same for all. Use an estimator for staggered starts.',
    '各单位在 {starts} 个不同时期开始受干预，前后时期不一致。请改用适合先后实施的估计方法。',
  ),
  'staggered-matching': words(
    'refusal',
    'Units begin in {starts} different periods; matching with differences needs one date.',
    '各单位在 {starts} 个不同时期开始受干预，匹配加双重差分要求统一的开始时期。',
  ),
  'post-treatment-control': words(
    'refusal',
    '“{column}” was measured after treatment began and may itself be an effect of it. Holding it constant takes part of the effect away: leave it out.',
    '“{column}”在干预开始后测得，本身可能就是干预的结果，控制它会抹去部分效应。请将其移除。',
  ),
  'control-time-unknown': words(
    'warning',
    'It is not known whether “{column}” was measured before treatment. If it was not, the effect is distorted.',
    '不清楚“{column}”是否在干预前测得。若非如此，效应估计会有偏差。',
  ),
  'matching-on-baseline-outcome': words(
    'warning',
    '“{column}” looks like the outcome before treatment. Who is matched on it drifts back to their own group’s mean, which looks like an effect.',
    '“{column}”似为干预前的结果变量。按其匹配后，各方会向各自群体的均值回归，看上去像是干预的效应。',
  ),
  'weak-chosen': words(
    'warning',
    'The treated were chosen because they were weak. Part of any rise is regression to the mean: those measured low by chance rise again by themselves. Compare with schools that were as weak and look at the trend before.',
    '受干预者因基础薄弱而入选。部分提升可能是均值回归：偶然偏低者会自行回升。请与同样薄弱的学校比较，并查看此前趋势。',
  ),
  'strong-chosen': words(
    'warning',
    'The treated were chosen because they were strong, so they differ from the others in more than treatment.',
    '受干预者因基础较强而入选，与其他学校的差异不仅在于干预。',
  ),
  'selection-unknown': words(
    'note',
    'It is not said how the treated came to be treated. The reader must take it that they differ from the others.',
    '未说明受干预者如何产生，读者只能认为他们与其他单位本就不同。',
  ),
  volunteered: words(
    'note',
    'The treated came forward themselves. Whoever does may rise without treatment too.',
    '受干预者为自愿参加，这样的学校即使没有干预也可能进步。',
  ),
  'partners-as-controls': words(
    'warning',
    'Partner schools stand among the controls though they share teachers and materials and are affected too. The difference then misses part of the effect, or adds to it. Leave them out.',
    '对照组中有结对学校，它们共享教师和资源，同样受到影响，差值会少算或多算效应。请将其移出对照组。',
  ),
  'partners-unknown': words(
    'note',
    'It is not said whether partner schools stand among the controls. They would be affected too.',
    '未说明对照组中是否有结对学校，它们同样会受到影响。',
  ),
  'mediator-not-before-outcome': words(
    'refusal',
    '“{column}” was measured at {mediator}, not before the outcome at {outcome}. What comes later cannot be the channel.',
    '“{column}”测于 {mediator}，不早于结果变量（{outcome}）。在后发生的不可能是作用渠道。',
  ),
  'mediator-time-unknown': words(
    'warning',
    'It is not known when “{column}” was measured. A channel must come before the outcome.',
    '不清楚“{column}”何时测得。作用渠道必须先于结果。',
  ),
  'mediators-not-at-random': words(
    'note',
    'Even where treatment is as good as random, its channels are not: what moves both channel and outcome distorts the result. The report says how strong it would have to be.',
    '即使干预近乎随机，作用渠道也并非随机：同时影响渠道和结果的因素会造成偏差。报告会说明这种因素需有多强。',
  ),
  'many-looks': words(
    'note',
    '{looks} groups are looked at apart. Their p-values are adjusted, since one in twenty differs by chance.',
    '将分别考察 {looks} 个子群体。由于每二十个中约有一个会偶然显著，p 值已作校正。',
  ),
  'association-only': words(
    'note',
    'A multilevel model alone describes differences between schools. It shows an effect only where treatment came about by lot.',
    '多层模型本身只描述学校间差异，只有干预由抽签决定时才能说明效应。',
  ),
  'scale-needs-treatment': words(
    'refusal',
    'The scale needs a comparison group before treatment, and no column says who that is. Choose another scale.',
    '该尺度需要干预前的对照组，但没有列能说明谁是对照组。请选择其他尺度。',
  ),
} as const;

export type FindingCode = keyof typeof WORDS;

export function sayFinding(code: FindingCode, field: string | null, facts: Facts = {}): StudyFinding {
  const { severity, en, zh } = WORDS[code];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
  const message: LocalText = { en: fill(en), zh: fill(zh) };
  return { severity, code, field, message };
}
