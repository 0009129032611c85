import type { Me, StartInfo } from '@trellis/contract';
import { sql } from 'kysely';
import type { Actor } from '../../../platform/http/index.ts';
import { DEMO_ACCOUNTS } from './demo-accounts.ts';
import { hasBureaus, listPeople } from './store.ts';
import type { AccountServices } from './types.ts';

const HOME_GROUPS = 50;

export async function getStartInfo({ config, database, version }: AccountServices): Promise<StartInfo> {
  return {
    version,
    demo: config.demo,
    needsSetup: !(await hasBureaus(database.system)),
    demoAccounts: config.demo
      ? DEMO_ACCOUNTS.map(({ key, name, role, comesTo }) => ({ key, name, role, comesTo }))
      : [],
  };
}

/** The signed-in person; groups are the largest first, so that the first is a good home. */
export async function getMe({ config, database }: AccountServices, actor: Actor, today: string): Promise<Me> {
  return database.asBureau(actor.bureauId, async (db) => {
    const bureau = await db.selectFrom('bureau').selectAll().executeTakeFirstOrThrow();
    const scope = actor.bureauWide
      ? sql``
      : sql`and g.id = any(${actor.visibleGroupIds as string[]}::uuid[])`;
    const { rows } = await sql<{ id: string; code: string; name_en: string; name_zh: string; total: number }>`
      select g.id, g.code, p.name_en, p.name_zh, count(*) over () as total
      from education_group g
      join group_profile p on p.bureau_id = g.bureau_id and p.group_id = g.id and p.during @> ${today}::date
      left join lateral (select count(*) as members from membership m
        where m.bureau_id = g.bureau_id and m.group_id = g.id and m.during @> ${today}::date) c on true
      where true ${scope}
      order by g.governing desc, c.members desc, g.code limit ${HOME_GROUPS}`.execute(db);
    return {
      user: { id: actor.userId, name: actor.name, email: actor.email },
      bureau: { id: bureau.id, code: bureau.code, name: { en: bureau.name_en, zh: bureau.name_zh } },
      authorities: actor.authorities.map((one) => ({ ...one })),
      permissions: [...actor.permissions],
      groups: rows.map((row) => ({ id: row.id, code: row.code, name: { en: row.name_en, zh: row.name_zh } })),
      groupCount: rows[0]?.total ?? 0,
      demo: config.demo,
    };
  });
}

export async function getPeople(
  { database }: AccountServices,
  actor: Actor,
  page: { page: number; pageSize: number },
) {
  return { ...(await listPeople(database, actor.bureauId, page)), ...page };
}
