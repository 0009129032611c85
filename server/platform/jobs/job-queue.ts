import PgBoss from 'pg-boss';
import type { TrellisDatabase } from '../database/index.ts';
import type { Logger } from '../log/index.ts';

/**
 * Work that outlives the request that asked for it. A job is kept in the database until it is done; one that was
 * running when the process ended is delivered again, so every job must be able to find its work already done.
 */
export interface JobQueue {
  define<T extends object>(queue: string, work: (data: T) => Promise<void>): void;
  enqueue<T extends object>(queue: string, data: T): Promise<void>;
  start(): Promise<void>;
  /** Lets running jobs finish, within the time given. */
  stop(timeoutMilliseconds: number): Promise<void>;
  isReady(): boolean;
}

export function createJobQueue(database: TrellisDatabase, log: Logger): JobQueue {
  /** What the queue is writing: it does not wait for the end of a job to be written down, a stop must. */
  const writing = new Set<Promise<unknown>>();
  const boss = new PgBoss({
    db: {
      executeSql: (text: string, values: unknown[]) => {
        const result = database.executeSql(text, values) as Promise<{ rows: never[] }>;
        const written = result.catch(() => {}).finally(() => writing.delete(written));
        writing.add(written);
        return result;
      },
    },
    schema: 'job_queue',
    schedule: false,
    maintenanceIntervalSeconds: 120,
    retryLimit: 3,
    retryDelay: 2,
    expireInHours: 1,
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));
  const definitions = new Map<string, (data: object) => Promise<void>>();
  const workers = new Map<string, string>();
  let ready = false;

  function lookNow(queue: string): void {
    const worker = workers.get(queue);
    if (worker) boss.notifyWorker(worker);
  }

  async function listen(queue: string): Promise<void> {
    await boss.createQueue(queue);
    const worker = await boss.work<object>(
      queue,
      { pollingIntervalSeconds: 2, batchSize: 1 },
      async (jobs) => {
        for (const job of jobs) {
          const started = performance.now();
          try {
            await definitions.get(queue)!(job.data);
            log.info(
              { queue, job: job.id, milliseconds: Math.round(performance.now() - started) },
              'job done',
            );
          } catch (error) {
            log.error({ queue, job: job.id, err: error }, 'job failed');
            throw error;
          } finally {
            // More may be waiting: look again now, not at the next turn of the clock.
            lookNow(queue);
          }
        }
      },
    );
    workers.set(queue, worker);
  }

  return {
    define(queue, work) {
      definitions.set(queue, work as (data: object) => Promise<void>);
    },
    async enqueue(queue, data) {
      await boss.send(queue, data);
      lookNow(queue);
    },
    async start() {
      await boss.start();
      await takeUpLeftJobs(database);
      for (const queue of definitions.keys()) await listen(queue);
      ready = true;
    },
    async stop(timeoutMilliseconds) {
      ready = false;
      await boss.stop({ graceful: true, wait: true, timeout: timeoutMilliseconds, close: false });
      while (writing.size > 0) await Promise.all(writing);
    },
    isReady: () => ready,
  };
}

/**
 * The embedded database has one process: a job that is running when it starts was left by one that died, and is
 * delivered at once. On a server another process may be at it: there the queue waits until its time has run out.
 */
async function takeUpLeftJobs(database: TrellisDatabase): Promise<void> {
  if (database.kind !== 'pglite') return;
  await database.executeSql(`update job_queue.job set state = 'retry', start_after = now()
    where state = 'active' and retry_count < retry_limit`);
}
