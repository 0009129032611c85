import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeWorkbook } from '../../../platform/tables/index.ts';
import { runStudy } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'trellis-study-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function study(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runStudy(argv, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
  });
  const stdout = out.join('');
  return { exitCode, stdout, stderr: err.join(''), json: () => JSON.parse(stdout) };
}

/** Thirty schools over six years; the first twelve share from 2021 on, the next six from 2022 in the staggered file. */
function panelText(isStaggered: boolean): string {
  const lines = ['school,year,start,joined,size,score'];
  for (let school = 1; school <= 30; school++) {
    const start = school <= 12 ? 2021 : isStaggered && school <= 18 ? 2022 : 0;
    for (let year = 2018; year <= 2023; year++) {
      const joined = start > 0 && year >= start ? 1 : 0;
      const noise = Math.sin(school * 12.9898 + year * 78.233);
      const size = 100 + ((school * 37) % 50);
      lines.push(
        `S${school},${year},${start === 0 ? '' : start},${joined},${size},${(school / 10 + year / 5 + 0.5 * joined + 0.2 * noise).toFixed(6)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

const plain = write('plain.csv', panelText(false));
const staggered = write('staggered.csv', panelText(true));
const PANEL = ['--outcome', 'score', '--unit', 'school', '--time', 'year'];
const FROM = [...PANEL, '--treated-from', 'start'];

describe('trellis study', () => {
  test('answers a difference-in-differences in the promised shape', async () => {
    const result = await study('did', plain, ...FROM, '--json');
    expect([result.exitCode, result.stderr]).toEqual([0, '']);
    const answer = result.json();
    expect(Object.keys(answer)).toEqual([
      'method',
      'estimand',
      'estimate',
      'standardError',
      'degreesOfFreedom',
      'confidenceInterval',
      'pValue',
      'n',
      'units',
      'clusters',
      'smallSample',
      'terms',
      'diagnostics',
      'warnings',
      'dropped',
    ]);
    expect(answer).toMatchObject({
      method: 'did',
      n: 180,
      units: 30,
      clusters: 30,
      degreesOfFreedom: 29,
      warnings: [],
    });
    expect(answer.confidenceInterval[0]).toBeLessThan(0.5);
    expect(answer.confidenceInterval[1]).toBeGreaterThan(0.5);
    expect(answer.terms[0]).toMatchObject({ name: 'treated', estimate: answer.estimate });
  });

  test('reads the same treatment from a starting period and from a column of ones', async () => {
    const from = (await study('did', plain, ...FROM, '--json')).json();
    const marked = (await study('did', plain, ...PANEL, '--treated', 'joined', '--json')).json();
    expect(marked.estimate).toBe(from.estimate);
    expect(marked.standardError).toBe(from.standardError);
  });

  test('corrects for small samples as asked and says how', async () => {
    const errors = [];
    for (const name of ['none', 'nested', 'full']) {
      const { smallSample, standardError } = (
        await study('did', plain, ...FROM, '--small-sample', name, '--json')
      ).json();
      expect(typeof smallSample.formula).toBe('string');
      errors.push(standardError);
    }
    expect(errors).toEqual([...errors].sort((a, b) => a - b));
    expect(new Set(errors).size).toBe(3);
  });

  test('warns of staggered starts under plain two-way fixed effects, in both languages', async () => {
    const english = (await study('did', staggered, ...FROM, '--json')).json();
    expect(english.warnings).toMatchObject([{ code: 'staggered-timing' }]);
    expect(english.diagnostics.goodmanBacon.components.length).toBeGreaterThan(2);
    const chinese = (await study('did', staggered, ...FROM, '--json', '--lang', 'zh')).json();
    expect(chinese.warnings[0].message).toMatch(/\p{Script=Han}/u);
  });

  test('tells effects by time since the start, with each estimator', async () => {
    for (const estimator of ['twfe', 'sun-abraham', 'callaway-santanna', 'imputation']) {
      const answer = (await study('event', staggered, ...FROM, '--estimator', estimator, '--json')).json();
      expect(answer.diagnostics.estimator).toBe(estimator);
      expect(answer.terms.some(({ eventTime }: { eventTime?: number }) => eventTime === 1)).toBe(true);
      expect(Math.abs(answer.estimate - 0.5)).toBeLessThan(0.2);
    }
    const staggeredAnswer = (
      await study('staggered', staggered, ...FROM, '--control', 'not-yet', '--json')
    ).json();
    expect(staggeredAnswer.diagnostics).toMatchObject({ estimator: 'callaway-santanna', control: 'not-yet' });
  });

  test('answers from cells what the rows answer, with pupils in schools, covariates and weights', async () => {
    const lines = ['school,year,joined,hours,weight,score'];
    for (let row = 0; row < 2000; row++) {
      const school = row % 20;
      const year = 2018 + (Math.floor(row / 20) % 4);
      const joined = school < 8 && year > 2019 ? 1 : 0;
      const hours = Math.sin(row * 3.3) * 4;
      const score = school / 9 + joined / 2 + hours / 5 + Math.cos(row * 7.7) + 1e5;
      lines.push(`${school},${year},${joined},${hours},${1 + (row % 3)},${score}`);
    }
    const path = write('pupils.csv', lines.join('\n'));
    const options = [
      ...PANEL,
      '--treated',
      'joined',
      '--covariates',
      'hours',
      '--weights',
      'weight',
      '--json',
    ];
    const fromCells = (await study('did', path, ...options)).json();
    const fromRows = (await study('did', path, ...options, '--se', 'cr2')).json();
    expect([fromCells.n, fromRows.n]).toEqual([2000, 2000]);
    for (const [place, term] of fromCells.terms.entries()) {
      expect(term.estimate).toBeCloseTo(fromRows.terms[place].estimate, 8);
      expect(Math.abs(term.standardError / fromRows.terms[place].standardError - 1)).toBeLessThan(0.1);
    }
  });

  test('matches, and shows balance before and after', async () => {
    const lines = ['joined,size,rural,score'];
    for (let row = 0; row < 200; row++) {
      const size = 50 + ((row * 29) % 97);
      const joined = (row * 7 + size) % 5 < 2 ? 1 : 0;
      lines.push(`${joined},${size},${row % 2},${size / 50 + joined + Math.sin(row)}`);
    }
    const path = write('match.csv', lines.join('\n'));
    const answer = (
      await study(
        'match',
        path,
        '--outcome',
        'score',
        '--treated',
        'joined',
        '--covariates',
        'size,rural',
        '--json',
      )
    ).json();
    expect(answer.balance).toHaveLength(2);
    expect(answer.diagnostics.offSupport).toBeGreaterThanOrEqual(0);
    expect(Math.abs(answer.estimate - 1)).toBeLessThan(0.6);
  });

  test('fits rows in units and names each unit with its interval', async () => {
    const answer = (
      await study(
        'multilevel',
        plain,
        '--outcome',
        'score',
        '--unit',
        'school',
        '--covariates',
        'joined',
        '--json',
      )
    ).json();
    expect(answer).toMatchObject({ method: 'multilevel', n: 180, units: 30 });
    expect(answer.groupEffects[0].effects[0].group).toMatch(/^S\d+$/);
    expect(answer.varianceComponents.length).toBe(2);
  });

  test('tells channels of an effect apart from what shows no evidence of being one', async () => {
    const lines = ['school,joined,climate,style,score'];
    for (let row = 0; row < 600; row++) {
      const joined = row % 40 < 20 ? 1 : 0;
      const climate = joined + Math.sin(row * 5.1);
      const style = Math.cos(row * 9.7);
      lines.push(
        `${row % 40},${joined},${climate},${style},${0.6 * climate + 0.1 * joined + 0.3 * Math.sin(row * 2.3)}`,
      );
    }
    const path = write('mediate.csv', lines.join('\n'));
    const options = [
      '--outcome',
      'score',
      '--treated',
      'joined',
      '--mediators',
      'climate,style',
      '--cluster',
      'school',
    ];
    const answer = (await study('mediate', path, ...options, '--draws', '100', '--json')).json();
    expect(answer.diagnostics.mediators.map(({ finding }: { finding: string }) => finding)).toEqual([
      'evidence',
      'no-evidence',
    ]);
    expect(answer).toMatchObject({ method: 'mediate', n: 600, clusters: 40 });
    const again = (await study('mediate', path, ...options, '--draws', '100', '--json')).json();
    expect(again).toEqual(answer);
  });

  test('says how small an effect the schools of a file could show, and the power and schools for a given one', async () => {
    const options = ['--outcome', 'score', '--unit', 'school', '--json'];
    const smallest = (await study('power', plain, ...options)).json();
    expect(smallest).toMatchObject({ method: 'power', units: 30, confidenceInterval: null });
    const back = (await study('power', plain, ...options, '--effect', String(smallest.estimate))).json();
    expect(back.estimate).toBeCloseTo(0.8, 8);
    expect(back.diagnostics.clustersNeeded).toBeGreaterThan(28);
    expect(back.diagnostics.clustersNeeded).toBeLessThan(32);
    const planned = ['--units', '40', '--people', '60', '--intraclass-correlation', '0.2', '--share', '0.5'];
    const known = (await study('power', plain, ...options, ...planned)).json();
    expect(known.diagnostics).toMatchObject({
      clusters: 40,
      peoplePerCluster: 60,
      intraclassCorrelation: 0.2,
    });
    const chinese = (await study('power', plain, ...options, '--lang', 'zh')).json();
    expect(chinese.estimand).toMatch(/最小效应/);
  });

  test('reads a workbook as it reads the same rows as text, and names sheet and row', async () => {
    const [head, ...lines] = panelText(false).trim().split('\n');
    const rows = lines.map((line) =>
      line.split(',').map((cell) => (cell === '' ? null : Number.isNaN(Number(cell)) ? cell : Number(cell))),
    );
    const columns = head!.split(',').map((header) => ({ header }));
    const path = join(folder, 'plain.xlsx');
    const save = async (cells: typeof rows) =>
      writeFileSync(path, await writeWorkbook({ sheets: [{ name: 'scores', columns, rows: cells }] }));
    await save(rows);
    const fromSheet = (await study('did', path, ...FROM, '--json')).json();
    const fromText = (await study('did', plain, ...FROM, '--json')).json();
    expect(fromSheet.estimate).toBeCloseTo(fromText.estimate, 12);
    expect(fromSheet.n).toBe(180);
    await save(rows.map((row, place) => (place === 4 ? [...row.slice(0, 5), 'absent'] : row)));
    const bad = await study('did', path, ...FROM);
    expect(bad.exitCode).toBe(2);
    expect(bad.stderr).toMatch(/plain\.xlsx, sheet scores, row 6, column ‘score’: “absent”/);
    expect((await study('did', path, ...FROM, '--sheet', 'marks')).exitCode).toBe(2);
    expect((await study('did', join(folder, 'none.xlsx'), ...FROM)).exitCode).toBe(2);
  });

  test('writes the report with the command, every choice and every warning in it', async () => {
    const report = join(folder, 'report.html');
    const result = await study('did', staggered, ...FROM, '--report', report, '--lang', 'zh');
    expect([result.exitCode, result.stderr]).toEqual([0, '']);
    const page = readFileSync(report, 'utf8');
    expect(page).toMatch(/<svg[\s\S]*所用命令：trellis study did/);
    expect(page).toContain('各单位开始受干预的时间不一');
    const nowhere = await study('did', plain, ...FROM, '--report', join(folder, 'no', 'report.html'));
    expect(nowhere.exitCode).toBe(2);
    expect(nowhere.stderr).toMatch(/could not be written: ENOENT/);
    expect(
      (await study('power', plain, '--outcome', 'score', '--unit', 'school', '--report', report)).exitCode,
    ).toBe(2);
  });

  test('matches then compares changes, beside the doubly robust and the plain comparison', async () => {
    const answer = (await study('match-did', plain, ...FROM, '--covariates', 'size', '--json')).json();
    expect(answer).toMatchObject({ method: 'match-did', units: 30 });
    expect(answer.terms.map(({ name }: { name: string }) => name)).toEqual([
      'matched',
      'doubly robust',
      'unmatched',
    ]);
    expect(answer.diagnostics).toMatchObject({ treatedFrom: 2021, basePeriod: 2020 });
    const robust = (
      await study('match-did', plain, ...FROM, '--covariates', 'size', '--method', 'aipw', '--json')
    ).json();
    expect(robust.estimate).toBe(answer.terms[1].estimate);
    const baseline = (
      await study(
        'match-did',
        plain,
        ...FROM,
        '--covariates',
        'size',
        '--match-baseline',
        '--distance',
        'mahalanobis',
        '--json',
      )
    ).json();
    expect(baseline.warnings.map(({ code }: { code: string }) => code)).toContain(
      'matched-on-baseline-outcome',
    );
    expect((await study('match-did', staggered, ...FROM, '--covariates', 'size')).stderr).toMatch(
      /several dates/,
    );
  });

  test('points out that treated and controls lie in different places, and compares within them', async () => {
    const [head, ...lines] = panelText(false).trim().split('\n');
    const placed = lines.map((line) => {
      const school = Number(/^S(\d+)/.exec(line)![1]);
      return `${line},${school <= 10 || school > 26 ? 'Surrey' : 'Hampshire'}`;
    });
    const path = write('places.csv', `${head},place\n${placed.join('\n')}\n`);
    for (const options of [
      ['--region', 'place'],
      ['--fixed', 'school,year,place'],
    ]) {
      const answer = (await study('did', path, ...FROM, ...options, '--json')).json();
      const codes = answer.warnings.map(({ code }: { code: string }) => code);
      expect(codes).toContain('region-confounded');
      expect(answer.diagnostics.region.regions).toEqual([
        { value: 'Hampshire', treated: 2, controls: 14 },
        { value: 'Surrey', treated: 10, controls: 4 },
      ]);
      expect(answer.diagnostics.region.withinRegion.estimate).toBeTypeOf('number');
    }
    const even = (await study('event', plain, ...FROM, '--region', 'school', '--json')).json();
    expect(even.warnings.map(({ code }: { code: string }) => code)).toContain('region-without-controls');
  });

  test('helps with each study in both languages, naming only the options it reads', async () => {
    for (const lang of ['en', 'zh']) {
      const all = await study('--help', '--lang', lang);
      expect(all.stdout).toMatch(/match-did/);
      for (const method of [
        'did',
        'event',
        'staggered',
        'match',
        'match-did',
        'mediate',
        'multilevel',
        'power',
      ]) {
        const { exitCode, stdout } = await study(method, '--help', '--lang', lang);
        expect([method, exitCode]).toEqual([method, 0]);
        expect(stdout).toContain('--outcome');
        expect(stdout.includes('--caliper')).toBe(method.startsWith('match'));
      }
    }
  });

  test('leaves out rows with blanks and counts them by column', async () => {
    const path = write('blanks.csv', `${panelText(false)}S1,2024,2021,1,100,NA\nS2,2024,2021,1,100,\n`);
    const answer = (await study('did', path, ...FROM, '--json')).json();
    expect(answer.dropped).toEqual([{ reason: 'missing-value', count: 2, names: ['score'] }]);
    expect(answer.n).toBe(180);
  });

  test('says in words, with exit code 2, what is wrong with the input', async () => {
    const text = panelText(false);
    const cases: [string, string[], RegExp][] = [
      [text.replace(/,[^,\n]*\n/, ',soon\n').replace('score\n', 'score\n'), FROM, /soon|score/],
      [text.replaceAll(/,2021,(0|1),/g, ',,0,'), FROM, /treated|No unit/i],
      [text.replace('S1,2019,2021', 'S1,2019,2020'), FROM, /S1/],
      [text.replace('S3,2018', 'S3,2018a'), FROM, /2018a/],
    ];
    for (const [index, [content, options, expected]] of cases.entries()) {
      const path = write(`bad-${index}.csv`, content);
      for (const lang of ['en', 'zh']) {
        const result = await study('did', path, ...options, '--json', '--lang', lang);
        expect([index, result.exitCode]).toEqual([index, 2]);
        if (lang === 'en') expect(result.stderr).toMatch(expected);
        expect(result.json().error.code).toBeTypeOf('string');
      }
    }
    const wrong = await study(
      'did',
      plain,
      '--outcome',
      'score',
      '--unit',
      'schol',
      '--time',
      'year',
      '--treated-from',
      'start',
    );
    expect(wrong.stderr).toContain('There is no column “schol”');
    expect((await study('guess', plain)).exitCode).toBe(2);
    expect((await study('did', plain, '--outcome', 'score')).stderr).toContain('--unit is missing');
    expect((await study('did', plain, ...FROM, '--se', 'best')).stderr).toContain('--se cannot be “best”');
    expect((await study('did', join(folder, 'nowhere.csv'), ...FROM)).exitCode).toBe(2);
  });

  const REFERENCE = new URL('../../../../../shared/reference/statistics/data/did_mpdta.csv', import.meta.url)
    .pathname;
  test.skipIf(!existsSync(REFERENCE))('agrees with the shared reference, where it is at hand', async () => {
    const options = [
      '--outcome',
      'lemp',
      '--unit',
      'countyreal',
      '--time',
      'year',
      '--treated-from',
      'first.treat',
      '--json',
    ];
    const twoWay = (await study('did', REFERENCE, ...options)).json();
    expect(twoWay.estimate).toBeCloseTo(-0.0365489366740667, 10);
    expect(twoWay.standardError).toBeCloseTo(0.0132651554293386, 10);
    const groups = (await study('staggered', REFERENCE, ...options)).json();
    expect(groups.estimate).toBeCloseTo(-0.0399512751551741, 10);
  });
});
