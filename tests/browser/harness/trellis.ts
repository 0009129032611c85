import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { prepareSetup } from '../../../server/features/access/accounts/index.ts';
import type { Config } from '../../../server/platform/config/index.ts';
import { openDatabase, type TrellisDatabase } from '../../../server/platform/database/index.ts';
import { createLog } from '../../../server/platform/log/index.ts';
import { createTrellis } from '../../../server/start/create-trellis.ts';
import { prepareDemo } from '../../../server/start/demo.ts';
import { buildWebIfOlder } from './web-build.ts';

export interface RunningTrellis {
  readonly url: string;
  /** The address printed at the first start; only where there is no demo. */
  readonly setupLink: string | null;
  close(): Promise<void>;
}

export interface TrellisOptions {
  /** With the worked example (the default), or as a bureau first meets it. */
  demo?: boolean;
  /** The embedded database in memory (the default), or a PostgreSQL server of its own (inside tests only). */
  database?: 'pglite' | 'postgres';
}

/** The whole product in this process, on a free port. */
export async function startTrellis({
  demo = true,
  database: kind = 'pglite',
}: TrellisOptions = {}): Promise<RunningTrellis> {
  buildWebIfOlder();
  const port = await findFreePort();
  const config: Config = {
    host: '127.0.0.1',
    port,
    url: `http://127.0.0.1:${port}`,
    dataFolder: 'memory',
    databaseUrl: undefined,
    databaseConnections: 10,
    secret: `${randomUUID()}${randomUUID()}`,
    logLevel: 'silent',
    trustProxy: false,
    demo,
  };
  const trellis = await createTrellis({
    config,
    database: await (kind === 'postgres' ? openServer() : openDatabase({ dataFolder: 'memory' })),
    log: createLog(process.env.TRELLIS_LOG ?? 'fatal'),
  });
  try {
    await trellis.services.jobs.start();
    if (demo) await prepareDemo(trellis.services);
    const token = demo ? undefined : await prepareSetup(trellis.services);
    await trellis.http.listen({ host: config.host, port });
    return {
      url: config.url,
      setupLink: token === undefined ? null : `${config.url}/setup?token=${token}`,
      close: () => trellis.close(),
    };
  } catch (error) {
    await trellis.close();
    throw error;
  }
}

async function openServer(): Promise<TrellisDatabase> {
  const { DATABASES } = await import('../../../server/testing/databases.ts');
  const server = DATABASES.find(({ name }) => name === 'postgres');
  if (server === undefined) throw new Error('TRELLIS_TEST_DATABASES leaves out the PostgreSQL server.');
  return server.open();
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('There is no free port.')),
      );
    });
  });
}
