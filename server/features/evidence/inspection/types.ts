import type { Problem } from '@trellis/contract/problems';
import type { SchoolIndicators, StandardPack, Verdict, Weighting } from '@trellis/engines/balance';

export type Language = 'en' | 'zh';

/** Asks for the description of any numeric columns instead of a judgement against standards. */
export const DESCRIPTIVE_PACK_ID = 'group-default';

export interface InspectFileInput {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly pack: StandardPack | typeof DESCRIPTIVE_PACK_ID;
  readonly lang: Language;
  readonly stage?: string | undefined;
  readonly year?: string | undefined;
  /** Header or field that divides the file: one answer for each of its values. */
  readonly by?: string | undefined;
  /** Only `group-default`: headers of the columns of schools, of pupils and of values. */
  readonly school?: string | undefined;
  readonly pupils?: string | undefined;
  readonly values?: readonly string[] | undefined;
  readonly encoding?: string | undefined;
  readonly sheet?: string | undefined;
  readonly acceptNumbersAsText?: boolean | undefined;
}

export interface InspectedIndicator {
  readonly id: string;
  readonly name: string;
  /** null where it cannot be estimated; then `reason` says why. */
  readonly mean: number | null;
  readonly cv: number | null;
  readonly cvUnweighted: number | null;
  readonly cvLimit: number | null;
  readonly verdict: Verdict;
  /** Stable code of why there is no number or no verdict. */
  readonly reason?: string;
  /** The same in words. */
  readonly explanation?: string;
  readonly gini: number | null;
  readonly theilT: number | null;
  readonly schools: readonly {
    readonly school: string;
    readonly value: number;
    readonly standard: number | null;
    readonly met: boolean | null;
    readonly shareOfVariation: number;
  }[];
}

/** What `trellis inspect --json` prints: once, or an array of these with `key`. */
export interface Inspection {
  readonly key?: string;
  readonly pack: string;
  readonly stage: string | null;
  readonly year: number | null;
  readonly weighting: Weighting;
  /** Pupils are null where schools were counted without them. */
  readonly area: { readonly schools: number; readonly pupils: number | null };
  readonly verdict: Verdict;
  /** The verdict as a sentence. */
  readonly summary: string;
  readonly indicators: readonly InspectedIndicator[];
  readonly schools: readonly {
    readonly school: string;
    readonly met: number;
    readonly of: number;
    readonly verdict: Verdict;
  }[];
  readonly notices: readonly string[];
}

export type InspectFileResult =
  | {
      readonly ok: true;
      readonly json: Inspection | readonly Inspection[];
      /** About the file as a whole. */
      readonly notices: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A file read and checked: what the engine needs, and what was noticed on the way. */
export interface PreparedFile {
  readonly pack: StandardPack;
  /** For the engine; `null` on screen when the file names none. */
  readonly stage: string;
  readonly shownStage: string | null;
  readonly year: number | null;
  readonly weighting: Weighting;
  readonly schools: readonly SchoolIndicators[];
  /** Value of the `by` column of each school; undefined where it is blank. */
  readonly keys: readonly (string | undefined)[];
  /** Indicators whose column the file does not have. */
  readonly withoutColumn: ReadonlySet<string>;
  readonly usedLetters: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}
