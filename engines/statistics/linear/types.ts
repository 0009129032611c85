/** Shapes of the linear models: what goes in, what a fit holds, what a covariance is. */

import type { DenseMatrix, NotEstimable } from '../../kernel/index.ts';
import type {
  DroppedRows,
  FactorColumn,
  FixedEffectCount,
  NamedColumn,
  SmallSample,
  StudyNote,
} from '../types.ts';

export type { NamedColumn };

export interface LinearModelInput {
  readonly outcome: Float64Array;
  readonly regressors: readonly NamedColumn[];
  /** Absorbed, any number. */
  readonly fixedEffects?: readonly FactorColumn[];
  /** Positive; inverse to the variance of a row's error. */
  readonly weights?: Float64Array;
  /** Taken in when left out; fixed effects hold it already. */
  readonly intercept?: boolean;
  /** Rows that are alone in a level of a fixed effect say nothing about a slope: dropped when left out. */
  readonly singletons?: 'drop' | 'keep';
}

/** Why a fit or its errors do not exist, in words too. */
export interface LinearRefusal extends NotEstimable {
  readonly message: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

/**
 * A fitted model. Its inner basis has columns centred (when there is an intercept) and extreme units scaled:
 * estimates = transform · inner coefficients (+ the outcome's centre on the intercept).
 */
export interface LinearFit {
  readonly kind: 'estimated';
  /** Kept terms, the intercept first. */
  readonly names: readonly string[];
  readonly estimates: Float64Array;
  /** Singleton rows and collinear regressors. */
  readonly dropped: readonly DroppedRows[];
  /** Rows of data behind the fit (not cells). */
  readonly rows: number;
  /** Regressors and fixed effects together. */
  readonly parameters: number;
  readonly fixedEffectDegrees: number;
  readonly rSquared: number;
  readonly adjustedRSquared: number;
  readonly withinRSquared: number;
  readonly rootMeanSquaredError: number;
  /** Divided by `outcomeScale`, a power of two that is 1 unless the outcome's unit is extreme. */
  readonly residuals: Float64Array;
  readonly outcomeScale: number;
  readonly residualSum: number;
  /** Columns of the inner basis after absorption. */
  readonly design: readonly Float64Array[];
  /** (X'WX)⁻¹ in the inner basis. */
  readonly bread: DenseMatrix;
  readonly transform: DenseMatrix;
  /** Per design row: weights, or the cells' total weight. */
  readonly weights: Float64Array | undefined;
  readonly fixedEffects: readonly FactorColumn[];
  /** Rows or cells given. */
  readonly given: number;
  /** Place in the input of every design row; undefined when all are kept. */
  readonly keptRows: Int32Array | undefined;
  /** Present when design rows are cells. */
  readonly cells: CellMoments | undefined;
}

/** What happens inside cells: centred products of [outcome, inner columns …], packed as a lower triangle. */
export interface CellMoments {
  /** Rows in each cell. */
  readonly counts: Float64Array;
  /** products[i (i + 1) / 2 + j], j ≤ i; variable 0 is the outcome. */
  readonly products: readonly Float64Array[];
  /** Each of them summed over cells. */
  readonly totals: Float64Array;
  /** Whether regressors do not vary inside cells. */
  readonly constantRegressors: boolean;
  readonly weighted: boolean;
}

export type ClusterType = 'cr0' | 'cr1' | 'cr1s' | 'cr2' | 'cr3';

/** Which degrees of freedom a t is read at. */
export type DegreesRule = 'clusters' | 'residual' | 'satterthwaite';

export type CovarianceRequest =
  | { readonly type: 'iid' | 'hc0' | 'hc1' | 'hc2' | 'hc3' | 'hc4' }
  | {
      readonly type: ClusterType;
      readonly clusters: FactorColumn;
      /** How fixed effects count in cr1s; `nested` when left out: those within clusters do not. */
      readonly fixedEffectCount?: FixedEffectCount;
      /** `satterthwaite` for cr2 and cr3, `clusters` (G − 1) for the others when left out. */
      readonly degrees?: DegreesRule;
    }
  | {
      readonly type: 'two-way';
      readonly clusters: FactorColumn;
      readonly otherClusters: FactorColumn;
      /** Which number of clusters corrects each part: the smallest for all (default), or its own. */
      readonly clusterDegrees?: 'minimum' | 'conventional';
      readonly fixedEffectCount?: FixedEffectCount;
    }
  | {
      readonly type: 'driscoll-kraay';
      /** Codes in the order of time, one step apart. */
      readonly periods: FactorColumn;
      readonly lags: number;
      /** `full` when left out, as in fixest. */
      readonly fixedEffectCount?: FixedEffectCount;
    }
  | {
      readonly type: 'newey-west';
      readonly units: FactorColumn;
      readonly periods: FactorColumn;
      readonly lags: number;
      readonly fixedEffectCount?: FixedEffectCount;
    };

export interface LinearCovariance {
  readonly kind: 'estimated';
  readonly type: CovarianceRequest['type'];
  /** In the inner basis of the fit. */
  readonly inner: DenseMatrix;
  readonly standardErrors: Float64Array;
  /** For each term. */
  readonly degreesOfFreedom: readonly (number | 'normal')[];
  /** For joint tests. */
  readonly jointDegrees: number;
  readonly smallSample: SmallSample;
  /** Number of clusters (or periods), smallest first for two-way. */
  readonly clusters: number | undefined;
  readonly notes: readonly StudyNote[];
}
