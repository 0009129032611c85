import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, ask, createBureau, createPerson } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { permissionsOf } from './policy.ts';

interface Register {
  bureauId: string;
  schools: Record<string, string>;
  groups: Record<string, string>;
  memberships: Record<string, string>;
  officer: string;
}

/**
 * A bureau with groups A (a1, a2, formerly b2) and B (b1, b2), a federation F that supports a1 and b1, and a school c
 * in no group.
 */
async function createRegister(server: TestServer): Promise<Register> {
  const { database } = server.trellis.services;
  const bureauId = await createBureau(server);
  const register: Register = { bureauId, schools: {}, groups: {}, memberships: {}, officer: '' };
  await database.asBureau(bureauId, async (db) => {
    for (const name of ['a1', 'a2', 'b1', 'b2', 'c']) {
      const { id } = await db
        .insertInto('school')
        .values({ bureau_id: bureauId })
        .returning('id')
        .executeTakeFirstOrThrow();
      await db
        .insertInto('school_profile')
        .values({ bureau_id: bureauId, school_id: id, during: '[1990-01-01,)', name_en: name })
        .execute();
      register.schools[name] = id;
    }
    for (const name of ['A', 'B', 'F']) {
      const { id } = await db
        .insertInto('education_group')
        .values({ bureau_id: bureauId, code: name, kind: name === 'F' ? 'federation' : 'education-group' })
        .returning('id')
        .executeTakeFirstOrThrow();
      await db
        .insertInto('group_profile')
        .values({ bureau_id: bureauId, group_id: id, during: '[2000-01-01,)', name_en: name })
        .execute();
      register.groups[name] = id;
    }
    const join = async (group: string, school: string, during: string) => {
      const { id } = await db
        .insertInto('membership')
        .values({
          bureau_id: bureauId,
          group_id: register.groups[group]!,
          school_id: register.schools[school]!,
          governing: group !== 'F',
          role: 'member',
          during,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      register.memberships[`${group}-${school}`] ??= id;
    };
    await join('A', 'a1', '[2009-09-01,)');
    await join('A', 'a2', '[2009-09-01,)');
    await join('A', 'b2', '[2009-09-01,2015-09-01)');
    await join('B', 'b1', '[2009-09-01,)');
    await join('B', 'b2', '[2015-09-01,)');
    await join('F', 'a1', '[2012-09-01,)');
    await join('F', 'b1', '[2012-09-01,)');
  });
  const officer = await createPerson(server, {
    bureauId,
    role: 'bureau-officer',
    scopeKind: 'bureau',
    scopeId: bureauId,
  });
  register.officer = officer.cookie;
  return register;
}

for (const database of DATABASES) {
  describe(`what each person sees and may change on ${database.name}`, () => {
    let server: TestServer;
    let one: Register;
    let other: Register;
    const people: Record<string, string> = {};
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
      one = await createRegister(server);
      other = await createRegister(server);
      const { bureauId } = one;
      const holdings = {
        'teacher at a2': [{ role: 'teacher', scopeKind: 'school', scopeId: one.schools.a2! }],
        'teacher of group B': [{ role: 'teacher', scopeKind: 'group', scopeId: one.groups.B! }],
        'principal of a1': [{ role: 'principal', scopeKind: 'school', scopeId: one.schools.a1! }],
        'principal of c': [{ role: 'principal', scopeKind: 'school', scopeId: one.schools.c! }],
        'chief principal of A': [{ role: 'principal', scopeKind: 'group', scopeId: one.groups.A! }],
        'principal of a2 and teacher at c': [
          { role: 'principal', scopeKind: 'school', scopeId: one.schools.a2! },
          { role: 'teacher', scopeKind: 'school', scopeId: one.schools.c! },
        ],
      } as const;
      for (const [name, held] of Object.entries(holdings)) {
        people[name] = (await createPerson(server, ...held.map((each) => ({ bureauId, ...each })))).cookie;
      }
      people.officer = one.officer;
      people['officer elsewhere'] = other.officer;
    });
    afterAll(() => server?.close());

    const names = (answer: Answer) =>
      answer.body.items.map((item: { name: { en: string } }) => item.name.en).sort();

    test('a list of schools holds those of one’s groups and one’s own, and no others', async () => {
      const expected: Record<string, string[]> = {
        'teacher at a2': ['a1', 'a2'],
        'teacher of group B': ['b1', 'b2'],
        'principal of a1': ['a1', 'a2', 'b1'],
        'principal of c': ['c'],
        'chief principal of A': ['a1', 'a2'],
        'principal of a2 and teacher at c': ['a1', 'a2', 'c'],
        officer: ['a1', 'a2', 'b1', 'b2', 'c'],
        'officer elsewhere': ['a1', 'a2', 'b1', 'b2', 'c'],
      };
      for (const [who, schools] of Object.entries(expected)) {
        const answer = await ask(server, 'GET /api/schools', { cookie: people[who] });
        expect(names(answer), who).toEqual(schools);
        expect(answer.body.total, who).toBe(schools.length);
      }
    });

    test('no filter widens a list of schools', async () => {
      const cookie = people['teacher at a2'];
      for (const query of [
        `groupId=${one.groups.B}`,
        `groupId=${other.groups.A}`,
        'q=b1',
        'q=c',
        `groupId=${one.groups.B}&asOf=2010-01-01`,
      ]) {
        const answer = await ask(server, `GET /api/schools?${query}`, { cookie });
        expect(answer.body, query).toMatchObject({ items: [], total: 0 });
      }
      const federation = await ask(server, `GET /api/schools?groupId=${one.groups.F}`, { cookie });
      expect(names(federation)).toEqual(['a1']);
    });

    test('an earlier day shows one’s own groups as they were, and no other group', async () => {
      const cookie = people['chief principal of A'];
      const then = await ask(server, 'GET /api/schools?asOf=2012-01-01', { cookie });
      expect(names(then)).toEqual(['a1', 'a2', 'b2']);
      const before = await ask(server, 'GET /api/schools?asOf=2001-01-01', { cookie });
      expect(before.body.total).toBe(0);
      expect((await ask(server, `GET /api/schools/${one.schools.b2}`, { cookie })).status).toBe(404);
    });

    test('a list of groups, and a person’s home, hold one’s own groups only', async () => {
      const expected: Record<string, string[]> = {
        'teacher at a2': ['A'],
        'teacher of group B': ['B'],
        'principal of a1': ['A', 'F'],
        'principal of c': [],
        'chief principal of A': ['A'],
        officer: ['A', 'B', 'F'],
      };
      for (const [who, groups] of Object.entries(expected)) {
        const cookie = people[who];
        for (const query of ['', '?asOf=2030-01-01', '?q=', '?kind=federation']) {
          const answer = await ask(server, `GET /api/groups${query as ''}`, { cookie });
          const shown = query.includes('kind') ? groups.filter((name) => name === 'F') : groups;
          expect(names(answer), `${who} ${query}`).toEqual(shown);
          expect(answer.body.total).toBe(shown.length);
        }
        const me = await ask(server, 'GET /api/me', { cookie });
        expect(me.body.groups.map((group: { code: string }) => group.code).sort(), who).toEqual(groups);
        expect(me.body.groupCount).toBe(groups.length);
      }
    });

    test('a school or group outside one’s scope is answered like one that does not exist', async () => {
      const nowhere = '00000000-0000-7000-8000-000000000000';
      const read = async (cookie: string | undefined, path: string) => {
        const answer = await ask(server, `GET ${path as '/'}`, { cookie });
        return [answer.status, answer.body.error?.message];
      };
      for (const who of ['teacher at a2', 'principal of c', 'chief principal of A', 'officer elsewhere']) {
        for (const [kind, id] of [
          ['schools', one.schools.b1],
          ['schools', who === 'officer elsewhere' ? one.schools.a1 : other.schools.a1],
          ['groups', one.groups.B],
          ['groups', who === 'officer elsewhere' ? one.groups.A : other.groups.A],
        ]) {
          for (const tail of kind === 'groups'
            ? ['', '/trajectory', '/balance', '/balance/report']
            : ['', '/values']) {
            const denied = await read(people[who], `/api/${kind}/${id}${tail}`);
            const absent = await read(people[who], `/api/${kind}/${nowhere}${tail}`);
            expect(denied, `${who} ${kind}${tail}`).toEqual(absent);
            expect(denied[0]).toBe(404);
          }
        }
      }
    });

    test('only the bureau and the group’s chief principal change it', async () => {
      const event = {
        date: '2020-01-01',
        precision: 'day',
        kind: 'other',
        title: { en: 'E', zh: '' },
        text: { en: '', zh: '' },
        schoolIds: [],
        source: 's',
      };
      const write = (who: string, group: string) =>
        ask(server, `POST /api/groups/${group}/events`, { cookie: people[who], body: event });
      expect((await write('officer', one.groups.A!)).status).toBe(200);
      expect((await write('chief principal of A', one.groups.A!)).status).toBe(200);
      expect((await write('chief principal of A', one.groups.B!)).status).toBe(404);
      expect((await write('principal of a1', one.groups.A!)).status).toBe(403);
      expect((await write('teacher at a2', one.groups.A!)).status).toBe(403);
      expect((await write('officer elsewhere', one.groups.A!)).status).toBe(404);
    });

    test('another bureau’s id is refused in every place that takes one', async () => {
      const cookie = one.officer;
      const body = {
        member: { schoolId: other.schools.c, role: 'member', from: '2020-01-01', to: null, source: 's' },
        clusters: {
          from: '2020-01-01',
          clusters: [{ code: 'x', name: { en: 'X', zh: '' }, schoolIds: [other.schools.a1] }],
        },
        event: {
          date: '2020-01-01',
          precision: 'day',
          kind: 'other',
          title: { en: 'E', zh: '' },
          text: { en: '', zh: '' },
          schoolIds: [one.schools.a1, other.schools.a1],
          source: 's',
        },
        profile: {
          from: '2020-01-01',
          name: { en: 'Taken', zh: '' },
          shortName: null,
          stage: null,
          location: null,
          lat: null,
          lon: null,
          level: null,
          source: null,
        },
      };
      const attempts: [string, unknown?][] = [
        [`POST /api/groups/${one.groups.A}/members`, body.member],
        [`POST /api/groups/${other.groups.A}/members`, { ...body.member, schoolId: one.schools.c }],
        [`POST /api/groups/${one.groups.A}/clusters`, body.clusters],
        [`POST /api/groups/${one.groups.A}/events`, body.event],
        [`POST /api/groups/${other.groups.A}/events`, { ...body.event, schoolIds: [] }],
        [`POST /api/schools/${other.schools.a1}/profile`, body.profile],
        [`POST /api/memberships/${other.memberships['A-a1']}/end`, { to: '2020-01-01', source: 's' }],
        [`GET /api/groups/${other.groups.A}/balance`],
        [
          `GET /api/groups/${one.groups.A}/balance/cell?schoolId=${other.schools.a1}&indicatorId=teachers-backbone`,
        ],
        [`GET /api/schools/${other.schools.a1}/values`],
      ];
      for (const [request, payload] of attempts) {
        const answer = await ask(server, request as 'GET /', { cookie, body: payload });
        expect([404, 422], `${request} ${answer.text}`).toContain(answer.status);
      }
      for (const request of [
        `GET /api/schools?groupId=${other.groups.A}`,
        `GET /api/groups/${one.groups.A}/balance?clusterId=${other.groups.A}`,
      ] as const) {
        const answer = await ask(server, request, { cookie });
        expect(answer.text).not.toContain(other.schools.a1!);
      }
      const theirs = await ask(server, 'GET /api/schools', { cookie: other.officer });
      expect(names(theirs)).toEqual(['a1', 'a2', 'b1', 'b2', 'c']);
    });

    test('fields that a form does not have change nothing', async () => {
      const cookie = people['chief principal of A'];
      const extra = {
        bureauId: other.bureauId,
        bureau_id: other.bureauId,
        id: one.groups.B,
        groupId: one.groups.B,
        governing: false,
        createdBy: 'somebody else',
        importId: one.groups.A,
      };
      const written = await ask(server, `POST /api/groups/${one.groups.A}/events`, {
        cookie,
        body: {
          date: '2021-01-01',
          precision: 'day',
          kind: 'other',
          title: { en: 'Extra', zh: '' },
          text: { en: '', zh: '' },
          schoolIds: [],
          source: 's',
          ...extra,
        },
      });
      expect(written.status).toBe(200);
      const { rows } = await sql<Record<string, string>>`
        select id, bureau_id, group_id, created_by from trajectory_event where title_en = 'Extra'`.execute(
        server.trellis.services.database.system,
      );
      expect(rows).toEqual([
        {
          id: written.body.id,
          bureau_id: one.bureauId,
          group_id: one.groups.A,
          created_by: expect.not.stringMatching('somebody else'),
        },
      ]);
      const joined = await ask(server, `POST /api/groups/${one.groups.A}/members`, {
        cookie,
        body: { schoolId: one.schools.c, role: 'member', from: '2022-01-01', source: 's', ...extra },
      });
      expect(joined.status).toBe(200);
      const membership = await sql<Record<string, unknown>>`
        select bureau_id, group_id, governing, import_id from membership where id = ${joined.body.id}`.execute(
        server.trellis.services.database.system,
      );
      expect(membership.rows).toEqual([
        { bureau_id: one.bureauId, group_id: one.groups.A, governing: true, import_id: null },
      ]);
    });
  });
}

describe('the policy table', () => {
  test('gives nothing to a role over a scope it is not made for', () => {
    for (const [role, scopeKind] of [
      ['bureau-officer', 'group'],
      ['bureau-officer', 'school'],
      ['principal', 'bureau'],
      ['teacher', 'bureau'],
    ] as const) {
      expect([...permissionsOf([{ role, scopeKind }])]).toEqual([]);
    }
  });

  test('lets only the bureau officer manage access, packs and the comparison of groups', () => {
    for (const permission of ['access.manage', 'pack.write', 'bureau.read'] as const) {
      for (const [role, scopeKind, may] of [
        ['bureau-officer', 'bureau', true],
        ['principal', 'group', false],
        ['principal', 'school', false],
        ['teacher', 'group', false],
        ['teacher', 'school', false],
      ] as const) {
        expect(permissionsOf([{ role, scopeKind }]).has(permission), `${role} ${permission}`).toBe(may);
      }
    }
  });
});
