/**
 * Small checks on unknown JSON that collect mistakes with their paths instead of stopping at the first.
 *
 * Cost O(1) per value.
 */

import type { InputMistake } from '../kernel/index.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Collects mistakes; each check returns the value, or undefined after noting why not. */
export interface Reader {
  readonly mistakes: InputMistake[];
  readonly refuse: (code: string, path: string, message: string) => void;
  /** Keys that may be missing end in a question mark. */
  readonly object: (json: unknown, path: string, keys: readonly string[]) => JsonObject | undefined;
  readonly list: (json: unknown, path: string) => readonly unknown[] | undefined;
  readonly text: (json: unknown, path: string) => string | undefined;
  readonly boolean: (json: unknown, path: string) => void;
  readonly date: (json: unknown, path: string) => void;
  readonly number: (json: unknown, path: string, least: number, most?: number) => number | undefined;
  readonly oneOf: (json: unknown, path: string, allowed: readonly string[]) => void;
  readonly bilingual: (json: unknown, path: string, mayBeEmpty?: boolean) => void;
  /** Numbers by stage; an empty list of stages allows any. Returns the stages found. */
  readonly byStage: (
    json: unknown,
    path: string,
    stages: readonly string[],
    least: number,
  ) => readonly string[];
}

/**
 * Makes a reader without mistakes.
 *
 * @example
 * const reader = createReader();
 * reader.text(42, 'id'); // undefined, and reader.mistakes has one entry
 */
export function createReader(): Reader {
  const mistakes: InputMistake[] = [];
  const refuse = (code: string, path: string, message: string): void => {
    mistakes.push({ code, message, params: { path }, path: path === '' ? '(pack)' : path });
  };
  const expect = (json: unknown, path: string, wanted: string): void => {
    if (json === undefined) refuse('missing', path, `This is missing. Add ${wanted}.`);
    else refuse('wrong-type', path, `This is ${describe(json)}. Give ${wanted}.`);
  };

  const object: Reader['object'] = (json, path, keys) => {
    if (!isObject(json)) {
      expect(json, path, 'an object');
      return undefined;
    }
    const allowed = new Set(keys.map((key) => key.replace('?', '')));
    for (const key of Object.keys(json))
      if (!allowed.has(key))
        refuse(
          'unknown-key',
          join(path, key),
          `The format does not know ${key}. Drop it, or choose from ${[...allowed].join(', ')}.`,
        );
    return json;
  };
  const list: Reader['list'] = (json, path) => {
    if (Array.isArray(json)) return json;
    expect(json, path, 'a list');
    return undefined;
  };
  const text: Reader['text'] = (json, path) => {
    if (typeof json !== 'string') expect(json, path, 'a text');
    else if (json.trim() === '') refuse('empty-text', path, 'This text is empty. Write it.');
    else return json;
    return undefined;
  };
  const number: Reader['number'] = (json, path, least, most = Number.MAX_VALUE) => {
    if (typeof json !== 'number' || !Number.isFinite(json)) expect(json, path, 'a number');
    else if (json < least || json > most) refuse('out-of-range', path, describeRange(json, least, most));
    else return json;
    return undefined;
  };
  const bilingual: Reader['bilingual'] = (json, path, mayBeEmpty = false) => {
    const texts = object(json, path, ['en', 'zh']);
    if (texts === undefined) return;
    for (const language of ['en', 'zh'])
      if (!(mayBeEmpty && texts[language] === '')) text(texts[language], `${path}.${language}`);
  };
  const byStage: Reader['byStage'] = (json, path, stages, least) => {
    if (json === undefined) return [];
    if (!isObject(json)) {
      expect(json, path, 'an object of numbers');
      return [];
    }
    return Object.keys(json).filter((stage) => {
      if (stages.length > 0 && !stages.includes(stage))
        refuse(
          'unknown-stage',
          join(path, stage),
          `The pack has no stage ${stage}. Add it to stages, or drop it.`,
        );
      return number(json[stage], join(path, stage), least) !== undefined;
    });
  };
  return {
    mistakes,
    refuse,
    object,
    list,
    text,
    number,
    bilingual,
    byStage,
    boolean: (json, path) => {
      if (typeof json !== 'boolean') expect(json, path, 'true or false');
    },
    date: (json, path) => {
      const day = text(json, path);
      if (day !== undefined && !isCalendarDay(day))
        refuse('invalid-date', path, `${day} is no day. Write it as 2017-04-19.`);
    },
    oneOf: (json, path, allowed) => {
      if (typeof json !== 'string' || !allowed.includes(json))
        refuse(
          json === undefined ? 'missing' : 'not-allowed',
          path,
          `This is ${describe(json)}. Choose from ${allowed.join(', ')}.`,
        );
    },
  };
}

function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function describe(json: unknown): string {
  if (json === undefined) return 'missing';
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'a list';
  if (typeof json === 'object') return 'an object';
  return typeof json === 'string' ? `the text "${json}"` : String(json);
}

function describeRange(value: number, least: number, most: number): string {
  if (most < Number.MAX_VALUE) return `${value} is not between ${least} and ${most}. Correct it.`;
  return least === Number.MIN_VALUE
    ? `${value} is not above zero. Correct it.`
    : `${value} is below ${least}. Correct it.`;
}

function isCalendarDay(day: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) return false;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return month >= 1 && month <= 12 && date >= 1 && date <= lengths[month - 1]!;
}
