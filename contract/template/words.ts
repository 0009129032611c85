/**
 * The words that may stand in the columns of fixed choice, in either language, and the names these
 * choices have on screen.
 */

import type { LocalText } from '../common.ts';

export type SchoolStage = 'primary' | 'junior' | 'senior' | 'nine-year' | 'junior-senior' | 'twelve-year';
export type PlainStage = 'primary' | 'junior' | 'senior';

export const STAGE_NAMES: Readonly<Record<SchoolStage, LocalText>> = {
  primary: { en: 'primary', zh: '小学' },
  junior: { en: 'junior', zh: '初中' },
  senior: { en: 'senior', zh: '高中' },
  'nine-year': { en: 'nine-year', zh: '九年一贯制' },
  'junior-senior': { en: 'junior-senior', zh: '完全中学' },
  'twelve-year': { en: 'twelve-year', zh: '十二年一贯制' },
};

/** The stages of a through-school; they need their pupils by stage. */
export const MIXED_STAGES: Readonly<Partial<Record<SchoolStage, readonly PlainStage[]>>> = {
  'nine-year': ['primary', 'junior'],
  'junior-senior': ['junior', 'senior'],
  'twelve-year': ['primary', 'junior', 'senior'],
};

const STAGE_WORDS: Readonly<Record<SchoolStage, readonly string[]>> = {
  primary: ['primary', 'primary school', '小学', '小学学段', '完全小学'],
  junior: ['junior', 'junior high', 'junior secondary', 'lower secondary', '初中', '初级中学', '初中学段'],
  senior: ['senior', 'senior high', 'senior secondary', 'upper secondary', '高中', '高级中学', '普通高中'],
  'nine-year': ['nine-year', 'nine-year school', '九年一贯制', '九年一贯制学校', '九年制', '9年一贯制'],
  'junior-senior': ['junior-senior', 'complete-secondary', 'junior and senior', '完全中学', '完中', '初高中'],
  'twelve-year': [
    'twelve-year',
    'twelve-year school',
    '十二年一贯制',
    '十二年一贯制学校',
    '十二年制',
    '12年一贯制',
  ],
};

export type SchoolLocation = 'urban' | 'town' | 'rural';

export const LOCATION_NAMES: Readonly<Record<SchoolLocation, LocalText>> = {
  urban: { en: 'urban', zh: '城区' },
  town: { en: 'town', zh: '镇区' },
  rural: { en: 'rural', zh: '乡村' },
};

const LOCATION_WORDS: Readonly<Record<SchoolLocation, readonly string[]>> = {
  urban: ['urban', 'city', '城区', '城市', '主城区', '城乡结合区'],
  town: ['town', '镇区', '镇', '县镇', '镇乡结合区', '镇中心区'],
  rural: ['rural', 'village', '乡村', '农村', '村庄', '乡中心区'],
};

/** Kinds that packs may leave out of the sums; an ordinary school has none. */
export type SchoolKind = 'ordinary' | 'special' | 'vocational' | 'teaching-point';

const KIND_WORDS: Readonly<Record<SchoolKind, readonly string[]>> = {
  ordinary: ['ordinary', 'mainstream', '普通', '普通学校', '普通中小学'],
  special: ['special', 'special school', '特殊教育', '特殊教育学校', '特教'],
  vocational: ['vocational', 'vocational school', '职业', '职业学校', '职业教育'],
  'teaching-point': ['teaching-point', 'teaching point', '教学点'],
};

const normalizeWord = (word: string) =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');

function lookUp<Key extends string>(words: Readonly<Record<Key, readonly string[]>>): Map<string, Key> {
  const map = new Map<string, Key>();
  for (const key of Object.keys(words) as Key[]) {
    for (const word of words[key]) map.set(normalizeWord(word), key);
  }
  return map;
}

const STAGE_BY_WORD = lookUp(STAGE_WORDS);
const LOCATION_BY_WORD = lookUp(LOCATION_WORDS);
const KIND_BY_WORD = lookUp(KIND_WORDS);
const TOTAL_WORDS = new Set([
  '合计',
  '总计',
  '小计',
  '共计',
  '总数',
  '全市合计',
  '全区合计',
  '全县合计',
  'total',
  'subtotal',
  'grandtotal',
  'sum',
  '平均',
  '平均值',
  'average',
  'mean',
]);

export const findStage = (word: string): SchoolStage | undefined => STAGE_BY_WORD.get(normalizeWord(word));

export const findLocation = (word: string): SchoolLocation | undefined =>
  LOCATION_BY_WORD.get(normalizeWord(word));

export const findSchoolKind = (word: string): SchoolKind | undefined => KIND_BY_WORD.get(normalizeWord(word));

/** Whether a cell in the column of schools heads a row of totals, which must not count as a school. */
export const isTotalLabel = (word: string): boolean =>
  TOTAL_WORDS.has(normalizeWord(word).replace(/[:：]$/, ''));
