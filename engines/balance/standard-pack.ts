/**
 * A standard pack: what a regime of balanced development measures, demands and tolerates, as data.
 *
 * Packs are plain JSON. Every value carries a source note: `S` found in at least one independent source, `K` field
 * knowledge that could not be confirmed. A bureau can edit a pack or write its own (see parse-standard-pack).
 */

/** A text in both languages. */
export interface BilingualText {
  readonly en: string;
  readonly zh: string;
}

/** `primary`, `junior`, `senior`, or a bureau's own word. */
export type Stage = string;

/** A value per stage; a stage that is missing has none. */
export type ByStage = Readonly<Record<Stage, number>>;

/** What a total is divided by: pupils, hundreds of pupils, or nothing (ratios, scores). */
export type Denominator = 'pupils' | '100-pupils' | 'none';

/** `S` found in an independent source, `K` field knowledge, unconfirmed. */
export type Confidence = 'S' | 'K';

export interface PackIndicator {
  readonly id: string;
  readonly name: BilingualText;
  readonly shortName: BilingualText;
  /** Of the indicator's value, e.g. "m² per pupil". */
  readonly unit: BilingualText;
  /** The variable (column) that holds the school's total. */
  readonly numerator: string;
  /** Of the total, e.g. m², yuan, teachers. */
  readonly numeratorUnit: BilingualText;
  readonly denominator: Denominator;
  readonly better: 'higher' | 'lower';
  /** Teachers, rooms, computers and books cannot be split. */
  readonly whole?: boolean;
  /** What each school should reach. */
  readonly standard?: ByStage;
  /** The largest tolerated variation between schools. */
  readonly cvLimit?: ByStage;
  readonly confidence: Confidence;
  readonly note?: BilingualText;
}

/** Each school: at least so many indicators reach the standard, and the rest at least a share of it. */
export interface SchoolRule {
  readonly atLeast: number;
  /** A share of the standard, 0 to 1. */
  readonly remainingAtLeast: number;
  readonly confidence?: Confidence;
}

/** Leaves schools out: all of a kind, those under a number of pupils, or those of a kind under a number. */
export interface ExclusionRule {
  readonly kind?: string;
  readonly minimumPupils?: number;
}

/** How a school of several stages is divided: weight of one pupil of each stage. */
export interface MixedStageRule {
  readonly id: string;
  readonly name: BilingualText;
  readonly factors: ByStage;
}

export interface PackRules {
  /** Whether each indicator's variation is judged or the mean of them all. */
  readonly variation: 'each' | 'mean';
  /** The limit of the mean variation; only for `mean`. */
  readonly cvLimit?: ByStage;
  readonly school?: SchoolRule;
  readonly leaveOut?: readonly ExclusionRule[];
  readonly mixedStages?: readonly MixedStageRule[];
}

/** A duty of government or a demand on quality that is answered by documents, not computed from the indicators. */
export interface PackGuarantee {
  readonly id: string;
  readonly area: 'government' | 'quality' | 'satisfaction' | 'veto';
  readonly text: BilingualText;
  /** Typed values of the demand, e.g. `{ rotatedShareOfEligible: 0.1 }`. */
  readonly values?: Readonly<Record<string, number>>;
  readonly confidence: Confidence;
}

export interface StandardPack {
  readonly id: string;
  readonly name: BilingualText;
  /** ISO date. */
  readonly validFrom: string;
  readonly source: BilingualText;
  /** The stages the pack judges; empty means any stage. */
  readonly stages: readonly Stage[];
  readonly indicators: readonly PackIndicator[];
  readonly rules: PackRules;
  readonly guarantees?: readonly PackGuarantee[];
}
