/**
 * What an engine's code says: the fact with its values, then what to do. `{name}` is filled from the code's values; a
 * part in square brackets is left out when one of its names is not among them.
 */
export interface EngineWords {
  readonly zh: readonly [fact: string, advice?: string];
  /** Only where the engine sends a bare code. */
  readonly en?: readonly [fact: string, advice?: string];
  /** What to do on the command line, in place of the engine's own advice. */
  readonly enAdvice?: string;
}

export type EngineWordTable = Readonly<Record<string, EngineWords>>;
