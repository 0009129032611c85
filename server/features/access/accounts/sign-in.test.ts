import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ask,
  createBureau,
  createPerson,
  createSession,
  freshAddress,
  PASSWORD,
} from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';

const ZH = { 'accept-language': 'zh' };

for (const database of DATABASES) {
  describe(`signing in on ${database.name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
    });
    afterAll(() => server?.close());
    const signIn = (body: object, options: { from?: string; headers?: Record<string, string> } = {}) =>
      ask(server, 'POST /api/auth/sign-in/email', {
        body,
        from: options.from ?? freshAddress(),
        headers: options.headers ?? {},
      });
    const officerOf = (bureauId: string) => ({
      bureauId,
      role: 'bureau-officer' as const,
      scopeKind: 'bureau' as const,
      scopeId: bureauId,
    });

    test('sets a cookie that scripts cannot read and other sites cannot use, and tells no token', async () => {
      const person = await createPerson(server);
      const answer = await signIn({ email: person.email, password: PASSWORD });
      expect([answer.status, answer.body]).toEqual([200, { done: true }]);
      const cookie = String(answer.headers['set-cookie']);
      expect(cookie).toMatch(/^trellis\.session_token=[^;]{40,};/);
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Lax/);
      expect(cookie).toMatch(/; Path=\//);
      expect(cookie).toMatch(/; Max-Age=43200/);
      expect(cookie).not.toMatch(/Domain=/);
    });

    test('says the same of a wrong password and of an address nobody has, in both languages', async () => {
      const person = await createPerson(server);
      const wrong = await signIn({ email: person.email, password: 'not this password' });
      const nobody = await signIn({ email: 'nobody@example.org', password: 'not this password' });
      expect([wrong.status, nobody.status]).toEqual([401, 401]);
      expect(wrong.body.error.message).toBe(nobody.body.error.message);
      const chinese = await signIn({ email: 'nobody@example.org', password: 'x' }, { headers: ZH });
      expect(chinese.body.error.message).toBe('邮箱与密码不匹配。请核对后重试。');
    });

    test('refuses what is no e-mail address or password without failing', async () => {
      for (const body of [{}, { email: 1, password: 2 }, { email: 'x' }, { email: { a: 1 }, password: [] }]) {
        const answer = await signIn(body);
        expect([400, 401], JSON.stringify(body)).toContain(answer.status);
        expect(answer.body.error.message).toMatch(/\S/);
      }
    });

    test('is tried ten times a minute from one address, whatever headers it sends', async () => {
      const person = await createPerson(server);
      const from = freshAddress();
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 12; attempt++) {
        const claim = `10.0.0.${attempt}`;
        const answer = await signIn(
          {
            email: attempt % 2 ? person.email : `other${attempt}@example.org`,
            password: 'not this password',
          },
          {
            from,
            headers: {
              'x-forwarded-for': claim,
              'x-real-ip': claim,
              'x-client-ip': claim,
              'cf-connecting-ip': claim,
              forwarded: `for=${claim}`,
              'x-trellis-client': claim,
            },
          },
        );
        statuses.push(answer.status);
        if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
      expect((await signIn({ email: person.email, password: PASSWORD }, { from })).status).toBe(429);
      expect((await signIn({ email: person.email, password: PASSWORD })).status).toBe(200);
    });

    test('is tried ten times also when all attempts come at the same moment', async () => {
      const from = freshAddress();
      const answers = await Promise.all(
        Array.from({ length: 30 }, () =>
          signIn({ email: 'x@example.org', password: 'not this password' }, { from }),
        ),
      );
      expect(answers.filter((answer) => answer.status === 401)).toHaveLength(10);
      expect(answers.filter((answer) => answer.status === 429)).toHaveLength(20);
    });

    test('is not reached past the count by another spelling of its path', async () => {
      for (const path of [
        '/api/auth//sign-in/email',
        '/api/auth/sign-in/email/',
        '/api/auth/sign-in%2Femail',
        '/api/auth/SIGN-IN/email',
      ]) {
        const answer = await ask(server, `POST ${path as '/'}`, { body: { email: 'x', password: 'y' } });
        expect(answer.status, path).toBe(404);
      }
    });

    test('is all that is open of the sign-in library', async () => {
      const person = await createPerson(server, officerOf(await createBureau(server)));
      const closed = [
        'sign-up/email', 'get-session', 'list-sessions', 'revoke-session', 'revoke-sessions', 'revoke-other-sessions',
        'update-user', 'change-password', 'set-password', 'change-email', 'delete-user', 'delete-user/callback',
        'request-password-reset', 'reset-password', 'forget-password', 'verify-email', 'send-verification-email',
        'sign-in/social', 'link-social', 'unlink-account', 'list-accounts', 'account-info', 'get-access-token',
        'refresh-token', 'callback/google', 'update-session', 'ok', 'error',
      ]; // biome-ignore format: a list of names
      for (const name of closed) {
        for (const method of ['GET', 'POST'] as const) {
          const answer = await ask(server, `${method} /api/auth/${name}`, {
            cookie: person.cookie,
            ...(method === 'POST'
              ? {
                  body: {
                    name: 'X',
                    email: 'new@example.org',
                    newEmail: 'new@example.org',
                    password: PASSWORD,
                    currentPassword: PASSWORD,
                    newPassword: 'another long password',
                    provider: 'google',
                    token: 'x',
                  },
                }
              : {}),
          });
          expect([answer.status, answer.body.error.code], `${method} ${name}`).toEqual([404, 'not-found']);
        }
      }
      expect((await ask(server, 'GET /api/me', { cookie: person.cookie })).body.user).toMatchObject({
        name: 'Somebody',
        email: person.email,
      });
    });

    test('ends for good with signing out', async () => {
      const person = await createPerson(server, officerOf(await createBureau(server)));
      expect((await ask(server, 'GET /api/me', { cookie: person.cookie })).status).toBe(200);
      const out = await ask(server, 'POST /api/auth/sign-out', { cookie: person.cookie, body: {} });
      expect(out.status).toBe(200);
      expect(String(out.headers['set-cookie'])).toMatch(/Max-Age=0/);
      expect((await ask(server, 'GET /api/me', { cookie: person.cookie })).status).toBe(401);
    });

    test('counts only as long as the session lasts', async () => {
      const person = await createPerson(server, officerOf(await createBureau(server)));
      await sql`update account_session set "expiresAt" = now() - interval '1 second' where "userId" = ${person.userId}`.execute(
        server.trellis.services.database.system,
      );
      expect((await ask(server, 'GET /api/me', { cookie: person.cookie })).status).toBe(401);
    });

    test('is not had by a cookie that was forged, cut, swapped or signed with nothing', async () => {
      const bureau = await createBureau(server);
      const [one, two] = [
        await createPerson(server, officerOf(bureau)),
        await createPerson(server, officerOf(bureau)),
      ];
      const [name, value] = one.cookie.split('=') as [string, string];
      const [token, signature] = decodeURIComponent(value).split('.') as [string, string];
      const [, otherSignature] = decodeURIComponent(two.cookie.split('=')[1]!).split('.') as [string, string];
      for (const forged of [
        token,
        `${token}.`,
        `${token}.${otherSignature}`,
        `${token}.${'A'.repeat(43)}=`,
        `${token.slice(0, -1)}.${signature}`,
        `x.${signature}`,
        "' or 1=1 --.x",
        '',
      ]) {
        const cookie = `${name}=${encodeURIComponent(forged)}`;
        expect((await ask(server, 'GET /api/me', { cookie })).status, forged).toBe(401);
      }
      expect((await ask(server, 'GET /api/me', { cookie: `other=${value}` })).status).toBe(401);
      expect(
        (await ask(server, 'GET /api/me', { headers: { authorization: `Bearer ${token}` } })).status,
      ).toBe(401);
      expect((await ask(server, 'GET /api/me', { cookie: one.cookie })).status).toBe(200);
    });

    test('gives every session a cookie of its own', async () => {
      const person = await createPerson(server);
      const again = await createSession(server, person.email, PASSWORD);
      expect(again).not.toBe(person.cookie);
    });

    test('stores passwords as slow hashes only', async () => {
      await createPerson(server);
      const { rows } = await sql<{ password: string }>`select password from account_credential`.execute(
        server.trellis.services.database.system,
      );
      for (const { password } of rows) {
        expect(password).not.toContain(PASSWORD);
        expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
      }
      expect(new Set(rows.map((row) => row.password)).size).toBe(rows.length);
    });
  });

  describe(`behind a proxy on ${database.name}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer(database, {
        demo: false,
        config: { trustProxy: true, url: 'https://trellis.example.org' },
      });
    });
    afterAll(() => server?.close());
    const attempt = (forwarded: string) =>
      ask(server, 'POST /api/auth/sign-in/email', {
        body: { email: 'x@example.org', password: 'not this password' },
        headers: { 'x-forwarded-for': forwarded, origin: 'https://trellis.example.org' },
        from: '10.1.1.1',
      });

    test('attempts are counted by the address the proxy adds, not by those the asker claims before it', async () => {
      const statuses: number[] = [];
      for (let index = 0; index < 12; index++)
        statuses.push((await attempt(`1.2.3.${index}, 203.0.113.50`)).status);
      expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
      expect((await attempt('1.2.3.4, 203.0.113.51')).status).toBe(401);
    });

    test('cookies travel over https only, and browsers are told to stay there', async () => {
      const person = await createPerson(server);
      const answer = await ask(server, 'POST /api/auth/sign-in/email', {
        body: { email: person.email, password: PASSWORD },
        headers: { 'x-forwarded-for': '203.0.113.52', origin: 'https://trellis.example.org' },
      });
      expect(String(answer.headers['set-cookie'])).toMatch(/^__Secure-trellis\.session_token=.*; Secure/);
      expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d+/);
      expect(answer.headers['content-security-policy']).toContain('upgrade-insecure-requests');
    });
  });
}
