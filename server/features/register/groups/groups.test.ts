import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../testing.ts';

for (const database of DATABASES) {
  describe(`groups through time on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
    });
    afterAll(() => server?.close());
    const fresh = async () => {
      world = await createWorld(server);
      return world.found();
    };

    describe('founding a group', () => {
      test('gives it a name, a life from that day on and no members', async () => {
        await fresh();
        const id = (
          await world.post('/api/groups', {
            code: ' NEW ',
            name: { en: ' New group ', zh: '新集团' },
            kind: 'education-group',
            from: '2009-09-01',
          })
        ).body.id;
        expect((await world.get(`/api/groups/${id}`)).body).toMatchObject({
          code: 'NEW',
          name: { en: 'New group', zh: '新集团' },
          schoolCount: 0,
          during: { from: '2009-09-01', to: null },
          members: [],
          clusters: [],
        });
        const listed = (day: string) => world.get(`/api/groups?q=New&asOf=${day}`);
        expect((await listed('2009-08-31')).body.total).toBe(0);
        expect((await listed('2009-09-01')).body.total).toBe(1);
      });

      test('refuses a code that is taken, blank or missing', async () => {
        await fresh();
        const found = (code: unknown) =>
          world.post('/api/groups', { code, name: { en: 'X', zh: '' }, kind: 'trust', from: '2009-09-01' });
        expect((await found('G1')).body.error.message).toBe(
          'A group with this code exists already. Choose another code.',
        );
        expect((await found(' G1 ')).status).toBe(409);
        expect((await found('  ')).status).toBe(400);
        expect((await found(undefined)).status).toBe(400);
      });

      test('the same code may stand in another bureau', async () => {
        await fresh();
        const elsewhere = await createWorld(server);
        expect(await elsewhere.found()).toMatch(/^[0-9a-f-]{36}$/);
      });
    });

    describe('joining', () => {
      test('holds from its first day to the day before its last', async () => {
        const group = await fresh();
        expect((await world.join(group, 'one', '2010-09-01', { to: '2015-09-01' })).status).toBe(200);
        for (const [day, members] of [
          ['2010-08-31', {}],
          ['2010-09-01', { one: null }],
          ['2015-08-31', { one: null }],
          ['2015-09-01', {}],
        ] as const) {
          expect(await world.membersOn(group, day), day).toEqual(members);
        }
      });

      test('is refused when it ends on the day it starts, or before', async () => {
        const group = await fresh();
        for (const to of ['2010-09-01', '2009-09-01']) {
          const answer = await world.join(group, 'one', '2010-09-01', { to });
          expect([answer.status, answer.body.error.details[0].path]).toEqual([422, 'to']);
        }
      });

      test('is refused before the group was founded', async () => {
        const group = await fresh();
        expect((await world.join(group, 'one', '2000-08-31')).body.error.message).toBe(
          'The group did not exist for all of that time. Choose a day on or after its founding.',
        );
        expect((await world.join(group, 'one', '2000-09-01')).status).toBe(200);
      });

      test('is refused before the school was founded and after it closed, to the day', async () => {
        await fresh();
        const early = await world.found('education-group', '1980-09-01');
        const message = 'The school did not exist for all of that time. Choose a day on which it was open.';
        expect((await world.join(early, 'one', '1990-08-31')).body.error.message).toBe(message);
        expect((await world.join(early, 'one', '1990-09-01')).status).toBe(200);
        expect((await world.join(early, 'closed', '2010-09-01')).body.error.message).toBe(message);
        expect((await world.join(early, 'closed', '2010-09-01', { to: '2020-09-02' })).status).toBe(409);
        expect((await world.join(early, 'closed', '2010-09-01', { to: '2020-09-01' })).status).toBe(200);
      });

      test('twice is refused when the two share a single day, and not when they only touch', async () => {
        const group = await fresh();
        await world.join(group, 'one', '2010-09-01', { to: '2015-09-01' });
        expect((await world.join(group, 'one', '2015-08-31')).status).toBe(409);
        expect((await world.join(group, 'one', '2005-09-01', { to: '2010-09-02' })).status).toBe(409);
        expect((await world.join(group, 'one', '2015-09-01')).status).toBe(200);
        expect((await world.join(group, 'one', '2005-09-01', { to: '2010-09-01' })).status).toBe(200);
      });

      test('two governing groups at once is refused; a supporting one beside is not', async () => {
        const group = await fresh();
        const second = await world.found();
        const federation = await world.found('federation');
        await world.join(group, 'one', '2010-09-01');
        expect((await world.join(second, 'one', '2012-09-01')).body.error.message).toBe(
          'The school belongs to another group for part of that time. End that membership first, or choose a later day.',
        );
        expect((await world.join(federation, 'one', '2012-09-01')).status).toBe(200);
      });

      test('a group has one dominant school at a time', async () => {
        const group = await fresh();
        const dominant = { role: 'dominant' };
        const first = await world.join(group, 'one', '2010-09-01', dominant);
        const clash = await world.join(group, 'two', '2012-09-01', dominant);
        expect(clash.body.error.message).toBe(
          'The group already has a dominant school for part of that time. A group has one at a time.',
        );
        await world.end(first.body.id, '2012-09-01');
        expect((await world.join(group, 'two', '2012-09-01', dominant)).status).toBe(200);
        expect(await world.membersOn(group, '2012-08-31')).toEqual({ 'one*': null });
        expect(await world.membersOn(group, '2012-09-01')).toEqual({ 'two*': null });
      });

      test('at the same moment from two sides makes one membership', async () => {
        const group = await fresh();
        const answers = await Promise.all([1, 2, 3].map(() => world.join(group, 'one', '2010-09-01')));
        expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
      });
    });

    describe('ending a membership', () => {
      test('keeps what was, says why, and frees the school from that day', async () => {
        const group = await fresh();
        const second = await world.found();
        const { id } = (await world.join(group, 'one', '2010-09-01')).body;
        expect((await world.end(id, '2016-09-01')).status).toBe(200);
        expect(await world.membersOn(group, '2016-08-31')).toEqual({ one: null });
        expect(await world.membersOn(group, '2016-09-01')).toEqual({});
        expect((await world.join(second, 'one', '2016-08-31')).status).toBe(409);
        expect((await world.join(second, 'one', '2016-09-01')).status).toBe(200);
        const { body } = await world.get(`/api/groups/${group}/trajectory`);
        expect(body.memberships).toMatchObject([
          { during: { from: '2010-09-01', to: '2016-09-01' }, source: 'test · test' },
        ]);
      });

      test('is refused on or before its first day and after its last', async () => {
        const group = await fresh();
        const { id } = (await world.join(group, 'one', '2010-09-01', { to: '2015-09-01' })).body;
        for (const to of ['2010-09-01', '2000-01-01', '2015-09-02']) {
          const answer = await world.end(id, to);
          expect([answer.status, answer.body.error.details[0].path], to).toEqual([422, 'to']);
        }
        expect((await world.end(id, '2010-09-02')).status).toBe(200);
      });

      test('ends its place in a cluster that day, and takes away places that would begin later', async () => {
        const group = await fresh();
        const { id } = (await world.join(group, 'one', '2010-09-01')).body;
        await world.join(group, 'two', '2010-09-01');
        await world.divide(group, '2012-09-01', { x: ['one', 'two'] });
        await world.divide(group, '2018-09-01', { y: ['one'], z: ['two'] });
        expect((await world.end(id, '2015-09-01')).status).toBe(200);
        expect(await world.membersOn(group, '2015-08-31')).toEqual({ one: 'x', two: 'x' });
        expect(await world.membersOn(group, '2015-09-01')).toEqual({ two: 'x' });
        expect(await world.membersOn(group, '2018-09-01')).toEqual({ two: 'z' });
      });

      test('does not touch the place of the same school after it came back', async () => {
        const group = await fresh();
        const { id } = (await world.join(group, 'one', '2005-09-01', { to: '2010-09-01' })).body;
        await world.join(group, 'one', '2015-09-01');
        await world.divide(group, '2006-09-01', { early: ['one'] });
        await world.divide(group, '2016-09-01', { late: ['one'] });
        expect((await world.end(id, '2008-09-01')).status).toBe(200);
        expect(await world.membersOn(group, '2007-09-01')).toEqual({ one: 'early' });
        expect(await world.membersOn(group, '2009-09-01')).toEqual({});
        expect(await world.membersOn(group, '2015-09-01')).toEqual({ one: null });
        expect(await world.membersOn(group, '2020-09-01')).toEqual({ one: 'late' });
      });
    });

    describe('dividing into clusters', () => {
      const members = ['one', 'two', 'three', 'four'];
      const ready = async () => {
        const group = await fresh();
        for (const name of members) await world.join(group, name, '2010-09-01');
        return group;
      };

      test('keeps every earlier division on record', async () => {
        const group = await ready();
        await world.divide(group, '2012-09-01', { a: ['one', 'two'], b: ['three', 'four'] });
        await world.divide(group, '2016-09-01', { a: ['one'], c: ['two', 'three', 'four'] });
        await world.divide(group, '2020-09-01', {});
        const none = { one: null, two: null, three: null, four: null };
        expect(await world.membersOn(group, '2012-08-31')).toEqual(none);
        expect(await world.membersOn(group, '2012-09-01')).toEqual({
          one: 'a',
          two: 'a',
          three: 'b',
          four: 'b',
        });
        expect(await world.membersOn(group, '2016-08-31')).toMatchObject({ two: 'a' });
        expect(await world.membersOn(group, '2016-09-01')).toEqual({
          one: 'a',
          two: 'c',
          three: 'c',
          four: 'c',
        });
        expect(await world.membersOn(group, '2020-09-01')).toEqual(none);
        const { body } = await world.get(`/api/groups/${group}/trajectory`);
        expect(body.clusters).toHaveLength(4);
      });

      test('for the same day again replaces that division', async () => {
        const group = await ready();
        await world.divide(group, '2012-09-01', { a: ['one', 'two'] });
        await world.divide(group, '2012-09-01', { b: ['one'], c: ['two'] });
        expect(await world.membersOn(group, '2012-09-01')).toMatchObject({ one: 'b', two: 'c' });
        const { body } = await world.get(`/api/groups/${group}/trajectory`);
        expect(body.clusters.map((cluster: { code: string }) => cluster.code).sort()).toEqual(['b', 'c']);
      });

      test('for an earlier day holds until the division that is on record for later', async () => {
        const group = await ready();
        await world.divide(group, '2016-09-01', { late: ['one', 'two'] });
        expect((await world.divide(group, '2012-09-01', { early: ['one'], late: ['two'] })).status).toBe(200);
        expect(await world.membersOn(group, '2014-01-01')).toMatchObject({ one: 'early', two: 'late' });
        expect(await world.membersOn(group, '2016-08-31')).toMatchObject({ one: 'early', two: 'late' });
        expect(await world.membersOn(group, '2016-09-01')).toMatchObject({ one: 'late', two: 'late' });
      });

      test('takes a school whose membership is to end for as long as it lasts', async () => {
        const group = await fresh();
        await world.join(group, 'one', '2010-09-01', { to: '2018-09-01' });
        await world.join(group, 'two', '2010-09-01');
        expect((await world.divide(group, '2012-09-01', { a: ['one', 'two'] })).status).toBe(200);
        expect(await world.membersOn(group, '2018-08-31')).toEqual({ one: 'a', two: 'a' });
        expect(await world.membersOn(group, '2018-09-01')).toEqual({ two: 'a' });
      });

      test('is refused for a school that is no member that day, or named twice', async () => {
        const group = await ready();
        await world.join(group, 'closed', '2012-09-01', { to: '2015-09-01' });
        for (const [from, clusters] of [
          ['2012-08-31', { a: ['closed'] }],
          ['2015-09-01', { a: ['closed'] }],
          ['2012-09-01', { a: ['one'], b: ['one'] }],
          ['2012-09-01', { a: ['one', 'one'] }],
        ] as const) {
          const answer = await world.divide(group, from, clusters as unknown as Record<string, string[]>);
          expect([answer.status, answer.body.error.details[0].path], JSON.stringify(clusters)).toEqual([
            422,
            expect.stringMatching(/^clusters\.\d\.schoolIds$/),
          ]);
        }
        expect((await world.divide(group, '2012-09-01', { a: ['closed', 'one'] })).status).toBe(200);
      });

      test('is refused before the group was founded, and with one code twice, changing nothing', async () => {
        const group = await ready();
        await world.divide(group, '2012-09-01', { a: ['one'] });
        expect((await world.divide(group, '1999-01-01', {})).status).toBe(200);
        const twice = await world.post(`/api/groups/${group}/clusters`, {
          from: '2014-09-01',
          clusters: [
            { code: 'x', name: { en: 'X', zh: '' }, schoolIds: [world.schools.one] },
            { code: ' x ', name: { en: 'Y', zh: '' }, schoolIds: [world.schools.two] },
          ],
        });
        expect(twice.body.error.message).toMatch(/already has a cluster with this code/);
        expect(await world.membersOn(group, '2014-09-01')).toMatchObject({ one: 'a' });
      });

      test('by two at the same moment leaves one division', async () => {
        const group = await ready();
        const answers = await Promise.all([
          world.divide(group, '2012-09-01', { a: ['one'] }),
          world.divide(group, '2012-09-01', { b: ['two'] }),
        ]);
        expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
        const codes = Object.values(await world.membersOn(group, '2013-01-01')).filter(Boolean);
        expect(codes).toHaveLength(1);
      });
    });

    describe('a day that a recorded event gives only as its year', () => {
      test('is told as known to the year wherever it stands, and another event or school changes nothing', async () => {
        const group = await fresh();
        await world.join(group, 'one', '2005-09-01', { to: '2010-09-01' });
        await world.join(group, 'two', '2005-09-01');
        await world.join(group, 'three', '2010-09-01');
        const record = (more: object) =>
          world.post(`/api/groups/${group}/events`, {
            precision: 'year',
            kind: 'membership',
            title: { en: 'T', zh: '题' },
            text: { en: '', zh: '' },
            source: 'minutes',
            ...more,
          });
        await record({ date: '2005-09-01', schoolIds: [world.schools.one] });
        await record({ date: '2010-09-01', precision: 'month', schoolIds: [world.schools.one] });
        await record({ date: '2010-09-01', kind: 'policy', schoolIds: [world.schools.three] });
        const { body } = await world.get(`/api/groups/${group}/trajectory`);
        const duringOf = (school: string) =>
          body.memberships.find((one: { schoolId: string }) => one.schoolId === world.schools[school]).during;
        expect(duringOf('one')).toEqual({
          from: '2005-09-01',
          to: '2010-09-01',
          fromPrecision: 'year',
          toPrecision: 'month',
        });
        expect(duringOf('two')).toEqual({ from: '2005-09-01', to: null });
        expect(duringOf('three')).toEqual({ from: '2010-09-01', to: null });
        const then = await world.get(`/api/groups/${group}?asOf=2006-01-01`);
        const member = then.body.members.find(
          (one: { schoolId: string }) => one.schoolId === world.schools.one,
        );
        expect(member.during).toMatchObject({ fromPrecision: 'year' });
        const school = await world.get(`/api/schools/${world.schools.one}`);
        expect(school.body.memberships[0].during).toMatchObject({ fromPrecision: 'year' });
        await record({ date: '2005-09-01', precision: 'day', schoolIds: [world.schools.one] });
        const told = (await world.get(`/api/schools/${world.schools.one}`)).body.memberships[0].during;
        expect(told).not.toHaveProperty('fromPrecision');
      });
    });

    describe('the trajectory', () => {
      test('holds every membership, cluster, profile, link and event the group ever had', async () => {
        const group = await fresh();
        const first = (await world.join(group, 'one', '2005-09-01', { to: '2010-09-01' })).body.id;
        await world.join(group, 'one', '2012-09-01', { role: 'dominant' });
        await world.join(group, 'two', '2012-09-01');
        await world.divide(group, '2013-09-01', { a: ['one', 'two'] });
        await world.divide(group, '2015-09-01', {});
        await world.post(`/api/schools/${world.schools.two}/profile`, {
          from: '2014-09-01',
          name: { en: 'Two renamed', zh: '' },
          shortName: null,
          stage: null,
          location: null,
          lat: null,
          lon: null,
          level: null,
          source: 'bureau',
        });
        const event = {
          precision: 'month',
          kind: 'rule',
          title: { en: 'T', zh: '题' },
          text: { en: 'long\ntext', zh: '' },
          schoolIds: [world.schools.three, world.schools.three],
          source: 'minutes',
        };
        for (const date of ['2016-01-01', '2003-05-01']) {
          const written = await world.post(`/api/groups/${group}/events`, { ...event, date });
          expect(written.status).toBe(200);
        }
        await server.trellis.services.database.asBureau(world.bureauId, (db) =>
          db
            .insertInto('affiliation')
            .values({
              bureau_id: world.bureauId,
              from_school_id: world.schools.two!,
              to_school_id: world.schools.four!,
              kind: 'campus-of',
              during: '[2001-01-01,2004-01-01)',
              source: 's',
            })
            .execute(),
        );
        const { body } = await world.get(`/api/groups/${group}/trajectory`);
        expect(body.memberships).toHaveLength(3);
        expect(body.memberships[0]).toMatchObject({
          schoolId: world.schools.one,
          during: { from: '2005-09-01', to: '2010-09-01' },
        });
        expect(first).toBeTruthy();
        expect(body.clusters).toMatchObject([
          {
            code: 'a',
            during: { from: '2013-09-01', to: '2015-09-01' },
            members: [{ during: { to: '2015-09-01' } }, { during: { to: '2015-09-01' } }],
          },
        ]);
        expect(body.events.map((one: { date: string }) => one.date)).toEqual(['2003-05-01', '2016-01-01']);
        expect(body.events[0]).toMatchObject({
          precision: 'month',
          title: { en: 'T', zh: '题' },
          text: { en: 'long\ntext', zh: '' },
          schoolIds: [world.schools.three],
          source: 'minutes',
        });
        const ids = body.schools.map((school: { id: string }) => school.id).sort();
        expect(ids).toEqual([world.schools.one, world.schools.two, world.schools.three].sort());
        const two = body.schools.find((school: { id: string }) => school.id === world.schools.two);
        expect(two.profiles.map((one: { name: { en: string } }) => one.name.en)).toEqual([
          'two',
          'Two renamed',
        ]);
        expect(body.affiliations).toMatchObject([
          { kind: 'campus-of', fromSchool: { id: world.schools.two } },
        ]);
      });

      test('refuses an event without a source or title, or one that names a school nobody knows', async () => {
        const group = await fresh();
        const event = {
          date: '2016-01-01',
          precision: 'day',
          kind: 'other',
          title: { en: 'T', zh: '' },
          text: { en: '', zh: '' },
          schoolIds: [] as string[],
          source: 's',
        };
        const write = (change: object) => world.post(`/api/groups/${group}/events`, { ...event, ...change });
        expect((await write({ source: '' })).status).toBe(400);
        expect((await write({ title: { en: ' ', zh: '' } })).status).toBe(400);
        const unknown = await write({
          schoolIds: [world.schools.one, '00000000-0000-7000-8000-000000000000'],
        });
        expect([unknown.status, unknown.body.error.details[0].path]).toEqual([422, 'schoolIds']);
        expect((await world.get(`/api/groups/${group}/trajectory`)).body.events).toEqual([]);
      });
    });

    test('a list of groups is ordered by size, paged whole, and found by part of a name or code', async () => {
      await fresh();
      const ids = [];
      for (let index = 0; index < 7; index++) ids.push(await world.found());
      for (const [place, name] of ['one', 'two', 'three'].entries())
        await world.join(ids[place === 2 ? 1 : 0]!, name, '2010-09-01');
      const seen: string[] = [];
      for (let page = 1; page <= 4; page++) {
        const { body } = await world.get(`/api/groups?pageSize=2&page=${page}`);
        expect(body.total).toBe(8);
        seen.push(...body.items.map((item: { id: string }) => item.id));
      }
      expect(new Set(seen).size).toBe(8);
      expect(seen.slice(0, 2)).toEqual([ids[0], ids[1]]);
      for (const [q, total] of [
        ['group 3', 1],
        ['g3', 1],
        ['%', 0],
        ['_', 0],
        ['\\', 0],
        ["'", 0],
      ] as const) {
        const { body } = await world.get(`/api/groups?q=${encodeURIComponent(q)}`);
        expect(body.total, q).toBe(total);
      }
    });
  });
}
