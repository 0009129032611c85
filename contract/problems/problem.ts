import type { LocalText } from '../common.ts';
import type { ProblemCode } from './catalogue.ts';
import type { ProblemSeverity } from './entry.ts';

/** A fact a sentence needs; one in both languages is said in the reader's. */
export type ProblemFact = string | number | LocalText;

/** What was found wrong (or worth knowing) in a file: facts only, words come from `describeProblem`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: ProblemSeverity;
  readonly file?: string;
  readonly sheet?: string;
  /** 1-based, as the person sees it in the spreadsheet or editor. */
  readonly row?: number;
  /** The column's header as written in the file. */
  readonly column?: string;
  /** The column's letter: "C". */
  readonly letter?: string;
  readonly value?: string | number | boolean;
  /** Further facts the sentences need: limits, suggestions, other places. */
  readonly params?: Readonly<Record<string, ProblemFact>>;
}
