import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../../platform/tables/index.ts';
import { ask } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { EXAMPLE_HEADERS, EXAMPLE_ROWS, weightedVariation } from './testing.ts';

const SCHOOLS = ['BG', 'CB', 'CH', 'FM', 'RM', 'ZD', 'ZS'];
const YEARS = [...new Set(EXAMPLE_ROWS.map((row) => row.year))].sort();

/** What this test expects, from the file alone. */
const totalsOf = (variable: string, year: number, schools: readonly string[] = SCHOOLS) =>
  EXAMPLE_ROWS.filter((row) => row.year === year && schools.includes(row.school)).map((row) => ({
    pupils: row.number('pupils'),
    total: row.number(variable),
  }));

interface Indicator {
  id: string;
  numerator: string;
  denominator: string;
  mean: number;
  cv: number;
  cvLimit: number;
  verdict: string;
  standard: number;
  schools: { schoolId: string; value: number; total: number; met: boolean; shareOfVariation: number }[];
  history: { year: number; cv: number }[];
  redistribution: { status: string; transfers?: unknown[] };
  addition: { additions?: unknown[] };
  shortfall: { additions?: unknown[] };
  name: { en: string; zh: string };
}

for (const database of DATABASES) {
  describe(`the balance of the worked example on ${database.name}`, () => {
    let server: TestServer;
    let cookie: string;
    let group: string;
    const codeOf = new Map<string, string>();
    const idOf = new Map<string, string>();
    beforeAll(async () => {
      server = await startTestServer(database);
      cookie = await server.signIn('chief-principal');
      group = (await get('/api/groups')).items[0].id;
      for (const school of (await get('/api/schools')).items) {
        codeOf.set(school.id, school.code);
        idOf.set(school.code, school.id);
      }
    });
    afterAll(() => server?.close());
    const get = async (path: string) => {
      const answer = await ask(server, `GET ${path as '/'}`, { cookie });
      expect(answer.status, `${path} ${answer.text.slice(0, 200)}`).toBe(200);
      return answer.body;
    };
    const balanceOf = (query = '') => get(`/api/groups/${group}/balance${query}`);

    test('every variation, mean and value is the one computed from the file', async () => {
      const balance = await balanceOf();
      expect(balance).toMatchObject({ packId: 'cn-2017-quality', stage: 'primary', year: 2025 });
      expect(balance.area).toEqual({ schools: 7, pupils: 9870 });
      expect(balance.indicators).toHaveLength(7);
      for (const indicator of balance.indicators as Indicator[]) {
        const per = indicator.denominator === '100-pupils' ? 100 : 1;
        const totals = totalsOf(indicator.numerator, 2025);
        expect(indicator.cv, indicator.id).toBeCloseTo(weightedVariation(totals), 12);
        const mean = totals.reduce((sum, one) => sum + one.total, 0) / 9870;
        expect(indicator.mean, indicator.id).toBeCloseTo(mean * per, 10);
        expect(indicator.cvLimit).toBe(0.5);
        expect(indicator.verdict).toBe(indicator.cv <= 0.5 ? 'met' : 'not-met');
        expect(indicator.schools).toHaveLength(7);
        for (const cell of indicator.schools) {
          const row = EXAMPLE_ROWS.find(
            (one) => one.year === 2025 && one.school === codeOf.get(cell.schoolId),
          )!;
          expect(cell.total).toBe(row.number(indicator.numerator));
          expect(cell.value).toBeCloseTo((row.number(indicator.numerator) / row.number('pupils')) * per, 10);
          expect(cell.met).toBe(cell.value >= indicator.standard);
        }
        expect(indicator.schools.reduce((sum, cell) => sum + cell.shareOfVariation, 0)).toBeCloseTo(1, 9);
      }
    });

    test('two of seven indicators are over the limit, backbone teachers at 0.62 and sports area at 0.53', async () => {
      const balance = await balanceOf();
      const over = (balance.indicators as Indicator[]).filter((one) => one.verdict === 'not-met');
      expect(over.map((one) => [one.numerator, Math.round(one.cv * 100) / 100])).toEqual([
        ['teachersBackbone', 0.62],
        ['sportsAreaM2', 0.53],
      ]);
      expect(balance.verdict).toBe('not-met');
      expect(balance.reasons[0]).toMatchObject({
        code: 'cv-over-limit',
        params: { indicator: 'teachers-backbone', cvLimit: 0.5 },
      });
    });

    test('every point of the history is computed from that year’s rows of today’s members', async () => {
      const balance = await balanceOf();
      expect(balance.years).toEqual(YEARS);
      for (const indicator of balance.indicators as Indicator[]) {
        expect(indicator.history.map((point) => point.year)).toEqual(YEARS);
        for (const point of indicator.history) {
          expect(point.cv, `${indicator.id} ${point.year}`).toBeCloseTo(
            weightedVariation(totalsOf(indicator.numerator, point.year)),
            12,
          );
        }
      }
    });

    test('an earlier year is judged by its own figures', async () => {
      const balance = await balanceOf('?year=2012');
      expect(balance.year).toBe(2012);
      for (const indicator of balance.indicators as Indicator[]) {
        expect(indicator.cv).toBeCloseTo(weightedVariation(totalsOf(indicator.numerator, 2012)), 12);
      }
    });

    test('every cell, laid open, computes to its value from inputs that stand in the file where it says', async () => {
      const balance = await balanceOf();
      let opened = 0;
      for (const indicator of balance.indicators as Indicator[]) {
        const per = indicator.denominator === '100-pupils' ? 100 : 1;
        for (const cell of indicator.schools) {
          const school = codeOf.get(cell.schoolId)!;
          const row = EXAMPLE_ROWS.find((one) => one.year === 2025 && one.school === school)!;
          const explained = await get(
            `/api/groups/${group}/balance/cell?schoolId=${cell.schoolId}&indicatorId=${indicator.id}`,
          );
          const input = (variable: string) =>
            explained.inputs.find((one: { variable: string }) => one.variable === variable);
          expect((input(indicator.numerator).value / input('pupils').value) * per).toBeCloseTo(
            cell.value,
            10,
          );
          expect(explained.value).toBe(cell.value);
          expect(explained.standard).toBe(indicator.standard);
          for (const variable of [indicator.numerator, 'pupils']) {
            const { value, source } = input(variable);
            expect(value).toBe(row.number(variable));
            expect(source).toMatchObject({
              fileName: 'school-years.csv',
              row: row.row,
              column: variable,
            });
          }
          opened++;
        }
      }
      expect(opened).toBe(49);
    });

    test('the row a cell comes from is shown as it stood in the file', async () => {
      const explained = await get(
        `/api/groups/${group}/balance/cell?schoolId=${idOf.get('ZS')}&indicatorId=teachers-backbone&year=2014`,
      );
      const row = EXAMPLE_ROWS.find((one) => one.school === 'ZS' && one.year === 2014)!;
      const { importId, row: number } = explained.inputs[0].source;
      expect(number).toBe(row.row);
      const shown = await get(`/api/imports/${importId}/rows/${number}`);
      expect(shown.cells.map((cell: { header: string }) => cell.header)).toEqual(EXAMPLE_HEADERS);
      expect(shown.cells.map((cell: { value: string }) => cell.value)).toEqual(row.cells);
    });

    test('the formula and the rule are told in both languages with their numbers', async () => {
      const explained = await get(
        `/api/groups/${group}/balance/cell?schoolId=${idOf.get('ZS')}&indicatorId=teachers-backbone`,
      );
      const row = EXAMPLE_ROWS.find((one) => one.school === 'ZS' && one.year === 2025)!;
      const backbone = row.number('teachersBackbone');
      expect(explained.formula.en).toContain(`${backbone} teachers ÷ 1,187 pupils × 100 = `);
      expect(explained.formula.zh).toBe(
        `${backbone}人 ÷ 1,187名学生 × 100 = 每百名学生${(backbone / 11.87).toFixed(3)}人`,
      );
      expect(explained.rule.en).toMatch(/≥ 1 per 100 pupils.*at least 6 indicators.*85 %.*Source:/);
      expect(explained.rule.zh).toMatch(/≥ 1（每百名学生）。.*至少6项指标达标.*85%.*来源：/);
    });

    test('a cell that does not exist is not found', async () => {
      const missing = async (query: string) =>
        (await ask(server, `GET /api/groups/${group}/balance/cell?${query}`, { cookie })).status;
      const school = idOf.get('ZS');
      expect(await missing(`schoolId=${school}&indicatorId=nothing`)).toBe(404);
      expect(await missing(`schoolId=${group}&indicatorId=teachers-backbone`)).toBe(404);
      expect(await missing(`schoolId=${school}`)).toBe(400);
    });

    test('a cluster is judged by its own schools, with the group’s limits', async () => {
      const whole = await balanceOf();
      const clusters = { 'BG-ZS': ['BG', 'ZS'], 'CB-CH': ['CB', 'CH'], 'ZD-RM-FM': ['ZD', 'RM', 'FM'] };
      expect(whole.clusters).toHaveLength(3);
      for (const { id, name } of whole.clusters) {
        const schools = clusters[name.en.replace('Cluster ', '') as keyof typeof clusters];
        const balance = await balanceOf(`?clusterId=${id}`);
        expect(balance.schools.map((one: { code: string }) => one.code).sort()).toEqual([...schools].sort());
        for (const indicator of balance.indicators as Indicator[]) {
          expect(indicator.cv, `${name.en} ${indicator.id}`).toBeCloseTo(
            weightedVariation(totalsOf(indicator.numerator, 2025, schools)),
            12,
          );
        }
      }
    });

    test('a stage, year or cluster that the group does not have chooses nothing, and the answer says what it holds', async () => {
      const whole = await balanceOf();
      const nobody = '00000000-0000-4000-8000-000000000000';
      expect(await balanceOf(`?stage=infant&year=1999&clusterId=${nobody}`)).toEqual(whole);
      expect(whole).toMatchObject({ stage: 'primary', year: 2025, clusterId: null });
    });

    test('another day counts the members of that day', async () => {
      const founders = ['BG', 'CB', 'ZD', 'ZS'];
      for (const [asOf, schools] of [
        ['2009-08-31', []],
        ['2009-09-01', founders],
        ['2017-08-31', founders],
        ['2017-09-01', SCHOOLS],
      ] as const) {
        const balance = await balanceOf(`?asOf=${asOf}&year=2025`);
        expect(balance.schools.map((one: { code: string }) => one.code).sort(), asOf).toEqual(schools);
        expect(balance.asOf).toBe(asOf);
        if (schools.length === 0) {
          expect(balance).toMatchObject({ verdict: 'not-judged', stage: null, year: null, years: [] });
          continue;
        }
        for (const indicator of balance.indicators as Indicator[]) {
          expect(indicator.cv).toBeCloseTo(
            weightedVariation(totalsOf(indicator.numerator, 2025, schools)),
            12,
          );
        }
      }
      const before = await balanceOf('?asOf=2018-01-01');
      expect(before.clusters).toEqual([]);
      // Without a chosen year none is shown that had not begun.
      expect(before.year).toBe(
        Math.max(...before.years.filter((year: number) => year <= 2017), before.years[0]),
      );
    });

    test('the workbook holds the same figures as the page, in either language', async () => {
      const balance = await balanceOf();
      const indicators = balance.indicators as Indicator[];
      for (const lang of ['en', 'zh'] as const) {
        const answer = await ask(server, `GET /api/groups/${group}/balance.xlsx?lang=${lang}`, { cookie });
        expect(answer.headers['content-disposition']).toMatch(
          /^attachment; filename\*=UTF-8''[^'()*]+\.xlsx$/,
        );
        const sheet = async (name: string) => {
          const { table, problems } = await readTable(answer.bytes, { fileName: 'a.xlsx', sheet: name });
          expect(problems.filter((one) => one.severity === 'error')).toEqual([]);
          return table!;
        };
        const names = {
          en: ['Variation', 'Schools', 'What it would take', 'History'],
          zh: ['校际差异', '各校情况', '如何达标', '历年差异系数'],
        }[lang] as [string, string, string, string];
        const variation = await sheet(names[0]);
        expect(variation.rows.map((row) => [row.cells[0], row.cells[2], row.cells[3], row.cells[4]])).toEqual(
          indicators.map((one) => [one.name[lang], one.mean, one.cv, one.cvLimit]),
        );
        const schools = await sheet(names[1]);
        const [standards, ...rows] = schools.rows;
        expect(standards!.cells.slice(3, 10)).toEqual(indicators.map((one) => one.standard));
        expect(rows.map((row) => row.cells.slice(2, 10))).toEqual(
          balance.schools.map((school: { schoolId: string; pupils: number }) => [
            school.pupils,
            ...indicators.map((one) => one.schools.find((cell) => cell.schoolId === school.schoolId)!.value),
          ]),
        );
        const history = await sheet(names[3]);
        expect(history.columns.slice(1).map((column) => Number(column.header))).toEqual(YEARS);
        expect(history.rows.map((row) => row.cells.slice(1))).toEqual(
          indicators.map((one) => one.history.map((point) => point.cv)),
        );
        const changes = indicators.flatMap((one) => [
          ...(one.redistribution.transfers ?? []),
          ...(one.addition.additions ?? []),
          ...(one.shortfall.additions ?? []),
        ]);
        expect((await sheet(names[2])).rows).toHaveLength(changes.length);
      }
    });

    test('the printable report holds the verdict and the figures, in either language', async () => {
      const balance = await balanceOf();
      for (const [lang, headline, html] of [
        ['en', 'Not yet balanced: 2 of 7 indicators are over the limit.', '<html lang="en">'],
        ['zh', '尚未达到均衡：七项指标中有两项超出限值。', '<html lang="zh-CN">'],
      ] as const) {
        const { text, headers } = await ask(server, `GET /api/groups/${group}/balance/report?lang=${lang}`, {
          cookie,
        });
        expect(headers['content-type']).toBe('text/html; charset=utf-8');
        expect(text).toContain(headline);
        expect(text).toContain(html);
        // The screen's words: teachers move, floor is shared, and what is needed is rounded up.
        for (const word of lang === 'zh'
          ? ['流动5人', '或新培养10人', '调剂1,090 m²', '超限', '未超限值', '通过']
          : [
              'move 5 teachers',
              'or 10 teachers newly trained',
              'share 1,090 m²',
              '>within<',
              '>does not pass<',
            ]) {
          expect(text).toContain(word);
        }
        expect(text).not.toMatch(/调配|ᵢ|\u0304/);
        expect(text).not.toMatch(/<script|undefined|NaN|\[object|null<|https?:\/\//);
        expect(text).toContain(lang === 'zh' ? '1,860名学生' : '1,860 pupils');
        expect(text).toContain(lang === 'zh' ? '各校距标准共缺1人' : '1 teacher short of the standard');
        for (const indicator of balance.indicators as Indicator[]) {
          expect(text).toContain(`>${indicator.cv.toFixed(2)}<`);
          expect(text).toContain(indicator.name[lang]);
        }
        for (const school of balance.schools) expect(text).toContain(school.shortName);
      }
    });

    test('the Chinese report has no English left in it', async () => {
      const { text } = await ask(server, `GET /api/groups/${group}/balance/report?lang=zh`, { cookie });
      const shown = text
        .replace(/<style>.*?<\/style>/gs, '')
        .replace(/<[^>]+>/g, ' ')
        .replace(/CV|BG|ZS|CB|CH|ZD|RM|FM/g, '');
      expect(shown.match(/[A-Za-z]{3,}/g) ?? []).toEqual([]);
    });

    test('moving what the page proposes brings the variation to what it says', async () => {
      const balance = await balanceOf();
      for (const indicator of balance.indicators as (Indicator & {
        redistribution: {
          status: string;
          cvAfter?: number;
          transfers?: { fromSchoolId: string; toSchoolId: string; amount: number }[];
        };
      })[]) {
        if (indicator.redistribution.status !== 'found') continue;
        const totals = new Map(indicator.schools.map((cell) => [cell.schoolId, cell.total]));
        for (const { fromSchoolId, toSchoolId, amount } of indicator.redistribution.transfers!) {
          totals.set(fromSchoolId, totals.get(fromSchoolId)! - amount);
          totals.set(toSchoolId, totals.get(toSchoolId)! + amount);
        }
        const pupilsOf = new Map<string, number>(
          balance.schools.map((school: { schoolId: string; pupils: number }) => [
            school.schoolId,
            school.pupils,
          ]),
        );
        const after = weightedVariation(
          [...totals].map(([id, total]) => ({ pupils: pupilsOf.get(id)!, total })),
        );
        expect(after, indicator.id).toBeCloseTo(indicator.redistribution.cvAfter!, 9);
        expect(after).toBeLessThanOrEqual(0.5 + 1e-9);
      }
    });
  });
}
