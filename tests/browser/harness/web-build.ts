import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCES = ['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'contract'];

/** Builds the web app when what stands in web/dist is missing or older than its sources. */
export function buildWebIfOlder(): void {
  if (
    changedAt(join(ROOT, 'web/dist/index.html')) > Math.max(...SOURCES.map((one) => newest(join(ROOT, one))))
  )
    return;
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (built.status !== 0) throw new Error(`The web app cannot be built:\n${built.stdout}\n${built.stderr}`);
}

function newest(path: string): number {
  const here = statSync(path, { throwIfNoEntry: false });
  if (here === undefined) return 0;
  if (!here.isDirectory()) return here.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => name !== 'node_modules' && !name.endsWith('.test.ts'))
      .map((name) => newest(join(path, name))),
  );
}

const changedAt = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
