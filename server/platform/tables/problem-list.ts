import { makeProblem, type Problem, type ProblemCode } from '@trellis/contract/problems';

/** So that a sheet full of formulas does not answer with a million sentences. */
const MAX_PER_CODE = 1000;

type Facts = Parameters<typeof makeProblem>[1];

/** Thrown inside the readers where nothing further can be read; `readTable` turns it into a value. */
export class UnreadableFileError extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, facts?: Facts) {
    super(code);
    this.problem = makeProblem(code, facts);
  }
}

/** Gathers problems of one file, at most a thousand of a kind; the rest is counted. */
export class ProblemList {
  readonly #problems: Problem[] = [];
  readonly #counts = new Map<ProblemCode, number>();

  add(code: ProblemCode, facts?: Facts): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MAX_PER_CODE) this.#problems.push(makeProblem(code, facts));
  }

  hasErrors(): boolean {
    return this.#problems.some(({ severity }) => severity === 'error');
  }

  /** All problems with the file and sheet written on them; those of cells only from `firstRow` on. */
  finish(file: string, sheet: string | null, firstRow = 0): Problem[] {
    const kept = this.#problems.filter((problem) => problem.row === undefined || problem.row >= firstRow);
    const more = [...this.#counts]
      .filter(([, count]) => count > MAX_PER_CODE)
      .map(([kind, count]) =>
        makeProblem('more-problems', { params: { count: count - MAX_PER_CODE, kind } }),
      );
    return [...kept, ...more].map((problem) => ({
      ...problem,
      file,
      ...(sheet === null ? {} : { sheet }),
    }));
  }
}
