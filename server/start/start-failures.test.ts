import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES, startPostgres } from '../testing/databases.ts';

const ENTRY = fileURLToPath(new URL('./cli.ts', import.meta.url));
const SECRET = 'a secret of this test, long enough to be one';
const isRoot = process.getuid?.() === 0;
const hasPostgres = DATABASES.some((database) => database.name === 'postgres');

describe('a start that cannot succeed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-start-'));
    await chmod(folder, 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Starts as a person would; answers what was printed and the exit code. Root may write anywhere, so it steps down. */
  function start(args: string[], environment: Record<string, string>, asNobody = false) {
    return new Promise<{ said: string; code: number | null }>((resolve) => {
      const { DATABASE_URL, TRELLIS_SECRET, ...inherited } = process.env;
      const child = spawn(process.execPath, [ENTRY, 'start', ...args], {
        env: { ...inherited, TRELLIS_LOG: '', NODE_DISABLE_COMPILE_CACHE: '1', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(asNobody && isRoot ? { uid: 65534, gid: 65534 } : {}),
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
      const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
      child.on('exit', (code) => {
        clearTimeout(late);
        resolve({ said, code });
      });
    });
  }

  test('on a port in use names the port and how to choose another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { said, code } = await start(['--port', String(port)], { TRELLIS_DATA: join(folder, 'port') });
    other.close();
    expect(said).toContain(`Port ${port} on 127.0.0.1 is in use by another program.`);
    expect(said).toMatch(/choose another port with --port or TRELLIS_PORT[\s\S]*已被其他程序占用/);
    // Up to the door the start says nothing that is not explained, such as a library's deprecations.
    expect(said).not.toMatch(/warning|deprecat/i);
    expect(code).toBe(2);
  });

  test('on an address of another machine names TRELLIS_HOST', async () => {
    const { said, code } = await start(['--port', '0'], {
      TRELLIS_DATA: join(folder, 'host'),
      TRELLIS_HOST: '192.0.2.1',
    });
    expect(said).toContain('TRELLIS_HOST is 192.0.2.1, which is not an address of this machine.');
    expect(code).toBe(2);
  });

  test('in a folder that cannot be written names the folder and TRELLIS_DATA', async () => {
    const closed = await mkdtemp(join(folder, 'closed-'));
    await chmod(closed, 0o555);
    const file = join(folder, 'file');
    await writeFile(file, 'not a folder');
    for (const data of [join(closed, 'inside'), file]) {
      const { said, code } = await start(['--port', '0'], { TRELLIS_DATA: data }, true);
      expect(said).toContain(`The data folder ${data} cannot be used`);
      expect(said).toMatch(/name another folder with TRELLIS_DATA/);
      expect(code).toBe(2);
    }
  });

  test('with a database that does not answer, or an address that is none, says which without the password', async () => {
    for (const [url, expected] of [
      [
        'postgres://somebody:geheim@127.0.0.1:9/trellis',
        'somebody@127.0.0.1:9/trellis) does not answer (ECONNREFUSED)',
      ],
      ['postgres://somebody:ge%heim@[/trellis', 'DATABASE_URL cannot be read as an address.'],
      ['mysql://127.0.0.1/trellis', 'DATABASE_URL: Give an address that begins with postgres://.'],
    ] as const) {
      const { said, code } = await start([], {
        TRELLIS_DATA: join(folder, 'database'),
        DATABASE_URL: url,
        TRELLIS_SECRET: SECRET,
      });
      expect(said).toContain(expected);
      expect(said).not.toMatch(/ge%?heim/);
      expect(code).toBe(2);
    }
  });

  test.skipIf(!hasPostgres)('with a database the server does not have says to create it', async () => {
    const server = await startPostgres();
    const { said, code } = await start([], {
      TRELLIS_DATA: join(folder, 'none'),
      DATABASE_URL: server.url('no_such_database'),
      TRELLIS_SECRET: SECRET,
    });
    expect(said).toMatch(/has no such database \(.*no_such_database\)\. Create it, or correct DATABASE_URL/);
    expect(code).toBe(2);
  });

  test('with an option or a setting that is wrong names it', async () => {
    const option = await start(['--demoo'], { TRELLIS_DATA: join(folder, 'option') });
    expect(option.said).toMatch(/--demoo[\s\S]*Run trellis help/);
    expect(option.code).toBe(2);
    const setting = await start([], { TRELLIS_DATA: join(folder, 'option'), TRELLIS_PORT: 'many' });
    expect(setting.said).toContain('TRELLIS_PORT: Give a number from 0 to 65535.');
    expect(setting.code).toBe(2);
  });
});
