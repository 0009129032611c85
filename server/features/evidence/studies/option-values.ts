/** Values of options as text, lists, numbers and pairs; what is none of these becomes a problem. */

import { makeProblem, type Problem } from '@trellis/contract/problems';
import { OPTION_NAMES, OPTION_TABLE, type OptionName, type OptionRule } from './option-table.ts';

export interface OptionReader {
  readonly text: (name: string) => string | undefined;
  readonly list: (name: OptionName) => string[];
  /** The word as the option's choices spell it. */
  readonly choice: <Word extends string>(name: OptionName) => Word | undefined;
  readonly number: (name: OptionName) => number | undefined;
  readonly numbers: (name: OptionName) => number[];
  /** `name=number` for known names. */
  readonly pairs: (name: OptionName, known: readonly string[]) => Record<string, number>;
  /** `name=word` for known names. */
  readonly words: <Word extends string>(
    name: OptionName,
    choices: readonly Word[],
    known: readonly string[],
  ) => Record<string, Word>;
  readonly flag: (name: OptionName) => boolean;
}

export function createOptionReader(
  values: Readonly<Record<string, unknown>>,
  problems: Problem[],
): OptionReader {
  const refuse = (name: string, value: string, example: string): void => {
    problems.push(makeProblem('bad-option', { value, params: { option: `--${name}`, example } }));
  };
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value.trim() : undefined;
  };
  const list = (name: string): string[] => {
    const given = values[name];
    const texts = Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];
    return texts
      .flatMap((one) => one.split(','))
      .map((one) => one.trim())
      .filter((one) => one !== '');
  };
  const splitPairs = (name: OptionName, known: readonly string[]): [string, string][] =>
    list(name).flatMap((pair): [string, string][] => {
      const at = pair.lastIndexOf('=');
      const [key, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
      if (at > 0 && known.includes(key)) return [[key, value]];
      refuse(name, pair, known.map((one) => `${one}=…`).join(', ') || 'name=…');
      return [];
    });
  for (const name of OPTION_NAMES) {
    const { takes, choices, range }: OptionRule = OPTION_TABLE[name];
    const given = takes === 'numbers' ? list(name) : [text(name)].filter((one) => one !== undefined);
    for (const value of given) {
      if (choices !== undefined && !choices.includes(value)) refuse(name, value, choices.join(' | '));
      if (range !== undefined && value !== range.word && !fits(value, range))
        refuse(name, value, sayRange(range));
    }
  }
  return {
    text,
    list,
    choice: <Word extends string>(name: OptionName) => text(name) as Word | undefined,
    number: (name) => {
      const value = text(name);
      return value === undefined || value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
    },
    numbers: (name) => list(name).map(Number),
    pairs: (name, known) =>
      Object.fromEntries(
        splitPairs(name, known).flatMap(([key, value]): [string, number][] => {
          if (value !== '' && Number.isFinite(Number(value))) return [[key, Number(value)]];
          refuse(name, `${key}=${value}`, `${key}=2020`);
          return [];
        }),
      ),
    words: <Word extends string>(name: OptionName, choices: readonly Word[], known: readonly string[]) =>
      Object.fromEntries(
        splitPairs(name, known).flatMap(([key, value]): [string, Word][] => {
          const word = choices.find((one) => one === value);
          if (word !== undefined) return [[key, word]];
          refuse(name, `${key}=${value}`, choices.map((one) => `${key}=${one}`).join(' | '));
          return [];
        }),
      ) as Record<string, Word>,
    flag: (name) => values[name] === true,
  };
}

type Range = NonNullable<OptionRule['range']>;

function fits(value: string, { min, max, whole }: Range): boolean {
  const number = Number(value);
  if (value === '' || !Number.isFinite(number) || number < min || number > max) return false;
  return whole !== true || Number.isInteger(number);
}

function sayRange({ min, max, whole, word }: Range): string {
  const low = min === Number.MIN_VALUE ? '> 0' : min > -1e299 ? `≥ ${min}` : '';
  const high = max < 1e299 ? `≤ ${max}` : '';
  const kind = whole === true ? '1, 2, …' : '0.5';
  const parts = [low, high].filter((part) => part !== '').join(', ');
  return [parts === '' ? kind : parts, ...(word === undefined ? [] : [word])].join(' | ');
}
