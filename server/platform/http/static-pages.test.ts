import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../testing/ask.ts';
import { DATABASES } from '../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';

describe('the pages of the web app', () => {
  let folder: string;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-web-'));
    const web = join(folder, 'dist');
    await mkdir(join(web, 'assets'), { recursive: true });
    await writeFile(join(web, 'index.html'), '<!doctype html><title>Trellis</title>');
    await writeFile(join(web, 'assets', 'app-1a2b.js'), 'export {};');
    await writeFile(join(web, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(join(folder, 'secret'), 'the secret');
    server = await startTestServer(DATABASES[0]!, { demo: false, web });
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });

  test('are one page at every address, asked anew each time', async () => {
    for (const path of ['/', '/groups/1/balance', '/sign-in?next=%2F', '/a.b.c']) {
      const answer = await ask(server, `GET ${path as '/'}`);
      expect(answer.status, path).toBe(200);
      expect(answer.text).toContain('<title>Trellis</title>');
      expect(answer.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      });
      expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
    }
  });

  test('answer HEAD as they answer GET', async () => {
    const answer = await ask(server, 'HEAD /');
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  test('bring scripts that are kept for good, because their names change with them', async () => {
    const script = await ask(server, 'GET /assets/app-1a2b.js');
    expect([script.status, script.headers['cache-control']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    expect(script.headers['content-type']).toMatch(/javascript/);
    expect((await ask(server, 'GET /favicon.svg')).headers['cache-control']).toBe('no-cache');
  });

  test('a script that is gone, or a path of the API, is not answered with the page', async () => {
    for (const path of ['/assets/app-old.js', '/api/nothing', '/api/']) {
      const answer = await ask(server, `GET ${path as '/'}`);
      expect([answer.status, answer.body.error.code], path).toEqual([404, 'not-found']);
    }
    expect((await ask(server, 'POST /')).status).toBe(404);
  });

  test('no path leads out of their folder', async () => {
    await server.trellis.http.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.trellis.http.server.address() as AddressInfo;
    const paths = [
      '/../secret',
      '/assets/../../secret',
      '/%2e%2e/secret',
      '/..%2fsecret',
      '/assets/..%2f..%2fsecret',
      '/assets/%2e%2e/%2e%2e/secret',
      '/..%5csecret',
      '/%252e%252e/secret',
      '//secret',
      '/assets/app-1a2b.js%00.html',
    ];
    for (const path of paths) {
      const text = await new Promise<string>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path }, async (response) => {
          let all = '';
          for await (const chunk of response) all += chunk;
          resolve(all);
        })
          .on('error', reject)
          .end();
      });
      expect(text, path).not.toContain('the secret');
    }
  });
});
