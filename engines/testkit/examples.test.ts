import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { cn2017Quality, findSmallestRedistribution, judgeBalance } from '../balance/index.ts';
import { readResources } from '../balance/read-resources.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const ROOMS = ['kernel', 'balance', 'statistics'];

const FILES = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !/(^|\/)index\.ts$/.test(name))
    .map((name) => `${room}/${name}`),
);

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The `@example` blocks of a file, each with the name of what it documents. */
function listExamples(file: string): Example[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const pattern = /@example\s*\n([\s\S]*?)\*\/\s*\nexport (?:function|class|const) (\w+)/g;
  return [...text.matchAll(pattern)].map(([, block, name]) => ({
    name: name!,
    code: block!.replace(/^\s*\* ?/gm, '').trim(),
  }));
}

/** What examples may speak of without making it themselves: seven small schools, judged. */
function createFixtures(): Record<string, unknown> {
  const makeSchools = (least: number) =>
    ['bg', 'cb', 'zd', 'zs', 'ch', 'rm', 'fm'].map((school, index) => ({
      school,
      pupils: 1000 + 100 * index,
      values: Object.fromEntries(
        cn2017Quality.indicators.map(({ numerator }) => [numerator, least + ((index * 3) % 7) ** 2]),
      ),
    }));
  const schools = makeSchools(2);
  const count = schools.length;
  const columns = {
    count,
    pupils: Float64Array.from(schools, ({ pupils }) => pupils),
    values: Object.fromEntries(
      cn2017Quality.indicators.map(({ numerator }) => [
        numerator,
        Float64Array.from(schools, ({ values }) => values[numerator]!),
      ]),
    ),
  };
  const groups = new Map(schools.map(({ school }, index) => [school, index < 4 ? 'north' : 'south']));
  const input = {
    schools: schools.map(({ school, pupils, values }) => ({
      school,
      pupils,
      amount: values.teachersBackbone!,
    })),
    limit: 0.3,
    whole: true,
  };
  const judgement = judgeBalance({ pack: cn2017Quality, stage: 'primary', schools });
  return {
    pack: cn2017Quality,
    cn2017Quality,
    schools,
    columns,
    resources: readResources(input.schools, input.limit),
    amounts: Float64Array.from(input.schools, ({ amount }) => amount + 1),
    input,
    plan: findSmallestRedistribution(input),
    judgement,
    judgement2019: judgement,
    judgement2025: judgeBalance({ pack: cn2017Quality, stage: 'primary', schools: makeSchools(20) }),
    groupBySchool: groups,
    clusterBySchool: groups,
    text: JSON.stringify(cn2017Quality),
  };
}

/** A part with larger needs keeps its fixtures in a file of its own: `testkit/examples/<part>.ts`. */
const loadFixtures = (): Promise<Record<string, unknown>[]> =>
  Promise.all(
    readdirSync(join(ROOT, 'testkit/examples')).map(async (name) => {
      const module = (await import(join(ROOT, 'testkit/examples', name))) as {
        createFixtures: () => unknown;
      };
      return module.createFixtures() as Record<string, unknown>;
    }),
  );

/** Runs the statements and answers the value of each that stands alone, with the words after its `//`. */
function runExample(code: string, scope: Record<string, unknown>): { value: unknown; said: string }[] {
  const results: { value: unknown; said: string }[] = [];
  const statements = code
    .split(/(?<=;)[ \t]*(?=\n|\/\/|$)/)
    .reduce<{ text: string; said: string }[]>((list, part) => {
      const said = /^\s*\/\/ ?(.*)/.exec(part)?.[1];
      const rest = part.replace(/^\s*\/\/.*\n?/, '').trim();
      const last = list.at(-1);
      if (said !== undefined && last) last.said = said;
      if (rest !== '') list.push({ text: rest, said: '' });
      return list;
    }, []);
  const body = statements
    .map(({ text, said }) =>
      /^(const|let|throw|for|if) /.test(text)
        ? text
        : `results.push({ value: (${text.replace(/;$/, '')}), said: ${JSON.stringify(said)} });`,
    )
    .join('\n');
  const all: Record<string, unknown> = { ...scope, results };
  // In a block of its own, an example may name its things as it likes.
  new Function(...Object.keys(all), `{${body}\n}`)(...Object.values(all));
  return results;
}

/** A comment that is a literal is a promise; prose is not compared. */
function readPromise(said: string): { value: unknown } | undefined {
  if (!/^(?:-?\d|true|false|'|\[|\{|undefined$)/.test(said)) return undefined;
  try {
    return { value: new Function(`return (${said});`)() };
  } catch {
    return undefined;
  }
}

/** Nine decimals of the numbers in a list, so that rounding of the last digit breaks no promise. */
const round = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((item) => (typeof item === 'number' ? Math.round(item * 1e9) / 1e9 + 0 : item))
    : value;

const toPlain = (value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;

describe('every @example', () => {
  const examples = FILES.flatMap((file) => listExamples(file).map((example) => ({ file, ...example })));

  test('is found', () => expect(examples.length).toBeGreaterThan(30));

  test.each(examples)('$file $name runs and answers what it says', async ({ file, name, code }) => {
    const modules = await Promise.all(
      FILES.map((one) => import(join(ROOT, one)) as Promise<Record<string, unknown>>),
    );
    const scope = Object.assign(createFixtures(), ...(await loadFixtures()), ...modules) as Record<
      string,
      unknown
    >;
    if (code.startsWith('throw ')) {
      expect(() => runExample(code, scope), `${file} ${name}`).toThrow(scope[name] as never);
      return;
    }
    for (const { value, said } of runExample(code, scope)) {
      const promise = readPromise(said);
      if (!promise) continue;
      if (typeof promise.value === 'number') expect(value).toBeCloseTo(promise.value, 9);
      else expect(round(toPlain(value))).toEqual(round(promise.value));
    }
  });
});
