import type { Balance, BalanceIndicator, Estimate, LocalText, Remedy } from '@trellis/contract';
import {
  type AdditionOutcome,
  decomposeIndicator,
  type IndicatorImprovement,
  type IndicatorJudgement,
  type Measure,
  type PackIndicator,
  type RedistributionOutcome,
  type ShortfallOutcome,
  type StandardPack,
  type VerdictReason,
} from '@trellis/engines/balance';
import type { AreaSchool } from './types.ts';
import { withChineseUnit } from './words.ts';

export function toEstimate(measure: Measure): Estimate {
  return measure.kind === 'estimated' ? measure.value : { kind: 'not-estimable', reason: measure.reason };
}

export function presentReason(reason: VerdictReason): Balance['reasons'][number] {
  const { code, ...params } = reason;
  return { code, params };
}

export interface IndicatorParts {
  definition: PackIndicator;
  judgement: IndicatorJudgement;
  improvement: IndicatorImprovement;
  area: readonly AreaSchool[];
  history: readonly { year: number; cv: number }[];
  trend: { direction: 'narrowing' | 'widening' | 'steady'; since: number; steps: number } | null;
  clusterOf: (school: string) => string | undefined;
  locationOf: (school: string) => string | undefined;
}

export function presentIndicator(parts: IndicatorParts): BalanceIndicator {
  const { definition, judgement, improvement } = parts;
  const totalBySchool = new Map(parts.area.map((one) => [one.school, one.values[definition.numerator]]));
  return {
    id: definition.id,
    name: definition.name,
    shortName: definition.shortName,
    unit: definition.unit,
    numeratorUnit: definition.numeratorUnit,
    numerator: definition.numerator,
    denominator: definition.denominator,
    better: definition.better,
    whole: definition.whole === true,
    ...(judgement.standard === undefined ? {} : { standard: judgement.standard }),
    mean: toEstimate(judgement.mean),
    cv: toEstimate(judgement.cv),
    cvUnweighted: toEstimate(judgement.cvUnweighted),
    ...(judgement.cvLimit === undefined ? {} : { cvLimit: judgement.cvLimit }),
    verdict: judgement.verdict,
    ...(judgement.reason === undefined ? {} : { reason: judgement.reason }),
    gini: toEstimate(judgement.gini),
    theilT: toEstimate(judgement.theilT),
    theilL: toEstimate(judgement.theilL),
    atkinson: toEstimate(judgement.atkinson.one),
    highestToLowest: toEstimate(judgement.highestToLowest),
    schools: judgement.schools.map((row) => ({
      schoolId: row.school,
      value: row.value,
      total: totalBySchool.get(row.school)!,
      ...(row.met === undefined ? {} : { met: row.met }),
      shareOfVariation: row.shareOfVariation,
    })),
    excluded: judgement.excluded.map((row) => ({ schoolId: row.school, reason: row.reason })),
    redistribution: presentRedistribution(improvement.redistribution),
    addition: presentAddition(improvement.addition),
    shortfall: presentShortfall(improvement.shortfall),
    history: [...parts.history],
    trend: parts.trend && {
      direction: parts.trend.direction,
      since: parts.trend.since,
      steps: parts.trend.steps,
    },
    decomposition: [
      ...decompose('cluster', judgement, parts.clusterOf),
      ...decompose('location', judgement, parts.locationOf),
    ],
  };
}

/** A grouping with a single group, or one that leaves schools out, says nothing about this group of schools. */
function decompose(
  by: 'cluster' | 'location',
  judgement: IndicatorJudgement,
  groupOf: (school: string) => string | undefined,
): BalanceIndicator['decomposition'] {
  if (judgement.schools.some((row) => groupOf(row.school) === undefined)) return [];
  const { theilT, groups } = decomposeIndicator(judgement, groupOf);
  if (groups.length < 2) return [];
  if (theilT.kind !== 'estimated') return [{ by, between: theilT, within: theilT, groups: groups.length }];
  return [{ by, between: theilT.value.between, within: theilT.value.within, groups: groups.length }];
}

function presentRedistribution(outcome: RedistributionOutcome): Remedy {
  switch (outcome.status) {
    case 'found':
      return {
        status: 'found',
        amount: outcome.moved,
        cvAfter: outcome.cvAfter,
        limit: outcome.limit,
        transfers: outcome.transfers.map((one) => ({
          fromSchoolId: one.from,
          toSchoolId: one.to,
          amount: one.amount,
        })),
      };
    case 'already-met':
      return { status: 'already-met' };
    case 'not-reachable':
      return { status: 'not-reachable', reason: outcome.reason, cvAfter: outcome.cvReachable };
    default:
      return presentImpossible(outcome);
  }
}

function presentAddition(outcome: AdditionOutcome): Remedy {
  switch (outcome.status) {
    case 'found':
      return {
        status: 'found',
        amount: outcome.added,
        cvAfter: outcome.cvAfter,
        limit: outcome.limit,
        additions: outcome.schools
          .filter((one) => one.change > 0)
          .map((one) => ({ schoolId: one.school, amount: one.change })),
      };
    case 'already-met':
      return { status: 'already-met' };
    case 'not-reachable':
      return { status: 'not-reachable', reason: outcome.reason, cvAfter: outcome.cvReachable };
    default:
      return presentImpossible(outcome);
  }
}

function presentShortfall(outcome: ShortfallOutcome): Remedy {
  switch (outcome.status) {
    case 'found':
      return {
        status: 'found',
        amount: outcome.toStandard,
        additions: outcome.schools.map((one) => ({ schoolId: one.school, amount: one.toStandard })),
      };
    case 'already-met':
      return { status: 'already-met' };
    default:
      return presentImpossible(outcome);
  }
}

function presentImpossible(outcome: { status: 'not-estimable' | 'not-applicable'; reason: string }): Remedy {
  return { status: outcome.reason === 'no-limit' ? 'no-limit' : outcome.status, reason: outcome.reason };
}

/** A value with its unit the way each language puts it: 0.67 per 100 pupils, 每百名学生0.67人. */
function withUnit(indicator: PackIndicator, value: string, language: 'en' | 'zh'): string {
  if (language === 'en') return `${value} ${indicator.unit.en}`.trim();
  if (indicator.denominator === 'none') return withChineseUnit(value, indicator.unit.zh);
  const per = indicator.denominator === 'pupils' ? '生均' : '每百名学生';
  return `${per}${withChineseUnit(value, indicator.numeratorUnit.zh)}`;
}

/** The formula of one value in words and with its numbers. */
export function describeFormula(
  indicator: PackIndicator,
  cell: { value: number; total: number },
  school: AreaSchool,
): LocalText {
  const number = (value: number, locale: string) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(value);
  const write = (language: 'en' | 'zh'): string => {
    const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
    const value = withUnit(indicator, number(cell.value, locale), language);
    if (indicator.denominator === 'none') return value;
    const [total, pupils] = [number(cell.total, locale), number(school.pupils ?? 0, locale)];
    const divided = indicator.denominator === '100-pupils' ? ' × 100' : '';
    return language === 'zh'
      ? `${withChineseUnit(total, indicator.numeratorUnit.zh)} ÷ ${pupils}名学生${divided} = ${value}`
      : `${total} ${indicator.numeratorUnit.en} ÷ ${pupils} pupils${divided} = ${value}`;
  };
  return { en: write('en'), zh: write('zh') };
}

/** Which rule the value is held against, and where that rule comes from. */
export function describeRule(pack: StandardPack, indicator: PackIndicator, stage: string | null): LocalText {
  const standard = stage === null ? undefined : indicator.standard?.[stage];
  if (standard === undefined) {
    return {
      en: `${pack.name.en}: no standard for this indicator, so the value is described, not judged.`,
      zh: `${pack.name.zh}：该指标未设标准，只作描述，不作判定。`,
    };
  }
  const { school } = pack.rules;
  const operator = indicator.better === 'higher' ? '≥' : '≤';
  const rule = school
    ? {
        en: ` Each school must reach at least ${school.atLeast} indicators, and ${Math.round(school.remainingAtLeast * 100)} % of the standard in the rest.`,
        zh: `每所学校至少${school.atLeast}项指标达标，其余指标不低于标准的${Math.round(school.remainingAtLeast * 100)}%。`,
      }
    : { en: '', zh: '' };
  return {
    en: `${pack.name.en}: ${operator} ${standard} ${indicator.unit.en}.${rule.en} Source: ${pack.source.en}`,
    zh: `${pack.name.zh}：${operator} ${standard}（${indicator.unit.zh}）。${rule.zh}来源：${pack.source.zh}`,
  };
}
