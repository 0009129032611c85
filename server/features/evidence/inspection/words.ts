/** The engine's codes in words. */

import type { ExclusionReason, IndicatorReason } from '@trellis/engines/balance';
import type { Language } from './types.ts';

type Text = Readonly<Record<Language, string>>;

export type ShownReason = IndicatorReason | 'no-column';

const REASONS: Readonly<Record<ShownReason, Text>> = {
  'no-schools': { en: 'there is no school to compare', zh: '没有可比较的学校' },
  'no-values': { en: 'no school has a value', zh: '没有学校填报该项数值' },
  'single-school': {
    en: 'only one school has a value, so nothing varies between schools',
    zh: '只有一所学校有数值，谈不上校际差异',
  },
  'negative-values': { en: 'some values are below zero', zh: '存在负值' },
  'zero-mean': { en: 'the mean is zero', zh: '平均值为零' },
  'zero-value': { en: 'some values are zero', zh: '存在零值' },
  'zero-percentile': { en: 'the lowest tenth is zero', zh: '最低十分位为零' },
  'not-finite': { en: 'the numbers are too large', zh: '数值过大' },
  'no-limit': { en: 'the pack sets no limit', zh: '标准未设限值' },
  'stage-not-in-pack': { en: 'the pack does not judge this stage', zh: '标准不涉及该学段' },
  'no-column': { en: 'the file has no column for it', zh: '文件中没有对应的列' },
};

const EXCLUSIONS: Readonly<Record<ExclusionReason, Text>> = {
  'no-pupil-count': { en: 'its number of pupils is not known.', zh: '学生数不详。' },
  'zero-pupils': { en: 'it has no pupils in this stage.', zh: '该学段没有学生。' },
  'left-out-by-rule': {
    en: 'the pack leaves out schools of its kind or size.',
    zh: '标准规定此类（或此规模）学校不计入。',
  },
  'value-missing': { en: 'its value is missing.', zh: '缺少数值。' },
};

export const describeReason = (reason: ShownReason, lang: Language): string => REASONS[reason][lang];
export const describeExclusion = (reason: ExclusionReason, lang: Language): string =>
  EXCLUSIONS[reason][lang];
