export { runStudy } from './run-study.ts';
