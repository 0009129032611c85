import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, dayFromToday, PASSWORD } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { prepareSetup } from './index.ts';

let attempts = 0;

for (const database of DATABASES) {
  describe(`setting up the first bureau on ${database.name}`, () => {
    let server: TestServer;
    let token: string;
    const request = {
      bureauCode: 'TX',
      bureauName: { en: 'Tongxiang', zh: '桐乡' },
      name: 'First officer',
      email: 'First@Example.org',
      password: PASSWORD,
    };
    const setUp = (change: object = {}) =>
      // Ten attempts a minute from one address is the door's limit: each attempt here has an address of its own.
      ask(server, 'POST /api/setup', {
        body: { token, ...request, ...change },
        from: `198.51.100.${++attempts}`,
      });
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
      token = (await prepareSetup(server.trellis.services))!;
    });
    afterAll(() => server?.close());
    const countRows = async (table: string) =>
      (
        await sql
          .raw<{ n: number }>(`select count(*) as n from ${table}`)
          .execute(server.trellis.services.database.system)
      ).rows[0]!.n;

    test('asks for it, and has no demo people', async () => {
      const start = await ask(server, 'GET /api/start');
      expect(start.body).toMatchObject({ demo: false, needsSetup: true, demoAccounts: [] });
    });

    test('refuses a wrong token, and one that an earlier start printed', async () => {
      const earlier = token;
      token = (await prepareSetup(server.trellis.services))!;
      for (const wrong of [earlier, 'x'.repeat(43), `${token} `]) {
        expect((await setUp({ token: wrong })).status).toBe(403);
      }
      expect(await countRows('bureau')).toBe(0);
    });

    test('keeps the link good when what was filled in cannot be used', async () => {
      for (const wrong of [
        { bureauName: { en: ' ', zh: '' } },
        { bureauCode: ' ' },
        { name: ' ' },
        { email: 'nobody' },
        { password: 'short' },
        { password: 'x'.repeat(129) },
      ]) {
        expect((await setUp(wrong)).status, JSON.stringify(wrong)).toBe(400);
      }
      expect([await countRows('bureau'), await countRows('account_user')]).toEqual([0, 0]);
    });

    test('makes bureau and officer together or not at all', async () => {
      const { system } = server.trellis.services.database;
      await sql`alter table authority add constraint refuse check (role <> 'bureau-officer')`.execute(system);
      expect((await setUp()).status).toBe(500);
      await sql`alter table authority drop constraint refuse`.execute(system);
      expect([await countRows('bureau'), await countRows('account_user')]).toEqual([0, 0]);
    });

    test('is done once, however many try at the same moment, and signs the officer in', async () => {
      const answers = await Promise.all(
        [1, 2, 3].map((index) => setUp({ bureauCode: `TX${index}`, email: `first${index}@example.org` })),
      );
      const done = answers.filter((answer) => answer.status === 200);
      expect(done).toHaveLength(1);
      expect(answers.filter((answer) => answer.status === 403)).toHaveLength(2);
      expect([await countRows('bureau'), await countRows('account_user')]).toEqual([1, 1]);
      const cookie = String(done[0]!.headers['set-cookie']).split(';')[0]!;
      const me = await ask(server, 'GET /api/me', { cookie });
      expect(me.body).toMatchObject({
        authorities: [{ role: 'bureau-officer', from: dayFromToday(), to: null }],
      });
      expect((await setUp()).status).toBe(403);
      expect(await prepareSetup(server.trellis.services)).toBeUndefined();
      expect((await ask(server, 'GET /api/start')).body.needsSetup).toBe(false);
    });

    test('keeps no token, only its digest', async () => {
      const { rows } = await sql`select * from installation`.execute(server.trellis.services.database.system);
      expect(JSON.stringify(rows)).not.toContain(token);
    });

    test('lets nobody into the demo’s accounts', async () => {
      for (const key of ['bureau-officer', 'teacher', '']) {
        expect((await ask(server, 'POST /api/demo/sign-in', { body: { key } })).status).toBe(404);
      }
    });

    test('is refused on the demo’s database', async () => {
      const { services } = server.trellis;
      await sql`insert into installation values ('mode', 'demo')`.execute(services.database.system);
      await expect(prepareSetup(services)).rejects.toThrow(/This database is the demo’s/);
    });
  });
}
