import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DATABASES } from '../../testing/databases.ts';
import type { TrellisDatabase } from '../database/index.ts';
import { createLog } from '../log/index.ts';
import { createJobQueue, type JobQueue } from './index.ts';

for (const database of DATABASES) {
  describe(`the job queue on ${database.name}`, () => {
    let db: TrellisDatabase;
    let jobs: JobQueue;
    const log = createLog('silent');
    beforeAll(async () => {
      db = await database.open();
    });
    afterAll(() => db.close());
    beforeEach(() => {
      jobs = createJobQueue(db, log);
    });
    afterEach(async () => {
      await jobs.stop(1000).catch(() => {});
      await sql`delete from job_queue.job`.execute(db.system);
    });
    const states = async () =>
      (
        await sql<{ state: string }>`select state::text as state from job_queue.job`.execute(db.system)
      ).rows.map((row) => row.state);
    const until = async (holds: () => boolean | Promise<boolean>) => {
      for (let attempt = 0; attempt < 200 && !(await holds()); attempt++) await wait(50);
      expect(await holds()).toBe(true);
    };

    test('runs each job once, with what it was given, and writes down that it is done', async () => {
      const seen: number[] = [];
      jobs.define<{ n: number }>('count', async ({ n }) => void seen.push(n));
      await jobs.start();
      for (let n = 0; n < 5; n++) await jobs.enqueue('count', { n });
      await until(() => seen.length === 5);
      expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
      await until(async () => (await states()).every((state) => state === 'completed'));
    });

    test('does not pause between jobs that are waiting already', async () => {
      let done = 0;
      jobs.define('quick', async () => void done++);
      await jobs.start();
      for (let n = 0; n < 10; n++) await jobs.enqueue('quick', {});
      const started = performance.now();
      await until(() => done === 10);
      expect(performance.now() - started).toBeLessThan(6000);
    });

    test('tries a job again after a failure', async () => {
      let attempts = 0;
      jobs.define('weak', async () => {
        if (++attempts === 1) throw new Error('not yet');
      });
      await jobs.start();
      await jobs.enqueue('weak', {});
      await until(() => attempts === 2);
      await until(async () => (await states())[0] === 'completed');
    });

    test('a job that fails does not hold up the next', async () => {
      const done: string[] = [];
      jobs.define<{ name: string }>('mixed', async ({ name }) => {
        if (name === 'bad') throw new Error('never');
        done.push(name);
      });
      await jobs.start();
      await jobs.enqueue('mixed', { name: 'bad' });
      await jobs.enqueue('mixed', { name: 'good' });
      await until(() => done.includes('good'));
    });

    test('a stop waits for the running job, and for the note that it is done', async () => {
      let finished = false;
      jobs.define('slow', async () => {
        await wait(1200);
        finished = true;
      });
      await jobs.start();
      await jobs.enqueue('slow', {});
      await until(async () => (await states())[0] === 'active');
      await jobs.stop(20_000);
      expect(finished).toBe(true);
      expect(await states()).toEqual(['completed']);
      expect(jobs.isReady()).toBe(false);
    });

    test('a job that outlasts the time a stop may take goes back into the queue', async () => {
      jobs.define('endless', () => wait(4000));
      await jobs.start();
      await jobs.enqueue('endless', {});
      await until(async () => (await states())[0] === 'active');
      await jobs.stop(1000);
      expect(await states()).toEqual(['retry']);
      await wait(3500);
    });

    test('a job enqueued in vain is delivered when a process starts', async () => {
      const seen: string[] = [];
      jobs.define<{ name: string }>('later', async ({ name }) => void seen.push(name));
      await jobs.start();
      await jobs.stop(1000);
      await jobs.enqueue('later', { name: 'kept' });
      expect(seen).toEqual([]);
      jobs = createJobQueue(db, log);
      jobs.define<{ name: string }>('later', async ({ name }) => void seen.push(name));
      await jobs.start();
      await until(() => seen.length === 1);
    });

    test('a job cut off by a crash is delivered again: at once when no other process can be at it', async () => {
      let runs = 0;
      jobs.define('cut', async () => void runs++);
      await jobs.start();
      await jobs.stop(1000);
      await jobs.enqueue('cut', {});
      await sql`update job_queue.job set state = 'active', started_on = now()`.execute(db.system);
      jobs = createJobQueue(db, log);
      jobs.define('cut', async () => void runs++);
      await jobs.start();
      if (database.name === 'pglite') {
        await until(() => runs === 1);
      } else {
        await wait(3000);
        expect(runs).toBe(0);
      }
    });

    test('a job that brings its process down each time is not tried for ever', async () => {
      jobs.define('fatal', async () => {});
      await jobs.start();
      await jobs.stop(1000);
      await jobs.enqueue('fatal', {});
      await sql`update job_queue.job set state = 'active', started_on = now(), retry_count = retry_limit`.execute(
        db.system,
      );
      jobs = createJobQueue(db, log);
      jobs.define('fatal', async () => {});
      await jobs.start();
      await wait(2500);
      expect(await states()).toEqual(['active']);
    });
  });
}
