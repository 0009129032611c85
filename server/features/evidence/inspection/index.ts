export { inspectFile } from './inspect-file.ts';
export { runInspect } from './run-inspect.ts';
export type { Inspection } from './types.ts';
