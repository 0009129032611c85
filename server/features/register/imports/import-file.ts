/** Whole imports in one call, as the bureau: for the command line and the example's loader. */

import { sql } from 'kysely';
import type { Problem } from '../../../../contract/problems/index.ts';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { WHOLE_BUREAU } from './policy.ts';
import { BUSY } from './refusals.ts';
import { applyInside, type ImportJob, keepRefusal, refusalOf } from './run-jobs.ts';
import {
  deflateFile,
  findImportRow,
  insertFile,
  insertImport,
  lockImportRow,
  refreshStatistics,
  setMapping,
  takeTurn,
} from './store.ts';
import type { CheckOutput, ImportServices, Progress } from './types.ts';
import { undoImport } from './undo-import.ts';
import { assertFileSize, plainFileName } from './uploaded-file.ts';
import { createUuidV7 } from './uuid-v7.ts';

export interface ImportFileRequest {
  readonly bureauId: string;
  readonly actorName: string;
  readonly groupId?: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly presetId?: string;
  readonly mapping?: NonNullable<CheckOutput['mapping']>;
  readonly onProgress?: (progress: Progress) => void;
}

export type ImportFileResult =
  | {
      readonly kind: 'applied';
      readonly importId: string;
      readonly rows: number;
      readonly counts: Readonly<Record<string, number>>;
      readonly notices: readonly Problem[];
    }
  | {
      readonly kind: 'refused';
      readonly importId: string;
      readonly rows: number;
      readonly problems: readonly Problem[];
    };

/** Reads, checks and applies a file in one go, as the bureau: for the command line and the example's loader. */
export async function importFile(
  services: ImportServices,
  request: ImportFileRequest,
): Promise<ImportFileResult> {
  const { bureauId, onProgress = () => {} } = request;
  assertFileSize(request.bytes);
  const fileName = plainFileName(request.fileName);
  const file = await deflateFile(fileName, request.bytes);
  const importId = createUuidV7();
  const store = async (db: BureauTransaction): Promise<void> => {
    await insertImport(db, {
      id: importId,
      bureauId,
      groupId: request.groupId ?? null,
      fileName,
      status: 'checking',
      scope: WHOLE_BUREAU,
      createdBy: 'system',
      createdByName: request.actorName,
    });
    await setMapping(db, importId, {
      presetId: request.presetId ?? null,
      mapping: request.mapping ?? null,
      sheet: null,
    });
    await insertFile(db, { bureauId, importId }, { ...file, ordinal: 0, rowCount: 0 });
  };
  let output: CheckOutput;
  let counts: Readonly<Record<string, number>> = {};
  try {
    output = await services.database.asBureau(bureauId, async (db) => {
      await store(db);
      const row = (await findImportRow(db, importId))!;
      const result = await applyInside(services, db, row, [file], onProgress);
      counts = (await findImportRow(db, importId))!.counts;
      return result;
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    await services.database.asBureau(bureauId, store);
    await keepRefusal(services, { bureauId, importId }, refusal);
    onProgress({ phase: 'failed', doneRows: 0, allRows: 0, message: null });
    return { kind: 'refused', importId, rows: 0, problems: [refusal] };
  }
  const rows = output.facts?.rowCount ?? 0;
  if (output.plan) await refreshStatistics(services.database, rows);
  onProgress({ phase: output.plan ? 'done' : 'failed', doneRows: rows, allRows: rows, message: null });
  return output.plan
    ? { kind: 'applied', importId, rows, counts, notices: output.problems }
    : { kind: 'refused', importId, rows, problems: output.problems };
}

/** Takes an applied import back, as the bureau. */
export async function undoImportNow(services: ImportServices, job: ImportJob): Promise<void> {
  await services.database.asBureau(job.bureauId, async (db) => {
    const row = await lockImportRow(db, job.importId);
    if (row?.status !== 'applied') throw new AppError('conflict', BUSY);
    await takeTurn(db, job.bureauId);
    await undoImport(db, job, () => {});
    await sql`update data_import set status = 'undone', undone_at = clock_timestamp() where id = ${job.importId}::uuid`.execute(
      db,
    );
  });
}
