import type { AuditEntry } from '@trellis/contract';
import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';

export interface EntryRow {
  number: number;
  at: Date;
  kind: AuditEntry['kind'];
  action: string;
  request_id: string;
  user_id: string | null;
  user_name: string;
  through: string;
  purpose: string;
  object_kind: string;
  object_id: string;
  name_en: string | null;
  name_zh: string | null;
  subject_count: number;
  schools: { id: string; en: string; zh: string }[] | null;
  concerns_all: boolean;
  detail: string;
  hash: Uint8Array;
}

export interface EntryFilter {
  readonly from: Date;
  readonly before: Date;
  /** Only entries that concern one of these; undefined for the whole bureau. */
  readonly schoolIds: readonly string[] | undefined;
  readonly staffId?: string | undefined;
  readonly kind?: string | undefined;
  readonly who?: string | undefined;
}

/** Entries of some days, latest first, with the present name of what they are about. */
export async function pageEntries(
  db: BureauTransaction,
  filter: EntryFilter,
  page: { limit: number; offset: number },
): Promise<{ rows: EntryRow[]; total: number }> {
  const pattern = filter.who ? `%${filter.who.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const where = sql.join(
    [
      sql`e.bureau_id = trellis_bureau() and e.at >= ${filter.from} and e.at < ${filter.before}`,
      ...(filter.schoolIds ? [sql`e.school_ids && ${filter.schoolIds}::uuid[]`] : []),
      ...(filter.staffId ? [sql`e.subject_ids @> array[${filter.staffId}::uuid]`] : []),
      ...(filter.kind ? [sql`e.kind = ${filter.kind}`] : []),
      ...(pattern ? [sql`e.user_name ilike ${pattern}`] : []),
    ],
    sql` and `,
  );
  const counted = await sql<{
    total: number;
  }>`select count(*) as total from audit_entry e where ${where}`.execute(db);
  const { rows } = await sql<EntryRow>`
    select e.number, e.at, e.kind, e.action, e.request_id, e.user_id, e.user_name, e.through, e.purpose,
      e.object_kind, e.object_id, n.name_en, n.name_zh, cardinality(e.subject_ids) as subject_count,
      e.school_ids is null as concerns_all, s.schools, e.detail, e.hash
    from (select * from audit_entry e where ${where} order by e.number desc
      limit ${page.limit} offset ${page.offset}) e
    left join lateral (select json_agg(json_build_object('id', c.id, 'en', p.name_en, 'zh', p.name_zh) order by p.name_en)
        as schools
      from unnest(e.school_ids) c (id) join lateral (select * from school_profile p where p.bureau_id = e.bureau_id
        and p.school_id = c.id order by p.during desc limit 1) p on true) s on true
    left join lateral (
      select name_en, name_zh from staff where e.object_kind = 'staff' and bureau_id = e.bureau_id
        and id::text = e.object_id
      union all (select name_en, name_zh from school_profile where e.object_kind = 'schools'
        and bureau_id = e.bureau_id and school_id::text = e.object_id order by during desc limit 1)
      union all (select name_en, name_zh from group_profile where e.object_kind = 'groups'
        and bureau_id = e.bureau_id and group_id::text = e.object_id order by during desc limit 1)
      union all select file_name, file_name from data_import where e.object_kind = 'imports'
        and bureau_id = e.bureau_id and id::text = e.object_id
    ) n on true
    order by e.number desc`.execute(db);
  return { rows, total: counted.rows[0]!.total };
}

export async function findChain(db: BureauTransaction): Promise<{ count: number; head: string }> {
  const { rows } = await sql<{ count: number; head: string }>`
    select count, encode(head, 'hex') as head from audit_chain where bureau_id = trellis_bureau()`.execute(
    db,
  );
  return rows[0] ?? { count: 0, head: '' };
}

export async function listSchoolsOfGroups(
  db: BureauTransaction,
  groupIds: readonly string[],
  today: string,
): Promise<string[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await sql<{ school_id: string }>`
    select distinct school_id from membership where bureau_id = trellis_bureau()
      and group_id = any(${groupIds}::uuid[]) and during @> ${today}::date`.execute(db);
  return rows.map((row) => row.school_id);
}
