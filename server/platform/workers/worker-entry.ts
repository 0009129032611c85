import { parentPort } from 'node:worker_threads';

interface Message {
  id: number;
  module: string;
  name: string;
  args: unknown[];
  reportsProgress: boolean;
}

parentPort!.on('message', async ({ id, module, name, args, reportsProgress }: Message) => {
  try {
    const loaded = (await import(module)) as Record<string, (...given: unknown[]) => unknown>;
    const onProgress = (progress: unknown) => parentPort!.postMessage({ id, kind: 'progress', progress });
    const value = await loaded[name]!(...args, ...(reportsProgress ? [onProgress] : []));
    parentPort!.postMessage({ id, kind: 'value', value });
  } catch (error) {
    parentPort!.postMessage({ id, kind: 'error', error });
  }
});
