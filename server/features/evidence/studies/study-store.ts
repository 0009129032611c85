import type {
  StudyColumn,
  StudyData,
  StudyDesign,
  StudyProgress,
  StudyResult,
  StudyStatus,
} from '@trellis/contract';
import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';

export interface StudyRow {
  readonly id: string;
  readonly groupId: string | null;
  readonly title: string;
  readonly status: StudyStatus;
  readonly version: number;
  readonly earlier: string | null;
  readonly example: boolean;
  readonly design: StudyDesign | null;
  readonly hash: string | null;
  readonly frozenAt: Date | null;
  readonly frozenBy: string | null;
  readonly progress: StudyProgress | null;
  readonly finishedAt: Date | null;
  readonly createdBy: string;
  readonly createdByName: string;
  readonly createdAt: Date;
}

const COLUMNS = sql`id, group_id as "groupId", title, status, version, earlier_id as earlier, example, design, hash,
  frozen_at as "frozenAt", frozen_by as "frozenBy", progress, finished_at as "finishedAt", created_by as "createdBy",
  created_by_name as "createdByName", created_at as "createdAt"`;

export async function findStudy(
  db: BureauTransaction,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<StudyRow | undefined> {
  const { rows } = await sql<StudyRow>`
    select ${COLUMNS} from study where bureau_id = trellis_bureau() and id = ${id}::uuid
    ${lock ? sql`for update` : sql``}`.execute(db);
  return rows[0];
}

export async function pageStudies(
  db: BureauTransaction,
  groupIds: readonly string[] | 'all',
  { page, pageSize }: { page: number; pageSize: number },
): Promise<{ rows: StudyRow[]; total: number }> {
  const seen = groupIds === 'all' ? sql`true` : sql`group_id = any(${`{${groupIds.join(',')}}`}::uuid[])`;
  const { rows } = await sql<StudyRow & { total: number }>`
    select ${COLUMNS}, count(*) over () as total from study where bureau_id = trellis_bureau() and ${seen}
    order by created_at desc, id desc limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(db);
  if (rows[0]) return { rows, total: rows[0].total };
  const counted = await sql<{ total: number }>`
    select count(*) as total from study where bureau_id = trellis_bureau() and ${seen}`.execute(db);
  return { rows: [], total: counted.rows[0]!.total };
}

export async function listLaterVersions(
  db: BureauTransaction,
  id: string,
): Promise<{ id: string; version: number }[]> {
  const { rows } = await sql<{ id: string; version: number }>`
    with recursive later as (
      select id, version from study where bureau_id = trellis_bureau() and earlier_id = ${id}::uuid
      union all
      select s.id, s.version from study s join later l on s.earlier_id = l.id where s.bureau_id = trellis_bureau())
    select id, version from later order by version, id`.execute(db);
  return rows;
}

export interface NewStudy {
  readonly bureauId: string;
  readonly groupId: string | null;
  readonly title: string;
  readonly createdBy: string;
  readonly createdByName: string;
  readonly example?: boolean;
}

export async function insertStudy(db: BureauTransaction, study: NewStudy): Promise<string> {
  const { id } = await db
    .insertInto('study')
    .values({
      bureau_id: study.bureauId,
      group_id: study.groupId,
      title: study.title,
      created_by: study.createdBy,
      created_by_name: study.createdByName,
      example: study.example ?? false,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** A draft that continues a frozen study with its data and design. Call inside the transaction. */
export async function insertVersion(
  db: BureauTransaction,
  earlier: StudyRow,
  by: { id: string; name: string },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into study (bureau_id, group_id, title, version, earlier_id, design, created_by, created_by_name)
    select bureau_id, group_id, title, version + 1, id, design, ${by.id}, ${by.name}
    from study where bureau_id = trellis_bureau() and id = ${earlier.id}::uuid returning id`.execute(db);
  const { id } = rows[0]!;
  await sql`
    insert into study_data (study_id, bureau_id, source, file_name, row_count, sha256, columns, register, deflated)
    select ${id}::uuid, bureau_id, source, file_name, row_count, sha256, columns, register, deflated
    from study_data where bureau_id = trellis_bureau() and study_id = ${earlier.id}::uuid`.execute(db);
  return id;
}

export async function deleteStudy(db: BureauTransaction, id: string): Promise<void> {
  await db.deleteFrom('study').where('id', '=', id).execute();
}

export async function saveDesign(db: BureauTransaction, id: string, design: StudyDesign): Promise<void> {
  await db
    .updateTable('study')
    .set({ design: JSON.stringify(design) })
    .where('id', '=', id)
    .execute();
}

export interface FrozenMark {
  readonly text: string;
  readonly hash: string;
  readonly at: Date;
  readonly by: string;
}

export async function saveFrozen(db: BureauTransaction, id: string, mark: FrozenMark): Promise<void> {
  await db
    .updateTable('study')
    .set({
      status: 'frozen',
      frozen_text: mark.text,
      hash: mark.hash,
      frozen_at: mark.at,
      frozen_by: mark.by,
    })
    .where('id', '=', id)
    .execute();
}

export async function setStudyStatus(
  db: BureauTransaction,
  id: string,
  status: StudyStatus,
  progress: StudyProgress,
): Promise<void> {
  await db
    .updateTable('study')
    .set({
      status,
      progress: JSON.stringify(progress),
      ...(status === 'done' || status === 'refused' || status === 'failed'
        ? { finished_at: new Date() }
        : {}),
    })
    .where('id', '=', id)
    .execute();
}

export interface NewStudyData extends Omit<StudyData, 'columns'> {
  readonly columns: readonly StudyColumn[];
  readonly deflated: Uint8Array;
}

export async function saveData(
  db: BureauTransaction,
  { bureauId, studyId }: { bureauId: string; studyId: string },
  data: NewStudyData,
): Promise<void> {
  await db.deleteFrom('study_data').where('study_id', '=', studyId).execute();
  await db
    .insertInto('study_data')
    .values({
      study_id: studyId,
      bureau_id: bureauId,
      source: data.source,
      file_name: data.fileName,
      row_count: data.rows,
      sha256: data.sha256,
      columns: JSON.stringify(data.columns),
      register: data.register === null ? null : JSON.stringify(data.register),
      deflated: data.deflated,
    })
    .execute();
}

export async function findData(db: BureauTransaction, studyId: string): Promise<StudyData | undefined> {
  const { rows } = await sql<StudyData>`
    select source, file_name as "fileName", row_count as rows, sha256, columns, register
    from study_data where bureau_id = trellis_bureau() and study_id = ${studyId}::uuid`.execute(db);
  return rows[0];
}

export async function loadBytes(db: BureauTransaction, studyId: string): Promise<Uint8Array> {
  const { deflated } = await db
    .selectFrom('study_data')
    .select('deflated')
    .where('study_id', '=', studyId)
    .executeTakeFirstOrThrow();
  return deflated;
}

export async function saveResult(
  db: BureauTransaction,
  { bureauId, studyId }: { bureauId: string; studyId: string },
  result: StudyResult,
): Promise<void> {
  await sql`insert into study_result (study_id, bureau_id, body)
    values (${studyId}::uuid, ${bureauId}::uuid, ${JSON.stringify(result)}::jsonb)
    on conflict (study_id) do update set body = excluded.body, created_at = now()`.execute(db);
}

export async function findResult(db: BureauTransaction, studyId: string): Promise<StudyResult | undefined> {
  const { rows } = await sql<{ body: StudyResult }>`
    select body from study_result where bureau_id = trellis_bureau() and study_id = ${studyId}::uuid`.execute(
    db,
  );
  return rows[0]?.body;
}

/** Studies whose run a stop cut off. */
export async function listRunning(db: BureauTransaction): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from study where bureau_id = trellis_bureau() and status = 'running'`.execute(db);
  return rows.map(({ id }) => id);
}
