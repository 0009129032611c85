import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, ask, createPerson, dayFromToday } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../testing.ts';

let numbers = 0;
/** A person's facts for the door; `more` overrides. */
function facts(more: object = {}) {
  numbers += 1;
  return {
    number: `T${numbers}`,
    name: { en: 'Wang Fang', zh: '王芳' },
    gender: 'female',
    birthYear: 1980,
    qualification: 'bachelor',
    employedFrom: '2002-09-01',
    ...more,
  };
}
const why = { cause: 'other', decision: 'Decision 1' };

for (const database of DATABASES) {
  describe(`staff on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
    });
    beforeEach(async () => {
      world = await createWorld(server);
    });
    afterAll(() => server?.close());

    const takeOn = (school: string, more: object = {}, posting: object = {}): Promise<Answer> =>
      world.post('/api/staff', {
        ...facts(more),
        posting: {
          schoolId: world.schools[school],
          from: '2002-09-01',
          cause: 'recruitment',
          decision: 'Hired',
          ...posting,
        },
      });
    const takenOn = async (school: string, more: object = {}): Promise<string> =>
      (await takeOn(school, more)).body.id;
    const add = (staffId: string, what: string, body: object) =>
      world.post(`/api/staff/${staffId}/${what}`, { ...why, ...body });
    const appoint = (staffId: string, school: string, from: string, more: object = {}) =>
      add(staffId, 'postings', { schoolId: world.schools[school], kind: 'home', from, ...more });
    const end = (staffId: string, kind: string, entryId: string, to: string) =>
      world.post(`/api/staff/${staffId}/ends`, { kind, entryId, to, cause: 'other', reason: 'Over' });
    const career = async (staffId: string) => (await world.get(`/api/staff/${staffId}`)).body;
    const inChinese = (path: string, body: unknown) =>
      ask(server, `POST ${path as '/'}`, {
        cookie: world.officer,
        body,
        headers: { 'accept-language': 'zh' },
      });

    test('a new home school ends the old one the day before, lessons with it, and both stay on the career', async () => {
      const id = await takenOn('one');
      await add(id, 'assignments', {
        schoolId: world.schools.one,
        subject: '语文',
        grade: 6,
        className: '6(1)',
        weeklyLessons: 12,
        from: '2010-09-01',
      });
      const moved = await appoint(id, 'two', '2014-09-01', { cause: 'mobility', decision: 'Exchange' });
      expect(moved.status, moved.text).toBe(200);
      const { postings, assignments, timeline, changes } = await career(id);
      expect(
        postings.map((one: { school: { name: { en: string } }; during: unknown; cause: string }) => [
          one.school.name.en,
          one.during,
          one.cause,
        ]),
      ).toEqual([
        ['two', { from: '2014-09-01', to: null }, 'mobility'],
        ['one', { from: '2002-09-01', to: '2014-09-01' }, 'recruitment'],
      ]);
      expect(assignments[0]).toMatchObject({
        subject: 'chinese',
        weeklyLessons: 12,
        during: { from: '2010-09-01', to: '2014-09-01' },
      });
      const ends = timeline.filter((one: { edge: string }) => one.edge === 'ends');
      expect(ends).toHaveLength(2);
      for (const one of ends) expect(one).toMatchObject({ cause: 'mobility', reason: 'Exchange' });
      expect(changes).toHaveLength(6);
      for (const one of changes) expect(one.byName).toBe('Somebody');
    });

    test('the roster of a school is that of the day asked for', async () => {
      const id = await takenOn('one');
      await appoint(id, 'two', '2014-09-01');
      const on = async (school: string, asOf: string) =>
        (await world.get(`/api/staff?schoolId=${world.schools[school]}&asOf=${asOf}`)).body.items.map(
          (one: { id: string }) => one.id,
        );
      expect(await on('one', '2014-08-31')).toEqual([id]);
      expect(await on('one', '2014-09-01')).toEqual([]);
      expect(await on('two', '2014-09-01')).toEqual([id]);
      expect(await on('one', '2002-08-31')).toEqual([]);
    });

    test('a person with several postings on a day is listed and counted once, with or without a home school', async () => {
      const id = await takenOn('one');
      await appoint(id, 'two', '2010-09-01', { kind: 'secondary' });
      await appoint(id, 'three', '2010-09-01', { kind: 'secondary' });
      const { postings } = await career(id);
      const home = postings.find((one: { kind: string }) => one.kind === 'home');
      await end(id, 'posting', home.id, '2015-09-01');
      for (const [asOf, homeSchool] of [
        ['2012-01-01', 'one'],
        ['2016-01-01', undefined],
      ] as const) {
        const { body } = await world.get(`/api/staff?asOf=${asOf}`);
        expect([body.total, body.items.length], asOf).toEqual([1, 1]);
        expect(body.items[0].homeSchool?.name.en, asOf).toBe(homeSchool);
        expect(body.items[0].otherSchools, asOf).toHaveLength(2);
      }
    });

    test('the list is searched by name and number and filtered by subject and honour', async () => {
      const id = await takenOn('one', { number: 'X100%', name: { en: '', zh: '陆文君' } });
      await takenOn('one');
      await add(id, 'assignments', {
        schoolId: world.schools.one,
        subject: 'music',
        grade: null,
        className: '',
        weeklyLessons: null,
        from: '2010-09-01',
      });
      await add(id, 'statuses', { status: 'backbone-city', from: '2012-09-01' });
      for (const query of [
        'q=文君',
        'q=x100',
        'q=%25',
        'subject=music',
        'status=any-backbone',
        'status=backbone-city',
      ]) {
        const { body } = await world.get(`/api/staff?${query}`);
        expect(
          body.items.map((one: { id: string }) => one.id),
          query,
        ).toEqual([id]);
      }
      expect((await world.get('/api/staff?status=superfine')).body.total).toBe(0);
      expect((await world.get('/api/staff?subject=music&asOf=2010-08-31')).body.total).toBe(0);
    });

    test('a title follows the one before, an honour stands beside others, an office names its object', async () => {
      const id = await takenOn('one');
      const groupId = await world.found();
      await world.join(groupId, 'one', '2005-09-01');
      await add(id, 'titles', { title: 'second-grade', from: '2003-09-01' });
      await add(id, 'titles', { title: 'first-grade', from: '2010-09-01', cause: 'promotion' });
      await add(id, 'statuses', { status: 'backbone-county', from: '2012-09-01' });
      await add(id, 'statuses', { status: 'superfine', from: '2015-09-01' });
      const division = {
        level: 'division',
        office: 'division-principal',
        placeId: groupId,
        from: '2016-09-01',
      };
      expect((await add(id, 'offices', division)).status).toBe(422);
      expect((await add(id, 'offices', { ...division, concerns: 'teaching' })).status).toBe(200);
      expect((await add(id, 'offices', { ...division, office: 'principal' })).status).toBe(422);
      const early = await add(id, 'offices', {
        level: 'group',
        office: 'chief-principal',
        placeId: groupId,
        from: '2002-09-01',
      });
      expect([200, 409]).toContain(early.status);
      const { titles, statuses, offices } = await career(id);
      expect(titles[1].during).toEqual({ from: '2003-09-01', to: '2010-09-01' });
      expect(statuses).toHaveLength(2);
      expect(offices.find((one: { level: string }) => one.level === 'division')).toMatchObject({
        concerns: 'teaching',
        place: { id: groupId },
      });
      const { body } = await world.get('/api/staff?asOf=2020-01-01');
      expect(body.items[0]).toMatchObject({
        title: 'first-grade',
        statuses: ['backbone-county', 'superfine'],
      });
    });

    test('a school has one principal at a time', async () => {
      const principal = {
        level: 'school',
        office: 'principal',
        placeId: world.schools.one,
        from: '2010-09-01',
      };
      expect((await add(await takenOn('one'), 'offices', principal)).status).toBe(200);
      const second = await add(await takenOn('one'), 'offices', { ...principal, from: '2012-09-01' });
      expect(second.status).toBe(409);
      expect(second.body.error.message).toMatch(/Somebody else holds this office/);
    });

    test('what was given by mistake is taken back on its first day and stays on record', async () => {
      const id = await takenOn('one');
      const { body } = await appoint(id, 'two', '2014-09-01', { kind: 'secondary' });
      expect((await end(id, 'posting', body.id, '2014-09-01')).status).toBe(200);
      const { postings, changes } = await career(id);
      expect(postings).toHaveLength(1);
      expect(changes[0]).toMatchObject({
        action: 'taken-back',
        kind: 'posting',
        reason: 'Over',
        after: null,
      });
      expect(changes[0].before.during).toBe('[2014-09-01,)');
    });

    describe('refuses with the fact, the value and what to do, in both languages', () => {
      const CASES: Record<
        string,
        { send: (id: string) => [string, object]; en: RegExp[]; zh: RegExp[]; field: string }
      > = {
        'a posting that overlaps another': {
          send: (id) => [
            `/api/staff/${id}/postings`,
            { schoolId: world.schools.two, kind: 'home', from: '2002-09-01', ...why },
          ],
          en: [/Wang Fang has a home posting at one from 2002-09-01/, /End it first/],
          zh: [/王芳已有在one的主校任职（2002-09-01起至今）/, /请先将其终止/],
          field: 'from',
        },
        'a posting in a school that is not yet founded': {
          send: () => [
            '/api/staff',
            {
              ...facts({ birthYear: 1950, employedFrom: '1980-09-01' }),
              posting: { schoolId: world.schools.one, from: '1980-09-01', ...why },
            },
          ],
          en: [/one opens on 1990-09-01/, /1980-09-01/, /Choose 1990-09-01 or a later day/],
          zh: [/one于 1990-09-01 设立/, /1980-09-01/, /请选择 1990-09-01 或之后/],
          field: 'from',
        },
        'a posting in a school that has closed': {
          send: (id) => [
            `/api/staff/${id}/postings`,
            { schoolId: world.schools.closed, kind: 'home', from: '2021-09-01', ...why },
          ],
          en: [/closed closed on 2020-09-01/, /2021-09-01/, /another school/],
          zh: [/已于 2020-09-01 撤销/, /2021-09-01/, /另选学校/],
          field: 'from',
        },
        'a posting that outlasts its school': {
          send: (id) => [
            `/api/staff/${id}/postings`,
            { schoolId: world.schools.closed, kind: 'home', from: '2015-09-01', ...why },
          ],
          en: [/closes on 2020-09-01/, /Give 2020-09-01 or an earlier day/],
          zh: [/于 2020-09-01 撤销/, /请将结束日期定为 2020-09-01/],
          field: 'to',
        },
        'a birth year to come': {
          send: (id) => [`/api/staff/${id}/correct`, { ...facts({ birthYear: 2090 }), reason: 'x' }],
          en: [/Birth year 2090/, /between 1900 and 1986/, /Correct the birth year/],
          zh: [/出生年份 2090/, /1900 年至 1986 年/, /请更正出生年份/],
          field: 'birthYear',
        },
        'a move before the person was taken on': {
          send: (id) => [
            `/api/staff/${id}/postings`,
            { schoolId: world.schools.two, kind: 'home', from: '2001-09-01', ...why },
          ],
          en: [/Wang Fang was taken on on 2002-09-01/, /2001-09-01/, /correct the day of employment/],
          zh: [/王芳于 2002-09-01 入职/, /2001-09-01/, /更正入职日期/],
          field: 'from',
        },
        'a subject nobody knows': {
          send: (id) => [
            `/api/staff/${id}/assignments`,
            {
              schoolId: world.schools.one,
              subject: '炼金术',
              grade: 1,
              className: '',
              weeklyLessons: 2,
              from: '2003-09-01',
              ...why,
            },
          ],
          en: [/no subject “炼金术”/, /Choose one of: chinese, mathematics/],
          zh: [/没有“炼金术”这一学科/, /请从以下学科中选择：语文、数学/],
          field: 'subject',
        },
        'lessons where one is not posted': {
          send: (id) => [
            `/api/staff/${id}/assignments`,
            {
              schoolId: world.schools.two,
              subject: 'music',
              grade: 1,
              className: '',
              weeklyLessons: 2,
              from: '2003-09-01',
              ...why,
            },
          ],
          en: [/not posted at two on 2003-09-01/, /Appoint the person there first/],
          zh: [/2003-09-01 并未任职于two/, /请先办理任职/],
          field: 'from',
        },
        'an end before the start': {
          send: (id) => [
            `/api/staff/${id}/titles`,
            { title: 'senior', from: '2010-09-01', to: '2010-09-01', ...why },
          ],
          en: [/end \(2010-09-01\) must come after/, /Choose a day after/],
          zh: [/必须晚于/, /请选择/],
          field: 'to',
        },
        'an employment that ends before a posting does': {
          send: (id) => [`/api/staff/${id}/correct`, { ...facts({ employedTo: '2010-07-01' }), reason: 'x' }],
          en: [/Employment cannot end on 2010-07-01/, /End the posting first/],
          zh: [/离职日期不能是 2010-07-01/, /请先终止该任职/],
          field: 'employedTo',
        },
      };
      for (const [title, { send, en, zh, field }] of Object.entries(CASES)) {
        test(title, async () => {
          const id = await takenOn('one');
          const before = await career(id);
          const [path, body] = send(id);
          const english = await world.post(path, body);
          expect([409, 422], english.text).toContain(english.status);
          for (const words of en) expect(english.body.error.message).toMatch(words);
          expect(english.body.error.details[0].path).toBe(field);
          const chinese = await inChinese(path, body);
          for (const words of zh) expect(chinese.body.error.message).toMatch(words);
          expect(await career(id)).toEqual(before);
        });
      }

      test('a number that somebody else has', async () => {
        await takenOn('one', { number: 'TWICE' });
        const refused = await takeOn('two', { number: 'TWICE' });
        expect(refused.status).toBe(409);
        expect(refused.body.error.message).toMatch(/number TWICE.*Write the person’s own number/);
        const id = await takenOn('two');
        const corrected = await inChinese(`/api/staff/${id}/correct`, {
          ...facts({ number: 'TWICE' }),
          reason: 'x',
        });
        expect(corrected.status).toBe(409);
        expect(corrected.body.error.message).toMatch(/编号 TWICE.*请填写本人的编号/);
      });
    });

    describe('keeps to what each may see', () => {
      const member = (role: 'principal' | 'teacher', school: string) =>
        createPerson(server, {
          bureauId: world.bureauId,
          role,
          scopeKind: 'school',
          scopeId: world.schools[school]!,
        });

      test('a principal reads and changes the people of the own school, and nobody else’s', async () => {
        const { cookie } = await member('principal', 'one');
        const here = await takenOn('one');
        const there = await takenOn('two');
        expect((await ask(server, `GET /api/staff/${here}`, { cookie })).body.mayWrite).toBe(true);
        expect((await ask(server, `GET /api/staff/${there}`, { cookie })).status).toBe(404);
        const title = { title: 'senior', from: '2015-09-01', ...why };
        expect((await ask(server, `POST /api/staff/${here}/titles`, { cookie, body: title })).status).toBe(
          200,
        );
        expect((await ask(server, `POST /api/staff/${there}/titles`, { cookie, body: title })).status).toBe(
          404,
        );
        const away = { schoolId: world.schools.two, kind: 'home', from: '2015-09-01', ...why };
        expect((await ask(server, `POST /api/staff/${here}/postings`, { cookie, body: away })).status).toBe(
          422,
        );
      });

      test('a principal does not end what stands at another school', async () => {
        const { cookie } = await member('principal', 'two');
        const id = await takenOn('one');
        await appoint(id, 'two', '2015-09-01', { kind: 'secondary' });
        const { postings } = await career(id);
        const home = postings.find((one: { kind: string }) => one.kind === 'home');
        const body = { kind: 'posting', entryId: home.id, to: '2016-09-01', cause: 'other', reason: 'x' };
        const refused = await ask(server, `POST /api/staff/${id}/ends`, { cookie, body });
        expect(refused.status).toBe(403);
      });

      test('a chief principal reads and changes the people of the group’s schools of today', async () => {
        const groupId = await world.found();
        await world.join(groupId, 'one', '2005-09-01');
        const { cookie } = await createPerson(server, {
          bureauId: world.bureauId,
          role: 'principal',
          scopeKind: 'group',
          scopeId: groupId,
        });
        const here = await takenOn('one');
        const there = await takenOn('two');
        expect((await ask(server, `GET /api/staff/${here}`, { cookie })).body.mayWrite).toBe(true);
        expect((await ask(server, `GET /api/staff/${there}`, { cookie })).status).toBe(404);
      });

      test('a teacher reads the school’s list masked, the own record in full, and changes nothing', async () => {
        const { cookie, userId } = await member('teacher', 'one');
        const own = await takenOn('one', { number: 'OWN-1' });
        const colleague = await takenOn('one', { number: 'COLLEAGUE-1' });
        await takenOn('two');
        await server.trellis.services.database.asBureau(world.bureauId, async (db) => {
          await sql`select set_config('trellis.change',
            '{"name": "test", "cause": "correction", "reason": "linked"}', true)`.execute(db);
          await sql`update staff set user_id = ${userId} where id = ${own}`.execute(db);
        });
        const { body } = await ask(server, 'GET /api/staff', { cookie });
        expect(body.total).toBe(2);
        const masked = body.items.find((one: { id: string }) => one.id === colleague);
        expect(masked).toMatchObject({
          masked: true,
          number: null,
          gender: null,
          birthYear: null,
          qualification: null,
          employed: null,
        });
        expect(body.items.find((one: { id: string }) => one.id === own)).toMatchObject({
          masked: false,
          number: 'OWN-1',
          birthYear: 1980,
        });
        expect((await ask(server, 'GET /api/staff?q=COLLEAGUE', { cookie })).body.total).toBe(0);
        expect((await ask(server, `GET /api/staff/${colleague}`, { cookie })).status).toBe(404);
        expect((await ask(server, `GET /api/staff/${own}`, { cookie })).body.mayWrite).toBe(false);
        const refused = await ask(server, `POST /api/staff/${own}/titles`, {
          cookie,
          body: { title: 'senior', from: '2015-09-01', ...why },
        });
        expect(refused.status).toBe(403);
      });

      test('who left a school is no longer read in full by its principal', async () => {
        const { cookie } = await member('principal', 'one');
        const id = await takenOn('one');
        await appoint(id, 'two', dayFromToday(-1));
        expect((await ask(server, `GET /api/staff/${id}`, { cookie })).status).toBe(404);
        const { body } = await ask(server, 'GET /api/staff?asOf=2010-01-01', { cookie });
        expect(body.items).toMatchObject([{ id, masked: true, birthYear: null }]);
      });
    });

    test('no change goes on record without a cause, and what is on record is not rewritten', async () => {
      const id = await takenOn('one');
      const tx = (text: string) =>
        server.trellis.services.database.asBureau(world.bureauId, (db) => sql.raw(text).execute(db));
      await expect(tx(`update staff set birth_year = 1981 where id = '${id}'`)).rejects.toThrow(/null value/);
      await expect(tx(`delete from posting where staff_id = '${id}'`)).rejects.toThrow(/null value/);
      await expect(tx(`update staff_change set reason = 'x' where staff_id = '${id}'`)).rejects.toThrow(
        /kept/,
      );
      await expect(tx(`delete from staff_change where staff_id = '${id}'`)).rejects.toThrow(/kept/);
    });
  });
}
