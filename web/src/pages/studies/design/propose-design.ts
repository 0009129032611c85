import type { StudyColumn, StudyData, StudyDesign } from '@trellis/contract';

/** Names by which files call the parts of a design, in either language; the first that fits wins. */
const NAMES = {
  unit: /^(school|学校)(_?(id|code|name)|代码|编号|名称)?$|^urn$|^(unit|单位)/i,
  time: /^(year|wave|time|period|academic_?year)$|^(年份|学年|年度|时间|调查年份|期|轮次)/i,
  treatedFrom:
    /first.?(treated|year)|treated.?from|join(ed)?.?year|^(首次|开始|加入|起始|参与起始|项目起始).*(年|期)/i,
  treated: /^(treated|treatment|programme|program|joined|in_?project)$|^(是否)?(干预|参加|参与|加入|项目)/i,
  weights: /^(weight|weights|权重|抽样权重)$/i,
  outcome: /score|math|attain|read|test|outcome|progress|成绩|数学|语文|英语|得分|分数/i,
  identity: /(^|_)(id|code|number)$|pupil|student|^学生|学号|编号|代码/i,
} as const;

export const isNumeric = ({ type }: StudyColumn): boolean => type === 'number' || type === 'binary';

/** What can be measured: numbers that are neither a mark of yes and no nor a code. */
export function isMeasure(column: StudyColumn): boolean {
  return isNumeric(column) && !NAMES.identity.test(column.name) && !NAMES.time.test(column.name);
}

export const EMPTY_DESIGN: StudyDesign = {
  question: '',
  outcomes: [],
  scale: 'raw',
  unit: null,
  time: null,
  treatedFrom: null,
  treated: null,
  assignedBy: null,
  cluster: null,
  weights: null,
  covariates: [],
  fixed: [],
  estimator: 'twfe',
  control: 'never',
  standardErrors: 'cr1',
  smallSample: 'nested',
  mediators: [],
  outcomeMeasuredAt: null,
  subgroups: [],
  adjustment: 'holm',
  selection: 'unknown',
  partnersAmongControls: 'unknown',
  seed: 1,
};

/** A first design from the names of the columns; the person looks at every part of it. */
export function proposeDesign({ columns }: StudyData): StudyDesign {
  const usable = columns.filter(({ type, personal }) => type !== 'empty' && personal === null);
  const find = (pattern: RegExp, fits: (column: StudyColumn) => boolean = () => true) =>
    usable.find((column) => pattern.test(column.name) && fits(column))?.name ?? null;
  const unit = find(NAMES.unit);
  const treatedFrom = find(NAMES.treatedFrom, isNumeric);
  const treated = treatedFrom === null ? find(NAMES.treated, ({ type }) => type === 'binary') : null;
  const outcome = find(NAMES.outcome, (column) => column.type === 'number' && isMeasure(column));
  return {
    ...EMPTY_DESIGN,
    unit,
    time: find(NAMES.time, isNumeric),
    treatedFrom,
    treated,
    assignedBy: unit,
    cluster: unit,
    weights: find(NAMES.weights, ({ type }) => type === 'number'),
    outcomes: outcome === null ? [] : [outcome],
  };
}

/** A design for another file: what that file does not have is taken out. */
export function fitDesign(design: StudyDesign, { columns }: StudyData): StudyDesign {
  const known = new Set(columns.map(({ name }) => name));
  const one = (name: string | null) => (name !== null && known.has(name) ? name : null);
  const several = (names: readonly string[]) => names.filter((name) => known.has(name));
  return {
    ...design,
    unit: one(design.unit),
    time: one(design.time),
    treatedFrom: one(design.treatedFrom),
    treated: one(design.treated),
    assignedBy: one(design.assignedBy),
    cluster: one(design.cluster),
    weights: one(design.weights),
    outcomes: several(design.outcomes),
    fixed: several(design.fixed),
    subgroups: several(design.subgroups),
    covariates: design.covariates.filter(({ column }) => known.has(column)),
    mediators: design.mediators.filter(({ column }) => known.has(column)),
  };
}

/** What each column is used as, for the table of columns. */
export function rolesOf(column: string, design: StudyDesign): string[] {
  const roles: string[] = [];
  for (const role of ['unit', 'time', 'treatedFrom', 'treated', 'assignedBy', 'cluster', 'weights'] as const)
    if (design[role] === column && !(role === 'assignedBy' && design.unit === column)) roles.push(role);
  if (design.outcomes.includes(column)) roles.push('outcome');
  if (design.covariates.some((one) => one.column === column)) roles.push('covariate');
  if (design.fixed.includes(column)) roles.push('fixed');
  if (design.mediators.some((one) => one.column === column)) roles.push('mediator');
  if (design.subgroups.includes(column)) roles.push('subgroup');
  return roles;
}
