/**
 * Words that all parts of the statistics engine share: columns, terms, notes, dropped rows, small-sample corrections.
 */

/** A category per row: codes 0 … levels − 1, none missing. */
export interface FactorColumn {
  readonly codes: Int32Array;
  readonly levels: number;
}

/** A column with its name. */
export interface NamedColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** One estimated number with its uncertainty. */
export interface StudyTerm {
  readonly name: string;
  readonly estimate: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number | 'normal';
  /** Two-sided, against zero. */
  readonly pValue: number;
  readonly confidenceInterval: readonly [number, number];
  /** Periods since treatment, for terms of an event study. */
  readonly eventTime?: number;
  /** First treated period of the group the term speaks of. */
  readonly group?: number;
  readonly period?: number;
}

/** Something the reader of a study must know; translations live elsewhere, keyed by `code`. */
export interface StudyNote {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  /** The fact with its values, then advice. */
  readonly message: string;
}

/** Rows or columns left out, and why: nothing is dropped silently. */
export interface DroppedRows {
  /** Stable, kebab-case. */
  readonly reason: string;
  readonly count: number;
  readonly names?: readonly string[];
}

/** How fixed effects count among the parameters of a small-sample correction. */
export type FixedEffectCount = 'nested' | 'full' | 'none';

/** The correction a standard error was multiplied with, as a value to print beside it. */
export interface SmallSample {
  /** In words of the formula, for example `G/(G-1) * (N-1)/(N-K)`. */
  readonly formula: string;
  /** What the variance was multiplied with. */
  readonly factor: number;
  readonly nested: FixedEffectCount;
}
