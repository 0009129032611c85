-- People who work in a bureau's schools, and everything dated about them: postings, lessons, titles, honours, offices.

create table staff (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  staff_number text not null check (staff_number <> '' and staff_number = btrim(staff_number)),
  name_en text not null default '',
  name_zh text not null default '',
  gender text check (gender in ('female', 'male')),
  birth_year integer check (birth_year between 1900 and 2200),
  qualification text check (qualification in ('doctorate', 'master', 'bachelor', 'college', 'secondary', 'other')),
  -- Everything a person does in the bureau's schools lies within this range.
  employed daterange not null check (not isempty(employed) and lower(employed) >= '1900-01-01'),
  -- Nobody real: made for the worked example.
  invented boolean not null default false,
  -- The account with which this person reads their own record.
  user_id text references account_user ("id"),
  created_at timestamptz not null default now(),
  constraint staff_hired_grown_up check (birth_year <= extract(year from lower(employed)) - 16),
  check (name_en <> '' or name_zh <> ''),
  unique (bureau_id, id),
  constraint staff_number_once unique (bureau_id, staff_number),
  constraint staff_employment unique (id, bureau_id, employed without overlaps)
);
create unique index staff_account_once on staff (bureau_id, user_id) where user_id is not null;

-- One home school at a time, and each other school once at a time: home postings share one slot, whichever the school.
create table posting (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null,
  staff_id uuid not null,
  school_id uuid not null,
  kind text not null check (kind in ('home', 'secondary')),
  slot uuid not null generated always as
    (case kind when 'home' then '00000000-0000-0000-0000-000000000000'::uuid else school_id end) stored,
  during daterange not null check (not isempty(during) and not lower_inf(during)),
  cause text not null check (cause in ('recruitment', 'mobility', 'promotion', 'transfer', 'other')),
  decision text not null check (decision <> ''),
  constraint posting_one_home unique (staff_id, bureau_id, slot, during without overlaps),
  constraint posting_school_once unique (staff_id, bureau_id, school_id, during without overlaps),
  constraint posting_within_employment foreign key (staff_id, bureau_id, period during)
    references staff (id, bureau_id, period employed),
  constraint posting_within_school foreign key (bureau_id, school_id, period during)
    references school_profile (bureau_id, school_id, period during)
);
-- A school's roster of a day, and the question whether a school's life may be shortened.
create index posting_in_school on posting using gist (school_id, during);

create table teaching_assignment (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null,
  staff_id uuid not null,
  school_id uuid not null,
  subject text not null check (subject <> ''),
  grade integer check (grade between 1 and 12),
  class_text text not null default '',
  weekly_lessons numeric(4, 1) check (weekly_lessons between 0 and 40),
  during daterange not null check (not isempty(during) and not lower_inf(during)),
  cause text not null check (cause in ('recruitment', 'mobility', 'promotion', 'transfer', 'other')),
  decision text not null check (decision <> ''),
  -- Texts are slow to keep apart over time: their digest is compared.
  line_digest bigint not null generated always as
    (hashtextextended(subject || ' ' || coalesce(grade, 0)::text || ' ' || class_text, 0)) stored,
  constraint assignment_once unique (staff_id, bureau_id, school_id, line_digest, during without overlaps),
  constraint assignment_within_posting foreign key (staff_id, bureau_id, school_id, period during)
    references posting (staff_id, bureau_id, school_id, period during)
);
create index teaching_assignment_subject on teaching_assignment (bureau_id, subject);

create table professional_title (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null,
  staff_id uuid not null,
  title text not null check (title in ('third-grade', 'second-grade', 'first-grade', 'senior', 'professor-level')),
  during daterange not null check (not isempty(during) and not lower_inf(during)),
  cause text not null check (cause in ('recruitment', 'mobility', 'promotion', 'transfer', 'other')),
  decision text not null check (decision <> ''),
  constraint title_one_at_a_time unique (staff_id, bureau_id, during without overlaps),
  foreign key (bureau_id, staff_id) references staff (bureau_id, id)
);

create table staff_status (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null,
  staff_id uuid not null,
  status text not null check (status in ('backbone-county', 'backbone-city', 'backbone-province', 'superfine')),
  during daterange not null check (not isempty(during) and not lower_inf(during)),
  cause text not null check (cause in ('recruitment', 'mobility', 'promotion', 'transfer', 'other')),
  decision text not null check (decision <> ''),
  constraint status_once unique (staff_id, bureau_id, status, during without overlaps),
  foreign key (bureau_id, staff_id) references staff (bureau_id, id)
);

create table office (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null,
  staff_id uuid not null,
  level text not null check (level in ('school', 'division', 'cluster', 'group')),
  office text not null check (office <> ''),
  school_id uuid,
  group_id uuid,
  cluster_id uuid,
  -- Which division, teaching-research group, grade or class, where the office is of one.
  concerns text not null default '',
  during daterange not null check (not isempty(during) and not lower_inf(during)),
  cause text not null check (cause in ('recruitment', 'mobility', 'promotion', 'transfer', 'other')),
  decision text not null check (decision <> ''),
  constraint office_has_its_object check (
    (level = 'school') = (school_id is not null)
    and (level <> 'school') = (group_id is not null)
    and (level = 'cluster') = (cluster_id is not null)
    and (level <> 'division' or concerns <> '')),
  object_digest bigint not null generated always as
    (hashtextextended(level || ' ' || office || ' ' || concerns, 0)) stored,
  place_id uuid not null generated always as (coalesce(school_id, cluster_id, group_id)) stored,
  constraint office_once unique (staff_id, bureau_id, place_id, object_digest, during without overlaps),
  constraint office_one_principal exclude using gist (place_id with =, bureau_id with =, during with &&)
    where (office in ('principal', 'chief-principal')),
  foreign key (bureau_id, staff_id) references staff (bureau_id, id),
  constraint office_within_school foreign key (bureau_id, school_id, period during)
    references school_profile (bureau_id, school_id, period during),
  constraint office_within_group foreign key (bureau_id, group_id, period during)
    references group_profile (bureau_id, group_id, period during),
  foreign key (bureau_id, group_id, cluster_id) references cluster (bureau_id, group_id, id)
);
create index office_place on office (place_id);

-- Every change to the tables above: who, when, why, what before and after. Written by the database itself.
create table staff_change (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null,
  staff_id uuid not null,
  changed_at timestamptz not null default now(),
  changed_by text,
  changed_by_name text not null check (changed_by_name <> ''),
  cause text not null check (cause in ('recruitment', 'mobility', 'promotion', 'transfer', 'leaving', 'correction', 'other')),
  reason text not null check (reason <> ''),
  entry_kind text not null,
  entry_id uuid not null,
  action text not null check (action in ('insert', 'update', 'delete')),
  before jsonb,
  after jsonb,
  foreign key (bureau_id, staff_id) references staff (bureau_id, id)
);
create index staff_change_staff on staff_change (bureau_id, staff_id, id);

-- A transaction says first who changes what is known of people, and why: trellis.change holds by, name, cause, reason.
create function write_staff_change() returns trigger language plpgsql as $$
declare
  change jsonb := nullif(current_setting('trellis.change', true), '')::jsonb;
begin
  if tg_op = 'INSERT' then
    insert into staff_change (bureau_id, staff_id, changed_by, changed_by_name, cause, reason, entry_kind, entry_id, action, after)
    select (n.r->>'bureau_id')::uuid, coalesce(n.r->>'staff_id', n.r->>'id')::uuid, change->>'by', change->>'name',
      change->>'cause', change->>'reason', tg_table_name, (n.r->>'id')::uuid, 'insert', n.r
    from (select to_jsonb(a) as r from added a) n;
  elsif tg_op = 'UPDATE' then
    insert into staff_change (bureau_id, staff_id, changed_by, changed_by_name, cause, reason, entry_kind, entry_id, action, before, after)
    select (n.r->>'bureau_id')::uuid, coalesce(n.r->>'staff_id', n.r->>'id')::uuid, change->>'by', change->>'name',
      change->>'cause', change->>'reason', tg_table_name, (n.r->>'id')::uuid, 'update', o.r, n.r
    from (select to_jsonb(a) as r from added a) n join (select to_jsonb(b) as r from removed b) o on o.r->>'id' = n.r->>'id'
    where o.r <> n.r;
  else
    insert into staff_change (bureau_id, staff_id, changed_by, changed_by_name, cause, reason, entry_kind, entry_id, action, before)
    select (o.r->>'bureau_id')::uuid, coalesce(o.r->>'staff_id', o.r->>'id')::uuid, change->>'by', change->>'name',
      change->>'cause', change->>'reason', tg_table_name, (o.r->>'id')::uuid, 'delete', o.r
    from (select to_jsonb(b) as r from removed b) o;
  end if;
  return null;
end $$;

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'What was changed, by whom and why is kept as it was written.' using errcode = 'insufficient_privilege';
end $$;
create trigger staff_change_stays before update or delete on staff_change
  for each row execute function refuse_rewriting();

do $$
declare t text;
begin
  foreach t in array array['staff', 'posting', 'teaching_assignment', 'professional_title', 'staff_status', 'office']
  loop
    execute format('create trigger %I after insert on %I referencing new table as added
      for each statement execute function write_staff_change()', t || '_added', t);
    execute format('create trigger %I after update on %I referencing old table as removed new table as added
      for each statement execute function write_staff_change()', t || '_changed', t);
    execute format('create trigger %I after delete on %I referencing old table as removed
      for each statement execute function write_staff_change()', t || '_removed', t);
  end loop;
  foreach t in array array['staff', 'posting', 'teaching_assignment', 'professional_title', 'staff_status', 'office',
    'staff_change']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (bureau_id = trellis_bureau()) with check (bureau_id = trellis_bureau())',
      t || '_own', t);
    execute format('grant select, insert, update, delete on %I to trellis_app', t);
  end loop;
end $$;
