import type { Language } from '../common.ts';

export type ProblemSeverity = 'error' | 'notice';

export interface ProblemText {
  /** The fact, with its values. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** One entry of the catalogue: both languages or it does not compile. */
export interface ProblemEntry {
  readonly severity: ProblemSeverity;
  readonly text: Readonly<Record<Language, ProblemText>>;
}
