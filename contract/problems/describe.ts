import type { Language } from '../common.ts';
import { PROBLEMS, type ProblemCode } from './catalogue.ts';
import type { ProblemEntry } from './entry.ts';
import type { Problem } from './problem.ts';

/** Longest value quoted in a sentence: a whole paragraph in a cell must not become the message. */
const MAX_QUOTED_LENGTH = 80;

/** Longest list of what there is to choose from. */
const MAX_LIST_LENGTH = 1000;

/** A problem of the catalogue, with the severity the catalogue gives it unless another is asked for. */
export function makeProblem(
  code: ProblemCode,
  facts: Omit<Problem, 'code' | 'severity'> & { severity?: Problem['severity'] } = {},
): Problem {
  return { code, severity: PROBLEMS[code].severity, ...facts };
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/**
 * The problem in words: the fact, what to do, and where in the file.
 *
 * @example
 * describeProblem({ code: 'not-a-number', severity: 'error', sheet: '2018', row: 14, letter: 'C', column: 'pupils', value: 'many' }, 'en')
 * // { message: '“many” is not a number.', remedy: 'Type a number, or …', place: 'sheet 2018, row 14, column C ‘pupils’' }
 */
export function describeProblem(
  problem: Problem,
  language: Language,
): { message: string; remedy: string; place: string } {
  const entry: ProblemEntry = PROBLEMS[problem.code];
  const text = entry.text[language];
  const facts: Facts = { ...placeFacts(problem) };
  for (const [name, fact] of Object.entries(problem.params ?? {})) {
    facts[name] ??= typeof fact === 'object' ? fact[language] : fact;
  }
  if (problem.code === 'more-problems') facts.kind = describeKind(String(facts.kind), language);
  return {
    message: fill(text.message, facts),
    remedy: fill(text.remedy, facts),
    place: describePlace(problem, language),
  };
}

/** Where in the file: `sheet 2018, row 14, column C ‘pupils’` or `工作表“2018”第14行C列“学生数”`. */
export function describePlace(
  place: Pick<Problem, 'sheet' | 'row' | 'letter' | 'column'>,
  language: Language,
): string {
  const { sheet, row, letter, column } = place;
  if (language === 'zh') {
    return [
      sheet === undefined || sheet === '' ? '' : `工作表“${sheet}”`,
      row === undefined ? '' : `第${row}行`,
      letter === undefined ? '' : `${letter}列`,
      column === undefined || column === '' ? '' : `“${column}”`,
    ].join('');
  }
  const columnName = [letter, column === undefined || column === '' ? undefined : `‘${column}’`];
  const known = columnName.filter((part) => part !== undefined);
  return [
    sheet === undefined || sheet === '' ? '' : `sheet ${sheet}`,
    row === undefined ? '' : `row ${row}`,
    known.length === 0 ? '' : `column ${known.join(' ')}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The sentence of a whole kind of problem, dots where each problem has its own facts: “…” is not a number. */
function describeKind(code: string, language: Language): string {
  if (!isProblemCode(code)) return code;
  const { message } = (PROBLEMS[code] as ProblemEntry).text[language];
  return message.replace(/\[[^\]]*\]/g, '').replace(/\{\w+\}/g, '…');
}

type Facts = Record<string, string | number | boolean | undefined>;

function placeFacts({ value, column, letter, row, sheet, file }: Problem): Facts {
  const facts: Facts = {};
  for (const [name, fact] of Object.entries({ value, column, letter, row, sheet, file })) {
    if (fact !== undefined) facts[name] = fact;
  }
  return facts;
}

/** Fills `{name}`; drops `[parts]` in which a name is unknown. */
function fill(template: string, facts: Facts): string {
  const named = (part: string) =>
    part.replace(/\{(\w+)\}/g, (_, name: string) =>
      shorten(String(facts[name] ?? ''), name === 'value' ? MAX_QUOTED_LENGTH : MAX_LIST_LENGTH),
    );
  const isKnown = (part: string) =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, name]) => facts[name as string] !== undefined);
  // Only then the values go in: a value may itself contain brackets or braces.
  return template
    .split(/(\[[^\]]*\])/)
    .map((part) => {
      if (!part.startsWith('[')) return named(part);
      return isKnown(part) ? named(part.slice(1, -1)) : '';
    })
    .join('');
}

function shorten(text: string, maxLength: number): string {
  const characters = [...text];
  if (characters.length <= maxLength) return text;
  return `${characters.slice(0, maxLength - 1).join('')}…`;
}
