export { createWorkerPool, type RunOptions, type WorkerPool } from './worker-pool.ts';
