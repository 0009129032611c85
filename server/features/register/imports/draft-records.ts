/** What the draft of the register holds: plain records that know each other, and what may stand against a change. */
import { parseSpan, type Span } from './spans.ts';
import type { StoredSchoolProfile } from './types.ts';

export type Row = Readonly<Record<string, unknown>>;

/** One dated row; `stored` is how the database holds it now, null for a new one. */
export interface Dated {
  span: Span;
  readonly stored: Row | null;
}

export interface DraftProfile extends Dated {
  nameEn: string;
  nameZh: string;
  shortName: string | null;
  stage: string | null;
  location: string | null;
  lat: number | null;
  lon: number | null;
  level: string | null;
  startKnown: boolean;
  source: string | null;
}

export interface DraftCode extends Dated {
  readonly scheme: string;
  readonly code: string;
  readonly school: DraftSchool;
}

export interface DraftMembership extends Dated {
  readonly id: string;
  readonly school: DraftSchool;
  readonly group: DraftGroup;
  readonly role: 'dominant' | 'member';
  startKnown: boolean;
  /** Row of the file that made it. */
  readonly row: number | null;
}

export interface DraftClusterMembership extends Dated {
  readonly school: DraftSchool;
  readonly cluster: DraftCluster;
}

export interface DraftSchool {
  readonly id: string;
  readonly isNew: boolean;
  readonly importId: string | null;
  /** The latest school year of which figures are on record. */
  latestYear: number | null;
  readonly profiles: DraftProfile[];
  readonly codes: DraftCode[];
  readonly memberships: DraftMembership[];
  readonly clusterMemberships: DraftClusterMembership[];
}

export interface DraftGroupProfile extends Dated {
  nameEn: string;
  nameZh: string;
  startKnown: boolean;
}

export interface DraftGroup {
  readonly id: string;
  readonly isNew: boolean;
  readonly importId: string | null;
  readonly code: string;
  readonly kind: string;
  readonly governing: boolean;
  readonly profiles: DraftGroupProfile[];
  readonly memberships: DraftMembership[];
  readonly clusters: DraftCluster[];
}

export interface DraftCluster extends Dated {
  readonly id: string;
  readonly isNew: boolean;
  readonly importId: string | null;
  readonly group: DraftGroup;
  readonly code: string;
  readonly nameEn: string;
  readonly nameZh: string;
}

export type JoinOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'overlapping'; readonly other: DraftMembership }
  | { readonly kind: 'before-school'; readonly founded: string }
  | { readonly kind: 'before-group'; readonly founded: string }
  | { readonly kind: 'school-closed'; readonly closed: string }
  | { readonly kind: 'group-closed'; readonly closed: string }
  | { readonly kind: 'second-dominant'; readonly other: DraftMembership };

export interface JoinRequest {
  readonly school: DraftSchool;
  readonly group: DraftGroup;
  readonly span: Span;
  /** False: the day is only where the records start, and gives way to what is on record. */
  readonly startKnown: boolean;
  readonly role?: 'dominant' | 'member';
  readonly row: number;
}

export function toProfile(row: StoredSchoolProfile): DraftProfile {
  return {
    span: parseSpan(row.during),
    stored: { ...row },
    nameEn: row.name_en,
    nameZh: row.name_zh,
    shortName: row.short_name,
    stage: row.stage,
    location: row.location,
    lat: row.lat,
    lon: row.lon,
    level: row.level,
    startKnown: row.start_known,
    source: row.source,
  };
}
