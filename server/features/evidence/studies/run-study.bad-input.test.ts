import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runStudy } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'trellis-bad-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Row = Record<string, string | number>;

/** Thirty schools over six years, twelve of them treated from 2021; `change` spoils it. */
function panel(change: (row: Row, school: number, year: number) => Row | Row[] | undefined): string {
  const lines = ['school,year,start,joined,size,score,weight,district'];
  for (let school = 1; school <= 30; school++) {
    const start = school <= 12 ? 2021 : 0;
    for (let year = 2018; year <= 2023; year++) {
      const joined = start > 0 && year >= start ? 1 : 0;
      const size = 100 + ((school * 37 + year * year) % 50);
      const score = school / 10 + year / 5 + joined / 2 + Math.sin(school * 12.9898 + year * 78.233) / 5;
      const row = {
        school: `S${school}`,
        year,
        start: start || '',
        joined,
        size,
        score: score.toFixed(6),
        weight: 1 + (school % 3),
        district: `D${school % 5}`,
      };
      const changed = change(row, school, year) ?? [];
      for (const one of Array.isArray(changed) ? changed : [changed])
        lines.push(Object.values(one).join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

let files = 0;

async function study(method: string, text: string, options: readonly string[], lang = 'en') {
  const path = join(folder, `bad-${files++}.csv`);
  writeFileSync(path, text);
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (part: string) => out.push(part) },
    stderr: { write: (part: string) => err.push(part) },
  };
  const exitCode = await runStudy([method, path, ...options, '--json', '--lang', lang], io);
  const stdout = out.join('');
  expect(stdout).not.toMatch(/NaN|Infinity/);
  return { exitCode, stderr: err.join(''), json: JSON.parse(stdout) };
}

const PANEL = ['--outcome', 'score', '--unit', 'school', '--time', 'year'];
const FROM = [...PANEL, '--treated-from', 'start'];
const MARKED = [...PANEL, '--treated', 'joined'];
const ROWS = ['--outcome', 'score', '--treated', 'joined'];
const as = (column: string, value: string | number) => (row: Row) => ({ ...row, [column]: value });
const once = (column: string, value: string | number) => (row: Row, school: number, year: number) =>
  school === 3 && year === 2020 ? { ...row, [column]: value } : row;

/** What was spoilt, with which study, and what must be said: file, column, value or count, remedy. */
const REFUSED: readonly [
  what: string,
  method: string,
  text: string,
  options: readonly string[],
  said: RegExp,
][] = [
  [
    'a word for an outcome',
    'did',
    panel(once('score', 'absent')),
    FROM,
    /row 16, column ‘score’: “absent”.*Type a number/,
  ],
  [
    'a word for an outcome',
    'match',
    panel(once('score', 'absent')),
    [...ROWS, '--covariates', 'size'],
    /‘score’: “absent”/,
  ],
  [
    'a word for a covariate',
    'multilevel',
    panel(once('size', 'big')),
    ['--outcome', 'score', '--unit', 'school', '--covariates', 'size'],
    /‘size’: “big”/,
  ],
  [
    'a unit twice in a period',
    'staggered',
    panel((row, school, year) => (school === 3 && year === 2020 ? [row, row] : row)),
    FROM,
    /‘school’: .*1 unit-periods.*--repeated average/,
  ],
  [
    'treatment that switches off',
    'did',
    panel((row, school, year) => (school === 3 && year === 2023 ? { ...row, joined: 0 } : row)),
    MARKED,
    /‘joined’: .*1 units.*switched off again: S3.*keep the rows until it ends/,
  ],
  [
    'treatment that switches off',
    'event',
    panel((row, school, year) => (school === 3 && year === 2023 ? { ...row, joined: 0 } : row)),
    MARKED,
    /switched off again: S3/,
  ],
  ['a 2 for treatment', 'did', panel(once('joined', 2)), MARKED, /‘joined’: “2” is not 0 or 1/],
  [
    'no controls',
    'did',
    panel(as('start', 2021)),
    FROM,
    /‘start’: .*all 30 units.*Add some without treatment/,
  ],
  [
    'no controls',
    'staggered',
    panel(as('start', 2021)),
    FROM,
    /‘start’: .*30 units.*Add units without treatment/,
  ],
  [
    'no controls',
    'match',
    panel(as('joined', 1)),
    [...ROWS, '--covariates', 'size'],
    /‘joined’: .*no controls.*Add some/,
  ],
  ['nobody treated', 'did', panel(as('start', '')), FROM, /‘start’: .*No unit is treated.*Check the column/],
  [
    'all treated ones treated from the start',
    'did',
    panel((row, school) => ({ ...row, start: school <= 12 ? 2018 : '' })),
    FROM,
    /‘start’: .*12 treated units.*first period already.*Add earlier periods/,
  ],
  [
    'perfect separation',
    'match',
    panel((row) => ({ ...row, size: row.joined === 1 ? 900 + Number(row.size) : Number(row.size) })),
    [...ROWS, '--covariates', 'size'],
    /‘joined’: .*apart without doubt.*Use fewer covariates/,
  ],
  [
    'one cluster',
    'did',
    panel(as('district', 'D1')),
    [...FROM, '--cluster', 'district'],
    /‘district’: .*1 cluster.*at least two/,
  ],
  [
    'one cluster',
    'mediate',
    panel(as('district', 'D1')),
    [...ROWS, '--mediators', 'size', '--cluster', 'district'],
    /‘district’: .*1 cluster.*at least two/,
  ],
  [
    'missing everywhere',
    'did',
    panel(as('score', 'NA')),
    FROM,
    /‘score’: No complete row is left: 180 of 180.*Fill in/,
  ],
  [
    'missing everywhere',
    'power',
    panel(as('score', '')),
    ['--outcome', 'score', '--unit', 'school'],
    /‘score’: No complete row is left: 180 of 180/,
  ],
  ['a constant outcome', 'did', panel(as('score', 5)), FROM, /‘score’: .*does not vary.*Check the column/],
  [
    'a constant outcome',
    'staggered',
    panel(as('score', 5)),
    FROM,
    /‘score’: .*the same in all 180 rows.*Check the column/,
  ],
  [
    'a constant outcome',
    'multilevel',
    panel(as('score', 5)),
    ['--outcome', 'score', '--unit', 'school'],
    /‘score’: .*is 5 in every row/,
  ],
  [
    'a weight of zero',
    'did',
    panel(once('weight', 0)),
    [...FROM, '--weights', 'weight'],
    /row 16, column ‘weight’: The weight 0 is not above zero.*Mend the weight/,
  ],
  [
    'a negative weight',
    'mediate',
    panel(once('weight', -2)),
    [...ROWS, '--mediators', 'size', '--weights', 'weight'],
    /‘weight’: The weight -2 is not above zero/,
  ],
  [
    'two first periods',
    'did',
    panel(once('start', 2022)),
    FROM,
    /‘start’: .*1 units.*S3.*Give each unit one/,
  ],
  [
    'a period that is a word',
    'event',
    panel(once('year', 'spring')),
    FROM,
    /‘year’: The period “spring”.*Number the periods/,
  ],
  [
    'one period',
    'did',
    panel((row, _, year) => (year === 2021 ? row : undefined)),
    FROM,
    /‘year’: .*period 2021.*two periods/,
  ],
  [
    'one row in each group',
    'multilevel',
    panel((row, _, year) => (year === 2021 ? row : undefined)),
    ['--outcome', 'score', '--unit', 'school'],
    /‘school’: .*Every group has one row.*several rows/,
  ],
  [
    'a scale beyond numbers',
    'did',
    panel((row) => ({ ...row, score: `${row.score}e305` })),
    FROM,
    /‘score’: .*too large or too small.*unit/,
  ],
  [
    'no row',
    'did',
    'school,year,start,joined,size,score,weight,district\n',
    FROM,
    /headers and no row.*Add the rows/,
  ],
  ['no byte', 'did', '', FROM, /bad-\d+\.csv: The file holds no data/],
];

describe('bad input to a study', () => {
  test.each(REFUSED)(
    '%s is refused by %s with file, column, value and remedy, in both languages',
    async (_what, method, text, options, said) => {
      const english = await study(method, text, options);
      expect(english.exitCode).toBe(2);
      expect(english.stderr).toMatch(/^bad-\d+\.csv/);
      expect(english.stderr).toMatch(said);
      expect(english.json.problems[0].remedy.length).toBeGreaterThan(5);
      const chinese = await study(method, text, options, 'zh');
      expect(chinese.exitCode).toBe(2);
      expect(chinese.stderr).toMatch(/\p{Script=Han}/u);
      expect(
        chinese.stderr.replace(
          /--[a-z]+ [a-z-]+|score|school|year|start|joined|district|weight|size|absent|spring|big|bad|csv/g,
          '',
        ),
      ).not.toMatch(/[a-z]{4,}/);
    },
  );

  test('what only weakens a study is answered with counts', async () => {
    const copied = panel((row, school, year) => (school === 3 && year === 2020 ? [row, row] : row));
    const twice = await study('did', copied, FROM);
    expect(twice.exitCode).toBe(0);
    expect(twice.json.warnings[0].message).toMatch(/^1 unit-periods occur more than once, e\.g\. S3 in 2020/);
    const gap = await study(
      'did',
      panel((row, school, year) => (school === 3 && year === 2020 ? undefined : row)),
      FROM,
    );
    expect(gap.json.warnings[0]).toMatchObject({ code: 'gaps' });
    expect(gap.json.n).toBe(179);
    const left = await study(
      'staggered',
      panel((row, school, year) => (school === 3 && year === 2020 ? undefined : row)),
      FROM,
    );
    expect(left.json.dropped).toEqual([{ reason: 'units-with-gaps', count: 5, names: ['S3'] }]);
    const single = await study(
      'did',
      panel((row, school, year) => (school === 30 && year !== 2019 ? undefined : row)),
      FROM,
    );
    expect(single.json.dropped).toEqual([{ reason: 'singleton-fixed-effect', count: 1 }]);
    const same = await study(
      'did',
      panel((row, school) => ({ ...row, size: school })),
      [...FROM, '--covariates', 'size'],
    );
    expect(same.json.dropped).toEqual([{ reason: 'collinear', count: 1, names: ['size'] }]);
    const few = await study(
      'did',
      panel((row, school) => ({ ...row, district: `D${school % 2}` })),
      [...FROM, '--cluster', 'district'],
    );
    expect(few.json.warnings[0]).toMatchObject({ code: 'few-clusters' });
    expect(few.json.diagnostics.wildBootstrap).toMatchObject({ isExact: true, clusters: 2 });
  });

  test.each(['did', 'event', 'staggered'])(
    '%s gives the same answer at any unit of the outcome',
    async (method) => {
      const plain = (
        await study(
          method,
          panel((row) => row),
          FROM,
        )
      ).json;
      for (const exponent of ['e-300', 'e299']) {
        const scaled = (
          await study(
            method,
            panel((row) => ({ ...row, score: `${row.score}${exponent}` })),
            FROM,
          )
        ).json;
        const unit = Number(`1${exponent}`);
        expect(scaled.estimate / unit / plain.estimate).toBeCloseTo(1, 8);
        expect(scaled.standardError / unit / plain.standardError).toBeCloseTo(1, 8);
        expect(scaled.pValue).toBeCloseTo(plain.pValue, 8);
      }
    },
  );

  test('an option that a study does not read is said, not swallowed', async () => {
    const answer = (
      await study(
        'did',
        panel((row) => row),
        [...FROM, '--slopes', 'size', '--mediators', 'size'],
      )
    ).json;
    const unused = answer.warnings.filter(({ code }: { code: string }) => code === 'option-not-used');
    expect(unused.map(({ message }: { message: string }) => message.split(' ')[0])).toEqual([
      '--slopes',
      '--mediators',
    ]);
  });
});
