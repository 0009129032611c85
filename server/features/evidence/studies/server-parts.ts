/** What the server starts of this feature. Loaded when used: the command line enters by the same door. */

import type { BureauTransaction } from '../../../platform/database/index.ts';
import { STUDY_QUEUE, type StudyJob, type StudyServices } from './study-services.ts';

export function defineStudyJobs(services: StudyServices): void {
  services.jobs.define<StudyJob>(STUDY_QUEUE, async (job) =>
    (await import('./run-jobs.ts')).runStudyJob(services, job),
  );
}

/** Asks once more for the runs that a stop cut off. */
export async function resumeStudies(services: StudyServices): Promise<void> {
  await (await import('./run-jobs.ts')).resumeRunning(services);
}

/** The demo's ready study. Call inside the transaction. */
export async function insertExampleStudy(
  db: BureauTransaction,
  ids: { bureauId: string; groupId: string },
): Promise<void> {
  await (await import('./example-study.ts')).insertExample(db, ids);
}
