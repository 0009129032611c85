import type { Problem } from '@trellis/contract/problems';
import type { FactorColumn, SmallSample, StudyTerm } from '@trellis/engines/statistics';

export type Language = 'en' | 'zh';

export const STUDY_METHODS = [
  'did',
  'event',
  'staggered',
  'match',
  'match-did',
  'mediate',
  'multilevel',
  'power',
] as const;
export type StudyMethod = (typeof STUDY_METHODS)[number];

/** The options after they were read and found possible. */
export interface StudyOptions {
  readonly method: StudyMethod;
  readonly file: string;
  readonly outcome: string;
  readonly unit: string | undefined;
  readonly time: string | undefined;
  readonly treatedFrom: string | undefined;
  readonly treated: string | undefined;
  readonly cluster: string | undefined;
  readonly weights: string | undefined;
  readonly covariates: readonly string[];
  readonly fixed: readonly string[] | undefined;
  readonly slopes: readonly string[];
  readonly mediators: readonly string[];
  /** Bootstrap draws; 0 for none. */
  readonly draws: number;
  readonly estimator: 'twfe' | 'callaway-santanna' | 'sun-abraham' | 'imputation' | undefined;
  readonly control: 'never' | 'not-yet';
  readonly se: 'iid' | 'hc1' | 'cr1' | 'cr2' | undefined;
  readonly smallSample: 'nested' | 'full' | 'none' | undefined;
  readonly seed: number;
  readonly lang: Language;
}

/** A number, or why there is none. */
export interface StudyWarning {
  readonly code: string;
  readonly message: string;
  /** The values in the message, for another language's sentence. */
  readonly params?: Readonly<Record<string, string | number | boolean>>;
}

export interface StudyDropped {
  readonly reason: string;
  readonly count: number;
  readonly names?: readonly string[];
}

/** What `trellis study … --json` prints. */
export interface StudyAnswer {
  readonly method: string;
  readonly estimand: string;
  readonly estimate: number;
  readonly standardError: number;
  /** `normal` where the test is against the normal distribution. */
  readonly degreesOfFreedom: number | 'normal';
  /** Only `power` has neither of these two. */
  readonly confidenceInterval: readonly [number, number] | null;
  readonly pValue: number | null;
  readonly n: number;
  readonly units: number | null;
  readonly clusters: number | null;
  readonly smallSample: SmallSample | null;
  readonly terms: readonly StudyTerm[];
  readonly diagnostics: Readonly<Record<string, unknown>>;
  readonly warnings: readonly StudyWarning[];
  readonly dropped: readonly StudyDropped[];
  /** Only `match`, `match-did`. */
  readonly balance?: readonly unknown[];
  /** Only `multilevel`. */
  readonly varianceComponents?: readonly unknown[];
  readonly groupEffects?: readonly unknown[];
}

export type StudyResult =
  | { readonly kind: 'answered'; readonly answer: StudyAnswer }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** The columns a study asked for, complete rows only. */
export interface StudyColumns {
  readonly rows: number;
  readonly number: (name: string) => Float64Array;
  readonly factor: (name: string) => LabelledFactor;
  readonly weights: Float64Array | undefined;
  readonly dropped: readonly StudyDropped[];
}

export interface LabelledFactor extends FactorColumn {
  readonly labels: readonly (string | number)[];
}
