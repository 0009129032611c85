export { importFile, presentFinding, repairImports, undoImportNow } from './commands.ts';
export { defineImportJobs } from './jobs.ts';
export { createImportHandlers } from './routes.ts';
export type { ImportServices } from './types.ts';
