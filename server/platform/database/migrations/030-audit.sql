-- Who changed what, and who looked at whom: one chain of entries a bureau, each holding the hash of the one before.

-- How many entries there are and the hash of the last: what is cut off at the end is missed here.
create table audit_chain (
  bureau_id uuid primary key references bureau (id),
  count bigint not null default 0,
  head bytea not null default decode(repeat('00', 32), 'hex') check (octet_length(head) = 32)
);

create table audit_entry (
  bureau_id uuid not null references bureau (id),
  number bigint not null,
  at timestamptz not null,
  kind text not null check (kind in ('change', 'look', 'sign-in', 'refusal')),
  -- The route or job that was asked for, and the one request both stand for.
  action text not null check (action <> ''),
  request_id text not null,
  user_id text,
  user_name text not null check (user_name <> ''),
  -- The authorities through which it was asked: JSON as it was written.
  through text not null default '[]',
  -- Why, as the person stated it; empty where the request alone says it.
  purpose text not null default '',
  object_kind text not null default '',
  object_id text not null default '',
  -- People whose data were shown or changed.
  subject_ids uuid[] not null default '{}',
  -- Schools that it concerns; null concerns the whole bureau.
  school_ids uuid[],
  detail text not null default '{}',
  previous bytea not null,
  hash bytea not null,
  primary key (bureau_id, number)
);
create index audit_entry_day on audit_entry (bureau_id, at);
create index audit_entry_subject on audit_entry using gin (subject_ids);

-- One field as it is hashed: its length in bytes, then its text, so that no two rows read the same.
create function audit_part(field text) returns text language sql immutable parallel safe as
  $$ select coalesce(octet_length(convert_to(field, 'UTF8')) || ':' || field, '-') $$;

create function audit_digest(e audit_entry) returns bytea language sql stable as $$
  select sha256(e.previous || convert_to(
    audit_part(e.bureau_id::text) || audit_part(e.number::text)
    || audit_part(to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
    || audit_part(e.kind) || audit_part(e.action) || audit_part(e.request_id) || audit_part(e.user_id)
    || audit_part(e.user_name) || audit_part(e.through) || audit_part(e.purpose) || audit_part(e.object_kind)
    || audit_part(e.object_id) || audit_part(array_to_string(e.subject_ids, ','))
    || audit_part(array_to_string(e.school_ids, ',')) || audit_part(e.detail), 'UTF8'))
$$;

-- Whoever writes an entry, the database gives it its number, its time and its place in the chain. The row of
-- audit_chain makes writers of one bureau take turns until they commit: write the entry last.
create function chain_audit_entry() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  chain audit_chain;
begin
  select * into chain from audit_chain where bureau_id = new.bureau_id for update;
  if not found then
    insert into audit_chain (bureau_id) values (new.bureau_id) on conflict do nothing;
    select * into chain from audit_chain where bureau_id = new.bureau_id for update;
  end if;
  new.number := chain.count + 1;
  new.at := clock_timestamp();
  new.previous := chain.head;
  new.hash := audit_digest(new);
  update audit_chain set count = new.number, head = new.hash where bureau_id = new.bureau_id;
  return new;
end $$;
create trigger audit_entry_chained before insert on audit_entry for each row execute function chain_audit_entry();

create function refuse_rewriting_audit() returns trigger language plpgsql as $$
begin
  -- The chain's head moves with a new entry, and by no other hand.
  if tg_table_name = 'audit_chain' and tg_op in ('INSERT', 'UPDATE') and pg_trigger_depth() > 1 then
    return new;
  end if;
  raise exception 'The audit record is only added to.' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_stays before update or delete on audit_entry
  for each row execute function refuse_rewriting_audit();
create trigger audit_entry_kept before truncate on audit_entry
  for each statement execute function refuse_rewriting_audit();
create trigger audit_chain_stays before insert or update or delete on audit_chain
  for each row execute function refuse_rewriting_audit();
create trigger audit_chain_kept before truncate on audit_chain
  for each statement execute function refuse_rewriting_audit();

alter table audit_entry enable row level security;
create policy audit_entry_own on audit_entry using (bureau_id = trellis_bureau()) with check (bureau_id = trellis_bureau());
grant select, insert on audit_entry to trellis_app;
alter table audit_chain enable row level security;
create policy audit_chain_own on audit_chain using (bureau_id = trellis_bureau()) with check (bureau_id = trellis_bureau());
grant select on audit_chain to trellis_app;
revoke execute on function chain_audit_entry() from public;
