import { useTranslation } from 'react-i18next';
import type { Language } from './language.ts';

/** A text in both languages as it comes from the server. */
export interface BothLanguages {
  readonly en: string;
  readonly zh: string;
}

const locales = { en: 'en-GB', zh: 'zh-CN' } as const;

/** The text in the chosen language, or in the other where a source has only one. */
export function localText(text: BothLanguages, language: Language): string {
  return (language === 'zh' ? text.zh || text.en : text.en || text.zh).trim();
}

/** The half in the chosen language of a note that gives both as “中文 · English”; any other note as it is. */
export function localNote(note: string, language: Language): string {
  const [zh = '', en = '', ...more] = note.split(' · ');
  const isBoth = more.length === 0 && en !== '' && /\p{Script=Han}/u.test(zh) && !/\p{Script=Han}/u.test(en);
  return isBoth ? localText({ en, zh }, language) : note;
}

/** 1 Sep 2025 · 2025年9月1日. A plain day has no time zone. */
export function formatDay(day: string, language: Language): string {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(
    locales[language],
    language === 'zh'
      ? { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' }
      : { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' },
  )
    .format(date)
    .replace('Sept', 'Sep');
}

/** A day as exactly as it is known: 2009 · Sep 2009 · 1 Sep 2009; 2009年 · 2009年9月 · 2009年9月1日. */
export function formatDayAs(
  day: string,
  precision: 'year' | 'month' | 'day' | undefined,
  language: Language,
): string {
  const [year = '', month = ''] = day.split('-');
  if (precision === 'year') return language === 'zh' ? `${year}年` : year;
  if (precision !== 'month') return formatDay(day, language);
  return new Intl.DateTimeFormat(locales[language], {
    year: 'numeric',
    month: language === 'zh' ? 'long' : 'short',
    timeZone: 'UTC',
  })
    .format(new Date(`${year}-${month}-01T00:00:00Z`))
    .replace('Sept', 'Sep');
}

/** A moment with its time of day, in the reader's own time zone. */
export function formatMoment(moment: string, language: Language): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return moment;
  return new Intl.DateTimeFormat(locales[language], {
    year: 'numeric',
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(date)
    .replace('Sept', 'Sep');
}

export interface NumberShape {
  /** Digits after the point, exactly. */
  readonly digits?: number;
  /** At most this many digits after the point. */
  readonly atMost?: number;
  readonly sign?: boolean;
  readonly percent?: boolean;
}

export function formatNumber(value: number, language: Language, shape: NumberShape = {}): string {
  return new Intl.NumberFormat(locales[language], {
    ...(shape.digits === undefined
      ? { maximumFractionDigits: shape.atMost ?? defaultDigits(value) }
      : { minimumFractionDigits: shape.digits, maximumFractionDigits: shape.digits }),
    ...(shape.sign ? { signDisplay: 'exceptZero' as const } : {}),
    ...(shape.percent ? { style: 'percent' as const } : {}),
  })
    .format(value)
    .replace('-', '−');
}

function defaultDigits(value: number): number {
  const size = Math.abs(value);
  if (size >= 100) return 0;
  return size >= 10 ? 1 : 2;
}

/** A school year by the calendar year it starts in: 2024/25 · 2024—2025学年. */
export function formatSchoolYear(year: number, language: Language): string {
  return language === 'zh'
    ? `${year}—${year + 1}学年`
    : `${year}/${String((year + 1) % 100).padStart(2, '0')}`;
}

/** 1,310 m² · 5 teachers · 5人 · 1.42（每百名学生）: Chinese puts no blank before a Chinese unit. */
export function formatWithUnit(number: string, unit: string, language: Language): string {
  if (unit === '') return number;
  if (language === 'zh' && unit.startsWith('每')) return `${number}（${unit}）`;
  return language === 'zh' && /^\p{Script=Han}/u.test(unit) ? `${number}${unit}` : `${number}\u00a0${unit}`;
}

/** A list in words: A, B and C · A、B和C. */
export function formatList(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(locales[language], { type: 'conjunction' }).format(items);
}

/** Every formatter bound to a language. */
export function formatIn(language: Language) {
  return {
    language,
    text: (text: BothLanguages) => localText(text, language),
    note: (note: string) => localNote(note, language),
    day: (day: string) => formatDay(day, language),
    dayAs: (day: string, precision: 'year' | 'month' | 'day' | undefined) =>
      formatDayAs(day, precision, language),
    moment: (moment: string) => formatMoment(moment, language),
    number: (value: number, shape?: NumberShape) => formatNumber(value, language, shape),
    schoolYear: (year: number) => formatSchoolYear(year, language),
    /** A school year inside a sentence: 2016 · 2016—2017学年. */
    yearInSentence: (year: number) => (language === 'zh' ? formatSchoolYear(year, language) : String(year)),
    withUnit: (number: string, unit: string) => formatWithUnit(number, unit, language),
    /** Between a heading and what it introduces inside one line. */
    colon: language === 'zh' ? '：' : ': ',
    /** What is added to a name: ` (required)` · `（必需）`. */
    inBrackets: (text: string) => (language === 'zh' ? `（${text}）` : ` (${text})`),
    list: (items: readonly string[]) => formatList(items, language),
  };
}
export type Format = ReturnType<typeof formatIn>;

const formats = { en: formatIn('en'), zh: formatIn('zh') };

/** Every formatter bound to the chosen language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return formats[i18n.language === 'zh' ? 'zh' : 'en'];
}
