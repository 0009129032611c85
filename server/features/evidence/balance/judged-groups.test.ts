import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, createPerson } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../../register/testing.ts';
import { type FigureRow, figuresAt, putFigures, weightedVariation } from './testing.ts';

for (const database of DATABASES) {
  describe(`judging groups on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
    });
    afterAll(() => server?.close());

    /** A group of these schools with figures. */
    async function groupOf(
      schools: string[],
      rows: (Omit<FigureRow, 'schoolId'> & { school: string })[],
    ): Promise<string> {
      world = await createWorld(server, schools);
      const group = await world.found();
      for (const name of schools) await world.join(group, name, '2005-09-01');
      await putFigures(
        server,
        world.bureauId,
        rows.map(({ school, ...row }) => ({ ...row, schoolId: world.schools[school]! })),
      );
      return group;
    }
    const balanceOf = async (group: string, query = '') => {
      const answer = await world.get(`/api/groups/${group}/balance${query}`);
      expect(answer.status, answer.text.slice(0, 300)).toBe(200);
      return answer.body;
    };
    const indicatorOf = (balance: { indicators: { numerator: string }[] }, numerator: string) =>
      // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely.
      balance.indicators.find((one) => one.numerator === numerator) as any;

    describe('figures that are missing', () => {
      test('a column nobody filled in is not judged, and never zero', async () => {
        const { sportsAreaM2: _left, ...rest } = figuresAt(500);
        const group = await groupOf(
          ['a', 'b'],
          ['a', 'b'].map((school) => ({ school, values: rest })),
        );
        const balance = await balanceOf(group);
        const sports = indicatorOf(balance, 'sportsAreaM2');
        expect(sports).toMatchObject({
          verdict: 'not-judged',
          reason: 'no-values',
          cv: { kind: 'not-estimable' },
          mean: { kind: 'not-estimable' },
          schools: [],
          history: [],
        });
        expect(balance.verdict).toBe('not-judged');
        expect(balance.reasons).toContainEqual({
          code: 'indicator-not-judged',
          params: { indicator: 'sports-area', reason: 'no-values' },
        });
        for (const school of balance.schools) expect(school).toMatchObject({ met: 6, of: 7 });
        const report = await world.get(`/api/groups/${group}/balance/report?lang=zh`);
        expect(report.text).toContain('无数据');
        expect(report.text).not.toContain('无学校数据');
        expect(report.text).not.toMatch(/class="met">未判定/);
      });

      test('a school without one figure is left out of that indicator only', async () => {
        const { sportsAreaM2: _left, ...rest } = figuresAt(500);
        const group = await groupOf(
          ['a', 'b', 'c'],
          [
            { school: 'a', values: figuresAt(400) },
            { school: 'b', values: figuresAt(600, 1.5) },
            { school: 'c', values: rest },
          ],
        );
        const balance = await balanceOf(group);
        const sports = indicatorOf(balance, 'sportsAreaM2');
        expect(sports.excluded).toEqual([{ schoolId: world.schools.c, reason: 'value-missing' }]);
        expect(sports.cv).toBeCloseTo(
          weightedVariation([
            { pupils: 400, total: 400 * 7.5 },
            { pupils: 600, total: 600 * 7.5 * 1.5 },
          ]),
          12,
        );
        expect(indicatorOf(balance, 'teachersBackbone').schools).toHaveLength(3);
        const explained = await world.get(
          `/api/groups/${group}/balance/cell?schoolId=${world.schools.c}&indicatorId=sports-area`,
        );
        expect(explained.status).toBe(404);
      });

      test('a school with no pupils weighs nothing and is named', async () => {
        const group = await groupOf(
          ['a', 'b', 'empty'],
          [
            { school: 'a', values: figuresAt(400) },
            { school: 'b', values: figuresAt(600, 2) },
            { school: 'empty', values: { ...figuresAt(100), pupils: 0 } },
          ],
        );
        const balance = await balanceOf(group);
        expect(balance.area).toEqual({ schools: 2, pupils: 1000 });
        for (const indicator of balance.indicators) {
          expect(indicator.excluded).toEqual([{ schoolId: world.schools.empty, reason: 'zero-pupils' }]);
          expect(indicator.cv).toBeLessThan(1);
        }
      });

      test('a member without any figure for the year is told apart', async () => {
        const group = await groupOf(
          ['a', 'b', 'silent', 'past'],
          [
            { school: 'a', values: figuresAt(400) },
            { school: 'b', values: figuresAt(600) },
            { school: 'past', year: 2024, values: figuresAt(600) },
          ],
        );
        const balance = await balanceOf(group);
        expect(balance.withoutFigures.map((one: { name: { en: string } }) => one.name.en).sort()).toEqual([
          'past',
          'silent',
        ]);
        expect(balance.years).toEqual([2024, 2025]);
      });

      test('one school alone has no variation', async () => {
        const group = await groupOf(['a'], [{ school: 'a', values: figuresAt(400) }]);
        const balance = await balanceOf(group);
        for (const indicator of balance.indicators) {
          expect(indicator.cv).toEqual({ kind: 'not-estimable', reason: 'single-school' });
          expect(indicator.verdict).toBe('not-judged');
        }
        expect(balance.verdict).toBe('not-judged');
      });

      test('a group without figures, or without members, is shown empty and can be printed', async () => {
        const group = await groupOf(['a'], []);
        const bare = await world.found();
        for (const id of [group, bare]) {
          const balance = await balanceOf(id);
          expect(balance).toMatchObject({ stage: null, year: null, verdict: 'not-judged', schools: [] });
          for (const path of ['balance/report?lang=zh', 'balance/report?lang=en', 'balance.xlsx']) {
            const answer = await world.get(`/api/groups/${id}/${path}`);
            expect(answer.status, path).toBe(200);
            expect(answer.text).not.toMatch(/undefined|NaN/);
          }
        }
      });

      test('without pupil counts figures are described unweighted', async () => {
        const group = await groupOf(
          ['a', 'b'],
          [
            { school: 'a', values: { score: 60 } },
            { school: 'b', values: { score: 80 } },
          ],
        );
        const balance = await balanceOf(group);
        expect(balance).toMatchObject({ packId: 'group-default', weighting: 'none', verdict: 'not-judged' });
        expect(indicatorOf(balance, 'score').cv).toBeCloseTo(10 / 70, 12);
      });
    });

    describe('schools of several stages', () => {
      const nineYear = { pupilsPrimary: 550, pupilsJunior: 500, pupils: 1050 };
      const shares = { primary: 550 / (550 + 1.1 * 500), junior: (1.1 * 500) / (550 + 1.1 * 500) };

      test('a nine-year school is divided 1 : 1.1 by its pupils of each stage', async () => {
        const group = await groupOf(
          ['plain', 'nine'],
          [
            { school: 'plain', values: figuresAt(500) },
            { school: 'nine', stage: 'nine-year', values: { ...figuresAt(1050), ...nineYear } },
          ],
        );
        for (const stage of ['primary', 'junior'] as const) {
          const balance = await balanceOf(group, `?stage=${stage}`);
          const total = (figuresAt(1050).teachersBackbone ?? 0) * shares[stage];
          const cell = indicatorOf(balance, 'teachersBackbone').schools.find(
            (one: { schoolId: string }) => one.schoolId === world.schools.nine,
          );
          expect(cell.total).toBeCloseTo(total, 10);
          expect(cell.value).toBeCloseTo((total / (stage === 'primary' ? 550 : 500)) * 100, 10);
          expect(
            balance.schools.find(
              (one: { code: string; schoolId: string }) => one.schoolId === world.schools.nine,
            ),
          ).toMatchObject({
            stage: 'nine-year',
            pupils: stage === 'primary' ? 550 : 500,
          });
        }
        const primary = await balanceOf(group, '?stage=primary');
        expect(primary.area).toEqual({ schools: 2, pupils: 1050 });
        expect(indicatorOf(primary, 'sportsAreaM2').cv).toBeCloseTo(
          weightedVariation([
            { pupils: 500, total: 500 * 7.5 },
            { pupils: 550, total: 1050 * 7.5 * shares.primary },
          ]),
          12,
        );
      });

      test('its cell says what was divided and by what', async () => {
        const group = await groupOf(
          ['plain', 'nine'],
          [
            { school: 'plain', values: figuresAt(500) },
            { school: 'nine', stage: 'nine-year', values: { ...figuresAt(1050), ...nineYear } },
          ],
        );
        const { body } = await world.get(
          `/api/groups/${group}/balance/cell?stage=junior&schoolId=${world.schools.nine}&indicatorId=teachers-backbone`,
        );
        const input = (variable: string) =>
          body.inputs.find((one: { variable: string }) => one.variable === variable);
        expect(input('teachersBackbone').splitFrom).toBeCloseTo(10.5, 10);
        expect(input('teachersBackbone').value).toBeCloseTo(10.5 * shares.junior, 10);
        expect([input('pupilsPrimary').value, input('pupilsJunior').value]).toEqual([550, 500]);
        expect(input('pupils')).toBeUndefined();
        expect((input('teachersBackbone').value / input('pupilsJunior').value) * 100).toBeCloseTo(
          body.value,
          10,
        );
      });

      test('a school of one stage only, though stored as nine-year, keeps all it has and can be laid open', async () => {
        const group = await groupOf(
          ['plain', 'nine'],
          [
            { school: 'plain', values: figuresAt(500) },
            {
              school: 'nine',
              stage: 'nine-year',
              values: { ...figuresAt(600), pupilsPrimary: 600, pupilsJunior: 0 },
            },
          ],
        );
        const balance = await balanceOf(group, '?stage=primary');
        expect(balance.area).toEqual({ schools: 2, pupils: 1100 });
        const { body } = await world.get(
          `/api/groups/${group}/balance/cell?stage=primary&schoolId=${world.schools.nine}&indicatorId=teachers-backbone`,
        );
        expect(body.inputs.map((one: { variable: string }) => one.variable)).toEqual([
          'teachersBackbone',
          'pupilsPrimary',
          'pupilsJunior',
        ]);
        const junior = await balanceOf(group, '?stage=junior');
        expect(junior.indicators[0].excluded).toEqual([
          { schoolId: world.schools.nine, reason: 'zero-pupils' },
        ]);
      });

      test('is divided 1 : 1.1 : 1.32 over twelve years and 1 : 1.2 over junior and senior', async () => {
        const group = await groupOf(
          ['twelve', 'upper'],
          [
            {
              school: 'twelve',
              stage: 'twelve-year',
              values: { teachersBackbone: 100, pupilsPrimary: 300, pupilsJunior: 200, pupilsSenior: 100 },
            },
            {
              school: 'upper',
              stage: 'junior-senior',
              values: { teachersBackbone: 100, pupilsJunior: 300, pupilsSenior: 300 },
            },
          ],
        );
        const balance = await balanceOf(group, '?stage=junior&pack=cn-2017-quality');
        const totals = Object.fromEntries(
          indicatorOf(balance, 'teachersBackbone').schools.map((one: { schoolId: string; total: number }) => [
            one.schoolId,
            one.total,
          ]),
        );
        const whole = 300 * 1 + 200 * 1.1 + 100 * 1.32;
        expect(totals[world.schools.twelve!]).toBeCloseTo((100 * 200 * 1.1) / whole, 10);
        expect(totals[world.schools.upper!]).toBeCloseTo((100 * 300) / (300 + 300 * 1.2), 10);
      });

      test('a row of its own for the stage counts before the row of the whole school', async () => {
        const group = await groupOf(
          ['nine', 'plain'],
          [
            { school: 'nine', stage: 'nine-year', values: { ...figuresAt(1050), ...nineYear } },
            { school: 'nine', stage: 'primary', values: figuresAt(560) },
            { school: 'plain', values: figuresAt(500) },
          ],
        );
        const balance = await balanceOf(group, '?stage=primary');
        expect(balance.area).toEqual({ schools: 2, pupils: 1060 });
        const ranked = await world.get('/api/bureau/balance?stage=primary');
        expect(ranked.body.items[0]).toMatchObject({ schools: 2, pupils: 1060 });
      });

      test('without its pupils by stage, or with none at all, it is named and breaks nothing', async () => {
        const group = await groupOf(
          ['a', 'b', 'unknown', 'shut'],
          [
            { school: 'a', values: figuresAt(500) },
            { school: 'b', values: figuresAt(500, 2) },
            { school: 'unknown', stage: 'nine-year', values: { ...figuresAt(1050), pupilsPrimary: 550 } },
            {
              school: 'shut',
              stage: 'nine-year',
              values: { ...figuresAt(100), pupilsPrimary: 0, pupilsJunior: 0 },
            },
          ],
        );
        const balance = await balanceOf(group, '?stage=primary');
        expect(balance.area).toEqual({ schools: 2, pupils: 1000 });
        const reasons = Object.fromEntries(
          balance.indicators[0].excluded.map((one: { schoolId: string; reason: string }) => [
            one.schoolId,
            one.reason,
          ]),
        );
        expect(reasons).toEqual({
          [world.schools.unknown!]: 'no-pupil-count',
          [world.schools.shut!]: 'zero-pupils',
        });
        expect((await world.get('/api/bureau/balance?stage=primary')).body.items[0]).toMatchObject({
          schools: 2,
        });
      });

      test('special and vocational schools are left out, whatever stage their figures are of', async () => {
        const group = await groupOf(
          ['a', 'b', 'special', 'vocational'],
          ['a', 'b', 'special', 'vocational'].map((school, index) => ({
            school,
            values: figuresAt(500, 1 + index),
          })),
        );
        for (const kind of ['special', 'vocational']) {
          const changed = await world.post(`/api/schools/${world.schools[kind]}/profile`, {
            from: '1990-09-01',
            name: { en: kind, zh: '' },
            shortName: null,
            stage: kind,
            location: null,
            lat: null,
            lon: null,
            level: null,
            source: null,
          });
          expect(changed.status).toBe(200);
        }
        const balance = await balanceOf(group);
        expect(balance.area).toEqual({ schools: 2, pupils: 1000 });
        expect(new Set(balance.indicators[0].excluded.map((one: { reason: string }) => one.reason))).toEqual(
          new Set(['left-out-by-rule']),
        );
        const ranked = await world.get('/api/bureau/balance');
        expect(ranked.body.items[0]).toMatchObject({ schools: 2, pupils: 1000 });
        expect(ranked.body.items[0].cvs[0].cv).toBeCloseTo(balance.indicators[0].cv, 12);
      });
    });

    describe('packs', () => {
      const shipped = async () => {
        const { body } = await world.get('/api/packs');
        return body.find((one: { pack: { id: string } }) => one.pack.id === 'cn-2017-quality');
      };
      const put = (id: string, body: unknown, headers = {}) =>
        ask(server, `PUT /api/packs/${id}`, { cookie: world.officer, body, headers });
      const drop = (id: string) => ask(server, `DELETE /api/packs/${id}`, { cookie: world.officer });
      const versions = async () =>
        server.trellis.services.database.system
          .selectFrom('standard_pack')
          .select(['version', 'dropped'])
          .where('bureau_id', '=', world.bureauId)
          .orderBy('version')
          .execute();

      test('the bureau’s own version takes the shipped one’s place until it is dropped; none is ever lost', async () => {
        const group = await groupOf(
          ['a', 'b'],
          [
            { school: 'a', values: figuresAt(500) },
            { school: 'b', values: { ...figuresAt(500), sportsAreaM2: 500 * 7.5 * 2 } },
          ],
        );
        const verdict = async () => indicatorOf(await balanceOf(group), 'sportsAreaM2').verdict;
        expect(await verdict()).toBe('met');
        const { pack } = await shipped();
        const stricter = structuredClone(pack);
        for (const indicator of stricter.indicators) indicator.cvLimit = { primary: 0.1, junior: 0.1 };
        expect((await put('cn-2017-quality', stricter)).status).toBe(200);
        expect(await verdict()).toBe('not-met');
        expect(await shipped()).toMatchObject({ origin: 'bureau', version: 1 });
        expect((await put('cn-2017-quality', stricter)).status).toBe(200);
        expect(await shipped()).toMatchObject({ version: 2 });
        expect((await drop('cn-2017-quality')).status).toBe(200);
        expect(await verdict()).toBe('met');
        expect(await shipped()).toMatchObject({ origin: 'shipped', version: 0 });
        expect((await drop('cn-2017-quality')).status).toBe(404);
        expect((await put('cn-2017-quality', stricter)).status).toBe(200);
        expect(await shipped()).toMatchObject({ version: 4 });
        expect(await versions()).toEqual([
          { version: 1, dropped: false },
          { version: 2, dropped: false },
          { version: 3, dropped: true },
          { version: 4, dropped: false },
        ]);
        const elsewhere = await createWorld(server);
        const theirs = await elsewhere.get('/api/packs');
        expect(theirs.body.every((one: { origin: string }) => one.origin === 'shipped')).toBe(true);
      });

      test('a pack of one’s own is judged by when it is asked for', async () => {
        const group = await groupOf(
          ['a', 'b'],
          [
            { school: 'a', values: { pupils: 100, pianos: 1 } },
            { school: 'b', values: { pupils: 100, pianos: 3 } },
          ],
        );
        const own = {
          id: 'our-pianos',
          name: { en: 'Pianos', zh: '钢琴' },
          validFrom: '2025-01-01',
          source: { en: 'Ours', zh: '本局' },
          stages: ['primary'],
          indicators: [
            {
              id: 'pianos',
              name: { en: 'Pianos', zh: '钢琴' },
              shortName: { en: 'Pianos', zh: '钢琴' },
              unit: { en: 'per 100 pupils', zh: '每百名学生' },
              numerator: 'pianos',
              numeratorUnit: { en: 'pianos', zh: '架' },
              denominator: '100-pupils',
              better: 'higher',
              whole: true,
              standard: { primary: 2 },
              cvLimit: { primary: 0.4 },
              confidence: 'K',
            },
          ],
          rules: { variation: 'each' },
        };
        expect((await put('our-pianos', own)).status).toBe(200);
        const balance = await balanceOf(group, '?pack=our-pianos');
        expect(balance.indicators[0]).toMatchObject({ mean: 2, cv: 0.5, verdict: 'not-met' });
        expect((await world.get(`/api/groups/${group}/balance?pack=nothing`)).status).toBe(404);
        expect((await drop('our-pianos')).status).toBe(200);
        expect((await world.get(`/api/groups/${group}/balance?pack=our-pianos`)).status).toBe(404);
      });

      test('every mistake is told with its path, in both languages, and nothing is saved', async () => {
        world = await createWorld(server);
        const { pack } = await shipped();
        const wrong = structuredClone(pack);
        wrong.validFrom = '2017-02-30';
        wrong.indicators[0].unit.zh = '';
        wrong.indicators[0].name.zh = ' ';
        wrong.indicators[1].id = wrong.indicators[0].id;
        wrong.indicators[2].cvLimit = { primary: -1, college: 0.5 };
        wrong.indicators[3].surprise = true;
        wrong.rules.school.atLeast = 8;
        delete wrong.indicators[4].confidence;
        const paths = [
          'validFrom',
          'indicators[0].name.zh',
          'indicators[1].id',
          'indicators[2].cvLimit.primary',
          'indicators[2].cvLimit.college',
          'indicators[3].surprise',
          'indicators[4].confidence',
          'rules.school.atLeast',
        ];
        const english = await put('cn-2017-quality', wrong);
        expect(english.status).toBe(422);
        const found = english.body.error.details.map((one: { path: string }) => one.path);
        expect([...new Set(found)].sort()).toEqual([...paths].sort());
        const chinese = await put('cn-2017-quality', wrong, { 'accept-language': 'zh' });
        expect(chinese.body.error.message).toMatch(/^该标准无法使用，有 \d+ 处需要更正。$/);
        for (const { message } of chinese.body.error.details) expect(message).toMatch(/^\p{Script=Han}/u);
        expect(await versions()).toEqual([]);
      });

      test('is refused under another id, the reserved one, or with a body that is no pack', async () => {
        world = await createWorld(server);
        const { pack } = await shipped();
        expect((await put('other-id', pack)).status).toBe(422);
        expect((await put('group-default', { ...pack, id: 'group-default' })).status).toBe(422);
        for (const body of [{}, [], null, { id: 'x' }]) expect((await put('x-pack', body)).status).toBe(400);
        expect((await put('Not%20an%20id', pack)).status).toBe(400);
        expect(await versions()).toEqual([]);
      });

      test('saved by two at the same moment keeps both as versions, or tells one to look again', async () => {
        world = await createWorld(server);
        const { pack } = await shipped();
        const answers = await Promise.all([1, 2, 3].map(() => put('cn-2017-quality', pack)));
        const saved = answers.filter((answer) => answer.status === 200).length;
        expect(saved).toBeGreaterThan(0);
        for (const answer of answers) expect([200, 409]).toContain(answer.status);
        expect((await versions()).map((one) => one.version)).toEqual(
          Array.from({ length: saved }, (_, index) => index + 1),
        );
      });

      test('a figure that cannot be right under a pack is told with its school, not a fault', async () => {
        const group = await groupOf(
          ['a', 'b'],
          [
            { school: 'a', values: { pupils: 100, balanceYuan: -500 } },
            { school: 'b', values: { pupils: 100, balanceYuan: 500 } },
          ],
        );
        const { pack } = await shipped();
        const own = { ...pack, id: 'own', indicators: [{ ...pack.indicators[0], numerator: 'balanceYuan' }] };
        own.rules = { variation: 'each' };
        expect((await put('own', own)).status).toBe(200);
        for (const path of [`/api/groups/${group}/balance?pack=own`, '/api/bureau/balance?pack=own']) {
          const answer = await world.get(path);
          expect([answer.status, answer.body.error.code], path).toEqual([422, 'unprocessable']);
          expect(answer.body.error.message).toContain('-500');
        }
        const { body } = await world.get(`/api/groups/${group}/balance?pack=own`);
        expect(body.error.message).toContain('School a has -500 as balanceYuan');
      });

      test('is changed by the bureau only', async () => {
        world = await createWorld(server);
        const group = await world.found();
        const { pack } = await shipped();
        const chief = await createPerson(server, {
          bureauId: world.bureauId,
          role: 'principal',
          scopeKind: 'group',
          scopeId: group,
        });
        const answer = await ask(server, 'PUT /api/packs/cn-2017-quality', {
          cookie: chief.cookie,
          body: pack,
        });
        expect(answer.status).toBe(403);
      });
    });

    test('names made of markup are shown as they are written, in page and workbook', async () => {
      const hostile = `<script>alert("1")</script>'&<img src=x onerror=alert(1)>`;
      const group = await groupOf(
        [hostile, 'b', 'silent'],
        [
          { school: hostile, values: figuresAt(500) },
          { school: 'b', values: figuresAt(500, 4) },
        ],
      );
      await world.post(`/api/schools/${world.schools.silent}/profile`, {
        from: '1990-09-01',
        name: { en: `${hostile} silent`, zh: hostile },
        shortName: '"><b>x',
        stage: null,
        location: null,
        lat: null,
        lon: null,
        level: null,
        source: null,
      });
      const { body } = await world.get('/api/packs');
      const pack = structuredClone(body[0].pack);
      pack.id = 'hostile';
      pack.name = { en: hostile, zh: hostile };
      pack.indicators[0].name = { en: hostile, zh: hostile };
      pack.indicators[0].shortName = { en: hostile, zh: hostile };
      pack.indicators[0].unit = { en: hostile, zh: hostile };
      pack.indicators[0].numeratorUnit = { en: hostile, zh: hostile };
      await ask(server, 'PUT /api/packs/hostile', { cookie: world.officer, body: pack });
      for (const lang of ['en', 'zh']) {
        const answer = await world.get(`/api/groups/${group}/balance/report?pack=hostile&lang=${lang}`);
        expect(answer.status).toBe(200);
        expect(answer.text).not.toMatch(/<script|<img|<b>|onerror=alert\(1\)>/);
        expect(answer.text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;');
        expect(String(answer.headers['content-security-policy'])).toContain("script-src 'self'");
        const workbook = await world.get(`/api/groups/${group}/balance.xlsx?pack=hostile&lang=${lang}`);
        expect(workbook.status).toBe(200);
      }
    });

    test('a variation just over its limit is not printed as if it equalled it', async () => {
      // Two schools of one size whose sports areas stand 0.502 apart, in shares of their mean.
      const area = (share: number) => ({ ...figuresAt(500), sportsAreaM2: 500 * 7.5 * share });
      const group = await groupOf(
        ['a', 'b'],
        [
          { school: 'a', values: area(1 + 0.502) },
          { school: 'b', values: area(1 - 0.502) },
        ],
      );
      const { text } = await world.get(`/api/groups/${group}/balance/report?lang=en`);
      expect(text).toMatch(/class="number over">0\.502</);
    });

    test('a variation that equals its limit is printed so, and in no warning colour', async () => {
      const area = (share: number) => ({ ...figuresAt(500), sportsAreaM2: 500 * 7.5 * share });
      const group = await groupOf(
        ['a', 'b'],
        [
          { school: 'a', values: area(1.5) },
          { school: 'b', values: area(0.5) },
        ],
      );
      const { text } = await world.get(`/api/groups/${group}/balance/report?lang=en`);
      expect(text).toMatch(/class="number ">0\.50</);
      expect(text).not.toMatch(/over">0\.50/);
    });

    test('a group’s name goes into the file’s name whole, whatever it holds', async () => {
      world = await createWorld(server);
      const { body } = await world.post('/api/groups', {
        code: 'odd',
        name: { en: `St. Mary's (A/B) "x"\\; 100% *`, zh: '' },
        kind: 'trust',
        from: '2000-01-01',
      });
      const answer = await world.get(`/api/groups/${body.id}/balance.xlsx?lang=en`);
      const header = String(answer.headers['content-disposition']);
      expect(header).toMatch(/^attachment; filename\*=UTF-8''[A-Za-z0-9%._~!-]+$/);
      expect(decodeURIComponent(header.split("''")[1]!)).toBe(`St. Mary's (A/B) "x"\\; 100% * balance .xlsx`);
    });
  });
}
