/** The feature's door for the command line: without routes and store, so that a study starts in a blink. */

export { runStudy } from './run-study.ts';
export { writeStrongSchool } from './write-strong-school.ts';
