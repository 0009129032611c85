import { availableParallelism } from 'node:os';
import { type Transferable, Worker } from 'node:worker_threads';

/** Heavy computing off the thread that answers requests. */
export interface WorkerPool {
  /**
   * Runs the named export of a module in a worker thread: `run(new URL('./x.ts', import.meta.url), 'readTable', [bytes])`.
   * Arguments and result are structured-cloned; a last argument `onProgress` is added for the function when given here.
   */
  run<T>(module: URL, name: string, args: unknown[], options?: RunOptions): Promise<T>;
  close(): Promise<void>;
}

export interface RunOptions {
  transfer?: Transferable[];
  onProgress?: (progress: unknown) => void;
}

interface Task {
  message: { id: number; module: string; name: string; args: unknown[]; reportsProgress: boolean };
  transfer: Transferable[];
  onProgress: ((progress: unknown) => void) | undefined;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

interface Answer {
  id: number;
  progress?: unknown;
  value?: unknown;
  error?: Error;
  kind: 'progress' | 'value' | 'error';
}

const ENTRY = new URL('./worker-entry.ts', import.meta.url).href;
/** A thread has a compile cache of its own to turn on: with it, it starts in half the time. */
const START = `require('node:module').enableCompileCache(); import(${JSON.stringify(ENTRY)});`;

/** A pool that starts a thread when there is work for one, up to the machine's processors. */
export function createWorkerPool(size = Math.max(1, availableParallelism() - 1)): WorkerPool {
  const idle: Worker[] = [];
  const running = new Map<Worker, Task>();
  const waiting: Task[] = [];
  let nextId = 0;
  let closed = false;

  function settle(worker: Worker, finish: (task: Task) => void): void {
    const task = running.get(worker);
    running.delete(worker);
    if (task) finish(task);
  }

  function startWorker(): Worker {
    const worker = new Worker(START, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 2048 } });
    worker.unref();
    worker.on('message', (answer: Answer) => {
      if (answer.kind === 'progress') {
        running.get(worker)?.onProgress?.(answer.progress);
        return;
      }
      settle(worker, (task) =>
        answer.kind === 'value' ? task.resolve(answer.value) : task.reject(answer.error!),
      );
      idle.push(worker);
      next();
    });
    // A thread that dies (out of memory on a hostile file) fails its task, not the server.
    worker.on('error', (error) => settle(worker, (task) => task.reject(error as Error)));
    worker.on('exit', () => {
      settle(worker, (task) =>
        task.reject(new Error('The computing thread ended before its work was done.')),
      );
      const position = idle.indexOf(worker);
      if (position >= 0) idle.splice(position, 1);
      next();
    });
    return worker;
  }

  function next(): void {
    if (closed || waiting.length === 0) return;
    const worker = idle.pop() ?? (running.size < size ? startWorker() : undefined);
    if (!worker) return;
    const task = waiting.shift()!;
    running.set(worker, task);
    try {
      worker.postMessage(task.message, task.transfer);
    } catch (error) {
      // An argument that cannot be cloned fails its task; the thread is as good as before.
      settle(worker, () => task.reject(error as Error));
      idle.push(worker);
      next();
    }
  }

  return {
    run<T>(module: URL, name: string, args: unknown[], options: RunOptions = {}) {
      return new Promise<T>((resolve, reject) => {
        if (closed) {
          reject(stopped());
          return;
        }
        waiting.push({
          message: {
            id: nextId++,
            module: module.href,
            name,
            args,
            reportsProgress: options.onProgress !== undefined,
          },
          transfer: options.transfer ?? [],
          onProgress: options.onProgress,
          resolve: resolve as (value: unknown) => void,
          reject,
        });
        next();
      });
    },
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(stopped());
      await Promise.all([...idle, ...running.keys()].map((worker) => worker.terminate()));
    },
  };
}

function stopped(): Error {
  return new Error('The computing threads are stopped: the server is closing.');
}
