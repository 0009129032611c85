import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Authority, Person } from '@trellis/contract';
import { type Kysely, sql } from 'kysely';
import {
  type BureauTransaction,
  fromRange,
  type Tables,
  type TrellisDatabase,
  toRange,
} from '../../../platform/database/index.ts';

/** A one-time secret: handed to a person once, kept here only as its hash. */
export function createToken(): { token: string; digest: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, digest: digestToken(token) };
}

export function digestToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export async function findSetting(database: TrellisDatabase, key: string): Promise<string | undefined> {
  const row = await database.system
    .selectFrom('installation')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value;
}

export async function putSetting(database: TrellisDatabase, key: string, value: string): Promise<void> {
  await database.system
    .insertInto('installation')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** Removes a setting if it still has this value: of two who take it at once one has it. */
export async function takeSetting(db: Kysely<Tables>, key: string, value: string): Promise<boolean> {
  const gone = await db
    .deleteFrom('installation')
    .where('key', '=', key)
    .where('value', '=', value)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

export async function hasBureaus(db: Kysely<Tables>): Promise<boolean> {
  return (await db.selectFrom('bureau').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function insertBureau(
  db: Kysely<Tables>,
  bureau: { code: string; nameEn: string; nameZh: string },
): Promise<string> {
  const { id } = await db
    .insertInto('bureau')
    .values({ code: bureau.code, name_en: bureau.nameEn, name_zh: bureau.nameZh })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** An account with its password's hash, in the sign-in library's tables. Call inside the transaction. */
export async function insertAccount(
  db: Kysely<Tables>,
  person: { name: string; email: string; passwordHash: string },
): Promise<string> {
  const now = new Date();
  const userId = randomUUID();
  await db
    .insertInto('account_user')
    .values({
      id: userId,
      name: person.name,
      email: person.email.toLowerCase(),
      emailVerified: true,
      image: null,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await sql`insert into account_credential ("id", "accountId", "providerId", "userId", "password")
    values (${randomUUID()}, ${userId}, 'credential', ${userId}, ${person.passwordHash})`.execute(db);
  return userId;
}

export interface GrantRow {
  bureauId: string;
  userId: string;
  role: string;
  scopeKind: string;
  scopeId: string;
  from: string;
  to: string | null;
  grantedBy: string;
}

export async function insertAuthority(db: BureauTransaction, grant: GrantRow): Promise<void> {
  await db
    .insertInto('authority')
    .values({
      bureau_id: grant.bureauId,
      user_id: grant.userId,
      role: grant.role,
      scope_kind: grant.scopeKind,
      group_id: grant.scopeKind === 'group' ? grant.scopeId : null,
      school_id: grant.scopeKind === 'school' ? grant.scopeId : null,
      during: toRange(grant.from, grant.to),
      granted_by: grant.grantedBy,
    })
    .execute();
}

/** Who is behind a user id is read with the system's eyes: accounts are not a bureau's rows. */
export async function findUserByEmail(
  database: TrellisDatabase,
  email: string,
): Promise<{ id: string } | undefined> {
  return database.system
    .selectFrom('account_user')
    .select('id')
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
}

/** People of a bureau: accounts with an authority, past or present, then open invitations. */
export async function listPeople(
  database: TrellisDatabase,
  bureauId: string,
  page: { page: number; pageSize: number },
): Promise<{ items: Person[]; total: number }> {
  const { rows } = await sql<{
    kind: string;
    key: string;
    name: string;
    email: string;
    state: Person['state'];
    total: number;
    staff_id: string | null;
    staff_en: string;
    staff_zh: string;
  }>`
    with everyone as (
      select 'active' as kind, u."id" as key, u."name" as name, u."email" as email, 'active' as state
      from account_user u
      where exists (select from authority a where a.user_id = u."id" and a.bureau_id = ${bureauId})
      union all
      select 'invited', i.id::text, i.name, i.email,
        case when i.withdrawn_at is not null then 'withdrawn' when i.expires_at < now() then 'expired' else 'invited' end
      from invitation i where i.bureau_id = ${bureauId} and i.accepted_at is null
    )
    select p.*, s.id as staff_id, s.name_en as staff_en, s.name_zh as staff_zh
    from (select *, count(*) over () as total from everyone order by kind, name, key
      limit ${page.pageSize} offset ${(page.page - 1) * page.pageSize}) p
    left join staff s on s.bureau_id = ${bureauId} and s.user_id = p.key and p.kind = 'active'
    order by p.kind, p.name, p.key`.execute(database.system);
  const userIds = rows.filter((row) => row.kind === 'active').map((row) => row.key);
  const authorities = await authoritiesOf(database, bureauId, userIds);
  const invited = await sql<InvitedRow>`
    select i.id, i.role, i.scope_kind, i.scope_id, i.valid_from, i.valid_to,
      coalesce(g.name_en, s.name_en, b.name_en) as name_en, coalesce(g.name_zh, s.name_zh, b.name_zh) as name_zh
    from invitation i join bureau b on b.id = i.bureau_id
    left join lateral (select name_en, name_zh from group_profile p
      where p.bureau_id = i.bureau_id and p.group_id = i.scope_id order by p.during desc limit 1) g on true
    left join lateral (select name_en, name_zh from school_profile p
      where p.bureau_id = i.bureau_id and p.school_id = i.scope_id order by p.during desc limit 1) s on true
    where i.bureau_id = ${bureauId} and i.id = any(${rows.filter((row) => row.kind === 'invited').map((row) => row.key)}::uuid[])`.execute(
    database.system,
  );
  const items: Person[] = rows.map((row) => ({
    userId: row.kind === 'active' ? row.key : null,
    name: row.name,
    email: row.email,
    state: row.state,
    staff: row.staff_id === null ? null : { id: row.staff_id, name: { en: row.staff_en, zh: row.staff_zh } },
    authorities:
      row.kind === 'active'
        ? (authorities.get(row.key) ?? [])
        : invited.rows.filter((one) => one.id === row.key).map(toInvitedAuthority),
  }));
  return { items, total: rows[0]?.total ?? 0 };
}

interface InvitedRow {
  id: string;
  role: Authority['role'];
  scope_kind: Authority['scopeKind'];
  scope_id: string;
  valid_from: string;
  valid_to: string | null;
  name_en: string;
  name_zh: string;
}

function toInvitedAuthority(row: InvitedRow): Authority {
  return {
    id: row.id,
    role: row.role,
    scopeKind: row.scope_kind,
    scopeId: row.scope_id,
    scopeName: { en: row.name_en, zh: row.name_zh },
    from: row.valid_from,
    to: row.valid_to,
  };
}

async function authoritiesOf(
  database: TrellisDatabase,
  bureauId: string,
  userIds: string[],
): Promise<Map<string, Authority[]>> {
  const byUser = new Map<string, Authority[]>();
  if (userIds.length === 0) return byUser;
  const { rows } = await sql<
    Omit<InvitedRow, 'valid_from' | 'valid_to'> & { user_id: string; during: string; withdrawn: boolean }
  >`
    select a.id, a.user_id, a.role, a.scope_kind, coalesce(a.group_id, a.school_id, a.bureau_id) as scope_id,
      case when isempty(a.during) then daterange(a.withdrawn_from, a.withdrawn_from, '[]') else a.during end::text as during,
      isempty(a.during) as withdrawn,
      coalesce(g.name_en, s.name_en, b.name_en) as name_en, coalesce(g.name_zh, s.name_zh, b.name_zh) as name_zh
    from authority a join bureau b on b.id = a.bureau_id
    left join lateral (select name_en, name_zh from group_profile p
      where p.bureau_id = a.bureau_id and p.group_id = a.group_id order by p.during desc limit 1) g on true
    left join lateral (select name_en, name_zh from school_profile p
      where p.bureau_id = a.bureau_id and p.school_id = a.school_id order by p.during desc limit 1) s on true
    where a.bureau_id = ${bureauId} and a.user_id = any(${userIds}::text[]) order by a.granted_at`.execute(
    database.system,
  );
  for (const row of rows) {
    const { from, to } = fromRange(row.during);
    const list = byUser.get(row.user_id) ?? [];
    const valid_from = from ?? '1900-01-01';
    list.push(toInvitedAuthority({ ...row, valid_from, valid_to: row.withdrawn ? valid_from : to }));
    byUser.set(row.user_id, list);
  }
  return byUser;
}

/** What is held, or offered by an open invitation, under this id; locked until the change is made. */
export async function findHolding(
  db: BureauTransaction,
  id: string,
): Promise<
  | { kind: 'authority' | 'invitation'; userId: string | null; role: string; from: string; to: string | null }
  | undefined
> {
  const held = await sql<{ user_id: string; role: string; during: string }>`
    select user_id, role, during::text as during from authority
    where id = ${id} and withdrawn_at is null for update`.execute(db);
  const authority = held.rows[0];
  if (authority) {
    const { from, to } = fromRange(authority.during);
    return {
      kind: 'authority',
      userId: authority.user_id,
      role: authority.role,
      from: from ?? '0001-01-01',
      to,
    };
  }
  const offered = await sql<{ role: string; valid_from: string; valid_to: string | null }>`
    select role, valid_from, valid_to from invitation
    where id = ${id} and accepted_at is null and expires_at > now() for update`.execute(db);
  const invitation = offered.rows[0];
  return (
    invitation && {
      kind: 'invitation',
      userId: null,
      role: invitation.role,
      from: invitation.valid_from,
      to: invitation.valid_to,
    }
  );
}

export async function endAuthorityOn(db: BureauTransaction, id: string, to: string): Promise<void> {
  await sql`update authority set during = daterange(lower(during), ${to}::date) where id = ${id}`.execute(db);
}

/** It was never in force, and stays on record: what it offered, who took it back and when. */
export async function withdrawAuthority(
  db: BureauTransaction,
  id: string,
  withdrawnBy: string,
): Promise<void> {
  await sql`update authority
    set during = 'empty', withdrawn_from = lower(during), withdrawn_by = ${withdrawnBy}, withdrawn_at = now()
    where id = ${id}`.execute(db);
}

/** Two officers who end each other's role at the same moment take turns, so that the second finds what the first did. */
export async function takeTurnAtOfficers(db: BureauTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('officers ' || trellis_bureau(), 0))`.execute(db);
}

/** The link leads nowhere from now on; the offer stays on record. */
export async function withdrawInvitation(
  db: BureauTransaction,
  id: string,
  withdrawnBy: string,
): Promise<void> {
  await sql`update invitation set expires_at = now(), withdrawn_by = ${withdrawnBy}, withdrawn_at = now()
    where id = ${id}`.execute(db);
}

/** Whether somebody is in charge of the bureau with no end in sight. */
export async function hasLastingOfficer(db: BureauTransaction): Promise<boolean> {
  const { rows } = await sql`select 1 from authority
    where bureau_id = trellis_bureau() and role = 'bureau-officer' and upper_inf(during) limit 1`.execute(db);
  return rows.length > 0;
}
