import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { JobQueue } from '../../../platform/jobs/index.ts';
import type { Logger } from '../../../platform/log/index.ts';
import type { WorkerPool } from '../../../platform/workers/index.ts';

export interface StudyServices {
  readonly database: TrellisDatabase;
  readonly jobs: Pick<JobQueue, 'define' | 'enqueue'>;
  readonly workers: Pick<WorkerPool, 'run'>;
  readonly log: Logger;
  readonly version: string;
}

/** Runs of frozen studies. */
export const STUDY_QUEUE = 'study-run';

export interface StudyJob {
  readonly bureauId: string;
  readonly studyId: string;
}
