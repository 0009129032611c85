/**
 * What matching speaks of: covariates, the groups that are compared, and the sample that a method leaves.
 *
 * Every method answers the same `MatchedSample`: a weight for each row (0: not used) and, where there are sets, the
 * set of each row. Effects, balance and overlap read nothing else, so any method can be put beside any other.
 */

import type { DroppedRows, FactorColumn, StudyNote } from '../types.ts';

/** A column to match on: numbers, or a factor with codes from 0. */
export interface MatchingCovariate {
  readonly name: string;
  readonly values: Float64Array | FactorColumn;
  /** Names of the factor's levels; `0`, `1`, … when left out. */
  readonly levelNames?: readonly string[];
}

/** 1 for a treated row, 0 for a control. */
export type TreatedColumn = ArrayLike<number>;

/** Whom the effect is about: the treated, everybody, the controls, or those who could be in either group. */
export type MatchingEstimand = 'att' | 'ate' | 'atc' | 'ato';

/** One treated row and the controls found for it, nearest round first. */
export interface MatchedSet {
  readonly treatedRow: number;
  readonly controlRows: readonly number[];
  /** In the unit of the distance, one for each control. */
  readonly distances: readonly number[];
}

/** How much of a sample is used, and what it is worth. */
export interface SampleSize {
  readonly rows: number;
  readonly used: number;
  /** (Σw)² / Σw²: the number of equally weighted rows with the same variance of the mean. */
  readonly effective: number;
}

/** The sample that a method leaves. */
export interface MatchedSample {
  readonly method:
    | 'nearest-neighbours'
    | 'optimal-pairs'
    | 'subclasses'
    | 'coarsened-exact'
    | 'kernel'
    | 'propensity-weights';
  readonly estimand: MatchingEstimand;
  /** One for each row, 0 where the row is not used; in each group they sum to the rows used. */
  readonly weights: Float64Array;
  /** The pair, subclass or stratum of each row, -1 where it has none; absent where a row may be in several. */
  readonly sets?: Int32Array;
  /** Who was matched with whom, where the method pairs rows. */
  readonly pairs?: readonly MatchedSet[];
  readonly treated: SampleSize;
  readonly control: SampleSize;
  /** Treated rows without a match, in data order: those who fell off support. */
  readonly unmatchedTreatedRows: readonly number[];
  readonly dropped: readonly DroppedRows[];
  readonly notes: readonly StudyNote[];
}

/** Why data cannot carry a matched comparison. */
export type MatchingRefusal =
  | 'no-treated'
  | 'no-controls'
  | 'no-matches'
  | 'no-common-support'
  | 'perfect-separation'
  | 'not-converged'
  | 'constant-covariates'
  | 'too-few-rows'
  | 'no-variation'
  | 'not-finite';
