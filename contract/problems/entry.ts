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

type Sentences = readonly [message: string, remedy: string];

const toText = ([message, remedy]: Sentences): ProblemText => ({ message, remedy });

/** Blocks the file until it is mended. */
export function error(en: Sentences, zh: Sentences): ProblemEntry {
  return { severity: 'error', text: { en: toText(en), zh: toText(zh) } };
}

/** Worth knowing; blocks nothing. */
export function notice(en: Sentences, zh: Sentences): ProblemEntry {
  return { severity: 'notice', text: { en: toText(en), zh: toText(zh) } };
}
