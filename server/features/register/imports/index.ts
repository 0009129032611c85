export {
  type ImportFileRequest,
  type ImportFileResult,
  importFile,
  presentFinding,
  repairImports,
  undoImportNow,
} from './commands.ts';
export { defineImportJobs, type ImportJobDefinition, importJobs } from './jobs.ts';
export type { ImportFinding } from './problem-codes.ts';
export { createImportHandlers } from './routes.ts';
export type { ImportServices } from './types.ts';
