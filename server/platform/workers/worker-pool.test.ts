import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createWorkerPool, type WorkerPool } from './index.ts';

/** What the threads run, as a module of its own. */
const TASKS = new URL(
  `data:text/javascript,${encodeURIComponent(`
    export const double = (number) => number * 2;
    export const refuse = (words) => { throw new Error(words); };
    export const die = () => process.exit(7);
    export const explode = () => new Promise(() => setTimeout(() => { throw new Error('boom'); }));
    export const count = (to, onProgress) => { for (let n = 1; n <= to; n++) onProgress(n); return to; };
    export const answerFunction = () => () => {};
    export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds, 'slept'));
  `)}`,
);

describe('the pool of computing threads', () => {
  let pool: WorkerPool;
  afterEach(() => pool.close());
  const run = <T>(name: string, ...args: unknown[]) => pool.run<T>(TASKS, name, args);

  test('answers more tasks than it has threads, each with its own value', async () => {
    pool = createWorkerPool(2);
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    expect(await Promise.all(numbers.map((number) => run('double', number)))).toEqual(
      numbers.map((number) => number * 2),
    );
  });

  test('a task that throws fails alone, and its words arrive', async () => {
    pool = createWorkerPool(1);
    const both = await Promise.allSettled([run('refuse', 'no such sheet'), run('double', 4)]);
    expect(both[0]).toMatchObject({ status: 'rejected', reason: { message: 'no such sheet' } });
    expect(both[1]).toEqual({ status: 'fulfilled', value: 8 });
  });

  test('a thread that ends or breaks outside its task fails its task only; those waiting run in a new one', async () => {
    pool = createWorkerPool(1);
    const all = await Promise.allSettled([run('die'), run('double', 1), run('explode'), run('double', 2)]);
    expect(all.map((one) => one.status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
    expect((all[0] as PromiseRejectedResult).reason.message).toMatch(/ended before its work was done/);
  });

  test('a module or function that does not exist fails its task', async () => {
    pool = createWorkerPool(1);
    await expect(pool.run(new URL('file:///nowhere.ts'), 'x', [])).rejects.toThrow();
    await expect(run('nothing')).rejects.toThrow();
    expect(await run('double', 3)).toBe(6);
  });

  test('what cannot be sent, there or back, fails its task and costs no thread', async () => {
    pool = createWorkerPool(1);
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(run('double', () => {})).rejects.toThrow(/could not be cloned/);
      await expect(run('answerFunction')).rejects.toThrow(/could not be cloned/);
    }
    const waiting = Promise.allSettled([run('sleep', 50), run('double', () => {}), run('double', 5)]);
    expect((await waiting).map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('tells progress in order', async () => {
    pool = createWorkerPool(1);
    const seen: unknown[] = [];
    await pool.run(TASKS, 'count', [5], { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('a closing pool leaves nobody waiting', async () => {
    pool = createWorkerPool(1);
    const all = Promise.allSettled([run('sleep', 60_000), run('double', 1), run('double', 2)]);
    await wait(200);
    await pool.close();
    expect((await all).map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(run('double', 1)).rejects.toThrow(/the server is closing/);
  });
});
