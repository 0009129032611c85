export { createStudyHandlers } from './routes.ts';
export { defineStudyJobs, resumeStudies } from './run-jobs.ts';
export { runStudy } from './run-study.ts';
