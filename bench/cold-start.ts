/**
 * From `start` on an empty folder to the first served page, installed and built: database made, migrated, listening.
 * Promised: 10 seconds. Measured for a plain start and for the demo, which also loads the worked example.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROMISED_SECONDS = 10;
const cli = fileURLToPath(new URL('../server/start/cli.ts', import.meta.url));

for (const mode of [[], ['--demo']]) {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-cold-'));
  const port = await findFreePort();
  const started = performance.now();
  const child = spawn(process.execPath, [cli, 'start', ...mode, '--port', String(port)], {
    env: { ...process.env, TRELLIS_DATA: folder, TRELLIS_LOG: 'silent' },
    stdio: 'ignore',
  });
  while (!(await isServed(`http://127.0.0.1:${port}/sign-in`))) {
    if (child.exitCode !== null) throw new Error(`start ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `cold start${mode.length > 0 ? ' with the worked example' : ''}: ${seconds.toFixed(2)} s to a served page; promised ${PROMISED_SECONDS} s; ratio ${(seconds / PROMISED_SECONDS).toFixed(2)}`,
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true });
}

async function isServed(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
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
