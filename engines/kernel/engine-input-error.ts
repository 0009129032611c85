/**
 * The one exception engines throw: the input cannot be right. Outcomes of a computation are values instead.
 *
 * A message states the fact with its values and then advises; `code` and `params` are stable, so a screen can
 * say the same sentence in another language. Several mistakes of one input travel together in `mistakes`.
 */

export type MistakeParams = Readonly<Record<string, string | number | boolean>>;

/** One thing that is wrong with an input. */
export interface InputMistake {
  /** Stable, kebab-case. */
  readonly code: string;
  /** The fact with its values, then advice. */
  readonly message: string;
  readonly params: MistakeParams;
  /** Where in a nested input, e.g. `indicators[2].unit.zh`. */
  readonly path?: string;
}

/**
 * Says that an input cannot be right and lists everything wrong with it.
 *
 * @example
 * throw new EngineInputError([{ code: 'no-schools', message: 'There is no school. Add one.', params: {} }]);
 */
export class EngineInputError extends Error {
  /** The code of the first mistake. */
  readonly code: string;
  /** The parameters of the first mistake. */
  readonly params: MistakeParams;
  /** Every mistake found, at least one. */
  readonly mistakes: readonly InputMistake[];

  constructor(mistakes: InputMistake | readonly InputMistake[]) {
    const all: readonly InputMistake[] = 'message' in mistakes ? [mistakes] : mistakes;
    super(describeMistakes(all));
    this.name = 'EngineInputError';
    this.code = all[0]?.code ?? 'invalid-input';
    this.params = all[0]?.params ?? {};
    this.mistakes = all;
  }
}

const SHOWN_MISTAKES = 20;

function describeMistakes(mistakes: readonly InputMistake[]): string {
  if (mistakes.length === 0) return 'The input is not valid.';
  const lines = mistakes
    .slice(0, SHOWN_MISTAKES)
    .map((mistake) => (mistake.path === undefined ? mistake.message : `${mistake.path}: ${mistake.message}`));
  if (mistakes.length > SHOWN_MISTAKES) lines.push(`… and ${mistakes.length - SHOWN_MISTAKES} more.`);
  return lines.join('\n');
}
