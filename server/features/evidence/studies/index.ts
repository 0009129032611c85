export { createStudyHandlers } from './routes.ts';
export { runStudy } from './run-study.ts';
