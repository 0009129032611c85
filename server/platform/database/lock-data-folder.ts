import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';

/**
 * Keeps a second process out of an embedded database's folder: two writers would destroy it.
 * A lock left by a process that no longer runs is taken over.
 *
 * @throws AppError `conflict` naming the process that holds the folder.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (holder && holder !== process.pid && isRunning(holder)) {
        throw new AppError('conflict', {
          en: `The data folder ${folder} is in use by process ${holder}. Stop that process, or name another folder with TRELLIS_DATA.`,
          zh: `数据文件夹 ${folder} 正被进程 ${holder} 使用。请先停止该进程，或用 TRELLIS_DATA 指定另一个文件夹。`,
        });
      }
      await rm(path, { force: true });
    }
  }
  throw new Error(`Could not lock ${folder}.`);
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
