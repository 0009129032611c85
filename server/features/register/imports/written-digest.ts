/** A digest of what an import wrote, by which undoing it sees that people changed these records since. */
import type { LocalText } from '@trellis/contract';
import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';

/** By kind of record: its name for people, and the columns that people can change. */
const WRITTEN = {
  membership: {
    name: { en: 'memberships', zh: '成员关系' },
    columns: 'id, during, role, start_known, source',
  },
  school_profile: {
    name: { en: 'names or places of schools', zh: '学校名称或位置' },
    columns: 'school_id, during, name_en, name_zh, short_name, stage, location, lat, lon, level, start_known',
  },
  group_profile: {
    name: { en: 'names of groups', zh: '集团名称' },
    columns: 'group_id, during, name_en, name_zh, start_known',
  },
  cluster: { name: { en: 'clusters', zh: '组团' }, columns: 'id, code, name_en, name_zh, during' },
  cluster_membership: {
    name: { en: 'places in clusters', zh: '组团归属' },
    columns: 'cluster_id, school_id, during',
  },
  school_code: {
    name: { en: 'codes of schools', zh: '学校代码' },
    columns: 'school_id, scheme, code, during',
  },
} as const;

export type WrittenDigest = Readonly<Record<string, string>>;

/** Sums of the rows' hashes: the order of the rows does not count. */
export async function digestWritten(db: BureauTransaction, importId: string): Promise<WrittenDigest> {
  const digest: Record<string, string> = {};
  for (const [table, { columns }] of Object.entries(WRITTEN)) {
    const { rows } = await sql<{ sum: string }>`
      select coalesce(sum(hashtextextended(row(${sql.raw(columns)})::text, 0)::numeric), 0)::text as sum
      from ${sql.table(table)} where import_id = ${importId}::uuid`.execute(db);
    digest[table] = rows[0]!.sum;
  }
  return digest;
}

/** What people changed since, in words; empty when nothing. */
export function listChanged(then: WrittenDigest, now: WrittenDigest): LocalText[] {
  return Object.entries(WRITTEN)
    .filter(([table]) => then[table] !== undefined && then[table] !== now[table])
    .map(([, { name }]) => name);
}
