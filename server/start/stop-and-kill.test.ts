import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));
const KILLS = 15;
const WRITERS = 6;

/** A whole installation in processes of its own, over an embedded database in a folder. */
describe('a server that is stopped or killed while people write', () => {
  let folder: string;
  let port: number;
  let child: ChildProcess;
  let said = '';
  let cookie = '';
  let group = '';
  /** What the server has said yes to. */
  const acknowledged: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-kill-'));
    port = await findFreePort();
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  function spawnServer(): ChildProcess {
    return spawn(process.execPath, [CLI, 'start', '--port', String(port)], {
      env: { ...process.env, TRELLIS_DATA: folder, TRELLIS_LOG: 'silent', DATABASE_URL: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function start(): Promise<void> {
    child = spawnServer();
    said = '';
    child.stdout!.on('data', (text) => {
      said += text;
    });
    child.stderr!.on('data', (text) => {
      said += text;
    });
    for (let attempt = 0; attempt < 600; attempt++) {
      if (child.exitCode !== null) throw new Error(`The server ended: ${said}`);
      if (
        await ask('GET', '/api/health/ready').then(
          (answer) => answer.body.ready,
          () => false,
        )
      )
        return;
      await wait(100);
    }
    throw new Error(`The server does not answer: ${said}`);
  }

  async function ask(method: string, path: string, body?: unknown) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely.
    return { status: response.status, headers: response.headers, body: (await response.json()) as any };
  }

  let written = 0;
  async function write(): Promise<void> {
    const title = `Event ${++written}`;
    const { status, body } = await ask('POST', `/api/groups/${group}/events`, {
      date: '2024-05-01',
      precision: 'day',
      kind: 'other',
      title: { en: title, zh: '' },
      text: { en: 'x'.repeat(500), zh: '' },
      schoolIds: [],
      source: 'test',
    });
    if (status === 200) acknowledged.push(body.id);
    else if (status !== 503) throw new Error(`${status} ${JSON.stringify(body)}`);
  }

  /** Writes without a pause until the server is gone; answers how many writes it refused in words. */
  async function writeUntilGone(): Promise<void> {
    for (;;) {
      try {
        await write();
      } catch (error) {
        if ((error as Error).name === 'TypeError') return; // no connection any more
        throw error;
      }
    }
  }

  async function expectAllThere(): Promise<void> {
    const { body } = await ask('GET', `/api/groups/${group}/trajectory`);
    const there = new Set(body.events.map((event: { id: string }) => event.id));
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    for (const event of body.events) expect(event.text.en).toHaveLength(500);
  }

  test('is set up through the link it prints', async () => {
    await start();
    const token = /\/setup\?token=([\w-]+)/.exec(said)![1]!;
    const done = await ask('POST', '/api/setup', {
      token,
      bureauCode: 'TX',
      bureauName: { en: 'Bureau', zh: '' },
      name: 'Officer',
      email: 'officer@example.org',
      password: 'a long enough password',
    });
    expect(done.status).toBe(200);
    cookie = done.headers.getSetCookie()[0]!.split(';')[0]!;
    group = (
      await ask('POST', '/api/groups', {
        code: 'G',
        name: { en: 'Group', zh: '' },
        kind: 'education-group',
        from: '2009-09-01',
      })
    ).body.id;
    await write();
    await expectAllThere();
  }, 120_000);

  test('keeps a second process out of its folder, in words and with an exit code', async () => {
    const second = spawnServer();
    let words = '';
    second.stderr!.on('data', (text) => {
      words += text;
    });
    const [code] = await once(second, 'exit');
    expect([code, words]).toEqual([2, expect.stringContaining(`is in use by process ${child.pid}`)]);
    await write();
  }, 120_000);

  test('told to stop, answers what is under way, ends by itself and has lost nothing', async () => {
    for (let round = 0; round < 3; round++) {
      const writers = Array.from({ length: WRITERS }, writeUntilGone);
      await wait(300);
      const before = acknowledged.length;
      const ended = once(child, 'exit');
      child.kill(round === 1 ? 'SIGINT' : 'SIGTERM');
      const [code, signal] = await ended;
      await Promise.all(writers);
      expect([code, signal], said).toEqual([0, null]);
      expect(before).toBeGreaterThan(0);
      expect(await readdir(folder)).not.toContain('lock');
      await start();
      expect(said).not.toContain('/setup?token=');
      await expectAllThere();
    }
  }, 240_000);

  test(`killed ${KILLS} times in the middle of writes, has lost nothing it said yes to`, async () => {
    for (let round = 0; round < KILLS; round++) {
      const writers = Array.from({ length: WRITERS }, writeUntilGone);
      await wait(40 + ((round * 97) % 400));
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await Promise.all(writers);
      await start();
      await expectAllThere();
    }
    expect(acknowledged.length).toBeGreaterThan(KILLS);
  }, 590_000);
});

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
