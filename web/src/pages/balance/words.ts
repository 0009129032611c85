import type { Balance, BalanceIndicator, BalanceSchool, StandardPackBody } from '@trellis/contract';
import type { TFunction } from 'i18next';
import { briefNames, cutName } from '../../components/brief-names.ts';
import type { Format } from '../../i18n/format.ts';
import type { Compared } from './compared.ts';
import { changeInAYear, figureDigits, isNumber, widestIndicator } from './estimates.ts';

type T = TFunction<'balance'>;

const CHINESE = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十'];
const ENGLISH = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
/** More schools than these are counted in the lead, not named. */
const MOST_NAMED = 6;

/** A small count as it stands in a sentence: 两项, 12项; 2, 12. */
export function countWord(count: number, format: Format): string {
  if (format.language === 'en') return format.number(count);
  return CHINESE[count] ?? format.number(count);
}

/** A small count written out where a sentence has room for it: five teachers, 12 teachers; 五名, 12名. */
function spelledOut(count: number, format: Format): string {
  return format.language === 'zh' ? countWord(count, format) : (ENGLISH[count] ?? format.number(count));
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The limit that a pack sets for the mean of all variations at a stage, where it judges the mean. */
export function meanLimitOf(pack: StandardPackBody | undefined, stage: string | null): number | undefined {
  if (pack === undefined || stage === null || pack.rules.variation !== 'mean') return undefined;
  const limits = pack.rules.cvLimit as Readonly<Record<string, unknown>> | undefined;
  const limit = limits?.[stage];
  return typeof limit === 'number' ? limit : undefined;
}

/** The balance with a brief name for every school that has none of its own. */
export function withBriefNames(balance: Balance, format: Format): Balance {
  const briefById = briefNames(
    balance.schools.map(({ schoolId, shortName, code, name }) => ({
      id: schoolId,
      shortName,
      code,
      name: format.text(name),
    })),
  );
  return {
    ...balance,
    schools: balance.schools.map((school) => ({
      ...school,
      shortName: briefById.get(school.schoolId) ?? school.shortName,
    })),
  };
}

/** What a school is called inside a sentence. */
export function schoolLabel(school: BalanceSchool, format: Format): string {
  return school.shortName ?? format.text(school.name);
}

/** What a school is called in a drawing with little room. */
export function schoolMark(school: BalanceSchool, format: Format): string {
  return cutName(schoolLabel(school, format), 11);
}

/** A variation or limit, two decimals. */
/** What paper must say of the choice that the screen shows in its controls: the school year and the day. */
export function printedChoice(balance: Pick<Balance, 'year' | 'asOf'>, t: T, format: Format): string {
  const day = t('common:asOf', { day: format.day(balance.asOf) });
  return balance.year === null ? day : `${format.schoolYear(balance.year)} · ${day}`;
}

export const cvText = (cv: number, format: Format) => format.number(cv, { digits: 2 });

/** Two numbers this near are one: a limit is met by what exceeds it by a rounding of the last digits. */
const NO_DIFFERENCE = 1e-9;

/** Whether a variation stands over its limit, as the server judges it. */
export const isOverLimit = (cv: number, limit: number) => cv > limit + NO_DIFFERENCE;

/**
 * A variation beside its limit: as many decimals as are needed to see on which side it stands,
 * so that 0.5028 never reads as "0.50, over 0.50".
 */
export function cvAgainst(cv: number, limit: number | undefined, format: Format): string {
  let digits = 2;
  if (limit !== undefined && Math.abs(cv - limit) > NO_DIFFERENCE) {
    while (digits < 6 && cv.toFixed(digits) === limit.toFixed(digits)) digits++;
  }
  return format.number(cv, { digits });
}

function isPeople(indicator: BalanceIndicator): boolean {
  return indicator.whole && /teacher|staff|people/i.test(indicator.numeratorUnit.en);
}

/** 5 teachers · 1,310 m² · 120,000 yuan */
export function amountText(amount: number, indicator: BalanceIndicator, t: T, format: Format): string {
  // What is needed is never rounded down: 1,089.03 m² shown as 1,089 would not be enough.
  const step = indicator.whole || Math.abs(amount) >= 100 ? 1 : 10;
  const n = format.number(Math.ceil(amount * step - 1e-6) / step, { atMost: 1 });
  if (isPeople(indicator)) return t('take.people', { count: Math.round(Math.abs(amount)), n });
  return format.withUnit(n, format.text(indicator.numeratorUnit));
}

/** An indicator's name inside an English sentence: "backbone teachers", but "PE and arts specialists". */
function nameInSentence(indicator: BalanceIndicator, format: Format): string {
  const name = format.text(indicator.shortName);
  return format.language === 'en' && /^[A-Z][a-z]/.test(name) ? name[0]!.toLowerCase() + name.slice(1) : name;
}

/** The verdict in one sentence; `meanLimit` is the pack's limit for the mean variation, where it has one. */
export function verdictSentence(balance: Balance, t: T, format: Format, meanLimit?: number): string {
  const judged = balance.indicators.filter(({ verdict }) => verdict !== 'not-judged');
  const limited = balance.indicators.filter(({ cvLimit }) => cvLimit !== undefined);
  const over = judged.filter(({ verdict }) => verdict === 'not-met').length;
  const reason = (code: string) => balance.reasons.find((one) => one.code === code);
  const of = countWord(limited.length === 0 ? balance.indicators.length : limited.length, format);
  if (balance.verdict === 'met' && limited.length > 0) return t('verdict.met', { of });
  if (balance.verdict === 'met') {
    const cvs = balance.indicators.flatMap(({ cv }) => (isNumber(cv) ? [cv] : []));
    const mean = cvs.reduce((sum, cv) => sum + cv, 0) / Math.max(cvs.length, 1);
    return meanLimit === undefined
      ? t('verdict.metMeanNoLimit', { of, cv: cvText(mean, format) })
      : t('verdict.metMean', {
          of,
          cv: cvAgainst(mean, meanLimit, format),
          limit: cvText(meanLimit, format),
        });
  }
  if (balance.verdict === 'not-met') {
    const mean = reason('mean-cv-over-limit');
    if (mean !== undefined) {
      const limit = Number(mean.params.cvLimit);
      return t('verdict.mean', {
        of,
        cv: cvAgainst(Number(mean.params.meanCv), limit, format),
        limit: cvText(limit, format),
      });
    }
    if (over > 0) return t('verdict.over', { count: over, n: countWord(over, format), of });
    const schools = reason('schools-not-met');
    if (schools !== undefined) {
      if (balance.schools.length === 1) return t('verdict.oneSchool');
      const count = Number(schools.params.schools);
      return t(reason('indicator-not-judged') ? 'verdict.schoolsOnly' : 'verdict.schools', {
        count,
        n: countWord(count, format),
        of: countWord(Number(schools.params.of), format),
      });
    }
  }
  if (reason('no-schools') || balance.schools.length === 0) return t('verdict.noSchools');
  if (reason('stage-not-in-pack')) {
    return t('verdict.stageNotInPack', {
      pack: format.text(balance.packName),
      stage: t(`common:stage.${balance.stage ?? 'other'}`, { defaultValue: balance.stage ?? '' }),
    });
  }
  if (reason('no-thresholds')) return t('verdict.noThresholds');
  if (balance.schools.length === 1) return t('verdict.single');
  const gaps = balance.reasons.filter(
    ({ code }) => code === 'indicator-not-judged' || code === 'values-missing',
  );
  if (gaps.length > 0) {
    const count = new Set(gaps.map(({ params }) => params.indicator)).size;
    return t('verdict.gaps', { count, n: countWord(count, format) });
  }
  const unjudged = reason('schools-not-judged');
  if (unjudged !== undefined) {
    const count = Number(unjudged.params.schools);
    return t('verdict.schoolsGaps', { count, n: countWord(count, format) });
  }
  return t('verdict.unknown');
}

/** What differs most, by how much, whither, and what it would take; then the schools that miss the rule for schools. */
export function leadSentence(
  balance: Balance,
  t: T,
  format: Format,
  compared: Compared | null = null,
): string {
  const sentences: string[] = [];
  const widest = widestIndicator(balance.indicators);
  if (widest !== null && isNumber(widest.cv)) {
    const values = {
      indicator: nameInSentence(widest, format),
      cv: cvAgainst(widest.cv, widest.cvLimit, format),
      limit: widest.cvLimit === undefined ? '' : cvText(widest.cvLimit, format),
      trend: comparedClause(widest, compared, t, format) ?? trendClause(widest, balance.year, t, format),
    };
    sentences.push(widest.cvLimit === undefined ? t('lead.widestNoLimit', values) : t('lead.widest', values));
    const { redistribution, addition } = widest;
    if (redistribution.status === 'found' && redistribution.amount) {
      sentences.push(
        isPeople(widest)
          ? t('lead.moves', {
              count: redistribution.amount,
              n: spelledOut(redistribution.amount, format),
            })
          : t('lead.shares', { amount: amountText(redistribution.amount, widest, t, format) }),
      );
    } else if (widest.verdict === 'not-met' && addition.status === 'found' && addition.amount) {
      sentences.push(t('lead.adds', { amount: amountText(addition.amount, widest, t, format) }));
    }
  }
  const failing = balance.schools.filter(({ verdict }) => verdict === 'not-met');
  const count = failing.length;
  const schools = format.list(failing.map((school) => schoolLabel(school, format)));
  if (verdictCountsSchools(balance)) {
    if (balance.schools.length > 1 && count > 0 && count <= MOST_NAMED)
      sentences.push(t('lead.schoolsNamed', { count, schools }));
  } else if (count > MOST_NAMED) {
    const of = countWord(balance.schools.length, format);
    sentences.push(t('lead.schoolsMany', { n: countWord(count, format), of }));
  } else if (count > 0) {
    sentences.push(t('lead.schools', { count, n: capital(spelledOut(count, format)), schools }));
  }
  return sentences.join(format.language === 'zh' ? '' : ' ');
}

/** Whether the verdict's own sentence already says how many schools fall short. */
function verdictCountsSchools({ verdict, reasons }: Balance): boolean {
  return (
    verdict === 'not-met' &&
    reasons.every(({ code }) => code !== 'cv-over-limit' && code !== 'mean-cv-over-limit')
  );
}

/** Against the year compared with: what it was then. */
function comparedClause(
  indicator: BalanceIndicator,
  compared: Compared | null,
  t: T,
  format: Format,
): string | null {
  const before = compared?.indicatorById.get(indicator.id)?.cv;
  if (compared === null || before === undefined || !isNumber(before)) return null;
  return t('lead.compared', { year: compared.yearText, cv: cvText(before, format) });
}

function trendClause(indicator: BalanceIndicator, year: number | null, t: T, format: Format): string {
  const { trend, history } = indicator;
  const latest = year === null || year === history.at(-1)?.year;
  if (latest && trend !== null && trend.steps >= 2 && trend.direction !== 'steady') {
    return t(trend.direction === 'narrowing' ? 'lead.narrowingSince' : 'lead.wideningSince', {
      year: format.yearInSentence(trend.since),
    });
  }
  const change = changeInAYear(history, year);
  if (change === null) return '';
  if (Math.abs(change) < 0.005) return t('lead.steady');
  return t(change < 0 ? 'lead.narrower' : 'lead.wider', {
    change: cvText(Math.abs(change), format),
  });
}

/** The last column in a few words, and whether there is more to open. */
export function takeText(
  indicator: BalanceIndicator,
  schoolById: ReadonlyMap<string, BalanceSchool>,
  t: T,
  format: Format,
): { text: string; opens: boolean } {
  const { redistribution, addition, shortfall } = indicator;
  const say = (amount: number) => amountText(amount, indicator, t, format);
  if (redistribution.status === 'found' && redistribution.amount) {
    const people = isPeople(indicator);
    const move = say(redistribution.amount);
    if (addition.status === 'found' && addition.amount) {
      const add = people ? format.number(addition.amount) : say(addition.amount);
      return {
        text: t(people ? 'take.moveOrAdd' : 'take.shareOrAdd', {
          move,
          add: people && format.language === 'zh' ? say(addition.amount) : add,
        }),
        opens: true,
      };
    }
    return { text: t(people ? 'take.move' : 'take.share', { move }), opens: true };
  }
  if (indicator.verdict === 'not-met' && addition.status === 'found' && addition.amount) {
    return { text: t('take.add', { add: say(addition.amount) }), opens: true };
  }
  if (indicator.verdict === 'not-met') return { text: t('take.notReachable'), opens: true };
  if (shortfall.status === 'found' && shortfall.amount) {
    const schools = shortfall.additions ?? [];
    const only = schools.length === 1 ? schoolById.get(schools[0]!.schoolId) : undefined;
    return {
      text: only
        ? t('take.liftOne', { add: say(shortfall.amount), school: schoolLabel(only, format) })
        : t('take.liftMany', { add: say(shortfall.amount), count: schools.length }),
      opens: true,
    };
  }
  if (indicator.verdict === 'met') return { text: t('take.under'), opens: false };
  if (indicator.cvLimit === undefined && indicator.standard === undefined && indicator.schools.length > 1) {
    const values = indicator.schools.map(({ value }) => value);
    const figure = (value: number) => format.number(value, { digits: figureDigits(indicator) });
    return {
      text: t('take.range', { low: figure(Math.min(...values)), high: figure(Math.max(...values)) }),
      opens: false,
    };
  }
  return {
    text: t(indicator.cvLimit === undefined ? 'take.noLimit' : 'take.notJudged'),
    opens: false,
  };
}

/** A reason code in words; an unknown one is still named. */
export function reasonText(code: string | undefined, t: T): string {
  if (code === undefined) return '';
  return t(`reason.${code}`, { defaultValue: t('reason.other', { code }) });
}
