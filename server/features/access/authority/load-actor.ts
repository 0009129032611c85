import type { Authority, Role, ScopeKind } from '@trellis/contract';
import { sql } from 'kysely';
import type { Auth } from '../../../platform/auth/index.ts';
import { fromRange, type TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { permissionsOf } from './policy.ts';

interface AuthorityRow {
  id: string;
  bureau_id: string;
  role: Role;
  scope_kind: ScopeKind;
  scope_id: string;
  during: string;
  name_en: string;
  name_zh: string;
}

/** What a person holds, with the present name of each scope. */
export async function listAuthorities(
  database: TrellisDatabase,
  filter: { userId: string; heldOn?: string },
): Promise<(Authority & { bureauId: string })[]> {
  const { rows } = await sql<AuthorityRow>`
    select a.id, a.bureau_id, a.role, a.scope_kind, coalesce(a.group_id, a.school_id, a.bureau_id) as scope_id,
      a.during::text as during,
      coalesce(g.name_en, s.name_en, b.name_en) as name_en, coalesce(g.name_zh, s.name_zh, b.name_zh) as name_zh
    from authority a
    join bureau b on b.id = a.bureau_id
    left join lateral (select name_en, name_zh from group_profile p
      where p.bureau_id = a.bureau_id and p.group_id = a.group_id order by p.during desc limit 1) g on true
    left join lateral (select name_en, name_zh from school_profile p
      where p.bureau_id = a.bureau_id and p.school_id = a.school_id order by p.during desc limit 1) s on true
    where a.user_id = ${filter.userId} and not isempty(a.during)
      ${filter.heldOn ? sql`and a.during @> ${filter.heldOn}::date` : sql``}
    order by a.granted_at, a.id`.execute(database.system);
  return rows.map((row) => {
    const { from, to } = fromRange(row.during);
    return {
      id: row.id,
      bureauId: row.bureau_id,
      role: row.role,
      scopeKind: row.scope_kind,
      scopeId: row.scope_id,
      scopeName: { en: row.name_en, zh: row.name_zh },
      from: from ?? '1900-01-01',
      to,
    };
  });
}

/**
 * The signed-in person with what they hold today; undefined when nobody is signed in. Someone who holds authorities
 * in two bureaus acts in the one of the earliest grant.
 *
 * @throws AppError `no-authority` for a person who holds none today, saying since when or until when.
 */
export async function findActor(
  auth: Auth,
  database: TrellisDatabase,
  headers: Headers,
  today: string,
): Promise<Actor | undefined> {
  const session = await auth.api.getSession({ headers });
  if (!session) return undefined;
  const held = await listAuthorities(database, { userId: session.user.id, heldOn: today });
  const bureauId = held[0]?.bureauId;
  if (!bureauId) {
    throw noAuthority(await listAuthorities(database, { userId: session.user.id }), today);
  }
  const authorities = held.filter((authority) => authority.bureauId === bureauId);
  const idsOf = (kind: ScopeKind, role?: Role) =>
    authorities
      .filter((one) => one.scopeKind === kind && (!role || one.role === role))
      .map((one) => one.scopeId);
  const schoolIds = idsOf('school');
  const groupsOfSchools =
    schoolIds.length === 0
      ? []
      : await database.asBureau(bureauId, (db) =>
          db
            .selectFrom('membership')
            .select('group_id')
            .distinct()
            .where('bureau_id', '=', bureauId)
            .where('school_id', 'in', schoolIds)
            .where(sql<boolean>`during @> ${today}::date`)
            .execute(),
        );
  return {
    userId: session.user.id,
    sessionId: session.session.id,
    name: session.user.name,
    email: session.user.email,
    bureauId,
    authorities,
    permissions: permissionsOf(authorities),
    bureauWide: authorities.some((one) => one.role === 'bureau-officer'),
    ledGroupIds: idsOf('group', 'principal'),
    ledSchoolIds: idsOf('school', 'principal'),
    visibleGroupIds: [...new Set([...idsOf('group'), ...groupsOfSchools.map((row) => row.group_id)])],
  };
}

function noAuthority(everything: readonly Authority[], today: string): AppError {
  const ends = everything.flatMap(({ to }) => (to !== null && to <= today ? [to] : [])).sort();
  const begins = everything.flatMap(({ from }) => (from > today ? [from] : [])).sort();
  const [next] = begins;
  const last = ends.at(-1);
  if (next !== undefined) {
    return new AppError('no-authority', {
      en: `Your account has no access yet: it begins on ${inEnglish(next)}. Come back on that day, or ask whoever manages access in your bureau.`,
      zh: `您的职权自${inChinese(next)}起生效，目前还不能进入。请届时再登录，或联系本局的权限管理员。`,
    });
  }
  return new AppError('no-authority', {
    en: `Your account has no access now${last === undefined ? '' : `: it ended on ${inEnglish(last)}`}. If you need it again, ask whoever manages access in your bureau.`,
    zh: `${last === undefined ? '您的账号目前没有职权' : `您的职权已于${inChinese(last)}终止`}，不能再进入。如仍需使用，请联系本局的权限管理员。`,
  });
}

const inEnglish = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(day));

const inChinese = (day: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));
