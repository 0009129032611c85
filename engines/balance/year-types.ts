/**
 * The words of comparisons over years: changes between two judgements, trends of a series.
 */

import type { Estimate } from '../kernel/index.ts';
import type { Measure, Verdict } from './types.ts';

export type ChangeDirection = 'narrowed' | 'widened' | 'unchanged' | 'not-comparable';

export interface IndicatorChange {
  readonly id: string;
  readonly cvBefore: Measure;
  readonly cvAfter: Measure;
  /** after − before. */
  readonly cvChange: Estimate;
  readonly meanBefore: Measure;
  readonly meanAfter: Measure;
  readonly meanChange: Estimate;
  readonly verdictBefore: Verdict;
  readonly verdictAfter: Verdict;
  readonly direction: ChangeDirection;
}

export interface YearComparison {
  readonly verdictBefore: Verdict;
  readonly verdictAfter: Verdict;
  /** Indicators that both judgements have. */
  readonly indicators: readonly IndicatorChange[];
  /** Indicators of only one of the two. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

export interface YearPoint {
  readonly year: number;
  readonly value: Estimate;
}

export type Trend =
  | {
      readonly kind: 'trend';
      /** Of the last unbroken run: each year's value fell, rose, or stayed. */
      readonly direction: 'narrowing' | 'widening' | 'steady';
      /** First year of that run: "every year since". */
      readonly since: number;
      /** Steps in the run. */
      readonly steps: number;
      /** Whether the run covers all years. */
      readonly monotone: boolean;
      readonly first: { readonly year: number; readonly value: number };
      readonly last: { readonly year: number; readonly value: number };
      /** last − first over all years. */
      readonly change: number;
      /** Years without a value inside the series. */
      readonly missingYears: readonly number[];
    }
  | { readonly kind: 'not-estimable'; readonly reason: 'fewer-than-two-years' };
