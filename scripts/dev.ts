/** For writing Trellis: the demo server, restarted when server, engines or contract change, and the web app rebuilt in place. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
const watched = ['server', 'engines', 'contract'].flatMap((folder) => ['--watch-path', join(root, folder)]);
const children = [
  spawn(process.execPath, [...watched, join(root, 'server/start/cli.ts'), 'start', '--demo'], {
    cwd: root,
    stdio: 'inherit',
  }),
  // The page asks this one; it passes /api on to the server.
  spawn(process.execPath, [vite, 'web'], { cwd: root, stdio: 'inherit' }),
];
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
  });
}
