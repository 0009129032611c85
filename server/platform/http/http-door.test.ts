import { type RouteKey, routes } from '@trellis/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, createPerson, freshAddress } from '../../testing/ask.ts';
import { DATABASES } from '../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { createLog } from '../log/index.ts';
import { FILE_LIMITS } from '../tables/index.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const ZH = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };
const NOWHERE = '00000000-0000-7000-8000-000000000000';
const HAN = /\p{Script=Han}/u;

for (const database of DATABASES) {
  describe(`the HTTP door on ${database.name}`, () => {
    let server: TestServer;
    let officer: string;
    const lines: string[] = [];
    beforeAll(async () => {
      server = await startTestServer(database, {
        log: createLog('info', { write: (line) => void lines.push(line) }),
      });
      officer = await server.signIn('bureau-officer');
    });
    afterAll(() => server?.close());
    const expectRefusal = (answer: Awaited<ReturnType<typeof ask>>, status: number, code: string) => {
      expect([answer.status, answer.body?.error?.code], answer.text).toEqual([status, code]);
      expect(Object.keys(answer.body)).toEqual(['error']);
      expect(answer.body.error.requestId).toBe(answer.headers['x-request-id']);
      expect(answer.body.error.message).toMatch(/\S/);
      expect(answer.text).not.toMatch(/node_modules|at \w+ \(|\.ts:\d/);
    };

    describe('changes asked for by another site', () => {
      const body = { code: 'X', name: { en: 'X', zh: '' }, kind: 'trust', from: '1800-01-01' };
      const post = (headers: Record<string, string>) =>
        ask(server, 'POST /api/groups', { cookie: officer, body: { ...body, code: '' }, headers });

      test('are refused, in words that name the site', async () => {
        for (const origin of ['https://evil.example', 'http://localhost:9999', 'null', 'http://localhost']) {
          const answer = await post({ origin });
          expectRefusal(answer, 403, 'not-allowed');
          expect(answer.body.error.message).toContain(origin);
        }
        expectRefusal(await post({ 'sec-fetch-site': 'cross-site' }), 403, 'not-allowed');
        expectRefusal(await post({ 'sec-fetch-site': 'same-site' }), 403, 'not-allowed');
      });

      test('are refused at sign-in and sign-out too', async () => {
        for (const path of ['sign-in/email', 'sign-out'] as const) {
          const answer = await ask(server, `POST /api/auth/${path}`, {
            cookie: officer,
            body: {},
            headers: { origin: 'https://evil.example' },
          });
          expectRefusal(answer, 403, 'not-allowed');
        }
        expect((await ask(server, 'GET /api/me', { cookie: officer })).status).toBe(200);
      });

      test('pass when they come from the address of the installation, or the one that was typed', async () => {
        for (const headers of [
          { origin: 'http://localhost:4380' },
          { origin: 'http://192.168.1.20:4380', host: '192.168.1.20:4380' },
          { 'sec-fetch-site': 'same-origin' },
          {},
        ] as Record<string, string>[]) {
          expectRefusal(await post(headers), 400, 'bad-request');
        }
      });

      test('are not in question when nothing is changed', async () => {
        const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
        expect((await ask(server, 'GET /api/start', { headers })).status).toBe(200);
      });
    });

    describe('headers', () => {
      test('keep every answer, good or bad, from being framed, sniffed or run', async () => {
        for (const path of ['/api/start', '/api/nothing', '/nothing'] as const) {
          const { headers } = await ask(server, `GET ${path}`);
          const policy = String(headers['content-security-policy']);
          expect(policy).toContain("default-src 'self'");
          expect(policy).toContain("script-src 'self'");
          expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
          expect(policy).toContain("frame-ancestors 'none'");
          expect(policy).toContain("object-src 'none'");
          expect(headers).toMatchObject({
            'x-content-type-options': 'nosniff',
            'x-frame-options': 'DENY',
            'referrer-policy': 'same-origin',
            'cross-origin-resource-policy': 'same-origin',
          });
          expect(headers).not.toHaveProperty('x-powered-by');
          expect(headers).not.toHaveProperty('server');
          expect(headers).not.toHaveProperty('access-control-allow-origin');
        }
      });

      test('keep answers of the API out of every cache', async () => {
        for (const request of ['GET /api/me', 'GET /api/packs', 'GET /api/nothing'] as const) {
          const { headers } = await ask(server, request, { cookie: officer });
          expect(headers['cache-control']).toBe('no-store');
        }
      });

      test('name each request, and do not repeat what the asker claims', async () => {
        const claimed = { 'x-request-id': 'mine' };
        const ids = await Promise.all(
          [1, 2, 3].map(async () => (await ask(server, 'GET /api/start', { headers: claimed })).headers),
        );
        const own = ids.map((headers) => String(headers['x-request-id']));
        expect(new Set(own).size).toBe(3);
        for (const id of own) expect(id).toMatch(/^[0-9a-f-]{36}$/);
      });

      test('compress what is large and leave what is small', async () => {
        const headers = { 'accept-encoding': 'gzip' };
        const large = await ask(server, 'GET /api/packs', { cookie: officer, headers });
        const small = await ask(server, 'GET /api/health/live', { headers });
        expect([large.headers['content-encoding'], small.headers['content-encoding']]).toEqual([
          'gzip',
          undefined,
        ]);
      });
    });

    describe('what is not there', () => {
      test('is told as JSON in the asker’s language', async () => {
        const english = await ask(server, 'GET /api/nothing?secret=1');
        expectRefusal(english, 404, 'not-found');
        expect(english.body.error.message).toBe('There is nothing at /api/nothing.');
        const chinese = await ask(server, 'GET /api/nothing', { headers: ZH });
        expect(chinese.body.error.message).toBe('地址 /api/nothing 不存在。');
      });

      test('is the same for a method a path does not know', async () => {
        for (const request of [
          'PUT /api/me',
          'DELETE /api/groups',
          'OPTIONS /api/me',
          'GET /api/setup',
        ] as const)
          expectRefusal(await ask(server, request, { cookie: officer }), 404, 'not-found');
      });

      test('is an address that cannot be read', async () => {
        for (const path of ['/api/%E0%A4%A', '/%', '/api/schools/%zz'])
          expectRefusal(await ask(server, `GET ${path as '/'}`), 400, 'bad-request');
        const long = await ask(server, `GET /api/schools/${'a'.repeat(5000)}`, { cookie: officer });
        expectRefusal(long, 404, 'not-found');
      });

      test('HEAD answers like GET without a body', async () => {
        const head = await ask(server, 'HEAD /api/start');
        expect([head.status, head.text]).toEqual([200, '']);
        expect((await ask(server, 'HEAD /api/me')).status).toBe(401);
      });
    });

    describe('requests that cannot be read', () => {
      const setup = (body: unknown, headers: Record<string, string> = JSON_TYPE) =>
        ask(server, 'POST /api/setup', { from: freshAddress(), body, headers });

      test('are refused in words of both languages, never in the library’s own', async () => {
        const cases: [unknown, Record<string, string>, RegExp, RegExp][] = [
          ['{bad', JSON_TYPE, /not valid JSON/, /不是有效的 JSON/],
          ['{"__proto__":{"admin":true}}', JSON_TYPE, /not valid JSON/, /不是有效的 JSON/],
          ['', JSON_TYPE, /is empty/, /内容为空/],
          ['a=b', { 'content-type': 'application/x-www-form-urlencoded' }, /Send JSON as/, /请以/],
          ['{}', { 'content-type': 'text/plain' }, /Send JSON as/, /请以/],
          ['x', { 'content-type': 'multipart/form-data; boundary=x' }, /Send JSON as/, /请以/],
          ['x', { 'content-type': ';;' }, /\S/, HAN],
        ];
        for (const [body, headers, english, chinese] of cases) {
          const said = await setup(body, headers);
          expectRefusal(said, 400, 'bad-request');
          expect(said.body.error.message).toMatch(english);
          expect((await setup(body, { ...headers, ...ZH })).body.error.message).toMatch(chinese);
        }
      });

      test('are refused when their JSON is larger than a megabyte', async () => {
        const answer = await setup({ token: 'x'.repeat(1024 * 1024) });
        expectRefusal(answer, 413, 'too-large');
        expect(answer.body.error.message).toBe(
          'The request is larger than can be taken. Send less at a time.',
        );
      });

      test('are refused when bytes are sent where JSON is asked for, however many', async () => {
        const headers = { 'content-type': 'application/octet-stream' };
        expectRefusal(await setup(Buffer.alloc(10), headers), 400, 'bad-request');
        expectRefusal(await setup(Buffer.alloc(1024 * 1024 + 1), headers), 413, 'too-large');
      });

      test('a file over the limit is refused with the limit in words, before it is read', async () => {
        const upload = (cookie: string | undefined, headers: Record<string, string> = {}) =>
          ask(server, 'POST /api/imports?fileName=a.csv', {
            cookie,
            body: Buffer.from('a'),
            headers: {
              'content-type': 'application/octet-stream',
              'content-length': String(FILE_LIMITS.fileBytes + 1),
              ...headers,
            },
          });
        const answer = await upload(officer);
        expectRefusal(answer, 413, 'too-large');
        const megabytes = FILE_LIMITS.fileBytes / 1024 / 1024;
        expect(answer.body.error.message).toContain(`(${megabytes} MB)`);
        expect((await upload(officer, ZH)).body.error.message).toContain(`${megabytes} MB`);
        expectRefusal(await upload(undefined), 401, 'not-signed-in');
      });

      test('a file sent as something else than bytes is refused with what to send', async () => {
        for (const [body, type] of [
          ['{}', 'application/json'],
          ['a,b', 'text/csv'],
        ]) {
          const answer = await ask(server, 'POST /api/imports?fileName=a.csv', {
            cookie: officer,
            body,
            headers: { 'content-type': type! },
          });
          expectRefusal(answer, 400, 'bad-request');
          expect(answer.body.error.message).toContain('application/octet-stream');
        }
      });
    });

    describe('fields that do not fit', () => {
      const setup = (headers: Record<string, string>) =>
        ask(server, 'POST /api/setup', {
          from: freshAddress(),
          body: {
            token: 'too-short',
            bureauCode: '   ',
            bureauName: { en: ' ', zh: '' },
            email: 'nobody',
            password: 'short',
          },
          headers,
        });

      test('are each told with their path, in English', async () => {
        const answer = await setup({});
        expectRefusal(answer, 400, 'bad-request');
        expect(Object.fromEntries(answer.body.error.details.map(Object.values))).toEqual({
          token: 'Write at least 20 characters.',
          bureauCode: 'Fill this in.',
          bureauName: 'Give a name in at least one language.',
          name: 'Fill this in.',
          email: 'Write a complete e-mail address, such as name@example.org.',
          password: 'Write at least 12 characters.',
        });
        expect(answer.body.error.message).toBe('“token” cannot be used. Write at least 20 characters.');
      });

      test('are told the same in Chinese', async () => {
        const answer = await setup(ZH);
        expect(Object.fromEntries(answer.body.error.details.map(Object.values))).toEqual({
          token: '至少填写 20 个字符。',
          bureauCode: '请填写此项。',
          bureauName: '请至少填写一种语言的名称。',
          name: '请填写此项。',
          email: '请填写完整的邮箱地址，如 name@example.org。',
          password: '至少填写 12 个字符。',
        });
        expect(answer.body.error.message).toBe('“token”不符合要求：至少填写 20 个字符。');
      });

      test('are told in Chinese without a word of the library’s English, wherever they stand', async () => {
        const cases: [string, unknown][] = [
          ['GET /api/schools?page=0', undefined],
          ['GET /api/schools?page=x', undefined],
          ['GET /api/schools?pageSize=100000', undefined],
          ['GET /api/schools?asOf=2025-13-01', undefined],
          ['GET /api/schools?stage=unknown', undefined],
          ['GET /api/schools/none', undefined],
          [`GET /api/groups/${NOWHERE}/balance?year=1`, undefined],
          ['POST /api/groups', { code: 1, name: 'x', kind: 'x', from: 'x' }],
          [`POST /api/groups/${NOWHERE}/clusters`, { from: '2025-01-01', clusters: [{ schoolIds: [] }] }],
          [`POST /api/groups/${NOWHERE}/events`, { schoolIds: Array(300).fill(NOWHERE), source: '' }],
          [`POST /api/schools/${NOWHERE}/profile`, { lat: 91, lon: '1', shortName: 'x'.repeat(50) }],
          ['PUT /api/packs/UPPER', {}],
        ];
        for (const [request, body] of cases) {
          const { status, body: answered } = await ask(server, request as 'GET /', {
            cookie: officer,
            body,
            headers: ZH,
          });
          expect(status, request).toBe(400);
          for (const { path, message } of answered.error.details) {
            expect(message, `${request} ${path}`).toMatch(HAN);
            expect(message.replace(/：.*/, ''), `${request} ${path}`).not.toMatch(/[A-Za-z]{4,}/);
          }
        }
      });
    });

    test('values that no database can keep are refused, not a fault', async () => {
      const event = {
        date: '2020-01-01',
        precision: 'day',
        kind: 'other',
        title: { en: 'A\u0000B', zh: '' },
        text: { en: '', zh: '' },
        schoolIds: [],
        source: 's',
      };
      const group = (await ask(server, 'GET /api/groups', { cookie: officer })).body.items[0].id;
      const school = (await ask(server, 'GET /api/schools', { cookie: officer })).body.items[0].id;
      const cases: [string, unknown?][] = [
        ['GET /api/groups?asOf=0000-01-01'],
        [`GET /api/groups/${group}?asOf=0000-02-29`],
        ['GET /api/schools?q=%00'],
        [`GET /api/schools/${school}/values?year=99999999999`],
        [`POST /api/groups/${group}/events`, event],
        ['POST /api/groups', { code: 'Z', name: { en: 'Z', zh: '' }, kind: 'trust', from: '0000-01-01' }],
      ];
      for (const [request, body] of cases) {
        const answer = await ask(server, request as 'GET /', { cookie: officer, body });
        expectRefusal(answer, 400, 'bad-request');
        const chinese = await ask(server, request as 'GET /', { cookie: officer, body, headers: ZH });
        expect(chinese.body.error.message).toMatch(HAN);
      }
    });

    test('no body or query whatever makes a route fail: each answers, or refuses with a reason', async () => {
      const bodies = [undefined, null, 'text', 1, [], {}, { id: {} }, [[[]]], { name: null, from: [] }];
      const queries = [
        '',
        '?page=-1',
        '?asOf=x',
        '?q=%25%5F%5C',
        '?year=1e99',
        '?page[]=1',
        '?page=1&page=2',
      ];
      for (const key of Object.keys(routes) as RouteKey[]) {
        if (key === 'GET /api/imports/:id/progress') continue;
        const [method, template] = key.split(' ') as ['GET', string];
        const url = template.replace(':token', 'x'.repeat(30)).replace(/:\w+/g, NOWHERE);
        const attempts =
          method === 'GET'
            ? queries.map((query) => ask(server, `GET ${url as '/'}${query}`, { cookie: officer }))
            : bodies.map((body) =>
                ask(server, `${method} ${url as '/'}`, {
                  cookie: officer,
                  body: body === undefined ? undefined : JSON.stringify(body),
                  headers: body === undefined ? {} : JSON_TYPE,
                }),
              );
        for (const answer of await Promise.all(attempts)) {
          expect(answer.status, `${key} ${answer.text}`).toBeLessThan(500);
          if (answer.status >= 400) expect(answer.body.error.code, key).toMatch(/^[a-z-]+$/);
        }
      }
    });

    test('one address asks at most 1,200 times a minute, whatever headers it sends; others go on', async () => {
      const flood = (index: number) =>
        ask(server, 'GET /api/me', {
          from: '203.0.113.7',
          headers: { 'x-forwarded-for': `10.0.0.${index % 250}`, 'x-real-ip': `10.0.1.${index % 250}` },
        });
      let refused: Awaited<ReturnType<typeof ask>> | undefined;
      for (let index = 0; index < 1201; index++) {
        const answer = await flood(index);
        if (answer.status === 429) refused = answer;
      }
      expectRefusal(refused!, 429, 'too-many-requests');
      expect(Number(refused!.headers['retry-after'])).toBeGreaterThan(0);
      // The same route under another spelling of its path is the same route.
      const spelled = await ask(server, 'GET /%61pi/me', { from: '203.0.113.7' });
      expect([spelled.status, spelled.headers['cache-control']]).toEqual([429, 'no-store']);
      expect((await ask(server, 'GET /api/me', { from: '203.0.113.8' })).status).toBe(401);
      expect((await ask(server, 'GET /api/health/live', { from: '203.0.113.7' })).status).toBe(200);
    });

    test('the log tells route, status and time of a request, and nobody’s data', async () => {
      lines.length = 0;
      const person = await createPerson(server);
      await ask(server, 'POST /api/auth/sign-in/email', {
        body: { email: person.email, password: 'the wrong password' },
        from: '203.0.113.9',
      });
      await ask(server, 'GET /api/schools?q=SECRETNAME', { cookie: officer });
      await ask(server, 'GET /api/invitations/a-secret-token-of-somebody', {});
      const log = lines.join('');
      expect(log).toContain('"route":"/api/schools","status":200');
      expect(log).toContain('"route":"/api/invitations/:token","status":404');
      for (const secret of [person.email, 'the wrong password', 'SECRETNAME', 'a-secret-token', officer])
        expect(log).not.toContain(secret);
    });
  });
}

for (const database of DATABASES) {
  test(`a fault on ${database.name} is told with the request’s number and nothing else; the log keeps no values`, async () => {
    const lines: string[] = [];
    const server = await startTestServer(database, {
      demo: false,
      log: createLog('info', { write: (line) => void lines.push(line) }),
    });
    const { database: db } = server.trellis.services;
    await db.executeSql('alter table bureau rename to bureau_elsewhere');
    for (const [headers, words] of [
      [{}, /^Something failed on the server/],
      [ZH, /^服务器出现故障/],
    ] as const) {
      const answer = await ask(server, 'GET /api/start', { headers });
      expect(answer.status).toBe(500);
      expect(answer.body.error.message).toMatch(words);
      expect(answer.body.error.message).toContain(String(answer.headers['x-request-id']));
      expect(answer.text).not.toMatch(/bureau|select|relation|stack/);
    }
    await db.executeSql('alter table bureau_elsewhere rename to bureau');
    await db.executeSql("alter table account_user add constraint never check (email = 'x')");
    await expect(createPerson(server)).rejects.toThrow();
    await server.trellis.services.database.system
      .insertInto('account_user')
      .values({ id: 'u', name: 'A SECRET NAME', email: 'y', image: null } as never)
      .execute()
      .catch((error: unknown) => server.trellis.services.log.error({ err: error }, 'fault'));
    const faults = lines.filter((line) => line.includes('"fault"'));
    expect(faults.length).toBeGreaterThanOrEqual(3);
    expect(faults.join('')).toMatch(/"code":"42P01"/);
    expect(faults.join('')).toMatch(/"constraint":"never"/);
    expect(faults.join('')).not.toContain('A SECRET NAME');
    await server.close();
  });
}
