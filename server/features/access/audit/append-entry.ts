import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import type { EntryDraft } from './types.ts';

/**
 * Adds an entry to a bureau's chain as the last statement of a transaction: from here on other writers of the bureau
 * wait until it commits. The schools concerned are those named, those of the groups named, and those where the people
 * concerned work or will work.
 *
 * @param when `if-changed`: only in a transaction that has changed something.
 * @returns whether an entry was written.
 */
export async function appendEntry(
  db: BureauTransaction,
  bureauId: string,
  draft: EntryDraft,
  when: 'always' | 'if-changed' = 'always',
): Promise<boolean> {
  const { reach } = draft;
  const isPlaced = reach.schoolIds.length + reach.groupIds.length + draft.subjectIds.length > 0;
  const schools = isPlaced
    ? sql`(select array_agg(school_id order by school_id) from (
        select id as school_id from school where bureau_id = ${bureauId} and id = any(${reach.schoolIds}::uuid[])
        union select school_id from membership where bureau_id = ${bureauId}
          and group_id = any(${reach.groupIds}::uuid[]) and during @> ${reach.today}::date
        union select school_id from posting where bureau_id = ${bureauId}
          and staff_id = any(${draft.subjectIds}::uuid[])
          and coalesce(upper(during), 'infinity'::date) > ${reach.today}::date) concerned)`
    : sql`null::uuid[]`;
  const { rows } = await sql`
    insert into audit_entry (bureau_id, kind, action, request_id, user_id, user_name, through, purpose, object_kind,
      object_id, subject_ids, school_ids, detail)
    select ${bureauId}::uuid, ${draft.kind}::text, ${draft.action}::text, ${draft.requestId}::text,
      ${draft.userId}::text, ${draft.userName}::text, ${draft.through}::text, ${draft.purpose}::text,
      ${draft.objectKind}::text, ${draft.objectId}::text, ${draft.subjectIds}::uuid[], ${schools}, ${draft.detail}::text
    ${when === 'always' ? sql`` : sql`where pg_current_xact_id_if_assigned() is not null`}
    returning number`.execute(db);
  return rows.length > 0;
}
