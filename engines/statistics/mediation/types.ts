/** What a mediation study is told and what it answers. */

import type { Estimate, RandomNumbers } from '../../kernel/index.ts';
import type { FactorColumn, SmallSample, StudyNote, StudyTerm } from '../types.ts';

/** A possible channel of the effect. */
export interface Mediator {
  readonly name: string;
  readonly values: Float64Array;
  /** Whose property it is; a school's needs clusters. `pupil` when left out. */
  readonly level?: 'pupil' | 'school';
  /** When it was measured, on the scale of `outcomeMeasuredAt`. */
  readonly measuredAt?: number;
}

/** Columns of equal length, nothing missing. */
export interface MediationDesign {
  readonly outcome: Float64Array;
  readonly treatment: Float64Array;
  /** One or several, which work side by side. */
  readonly mediators: readonly Mediator[];
  /** Measured before the treatment. */
  readonly covariates?: readonly { readonly name: string; readonly values: Float64Array }[];
  /** Absorbed when nested in the clusters, otherwise entered as columns. */
  readonly fixedEffects?: readonly (FactorColumn & { readonly name: string })[];
  readonly clusters?: FactorColumn;
  readonly weights?: Float64Array;
  /** Let the mediators' effects differ between treated and control. */
  readonly interaction?: boolean;
  /** The two treatments compared; 0 and 1 when left out. */
  readonly compare?: readonly [control: number, treated: number];
  readonly outcomeMeasuredAt?: number;
  readonly treatedAt?: number;
}

export interface MediationOptions {
  /** `cluster` when there are clusters, otherwise `iid`. */
  readonly errors?: 'iid' | 'robust' | 'cluster';
  /** How absorbed effects count in the small-sample correction; `nested` when left out. */
  readonly smallSample?: 'nested' | 'full' | 'none';
  /** 0.95 when left out. */
  readonly confidenceLevel?: number;
  readonly bootstrap?: {
    readonly draws: number;
    readonly random: RandomNumbers;
    /** Which of the two intervals decides on a finding; `percentile` when left out. */
    readonly interval?: 'percentile' | 'bias-corrected';
  };
}

/** Intervals from resampled clusters (rows without clusters). */
export interface BootstrapIntervals {
  readonly percentile: readonly [number, number];
  readonly biasCorrected: Estimate<readonly [number, number]>;
  /** Two-sided, against zero. */
  readonly pValue: number;
  readonly standardError: number;
}

/** An effect with its delta-method errors and, when asked for, bootstrap intervals. */
export interface MediationEffect extends StudyTerm {
  readonly bootstrap: Estimate<BootstrapIntervals>;
}

/** An effect at either treatment and on average; all three are one without interaction. */
export interface EffectByTreatment {
  readonly control: MediationEffect;
  readonly treated: MediationEffect;
  readonly average: MediationEffect;
}

/** What one mediator carries. */
export interface MediatorEffect {
  readonly kind: 'estimated';
  readonly name: string;
  /** `no-evidence` says that zero lies in the interval of the average indirect effect, not that it is zero. */
  readonly finding: 'evidence' | 'no-evidence';
  readonly indirect: EffectByTreatment;
  readonly treatmentToMediator: MediationEffect;
  readonly mediatorToOutcome: EffectByTreatment;
  readonly timeOrder: TimeOrder;
  readonly sensitivity: Estimate<ConfoundingSensitivity>;
}

/** A mediator whose channel these data cannot show. */
export interface MediatorNotEstimable {
  readonly kind: 'not-estimable';
  readonly name: string;
  readonly finding: 'not-estimable';
  readonly reason: 'mediator-does-not-vary' | 'mediator-collinear';
  readonly timeOrder: TimeOrder;
}

export type TimeOrder = 'before-outcome' | 'not-before-outcome' | 'before-treatment' | 'unknown';

/** The indirect effect if mediator and outcome shared a cause that was not measured. */
export interface ConfoundingSensitivity {
  /** Correlation of the two errors at which the indirect effect is zero. */
  readonly rhoAtZero: number;
  /** ρ² at zero: share of the residual variances that the cause would have to explain, multiplied. */
  readonly residualShareAtZero: number;
  /** The same as a share of the whole variances. */
  readonly totalShareAtZero: number;
  /** The effect along ρ; intervals take rows as independent. */
  readonly curve: readonly {
    readonly rho: number;
    readonly indirect: number;
    readonly interval: readonly [number, number];
  }[];
}

/** A finished mediation study. */
export interface MediationFit {
  readonly kind: 'estimated';
  readonly total: MediationEffect;
  readonly direct: EffectByTreatment;
  /** Through all mediators together. */
  readonly indirect: EffectByTreatment;
  /** Average indirect over total; not where the total's interval holds zero. */
  readonly shareMediated: Estimate<number>;
  readonly mediators: readonly (MediatorEffect | MediatorNotEstimable)[];
  readonly rows: number;
  readonly clusters: number | 'none';
  readonly errors: 'iid' | 'robust' | 'cluster';
  /** Of the mediators' equations and of the outcome's. */
  readonly smallSample: { readonly mediator: SmallSample; readonly outcome: SmallSample };
  readonly bootstrapDraws: { readonly asked: number; readonly failed: number };
  readonly notes: readonly StudyNote[];
}

export type MediationRefusal =
  | 'treatment-not-identified'
  | 'no-mediator-estimable'
  | 'no-degrees-of-freedom'
  | 'perfect-fit'
  | 'error-vanishes'
  | 'scale-beyond-numbers';

/** Why there is no study. */
export interface MediationNotEstimable {
  readonly kind: 'not-estimable';
  readonly reason: MediationRefusal;
  readonly notes: readonly StudyNote[];
}

export type MediationResult = MediationFit | MediationNotEstimable;
