/** An estimator's answer in the words of the contract. */

import type { LocalText, StudyDesign, StudyOutcomeResult, StudyResultTerm } from '@trellis/contract';
import { describeProblem, type Problem } from '@trellis/contract/problems';
import type {
  BalanceRow,
  GroupEffect,
  MediatorEffect,
  MediatorNotEstimable,
  Overlap,
  StudyTerm,
  VarianceComponent,
} from '@trellis/engines/statistics';
import type { StudyAnswer, StudyWarning } from '../types.ts';
import { sayCode } from '../words/index.ts';
import { findDirection, nameUnit, sayChannel, sayResult } from './say-result.ts';

/** Fewer rows or units than this are not shown. */
export const SMALLEST_CELL = 5;

const pair = ([low, high]: readonly [number, number]): [number, number] => [low, high];
const findValue = (estimate: { kind: string; value?: unknown } | undefined): number | null =>
  estimate?.kind === 'estimated' && typeof estimate.value === 'number' ? estimate.value : null;

const EMPTY = {
  terms: [],
  eventStudy: [],
  preTrend: null,
  placebo: [],
  sensitivity: [],
  mediation: [],
  love: [],
  overlap: [],
  heterogeneity: [],
  unitEffects: [],
  varianceComponents: [],
} satisfies Partial<StudyOutcomeResult>;

const NO_SCALE: LocalText = {
  en: 'The outcome does not vary among the rows that the scale is taken from, so it has no standard deviation. Choose another scale.',
  zh: '用于计算尺度的各行中，结果变量没有变化，无法得出标准差。请选择其他尺度。',
};

/** Why there is no number; no problem: the scale cannot be had. */
export function presentRefusal(
  outcome: string,
  problems: readonly Problem[],
  design: StudyDesign,
): StudyOutcomeResult {
  const said = (lang: 'en' | 'zh') =>
    problems
      .map((problem) => describeProblem(problem, lang))
      .map(({ message, remedy }) => `${message}${lang === 'en' ? ' ' : ''}${remedy}`)
      .join(lang === 'en' ? ' ' : '');
  return {
    ...EMPTY,
    outcome,
    headline: {
      estimate: null,
      standardError: null,
      degreesOfFreedom: null,
      confidenceInterval: null,
      pValue: null,
      adjustedPValue: null,
      unit: nameUnit(design.scale),
      scale: design.scale,
      scaleDivisor: 1,
      direction: 'not-estimable',
      sentence: problems.length === 0 ? NO_SCALE : { en: said('en'), zh: said('zh') },
    },
    estimand: '',
    counts: { rows: 0, units: null, treatedUnits: null, clusters: null },
    smallSample: null,
    dropped: [],
    warnings: [],
  };
}

export function presentAnswer(
  outcome: string,
  answer: StudyAnswer,
  design: StudyDesign,
  scaleDivisor: number,
): StudyOutcomeResult {
  const interval = answer.confidenceInterval ?? [answer.estimate, answer.estimate];
  const pValue = answer.pValue ?? 1;
  const numbers = { outcome, estimate: answer.estimate, confidenceInterval: interval, pValue };
  return {
    ...EMPTY,
    outcome,
    headline: {
      estimate: answer.estimate,
      standardError: answer.standardError,
      degreesOfFreedom: answer.degreesOfFreedom === 'normal' ? null : answer.degreesOfFreedom,
      confidenceInterval: pair(interval),
      pValue,
      adjustedPValue: pValue,
      unit: nameUnit(design.scale),
      scale: design.scale,
      scaleDivisor,
      direction: findDirection(interval),
      sentence: sayResult(numbers, design),
    },
    estimand: answer.estimand,
    counts: { rows: answer.n, units: answer.units, treatedUnits: null, clusters: answer.clusters },
    smallSample:
      answer.smallSample === null
        ? null
        : { formula: answer.smallSample.formula, factor: answer.smallSample.factor },
    terms: answer.terms.map((term) => presentTerm(term, design)),
    mediation: listChannels(answer, design),
    sensitivity: listHiddenCauses(answer),
    love: listLove(answer),
    overlap: listOverlap(answer),
    unitEffects: listUnitEffects(answer),
    varianceComponents: listVariances(answer),
    dropped: answer.dropped.map(({ reason, count, names }) => ({
      code: reason,
      reason: sayDropped(reason, names),
      count,
    })),
    // Which option of the command line goes unread is nothing to a page without them.
    warnings: answer.warnings.filter(({ code }) => code !== 'option-not-used').map(presentWarning),
  };
}

type Facts = Readonly<Record<string, string | number | boolean>>;

function presentWarning(warning: StudyWarning & { readonly params?: Facts }): {
  code: string;
  message: LocalText;
} {
  const { code, message, params = {} } = warning;
  return { code, message: { en: message, zh: sayCode(code, message, params, 'zh') } };
}

function sayDropped(reason: string, names: readonly string[] | undefined): LocalText {
  const named = names === undefined || names.length > 3 ? '' : ` (${names.join(', ')})`;
  if (reason === 'missing-value') return { en: `value missing${named}`, zh: `缺失${named}` };
  return { en: `${sayCode(reason, '', {}, 'en')}${named}`, zh: `${sayCode(reason, '', {}, 'zh')}${named}` };
}

function presentTerm(term: StudyTerm, design: StudyDesign): StudyResultTerm {
  const { name, estimate, standardError, pValue, confidenceInterval, eventTime, group, period } = term;
  const isCovariate = design.covariates.some(({ column }) => column === name);
  const mediator = /^indirect: (.*)$/.exec(name)?.[1];
  const kind =
    group !== undefined && period !== undefined
      ? 'group-time'
      : eventTime !== undefined
        ? 'event'
        : isCovariate
          ? 'covariate'
          : design.estimator === 'mediate'
            ? 'mediation'
            : design.estimator === 'multilevel'
              ? 'level'
              : name.startsWith('treated') || name === 'matched'
                ? 'effect'
                : 'other';
  return {
    name,
    label: labelTerm(name, term),
    kind,
    estimate,
    standardError,
    confidenceInterval: pair(confidenceInterval),
    pValue,
    ...(eventTime === undefined ? {} : { eventTime }),
    ...(group === undefined ? {} : { cohort: group }),
    ...(period === undefined ? {} : { period }),
    ...(mediator === undefined ? {} : { mediator }),
  };
}

const TERM_WORDS: Readonly<Record<string, LocalText>> = {
  treated: { en: 'Treatment', zh: '干预' },
  'treated × after': { en: 'Treatment (treated × after)', zh: '干预（受干预 × 干预后）' },
  after: { en: 'After', zh: '干预后' },
  constant: { en: 'Constant', zh: '常数项' },
  total: { en: 'Total effect', zh: '总效应' },
  direct: { en: 'Direct effect', zh: '直接效应' },
  indirect: { en: 'Through all channels', zh: '各渠道合计（间接效应）' },
  matched: { en: 'Matched', zh: '匹配后' },
  unmatched: { en: 'Without matching', zh: '未匹配' },
  'doubly robust': { en: 'Doubly robust', zh: '双重稳健' },
};

function labelTerm(name: string, { eventTime, group, period }: StudyTerm): LocalText {
  if (group !== undefined && period !== undefined)
    return { en: `Begun ${group}, in ${period}`, zh: `${group} 年起，${period} 年` };
  if (eventTime !== undefined)
    return {
      en: eventTime < 0 ? `${-eventTime} before` : `${eventTime} after`,
      zh: eventTime < 0 ? `干预前 ${-eventTime} 期` : `干预后第 ${eventTime} 期`,
    };
  const mediator = /^indirect: (.*)$/.exec(name)?.[1];
  if (mediator !== undefined) return { en: `Through ${mediator}`, zh: `经由“${mediator}”` };
  const [from, to] = name.split(' → ');
  if (from !== undefined && to !== undefined) {
    const say = (word: string) => ({ treatment: '干预', outcome: '结果变量' })[word] ?? word;
    return { en: name, zh: `${say(from)} → ${say(to)}` };
  }
  return TERM_WORDS[name] ?? { en: name, zh: name };
}

type Channel = MediatorEffect | MediatorNotEstimable;
const channelsOf = ({ diagnostics }: StudyAnswer): readonly Channel[] =>
  Array.isArray(diagnostics.mediators) ? (diagnostics.mediators as Channel[]) : [];

function listChannels(answer: StudyAnswer, design: StudyDesign): StudyOutcomeResult['mediation'] {
  const total = answer.terms.find(({ name }) => name === 'total');
  const isTotalClear = total !== undefined && findDirection(total.confidenceInterval) !== 'not-shown';
  return channelsOf(answer).flatMap((channel) => {
    if (channel.kind === 'not-estimable') return [];
    const effect = channel.indirect.average;
    const drawn = effect.bootstrap.kind === 'estimated' ? effect.bootstrap.value : undefined;
    const term: StudyTerm = {
      ...effect,
      name: `indirect: ${channel.name}`,
      ...(drawn === undefined ? {} : { confidenceInterval: drawn.percentile, pValue: drawn.pValue }),
    };
    return [
      {
        mediator: channel.name,
        indirect: presentTerm(term, design),
        share: isTotalClear ? effect.estimate / total.estimate : null,
        evidence: findDirection(term.confidenceInterval) !== 'not-shown',
        sentence: sayChannel(channel.name, { ...term, outcome: '' }, design),
      },
    ];
  });
}

/** How strong a cause nobody measured would have to be. */
function listHiddenCauses(answer: StudyAnswer): StudyOutcomeResult['sensitivity'] {
  const rows: StudyOutcomeResult['sensitivity'] = [];
  for (const channel of channelsOf(answer)) {
    if (channel.kind === 'not-estimable' || channel.sensitivity.kind !== 'estimated') continue;
    const { rhoAtZero } = channel.sensitivity.value;
    rows.push({
      code: 'rho-at-zero',
      label: {
        en: `Hidden cause of ${channel.name} and the outcome`,
        zh: `“${channel.name}”与结果的共同隐藏原因`,
      },
      verdict: {
        en: `The channel vanishes at a correlation of errors of ${rhoAtZero.toFixed(2)}.`,
        zh: `误差相关达到 ${rhoAtZero.toFixed(2)} 时，该渠道消失。`,
      },
      value: rhoAtZero,
      confidenceInterval: null,
    });
  }
  const { withinRegion } = (answer.diagnostics.region ?? {}) as { withinRegion?: Partial<StudyTerm> };
  if (withinRegion?.estimate !== undefined && withinRegion.confidenceInterval !== undefined) {
    const [low, high] = withinRegion.confidenceInterval;
    rows.push({
      code: 'within-region',
      label: { en: 'Compared only within the same region', zh: '仅在同一地区内部比较' },
      verdict:
        findDirection([low, high]) === 'not-shown'
          ? { en: 'The interval holds zero.', zh: '区间包含零。' }
          : { en: 'The interval does not hold zero.', zh: '区间不含零。' },
      value: withinRegion.estimate,
      confidenceInterval: [low, high],
    });
  }
  const bias = answer.diagnostics.hiddenBias as { kind?: string; criticalGamma?: unknown } | undefined;
  if (bias?.kind === 'estimated' && typeof bias.criticalGamma === 'number') {
    const gamma = bias.criticalGamma;
    rows.push({
      code: 'rosenbaum-gamma',
      label: { en: 'Hidden bias of who is treated (Rosenbaum)', zh: '受干预者的隐藏选择偏差（Rosenbaum）' },
      verdict: {
        en: `The finding falls once a hidden trait makes treatment ${gamma.toFixed(2)} times as likely.`,
        zh: `若隐藏特征使受干预的几率相差 ${gamma.toFixed(2)} 倍，结论即不成立。`,
      },
      value: gamma,
      confidenceInterval: null,
    });
  }
  return rows;
}

function listLove({ balance = [] }: StudyAnswer): StudyOutcomeResult['love'] {
  return (balance as readonly BalanceRow[]).map(({ name, before, after }) => ({
    covariate: name,
    before: findValue(before.standardisedDifference),
    after: findValue(after.standardisedDifference),
    varianceRatioBefore: findValue(before.varianceRatio),
    varianceRatioAfter: findValue(after.varianceRatio),
  }));
}

const hideSmall = (count: number): number | null => (count > 0 && count < SMALLEST_CELL ? null : count);

function listOverlap({ diagnostics }: StudyAnswer): StudyOutcomeResult['overlap'] {
  const { bins = [] } = (diagnostics.overlap ?? {}) as Partial<Overlap>;
  return bins.map(({ from, to, treated, control }) => ({
    from,
    to,
    treated: hideSmall(treated),
    comparison: hideSmall(control),
  }));
}

function listUnitEffects({ groupEffects = [] }: StudyAnswer): StudyOutcomeResult['unitEffects'] {
  const [table] = groupEffects as readonly {
    effects: readonly (Omit<GroupEffect, 'group'> & { group: string | number })[];
  }[];
  return (table?.effects ?? [])
    .filter(({ rows }) => rows >= SMALLEST_CELL)
    .map(({ group, effect, interval }) => ({
      unit: String(group),
      effect,
      confidenceInterval: pair(interval),
    }));
}

function listVariances({ varianceComponents = [] }: StudyAnswer): StudyOutcomeResult['varianceComponents'] {
  const variances = (varianceComponents as readonly VarianceComponent[]).filter(
    ({ second }) => second === undefined,
  );
  const whole = variances.reduce((sum, { value }) => sum + value, 0);
  return variances.map(({ level, first, value }) => ({
    name: level === 'residual' ? 'residual' : `${level}: ${first}`,
    variance: value,
    share: whole > 0 ? value / whole : null,
  }));
}
