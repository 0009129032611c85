/** The engine's judgement as the answer people and programs read. */

import { describeProblem, makeProblem, type Problem } from '@trellis/contract/problems';
import { type SchoolStage, STAGE_NAMES } from '@trellis/contract/template';
import type { BalanceJudgement, IndicatorJudgement, Measure, PackIndicator } from '@trellis/engines/balance';
import { listInWords } from './cells.ts';
import type { InspectedIndicator, Inspection, Language, PreparedFile } from './types.ts';
import { describeExclusion, describeReason, type ShownReason } from './words.ts';

export function answerJudgement(
  judgement: BalanceJudgement,
  prepared: PreparedFile,
  lang: Language,
  key?: string,
): Inspection {
  const { pack } = prepared;
  const weighting = judgement.weighting.used;
  const indicators = judgement.indicators.map((indicator, index) =>
    answerIndicator(indicator, pack.indicators[index]!, prepared, lang),
  );
  const answer = {
    ...(key === undefined ? {} : { key }),
    pack: pack.id,
    stage: prepared.shownStage,
    year: prepared.year,
    weighting,
    area: {
      schools: judgement.schoolsCounted,
      pupils: weighting === 'none' ? null : judgement.pupils,
    },
    verdict: judgement.verdict,
  };
  return {
    ...answer,
    summary: summarize(judgement, indicators, prepared, lang),
    indicators,
    schools: judgement.schools.map(({ school, met, of, verdict }) => ({ school, met, of, verdict })),
    notices: noticesOf(judgement, prepared, lang),
  };
}

const numberOf = (measure: Measure) => (measure.kind === 'estimated' ? measure.value : null);

function answerIndicator(
  indicator: IndicatorJudgement,
  { id, name }: PackIndicator,
  prepared: PreparedFile,
  lang: Language,
): InspectedIndicator {
  const { cv, mean, standard, cvLimit } = indicator;
  const unknown = [cv, mean].find((measure) => measure.kind === 'not-estimable');
  const reason = findReason(indicator, unknown, prepared.withoutColumn.has(id));
  return {
    id,
    name: name[lang],
    mean: numberOf(mean),
    cv: numberOf(cv),
    cvUnweighted: numberOf(indicator.cvUnweighted),
    cvLimit: cvLimit ?? null,
    verdict: indicator.verdict,
    ...(reason === undefined ? {} : { reason, explanation: describeReason(reason, lang) }),
    gini: numberOf(indicator.gini),
    theilT: numberOf(indicator.theilT),
    schools: indicator.schools.map(({ school, value, met, shareOfVariation }) => ({
      school,
      value,
      standard: standard ?? null,
      met: met ?? null,
      shareOfVariation,
    })),
  };
}

/** Why there is no number, or else why there is no verdict. */
function findReason(
  indicator: IndicatorJudgement,
  unknown: Measure | undefined,
  isWithoutColumn: boolean,
): ShownReason | undefined {
  if (isWithoutColumn) return 'no-column';
  if (unknown?.kind !== 'not-estimable') return indicator.reason;
  return unknown.reason === 'no-schools' && indicator.schoolsMissing > 0 ? 'no-values' : unknown.reason;
}

function noticesOf(judgement: BalanceJudgement, prepared: PreparedFile, lang: Language): string[] {
  const problems: Problem[] = [];
  if (judgement.weighting.used === 'none') problems.push(makeProblem('unweighted'));
  const excluded = judgement.excluded.map(({ school, reason }) => ({
    name: school,
    why: describeExclusion(reason, lang),
  }));
  for (const [reason, names] of groupByWhy(excluded)) {
    problems.push(makeProblem('school-left-out', { params: { school: listSchools(names, lang), reason } }));
  }
  for (const [index, { schoolsMissing, schoolsCounted }] of judgement.indicators.entries()) {
    const { id, name } = prepared.pack.indicators[index]!;
    if (schoolsMissing === 0 || prepared.withoutColumn.has(id)) continue;
    const params = { count: schoolsMissing, all: schoolsMissing + schoolsCounted };
    problems.push(makeProblem('values-missing', { params: { ...params, column: name[lang] } }));
  }
  return problems.map((problem) => {
    const { message, remedy } = describeProblem(problem, lang);
    return lang === 'zh' ? `${message}${remedy}` : `${message} ${remedy}`;
  });
}

const MAX_SCHOOLS_NAMED = 8;

function listSchools(names: readonly string[], lang: Language): string {
  const named = listInWords(names.slice(0, MAX_SCHOOLS_NAMED), lang);
  if (names.length <= MAX_SCHOOLS_NAMED) return named;
  return lang === 'zh' ? `${named}等${names.length}所学校` : `${named}, … (${names.length} schools)`;
}

/** The verdict first, then what decides it. */
function summarize(
  judgement: BalanceJudgement,
  indicators: readonly InspectedIndicator[],
  prepared: PreparedFile,
  lang: Language,
): string {
  const { pack, shownStage, year } = prepared;
  const stage = shownStage === null ? null : (STAGE_NAMES[shownStage as SchoolStage]?.[lang] ?? shownStage);
  const { schoolsCounted: schools, pupils, weighting } = judgement;
  const facts = {
    schools,
    pupils: weighting.used === 'none' ? null : pupils,
    stage,
    year,
    pack: pack.name[lang],
    verdict: judgement.verdict,
    isDescriptive:
      pack.rules.cvLimit === undefined &&
      pack.indicators.every(({ cvLimit, standard }) => !cvLimit && !standard),
    over: indicators
      .filter(({ verdict }) => verdict === 'not-met')
      .map(({ id }) => shortName(pack, id, lang)),
    limited: indicators.filter(({ cvLimit }) => cvLimit !== null).length,
    meanCv: judgement.variation.meanCv.kind === 'estimated' ? judgement.variation.meanCv.value : null,
    meanCvLimit: judgement.variation.rule === 'mean' ? (judgement.variation.meanCvLimit ?? null) : null,
    schoolsBelow: judgement.schoolRule?.notMet ?? 0,
    schoolsJudged: judgement.schoolRule?.of ?? 0,
    schoolsNotJudged: judgement.schoolRule?.notJudged ?? 0,
    variations: indicators.map(({ id, cv, explanation }) => ({
      name: shortName(pack, id, lang),
      cv,
      why: explanation ?? '',
    })),
    notJudged: indicators
      .filter(({ verdict, reason }) => verdict === 'not-judged' && reason !== 'no-limit')
      .map(({ id, explanation }) => ({ name: shortName(pack, id, lang), why: explanation ?? '' })),
  };
  return lang === 'zh' ? summarizeInChinese(facts) : summarizeInEnglish(facts);
}

function shortName(pack: PreparedFile['pack'], id: string, lang: Language): string {
  const indicator = pack.indicators.find((each) => each.id === id);
  return (indicator?.shortName ?? indicator?.name)?.[lang] ?? id;
}

interface SummaryFacts {
  readonly schools: number;
  readonly pupils: number | null;
  readonly stage: string | null;
  readonly year: number | null;
  readonly pack: string;
  readonly verdict: BalanceJudgement['verdict'];
  readonly isDescriptive: boolean;
  readonly over: readonly string[];
  readonly limited: number;
  readonly meanCv: number | null;
  readonly meanCvLimit: number | null;
  readonly schoolsBelow: number;
  readonly schoolsJudged: number;
  readonly schoolsNotJudged: number;
  readonly variations: readonly { readonly name: string; readonly cv: number | null; readonly why: string }[];
  readonly notJudged: readonly { readonly name: string; readonly why: string }[];
}

function groupByWhy(
  items: readonly { readonly name: string; readonly why: string }[],
): Map<string, string[]> {
  const namesByWhy = new Map<string, string[]>();
  for (const { name, why } of items) {
    const names = namesByWhy.get(why);
    if (names === undefined) namesByWhy.set(why, [name]);
    else names.push(name);
  }
  return namesByWhy;
}

const round = (value: number) => value.toFixed(3);

function summarizeInEnglish(facts: SummaryFacts): string {
  const { schools, pupils, pack } = facts;
  const who = [
    `${schools} ${facts.stage === null ? '' : `${facts.stage} `}${schools === 1 ? 'school' : 'schools'}`,
    ...(pupils === null ? [] : [`${Math.round(pupils).toLocaleString('en')} pupils`]),
    ...(facts.year === null ? [] : [String(facts.year)]),
  ].join(', ');
  const verdict = facts.isDescriptive
    ? 'Described, not judged: no thresholds'
    : {
        met: `Balanced by “${pack}”`,
        'not-met': `Not balanced by “${pack}”`,
        'not-judged': `Not judged by “${pack}”`,
      }[facts.verdict];
  const details: string[] = [];
  if (facts.meanCvLimit !== null && facts.meanCv !== null) {
    details.push(`the mean variation is ${round(facts.meanCv)}, the limit ${facts.meanCvLimit}`);
  }
  if (facts.over.length > 0) {
    details.push(
      `${facts.over.length} of ${facts.limited} indicators vary more than allowed (${facts.over.join(', ')})`,
    );
  } else if (facts.limited > facts.notJudged.length) {
    details.push(
      `${facts.limited - facts.notJudged.length} of ${facts.limited} indicators stay within their limit`,
    );
  }
  if (facts.schoolsBelow > 0) {
    details.push(`schools below the standards: ${facts.schoolsBelow} of ${facts.schoolsJudged}`);
  }
  if (facts.schoolsNotJudged > 0) {
    details.push(`schools that cannot be judged: ${facts.schoolsNotJudged} of ${facts.schoolsJudged}`);
  }
  if (facts.isDescriptive) {
    for (const { name, cv, why } of facts.variations) {
      details.push(
        cv === null ? `variation of ${name} not estimable, ${why}` : `variation of ${name} ${round(cv)}`,
      );
    }
  } else {
    for (const [why, names] of groupByWhy(facts.notJudged))
      details.push(`${names.join(', ')} not judged: ${why}`);
  }
  return `${verdict} (${who})${details.length === 0 ? '' : `: ${details.join('; ')}`}.`;
}

function summarizeInChinese(facts: SummaryFacts): string {
  const { schools, pupils, pack } = facts;
  const who = [
    ...(facts.year === null ? [] : [`${facts.year}年`]),
    `${schools}所${facts.stage === null || facts.stage.endsWith('学') ? (facts.stage ?? '学校') : `${facts.stage}学校`}`,
    ...(pupils === null ? [] : [`学生${Math.round(pupils)}人`]),
  ].join('，');
  const verdict = facts.isDescriptive
    ? '仅作描述，不设标准'
    : { met: `达到“${pack}”要求`, 'not-met': `未达到“${pack}”要求`, 'not-judged': `无法按“${pack}”判定` }[
        facts.verdict
      ];
  const details: string[] = [];
  if (facts.meanCvLimit !== null && facts.meanCv !== null) {
    details.push(`综合差异系数为 ${round(facts.meanCv)}，限值为 ${facts.meanCvLimit}`);
  }
  if (facts.over.length > 0) {
    details.push(`${facts.limited}项指标中有${facts.over.length}项差异系数超限（${facts.over.join('、')}）`);
  } else if (facts.limited > facts.notJudged.length) {
    details.push(`${facts.limited}项指标中有${facts.limited - facts.notJudged.length}项差异系数在限值以内`);
  }
  if (facts.schoolsBelow > 0) {
    details.push(`${facts.schoolsJudged}所学校中有${facts.schoolsBelow}所未达标准`);
  }
  if (facts.schoolsNotJudged > 0) {
    details.push(`${facts.schoolsJudged}所学校中有${facts.schoolsNotJudged}所无法判定`);
  }
  if (facts.isDescriptive) {
    for (const { name, cv, why } of facts.variations) {
      details.push(cv === null ? `“${name}”差异系数无法估计：${why}` : `“${name}”差异系数为 ${round(cv)}`);
    }
  } else {
    for (const [why, names] of groupByWhy(facts.notJudged)) details.push(`${names.join('、')}未评：${why}`);
  }
  return `${verdict}（${who}）${details.length === 0 ? '' : `：${details.join('；')}`}。`;
}
