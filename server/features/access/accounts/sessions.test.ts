import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, createPerson, freshAddress, PASSWORD } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { createWorld, type World } from '../../register/testing.ts';
import { describeDevice } from './sessions.ts';

const CHROME_ON_WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

describe('a device', () => {
  test('is named as its owner knows it, and not at all when it does not say', () => {
    expect(describeDevice(CHROME_ON_WINDOWS)).toBe('Chrome · Windows');
    expect(
      describeDevice('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0 Mobile'),
    ).toBe('WeChat · iPhone');
    expect(describeDevice('curl/8.5')).toBe('');
  });
});

for (const database of DATABASES) {
  describe(`sessions on ${database.name}`, () => {
    let server: TestServer;
    let world: World;
    let person: Awaited<ReturnType<typeof createPerson>>;
    beforeAll(async () => {
      server = await startTestServer(database, { demo: false });
      world = await createWorld(server, ['one']);
      person = await createPerson(server, {
        bureauId: world.bureauId,
        role: 'teacher',
        scopeKind: 'school',
        scopeId: world.schools.one!,
      });
    });
    afterAll(() => server?.close());

    const signIn = async () => {
      const from = freshAddress();
      const answer = await ask(server, 'POST /api/auth/sign-in/email', {
        body: { email: person.email, password: PASSWORD },
        headers: { 'user-agent': CHROME_ON_WINDOWS },
        from,
      });
      const cookie = [answer.headers['set-cookie']]
        .flat()
        .map((one) => String(one).split(';')[0])
        .join('; ');
      return { cookie, from };
    };
    const sessionsAs = async (cookie: string) =>
      (await ask(server, 'GET /api/me/sessions', { cookie })).body as {
        id: string;
        current: boolean;
        device: string;
        address: string;
      }[];

    test('are listed with device and address to their owner, who ends one of them at once and for good', async () => {
      const { cookie, from } = await signIn();
      const own = await sessionsAs(cookie);
      expect(own.find(({ current }) => current)).toMatchObject({ device: 'Chrome · Windows', address: from });
      expect(JSON.stringify(own)).not.toContain(decodeURIComponent(cookie).split('=')[1]!.split('.')[0]);
      const other = own.find(({ current }) => !current)!;
      expect((await ask(server, 'GET /api/me', { cookie: person.cookie })).status).toBe(200);
      const end = `POST /api/me/sessions/${other.id}/end` as const;
      expect((await ask(server, end, { cookie })).status).toBe(200);
      expect((await ask(server, 'GET /api/me', { cookie: person.cookie })).status).toBe(401);
      expect((await ask(server, end, { cookie })).status).toBe(404);
    });

    test('of somebody else are neither seen nor ended by their ids', async () => {
      const { cookie } = await signIn();
      const own = await sessionsAs(cookie);
      for (const { id } of own) {
        const stolen = await ask(server, `POST /api/me/sessions/${id}/end`, { cookie: world.officer });
        expect(stolen.status).toBe(404);
      }
      expect((await ask(server, 'GET /api/me', { cookie })).status).toBe(200);
    });

    test('are all ended by the bureau officer of the person, and by nobody of another bureau', async () => {
      const { cookie } = await signIn();
      const stranger = await createWorld(server, ['one']);
      const path = `/api/access/people/${person.userId}/sessions` as const;
      expect((await ask(server, `GET ${path}`, { cookie: stranger.officer })).status).toBe(404);
      expect((await ask(server, `POST ${path}/end`, { cookie: stranger.officer })).status).toBe(404);
      expect((await ask(server, `GET ${path}`, { cookie: world.officer })).body.length).toBeGreaterThan(0);
      const ended = await ask(server, `POST ${path}/end`, { cookie: world.officer });
      expect(ended.body.ended).toBeGreaterThan(0);
      expect((await ask(server, 'GET /api/me', { cookie })).status).toBe(401);
      expect((await ask(server, `GET ${path}`, { cookie: world.officer })).body).toEqual([]);
    });

    test('who signed in and out is on the audit record of the bureau', async () => {
      const { cookie } = await signIn();
      await ask(server, 'POST /api/auth/sign-out', { cookie, body: {} });
      const { body } = await world.get('/api/audit/entries?kind=sign-in&pageSize=2');
      expect(body.items.map((one: { action: string }) => one.action)).toEqual([
        'POST /api/auth/sign-out',
        'POST /api/auth/sign-in/email',
      ]);
      expect(body.items[0].userId).toBe(person.userId);
    });

    test('an unknown person has none', async () => {
      expect((await world.get(`/api/access/people/${randomUUID()}/sessions`)).status).toBe(404);
    });
  });
}
