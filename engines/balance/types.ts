/**
 * The words of judging: what goes in (schools with totals), what comes out (measures, verdicts, reasons).
 *
 * Plans of sharing have their words in sharing-types, comparisons over years in year-types.
 */

import type { Estimate } from '../kernel/index.ts';
import type { Stage, StandardPack } from './standard-pack.ts';

/** Why an inequality measure does not exist for these values. */
export type MeasureReason =
  | 'no-schools'
  | 'single-school'
  | 'negative-values'
  | 'zero-mean'
  | 'zero-value'
  | 'zero-percentile'
  | 'not-finite';

export type Measure = Estimate<number, MeasureReason>;

export interface SchoolIndicators {
  /** Unique key of the school. */
  readonly school: string;
  /** Pupils of the judged stage. */
  readonly pupils?: number | undefined;
  /** Totals by variable id; a missing or undefined one is not judged, never zero. */
  readonly values: Readonly<Record<string, number | undefined>>;
  /** e.g. `special`, `vocational`, `teaching-point`; the pack's rules may leave a kind out. */
  readonly kind?: string | undefined;
}

export type Weighting = 'enrolment' | 'none';

export interface UsedWeighting {
  readonly asked: Weighting;
  readonly used: Weighting;
  /** Why `used` differs from `asked`. */
  readonly reason?: 'no-pupil-counts';
}

export interface JudgeBalanceInput {
  readonly pack: StandardPack;
  readonly stage: Stage;
  readonly schools: readonly SchoolIndicators[];
  /** `enrolment` when left out. */
  readonly weighting?: Weighting;
}

export type Verdict = 'met' | 'not-met' | 'not-judged';

export type ExclusionReason = 'no-pupil-count' | 'zero-pupils' | 'left-out-by-rule' | 'value-missing';

export interface ExcludedSchool {
  readonly school: string;
  readonly reason: ExclusionReason;
}

/** Why an indicator has no verdict. */
export type IndicatorReason = 'no-limit' | 'no-values' | 'stage-not-in-pack' | MeasureReason;

/** One school in one indicator. */
export interface SchoolValue {
  readonly school: string;
  /** In the indicator's unit. */
  readonly value: number;
  /** Weight in the sums: pupils, or 1 when unweighted. */
  readonly weight: number;
  readonly standard?: number;
  readonly met?: boolean;
  /** 1 at the standard; for `better: lower` the standard divided by the value. */
  readonly shareOfStandard?: number;
  /** Share of the weighted sum of squares around the mean; 0 for all when nothing varies. */
  readonly shareOfVariation: number;
}

export interface IndicatorJudgement {
  readonly id: string;
  readonly schoolsCounted: number;
  /** Schools counted in the area whose value of this indicator is missing. */
  readonly schoolsMissing: number;
  /** Sum of the weights (pupils) of the counted schools. */
  readonly weight: number;
  /** Weighted mean: area total divided by area pupils. In the indicator's unit. */
  readonly mean: Measure;
  /** Weighted population standard deviation, in the indicator's unit. */
  readonly standardDeviation: Measure;
  readonly lowest: Measure;
  readonly highest: Measure;
  /** The coefficient of variation that is judged (weighted unless the weighting is `none`). */
  readonly cv: Measure;
  readonly cvUnweighted: Measure;
  readonly cvLimit?: number;
  /** Of the variation against its limit. */
  readonly verdict: Verdict;
  readonly reason?: IndicatorReason;
  readonly standard?: number;
  /** Schools that reach the standard; absent without a standard. */
  readonly schoolsMet?: number;
  readonly gini: Measure;
  readonly theilT: Measure;
  readonly theilL: Measure;
  readonly generalizedEntropy2: Measure;
  readonly hoover: Measure;
  readonly atkinson: { readonly half: Measure; readonly one: Measure; readonly two: Measure };
  readonly highestToLowest: Measure;
  readonly p90ToP10: Measure;
  /** Built when first read, in the order of the input. */
  readonly schools: readonly SchoolValue[];
  /** Built when first read: every school not counted in this indicator. */
  readonly excluded: readonly ExcludedSchool[];
}

/** One school over all indicators that have a standard. */
export interface SchoolJudgement {
  readonly school: string;
  readonly met: number;
  /** Indicators with a standard at this stage. */
  readonly of: number;
  readonly verdict: Verdict;
  /** Indicators whose standard is not reached. */
  readonly failing: readonly string[];
  /** Of these, the ones under the share of the standard that the rest must reach. */
  readonly farBelow: readonly string[];
  /** Indicators without a value. */
  readonly missing: readonly string[];
}

/** Machine-readable reasons of the area's verdict, the decisive ones first. */
export type VerdictReason =
  | { readonly code: 'stage-not-in-pack'; readonly stage: Stage }
  | { readonly code: 'no-thresholds' }
  | { readonly code: 'no-schools' }
  | {
      readonly code: 'cv-over-limit';
      readonly indicator: string;
      readonly cv: number;
      readonly cvLimit: number;
    }
  | { readonly code: 'mean-cv-over-limit'; readonly meanCv: number; readonly cvLimit: number }
  | { readonly code: 'schools-not-met'; readonly schools: number; readonly of: number }
  | { readonly code: 'indicator-not-judged'; readonly indicator: string; readonly reason: IndicatorReason }
  | { readonly code: 'schools-not-judged'; readonly schools: number; readonly of: number }
  | { readonly code: 'values-missing'; readonly indicator: string; readonly schools: number };

export interface VariationJudgement {
  readonly rule: 'each' | 'mean';
  readonly verdict: Verdict;
  /** Indicators within their limit, and how many have a limit (for `mean`: how many enter the mean). */
  readonly met: number;
  readonly of: number;
  /** Mean of the coefficients of variation; estimated only when every indicator has one. */
  readonly meanCv: Estimate;
  readonly meanCvLimit?: number;
}

export interface SchoolsJudgement {
  readonly verdict: Verdict;
  readonly met: number;
  readonly notMet: number;
  readonly notJudged: number;
  readonly of: number;
  readonly atLeast: number;
  readonly remainingAtLeast: number;
  /** Indicators with a standard at this stage. */
  readonly indicators: number;
}

export interface BalanceJudgement {
  readonly packId: string;
  readonly stage: Stage;
  readonly weighting: UsedWeighting;
  readonly verdict: Verdict;
  readonly reasons: readonly VerdictReason[];
  /** Schools that count, and their pupils where known. */
  readonly schoolsCounted: number;
  readonly pupils: number;
  readonly variation: VariationJudgement;
  /** The rule on each school; absent when the pack has none at this stage. */
  readonly schoolRule?: SchoolsJudgement;
  readonly indicators: readonly IndicatorJudgement[];
  /** Built when first read, in the order of the input. */
  readonly schools: readonly SchoolJudgement[];
  /** Schools left out altogether. */
  readonly excluded: readonly ExcludedSchool[];
}

export interface DecomposedGroup {
  readonly group: string;
  readonly schools: number;
  readonly mean: number;
  /** Share of the pupils (or of the schools when unweighted), 0 to 1. */
  readonly weightShare: number;
  /** Share of the resource, 0 to 1. */
  readonly resourceShare: number;
  /** Inequality inside the group. */
  readonly theilT: Measure;
  readonly theilL: Measure;
}

export interface TheilParts {
  readonly between: number;
  readonly within: number;
  readonly total: number;
  /** between ÷ total; 0 when nothing varies. */
  readonly betweenShare: number;
}

export interface TheilDecomposition {
  readonly theilT: Estimate<TheilParts, MeasureReason>;
  readonly theilL: Estimate<TheilParts, MeasureReason>;
  /** In the order of first appearance. */
  readonly groups: readonly DecomposedGroup[];
}

/** A school that teaches several stages and shares its totals between them. */
export interface MixedStageSchool {
  readonly school: string;
  readonly pupilsByStage: Readonly<Record<Stage, number | undefined>>;
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly kind?: string | undefined;
}

/** The part of a mixed-stage school that belongs to one stage. */
export interface StagePart extends SchoolIndicators {
  readonly stage: Stage;
  readonly pupils: number;
  /** Share of the totals, 0 to 1. */
  readonly share: number;
}
