export { type FindPackResult, findPack } from './find-pack.ts';
export { inspectFile } from './inspect-file.ts';
export { renderInspection } from './render-text.ts';
export { type InspectIo, runInspect } from './run-inspect.ts';
export type {
  InspectedIndicator,
  InspectFileInput,
  InspectFileResult,
  Inspection,
} from './types.ts';
