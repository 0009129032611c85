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
  const boss = new PgBoss({
    db: {
      executeSql: (text: string, values: unknown[]) =>
        database.executeSql(text, values) as Promise<{ rows: never[] }>,
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
      const worker = workers.get(queue);
      if (worker) boss.notifyWorker(worker);
    },
    async start() {
      await boss.start();
      for (const queue of definitions.keys()) await listen(queue);
      ready = true;
    },
    async stop(timeoutMilliseconds) {
      ready = false;
      await boss.stop({ graceful: true, wait: true, timeout: timeoutMilliseconds, close: false });
    },
    isReady: () => ready,
  };
}
