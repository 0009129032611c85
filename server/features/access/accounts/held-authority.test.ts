import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ask,
  createBureau,
  createPerson,
  dayFromToday as day,
  freshAddress,
  PASSWORD,
} from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';

const ZH = { 'accept-language': 'zh' };
const TODAY = day();

for (const database of DATABASES) {
  describe(`people and what they hold on ${database.name}`, () => {
    let server: TestServer;
    let officer: string;
    let bureauId: string;
    let schoolId: string;
    let groupId: string;
    beforeAll(async () => {
      server = await startTestServer(database);
      officer = await server.signIn('bureau-officer');
      bureauId = (await ask(server, 'GET /api/me', { cookie: officer })).body.bureau.id;
      groupId = (await ask(server, 'GET /api/groups', { cookie: officer })).body.items[0].id;
      schoolId = (await ask(server, 'GET /api/schools?q=ZS', { cookie: officer })).body.items[0].id;
    });
    afterAll(() => server?.close());

    const teacher = () => ({
      role: 'teacher',
      scopeKind: 'school',
      scopeId: schoolId,
      from: TODAY,
      to: null as string | null,
    });
    const invite = (email: string, authority: object = teacher(), cookie = officer) =>
      ask(server, 'POST /api/access/invitations', { cookie, body: { name: 'Somebody', email, authority } });
    const tokenOf = (answer: { body: { link: string } }) => answer.body.link.split('/').at(-1)!;
    const accept = (token: string, password = PASSWORD, extra: object = {}) =>
      ask(server, `POST /api/invitations/${token}/accept`, {
        body: { name: 'My own name', password, ...extra },
        from: freshAddress(),
      });
    const cookieOf = (answer: { headers: Record<string, unknown> }) =>
      [answer.headers['set-cookie']]
        .flat()
        .map((one) => String(one).split(';')[0])
        .join('; ');
    const end = (id: string, to: string, cookie = officer, headers = {}) =>
      ask(server, `POST /api/access/authorities/${id}/end`, { cookie, body: { to }, headers });
    const peopleBy = async (email: string) => {
      const { body } = await ask(server, 'GET /api/access/people?pageSize=200', { cookie: officer });
      return body.items.filter((one: { email: string }) => one.email === email.toLowerCase());
    };

    describe('an invitation', () => {
      test('leads to an account with what it offers, and signs the person in', async () => {
        const invited = await invite('New@Example.org');
        expect(invited.body.link).toMatch(/^http:\/\/localhost:4380\/invitation\/[\w-]{43}$/);
        const token = tokenOf(invited);
        expect((await ask(server, `GET /api/invitations/${token}`)).body).toMatchObject({
          name: 'Somebody',
          email: 'new@example.org',
        });
        expect((await peopleBy('new@example.org'))[0]).toMatchObject({ state: 'invited', userId: null });
        const accepted = await accept(token);
        expect(accepted.status).toBe(200);
        const me = await ask(server, 'GET /api/me', { cookie: cookieOf(accepted) });
        expect(me.body).toMatchObject({
          user: { name: 'My own name', email: 'new@example.org' },
          authorities: [{ role: 'teacher', scopeId: schoolId }],
          permissions: ['register.read', 'staff.read', 'balance.read'],
        });
      });

      test('is used once, also when it is accepted twice at the same moment', async () => {
        const token = tokenOf(await invite('once@example.org'));
        const answers = await Promise.all([accept(token), accept(token), accept(token)]);
        expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
        for (const answer of answers) expect([200, 404, 409]).toContain(answer.status);
        expect((await accept(token)).status).toBe(404);
        expect((await ask(server, `GET /api/invitations/${token}`)).status).toBe(404);
        expect(await peopleBy('once@example.org')).toHaveLength(1);
      });

      test('leads nowhere once it has expired, and says whom to ask', async () => {
        const token = tokenOf(await invite('late@example.org'));
        await sql`update invitation set expires_at = now() - interval '1 second' where email = 'late@example.org'`.execute(
          server.trellis.services.database.system,
        );
        const answer = await accept(token);
        expect(answer.status).toBe(404);
        expect(answer.body.error.message).toMatch(/Ask the bureau officer for a new one/);
        expect((await peopleBy('late@example.org'))[0].state).toBe('expired');
        const { rows } = await sql`select 1 from account_user where email = 'late@example.org'`.execute(
          server.trellis.services.database.system,
        );
        expect(rows).toEqual([]);
      });

      test('can be withdrawn while it is open, and leads nowhere then', async () => {
        const token = tokenOf(await invite('withdrawn@example.org'));
        const [person] = await peopleBy('withdrawn@example.org');
        expect((await end(person.authorities[0].id, TODAY)).status).toBe(200);
        expect((await accept(token)).status).toBe(404);
        expect((await peopleBy('withdrawn@example.org'))[0].state).toBe('withdrawn');
        expect((await end(person.authorities[0].id, TODAY)).status).toBe(404);
      });

      test('adds to an existing account only with its password', async () => {
        const person = await createPerson(server, {
          bureauId,
          role: 'teacher',
          scopeKind: 'group',
          scopeId: groupId,
        });
        const token = tokenOf(await invite(person.email.toUpperCase()));
        const wrong = await accept(token, 'not the right password');
        expect(wrong.status).toBe(401);
        expect(wrong.headers['set-cookie']).toBeUndefined();
        const held = async () =>
          (await ask(server, 'GET /api/me', { cookie: person.cookie })).body.authorities.length;
        expect(await held()).toBe(1);
        const right = await accept(token);
        expect(right.status).toBe(200);
        expect(await held()).toBe(2);
        const me = await ask(server, 'GET /api/me', { cookie: cookieOf(right) });
        expect(me.body.user.name).toBe('Somebody');
      });

      test('does not let its holder try an account’s passwords without end', async () => {
        const person = await createPerson(server);
        const token = tokenOf(await invite(person.email));
        const from = freshAddress();
        const statuses: number[] = [];
        for (let attempt = 0; attempt < 12; attempt++) {
          const answer = await ask(server, `POST /api/invitations/${token}/accept`, {
            body: { name: 'x', password: `wrong password ${attempt}` },
            headers: { 'x-forwarded-for': `10.9.8.${attempt}`, 'x-trellis-client': `10.9.8.${attempt}` },
            from,
          });
          statuses.push(answer.status);
        }
        expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
      });

      test('to what the person holds already is refused and stays open', async () => {
        const person = await createPerson(server, {
          bureauId,
          role: 'teacher',
          scopeKind: 'school',
          scopeId: schoolId,
        });
        const token = tokenOf(await invite(person.email));
        const answer = await accept(token);
        expect([answer.status, answer.body.error.message]).toEqual([
          409,
          'This person already holds that role there for part of that time.',
        ]);
        expect((await ask(server, `GET /api/invitations/${token}`)).status).toBe(200);
      });

      test('is made for scopes of one’s own bureau only', async () => {
        const other = await createBureau(server);
        const theirs = await server.trellis.services.database.system
          .insertInto('school')
          .values({ bureau_id: other })
          .returning('id')
          .executeTakeFirstOrThrow();
        const theirGroup = await server.trellis.services.database.system
          .insertInto('education_group')
          .values({ bureau_id: other, code: 'X', kind: 'trust' })
          .returning('id')
          .executeTakeFirstOrThrow();
        for (const authority of [
          { ...teacher(), scopeId: theirs.id },
          { ...teacher(), scopeKind: 'group', scopeId: theirGroup.id },
          { ...teacher(), role: 'bureau-officer', scopeKind: 'bureau', scopeId: other },
          { ...teacher(), scopeKind: 'group' },
        ]) {
          const answer = await invite('scope@example.org', authority);
          expect([answer.status, answer.body.error.code], JSON.stringify(authority)).toEqual([
            422,
            'unprocessable',
          ]);
        }
        expect(await peopleBy('scope@example.org')).toEqual([]);
      });

      test('is refused when role and scope do not belong together, or the end comes before the start', async () => {
        for (const authority of [
          { ...teacher(), role: 'bureau-officer' },
          { ...teacher(), scopeKind: 'bureau', scopeId: bureauId },
          { ...teacher(), from: TODAY, to: TODAY },
          { ...teacher(), from: TODAY, to: day(-1) },
        ]) {
          const answer = await invite('wrong@example.org', authority);
          expect(answer.status).toBe(422);
          expect(answer.body.error.details.length).toBe(1);
        }
      });

      test('gives what its officer chose, whatever else is sent along', async () => {
        const other = await createBureau(server);
        const invited = await ask(server, 'POST /api/access/invitations', {
          cookie: officer,
          body: {
            name: 'Somebody',
            email: 'extra@example.org',
            bureauId: other,
            bureau_id: other,
            role: 'bureau-officer',
            acceptedAt: TODAY,
            authority: { ...teacher(), bureauId: other, grantedBy: 'nobody', id: schoolId },
          },
        });
        const accepted = await accept(tokenOf(invited), PASSWORD, {
          role: 'bureau-officer',
          scopeKind: 'bureau',
          scopeId: bureauId,
          bureauId: other,
          email: 'another@example.org',
          authority: { role: 'bureau-officer' },
        });
        const me = await ask(server, 'GET /api/me', { cookie: cookieOf(accepted) });
        expect(me.body).toMatchObject({
          user: { email: 'extra@example.org' },
          bureau: { id: bureauId },
          authorities: [{ role: 'teacher', scopeKind: 'school', scopeId: schoolId }],
        });
        expect(me.body.authorities).toHaveLength(1);
      });

      test('whose school has left the register is refused in words', async () => {
        const { system } = server.trellis.services.database;
        const { id } = await system
          .insertInto('school')
          .values({ bureau_id: bureauId })
          .returning('id')
          .executeTakeFirstOrThrow();
        const token = tokenOf(await invite('gone@example.org', { ...teacher(), scopeId: id }));
        await system.deleteFrom('school').where('id', '=', id).execute();
        const answer = await accept(token);
        expect([answer.status, answer.body.error.message]).toEqual([
          409,
          'The school of this role is no longer in the register. Ask for a new invitation.',
        ]);
        const { rows } = await sql`select 1 from account_user where email = 'gone@example.org'`.execute(
          system,
        );
        expect(rows).toEqual([]);
      });

      test('is kept as a digest only', async () => {
        const token = tokenOf(await invite('digest@example.org'));
        const { rows } = await sql`select * from invitation`.execute(server.trellis.services.database.system);
        expect(JSON.stringify(rows)).not.toContain(token);
      });
    });

    describe('what a person holds', () => {
      const principal = () => ({
        bureauId,
        role: 'principal' as const,
        scopeKind: 'group' as const,
        scopeId: groupId,
      });
      const reach = async (cookie: string) => (await ask(server, 'GET /api/groups', { cookie })).status;

      test('is lost with the next request when it is ended', async () => {
        const person = await createPerson(server, principal());
        expect(await reach(person.cookie)).toBe(200);
        expect((await end(person.authorityIds[0]!, TODAY)).status).toBe(200);
        expect(await reach(person.cookie)).toBe(401);
        expect((await peopleBy(person.email))[0].authorities[0]).toMatchObject({ to: TODAY });
      });

      test('can be taken back on the day it was given, with the next request, and stays on record as never held', async () => {
        const person = await createPerson(server, { ...principal(), from: TODAY });
        expect(await reach(person.cookie)).toBe(200);
        expect((await end(person.authorityIds[0]!, TODAY)).status).toBe(200);
        expect(await reach(person.cookie)).toBe(401);
        const [listed] = await peopleBy(person.email);
        expect(listed).toMatchObject({ state: 'active', authorities: [{ from: TODAY, to: TODAY }] });
        const me = (await ask(server, 'GET /api/me', { cookie: officer })).body.user.id;
        const { rows } = await sql`select during::text as during, withdrawn_from, withdrawn_by, withdrawn_at
          from authority where id = ${person.authorityIds[0]}`.execute(
          server.trellis.services.database.system,
        );
        expect(rows).toEqual([
          { during: 'empty', withdrawn_from: TODAY, withdrawn_by: me, withdrawn_at: expect.any(Date) },
        ]);
        expect((await end(person.authorityIds[0]!, TODAY)).status).toBe(404);
      });

      test('can be given again on the day it was taken back', async () => {
        const token = tokenOf(await invite('twice@example.org'));
        const first = cookieOf(await accept(token));
        const [listed] = await peopleBy('twice@example.org');
        expect((await end(listed.authorities[0].id, TODAY)).status).toBe(200);
        const again = await accept(tokenOf(await invite('twice@example.org')));
        expect(again.status).toBe(200);
        expect(await reach(first)).toBe(200);
        const [both] = await peopleBy('twice@example.org');
        expect(both.authorities.map(({ to }: { to: string | null }) => to)).toEqual([TODAY, null]);
      });

      test('is told apart from a session that has ended: the refusal says since when, or from when', async () => {
        const refusal = async (cookie: string | undefined, headers = {}) => {
          const { status, body } = await ask(server, 'GET /api/me', {
            ...(cookie ? { cookie } : {}),
            headers,
          });
          return [status, body.error.code, body.error.message];
        };
        const past = await createPerson(server, { ...principal(), from: '2020-01-01', to: '2021-09-01' });
        expect(await refusal(past.cookie)).toEqual([
          401,
          'no-authority',
          'Your account has no access now: it ended on 1 Sept 2021. If you need it again, ask whoever manages access in your bureau.',
        ]);
        expect((await refusal(past.cookie, ZH))[2]).toBe(
          '您的职权已于2021年9月1日终止，不能再进入。如仍需使用，请联系本局的权限管理员。',
        );
        const later = await createPerson(server, { ...principal(), from: '2999-09-01' });
        expect((await refusal(later.cookie, ZH))[2]).toBe(
          '您的职权自2999年9月1日起生效，目前还不能进入。请届时再登录，或联系本局的权限管理员。',
        );
        const withdrawn = await createPerson(server, { ...principal(), from: TODAY });
        await end(withdrawn.authorityIds[0]!, TODAY);
        expect((await refusal(withdrawn.cookie))[2]).toMatch(/^Your account has no access now\. If/);
        expect((await refusal(undefined))[1]).toBe('not-signed-in');
      });

      test('gives nothing before it begins or after it has ended, and everything from its first day to its last', async () => {
        const spans: [string, string | null, number][] = [
          [day(1), null, 401],
          [day(-10), TODAY, 401],
          [day(-10), day(-1), 401],
          [TODAY, null, 200],
          [TODAY, day(1), 200],
          [day(-10), day(1), 200],
        ];
        for (const [from, to, status] of spans) {
          const person = await createPerson(server, { ...principal(), from, to });
          expect(await reach(person.cookie), `${from} ${to}`).toBe(status);
        }
      });

      test('that begins later can be taken back; what was held stays on record', async () => {
        const later = await createPerson(server, { ...principal(), from: day(30) });
        expect((await end(later.authorityIds[0]!, TODAY)).status).toBe(200);
        expect((await peopleBy(later.email))[0].authorities).toMatchObject([{ from: day(30), to: day(30) }]);
        const held = await createPerson(server, { ...principal(), from: '2020-01-01' });
        for (const to of ['2020-01-01', '1990-01-01']) {
          const answer = await end(held.authorityIds[0]!, to, officer, ZH);
          expect([answer.status, answer.body.error.details[0].path]).toEqual([422, 'to']);
          expect(answer.body.error.message).toBe(`终止日期（${to}）须晚于起始日期（2020-01-01）。`);
        }
        expect(await reach(held.cookie)).toBe(200);
      });

      test('is not made longer by ending it later than it ends', async () => {
        const person = await createPerson(server, { ...principal(), to: day(-1) });
        const answer = await end(person.authorityIds[0]!, day(1000));
        expect(answer.status).toBe(422);
        expect(await reach(person.cookie)).toBe(401);
      });

      test('cannot be ended by the person in charge when it is their own, nor by anyone else’s hand so that nobody is left', async () => {
        const me = (await ask(server, 'GET /api/me', { cookie: officer })).body.authorities[0].id;
        expect((await end(me, TODAY)).status).toBe(409);
        const bureau = {
          bureauId,
          role: 'bureau-officer' as const,
          scopeKind: 'bureau' as const,
          scopeId: bureauId,
        };
        const deputy = await createPerson(server, { ...bureau, to: day(30) });
        const answer = await end(me, TODAY, deputy.cookie);
        expect([answer.status, answer.body.error.code]).toEqual([409, 'conflict']);
        const second = await createPerson(server, bureau);
        const both = await Promise.all([
          end(me, day(5), second.cookie),
          end(second.authorityIds[0]!, day(5), officer),
        ]);
        expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
      });

      test('is another bureau’s business when it is held there', async () => {
        const other = await createBureau(server);
        const person = await createPerson(server, {
          bureauId: other,
          role: 'bureau-officer',
          scopeKind: 'bureau',
          scopeId: other,
        });
        expect((await end(person.authorityIds[0]!, TODAY)).status).toBe(404);
        expect(await reach(person.cookie)).toBe(200);
        expect(await peopleBy(person.email)).toEqual([]);
        const theirs = await ask(server, 'GET /api/access/people', { cookie: person.cookie });
        expect(theirs.body).toMatchObject({ total: 1, items: [{ email: person.email }] });
      });

      test('in two bureaus counts in the one given first, and shows nothing of it in the other', async () => {
        const [first, second] = [await createBureau(server), await createBureau(server)];
        const person = await createPerson(
          server,
          { bureauId: first, role: 'bureau-officer', scopeKind: 'bureau', scopeId: first },
          { bureauId: second, role: 'bureau-officer', scopeKind: 'bureau', scopeId: second },
        );
        const me = await ask(server, 'GET /api/me', { cookie: person.cookie });
        expect(me.body.bureau.id).toBe(first);
        expect(me.body.authorities).toHaveLength(1);
        const people = await ask(server, 'GET /api/access/people', { cookie: person.cookie });
        expect(people.body.items[0].authorities).toHaveLength(1);
        const inSecond = await createPerson(server, {
          bureauId: second,
          role: 'bureau-officer',
          scopeKind: 'bureau',
          scopeId: second,
        });
        const { body } = await ask(server, 'GET /api/access/people', { cookie: inSecond.cookie });
        const shared = body.items.find((one: { email: string }) => one.email === person.email);
        expect(shared.authorities.map((one: { scopeId: string }) => one.scopeId)).toEqual([second]);
        expect((await end(person.authorityIds[0]!, TODAY, inSecond.cookie)).status).toBe(404);
      });
    });

    test('people are paged whole: each once, invitations with what they offer', async () => {
      for (let index = 0; index < 5; index++) await invite(`page${index}@example.org`);
      const all = await ask(server, 'GET /api/access/people?pageSize=200', { cookie: officer });
      const seen: string[] = [];
      for (let page = 1; seen.length < all.body.total; page++) {
        const { body } = await ask(server, `GET /api/access/people?pageSize=3&page=${page}`, {
          cookie: officer,
        });
        expect(body.items.length).toBeGreaterThan(0);
        for (const one of body.items) {
          seen.push(one.email + one.state);
          if (one.state === 'invited') expect(one.authorities).toHaveLength(1);
        }
      }
      expect(seen).toEqual(
        all.body.items.map((one: { email: string; state: string }) => one.email + one.state),
      );
    });
  });
}
