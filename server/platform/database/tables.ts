import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** A `daterange` as text, half-open: `[2019-09-01,)`. */
type DateRange = string;
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type Json<T> = ColumnType<T, string | undefined, string>;

interface Imported {
  import_id: string | null;
}

/** What every dated thing about a person has. */
interface StaffEntry {
  id: Generated<string>;
  bureau_id: string;
  staff_id: string;
  during: DateRange;
  cause: string;
  decision: string;
}

export interface Tables {
  installation: { key: string; value: string };
  bureau: { id: Generated<string>; code: string; name_en: string; name_zh: string; created_at: Timestamp };
  account_user: {
    id: string;
    name: string;
    email: string;
    emailVerified: Generated<boolean>;
    image: string | null;
    createdAt: Timestamp;
    updatedAt: Timestamp;
  };
  data_import: {
    id: Generated<string>;
    bureau_id: string;
    group_id: string | null;
    status: string;
    kind: string | null;
    preset_id: string | null;
    file_name: string;
    format: string | null;
    encoding: string | null;
    sheet: string | null;
    sheets: Json<string[]>;
    header_row: number | null;
    columns: Json<{ index: number; letter: string; header: string; samples: string[] }[]>;
    mapping: ColumnType<unknown, string | null | undefined, string | null>;
    row_count: Generated<number>;
    bad_row_count: Generated<number>;
    notice_count: Generated<number>;
    counts: Json<Record<string, number>>;
    failure: string | null;
    created_by: string;
    created_by_name: string;
    created_at: Timestamp;
    applied_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    undone_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  };
  import_file: {
    bureau_id: string;
    import_id: string;
    ordinal: number;
    file_name: string;
    row_count: Generated<number>;
    sha256: string;
    sheet: string | null;
    deflated: Uint8Array;
  };
  import_problem: {
    bureau_id: string;
    import_id: string;
    seq: number;
    severity: 'error' | 'notice';
    code: string;
    sheet: string | null;
    row: number | null;
    column_header: string | null;
    letter: string | null;
    value: string | null;
    params: Json<Record<string, string | number>>;
  };
  import_before: {
    bureau_id: string;
    import_id: string;
    seq: number;
    table_name: string;
    before: Json<unknown>;
  };
  import_preset: {
    id: Generated<string>;
    bureau_id: string;
    name: string;
    kind: string;
    headers: Json<string[]>;
    mapping: Json<unknown>;
    created_at: Timestamp;
  };
  school: Imported & { id: Generated<string>; bureau_id: string; created_at: Timestamp };
  school_profile: Imported & {
    bureau_id: string;
    school_id: string;
    during: DateRange;
    name_en: Generated<string>;
    name_zh: Generated<string>;
    short_name: string | null;
    stage: string | null;
    location: string | null;
    lat: number | null;
    lon: number | null;
    level: string | null;
    source: string | null;
  };
  school_code: Imported & {
    bureau_id: string;
    scheme: string;
    code: string;
    school_id: string;
    during: Generated<DateRange>;
  };
  school_character: Imported & {
    bureau_id: string;
    school_id: string;
    name_en: Generated<string>;
    name_zh: Generated<string>;
    character_key: GeneratedAlways<string>;
    during: Generated<DateRange>;
  };
  education_group: Imported & {
    id: Generated<string>;
    bureau_id: string;
    code: string;
    kind: string;
    governing: GeneratedAlways<boolean>;
    created_at: Timestamp;
  };
  group_profile: Imported & {
    bureau_id: string;
    group_id: string;
    during: DateRange;
    name_en: Generated<string>;
    name_zh: Generated<string>;
    source: string | null;
  };
  membership: Imported & {
    id: Generated<string>;
    bureau_id: string;
    group_id: string;
    school_id: string;
    governing: boolean;
    role: string;
    during: DateRange;
    start_known: Generated<boolean>;
    source: string | null;
  };
  cluster: Imported & {
    id: Generated<string>;
    bureau_id: string;
    group_id: string;
    code: string;
    name_en: Generated<string>;
    name_zh: Generated<string>;
    during: DateRange;
  };
  cluster_membership: Imported & {
    bureau_id: string;
    group_id: string;
    cluster_id: string;
    school_id: string;
    during: DateRange;
  };
  affiliation: Imported & {
    bureau_id: string;
    from_school_id: string;
    to_school_id: string;
    kind: string;
    during: DateRange;
    source: string | null;
  };
  trajectory_event: {
    id: Generated<string>;
    bureau_id: string;
    group_id: string;
    occurred_on: string;
    precision: string;
    kind: string;
    title_en: Generated<string>;
    title_zh: Generated<string>;
    text_en: Generated<string>;
    text_zh: Generated<string>;
    source: string;
    created_by: string | null;
    created_at: Timestamp;
  };
  trajectory_event_school: { bureau_id: string; event_id: string; school_id: string };
  indicator_value: {
    bureau_id: string;
    import_id: string;
    school_id: string;
    stage: string;
    year: number;
    variable: string;
    value: number;
    source_row: number;
    source_column: string;
    fixed_file: number | null;
    fixed_row: number | null;
    superseded_by: string | null;
  };
  standard_pack: {
    bureau_id: string;
    pack_id: string;
    version: number;
    body: Json<unknown>;
    created_by: string;
    created_at: Timestamp;
    dropped: Generated<boolean>;
  };
  staff: {
    id: Generated<string>;
    bureau_id: string;
    staff_number: string;
    name_en: Generated<string>;
    name_zh: Generated<string>;
    gender: string | null;
    birth_year: number | null;
    qualification: string | null;
    employed: DateRange;
    invented: Generated<boolean>;
    user_id: string | null;
    created_at: Timestamp;
  };
  posting: StaffEntry & { school_id: string; kind: string; slot: GeneratedAlways<string> };
  teaching_assignment: StaffEntry & {
    school_id: string;
    subject: string;
    grade: number | null;
    class_text: Generated<string>;
    weekly_lessons: number | null;
  };
  professional_title: StaffEntry & { title: string };
  staff_status: StaffEntry & { status: string };
  office: StaffEntry & {
    level: string;
    office: string;
    school_id: string | null;
    group_id: string | null;
    cluster_id: string | null;
    concerns: Generated<string>;
  };
  staff_change: {
    id: Generated<string>;
    bureau_id: string;
    staff_id: string;
    changed_at: Timestamp;
    changed_by: string | null;
    changed_by_name: string;
    cause: string;
    reason: string;
    entry_kind: string;
    entry_id: string;
    action: string;
    before: Json<Record<string, unknown> | null>;
    after: Json<Record<string, unknown> | null>;
  };
  audit_chain: { bureau_id: string; count: number; head: Uint8Array };
  audit_entry: {
    bureau_id: string;
    number: GeneratedAlways<number>;
    at: GeneratedAlways<Date>;
    kind: string;
    action: string;
    request_id: string;
    user_id: string | null;
    user_name: string;
    through: string;
    purpose: string;
    object_kind: string;
    object_id: string;
    subject_ids: string[];
    school_ids: string[] | null;
    detail: string;
    previous: GeneratedAlways<Uint8Array>;
    hash: GeneratedAlways<Uint8Array>;
  };
  study: {
    id: Generated<string>;
    bureau_id: string;
    group_id: string | null;
    title: string;
    status: Generated<string>;
    version: Generated<number>;
    earlier_id: string | null;
    example: Generated<boolean>;
    design: ColumnType<unknown, string | null | undefined, string | null>;
    frozen_text: string | null;
    hash: string | null;
    frozen_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    frozen_by: string | null;
    progress: ColumnType<unknown, string | null | undefined, string | null>;
    finished_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    created_by: string;
    created_by_name: string;
    created_at: Timestamp;
  };
  study_data: {
    study_id: string;
    bureau_id: string;
    source: 'file' | 'register';
    file_name: string;
    row_count: number;
    sha256: string;
    columns: Json<unknown>;
    register: ColumnType<unknown, string | null | undefined, string | null>;
    deflated: Uint8Array;
  };
  study_result: { study_id: string; bureau_id: string; body: Json<unknown>; created_at: Timestamp };
  authority: {
    id: Generated<string>;
    bureau_id: string;
    user_id: string;
    role: string;
    scope_kind: string;
    group_id: string | null;
    school_id: string | null;
    during: DateRange;
    granted_by: string;
    granted_at: Timestamp;
    /** The day it would have begun; set when it was taken back and `during` is empty. */
    withdrawn_from: Generated<string | null>;
    withdrawn_by: Generated<string | null>;
    withdrawn_at: Generated<Date | null>;
  };
  invitation: {
    id: Generated<string>;
    bureau_id: string;
    token_sha256: string;
    name: string;
    email: string;
    role: string;
    scope_kind: string;
    scope_id: string;
    valid_from: string;
    valid_to: string | null;
    invited_by: string;
    created_at: Timestamp;
    expires_at: Timestamp;
    accepted_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    withdrawn_by: Generated<string | null>;
    withdrawn_at: Generated<Date | null>;
  };
}
