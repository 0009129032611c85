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

/** How treated rows find controls; each method reads its own part. */
export interface MatchingChoices {
  readonly method: 'nearest' | 'optimal' | 'kernel' | 'subclass' | 'cem' | 'ipw' | 'overlap' | 'aipw';
  readonly estimand: 'att' | 'ate' | 'atc' | undefined;
  readonly distance: 'log-odds' | 'propensity' | 'mahalanobis' | undefined;
  readonly ratio: number | undefined;
  /** In standard deviations of the score. */
  readonly caliper: number | 'none' | undefined;
  readonly replace: boolean;
  readonly exact: readonly string[];
  readonly order: 'largest' | 'smallest' | 'data' | 'random' | undefined;
  /** In standard deviations of the score. */
  readonly bandwidth: number | undefined;
  readonly classes: number | undefined;
  /** How many bins each column is cut into. */
  readonly bins: Readonly<Record<string, number>>;
  /** Covariates are held constant in the matched sample as well. */
  readonly adjust: boolean;
  readonly matchBaseline: boolean;
}

/** What a study to come is asked: by `effect` for its power, otherwise for the effect it could show. */
export interface PowerChoices {
  readonly effect: number | undefined;
  readonly power: number | undefined;
  readonly clusters: number | undefined;
  readonly people: number | undefined;
  readonly share: number | undefined;
  readonly intraclassCorrelation: number | undefined;
}

/** The options after they were read and found possible. */
export interface StudyOptions {
  readonly method: StudyMethod;
  readonly file: string;
  readonly sheet?: string | undefined;
  readonly outcome: string;
  readonly unit: string | undefined;
  readonly time: string | undefined;
  readonly treatedFrom: string | undefined;
  readonly treated: string | undefined;
  readonly cluster: string | undefined;
  readonly weights: string | undefined;
  readonly covariates: readonly string[];
  /** Which of the covariates are categories rather than numbers. */
  readonly categories?: readonly string[] | undefined;
  readonly fixed: readonly string[] | undefined;
  /** Where units lie: treated and controls should lie in the same ones. */
  readonly region?: string | undefined;
  readonly slopes: readonly string[];
  readonly estimation?: 'REML' | 'ML' | undefined;
  readonly mediators: readonly string[];
  readonly mediatorLevels?: Readonly<Record<string, 'pupil' | 'school'>> | undefined;
  /** When each mediator, the `outcome` and the `treatment` were measured. */
  readonly measured?: Readonly<Record<string, number>> | undefined;
  readonly interaction?: boolean | undefined;
  readonly interval?: 'percentile' | 'bias-corrected' | undefined;
  /** Bootstrap draws; 0 for none. */
  readonly draws: number;
  readonly estimator: 'twfe' | 'callaway-santanna' | 'sun-abraham' | 'imputation' | undefined;
  readonly control: 'never' | 'not-yet';
  readonly comparison?: 'doubly-robust' | 'regression' | 'ipw' | undefined;
  readonly base?: 'varying' | 'universal' | undefined;
  readonly aggregation?: 'simple' | 'dynamic' | 'group' | 'calendar' | undefined;
  readonly repeated?: 'keep' | 'average' | 'new-people' | undefined;
  readonly earliest?: number | undefined;
  readonly latest?: number | undefined;
  readonly placeboPeriods?: readonly number[] | undefined;
  readonly placeboOutcomes?: readonly string[] | undefined;
  readonly magnitudes?: readonly number[] | undefined;
  readonly matching?: MatchingChoices | undefined;
  readonly planned?: PowerChoices | undefined;
  readonly se: 'iid' | 'hc1' | 'hc2' | 'hc3' | 'cr1' | 'cr2' | 'cr3' | 'abadie-imbens' | undefined;
  readonly smallSample: 'nested' | 'full' | 'none' | undefined;
  readonly seed: number;
  readonly lang: Language;
  /** Options that were given and that this study does not read. */
  readonly unused?: readonly string[] | undefined;
}

/** A number, or why there is none. */
export interface StudyWarning {
  readonly code: string;
  readonly message: string;
  /** The values in the message, for a sentence in another language. */
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
