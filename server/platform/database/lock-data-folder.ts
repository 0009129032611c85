import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../errors/app-error.ts';

/** Folders this process holds. */
const held = new Set<string>();

/**
 * Keeps a second process out of an embedded database's folder: two writers would destroy it.
 * A lock left by a process that no longer runs is taken over.
 *
 * @throws AppError `conflict` naming the process that holds the folder.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(resolve(folder), 'lock');
  if (held.has(path)) throw inUse(folder, process.pid);
  held.add(path);
  const own = `${path}.${process.pid}`;
  try {
    await writeFile(own, await describeProcess(process.pid), { mode: 0o600 });
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await createLock(own, path)) {
        return async () => {
          await rm(path, { force: true });
          held.delete(path);
        };
      }
      const found = await readFile(path, 'utf8').catch(() => undefined);
      if (found === undefined) continue;
      const holder = Number.parseInt(found, 10);
      if (holder && (await isRunning(holder, found))) throw inUse(folder, holder);
      await removeStale(path, found);
    }
    throw new Error(`Could not lock ${folder}.`);
  } catch (error) {
    held.delete(path);
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** The lock appears whole or not at all: nobody can read it half written. */
async function createLock(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error;
      // A file system without hard links.
      await writeFile(path, await readFile(own), { mode: 0o600, flag: 'wx' });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of several processes that found the same dead lock one moves it aside; a live lock moved by mistake is put back. */
async function removeStale(path: string, found: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== found) await createLock(aside, path);
  await rm(aside, { force: true });
}

/** The number of a process and when it started: numbers are given out again, above all in containers. */
async function describeProcess(processId: number): Promise<string> {
  const started = (await readStatus(processId))[19] ?? '';
  return `${processId} ${started}`.trim();
}

/** A process that has ended keeps its number and its start until its parent asks how it ended, which may be never. */
async function hasEnded(processId: number): Promise<boolean> {
  const [state = ''] = await readStatus(processId);
  return state === 'Z' || state === 'X';
}

/** What the system says of a process, from its state on; nothing where there is no `/proc`. */
async function readStatus(processId: number): Promise<string[]> {
  const status = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '');
  // The name in brackets before the state may hold blanks and brackets.
  return status.slice(status.lastIndexOf(')') + 2).split(' ');
}

async function isRunning(processId: number, described: string): Promise<boolean> {
  if (await hasEnded(processId)) return false;
  const now = await describeProcess(processId);
  const hasStart = (text: string) => text.includes(' ');
  if (hasStart(described) && hasStart(now)) return now === described.trim();
  // Without start times a lock under this process's own number was left by one before it that had the same.
  if (processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inUse(folder: string, processId: number): AppError {
  return new AppError('conflict', {
    en: `The data folder ${folder} is in use by process ${processId}. Stop that process, or name another folder with TRELLIS_DATA.`,
    zh: `数据文件夹 ${folder} 正被进程 ${processId} 使用。请先停止该进程，或用 TRELLIS_DATA 指定另一个文件夹。`,
  });
}
