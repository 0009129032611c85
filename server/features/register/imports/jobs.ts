import { IMPORT_QUEUES, type ImportJob, runApplyJob, runCheckJob, runUndoJob } from './run-jobs.ts';
import type { ImportServices } from './types.ts';

interface ImportJobDefinition {
  readonly queue: string;
  readonly work: (services: ImportServices, job: ImportJob) => Promise<void>;
}

/** The jobs of imports. Each may be delivered again: it finds from the import's status whether there is work left. */
const importJobs: readonly ImportJobDefinition[] = [
  { queue: IMPORT_QUEUES.check, work: runCheckJob },
  { queue: IMPORT_QUEUES.apply, work: runApplyJob },
  { queue: IMPORT_QUEUES.undo, work: runUndoJob },
];

/** Registers the jobs with the queue; call before it starts. */
export function defineImportJobs(services: ImportServices): void {
  for (const { queue, work } of importJobs)
    services.jobs.define<ImportJob>(queue, (job) => work(services, job));
}
