/** What a study's main number speaks of, in Chinese. */

const CHINESE: Readonly<Record<string, string>> = {
  'average effect on the treated (ATT), the same for all, under parallel trends':
    '对受干预者的平均效应（ATT），假定各单位效应相同、趋势平行',
  'average effect on treated units after treatment': '受干预单位在干预后的平均效应',
  'average effect over all treated rows whose untreated outcome can be imputed':
    '能推算出未受干预结果的全部受干预行的平均效应',
  'average effect over treated rows, cohorts kept apart': '受干预行的平均效应，各批分开估计',
  'average effect through all mediators together (indirect effect)': '经由全部中介变量的平均效应（间接效应）',
  'effect by time since treatment, the same for all cohorts': '按干预后时期的效应，假定各批相同',
  'effect of treatment, the same for all treated rows': '干预的效应，假定对所有受干预行相同',
  'average effect on each cohort of treated units in each period': '每批单位在每个时期的平均效应',
  'average effect over all treated units and periods': '全部受干预单位和时期的平均效应',
  'average effect by time since treatment': '按干预后时期的平均效应',
  'average effect of each cohort of treated units': '每批受干预单位的平均效应',
  'average effect in each period': '每个时期的平均效应',
  'average effect on the treated that have a match (ATT)': '对找到匹配的受干预者的平均效应（ATT）',
  'average effect on everybody (ATE)': '对所有人的平均效应（ATE）',
  'average effect on the controls (ATC)': '对对照者的平均效应（ATC）',
  'average effect on those who could be in either group (ATO)': '对两组皆有可能者的平均效应（ATO）',
  'average effect on the treated (ATT), doubly robust, under trends parallel given the covariates':
    '对受干预者的平均效应（ATT），双重稳健，假定协变量相同者趋势平行',
  'average effect on the treated units that have a match (ATT), under trends parallel among matched units':
    '对找到匹配的受干预单位的平均效应（ATT），假定匹配单位之间趋势平行',
};

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^association of (.+) with (.+), (.+) differing at random$/, '“$1”与“$2”的关联，“$3”之间随机有别'],
  [
    /^smallest effect found with power (.+) if a share of (.+) of the (.+) were treated, in standard deviations$/,
    '“$3”中有 $2 受干预时，以 $1 的检验效能能测出的最小效应（标准差）',
  ],
  [
    /^power to find an effect of (.+) standard deviations if a share of (.+) of the (.+) were treated$/,
    '“$3”中有 $2 受干预时，测出 $1 个标准差的效应的检验效能',
  ],
];

/** The estimand in Chinese; as it stands where it is not known. */
export function translateEstimand(estimand: string): string {
  const known = CHINESE[estimand];
  if (known !== undefined) return known;
  const pattern = PATTERNS.find(([form]) => form.test(estimand));
  return pattern === undefined ? estimand : estimand.replace(pattern[0], pattern[1]);
}
