import type { Balance, Language } from '@trellis/contract';
import { inLanguage } from '../../../platform/http/index.ts';
import { cvAgainst, WORDS } from './words.ts';

const SMALL_COUNTS = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十'];

/** A small count inside a Chinese sentence is written out: 七项指标中有两项. */
const zhCount = (count: number) => SMALL_COUNTS[count] ?? String(count);

const TEXTS = {
  en: {
    met: (of: number) => `Balanced: all ${of} indicators are within the limit.`,
    metMean: (of: number, cv: string) =>
      `Balanced: the mean variation of the ${of} indicators, ${cv}, is within the limit.`,
    over: (count: number, of: number) =>
      `Not yet balanced: ${count} of ${of} indicators ${count === 1 ? 'is' : 'are'} over the limit.`,
    mean: (of: number, cv: string, limit: string) =>
      `Not yet balanced: the mean variation of the ${of} indicators is ${cv}, over the limit of ${limit}.`,
    schools: (count: number, of: number) =>
      `Not yet balanced: the differences are within the limits, but ${count} of ${of} schools ${count === 1 ? 'falls' : 'fall'} short of the standards.`,
    schoolsOnly: (count: number, of: number) =>
      `Not yet balanced: ${count} of ${of} schools ${count === 1 ? 'falls' : 'fall'} short of the standards.`,
    oneSchool: 'Not yet balanced: only one school has figures, and it falls short of the standards.',
    noSchools: 'Not judged: there are no figures for this choice yet.',
    stageNotInPack: (pack: string, stage: string) =>
      `Not judged: ${pack} says nothing about ${stage} schools.`,
    noThresholds: 'Described, not judged: these standards set no limits.',
    single: 'Not judged: one school alone has nothing to be compared with.',
    gaps: (count: number) =>
      `Not judged yet: the figures of ${count} ${count === 1 ? 'indicator' : 'indicators'} are incomplete.`,
    schoolsGaps: (count: number) =>
      `Not judged yet: the figures of ${count} ${count === 1 ? 'school' : 'schools'} are incomplete.`,
    unknown: 'Not judged.',
  },
  zh: {
    met: (of: number) => `已达到均衡：${zhCount(of)}项指标的差异系数均在限值以内。`,
    metMean: (of: number, cv: string) =>
      `已达到均衡：${zhCount(of)}项指标的平均差异系数为${cv}，在限值以内。`,
    over: (count: number, of: number) =>
      `尚未达到均衡：${zhCount(of)}项指标中有${zhCount(count)}项超出限值。`,
    mean: (of: number, cv: string, limit: string) =>
      `尚未达到均衡：${zhCount(of)}项指标的平均差异系数为${cv}，超出限值${limit}。`,
    schools: (count: number, of: number) =>
      `尚未达到均衡：校际差异均未超限，但${zhCount(of)}所学校中有${zhCount(count)}所未达到学校达标要求。`,
    schoolsOnly: (count: number, of: number) =>
      `尚未达到均衡：${zhCount(of)}所学校中有${zhCount(count)}所未达到学校达标要求。`,
    oneSchool: '尚未达到均衡：仅一所学校有数据，且未达到学校达标要求。',
    noSchools: '未作判定：所选范围尚无数据。',
    stageNotInPack: (pack: string, stage: string) => `未作判定：《${pack}》未涉及${stage}学段。`,
    noThresholds: '仅作描述，不作判定：所选标准未设限值。',
    single: '未作判定：仅有一所学校，无从比较校际差异。',
    gaps: (count: number) => `暂不能判定：有${zhCount(count)}项指标数据不全。`,
    schoolsGaps: (count: number) => `暂不能判定：有${zhCount(count)}所学校数据不全。`,
    unknown: '未作判定。',
  },
} as const;

/** The verdict in the sentence that heads the screen, the report and the workbook. */
export function writeHeadline(balance: Balance, language: Language): string {
  const say = TEXTS[language];
  const words = WORDS[language];
  const { indicators, schools, verdict } = balance;
  const reason = (code: string) => balance.reasons.find((one) => one.code === code);
  const limited = indicators.filter(({ cvLimit }) => cvLimit !== undefined).length;
  const of = limited === 0 ? indicators.length : limited;
  if (verdict === 'met' && limited > 0) return say.met(of);
  if (verdict === 'met') {
    const cvs = indicators.flatMap(({ cv }) => (typeof cv === 'number' ? [cv] : []));
    return say.metMean(of, words.number(cvs.reduce((sum, cv) => sum + cv, 0) / Math.max(cvs.length, 1), 2));
  }
  if (verdict === 'not-met') {
    const mean = reason('mean-cv-over-limit')?.params;
    if (mean) {
      const limit = Number(mean.cvLimit);
      return say.mean(of, cvAgainst(Number(mean.meanCv), limit, language), words.number(limit, 2));
    }
    const over = indicators.filter((one) => one.verdict === 'not-met').length;
    if (over > 0) return say.over(over, of);
    const short = reason('schools-not-met')?.params;
    if (short) {
      if (schools.length === 1) return say.oneSchool;
      const sentence = reason('indicator-not-judged') ? say.schoolsOnly : say.schools;
      return sentence(Number(short.schools), Number(short.of));
    }
  }
  if (reason('no-schools') || schools.length === 0) return say.noSchools;
  if (reason('stage-not-in-pack')) {
    const stage = balance.stage ?? 'other';
    return say.stageNotInPack(inLanguage(balance.packName, language), words.stages[stage] ?? stage);
  }
  if (reason('no-thresholds')) return say.noThresholds;
  if (schools.length === 1) return say.single;
  const gaps = balance.reasons.filter(
    ({ code }) => code === 'indicator-not-judged' || code === 'values-missing',
  );
  if (gaps.length > 0) return say.gaps(new Set(gaps.map(({ params }) => params.indicator)).size);
  const unjudged = reason('schools-not-judged');
  return unjudged ? say.schoolsGaps(Number(unjudged.params.schools)) : say.unknown;
}
