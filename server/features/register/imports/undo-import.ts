/** Takes an applied import back: what it created goes, what it changed or superseded returns. */

import type { LocalText } from '@trellis/contract';
import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { RELIES_ON, WROTE } from './apply-plan.ts';
import { changeRows, reverseChanges } from './change-rows.ts';
import type { RowChange } from './types.ts';
import { digestWritten, listChanged, type WrittenDigest } from './written-digest.ts';

interface LaterImport {
  id: string;
  file_name: string;
  applied_at: Date | null;
}

/** Applied imports that build on this one's records, latest first. */
export async function findDependents(db: BureauTransaction, importId: string): Promise<LaterImport[]> {
  const found = await sql<LaterImport>`
    select distinct d.id, d.file_name, d.applied_at
    from import_before b join data_import d on d.id = b.import_id
    where b.table_name = ${RELIES_ON} and b.before ->> 'import_id' = ${importId}
      and d.status in ('applied', 'undoing')
    order by d.applied_at desc`.execute(db);
  return found.rows;
}

export function blockedByLater(later: readonly LaterImport[]): LocalText {
  const names = later.slice(0, 3).map(({ file_name }) => file_name);
  const more = later.length > 3 ? later.length - 3 : 0;
  return {
    en: `A later import builds on its records: ${names.map((name) => `“${name}”`).join(', ')}${more ? ` and ${more} more` : ''}. Take that one back first.`,
    zh: `之后的导入以其记录为基础：${names.map((name) => `“${name}”`).join('、')}${more ? `等，另有 ${more} 个` : ''}。请先撤销之后的导入。`,
  };
}

export const BLOCKED_BY_OTHER_RECORDS: LocalText = {
  en: 'Records made after this import refer to it: a school or group it created was given members, clusters, offices, events or a new name. Take those back first.',
  zh: '此次导入之后新增的记录引用了它：其创建的学校或集团已有新的成员、组团、任职、事件或名称。请先撤销这些记录。',
};

/**
 * Call inside the transaction, with the import's row locked.
 *
 * @throws AppError `conflict` when later records depend on it; the transaction must be rolled back.
 */
export async function undoImport(
  db: BureauTransaction,
  { bureauId, importId }: { bureauId: string; importId: string },
  onProgress: (share: number) => void,
): Promise<void> {
  const dependents = await findDependents(db, importId);
  if (dependents.length > 0) throw new AppError('conflict', blockedByLater(dependents));

  const changed = await findChangedByHand(db, importId);
  if (changed.length > 0) throw new AppError('conflict', blockedByChanges(changed));

  // An earlier value returns, or passes on to whoever superseded this import's value.
  await sql`
    with gone as (
      delete from indicator_value where import_id = ${importId}::uuid
      returning school_id, stage, year, variable, superseded_by)
    update indicator_value v set superseded_by = gone.superseded_by
    from gone
    where v.superseded_by = ${importId}::uuid and v.bureau_id = ${bureauId}::uuid and v.school_id = gone.school_id
      and v.stage = gone.stage and v.year = gone.year and v.variable = gone.variable`.execute(db);
  onProgress(0.3);

  try {
    for (const table of ['affiliation', 'cluster_membership', 'cluster', 'membership'] as const) {
      await sql`delete from ${sql.table(table)} where import_id = ${importId}::uuid`.execute(db);
    }
    onProgress(0.5);
    const changes = await loadChanges(db, importId);
    if (!(await changeRows(db, bureauId, reverseChanges(changes)))) {
      throw new AppError('conflict', BLOCKED_BY_OTHER_RECORDS);
    }
    for (const [index, table] of (
      ['school_code', 'school_profile', 'school', 'group_profile', 'education_group'] as const
    ).entries()) {
      await sql`delete from ${sql.table(table)} where import_id = ${importId}::uuid`.execute(db);
      onProgress(0.5 + 0.1 * (index + 1));
    }
  } catch (error) {
    // A foreign key or exclusion constraint stands for a record that was made later.
    if (/^23/.test(String((error as { code?: unknown }).code)))
      throw new AppError('conflict', BLOCKED_BY_OTHER_RECORDS);
    throw error;
  }
  await sql`delete from import_before where import_id = ${importId}::uuid`.execute(db);
}

async function findChangedByHand(db: BureauTransaction, importId: string): Promise<LocalText[]> {
  const { rows } = await sql<{ before: WrittenDigest }>`
    select before from import_before where import_id = ${importId}::uuid and table_name = ${WROTE}`.execute(
    db,
  );
  return rows[0] ? listChanged(rows[0].before, await digestWritten(db, importId)) : [];
}

function blockedByChanges(changed: readonly LocalText[]): LocalText {
  return {
    en: `People have since changed records that this import made: ${changed.map(({ en }) => en).join(', ')}. Taking it back would lose their changes. Reverse these first.`,
    zh: `此次导入所建的记录之后经人工修改：${changed.map(({ zh }) => zh).join('、')}。撤销会丢失这些修改，请先恢复原状。`,
  };
}

async function loadChanges(db: BureauTransaction, importId: string): Promise<RowChange[]> {
  const rows = await sql<{
    table_name: string;
    before: { before: RowChange['before']; after: RowChange['after'] };
  }>`
    select table_name, before from import_before
    where import_id = ${importId}::uuid and table_name not in (${RELIES_ON}, ${WROTE}) order by seq`.execute(
    db,
  );
  return rows.rows.map(({ table_name, before }) => ({ table: table_name as RowChange['table'], ...before }));
}
