import { describe, expect, test } from 'vitest';
import {
  describePlace,
  describeProblem,
  isProblemCode,
  makeProblem,
  PROBLEMS,
  type ProblemCode,
} from './index.ts';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];
const namesIn = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));

describe('the catalogue of problems', () => {
  test('a kind of problem is told in its own words, not by its code', () => {
    const more = makeProblem('more-problems', { params: { count: 4000, kind: 'not-a-number' } });
    expect(describeProblem(more, 'en').message).toMatch(/^4000 further problems .*: “…” is not a number\.$/);
    expect(describeProblem(more, 'zh').message).toMatch(/^另有 4000 个同类问题未逐一列出：“…”/);
    for (const code of CODES) {
      for (const language of ['en', 'zh'] as const) {
        const { message } = describeProblem(
          makeProblem('more-problems', { params: { count: 1, kind: code } }),
          language,
        );
        expect(message).not.toMatch(/[{}[\]]/);
        if (code.includes('-')) expect(message).not.toContain(code);
      }
    }
  });

  test('says in both languages the same facts', () => {
    for (const code of CODES) {
      const { en, zh } = PROBLEMS[code].text;
      expect([code, namesIn(zh.message)]).toEqual([code, namesIn(en.message)]);
      expect([code, namesIn(zh.remedy)]).toEqual([code, namesIn(en.remedy)]);
    }
  });

  test('gives every problem a sentence and a remedy without leftovers of the template', () => {
    const params = Object.fromEntries(
      CODES.flatMap((code) => [
        ...namesIn(PROBLEMS[code].text.en.message),
        ...namesIn(PROBLEMS[code].text.en.remedy),
      ]).map((name) => [name as string, 'X']),
    );
    for (const code of CODES) {
      for (const language of ['en', 'zh'] as const) {
        for (const problem of [makeProblem(code), makeProblem(code, { value: 'v', row: 3, params })]) {
          const { message, remedy } = describeProblem(problem, language);
          for (const sentence of [message, remedy]) {
            expect(sentence.length).toBeGreaterThan(3);
            expect(sentence).not.toMatch(/[{}[\]]/);
          }
        }
      }
      expect(PROBLEMS[code].text.zh.message).toMatch(/\p{Script=Han}/u);
    }
  });

  test('asks nobody in the browser to name an encoding, for which it has no control', () => {
    for (const code of ['wrong-encoding', 'encoding-detected'] as const) {
      const { en, zh } = PROBLEMS[code].text;
      expect(en.remedy).toContain('“CSV UTF-8” or as .xlsx');
      expect(en.remedy).not.toMatch(/name (its|the) encoding/);
      expect(zh.remedy).not.toContain('指明');
    }
  });

  test('has kebab-case codes', () => {
    for (const code of CODES) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(isProblemCode('formula')).toBe(true);
    expect(isProblemCode('toString')).toBe(false);
  });
});

describe('describeProblem', () => {
  const problem = makeProblem('number-as-text', {
    file: 'schools.xlsx',
    sheet: '2018',
    row: 14,
    letter: 'C',
    column: 'pupils',
    value: '1,200',
    params: { suggestion: 1200 },
  });

  test('tells the fact with its value, the remedy and the place in English', () => {
    expect(describeProblem(problem, 'en')).toEqual({
      message: '“1,200” is written as text, not as a number.',
      remedy: 'Type it as a plain number: 1200, if that is what is meant.',
      place: 'sheet 2018, row 14, column C ‘pupils’',
    });
  });

  test('tells the same in Chinese', () => {
    expect(describeProblem({ ...problem, column: '学生数', value: '１，２００' }, 'zh')).toEqual({
      message: '“１，２００”是文本，不是数字。',
      remedy: '请按普通数字填写，如确为此意，请填 1200。',
      place: '工作表“2018”第14行C列“学生数”',
    });
  });

  test('names fields and stages in the reader’s language', () => {
    const exceeds = makeProblem('part-exceeds-whole', {
      value: 65,
      params: {
        part: { en: 'Backbone teachers', zh: '县级以上骨干教师数' },
        whole: { en: 'Teachers', zh: '教师数' },
        wholeValue: 60,
      },
    });
    expect(describeProblem(exceeds, 'en').message).toBe(
      '“Backbone teachers” (65) is more than “Teachers” (60).',
    );
    expect(describeProblem(exceeds, 'zh').message).toBe('“县级以上骨干教师数”（65）大于“教师数”（60）。');
  });

  test('leaves out the part of a sentence whose facts are not known', () => {
    const { params: _, ...without } = problem;
    expect(describeProblem(without, 'en').remedy).toBe('Type it as a plain number.');
  });

  test('does not take braces or brackets in a value for parts of the sentence', () => {
    const { message } = describeProblem(makeProblem('not-a-number', { value: '[{file}]' }), 'en');
    expect(message).toBe('“[{file}]” is not a number.');
  });

  test('shortens a value as long as a paragraph', () => {
    const { message } = describeProblem(makeProblem('not-a-number', { value: '字'.repeat(500) }), 'zh');
    expect(message.length).toBeLessThan(100);
  });

  test('names only the parts of the place that are known', () => {
    expect(describePlace({ row: 3 }, 'en')).toBe('row 3');
    expect(describePlace({ letter: 'B' }, 'en')).toBe('column B');
    expect(describePlace({ column: 'x' }, 'en')).toBe('column ‘x’');
    expect(describePlace({}, 'zh')).toBe('');
  });
});
