-- The register's first floor. Every fact holds over a half-open range of days; no range overlaps wrongly.

create table data_import (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  group_id uuid,
  status text not null check (status in
    ('read', 'unreadable', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'failed')),
  kind text check (kind in ('school-years', 'memberships', 'groups', 'links')),
  preset_id text,
  file_name text not null,
  format text,
  encoding text,
  sheet text,
  sheets jsonb not null default '[]',
  header_row integer,
  columns jsonb not null default '[]',
  mapping jsonb,
  row_count integer not null default 0,
  bad_row_count integer not null default 0,
  notice_count integer not null default 0,
  counts jsonb not null default '{}',
  failure text,
  -- Whose schools it may touch, as held by the person who last asked for it.
  scope jsonb not null default '{}',
  created_by text not null,
  created_by_name text not null,
  created_at timestamptz not null default clock_timestamp(),
  applied_at timestamptz,
  undone_at timestamptz,
  unique (bureau_id, id)
);
create index data_import_newest on data_import (bureau_id, created_at desc);

-- The file as uploaded (ordinal 0) and the sheets of fixed rows that followed it.
create table import_file (
  bureau_id uuid not null,
  import_id uuid not null,
  ordinal integer not null,
  file_name text not null,
  row_count integer not null default 0,
  sha256 text not null,
  deflated bytea not null,
  primary key (import_id, ordinal),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id) on delete cascade
);

create table import_problem (
  bureau_id uuid not null,
  import_id uuid not null,
  seq integer not null,
  severity text not null check (severity in ('error', 'notice')),
  code text not null,
  sheet text,
  row integer,
  column_header text,
  letter text,
  value text,
  params jsonb not null default '{}',
  primary key (import_id, seq),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id) on delete cascade
);

-- What a row held before an import changed it, so that the import can be undone.
create table import_before (
  bureau_id uuid not null,
  import_id uuid not null,
  seq integer not null,
  table_name text not null,
  before jsonb not null,
  primary key (import_id, seq),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id) on delete cascade
);

create table import_preset (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  name text not null,
  kind text not null,
  headers jsonb not null,
  mapping jsonb not null,
  created_at timestamptz not null default now(),
  unique (bureau_id, name)
);

create table school (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  import_id uuid,
  created_at timestamptz not null default now(),
  unique (bureau_id, id),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index school_import on school (import_id) where import_id is not null;

create table school_profile (
  bureau_id uuid not null,
  school_id uuid not null,
  during daterange not null check (not isempty(during)),
  name_en text not null default '',
  name_zh text not null default '',
  short_name text,
  stage text check (stage in ('kindergarten', 'primary', 'junior', 'senior', 'nine-year', 'junior-senior',
    'twelve-year', 'middle', 'secondary', 'all-through', 'sixteen-plus', 'special', 'vocational', 'other')),
  location text check (location in ('urban', 'town', 'rural')),
  lat double precision check (lat between -90 and 90),
  lon double precision check (lon between -180 and 180),
  level text check (level in ('high', 'middle', 'low')),
  -- False: the range starts where the records do, and may be moved back when earlier facts arrive.
  start_known boolean not null default true,
  source text,
  import_id uuid,
  check (name_en <> '' or name_zh <> ''),
  check ((lat is null) = (lon is null)),
  primary key (bureau_id, school_id, during without overlaps),
  foreign key (bureau_id, school_id) references school (bureau_id, id),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index school_profile_names on school_profile (bureau_id, name_zh, name_en);
create index school_profile_import on school_profile (import_id) where import_id is not null;

create table school_code (
  bureau_id uuid not null,
  scheme text not null check (scheme <> ''),
  code text not null check (code <> ''),
  school_id uuid not null,
  during daterange not null default '(,)' check (not isempty(during)),
  import_id uuid,
  -- Texts are slow to keep apart over time, and a national file brings tens of thousands: their digest is compared.
  code_digest bigint not null generated always as (hashtextextended(scheme || ' ' || code, 0)) stored,
  constraint school_code_no_overlap exclude using gist (code_digest with =, during with &&, bureau_id with =),
  foreign key (bureau_id, school_id) references school (bureau_id, id),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index school_code_code on school_code (bureau_id, scheme, code);
create index school_code_school on school_code (bureau_id, school_id);
create index school_code_import on school_code (import_id) where import_id is not null;

create table school_character (
  bureau_id uuid not null,
  school_id uuid not null,
  name_en text not null default '',
  name_zh text not null default '',
  character_key text generated always as (case when name_en <> '' then name_en else name_zh end) stored,
  during daterange not null default '(,)' check (not isempty(during)),
  import_id uuid,
  check (name_en <> '' or name_zh <> ''),
  primary key (bureau_id, school_id, character_key, during without overlaps),
  foreign key (bureau_id, school_id) references school (bureau_id, id),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index school_character_import on school_character (import_id) where import_id is not null;

-- A governing group runs its schools: a school has one at a time. Federations, foundation trusts and
-- sponsors support, and may stand beside it.
create table education_group (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  code text not null check (code <> ''),
  kind text not null check (kind in ('education-group', 'multi-academy-trust', 'single-academy-trust',
    'federation', 'trust', 'sponsor', 'other')),
  governing boolean not null generated always as
    (kind in ('education-group', 'multi-academy-trust', 'single-academy-trust')) stored,
  import_id uuid,
  created_at timestamptz not null default now(),
  unique (bureau_id, id),
  unique (bureau_id, code),
  unique (bureau_id, id, governing),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index education_group_import on education_group (import_id) where import_id is not null;

create table group_profile (
  bureau_id uuid not null,
  group_id uuid not null,
  during daterange not null check (not isempty(during)),
  name_en text not null default '',
  name_zh text not null default '',
  start_known boolean not null default true,
  source text,
  import_id uuid,
  check (name_en <> '' or name_zh <> ''),
  primary key (bureau_id, group_id, during without overlaps),
  foreign key (bureau_id, group_id) references education_group (bureau_id, id),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index group_profile_names on group_profile (bureau_id, name_zh, name_en);
create index group_profile_import on group_profile (import_id) where import_id is not null;

create table membership (
  id uuid not null default uuidv7() unique,
  bureau_id uuid not null,
  group_id uuid not null,
  school_id uuid not null,
  governing boolean not null,
  role text not null check (role in ('dominant', 'member')),
  during daterange not null check (not isempty(during)),
  start_known boolean not null default true,
  source text,
  import_id uuid,
  constraint membership_no_overlap primary key (bureau_id, group_id, school_id, during without overlaps),
  constraint membership_group foreign key (bureau_id, group_id, governing)
    references education_group (bureau_id, id, governing),
  constraint membership_within_school foreign key (bureau_id, school_id, period during)
    references school_profile (bureau_id, school_id, period during),
  constraint membership_within_group foreign key (bureau_id, group_id, period during)
    references group_profile (bureau_id, group_id, period during),
  constraint membership_one_governing exclude using gist
    (bureau_id with =, school_id with =, during with &&) where (governing),
  constraint membership_one_dominant exclude using gist
    (bureau_id with =, group_id with =, during with &&) where (role = 'dominant'),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index membership_school on membership (bureau_id, school_id);
create index membership_import on membership (import_id) where import_id is not null;

create table cluster (
  id uuid not null default uuidv7() unique,
  bureau_id uuid not null,
  group_id uuid not null,
  code text not null check (code <> ''),
  name_en text not null default '',
  name_zh text not null default '',
  during daterange not null check (not isempty(during)),
  import_id uuid,
  check (name_en <> '' or name_zh <> ''),
  unique (bureau_id, group_id, id),
  constraint cluster_code_no_overlap primary key (bureau_id, group_id, code, during without overlaps),
  constraint cluster_within_group foreign key (bureau_id, group_id, period during)
    references group_profile (bureau_id, group_id, period during),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index cluster_import on cluster (import_id) where import_id is not null;

create table cluster_membership (
  bureau_id uuid not null,
  group_id uuid not null,
  cluster_id uuid not null,
  school_id uuid not null,
  during daterange not null check (not isempty(during)),
  import_id uuid,
  constraint cluster_membership_no_overlap primary key (bureau_id, group_id, school_id, during without overlaps),
  constraint cluster_membership_cluster foreign key (bureau_id, group_id, cluster_id)
    references cluster (bureau_id, group_id, id),
  constraint cluster_membership_within_membership foreign key (bureau_id, group_id, school_id, period during)
    references membership (bureau_id, group_id, school_id, period during),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index cluster_membership_cluster_index on cluster_membership (bureau_id, cluster_id);
create index cluster_membership_import on cluster_membership (import_id) where import_id is not null;

create table affiliation (
  bureau_id uuid not null,
  from_school_id uuid not null,
  to_school_id uuid not null,
  kind text not null check (kind in
    ('campus-of', 'split-from', 'merged-into', 'successor-of', 'exchanges-with', 'linked-to')),
  during daterange not null check (not isempty(during)),
  source text,
  import_id uuid,
  check (from_school_id <> to_school_id),
  constraint affiliation_no_overlap primary key (bureau_id, from_school_id, to_school_id, kind, during without overlaps),
  foreign key (bureau_id, from_school_id) references school (bureau_id, id),
  foreign key (bureau_id, to_school_id) references school (bureau_id, id),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id)
);
create index affiliation_to on affiliation (bureau_id, to_school_id);
create index affiliation_import on affiliation (import_id) where import_id is not null;

create table trajectory_event (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null,
  group_id uuid not null,
  occurred_on date not null,
  precision text not null check (precision in ('year', 'month', 'day')),
  kind text not null check (kind in
    ('founding', 'campus', 'membership', 'cluster', 'rule', 'mobility', 'policy', 'rename', 'other')),
  title_en text not null default '',
  title_zh text not null default '',
  text_en text not null default '',
  text_zh text not null default '',
  source text not null,
  created_by text,
  created_at timestamptz not null default now(),
  unique (bureau_id, id),
  check (title_en <> '' or title_zh <> ''),
  foreign key (bureau_id, group_id) references education_group (bureau_id, id)
);
create index trajectory_event_group on trajectory_event (bureau_id, group_id, occurred_on);
create table trajectory_event_school (
  bureau_id uuid not null,
  event_id uuid not null,
  school_id uuid not null,
  primary key (event_id, school_id),
  foreign key (bureau_id, event_id) references trajectory_event (bureau_id, id) on delete cascade,
  foreign key (bureau_id, school_id) references school (bureau_id, id)
);

-- One number of one school and school year, and the cell it came from. A later import does not overwrite:
-- it supersedes, so that undoing it brings the earlier number back.
create table indicator_value (
  bureau_id uuid not null,
  import_id uuid not null,
  school_id uuid not null,
  stage text not null,
  year integer not null check (year between 1800 and 2200),
  variable text not null check (variable <> ''),
  value double precision not null check (value = value and abs(value) < 1e300),
  source_row integer not null check (source_row > 0),
  source_column text not null,
  superseded_by uuid,
  primary key (import_id, school_id, stage, year, variable),
  foreign key (bureau_id, school_id) references school (bureau_id, id),
  foreign key (bureau_id, import_id) references data_import (bureau_id, id),
  foreign key (bureau_id, superseded_by) references data_import (bureau_id, id)
);
create unique index indicator_value_current on indicator_value (bureau_id, school_id, stage, year, variable)
  where superseded_by is null;
create index indicator_value_area on indicator_value (bureau_id, stage, year) where superseded_by is null;
create index indicator_value_school on indicator_value (bureau_id, school_id);
create index indicator_value_superseded on indicator_value (superseded_by) where superseded_by is not null;

create table standard_pack (
  bureau_id uuid not null references bureau (id),
  pack_id text not null,
  version integer not null,
  body jsonb not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  dropped boolean not null default false,
  primary key (bureau_id, pack_id, version)
);

-- Who may act as what, over which scope, from when to when.
create table authority (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  user_id text not null references account_user ("id") on delete cascade,
  role text not null check (role in ('bureau-officer', 'principal', 'teacher')),
  scope_kind text not null check (scope_kind in ('bureau', 'group', 'school')),
  group_id uuid,
  school_id uuid,
  during daterange not null check (not isempty(during)),
  granted_by text not null,
  granted_at timestamptz not null default now(),
  check ((scope_kind = 'group') = (group_id is not null)),
  check ((scope_kind = 'school') = (school_id is not null)),
  check ((role = 'bureau-officer') = (scope_kind = 'bureau')),
  foreign key (bureau_id, group_id) references education_group (bureau_id, id),
  foreign key (bureau_id, school_id) references school (bureau_id, id),
  constraint authority_no_overlap exclude using gist (
    user_id with =, bureau_id with =, role with =, scope_kind with =,
    (coalesce(group_id, school_id, bureau_id)) with =, during with &&)
);
create index authority_user on authority (user_id);

create table invitation (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  token_sha256 text not null unique,
  name text not null,
  email text not null,
  role text not null,
  scope_kind text not null,
  scope_id uuid not null,
  valid_from date not null,
  valid_to date,
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create index invitation_bureau on invitation (bureau_id, created_at desc);

-- A bureau's rows are its own, even when a query forgets to ask.
do $$
declare t text;
begin
  foreach t in array array['data_import', 'import_file', 'import_problem', 'import_before', 'import_preset', 'school',
    'school_profile', 'school_code', 'school_character', 'education_group', 'group_profile', 'membership', 'cluster',
    'cluster_membership', 'affiliation', 'trajectory_event', 'trajectory_event_school', 'indicator_value',
    'standard_pack', 'authority', 'invitation']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (bureau_id = trellis_bureau()) with check (bureau_id = trellis_bureau())',
      t || '_own', t);
    execute format('grant select, insert, update, delete on %I to trellis_app', t);
  end loop;
end $$;
