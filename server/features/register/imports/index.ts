export { importFile, undoImportNow } from './import-file.ts';
export { defineImportJobs } from './jobs.ts';
export { presentFinding } from './present-finding.ts';
export { createImportHandlers } from './routes.ts';
export { putBackInterrupted, resumeChecks } from './run-jobs.ts';
export type { ImportServices } from './types.ts';
