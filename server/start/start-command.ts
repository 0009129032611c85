import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { prepareSetup } from '../features/access/accounts/index.ts';
import { type Config, loadConfig } from '../platform/config/index.ts';
import { openDatabase } from '../platform/database/index.ts';
import { createLog } from '../platform/log/index.ts';
import { createTrellis } from './create-trellis.ts';
import { prepareDemo } from './demo.ts';
import { explainStartFailure } from './explain-start-failure.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Serves until told to stop. */
export async function startCommand(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: { demo: { type: 'boolean', default: false }, port: { type: 'string' } },
  });
  let config: Config | undefined;
  try {
    config = loadConfig(process.env, {
      demo: values.demo,
      ...(values.port === undefined ? {} : { port: Number(values.port) }),
    });
    return await serve(config);
  } catch (error) {
    throw explainStartFailure(
      error,
      config ?? { dataFolder: resolve(process.env.TRELLIS_DATA || '.trellis') },
    );
  }
}

async function serve(config: Config): Promise<number> {
  // The demo is looked at by a person at a terminal: its log says only what went wrong.
  const log = createLog(process.env.TRELLIS_LOG || (config.demo ? 'warn' : config.logLevel));
  buildWebIfMissing();
  const database = await openDatabase({
    dataFolder: config.dataFolder,
    url: config.databaseUrl,
    maxConnections: config.databaseConnections,
  });
  const trellis = await createTrellis({ config, database, log }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  try {
    if (config.demo) await prepareDemo(trellis.services);
    const setupToken = config.demo ? undefined : await prepareSetup(trellis.services);
    await trellis.http.listen({ host: config.host, port: config.port });
    announce(config, setupToken);
    // What an earlier process left undone is taken up with the doors open: it may take a while.
    await trellis.startJobs();
  } catch (error) {
    await trellis.close();
    throw error;
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  log.info('stopping');
  await trellis.close();
  return 0;
}

function announce(
  config: { url: string; demo: boolean; databaseUrl: string | undefined; dataFolder: string },
  setupToken?: string,
): void {
  const lines = [
    '',
    `  Trellis is at ${config.url}`,
    `  Trellis 已启动：${config.url}`,
    '',
    config.databaseUrl ? '  Database: PostgreSQL server' : `  Database: embedded, in ${config.dataFolder}`,
  ];
  if (config.demo) {
    lines.push(
      '  Demo: the BG Education Group. Its people are invented; sign in as one of them with one click.',
      '  演示：BG 教育集团。人物均为虚构，打开页面后一键登录。',
    );
  }
  if (setupToken) {
    lines.push(
      '  First start: open this one-time link to set up your bureau and its first officer.',
      '  首次启动：请打开以下一次性链接，设置教育局及首位管理人员。',
      `  ${config.url}/setup?token=${setupToken}`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

/** Installing builds the web app; a checkout installed without its scripts builds it on the first start. */
function buildWebIfMissing(): void {
  if (existsSync(join(ROOT, 'web/dist/index.html'))) return;
  process.stdout.write('Building the web app (once) …\n');
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error('The web app could not be built; the lines above say why.');
}
