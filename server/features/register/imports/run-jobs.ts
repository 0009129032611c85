/** The work of imports that outlives its request: checking, applying, taking back, and taking up what a stop cut off. */

import type { LocalText } from '@trellis/contract';
import { sql } from 'kysely';
import { makeProblem, type Problem } from '../../../../contract/problems/index.ts';
import { type BureauTransaction, describeBrokenRule } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { applyPlan, countValues, RegisterHasChanged } from './apply-plan.ts';
import { mergeKnownValues } from './apply-values.ts';
import type { FileKeys } from './file-keys.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { ProgressHub } from './progress-hub.ts';
import {
  findImportRow,
  type ImportRow,
  insertProblems,
  listChecking,
  listOwnPresets,
  loadFiles,
  lockImportRow,
  refreshStatistics,
  resetInterrupted,
  saveCheck,
  setStatus,
  takeTurn,
} from './store.ts';
import type { CheckInput, CheckOutput, ImportServices, Progress, StoredFile } from './types.ts';
import { undoImport } from './undo-import.ts';

/** Work handed to the job queue; each finds from the import's status whether it is still to be done. */
export const IMPORT_QUEUES = { check: 'import-check', apply: 'import-apply', undo: 'import-undo' } as const;

export interface ImportJob {
  readonly bureauId: string;
  readonly importId: string;
}

export const progressHub = new ProgressHub();

export const CHECK_MODULE = new URL('./check-file.ts', import.meta.url);

/** Reads and checks in a worker thread. */
function runCheck(
  { workers }: ImportServices,
  input: CheckInput,
  onProgress: (progress: Progress) => void,
): Promise<CheckOutput> {
  return workers.run<CheckOutput>(CHECK_MODULE, 'checkFile', [input], {
    onProgress: (progress) => onProgress(progress as Progress),
  });
}

export async function startJob(
  services: ImportServices,
  work: keyof typeof IMPORT_QUEUES,
  job: ImportJob,
): Promise<void> {
  const phase = ({ check: 'checking', apply: 'applying', undo: 'undoing' } as const)[work];
  progressHub.start(job.bureauId, job.importId, phase);
  await services.jobs.enqueue(IMPORT_QUEUES[work], job);
}

/** Today where the server stands. */
function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

async function checkInput(
  { workers }: ImportServices,
  db: BureauTransaction,
  row: ImportRow,
  files?: readonly StoredFile[],
): Promise<CheckInput> {
  const file = {
    files: files ?? (await loadFiles(db, row.id)),
    sheet: row.sheet,
    headerRow: null,
    mapping: row.mapping,
    presetId: row.preset_id,
    ownPresets: await listOwnPresets(db),
  };
  const { scope, group_id: groupId } = row;
  // Rows that name no group may belong to the one somebody leads.
  const defaultGroupId = groupId ?? (scope.groupIds.length === 1 ? scope.groupIds[0]! : null);
  const keys = await workers.run<FileKeys>(CHECK_MODULE, 'readKeys', [file]);
  return {
    ...file,
    snapshot: await loadSnapshot(db, keys, defaultGroupId),
    scope,
    groupId,
    today: today(),
  };
}

/** Runs a job's work; a fault leaves the import as it was before, with words for the person who waits. */
async function runJob(
  services: ImportServices,
  job: ImportJob,
  statusAfterFault: 'failed' | 'checked' | 'applied',
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const refusal = error instanceof AppError ? error.text : undefined;
    if (!refusal) services.log.error({ err: error, importId: job.importId }, 'import failed');
    const failure: LocalText = refusal ?? {
      en: 'Something went wrong on the server; nothing was changed. Try again, or tell the people who run it.',
      zh: '服务器出现故障，未作任何更改。请重试，或联系系统管理员。',
    };
    await services.database.asBureau(job.bureauId, (db) =>
      setStatus(db, job.importId, statusAfterFault, { failure: JSON.stringify(failure) }),
    );
    progressHub.report(job.importId, { phase: 'failed', doneRows: 0, allRows: 0, message: null });
  }
}

export async function runCheckJob(services: ImportServices, job: ImportJob): Promise<void> {
  const { database } = services;
  const { bureauId, importId } = job;
  const report = (progress: Progress) => progressHub.report(importId, progress);
  await runJob(services, job, 'failed', async () => {
    const input = await database.asBureau(bureauId, async (db) => {
      const row = await findImportRow(db, importId);
      return row?.status === 'checking' ? checkInput(services, db, row) : undefined;
    });
    if (!input) return;
    const output = await runCheck(services, input, report);
    await database.asBureau(bureauId, async (db) => {
      const row = await lockImportRow(db, importId);
      if (row?.status !== 'checking') return;
      const counts = await countPlan(db, bureauId, output);
      await saveCheck(
        db,
        { bureauId, importId },
        output,
        output.facts === null ? 'unreadable' : 'checked',
        counts,
      );
    });
    const allRows = output.facts?.rowCount ?? 0;
    report({ phase: 'done', doneRows: allRows, allRows, message: null });
  });
}

async function countPlan(
  db: BureauTransaction,
  bureauId: string,
  { plan }: CheckOutput,
): Promise<Record<string, number>> {
  if (!plan) return {};
  return countValues(plan, await mergeKnownValues(db, plan.knownSchoolValues, { bureauId, importId: null }));
}

/**
 * Checks the file once more against the register as it is now, and writes it, in one transaction: the import is
 * applied whole or the register stays as it was.
 *
 * @returns what was found; with errors nothing was written.
 */
export async function applyInside(
  services: ImportServices,
  db: BureauTransaction,
  row: ImportRow,
  files: readonly StoredFile[] | undefined,
  report: (progress: Progress) => void,
): Promise<CheckOutput> {
  const ids = { bureauId: row.bureau_id, importId: row.id };
  await takeTurn(db, ids.bureauId);
  const output = await runCheck(services, await checkInput(services, db, row, files), report);
  if (!output.plan) {
    await saveCheck(db, ids, output, output.facts === null ? 'unreadable' : 'checked', {});
    return output;
  }
  const allRows = output.facts!.rowCount;
  let shown = -1;
  const counts = await applyPlan(db, output.plan, ids, (share) => {
    const doneRows = Math.floor(share * allRows);
    if (doneRows === shown) return;
    shown = doneRows;
    report({ phase: 'applying', doneRows, allRows, message: null });
  });
  await saveCheck(db, ids, output, 'applied', counts);
  await sql`update data_import set applied_at = clock_timestamp() where id = ${row.id}::uuid`.execute(db);
  return output;
}

/** A rule of the database that the check did not foresee: a finding of the file, not a fault of the server. */
export function refusalOf(error: unknown): Problem | undefined {
  if (error instanceof RegisterHasChanged) return makeProblem('register-has-changed');
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !code.startsWith('23')) return undefined;
  const rule = describeBrokenRule(error);
  return makeProblem('rule-of-the-register', rule ? { params: { rule } } : {});
}

export async function runApplyJob(services: ImportServices, job: ImportJob): Promise<void> {
  const { database } = services;
  const { bureauId, importId } = job;
  const report = (progress: Progress) => progressHub.report(importId, progress);
  await runJob(services, job, 'checked', async () => {
    let output: CheckOutput | undefined;
    try {
      output = await database.asBureau(bureauId, async (db) => {
        const row = await lockImportRow(db, importId);
        return row?.status === 'applying' ? applyInside(services, db, row, undefined, report) : undefined;
      });
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      await keepRefusal(services, job, refusal);
      report({ phase: 'failed', doneRows: 0, allRows: 0, message: null });
      return;
    }
    if (!output) return;
    const allRows = output.facts?.rowCount ?? 0;
    if (output.plan) await refreshStatistics(database, allRows);
    report({
      phase: output.plan ? 'done' : 'failed',
      doneRows: output.plan ? allRows : 0,
      allRows,
      message: null,
    });
  });
}

export async function keepRefusal(services: ImportServices, job: ImportJob, refusal: Problem): Promise<void> {
  await services.database.asBureau(job.bureauId, async (db) => {
    await setStatus(db, job.importId, 'checked');
    await addProblem(db, job, refusal);
  });
}

async function addProblem(db: BureauTransaction, job: ImportJob, problem: Problem): Promise<void> {
  const last = await sql<{ seq: number }>`
    select coalesce(max(seq), -1) as seq from import_problem where import_id = ${job.importId}::uuid`.execute(
    db,
  );
  await insertProblems(db, job, [problem], Number(last.rows[0]!.seq) + 1);
}

export async function runUndoJob(services: ImportServices, job: ImportJob): Promise<void> {
  const { bureauId, importId } = job;
  await runJob(services, job, 'applied', async () => {
    const isUndone = await services.database.asBureau(bureauId, async (db) => {
      const row = await lockImportRow(db, importId);
      if (row?.status !== 'undoing') return false;
      await takeTurn(db, bureauId);
      await undoImport(db, { bureauId, importId }, (share) =>
        progressHub.report(importId, {
          phase: 'undoing',
          doneRows: Math.floor(share * row.row_count),
          allRows: row.row_count,
          message: null,
        }),
      );
      await sql`update data_import set status = 'undone', undone_at = clock_timestamp(), failure = null
        where id = ${importId}::uuid`.execute(db);
      return true;
    });
    if (isUndone) progressHub.report(importId, { phase: 'done', doneRows: 0, allRows: 0, message: null });
  });
}

/**
 * Puts back what a stop cut off in the middle of writing: the transaction that did not end has left the old state, and
 * it is for the person to ask again. Call before the job queue starts, which would deliver such a job once more. What
 * another server is still at is locked and left alone.
 */
export async function putBackInterrupted(services: Pick<ImportServices, 'database'>): Promise<void> {
  const { database } = services;
  const bureaus = await database.system.selectFrom('bureau').select('id').execute();
  for (const { id: bureauId } of bureaus) {
    await database.asBureau(bureauId, async (db) => {
      for (const importId of await resetInterrupted(db)) {
        await addProblem(db, { bureauId, importId }, makeProblem('import-interrupted'));
      }
    });
  }
}

/** Asks once more for the checks that a stop cut off. Harmless while another server is still at them. */
export async function resumeChecks(services: ImportServices): Promise<void> {
  const bureaus = await services.database.system.selectFrom('bureau').select('id').execute();
  for (const { id: bureauId } of bureaus) {
    for (const importId of await services.database.asBureau(bureauId, listChecking)) {
      await startJob(services, 'check', { bureauId, importId });
    }
  }
}
