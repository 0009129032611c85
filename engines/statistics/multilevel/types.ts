/** What a multilevel model answers. */

import type { Estimate } from '../../kernel/index.ts';
import type { StudyNote, StudyTerm } from '../types.ts';

/** A variance or covariance between random parts of one level. */
export interface VarianceComponent {
  /** The level's name, or `residual`. */
  readonly level: string;
  readonly first: string;
  /** The second part of a covariance; left out for a variance. */
  readonly second?: string;
  /** Variance or covariance, in squared units of the outcome. */
  readonly value: number;
  /** Standard deviation of a variance, correlation of a covariance. */
  readonly standardised: Estimate;
  /** From the curvature of the deviance; not at the boundary, where it means nothing. */
  readonly standardError: Estimate;
}

/** The effect of one group on one random part, predicted (BLUP). */
export interface GroupEffect {
  /** The group's code in the data. */
  readonly group: number;
  readonly rows: number;
  readonly effect: number;
  /** Conditional standard deviation given the data and the parameters. */
  readonly standardDeviation: number;
  /** The same with what the uncertainty of the fixed effects adds; `interval` uses it. */
  readonly predictionError: number;
  readonly interval: readonly [number, number];
  /** Two groups whose comparison intervals do not overlap differ at about the 5 % level (Goldstein and Healy). */
  readonly comparisonInterval: readonly [number, number];
}

/** A caterpillar table: one random part of one level, its groups from the lowest to the highest. */
export interface GroupEffectTable {
  readonly level: string;
  readonly part: string;
  readonly effects: readonly GroupEffect[];
}

/** Share of the variance that lies at a level. */
export interface IntraclassCorrelation {
  readonly level: string;
  /** Variance of this level alone over the whole. */
  readonly share: Estimate;
  /** Correlation of two rows that share this group, so with all coarser levels too. */
  readonly correlation: Estimate;
}

/** A fitted multilevel model. */
export interface MultilevelFit {
  readonly kind: 'estimated';
  readonly method: 'ML' | 'REML';
  readonly rows: number;
  readonly groups: readonly { readonly level: string; readonly groups: number }[];
  readonly terms: readonly StudyTerm[];
  /** Covariance of the fixed effects, rows and columns as in `terms`. */
  readonly covariance: readonly (readonly number[])[];
  readonly varianceComponents: readonly VarianceComponent[];
  readonly intraclassCorrelations: readonly IntraclassCorrelation[];
  readonly logLikelihood: number;
  /** −2 log-likelihood, of the residuals when REML. */
  readonly deviance: number;
  readonly parameters: number;
  readonly akaike: number;
  readonly bayes: number;
  readonly residualStandardDeviation: number;
  /** A variance is estimated at zero or a correlation at ±1. */
  readonly atBoundary: boolean;
  readonly groupEffects: readonly GroupEffectTable[];
  readonly notes: readonly StudyNote[];
}

export type MultilevelRefusal =
  | 'one-row-per-group'
  | 'perfect-fit'
  | 'no-degrees-of-freedom'
  | 'not-converged'
  | 'scale-beyond-numbers';

/** Why there is no fit. */
export interface MultilevelNotEstimable {
  readonly kind: 'not-estimable';
  readonly reason: MultilevelRefusal;
  readonly notes: readonly StudyNote[];
}

export type MultilevelResult = MultilevelFit | MultilevelNotEstimable;
