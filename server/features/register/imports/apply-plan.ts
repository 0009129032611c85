/** Writes a checked plan: changes, new records, values, and what is needed to take it all back. */
import { type BureauTransaction, insertRows } from '../../../platform/database/index.ts';
import { insertNewValues, mergeKnownValues } from './apply-values.ts';
import { changeRows, keepChange } from './change-rows.ts';
import { FILLED_TABLES, type FilledTable, type RegisterPlan } from './types.ts';
import { digestWritten } from './written-digest.ts';

type ColumnType = Parameters<typeof insertRows>[2][string];

const COLUMNS: Readonly<Record<FilledTable, Readonly<Record<string, ColumnType>>>> = {
  school: { id: 'uuid' },
  school_profile: {
    school_id: 'uuid',
    during: 'daterange',
    name_en: 'text',
    name_zh: 'text',
    short_name: 'text',
    stage: 'text',
    location: 'text',
    lat: 'double precision',
    lon: 'double precision',
    level: 'text',
    start_known: 'boolean',
    source: 'text',
  },
  school_code: { scheme: 'text', code: 'text', school_id: 'uuid', during: 'daterange' },
  education_group: { id: 'uuid', code: 'text', kind: 'text' },
  group_profile: {
    group_id: 'uuid',
    during: 'daterange',
    name_en: 'text',
    name_zh: 'text',
    start_known: 'boolean',
  },
  membership: {
    id: 'uuid',
    group_id: 'uuid',
    school_id: 'uuid',
    governing: 'boolean',
    role: 'text',
    during: 'daterange',
    start_known: 'boolean',
  },
  cluster: {
    id: 'uuid',
    group_id: 'uuid',
    code: 'text',
    name_en: 'text',
    name_zh: 'text',
    during: 'daterange',
  },
  cluster_membership: { group_id: 'uuid', cluster_id: 'uuid', school_id: 'uuid', during: 'daterange' },
  affiliation: { from_school_id: 'uuid', to_school_id: 'uuid', kind: 'text', during: 'daterange' },
};

/** Thrown when the register is no longer as the plan found it; the transaction must be rolled back. */
export class RegisterHasChanged extends Error {}

/**
 * Call inside the transaction.
 *
 * @param onProgress share of the work done, 0 to 1.
 * @returns how many records of each kind were created, changed, found the same.
 */
export async function applyPlan(
  db: BureauTransaction,
  plan: RegisterPlan,
  ids: { bureauId: string; importId: string },
  onProgress: (share: number) => void,
): Promise<Record<string, number>> {
  const all =
    FILLED_TABLES.reduce((sum, table) => sum + plan.inserts[table].length, 0) +
    plan.newSchoolValues.value.length +
    plan.knownSchoolValues.value.length;
  let done = 0;
  const report = (batch: number) => onProgress(all === 0 ? 1 : (done + batch) / all);

  if (!(await changeRows(db, ids.bureauId, plan.changes))) throw new RegisterHasChanged();
  for (const table of FILLED_TABLES) {
    const columns = COLUMNS[table];
    const names = Object.keys(columns);
    const rows = plan.inserts[table].map((row) => [
      ids.bureauId,
      ids.importId,
      ...names.map((name) => row[name]),
    ]);
    await insertRows(db, table, { bureau_id: 'uuid', import_id: 'uuid', ...columns }, rows, report);
    done += rows.length;
  }
  await insertNewValues(db, plan.newSchoolValues, ids, report);
  done += plan.newSchoolValues.value.length;
  const merged = await mergeKnownValues(db, plan.knownSchoolValues, ids, report);

  const kept = [
    { table: WROTE, body: await digestWritten(db, ids.importId) },
    ...plan.changes.map(keepChange),
    ...[...new Set([...plan.reliesOn, ...merged.sameFrom])]
      .filter((importId) => importId !== ids.importId)
      .map((importId) => ({ table: RELIES_ON, body: { import_id: importId } })),
  ];
  await insertRows(
    db,
    'import_before',
    { bureau_id: 'uuid', import_id: 'uuid', seq: 'integer', table_name: 'text', before: 'jsonb' },
    kept.map(({ table, body }, seq) => [ids.bureauId, ids.importId, seq, table, JSON.stringify(body)]),
  );
  return countValues(plan, merged);
}

/** Marks in `import_before` an import on whose records this one builds. */
export const RELIES_ON = 'relies-on';

/** Marks in `import_before` the digest of what this import wrote. */
export const WROTE = 'wrote';

export function countValues(
  plan: Pick<RegisterPlan, 'counts' | 'newSchoolValues'>,
  merged: { created: number; changed: number; same: number },
): Record<string, number> {
  const counts: Record<string, number> = { ...plan.counts };
  const values = {
    'values.new': plan.newSchoolValues.value.length + merged.created,
    'values.changed': merged.changed,
    'values.same': merged.same,
  };
  for (const [key, count] of Object.entries(values)) if (count > 0) counts[key] = count;
  return counts;
}
