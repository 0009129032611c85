import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../../register/testing.ts';
import { type FigureRow, figuresAt, putFigures } from './testing.ts';

interface Rank {
  group: { id: string; code: string; name: { en: string } };
  verdict: string;
  reason?: string;
  schools: number;
  pupils: number;
  indicatorsOver: number;
  indicatorsJudged: number;
  schoolsMet: number;
  meanCv: number | { reason: string };
  meanCvOf: number;
  worst: { indicatorId: string; cv: number } | null;
  cvs: { indicatorId: string; cv: number | { reason: string } }[];
}

for (const database of DATABASES) {
  describe(`the ranking of a bureau’s groups on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    const ids: Record<string, string> = {};
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
      const schools = Array.from({ length: 16 }, (_, index) => `s${index}`);
      world = await createWorld(server, schools);
      const rows: FigureRow[] = [];
      let next = 0;
      const group = async (name: string, figures: Record<string, number>[], kind?: string) => {
        ids[name] = await world.found(kind);
        for (const values of figures) {
          const school = schools[next++]!;
          await world.join(ids[name]!, school, '2010-09-01');
          rows.push({ schoolId: world.schools[school]!, values });
        }
      };
      const uneven = (share: number, variables: string[]) => {
        const values = figuresAt(500);
        for (const variable of variables) values[variable] = values[variable]! * share;
        return values;
      };
      const areas = ['sportsAreaM2', 'teachingAreaM2'];
      // Two indicators over, one over, none over but apart, wholly even, one school, no pupils, no sports area.
      await group('two over', [figuresAt(500), uneven(5, areas)]);
      await group('one over', [figuresAt(500), uneven(5, ['sportsAreaM2'])]);
      await group('apart', [figuresAt(500), uneven(1.5, areas)]);
      await group('even', [figuresAt(500), figuresAt(700)]);
      await group('alone', [figuresAt(500)]);
      const { pupils: _pupils, ...withoutPupils } = figuresAt(500);
      await group('uncounted', [withoutPupils, withoutPupils]);
      const { sportsAreaM2: _sports, ...withoutSports } = figuresAt(500);
      await group('gap', [withoutSports, { ...withoutSports, teachingAreaM2: 500 * 4.5 * 1.2 }]);
      await group('federation', [figuresAt(500), uneven(9, areas)], 'federation');
      ids.empty = await world.found();
      await putFigures(server, world.bureauId, rows);
    });
    afterAll(() => server?.close());

    const rank = async (query = '') => {
      const answer = await world.get(`/api/bureau/balance${query}`);
      expect(answer.status, answer.text.slice(0, 300)).toBe(200);
      return answer.body as { items: Rank[]; total: number; notJudged: number } & Record<string, unknown>;
    };
    const nameOf = (one: Rank) => Object.keys(ids).find((name) => ids[name] === one.group.id)!;
    const names = async (query = '') => (await rank(query)).items.map(nameOf);

    test('begins with the most indicators over their limit, then the larger mean; what cannot be judged comes last and says why', async () => {
      const { items, total, notJudged } = await rank();
      expect(items.map(nameOf)).toEqual([
        'two over',
        'one over',
        'apart',
        'even',
        'gap',
        'alone',
        'uncounted',
      ]);
      expect(items.map((one) => one.indicatorsOver)).toEqual([2, 1, 0, 0, 0, 0, 0]);
      expect([total, notJudged]).toEqual([7, 3]);
      const by = Object.fromEntries(items.map((one) => [nameOf(one), one]));
      expect(by.gap).toMatchObject({ verdict: 'not-judged', indicatorsJudged: 6, meanCvOf: 6 });
      expect(by.alone).toMatchObject({
        verdict: 'not-judged',
        meanCv: { kind: 'not-estimable', reason: 'single-school' },
        meanCvOf: 0,
        worst: null,
      });
      expect(by.uncounted).toMatchObject({ verdict: 'not-judged', schools: 0 });
      for (const one of items) {
        if (one.verdict === 'not-judged') expect(one.reason, nameOf(one)).toMatch(/^[a-z-]+$/);
        else expect(one.meanCvOf).toBe(7);
      }
    });

    test('says of each group what its own page says', async () => {
      for (const one of (await rank()).items) {
        const { body } = await world.get(
          `/api/groups/${one.group.id}/balance?stage=primary&year=2025&pack=cn-2017-quality`,
        );
        expect(body.verdict, nameOf(one)).toBe(one.verdict);
        expect([body.area.schools, body.area.pupils]).toEqual([one.schools, one.pupils]);
        const judged = body.indicators as { id: string; cv: number | object; verdict: string }[];
        expect(judged.filter((each) => each.verdict === 'not-met')).toHaveLength(one.indicatorsOver);
        for (const { indicatorId, cv } of one.cvs) {
          const own = judged.find((each) => each.id === indicatorId)!.cv;
          if (typeof cv === 'number') expect(cv).toBeCloseTo(own as number, 12);
          else expect(cv).toEqual(own);
        }
        const known = one.cvs.flatMap(({ cv }) => (typeof cv === 'number' ? [cv] : []));
        expect(known).toHaveLength(one.meanCvOf);
        if (known.length > 0) {
          expect(one.meanCv).toBeCloseTo(known.reduce((sum, cv) => sum + cv, 0) / known.length, 12);
          expect(one.worst!.cv).toBe(Math.max(...known));
        }
      }
    });

    test('orders by mean, size, name or one indicator', async () => {
      expect((await names('?sort=meanCv')).slice(0, 4)).toEqual(['two over', 'one over', 'apart', 'even']);
      expect((await names('?sort=schools')).slice(-2)).toEqual(['alone', 'uncounted']);
      const sorted = (await rank('?sort=name')).items.map((one) => one.group.name.en);
      expect(sorted).toEqual([...sorted].sort());
      const sports = await names('?sort=meanCv&indicator=sports-area');
      expect(sports.slice(0, 4)).toEqual(['two over', 'one over', 'apart', 'even']);
      expect(new Set(sports.slice(4))).toEqual(new Set(['gap', 'alone', 'uncounted']));
    });

    test('is paged whole: each group once, in the order of the whole', async () => {
      for (const sort of ['indicatorsOver', 'meanCv', 'schools', 'name']) {
        const whole = await names(`?sort=${sort}`);
        const paged: string[] = [];
        for (let page = 1; page <= 4; page++)
          paged.push(...(await names(`?sort=${sort}&pageSize=2&page=${page}`)));
        expect(paged).toEqual(whole);
      }
      expect((await rank('?page=99')).items).toEqual([]);
    });

    test('takes governing groups, or the kind asked for', async () => {
      expect(await names('?kind=federation')).toEqual(['federation']);
      expect(await names()).not.toContain('federation');
      expect(await names('?kind=sponsor')).toEqual([]);
    });

    test('leaves out groups smaller than asked for', async () => {
      expect(await names('?minSchools=2')).not.toContain('alone');
      expect(await names('?minSchools=2')).toContain('uncounted');
      expect(await names('?minSchools=3')).toEqual([]);
    });

    test('finds groups by part of a name or code', async () => {
      expect(await names('?q=group%201')).toEqual(['two over']);
      expect(await names('?q=G2')).toEqual(['one over']);
      expect(await names('?q=%25')).toEqual([]);
    });

    test('of a day counts the members of that day', async () => {
      expect((await rank('?asOf=2010-08-31')).items).toEqual([]);
      expect((await rank('?asOf=2010-09-01')).items).toHaveLength(7);
    });

    test('of a bureau without figures or groups is empty and says so', async () => {
      const elsewhere = await createWorld(server);
      const { body } = await elsewhere.get('/api/bureau/balance');
      expect(body).toMatchObject({ items: [], total: 0, stage: null, year: null, stages: [], years: [] });
    });

    test('by a pack that only describes, orders by what is known', async () => {
      const { items, notJudged } = await rank('?pack=group-default');
      expect(notJudged).toBe(items.length);
      const means = items.flatMap((one) => (typeof one.meanCv === 'number' ? [one.meanCv] : []));
      expect(means).toEqual([...means].sort((a, b) => b - a));
    });
  });
}
