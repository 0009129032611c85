import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, createPerson, dayFromToday } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../testing.ts';

for (const database of DATABASES) {
  describe(`who can see a record on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    let groupId: string;
    const people = new Map<string, Awaited<ReturnType<typeof createPerson>>>();
    const staff: string[] = [];
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
      world = await createWorld(server, ['one', 'two', 'three']);
      groupId = await world.found();
      await world.join(groupId, 'one', '2010-09-01');
      await world.join(groupId, 'two', '2010-09-01');
      const { bureauId, schools } = world;
      const held = { bureauId, scopeId: groupId };
      const at = (school: string) => ({ bureauId, scopeKind: 'school' as const, scopeId: schools[school]! });
      const holdings: Record<string, Parameters<typeof createPerson>[1]> = {
        chief: { ...held, role: 'principal', scopeKind: 'group' },
        'teacher of the group': { ...held, role: 'teacher', scopeKind: 'group' },
        'principal of one': { ...at('one'), role: 'principal' },
        'principal of three': { ...at('three'), role: 'principal' },
        'teacher of one': { ...at('one'), role: 'teacher' },
        'teacher of two': { ...at('two'), role: 'teacher' },
        'former principal of one': { ...at('one'), role: 'principal', to: dayFromToday(-1) },
      };
      for (const [name, holding] of Object.entries(holdings)) {
        people.set(name, await createPerson(server, holding));
      }
      // At one; at two; at one and lent to three; moves from two to one next month.
      const postings: [string, string, string | null][][] = [
        [['one', '2010-09-01', null]],
        [['two', '2010-09-01', null]],
        [
          ['one', '2010-09-01', null],
          ['three', '2015-09-01', null],
        ],
        [
          ['two', '2010-09-01', null],
          ['one', dayFromToday(30), null],
        ],
      ];
      for (const [index, [first, ...more]] of postings.entries()) {
        const why = { cause: 'other', decision: 'Decision 1' };
        const taken = await world.post('/api/staff', {
          number: `R${index}`,
          name: { en: `Person ${index}`, zh: '' },
          gender: null,
          birthYear: 1980,
          qualification: null,
          employedFrom: '2005-09-01',
          posting: { schoolId: schools[first![0]], from: first![1], ...why },
        });
        expect(taken.status).toBe(200);
        staff.push(taken.body.id);
        for (const [school, from] of more) {
          const kind = school === 'three' ? 'secondary' : 'home';
          const appointed = await world.post(`/api/staff/${taken.body.id}/postings`, {
            schoolId: schools[school],
            kind,
            from,
            ...why,
          });
          expect(appointed.status).toBe(200);
        }
      }
    });
    afterAll(() => server?.close());

    const countReaders = async (path: string, reads: 'full' | 'list') => {
      const { body } = await world.get(path);
      return body.items.filter((one: { reads: string }) => one.reads === reads).length;
    };

    test('is told as the door answers: the record in full to as many, the list to as many', async () => {
      const all = [...people.values()];
      for (const id of staff) {
        let opens = 1; // the officer
        let lists = 0;
        for (const { cookie } of all) {
          const record = await ask(server, `GET /api/staff/${id}`, { cookie });
          if (record.status === 200) opens += 1;
          else {
            const list = await ask(server, 'GET /api/staff', { cookie });
            const row = list.body.items?.find((one: { id: string }) => one.id === id);
            if (row?.masked) lists += 1;
          }
        }
        expect(await countReaders(`/api/staff/${id}/readers`, 'full'), id).toBe(opens);
        expect(await countReaders(`/api/staff/${id}/readers`, 'list'), id).toBe(lists);
      }
    });

    test('names each with the authority through which, the widest first', async () => {
      const { body } = await world.get(`/api/staff/${staff[0]}/readers`);
      expect(
        body.items.map((one: { role: string; scopeKind: string }) => `${one.role}@${one.scopeKind}`),
      ).toEqual([
        'bureau-officer@bureau',
        'principal@group',
        'principal@school',
        'teacher@group',
        'teacher@school',
      ]);
      expect(body.items[2]).toMatchObject({ scopeName: { en: 'one' }, from: '2020-01-01', to: null });
    });

    test('is told to a principal of the own school and of nobody else’s', async () => {
      const { cookie } = people.get('principal of one')!;
      const { one, two } = world.schools;
      expect((await ask(server, `GET /api/schools/${one}/readers`, { cookie })).body.total).toBe(5);
      expect((await ask(server, `GET /api/schools/${two}/readers`, { cookie })).status).toBe(404);
      expect((await ask(server, `GET /api/staff/${staff[1]}/readers`, { cookie })).status).toBe(404);
    });

    test('includes whoever the record is of, once the officer has linked the account', async () => {
      const teacher = people.get('teacher of two')!;
      const link = (staffId: string, userId: string | null, cookie = world.officer) =>
        ask(server, `POST /api/staff/${staffId}/account`, {
          cookie,
          body: { userId, reason: 'Seen in person' },
        });
      const { cookie } = teacher;
      expect((await ask(server, `GET /api/staff/${staff[1]}`, { cookie })).status).toBe(404);
      expect((await link(staff[1]!, teacher.userId, people.get('chief')!.cookie)).status).toBe(403);
      expect((await link(staff[1]!, 'nobody')).status).toBe(422);
      expect((await link(staff[1]!, teacher.userId)).status).toBe(200);
      expect((await link(staff[0]!, teacher.userId)).status).toBe(409);
      expect((await ask(server, `GET /api/staff/${staff[1]}`, { cookie })).status).toBe(200);
      const { body } = await ask(server, `GET /api/staff/${staff[1]}/readers`, { cookie });
      expect(body.items[0]).toMatchObject({ through: 'own', reads: 'full' });
      const account = (await world.get('/api/access/people')).body.items.find(
        (one: { userId: string }) => one.userId === teacher.userId,
      );
      expect(account.staff).toMatchObject({ id: staff[1], name: { en: 'Person 1' } });
      const record = await world.get(`/api/audit/entries?staffId=${staff[1]}&kind=change&pageSize=1`);
      expect(record.body.items[0]).toMatchObject({
        action: 'POST /api/staff/:id/account',
        purpose: 'Seen in person',
      });
      expect((await link(staff[1]!, null)).status).toBe(200);
      expect((await ask(server, `GET /api/staff/${staff[1]}`, { cookie })).status).toBe(404);
    });

    test('the table that is shown is the one that the door asks', async () => {
      const { body } = await world.get('/api/access/policy');
      for (const { cookie } of people.values()) {
        const me = await ask(server, 'GET /api/me', { cookie });
        for (const held of me.body.authorities ?? []) {
          const row = body.roles.find(
            (one: { role: string; scopeKind: string }) =>
              one.role === held.role && one.scopeKind === held.scopeKind,
          );
          expect([...row.permissions].sort()).toEqual([...me.body.permissions].sort());
        }
      }
    });
  });
}
