import { describe, expect, it } from 'vitest';
import { formatIn } from './format.ts';

const en = formatIn('en');
const zh = formatIn('zh');

it('writes days as the language does', () => {
  expect(en.day('2025-09-01')).toBe('1 Sep 2025');
  expect(zh.day('2025-09-01')).toBe('2025年9月1日');
  expect(en.day('someday')).toBe('someday');
});

it('writes school years by both calendar years', () => {
  expect(en.schoolYear(1999)).toBe('1999/00');
  expect(zh.schoolYear(1999)).toBe('1999—2000学年');
});

describe('numbers', () => {
  it('have as many decimals as their size needs', () => {
    expect([0.1234, 12.345, 1234.5].map((value) => en.number(value))).toEqual(['0.12', '12.3', '1,235']);
  });
  it('have a true minus sign', () => {
    expect(en.number(-0.5, { digits: 2, sign: true })).toBe('−0.50');
    expect(en.number(0.5, { digits: 1, sign: true })).toBe('+0.5');
  });
});

it('puts units after numbers as the language does', () => {
  expect(en.withUnit('5', 'teachers')).toBe('5\u00a0teachers');
  expect(zh.withUnit('5', '人')).toBe('5人');
  expect(zh.withUnit('1.42', '每百名学生')).toBe('1.42（每百名学生）');
  expect(zh.withUnit('1,310', 'm²')).toBe('1,310\u00a0m²');
  expect(zh.withUnit('3', '')).toBe('3');
});

it('shows the other language where a name has only one', () => {
  expect(zh.text({ en: 'Harris Federation', zh: '' })).toBe('Harris Federation');
  expect(en.text({ en: '', zh: '城西小学' })).toBe('城西小学');
});

it('lists in words', () => {
  expect(en.list(['BG', 'ZS', 'RM'])).toBe('BG, ZS and RM');
  expect(zh.list(['城西小学', '凤鸣小学'])).toBe('城西小学和凤鸣小学');
});

it('shows the half of a note that is in the chosen language, and any other note as it is', () => {
  const note = '论文 §5.3.2；哪三所为推断 · Thesis §5.3.2; which three is a reading';
  expect(formatIn('zh').note(note)).toBe('论文 §5.3.2；哪三所为推断');
  expect(formatIn('en').note(note)).toBe('Thesis §5.3.2; which three is a reading');
  for (const other of ['Order 12 · 2015', '文件 · 附件', '文件'])
    expect(formatIn('zh').note(other)).toBe(other);
});
