export { createStudyHandlers } from './routes.ts';
export { runStudy } from './run-study.ts';
export { defineStudyJobs, insertExampleStudy, resumeStudies } from './server-parts.ts';
export { writeStrongSchool } from './write-strong-school.ts';
