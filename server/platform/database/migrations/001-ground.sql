-- The ground: bureaus (tenants), row-level security, accounts and dated authority.
create extension if not exists btree_gist;

-- Requests run as this role, which owns nothing and sees one bureau's rows only.
do $$
begin
  if not exists (select from pg_roles where rolname = 'trellis_app') then
    create role trellis_app nologin;
  end if;
end $$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant trellis_app to %I with set true, inherit false', current_user);
  end if;
end $$;

-- The bureau whose rows the running transaction may touch; null sees nothing.
create function trellis_bureau() returns uuid language sql stable as
  $$ select nullif(current_setting('trellis.bureau_id', true), '')::uuid $$;

create table installation (
  key text primary key,
  value text not null
);

create table bureau (
  id uuid primary key default uuidv7(),
  code text not null unique check (code <> ''),
  name_en text not null default '',
  name_zh text not null default '',
  created_at timestamptz not null default now(),
  check (name_en <> '' or name_zh <> '')
);
alter table bureau enable row level security;
create policy bureau_own on bureau using (id = trellis_bureau()) with check (id = trellis_bureau());
grant select on bureau to trellis_app;

-- Accounts belong to the sign-in library; column names are its own.
create table account_user (
  "id" text primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null default false,
  "image" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table account_session (
  "id" text primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references account_user ("id") on delete cascade
);
create index account_session_user on account_session ("userId");
create table account_credential (
  "id" text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references account_user ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index account_credential_user on account_credential ("userId");
create table account_verification (
  "id" text primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index account_verification_identifier on account_verification ("identifier");
create table account_rate_limit (
  "id" text primary key,
  "key" text not null unique,
  "count" integer not null,
  "lastRequest" bigint not null
);
