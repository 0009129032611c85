/** Words for the codes of the statistics engine, in both languages: the fact, then what to do. */

import type { Language } from '../types.ts';
import { LINEAR_WORDS } from './linear-words.ts';
import { MATCHING_WORDS } from './matching-words.ts';
import { MODEL_WORDS } from './model-words.ts';
import { PANEL_WORDS } from './panel-words.ts';
import type { EngineWords, EngineWordTable } from './types.ts';

type Facts = Readonly<Record<string, unknown>>;

export const ENGINE_WORDS: EngineWordTable = {
  ...PANEL_WORDS,
  ...LINEAR_WORDS,
  ...MATCHING_WORDS,
  ...MODEL_WORDS,
};

/** A sentence in two parts: what is so, and what to do about it (may be empty). */
export interface FactAndAdvice {
  readonly fact: string;
  readonly advice: string;
}

/**
 * What a code says in a language; the engine's own English wins where it has any.
 *
 * @param message the engine's English sentence, empty where it sends a bare code
 * @param facts the values of the code
 */
export function describeCode(code: string, message: string, facts: Facts, lang: Language): FactAndAdvice {
  const words: EngineWords | undefined = Object.hasOwn(ENGINE_WORDS, code) ? ENGINE_WORDS[code] : undefined;
  if (lang === 'en' && message !== '') {
    const said = splitSentence(message);
    return words?.enAdvice === undefined ? said : { ...said, advice: words.enAdvice };
  }
  const said = lang === 'zh' ? words?.zh : words?.en;
  if (said === undefined)
    return message === '' ? { fact: code.replaceAll('-', ' '), advice: '' } : splitSentence(message);
  const values = lang === 'zh' ? { ...facts, ...translateValues(facts) } : facts;
  return { fact: fill(said[0], values), advice: fill(said[1] ?? '', values) };
}

/** The same as one text. */
export function sayCode(code: string, message: string, facts: Facts, lang: Language): string {
  const { fact, advice } = describeCode(code, message, facts, lang);
  return advice === '' ? fact : `${fact}${lang === 'zh' ? '' : ' '}${advice}`;
}

/** Engines say the fact in the first sentence and advise in those that follow. */
function splitSentence(message: string): FactAndAdvice {
  // Small letters, a number or a bracket before the stop: “e.g. North” and “St. Mary” are no ends.
  const end = /(?<=[a-z]{2}|[0-9%)]|\p{Script=Han})\. (?=[A-Z])/u.exec(message);
  if (end === null) return { fact: message, advice: '' };
  return { fact: message.slice(0, end.index + 1), advice: message.slice(end.index + 2) };
}

function fill(template: string, facts: Facts): string {
  const isKnown = (part: string) =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, name]) => facts[name!] !== undefined);
  return template
    .split(/(\[[^\]]*\])/)
    .map((part) => {
      if (!part.startsWith('[')) return part;
      return isKnown(part) ? part.slice(1, -1) : '';
    })
    .join('')
    .replace(/\{(\w+)\}/g, (_, name: string) => sayValue(facts[name]));
}

/** Values that are words of the engines rather than of the person's file. */
const GROUPS: Readonly<Record<string, string>> = { treated: '受干预', control: '对照' };

function translateValues({ group }: Facts): Facts {
  return typeof group === 'string' && Object.hasOwn(GROUPS, group) ? { group: GROUPS[group] } : {};
}

function sayValue(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
  return value === undefined ? '…' : String(value);
}
