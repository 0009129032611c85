/** The shapes that the difference-in-differences estimators share: columns in, a read panel, answers out. */

import type { NotEstimable } from '../../kernel/index.ts';
import type { DroppedRows, FactorColumn, StudyNote, StudyTerm } from '../types.ts';

/** One control variable, a number for each row. */
export interface PanelCovariate {
  readonly name: string;
  readonly values: Float64Array;
}

/**
 * Rows of a panel as columns of equal length without missing values. Give either `firstTreated` or `treated`.
 */
export interface PanelColumns {
  readonly outcome: Float64Array;
  /** Whom the outcome belongs to: a school, a pupil. */
  readonly unit: FactorColumn;
  /** The period of each row on a numeric scale, e.g. the year. */
  readonly time: Float64Array;
  /** The first treated period of the row's unit; Infinity, or 0 where 0 is no period, means never. */
  readonly firstTreated?: Float64Array;
  /** 1 where the unit is treated in the row's period, otherwise 0. */
  readonly treated?: Float64Array;
  readonly covariates?: readonly PanelCovariate[];
  /** Positive weights, one each when left out. */
  readonly weights?: Float64Array;
  /** What standard errors are clustered by; the unit when left out. */
  readonly cluster?: FactorColumn;
  /** Names of units by code, for messages. */
  readonly unitNames?: readonly string[];
  /** Several rows of one unit in one period: refused unless said to be wanted (pupils as rows of a school). */
  readonly repeatedRows?: 'refuse' | 'keep';
}

/** What a panel is made of, counted. */
export interface PanelCounts {
  readonly rows: number;
  readonly units: number;
  readonly periods: number;
  readonly clusters: number;
  readonly everTreatedUnits: number;
  readonly neverTreatedUnits: number;
  /** Treated in the first period already: there is nothing before to compare with. */
  readonly alwaysTreatedUnits: number;
  /** Treated only after the last period: never treated in these data. */
  readonly treatedAfterLastPeriodUnits: number;
  /** Distinct first treated periods inside the panel, the first period excluded. */
  readonly cohorts: number;
  /** Units that miss at least one period. */
  readonly unitsWithGaps: number;
  readonly missingUnitPeriods: number;
  readonly repeatedUnitPeriods: number;
  /** Units with one row only: a unit effect takes up their row. */
  readonly singletonUnits: number;
  /** Periods before the earliest treatment. */
  readonly periodsBeforeTreatment: number;
}

/** A panel that was checked. Codes of units, periods and clusters are dense and in first-seen or ascending order. */
export interface Panel {
  readonly outcome: Float64Array;
  readonly unitOfRow: Int32Array;
  readonly periodOfRow: Int32Array;
  /** The periods in ascending order. */
  readonly periods: Float64Array;
  /** First treated period of each unit inside the panel, Infinity for never (and for later than the panel). */
  readonly firstTreatedOfUnit: Float64Array;
  readonly covariates: readonly PanelCovariate[];
  /** Up to a common power of two where their unit is extreme. */
  readonly weights: Float64Array;
  readonly hasWeights: boolean;
  readonly clusterOfRow: Int32Array;
  /** Undefined when a unit changes its cluster. */
  readonly clusterOfUnit: Int32Array | undefined;
  readonly clusterName: 'unit' | 'cluster';
  readonly unitNames: readonly string[];
  readonly counts: PanelCounts;
  readonly notes: readonly StudyNote[];
}

/** Why no number can be had, with the values and a sentence. */
export interface DifferenceRefusal extends NotEstimable {
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly message: string;
}

/** One number with its uncertainty. */
export interface DifferenceTerm extends StudyTerm {
  /** Holds for all terms of its table at once. */
  readonly simultaneousInterval?: readonly [number, number];
}

/** What every estimator answers beside its own numbers. */
export interface DifferenceAnswer {
  readonly kind: 'estimated';
  readonly method: string;
  readonly estimand: string;
  readonly counts: PanelCounts;
  readonly notes: readonly StudyNote[];
  readonly dropped: readonly DroppedRows[];
}

/** A joint test that several coefficients are zero. */
export interface JointTest {
  readonly statistic: number;
  readonly distribution: 'F' | 'chi-square';
  readonly numeratorDegreesOfFreedom: number;
  readonly denominatorDegreesOfFreedom: number | 'infinite';
  readonly pValue: number;
  readonly restrictions: number;
}
