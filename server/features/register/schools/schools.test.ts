import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, createPerson } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../testing.ts';

for (const database of DATABASES) {
  describe(`schools through time on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
    });
    afterAll(() => server?.close());
    const fresh = async () => {
      world = await createWorld(server);
    };
    const profile = (change: object) => ({
      from: '2010-09-01',
      name: { en: 'Renamed', zh: '' },
      shortName: null,
      stage: null,
      location: null,
      lat: null,
      lon: null,
      level: null,
      source: null,
      ...change,
    });
    const change = (school: string, body: object) =>
      world.post(`/api/schools/${world.schools[school]}/profile`, profile(body));
    const spans = async (school: string) => {
      const { body } = await world.get(`/api/schools/${world.schools[school]}`);
      return body.profiles.map((one: { during: { from: string; to: string }; name: { en: string } }) => [
        one.during.from,
        one.during.to,
        one.name.en,
      ]);
    };

    test('a new name holds from its day on; the past and the school stay', async () => {
      await fresh();
      expect((await change('one', { from: '2010-09-01', name: { en: 'New', zh: '新校' } })).status).toBe(200);
      expect(await spans('one')).toEqual([
        ['1990-09-01', '2010-09-01', 'one'],
        ['2010-09-01', null, 'New'],
      ]);
      const named = async (day: string) => {
        const { body } = await world.get(`/api/schools?asOf=${day}&q=`);
        return body.items.find((item: { id: string }) => item.id === world.schools.one)?.name.en;
      };
      expect(await named('1990-08-31')).toBeUndefined();
      expect(await named('1990-09-01')).toBe('one');
      expect(await named('2010-08-31')).toBe('one');
      expect(await named('2010-09-01')).toBe('New');
    });

    test('keeps membership, cluster and figures when it is renamed in the middle of them', async () => {
      await fresh();
      const group = await world.found();
      await world.join(group, 'one', '2009-09-01');
      await world.divide(group, '2009-09-01', { a: ['one'] });
      expect((await change('one', { from: '2012-09-01' })).status).toBe(200);
      expect(await world.membersOn(group, '2012-08-31')).toEqual({ one: 'a' });
      expect(await world.membersOn(group, '2012-09-01')).toEqual({ Renamed: 'a' });
      const { body } = await world.get(`/api/schools/${world.schools.one}`);
      expect(body.memberships).toHaveLength(1);
    });

    test('a change for the day a profile begins replaces it; one in between ends where the next begins', async () => {
      await fresh();
      await change('one', { from: '2010-09-01', name: { en: 'B', zh: '' } });
      await change('one', { from: '2010-09-01', name: { en: 'B2', zh: '' } });
      await change('one', { from: '2000-09-01', name: { en: 'A2', zh: '' } });
      await change('one', { from: '1990-09-01', name: { en: 'A', zh: '' } });
      expect(await spans('one')).toEqual([
        ['1990-09-01', '2000-09-01', 'A'],
        ['2000-09-01', '2010-09-01', 'A2'],
        ['2010-09-01', null, 'B2'],
      ]);
    });

    test('is refused before the school was founded and from the day it closed', async () => {
      await fresh();
      for (const [school, from] of [
        ['one', '1990-08-31'],
        ['closed', '2020-09-01'],
      ] as const) {
        const answer = await change(school, { from });
        expect([answer.status, answer.body.error.details[0].path]).toEqual([422, 'from']);
      }
      expect((await change('closed', { from: '2020-08-31' })).status).toBe(200);
      expect(await spans('closed')).toEqual([
        ['1990-09-01', '2020-08-31', 'closed'],
        ['2020-08-31', '2020-09-01', 'Renamed'],
      ]);
    });

    test('wants a position whole and on the globe, and a name in one language at least', async () => {
      await fresh();
      for (const [body, status, path] of [
        [{ lat: 30 }, 422, 'lon'],
        [{ lon: 120 }, 422, 'lat'],
        [{ lat: 90.1, lon: 0 }, 400, 'lat'],
        [{ lat: 0, lon: -180.1 }, 400, 'lon'],
        [{ name: { en: ' ', zh: '' } }, 400, 'name'],
        [{ stage: 'college' }, 400, 'stage'],
        [{ shortName: 'x'.repeat(41) }, 400, 'shortName'],
      ] as const) {
        const answer = await change('one', body);
        expect([answer.status, answer.body.error.details[0].path], JSON.stringify(body)).toEqual([
          status,
          path,
        ]);
      }
      expect((await change('one', { lat: -90, lon: 180 })).status).toBe(200);
    });

    test('changed by two at the same moment keeps one line of profiles without gap or overlap', async () => {
      await fresh();
      const answers = await Promise.all(
        ['2005-09-01', '2010-09-01', '2015-09-01', '2010-09-01'].map((from) => change('one', { from })),
      );
      for (const answer of answers) expect([200, 409]).toContain(answer.status);
      const line = await spans('one');
      for (let index = 1; index < line.length; index++) expect(line[index][0]).toBe(line[index - 1][1]);
      expect([line[0][0], line.at(-1)[1]]).toEqual(['1990-09-01', null]);
    });

    test('is changed by the bureau and the chief principal of its present group, by nobody else', async () => {
      await fresh();
      const group = await world.found();
      await world.join(group, 'one', '2009-09-01');
      await world.join(group, 'two', '2009-09-01', { to: '2015-09-01' });
      const scope = { bureauId: world.bureauId, scopeKind: 'group' as const, scopeId: group };
      const chief = await createPerson(server, { ...scope, role: 'principal' });
      const own = await createPerson(server, {
        bureauId: world.bureauId,
        role: 'principal',
        scopeKind: 'school',
        scopeId: world.schools.one!,
      });
      const attempt = async (cookie: string, school: string) =>
        (
          await ask(server, `POST /api/schools/${world.schools[school]}/profile`, {
            cookie,
            body: profile({}),
          })
        ).status;
      expect(await attempt(chief.cookie, 'one')).toBe(200);
      expect(await attempt(chief.cookie, 'two')).toBe(404);
      expect(await attempt(chief.cookie, 'three')).toBe(404);
      expect(await attempt(own.cookie, 'one')).toBe(403);
    });

    test('a list is found by name in either language, short name or code, and paged whole', async () => {
      await fresh();
      await change('one', {
        from: '1990-09-01',
        name: { en: 'Hope Street', zh: '希望小学' },
        shortName: 'HS',
      });
      await server.trellis.services.database.asBureau(world.bureauId, (db) =>
        db
          .insertInto('school_code')
          .values({ bureau_id: world.bureauId, scheme: 'local', code: 'X-77', school_id: world.schools.two! })
          .execute(),
      );
      for (const [q, total] of [
        ['hope', 1],
        ['希望', 1],
        ['hs', 1],
        ['x-7', 1],
        ['%', 0],
        ['_', 0],
        ['o', 4],
        ['nothing', 0],
      ] as const) {
        const { body } = await world.get(`/api/schools?q=${encodeURIComponent(q)}&asOf=2010-01-01`);
        expect(body.total, q).toBe(total);
      }
      const seen = [];
      for (let page = 1; page <= 3; page++) {
        const { body } = await world.get(`/api/schools?asOf=2010-01-01&pageSize=2&page=${page}`);
        seen.push(...body.items.map((item: { id: string }) => item.id));
      }
      expect(new Set(seen).size).toBe(5);
      expect((await world.get('/api/schools?page=999')).body).toMatchObject({ items: [], total: 4 });
    });

    test('a list tells the groups of the day asked for', async () => {
      await fresh();
      const group = await world.found();
      await world.join(group, 'one', '2009-09-01', { to: '2015-09-01' });
      const groupsOn = async (day: string) => {
        const { body } = await world.get(`/api/schools?q=one&asOf=${day}`);
        return body.items[0].groups.map((one: { id: string }) => one.id);
      };
      expect(await groupsOn('2009-08-31')).toEqual([]);
      expect(await groupsOn('2009-09-01')).toEqual([group]);
      expect(await groupsOn('2015-08-31')).toEqual([group]);
      expect(await groupsOn('2015-09-01')).toEqual([]);
    });
  });
}
