export type AuditKind = 'change' | 'look' | 'sign-in' | 'refusal';

/** One entry before the database gives it its number, time and place in the chain. */
export interface EntryDraft {
  readonly kind: AuditKind;
  readonly action: string;
  readonly requestId: string;
  readonly userId: string | null;
  readonly userName: string;
  /** JSON: the authorities through which it was asked. */
  readonly through: string;
  readonly purpose: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly subjectIds: readonly string[];
  /** JSON: which fields were sent, what was asked for, how many were shown. Never a value of a person. */
  readonly detail: string;
  readonly reach: Reach;
}

/** From what the schools concerned are found; without any of these the whole bureau is concerned. */
export interface Reach {
  readonly schoolIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly today: string;
}
