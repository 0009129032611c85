import type { ImportKind, ImportMapping, LocalText } from '@trellis/contract';
import type { Problem } from '../../../../contract/problems/index.ts';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { JobQueue } from '../../../platform/jobs/index.ts';
import type { Logger } from '../../../platform/log/index.ts';
import type { WorkerPool } from '../../../platform/workers/index.ts';

export interface ImportServices {
  readonly database: TrellisDatabase;
  readonly jobs: Pick<JobQueue, 'define' | 'enqueue'>;
  readonly workers: Pick<WorkerPool, 'run'>;
  readonly log: Logger;
}

/** Whose schools an import may touch. */
export interface ImportScope {
  readonly bureauWide: boolean;
  /** Groups led: their schools of today, and new schools, which join. */
  readonly groupIds: readonly string[];
  /** Single schools led. */
  readonly schoolIds: readonly string[];
}

/** What a row of the register's table holds, as the database gives it; ranges as text. */
export interface StoredSchool {
  id: string;
  import_id: string | null;
}
export interface StoredSchoolProfile {
  school_id: string;
  during: string;
  name_en: string;
  name_zh: string;
  short_name: string | null;
  stage: string | null;
  location: string | null;
  lat: number | null;
  lon: number | null;
  level: string | null;
  start_known: boolean;
  source: string | null;
  import_id: string | null;
}
export interface StoredSchoolCode {
  scheme: string;
  code: string;
  school_id: string;
  during: string;
  import_id: string | null;
}
export interface StoredGroup {
  id: string;
  code: string;
  kind: string;
  governing: boolean;
  import_id: string | null;
}
export interface StoredGroupProfile {
  group_id: string;
  during: string;
  name_en: string;
  name_zh: string;
  start_known: boolean;
  source: string | null;
  import_id: string | null;
}
export interface StoredMembership {
  id: string;
  group_id: string;
  school_id: string;
  governing: boolean;
  role: string;
  during: string;
  start_known: boolean;
  source: string | null;
  import_id: string | null;
}
export interface StoredCluster {
  id: string;
  group_id: string;
  code: string;
  name_en: string;
  name_zh: string;
  during: string;
  import_id: string | null;
}
export interface StoredClusterMembership {
  group_id: string;
  cluster_id: string;
  school_id: string;
  during: string;
  import_id: string | null;
}
export interface StoredAffiliation {
  from_school_id: string;
  to_school_id: string;
  kind: string;
  during: string;
  import_id: string | null;
}

/** The register of one bureau as plain data: what a check in a worker thread knows of it. */
export interface RegisterSnapshot {
  readonly schools: readonly StoredSchool[];
  readonly schoolProfiles: readonly StoredSchoolProfile[];
  readonly schoolCodes: readonly StoredSchoolCode[];
  readonly groups: readonly StoredGroup[];
  readonly groupProfiles: readonly StoredGroupProfile[];
  readonly memberships: readonly StoredMembership[];
  readonly clusters: readonly StoredCluster[];
  readonly clusterMemberships: readonly StoredClusterMembership[];
  readonly affiliations: readonly StoredAffiliation[];
  /** The latest school year of which figures are on record, for schools that have any. */
  readonly latestYears: readonly { readonly school_id: string; readonly year: number }[];
}

export const EMPTY_SNAPSHOT: RegisterSnapshot = {
  schools: [],
  schoolProfiles: [],
  schoolCodes: [],
  groups: [],
  groupProfiles: [],
  memberships: [],
  clusters: [],
  clusterMemberships: [],
  affiliations: [],
  latestYears: [],
};

/** Tables whose rows an import may change in place; the row before is kept so that the change can be undone. */
export type ChangeableTable =
  | 'school_profile'
  | 'school_code'
  | 'group_profile'
  | 'membership'
  | 'cluster'
  | 'cluster_membership';

export interface RowChange {
  readonly table: ChangeableTable;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Tables an import adds rows to, in the order in which they may be filled. */
export const FILLED_TABLES = [
  'school',
  'school_profile',
  'school_code',
  'education_group',
  'group_profile',
  'membership',
  'cluster',
  'cluster_membership',
  'affiliation',
] as const;
export type FilledTable = (typeof FILLED_TABLES)[number];

/** Indicator values column by column: a hundred thousand of them cross the thread boundary at no cost. */
export interface ValueColumns {
  readonly schoolIds: readonly string[];
  readonly stages: readonly string[];
  readonly variables: readonly string[];
  /** Headers of the source columns. */
  readonly headers: readonly string[];
  readonly school: Int32Array;
  readonly stage: Int32Array;
  readonly year: Int32Array;
  readonly variable: Int32Array;
  readonly header: Int32Array;
  readonly row: Int32Array;
  readonly value: Float64Array;
  /** Values told by a sheet of fixes: its ordinal among the import's files, and its row. */
  readonly fixedByIndex: ReadonlyMap<number, { readonly file: number; readonly row: number }>;
}

/** What applying a checked file will write. */
export interface RegisterPlan {
  readonly inserts: Readonly<Record<FilledTable, readonly Readonly<Record<string, unknown>>[]>>;
  readonly changes: readonly RowChange[];
  /** Values of schools that this import creates: nothing can be there before. */
  readonly newSchoolValues: ValueColumns;
  /** Values of schools on record: may equal or supersede earlier ones. */
  readonly knownSchoolValues: ValueColumns;
  /** Imports whose records this one builds on. */
  readonly reliesOn: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** A mapping that fits files with certain headers, shipped or saved by a bureau. */
export interface PresetData {
  readonly id: string;
  readonly name: LocalText;
  readonly note: LocalText;
  readonly origin: 'shipped' | 'bureau';
  readonly kind: ImportKind;
  /** All of these headers must be in the file. */
  readonly requiredHeaders: readonly string[];
  /** Header → field. */
  readonly fieldByHeader: Readonly<Record<string, string | null>>;
  /** Further numeric columns are kept as figures under their own names. */
  readonly keepsNumericColumns: boolean;
  readonly constants: Readonly<Record<string, string>>;
  readonly options: Partial<ImportMapping['options']>;
}

export interface FileColumn {
  readonly index: number;
  readonly letter: string;
  readonly header: string;
  readonly samples: readonly string[];
}

/** What reading a file tells before its rows are checked. */
export interface FileFacts {
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string;
  readonly sheet: string | null;
  readonly sheets: readonly string[];
  readonly headerRow: number;
  readonly columns: readonly FileColumn[];
  readonly rowCount: number;
}

/** A file as stored: deflated bytes, and what it was called. */
export interface StoredFile {
  readonly fileName: string;
  readonly deflated: Uint8Array;
}

export interface CheckInput {
  /** The file and the sheets of fixed rows that followed it. */
  readonly files: readonly StoredFile[];
  readonly sheet: string | null;
  readonly headerRow: number | null;
  /** null: detect. */
  readonly mapping: ImportMapping | null;
  readonly presetId: string | null;
  readonly ownPresets: readonly PresetData[];
  readonly snapshot: RegisterSnapshot;
  readonly scope: ImportScope;
  /** Rows that name no group belong to it. */
  readonly groupId: string | null;
  readonly today: string;
}

export interface CheckOutput {
  readonly facts: FileFacts | null;
  readonly mapping: ImportMapping | null;
  readonly presetId: string | null;
  readonly fittingPresets: readonly string[];
  readonly problems: readonly Problem[];
  /** Rows with at least one error. */
  readonly badRowCount: number;
  readonly noticeCount: number;
  /** null when there is an error anywhere. */
  readonly plan: RegisterPlan | null;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Progress {
  readonly phase: 'reading' | 'checking' | 'applying' | 'undoing' | 'done' | 'failed';
  readonly doneRows: number;
  readonly allRows: number;
  readonly message: string | null;
}
