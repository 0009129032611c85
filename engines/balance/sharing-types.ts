/**
 * The words of plans of sharing: resources of schools, smallest redistributions and additions, shortfalls.
 */

/** A school's total of one resource. */
export interface SchoolResource {
  readonly school: string;
  /** More than zero. */
  readonly pupils: number;
  /** The school's total, in the resource's own unit (teachers, m², yuan). */
  readonly amount: number;
}

export interface SharingInput {
  readonly schools: readonly SchoolResource[];
  /** The largest tolerated enrolment-weighted coefficient of variation. */
  readonly limit: number;
  /** True for teachers, rooms, computers, books. */
  readonly whole: boolean;
  /** Pupils in the indicator's unit: 1 (per pupil) or 100 (per 100 pupils); only scales the reported values. */
  readonly per?: 1 | 100;
}

/** What one school has before and after a plan. */
export interface SchoolChange {
  readonly school: string;
  readonly pupils: number;
  readonly before: number;
  /** Positive: receives or is given; negative: shares. */
  readonly change: number;
  readonly after: number;
  readonly valueBefore: number;
  readonly valueAfter: number;
}

export interface ResourceTransfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

export type NotApplicableReason =
  /** A ratio or score belongs to no school's stock and cannot be moved. */
  | 'not-a-resource'
  /** Fewer is better: nothing can be added to reach the standard. */
  | 'lower-is-better'
  | 'no-limit'
  | 'no-standard'
  | 'stage-not-in-pack'
  | 'no-pupil-counts';

interface AlreadyMet {
  readonly status: 'already-met';
  readonly cv: number;
  readonly limit: number;
}

interface SharingNotEstimable {
  readonly status: 'not-estimable';
  readonly reason: 'no-schools' | 'single-school' | 'zero-mean';
}

interface SharingNotApplicable {
  readonly status: 'not-applicable';
  readonly reason: NotApplicableReason;
}

export type RedistributionOutcome =
  | AlreadyMet
  | {
      readonly status: 'found';
      /** The smallest amount that must change schools. */
      readonly moved: number;
      readonly limit: number;
      readonly cvBefore: number;
      readonly cvAfter: number;
      readonly schools: readonly SchoolChange[];
      readonly transfers: readonly ResourceTransfer[];
    }
  | {
      readonly status: 'not-reachable';
      readonly reason: 'whole-units-too-coarse';
      readonly limit: number;
      readonly cvBefore: number;
      /** The smallest variation that moving whole units can reach. */
      readonly cvReachable: number;
    }
  | SharingNotEstimable
  | SharingNotApplicable;

export type AdditionOutcome =
  | AlreadyMet
  | {
      readonly status: 'found';
      /** The smallest amount that must be newly provided. */
      readonly added: number;
      readonly limit: number;
      readonly cvBefore: number;
      readonly cvAfter: number;
      readonly schools: readonly SchoolChange[];
    }
  | {
      readonly status: 'not-reachable';
      readonly reason: 'whole-units-too-coarse' | 'more-than-maximum';
      readonly limit: number;
      readonly cvBefore: number;
      readonly cvReachable: number;
    }
  | SharingNotEstimable
  | SharingNotApplicable;

export interface SchoolShortfall {
  readonly school: string;
  readonly pupils: number;
  readonly amount: number;
  /** In the indicator's unit. */
  readonly value: number;
  /** What is missing to the standard, in the resource's unit; 0 when reached. */
  readonly toStandard: number;
  /** What is missing to the share that the remaining indicators must reach. */
  readonly toRemaining: number;
}

export type ShortfallOutcome =
  | { readonly status: 'already-met'; readonly standard: number }
  | {
      readonly status: 'found';
      readonly standard: number;
      /** The share of the standard that `toRemaining` refers to. */
      readonly remainingAtLeast: number;
      readonly toStandard: number;
      readonly toRemaining: number;
      /** Only the schools below the standard. */
      readonly schools: readonly SchoolShortfall[];
    }
  | { readonly status: 'not-estimable'; readonly reason: 'no-schools' }
  | SharingNotApplicable;

/** What one indicator would need. */
export interface IndicatorImprovement {
  readonly indicator: string;
  readonly redistribution: RedistributionOutcome;
  readonly addition: AdditionOutcome;
  readonly shortfall: ShortfallOutcome;
}
