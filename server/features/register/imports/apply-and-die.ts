/** Run by a test as a process of its own: applies a file in a data folder and is killed on the way. */
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { openDatabase } from '../../../platform/database/index.ts';
import { createWorkerPool } from '../../../platform/workers/index.ts';
import { runApplyJob } from './run-jobs.ts';
import type { ImportServices } from './types.ts';

const { dataFolder, bureauId, importId, killAt } = JSON.parse(readFileSync(0, 'utf8')) as {
  dataFolder: string;
  bureauId: string;
  importId: string;
  killAt: number;
};
const database = await openDatabase({ dataFolder });
const services: ImportServices = {
  database,
  workers: createWorkerPool(1),
  jobs: { define: () => {}, enqueue: async () => {} },
  log: pino({ level: 'silent' }),
};
const { progressHub } = await import('./run-jobs.ts');
const watching = progressHub.watch(importId, async () => ({
  phase: 'applying',
  doneRows: 0,
  allRows: 0,
  message: null,
}));
void (async () => {
  for await (const { phase, doneRows } of watching) {
    if (phase === 'applying' && doneRows >= killAt) process.kill(process.pid, 'SIGKILL');
  }
})();
await runApplyJob(services, { bureauId, importId });
process.exit(0);
