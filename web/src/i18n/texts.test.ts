import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const SOURCE = join(HERE, '..');
const NAMESPACES = readdirSync(join(HERE, 'en')).map((file) => file.replace('.json', ''));

function texts(language: 'en' | 'zh', namespace: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') found.set(path, value);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
  };
  walk(JSON.parse(readFileSync(join(HERE, language, `${namespace}.json`), 'utf8')), '');
  return found;
}

const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!))].sort();

/** Every literal of the source; what a template fills in is written as a wildcard. */
function literalsOfSource(): { plain: Set<string>; patterns: RegExp[] } {
  const plain = new Set<string>();
  const patterns: RegExp[] = [];
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'),
  );
  for (const path of files) {
    const source = readFileSync(join(SOURCE, path), 'utf8');
    for (const [, text] of source.matchAll(/'((?:[^'\\\n]|\\.)*)'/g)) plain.add(text!);
    for (const [, text] of source.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)) plain.add(text!);
    for (const [, text] of source.matchAll(/`((?:[^`\\]|\\.)*)`/g)) {
      const parts = text!.split(/\$\{[^}]*\}/);
      if (parts.length === 1) plain.add(text!);
      // A wildcard alone would fit every key.
      else if (/[a-z]\.$|^\.?[a-z]/i.test(parts[0]!)) {
        const escaped = parts.map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&'));
        patterns.push(new RegExp(`^${escaped.join('[^.]+')}$`));
      }
    }
  }
  return { plain, patterns };
}

describe.each(NAMESPACES)('texts of %s', (namespace) => {
  const en = texts('en', namespace);
  const zh = texts('zh', namespace);

  it('has every key in both languages', () => {
    const bases = (keys: Iterable<string>) => [...new Set([...keys].map(withoutPlural))].sort();
    expect(bases(zh.keys())).toEqual(bases(en.keys()));
  });

  it('writes both numbers in English and one form in Chinese', () => {
    for (const key of en.keys()) {
      if (key.endsWith('_one')) expect(en.has(key.replace(/_one$/, '_other')), key).toBe(true);
      if (key.endsWith('_other')) expect(zh.has(key), key).toBe(true);
    }
    expect([...zh.keys()].filter((key) => key.endsWith('_one'))).toEqual([]);
  });

  it('fills the same places in both languages', () => {
    for (const [key, text] of zh) {
      const english = en.get(key);
      if (english === undefined) continue;
      // A count only chooses the plural in English; Chinese has none to choose.
      const places = (one: string) => placeholders(one).filter((name) => name !== 'count');
      expect(places(text), `${key}: ${text}`).toEqual(places(english));
    }
  });

  it('uses full-width punctuation after Chinese words', () => {
    const half = [...zh].filter(([, text]) => /[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]/.test(text));
    expect(half).toEqual([]);
  });
});

describe('texts', () => {
  it('are all used', () => {
    const { plain, patterns } = literalsOfSource();
    const unused: string[] = [];
    for (const namespace of NAMESPACES) {
      for (const key of texts('en', namespace).keys()) {
        const base = withoutPlural(key);
        const names = [base, key, `${namespace}:${base}`];
        if (names.some((name) => plain.has(name) || patterns.some((pattern) => pattern.test(name)))) continue;
        unused.push(`${namespace}:${key}`);
      }
    }
    expect(unused).toEqual([]);
  });
});
