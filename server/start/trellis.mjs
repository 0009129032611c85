#!/usr/bin/env node
// The server is TypeScript run as it is, which takes the Node that comes with the dependencies. Whatever Node a
// person has on the PATH starts this file; when it is too old it hands over.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 24 || (major === 24 && minor >= 0);
const entry = join(dirname(fileURLToPath(import.meta.url)), 'cli.ts');

if (runsTypeScript) {
  const { run } = await import('./cli.ts');
  process.exitCode = await run(process.argv.slice(2));
} else {
  const require = createRequire(import.meta.url);
  const node = join(
    dirname(require.resolve('node/package.json')),
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  const child = spawn(node, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}
