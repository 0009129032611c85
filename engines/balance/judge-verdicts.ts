/**
 * From measured columns to verdicts: each indicator's variation against its limit, the rule on schools, the area.
 *
 * Something that fails is `not-met` whatever else is unknown; otherwise anything unknown makes `not-judged`.
 * Cost O(schools + indicators).
 */

import { type Estimate, notEstimable } from '../kernel/index.ts';
import { isWithinLimit } from './compare-standard.ts';
import type { IndicatorColumns, JudgedColumns } from './judge-columns.ts';
import type { SchoolRule, StandardPack } from './standard-pack.ts';
import type {
  IndicatorReason,
  SchoolsJudgement,
  VariationJudgement,
  Verdict,
  VerdictReason,
} from './types.ts';

/** The verdict on one indicator's variation. */
export interface IndicatorVerdict {
  readonly verdict: Verdict;
  readonly reason?: IndicatorReason;
  readonly cvLimit?: number;
}

export interface AreaVerdict {
  readonly verdict: Verdict;
  readonly reasons: readonly VerdictReason[];
  readonly variation: VariationJudgement;
  readonly schoolRule?: SchoolsJudgement;
  readonly indicators: readonly IndicatorVerdict[];
}

/**
 * Judges the area: the variations, then the schools.
 *
 * @param pack the standards
 * @param stage the judged stage
 * @param judged the measured columns
 * @example
 * judgeArea(pack, 'primary', judgeColumns(pack, 'primary', columns, 'enrolment')).verdict;
 */
export function judgeArea(pack: StandardPack, stage: string, judged: JudgedColumns): AreaVerdict {
  const inPack = pack.stages.length === 0 || pack.stages.includes(stage);
  const indicators = judged.indicators.map((columns) =>
    judgeVariation(columns, stage, inPack, judged.schoolsCounted),
  );
  const variation = inPack ? judgeVariations(pack, stage, judged, indicators) : noVariation(pack);
  const schoolRule = inPack ? judgeSchools(pack.rules.school, judged) : undefined;
  const limited = variation.of > 0 || schoolRule !== undefined;

  const failures: VerdictReason[] = [];
  const gaps: VerdictReason[] = [];
  if (!inPack) gaps.push({ code: 'stage-not-in-pack', stage });
  else if (!limited) gaps.push({ code: 'no-thresholds' });
  if (judged.schoolsCounted === 0) gaps.push({ code: 'no-schools' });
  explainVariation(judged, indicators, variation, failures, gaps);
  if (schoolRule !== undefined) {
    const { notMet, notJudged, of } = schoolRule;
    if (notMet > 0) failures.push({ code: 'schools-not-met', schools: notMet, of });
    if (notJudged > 0) gaps.push({ code: 'schools-not-judged', schools: notJudged, of });
  }
  for (const { indicator, measures } of judged.indicators) {
    const schools = judged.schoolsCounted - measures.count;
    if (schools > 0) gaps.push({ code: 'values-missing', indicator: indicator.id, schools });
  }
  const parts = [
    ...(variation.of > 0 ? [variation.verdict] : []),
    ...(schoolRule ? [schoolRule.verdict] : []),
  ];
  const verdict = !inPack || parts.length === 0 ? 'not-judged' : combineVerdicts(parts);
  const reasons = [...failures, ...gaps];
  return { verdict, reasons, variation, indicators, ...(schoolRule && { schoolRule }) };
}

/**
 * Applies "at least k of n reach the standard and the rest at least a share of it" to one school.
 *
 * @param rule the pack's rule
 * @param of indicators with a standard
 * @param met standards reached
 * @param farBelow values under the share that the rest must reach
 * @param missing indicators without a value
 * @example
 * judgeSchool({ atLeast: 6, remainingAtLeast: 0.85 }, 7, 6, 0, 0); // 'met'
 */
export function judgeSchool(
  rule: SchoolRule | undefined,
  of: number,
  met: number,
  farBelow: number,
  missing: number,
): Verdict {
  if (rule === undefined || of === 0) return 'not-judged';
  if (farBelow > 0 || met + missing < Math.min(rule.atLeast, of)) return 'not-met';
  return missing > 0 ? 'not-judged' : 'met';
}

function combineVerdicts(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('not-met')) return 'not-met';
  return verdicts.includes('not-judged') ? 'not-judged' : 'met';
}

function judgeVariation(
  columns: IndicatorColumns,
  stage: string,
  inPack: boolean,
  schoolsCounted: number,
): IndicatorVerdict {
  if (!inPack) return { verdict: 'not-judged', reason: 'stage-not-in-pack' };
  const cvLimit = columns.indicator.cvLimit?.[stage];
  const { cv, count } = columns.measures;
  if (cv.kind === 'not-estimable') {
    const reason = count === 0 && schoolsCounted > 0 ? 'no-values' : cv.reason;
    return { verdict: 'not-judged', reason, ...(cvLimit !== undefined && { cvLimit }) };
  }
  if (cvLimit === undefined) return { verdict: 'not-judged', reason: 'no-limit' };
  return { verdict: isWithinLimit(cv.value, cvLimit) ? 'met' : 'not-met', cvLimit };
}

function noVariation(pack: StandardPack): VariationJudgement {
  return {
    rule: pack.rules.variation,
    verdict: 'not-judged',
    met: 0,
    of: 0,
    meanCv: notEstimable('stage-not-in-pack'),
  };
}

function judgeVariations(
  pack: StandardPack,
  stage: string,
  judged: JudgedColumns,
  indicators: readonly IndicatorVerdict[],
): VariationJudgement {
  const meanCv = averageVariation(judged);
  if (pack.rules.variation === 'mean') {
    const limit = pack.rules.cvLimit?.[stage];
    if (limit === undefined) return { rule: 'mean', verdict: 'not-judged', met: 0, of: 0, meanCv };
    const known = judged.indicators.filter(({ measures }) => measures.cv.kind === 'estimated').length;
    const verdict =
      meanCv.kind === 'not-estimable' ? 'not-judged' : isWithinLimit(meanCv.value, limit) ? 'met' : 'not-met';
    return { rule: 'mean', verdict, met: known, of: judged.indicators.length, meanCv, meanCvLimit: limit };
  }
  const limited = indicators.filter((indicator) => indicator.cvLimit !== undefined);
  const met = limited.filter((indicator) => indicator.verdict === 'met').length;
  const verdict = limited.length === 0 ? 'not-judged' : combineVerdicts(limited.map((each) => each.verdict));
  return { rule: 'each', verdict, met, of: limited.length, meanCv };
}

function averageVariation(judged: JudgedColumns): Estimate {
  if (judged.indicators.length === 0) return notEstimable('no-indicators');
  let sum = 0;
  for (const { measures } of judged.indicators) {
    if (measures.cv.kind === 'not-estimable') return measures.cv;
    sum += measures.cv.value;
  }
  return { kind: 'estimated', value: sum / judged.indicators.length };
}

function judgeSchools(rule: SchoolRule | undefined, judged: JudgedColumns): SchoolsJudgement | undefined {
  const { standards, exclusion } = judged;
  if (rule === undefined || standards === 0) return undefined;
  let met = 0;
  let notMet = 0;
  let notJudged = 0;
  for (let row = 0; row < exclusion.length; row++) {
    if (exclusion[row] !== 0) continue;
    const verdict = judgeSchool(
      rule,
      standards,
      judged.met[row]!,
      judged.farBelow[row]!,
      judged.missing[row]!,
    );
    if (verdict === 'met') met++;
    else if (verdict === 'not-met') notMet++;
    else notJudged++;
  }
  const of = met + notMet + notJudged;
  const verdict = notMet > 0 ? 'not-met' : notJudged > 0 || of === 0 ? 'not-judged' : 'met';
  const { atLeast, remainingAtLeast } = rule;
  return { verdict, met, notMet, notJudged, of, atLeast, remainingAtLeast, indicators: standards };
}

function explainVariation(
  judged: JudgedColumns,
  indicators: readonly IndicatorVerdict[],
  variation: VariationJudgement,
  failures: VerdictReason[],
  gaps: VerdictReason[],
): void {
  const { meanCv, meanCvLimit } = variation;
  if (variation.verdict === 'not-met' && meanCv.kind === 'estimated' && meanCvLimit !== undefined)
    failures.push({ code: 'mean-cv-over-limit', meanCv: meanCv.value, cvLimit: meanCvLimit });
  if (variation.of === 0) return;
  judged.indicators.forEach(({ indicator, measures }, place) => {
    const { verdict, cvLimit, reason } = indicators[place]!;
    if (measures.cv.kind === 'not-estimable') {
      if (reason !== undefined && (cvLimit !== undefined || variation.rule === 'mean'))
        gaps.push({ code: 'indicator-not-judged', indicator: indicator.id, reason });
    } else if (variation.rule === 'each' && verdict === 'not-met' && cvLimit !== undefined) {
      failures.push({ code: 'cv-over-limit', indicator: indicator.id, cv: measures.cv.value, cvLimit });
    }
  });
  failures.sort((a, b) => overshoot(b) - overshoot(a));
}

/** How far over its limit; the worst is said first. */
function overshoot(reason: VerdictReason): number {
  if (reason.code === 'cv-over-limit') return reason.cv / Math.max(reason.cvLimit, 1e-9);
  return reason.code === 'mean-cv-over-limit' ? Number.MAX_VALUE : 0;
}
