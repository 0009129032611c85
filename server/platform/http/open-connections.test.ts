import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { DATABASES } from '../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';

for (const database of DATABASES) {
  describe(`open connections on ${database.name}`, () => {
    let server: TestServer;
    let port: number;
    let cookie: string;
    let closed = true;
    async function start() {
      server = await startTestServer(database);
      closed = false;
      await server.trellis.http.listen({ host: '127.0.0.1', port: 0 });
      port = (server.trellis.http.server.address() as AddressInfo).port;
      cookie = await server.signIn('bureau-officer');
    }
    const close = async () => {
      if (!closed) await server.close();
      closed = true;
    };
    afterEach(close);

    function open(method: string, path: string, headers: Record<string, string> = {}, agent?: Agent) {
      const outgoing: ClientRequest = request({
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: { cookie, ...headers },
        ...(agent ? { agent } : {}),
      });
      const answered = once(outgoing, 'response').then(([response]) => response as IncomingMessage);
      return { outgoing, answered };
    }
    const readAll = async (response: IncomingMessage) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      return text;
    };

    /** A running import whose progress can be watched for as long as it takes. */
    async function pretendToApply(): Promise<string> {
      const { system } = server.trellis.services.database;
      const { rows } = await sql<{ id: string }>`
        update data_import set status = 'applying' returning id`.execute(system);
      return rows[0]!.id;
    }

    test('a stream of events is neither compressed nor cached, and keeps the safety headers', async () => {
      await start();
      const id = await pretendToApply();
      const { outgoing, answered } = open('GET', `/api/imports/${id}/progress`, {
        'accept-encoding': 'gzip, br',
      });
      outgoing.end();
      const response = await answered;
      expect(response.statusCode).toBe(200);
      expect(response.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-content-type-options': 'nosniff',
      });
      expect(response.headers['content-encoding']).toBeUndefined();
      expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      const [first] = (await once(response, 'data')) as [Buffer];
      expect(String(first)).toMatch(/^data: \{.*\}\n\n$/s);
      outgoing.destroy();
    });

    test('a closing server ends the streams of events and does not wait for their readers', async () => {
      await start();
      const id = await pretendToApply();
      const readers = [1, 2, 3].map(() => open('GET', `/api/imports/${id}/progress`));
      for (const { outgoing } of readers) outgoing.end();
      const responses = await Promise.all(readers.map(({ answered }) => answered));
      const texts = responses.map(readAll);
      const started = performance.now();
      await close();
      expect(performance.now() - started).toBeLessThan(8000);
      for (const text of await Promise.all(texts)) expect(text).toMatch(/^data: /);
    });

    test('a reader that left is forgotten: the server goes on and closes at once', async () => {
      await start();
      const id = await pretendToApply();
      for (let round = 0; round < 10; round++) {
        const { outgoing, answered } = open('GET', `/api/imports/${id}/progress`);
        outgoing.end();
        await answered;
        outgoing.destroy();
      }
      await wait(200);
      const started = performance.now();
      await close();
      expect(performance.now() - started).toBeLessThan(8000);
    });

    test('a request under way when the server is told to stop is answered before it has stopped', async () => {
      await start();
      const { services } = server.trellis;
      const bureau = await services.database.system
        .selectFrom('bureau')
        .select('id')
        .executeTakeFirstOrThrow();
      const group = await services.database.system
        .selectFrom('education_group')
        .select('id')
        .executeTakeFirstOrThrow();
      // Holds what the request needs, so that it is in the middle of its work when the stop comes.
      const held = services.database.asBureau(bureau.id, async (tx) => {
        await sql`lock table trajectory_event in exclusive mode`.execute(tx);
        await wait(1500);
      });
      await wait(100);
      const agent = new Agent({ keepAlive: true });
      const { outgoing, answered } = open(
        'POST',
        `/api/groups/${group.id}/events`,
        { 'content-type': 'application/json' },
        agent,
      );
      outgoing.end(
        JSON.stringify({
          date: '2024-05-01',
          precision: 'day',
          kind: 'other',
          title: { en: 'Under way', zh: '' },
          text: { en: '', zh: '' },
          schoolIds: [],
          source: 'test',
        }),
      );
      await wait(300);
      let stopped = false;
      const stopping = close().then(() => {
        stopped = true;
      });
      const response = await answered;
      expect(response.statusCode).toBe(200);
      expect(JSON.parse(await readAll(response)).id).toMatch(/^[0-9a-f-]{36}$/);
      expect(stopped).toBe(false);
      await held;
      // The connection is kept open by its asker: the server hangs up.
      const answeredAt = performance.now();
      await stopping;
      expect(performance.now() - answeredAt).toBeLessThan(8000);
      agent.destroy();
    });

    test('an idle connection kept alive does not hold up a stop, and nobody new is let in', async () => {
      await start();
      const agent = new Agent({ keepAlive: true });
      const { outgoing, answered } = open('GET', '/api/start', {}, agent);
      outgoing.end();
      await readAll(await answered);
      const started = performance.now();
      await close();
      expect(performance.now() - started).toBeLessThan(8000);
      const socket = connect({ host: '127.0.0.1', port });
      const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ECONNREFUSED');
      agent.destroy();
    });

    test('an upload that nobody may make is refused before its bytes are sent', async () => {
      await start();
      const outgoing = request({
        host: '127.0.0.1',
        port,
        path: '/api/imports?fileName=a.csv',
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(40 * 1024 * 1024) },
      });
      const answered = once(outgoing, 'response').then(([response]) => response as IncomingMessage);
      outgoing.write('a');
      expect((await answered).statusCode).toBe(401);
      outgoing.destroy();
    });
  });
}
