import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENGINE_WORDS, sayCode } from './index.ts';

const ENGINES = new URL('../../../../../engines/', import.meta.url).pathname;
const CODE = '([a-z]+(?:-[a-z]+)*)';

/** Where codes stand in the engines' source: fields, the makers of notes and refusals, unions of reasons. */
const FIELDS = new RegExp(
  `\\b(?:code|reason|treatedReason|controlReason):\\s*(?:[^,;{}\\n]*\\?\\s*)?'${CODE}'(?:\\s*:\\s*'${CODE}')?`,
  'g',
);
const CALLS = new RegExp(
  `\\b(?:notEstimable|refuse\\w*|note|push|\\w*Note)(?:<[^>]*>)?\\(\\s*(?:[^,;'()]*\\?\\s*)?'${CODE}'(?:\\s*:\\s*'${CODE}')?`,
  'g',
);
const UNIONS = /type \w*(?:Refusal|Reason)\s*=([^;]*);/g;

function listSources(folder: string): string[] {
  return readdirSync(join(ENGINES, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|\.bench)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function findCodes(): Map<string, string> {
  const fileByCode = new Map<string, string>();
  for (const file of listSources('statistics')) {
    const source = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    const found = [...source.matchAll(FIELDS), ...source.matchAll(CALLS)].flatMap(([, ...codes]) => codes);
    const reasons = [...source.matchAll(UNIONS)].flatMap(([, union]) =>
      [...union!.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code),
    );
    for (const code of [...found, ...reasons]) if (code !== undefined) fileByCode.set(code, file);
  }
  return fileByCode;
}

describe('the words for what the statistics engine says', () => {
  const codes = findCodes();

  test('every code in the source of the engine has words in Chinese', () => {
    expect(codes.size).toBeGreaterThan(180);
    const without = [...codes].filter(([code]) => !Object.hasOwn(ENGINE_WORDS, code));
    expect(without.map(([code, file]) => `${code} (${file.replace(ENGINES, '')})`)).toEqual([]);
  });

  test('every note that the command adds has words in Chinese too', () => {
    const folder = new URL('..', import.meta.url).pathname;
    const notes = [
      'check-panel-design',
      'describe-answer',
      'run-two-way-study',
      'read-words-as-categories',
    ].flatMap((name) => [
      ...readFileSync(join(folder, `${name}.ts`), 'utf8').matchAll(/\bcode: '([a-z-]+)'/g),
    ]);
    expect(notes.length).toBeGreaterThan(8);
    expect(notes.map(([, code]) => code!).filter((code) => !Object.hasOwn(ENGINE_WORDS, code))).toEqual([]);
  });

  test('every sentence is Chinese, and says its values without leftovers of the template', () => {
    for (const [code, { zh, en }] of Object.entries(ENGINE_WORDS)) {
      for (const part of zh.map(String)) expect([code, /\p{Script=Han}/u.test(part)]).toEqual([code, true]);
      const names = [...zh.join('').matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      const facts = Object.fromEntries(names.map((name) => [name, 7]));
      for (const given of [facts, {}]) {
        expect(sayCode(code, '', given, 'zh')).not.toMatch(/[{}[\]]/);
        if (en !== undefined) expect(sayCode(code, '', given, 'en')).not.toMatch(/[{}[\]]/);
      }
    }
  });

  test('a code without English of the engine has English here', () => {
    const bare = new Set<string>();
    for (const file of listSources('statistics')) {
      const source = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
      for (const [, code] of source.matchAll(new RegExp(`\\bnotEstimable\\(\\s*'${CODE}'`, 'g')))
        bare.add(code!);
      for (const [, code] of source.matchAll(new RegExp(`(?:reason|Reason): '${CODE}'`, 'g')))
        bare.add(code!);
    }
    const silent = [...bare].filter((code) => ENGINE_WORDS[code]?.en === undefined);
    expect(silent).toEqual([]);
  });

  test('a name with a stop in it does not end the sentence', () => {
    const message = '2 units change, e.g. St. Mary. Give each one start. Or two.';
    expect(sayCode('first-treated-changes', message, {}, 'en')).toBe(message);
  });
});
