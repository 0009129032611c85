-- Studies: a design, its data, and what came out. Once frozen, design and data stand still: the database sees to it.

create table study (
  id uuid primary key default uuidv7(),
  bureau_id uuid not null references bureau (id),
  -- The group whose chief principal it belongs to; none for a study of the bureau.
  group_id uuid,
  title text not null check (title <> ''),
  status text not null default 'draft'
    check (status in ('draft', 'frozen', 'running', 'done', 'refused', 'failed')),
  version integer not null default 1 check (version >= 1),
  -- The frozen study that this one takes the place of.
  earlier_id uuid,
  example boolean not null default false,
  design jsonb,
  -- What the hash was taken of, letter by letter.
  frozen_text text,
  hash text check (hash ~ '^[0-9a-f]{64}$'),
  frozen_at timestamptz,
  frozen_by text,
  progress jsonb,
  finished_at timestamptz,
  created_by text not null,
  created_by_name text not null,
  created_at timestamptz not null default now(),
  unique (bureau_id, id),
  foreign key (bureau_id, group_id) references education_group (bureau_id, id) on delete set null (group_id),
  foreign key (bureau_id, earlier_id) references study (bureau_id, id),
  constraint study_frozen_whole check (
    (status = 'draft') = (hash is null) and (hash is null) = (frozen_at is null)
    and (hash is null) = (frozen_text is null) and (hash is null) = (frozen_by is null)
    and (hash is null or design is not null)),
  constraint study_later_names_earlier check ((version = 1) = (earlier_id is null))
);
create index study_of_bureau on study (bureau_id, created_at desc);

create table study_data (
  study_id uuid primary key,
  bureau_id uuid not null,
  source text not null check (source in ('file', 'register')),
  file_name text not null check (file_name <> ''),
  row_count integer not null check (row_count >= 0),
  -- Of the file as it came.
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  columns jsonb not null,
  register jsonb,
  deflated bytea not null,
  foreign key (bureau_id, study_id) references study (bureau_id, id) on delete cascade
);

create table study_result (
  study_id uuid primary key,
  bureau_id uuid not null,
  body jsonb not null,
  created_at timestamptz not null default now(),
  foreign key (bureau_id, study_id) references study (bureau_id, id)
);

create function keep_frozen_study() returns trigger language plpgsql as $$
begin
  if old.hash is not null and (tg_op = 'DELETE' or
    (new.design, new.frozen_text, new.hash, new.frozen_at, new.frozen_by, new.version, new.earlier_id, new.title, new.bureau_id)
    is distinct from
    (old.design, old.frozen_text, old.hash, old.frozen_at, old.frozen_by, old.version, old.earlier_id, old.title, old.bureau_id))
  then
    raise exception 'A frozen study cannot change.' using errcode = '23514', constraint = 'study_frozen_stands', table = 'study';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger study_frozen_stands before update or delete on study
  for each row execute function keep_frozen_study();

create function keep_frozen_data() returns trigger language plpgsql as $$
begin
  if exists (select from study s where s.hash is not null and s.id in (
    case when tg_op <> 'INSERT' then old.study_id end, case when tg_op <> 'DELETE' then new.study_id end))
  then
    raise exception 'The data of a frozen study cannot change.'
      using errcode = '23514', constraint = 'study_frozen_stands', table = 'study_data';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger study_data_frozen_stands before insert or update or delete on study_data
  for each row execute function keep_frozen_data();

-- Outcomes are opened after freezing only.
create function result_after_freezing() returns trigger language plpgsql as $$
begin
  if not exists (select from study s where s.id = new.study_id and s.hash is not null) then
    raise exception 'Only a frozen study has a result.'
      using errcode = '23514', constraint = 'study_result_after_freezing', table = 'study_result';
  end if;
  return new;
end $$;
create trigger study_result_after_freezing before insert or update on study_result
  for each row execute function result_after_freezing();

do $$
declare t text;
begin
  foreach t in array array['study', 'study_data', 'study_result']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('create policy %I on %I using (bureau_id = trellis_bureau()) with check (bureau_id = trellis_bureau())',
      t || '_own', t);
    execute format('grant select, insert, update, delete on %I to trellis_app', t);
  end loop;
end $$;
