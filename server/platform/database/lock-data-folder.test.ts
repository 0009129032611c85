import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDataFolder } from './lock-data-folder.ts';

const MODULE = new URL('./lock-data-folder.ts', import.meta.url).href;

/** Tries to hold the folder until its input closes; says whether it does. */
const HOLDER = `
  const { lockDataFolder } = await import(${JSON.stringify(MODULE)});
  const said = await lockDataFolder(process.argv[1]).then(() => 'held', (error) => error.message);
  process.stdout.write(said + '\\n');
  if (said === 'held') { process.stdin.resume(); await new Promise((done) => process.stdin.on('end', done)); }
`;

describe('the lock of a data folder', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-lock-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  async function startHolder(): Promise<{ child: ChildProcess; said: string }> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const [said] = (await once(child.stdout!, 'data')) as [Buffer];
    return { child, said: String(said).trim() };
  }

  test('keeps a second process out, naming the one that holds the folder and what to do', async () => {
    const { child, said } = await startHolder();
    expect(said).toBe('held');
    await expect(lockDataFolder(folder)).rejects.toThrow(
      `The data folder ${folder} is in use by process ${child.pid}. Stop that process, or name another folder with TRELLIS_DATA.`,
    );
  });

  test('keeps the same process from opening a folder twice', async () => {
    const unlock = await lockDataFolder(folder);
    await expect(lockDataFolder(folder)).rejects.toThrow(/in use by process/);
    await unlock();
    await (await lockDataFolder(folder))();
  });

  test('is taken over from a process that was killed', async () => {
    const { child } = await startHolder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readdir(folder)).toContain('lock');
    const unlock = await lockDataFolder(folder);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid}\\b`));
    await unlock();
    expect(await readdir(folder)).toEqual([]);
  });

  test.runIf(process.platform === 'linux')(
    'is taken over from a process that has ended though its parent never asked how',
    async () => {
      // The shell starts a process, becomes one that never waits for it, and the process ends as a zombie.
      const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(parent);
      const [said] = (await once(parent.stdout!, 'data')) as [Buffer];
      const processId = Number(String(said));
      const readStat = () => readFile(`/proc/${processId}/stat`, 'utf8');
      const started = (await readStat()).split(') ')[1]!.split(' ')[19];
      await writeFile(join(folder, 'lock'), `${processId} ${started}`);
      await expect.poll(readStat, { timeout: 5000 }).toMatch(/\) Z /);
      await (await lockDataFolder(folder))();
    },
  );

  test('is taken over when another process has been given the dead one’s number since', async () => {
    await writeFile(join(folder, 'lock'), `${process.ppid} 1`);
    await (await lockDataFolder(folder))();
    await writeFile(join(folder, 'lock'), `${process.pid} 1`);
    await (await lockDataFolder(folder))();
  });

  test('is taken over when its writer was killed before writing anything', async () => {
    await writeFile(join(folder, 'lock'), '');
    await (await lockDataFolder(folder))();
  });

  test('goes to one only of several processes that find it dead at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      await writeFile(join(folder, 'lock'), '999999999 1');
      const holders = await Promise.all(Array.from({ length: 6 }, startHolder));
      expect(holders.filter(({ said }) => said === 'held')).toHaveLength(1);
      expect((await readdir(folder)).filter((name) => name !== 'lock')).toEqual([]);
      await Promise.all(
        holders.map(async ({ child }) => {
          if (child.exitCode !== null) return;
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        }),
      );
    }
  });
});
