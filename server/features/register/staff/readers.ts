import { type PolicyTable, type Reader, type Role, type ScopeKind, scopeKinds } from '@trellis/contract';
import { sql } from 'kysely';
import { type BureauTransaction, fromRange } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { POLICY, REACH_GROUPS } from '../../access/authority/index.ts';
import type { Parts } from './commands.ts';
import { loadStaffScope, mayChangeAtSchool, staffNotFound, staffReadingOf } from './policy.ts';
import { findStaff } from './store.ts';

/** The tables that the server enforces, for a page to show. */
export function describePolicy(): PolicyTable {
  return {
    roles: Object.entries(POLICY).map(([key, permissions]) => {
      const [role, scopeKind] = key.split('@') as [Role, ScopeKind];
      return {
        role,
        scopeKind,
        permissions: [...permissions],
        staff: staffReadingOf({ role, scopeKind }) ?? null,
      };
    }),
    reachGroups: [...REACH_GROUPS],
  };
}

interface HolderRow {
  user_id: string;
  role: Role;
  scope_kind: ScopeKind;
  during: string;
  /** Whether the scope holds a school where the person works now or will work, and one where they work today. */
  holds_school: boolean;
  holds_school_today: boolean;
  name_en: string;
  name_zh: string;
}

interface Readers {
  items: Reader[];
  total: number;
}

/** Shown at once; a school with more readers than this has another question to answer first. */
const LONGEST_LIST = 500;

/** @throws AppError `not-found` for whoever does not read the record in full. */
export async function listReadersOfStaff(parts: Parts, staffId: string): Promise<Readers> {
  const { actor, database, today } = parts;
  const found = await database.asBureau(actor.bureauId, async (db) => {
    const staff = await findStaff(db, await loadStaffScope(db, actor, today), staffId);
    if (!staff?.mayRead) throw staffNotFound();
    const { rows: postings } = await sql<{ school_id: string; today: boolean }>`
      select school_id, bool_or(during @> ${today}::date) as today from posting
      where bureau_id = trellis_bureau() and staff_id = ${staffId}
        and coalesce(upper(during), 'infinity'::date) > ${today}::date group by school_id`.execute(db);
    const { rows: own } = await sql<{ user_id: string | null }>`
      select user_id from staff where bureau_id = trellis_bureau() and id = ${staffId}`.execute(db);
    const schools = postings.map((one) => one.school_id);
    const present = postings.filter((one) => one.today).map((one) => one.school_id);
    return { holders: await listHolders(db, schools, present, today), ownUserId: own[0]?.user_id ?? null };
  });
  const items = await present(parts, found.holders);
  if (found.ownUserId !== null) {
    const names = await namesOf(parts, [found.ownUserId]);
    items.unshift({
      name: names.get(found.ownUserId) ?? '—',
      through: 'own',
      role: null,
      scopeKind: null,
      scopeName: null,
      from: null,
      to: null,
      reads: 'full',
    });
  }
  return { items: items.slice(0, LONGEST_LIST), total: items.length };
}

/** @throws AppError `not-found` for a school one does not answer for. */
export async function listReadersOfSchool(parts: Parts, schoolId: string): Promise<Readers> {
  const { actor, database, today } = parts;
  const holders = await database.asBureau(actor.bureauId, async (db) => {
    const scope = await loadStaffScope(db, actor, today);
    const school = mayChangeAtSchool(scope, schoolId)
      ? await db.selectFrom('school').select('id').where('id', '=', schoolId).executeTakeFirst()
      : undefined;
    if (!school) {
      throw new AppError('not-found', {
        en: 'There is no such school, or you do not answer for it.',
        zh: '该学校不存在，或不在您的管理范围内。',
      });
    }
    return listHolders(db, [schoolId], [schoolId], today);
  });
  const items = await present(parts, holders);
  return { items: items.slice(0, LONGEST_LIST), total: items.length };
}

/** Authorities of today over the bureau, over one of the schools, or over a group that has one of them today. */
async function listHolders(
  db: BureauTransaction,
  schoolIds: readonly string[],
  presentIds: readonly string[],
  today: string,
): Promise<HolderRow[]> {
  const holds = (ids: readonly string[]) => sql<boolean>`(a.school_id = any(${ids}::uuid[]) or exists (
    select from membership m where m.bureau_id = a.bureau_id and m.group_id = a.group_id
      and m.school_id = any(${ids}::uuid[]) and m.during @> ${today}::date))`;
  const { rows } = await sql<HolderRow>`
    select * from (select a.user_id, a.role, a.scope_kind, a.during::text as during, a.granted_at,
      coalesce(${holds(schoolIds)}, false) as holds_school,
      coalesce(${holds(presentIds)}, false) as holds_school_today,
      coalesce(g.name_en, s.name_en, b.name_en) as name_en, coalesce(g.name_zh, s.name_zh, b.name_zh) as name_zh
    from authority a join bureau b on b.id = a.bureau_id
    left join lateral (select name_en, name_zh from group_profile p
      where p.bureau_id = a.bureau_id and p.group_id = a.group_id order by p.during desc limit 1) g on true
    left join lateral (select name_en, name_zh from school_profile p
      where p.bureau_id = a.bureau_id and p.school_id = a.school_id order by p.during desc limit 1) s on true
    where a.bureau_id = trellis_bureau() and a.during @> ${today}::date) held
    where scope_kind = 'bureau' or holds_school or holds_school_today
    order by granted_at`.execute(db);
  return rows;
}

/** The widest scope first; whoever reads in full before whoever reads the list. */
async function present(parts: Parts, holders: readonly HolderRow[]): Promise<Reader[]> {
  const names = await namesOf(
    parts,
    holders.map((one) => one.user_id),
  );
  const readers = holders.flatMap((one): Reader[] => {
    const reads = staffReadingOf({ role: one.role, scopeKind: one.scope_kind });
    const reaches =
      one.scope_kind === 'bureau' || (reads === 'full' ? one.holds_school : one.holds_school_today);
    if (!reads || !reaches) return [];
    const { from, to } = fromRange(one.during);
    return [
      {
        name: names.get(one.user_id) ?? '—',
        through: 'authority',
        role: one.role,
        scopeKind: one.scope_kind,
        scopeName: { en: one.name_en, zh: one.name_zh },
        from,
        to,
        reads,
      },
    ];
  });
  const rank = (one: Reader) => (one.reads === 'full' ? 0 : 10) + scopeKinds.indexOf(one.scopeKind!);
  return readers.sort((a, b) => rank(a) - rank(b));
}

/** Accounts are not a bureau's rows: names are read with the system's eyes, of people found in this bureau. */
async function namesOf({ database }: Parts, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await database.system
    .selectFrom('account_user')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(userIds)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}
