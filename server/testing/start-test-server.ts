/** The whole house in-process, over a database of its own, with the worked example and its people. */

import type { Config } from '../platform/config/index.ts';
import { createLog, type Logger } from '../platform/log/index.ts';
import { createTrellis, type Trellis } from '../start/create-trellis.ts';
import { prepareDemo } from '../start/demo.ts';
import type { TestDatabase } from './databases.ts';

export interface TestServer {
  readonly trellis: Trellis;
  readonly config: Config;
  /** Cookie header of a demo person's fresh session. */
  signIn(key: string): Promise<string>;
  close(): Promise<void>;
}

export async function startTestServer(
  database: TestDatabase,
  options: {
    demo?: boolean;
    config?: Partial<Config>;
    log?: Logger;
    /** The folder of a built web app. */
    web?: string;
  } = {},
): Promise<TestServer> {
  const demo = options.demo ?? true;
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    url: 'http://localhost:4380',
    dataFolder: 'memory',
    databaseUrl: undefined,
    databaseConnections: 10,
    secret: 'a secret for tests that nobody else ever uses',
    logLevel: 'silent',
    trustProxy: false,
    demo,
    ...options.config,
  };
  const trellis = await createTrellis({
    config,
    database: await database.open(),
    log: options.log ?? createLog('silent'),
    web: options.web ?? false,
  });
  await trellis.startJobs();
  if (demo) await prepareDemo(trellis.services);
  return {
    trellis,
    config,
    async signIn(key) {
      const response = await trellis.http.inject({
        method: 'POST',
        url: '/api/demo/sign-in',
        payload: { key },
      });
      if (response.statusCode !== 200) throw new Error(`Cannot sign in as ${key}: ${response.body}`);
      return response.cookies
        .map((cookie) => `${cookie.name}=${encodeURIComponent(cookie.value)}`)
        .join('; ');
    },
    close: () => trellis.close(),
  };
}
