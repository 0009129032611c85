export { PROBLEMS, type ProblemCode } from './catalogue.ts';
export { describePlace, describeProblem, isProblemCode, makeProblem } from './describe.ts';
export type { ProblemEntry, ProblemSeverity, ProblemText } from './entry.ts';
export type { Problem, ProblemFact } from './problem.ts';
