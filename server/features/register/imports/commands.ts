import type { ImportPreset, ImportProblem, LocalText, RouteRequest } from '@trellis/contract';
import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { FILE_LIMITS } from '../../../platform/tables/index.ts';
import { applyPlan, countValues, RegisterHasChanged } from './apply-plan.ts';
import { mergeKnownValues } from './apply-values.ts';
import { assertMayChangeImport, assertMayImport, scopeOf, WHOLE_BUREAU } from './policy.ts';
import { toPreset } from './presets/index.ts';
import { describeFinding, type ImportFinding } from './problem-codes.ts';
import { ProgressHub } from './progress-hub.ts';
import {
  countErrors,
  deflateFile,
  deletePreset,
  findGroupName,
  findImportRow,
  type ImportRow,
  insertFile,
  insertImport,
  insertPreset,
  insertProblems,
  listOwnPresets,
  listUnfinished,
  loadFiles,
  loadSnapshot,
  lockImportRow,
  saveCheck,
  setMapping,
  setStatus,
  takeTurn,
} from './store.ts';
import type { CheckInput, CheckOutput, FileFacts, ImportServices, Progress, StoredFile } from './types.ts';
import { undoImport } from './undo-import.ts';
import { createUuidV7 } from './uuid-v7.ts';

/** Work handed to the job queue; each finds from the import's status whether it is still to be done. */
export const IMPORT_QUEUES = { check: 'import-check', apply: 'import-apply', undo: 'import-undo' } as const;

export interface ImportJob {
  readonly bureauId: string;
  readonly importId: string;
}

export const progressHub = new ProgressHub();

const CHECK_MODULE = new URL('./check-file.ts', import.meta.url);

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

interface ReadFacts {
  readonly facts: FileFacts | null;
  readonly presetId: string | null;
  readonly mapping: CheckOutput['mapping'];
  readonly problems: readonly ImportFinding[];
  readonly isSheetOfFixes: boolean;
}

function assertFileSize(bytes: Uint8Array): void {
  if (bytes.length <= FILE_LIMITS.fileBytes) return;
  const megabytes = Math.ceil(bytes.length / 1024 / 1024);
  const limit = FILE_LIMITS.fileBytes / 1024 / 1024;
  throw new AppError('too-large', {
    en: `The file has ${megabytes} MB; at most ${limit} MB are read. Leave out columns that are not needed, or split it by year.`,
    zh: `文件大小为 ${megabytes} MB，超过 ${limit} MB 的上限。请删去不需要的列，或按年份拆分。`,
  });
}

/** A name to show, never a path to open. */
function plainFileName(fileName: string): string {
  const name = fileName
    .replace(/^.*[/\\]/, '')
    .replace(/\p{Cc}/gu, '')
    .trim();
  return name.slice(0, 255) || 'file';
}

/** Stores an uploaded file; a preset that fits starts its check at once. */
export async function uploadFile(
  services: ImportServices,
  actor: Actor,
  upload: { fileName: string; groupId?: string | undefined; bytes: Uint8Array },
): Promise<string> {
  const groupId = upload.groupId ?? null;
  assertMayImport(actor, groupId);
  assertFileSize(upload.bytes);
  const { bureauId } = actor;
  const fileName = plainFileName(upload.fileName);
  const file = await deflateFile(fileName, upload.bytes);
  const ownPresets = await services.database.asBureau(bureauId, async (db) => {
    if (groupId !== null && !(await findGroupName(db, groupId))) {
      throw new AppError('unprocessable', {
        en: 'The group chosen for this file is not in your register.',
        zh: '所选的教育集团不在您的名册中。',
      });
    }
    return listOwnPresets(db);
  });
  const read = await services.workers.run<ReadFacts>(CHECK_MODULE, 'readFacts', [
    { fileName, deflated: file.deflated },
    ownPresets,
  ]);
  const importId = createUuidV7();
  const status = read.facts === null ? 'unreadable' : read.presetId !== null ? 'checking' : 'read';
  await services.database.asBureau(bureauId, async (db) => {
    await insertImport(db, {
      id: importId,
      bureauId,
      groupId,
      fileName,
      status,
      scope: scopeOf(actor),
      createdBy: actor.userId,
      createdByName: actor.name,
    });
    await insertFile(
      db,
      { bureauId, importId },
      { ...file, ordinal: 0, rowCount: read.facts?.rowCount ?? 0 },
    );
    const output: CheckOutput = {
      ...read,
      fittingPresets: [],
      badRowCount: 0,
      noticeCount: read.problems.filter(({ severity }) => severity === 'notice').length,
      plan: null,
      counts: {},
    };
    await saveCheck(db, { bureauId, importId }, output, status, {});
  });
  if (status === 'checking') await startJob(services, 'check', { bureauId, importId });
  return importId;
}

async function startJob(
  services: ImportServices,
  work: keyof typeof IMPORT_QUEUES,
  job: ImportJob,
): Promise<void> {
  const phase = ({ check: 'checking', apply: 'applying', undo: 'undoing' } as const)[work];
  progressHub.start(job.bureauId, job.importId, phase);
  await services.jobs.enqueue(IMPORT_QUEUES[work], job);
}

/** Moves an import from one status to the next in one step, so that two people cannot both start something. */
async function startWork(
  services: ImportServices,
  actor: Actor,
  importId: string,
  work: keyof typeof IMPORT_QUEUES,
  prepare: (db: BureauTransaction, row: ImportRow) => Promise<void>,
): Promise<void> {
  const status = ({ check: 'checking', apply: 'applying', undo: 'undoing' } as const)[work];
  await services.database.asBureau(actor.bureauId, async (db) => {
    const seen = await findImportRow(db, importId);
    assertMayChangeImport(actor, seen);
    const row = await lockImportRow(db, importId);
    if (!row || ['checking', 'applying', 'undoing'].includes(row.status))
      throw new AppError('conflict', BUSY);
    await prepare(db, row);
    await setStatus(db, importId, status, { scope: scopeOf(actor) });
  });
  await startJob(services, work, { bureauId: actor.bureauId, importId });
}

const BUSY: LocalText = {
  en: 'This import is being worked on. Wait until that is done.',
  zh: '该导入正在处理中，请等待完成。',
};

const ALREADY_APPLIED: LocalText = {
  en: 'This import is applied. Take it back before changing it.',
  zh: '该导入已应用。如需更改，请先撤销。',
};

function assertOpen(row: ImportRow): void {
  if (row.status === 'applied' || row.status === 'undone') {
    throw new AppError(
      'conflict',
      row.status === 'applied'
        ? ALREADY_APPLIED
        : {
            en: 'This import was taken back. Upload the file again to import it once more.',
            zh: '该导入已撤销。如需再次导入，请重新上传文件。',
          },
    );
  }
}

export async function chooseMapping(
  services: ImportServices,
  actor: Actor,
  importId: string,
  choice: RouteRequest<'PUT /api/imports/:id/mapping'>['body'],
): Promise<void> {
  await startWork(services, actor, importId, 'check', async (db, row) => {
    assertOpen(row);
    await setMapping(db, importId, {
      presetId: choice.presetId,
      mapping: choice.mapping,
      sheet: choice.sheet === undefined ? row.sheet : choice.sheet,
    });
  });
}

/** Fixed rows take the place of the bad ones, and the file is checked again. */
export async function uploadFixes(
  services: ImportServices,
  actor: Actor,
  importId: string,
  upload: { fileName: string; bytes: Uint8Array },
): Promise<void> {
  assertFileSize(upload.bytes);
  const fileName = plainFileName(upload.fileName);
  const file = await deflateFile(fileName, upload.bytes);
  const read = await services.workers.run<ReadFacts>(CHECK_MODULE, 'readFacts', [
    { fileName, deflated: file.deflated },
    [],
  ]);
  if (read.facts === null) {
    const first = read.problems.find(({ severity }) => severity === 'error');
    throw new AppError('unprocessable', {
      en: first ? joinWords(first, 'en') : 'The file cannot be read.',
      zh: first ? joinWords(first, 'zh') : '无法读取该文件。',
    });
  }
  if (!read.isSheetOfFixes) {
    throw new AppError('unprocessable', {
      en: 'The file has no column “row”, so it is not known which rows it mends. Take the sheet of bad rows and keep its first column.',
      zh: '文件中没有“行号”列，无法判断要修正哪些行。请使用下载的问题行表格，并保留第一列。',
    });
  }
  await startWork(services, actor, importId, 'check', async (db, row) => {
    assertOpen(row);
    const files = await loadFiles(db, importId);
    await insertFile(
      db,
      { bureauId: actor.bureauId, importId },
      { ...file, ordinal: files.length, rowCount: read.facts!.rowCount },
    );
  });
}

function joinWords(finding: ImportFinding, language: 'en' | 'zh'): string {
  const { message, remedy } = describeFinding(finding, language);
  return language === 'zh' ? `${message}${remedy}` : `${message} ${remedy}`;
}

export async function startApply(services: ImportServices, actor: Actor, importId: string): Promise<void> {
  await startWork(services, actor, importId, 'apply', async (db, row) => {
    assertOpen(row);
    if (row.status !== 'checked') {
      throw new AppError('conflict', {
        en: 'The file has not been checked yet. Choose what its columns mean first.',
        zh: '文件尚未检查，请先确认各列含义。',
      });
    }
    if ((await countErrors(db, importId)) > 0)
      throw new AppError('conflict', blockedByErrors(row.bad_row_count));
  });
}

export function blockedByErrors(badRows: number): LocalText {
  if (badRows === 0) {
    return {
      en: 'The file cannot be applied as it is: see its problems.',
      zh: '文件存在问题，暂不能应用，请查看问题列表。',
    };
  }
  return {
    en: `${badRows} ${badRows === 1 ? 'row' : 'rows'} cannot be read. Put them right first; all rows are applied, or none.`,
    zh: `有 ${badRows} 行无法读取，请先修正；全部行要么一并应用，要么都不应用。`,
  };
}

export async function startUndo(services: ImportServices, actor: Actor, importId: string): Promise<void> {
  await startWork(services, actor, importId, 'undo', async (_, row) => {
    if (row.status !== 'applied') {
      throw new AppError('conflict', {
        en: 'Only an applied import can be taken back.',
        zh: '只有已应用的导入才能撤销。',
      });
    }
  });
}

export async function discardImport(services: ImportServices, actor: Actor, importId: string): Promise<void> {
  await services.database.asBureau(actor.bureauId, async (db) => {
    assertMayChangeImport(actor, await findImportRow(db, importId));
    const row = await lockImportRow(db, importId);
    if (!row || row.status === 'applying' || row.status === 'undoing') throw new AppError('conflict', BUSY);
    if (row.status === 'applied') throw new AppError('conflict', ALREADY_APPLIED);
    await sql`delete from data_import where id = ${importId}::uuid`.execute(db);
  });
}

export async function savePreset(
  services: ImportServices,
  actor: Actor,
  request: { importId: string; name: string },
): Promise<ImportPreset> {
  return services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findImportRow(db, request.importId);
    assertMayChangeImport(actor, row);
    const { mapping } = row;
    if (mapping === null) {
      throw new AppError('conflict', {
        en: 'This import has no mapping to save.',
        zh: '该导入没有可保存的列对应关系。',
      });
    }
    const headerByIndex = new Map(row.columns.map(({ index, header }) => [index, header]));
    const mapped = mapping.columns.flatMap(({ index, field }) => {
      const header = headerByIndex.get(index);
      return header === undefined ? [] : [{ header, field }];
    });
    const name = request.name.trim();
    const preset = {
      id: createUuidV7(),
      name: { en: name, zh: name },
      note: { en: '', zh: '' },
      origin: 'bureau' as const,
      kind: mapping.kind,
      requiredHeaders: mapped.filter(({ field }) => field !== null).map(({ header }) => header),
      fieldByHeader: Object.fromEntries(mapped.map(({ header, field }) => [header, field])),
      keepsNumericColumns: false,
      constants: mapping.constants,
      options: mapping.options,
    };
    await insertPreset(db, actor.bureauId, preset);
    const saved = (await listOwnPresets(db)).find((one) => one.name.en === name)!;
    return toPreset(saved);
  });
}

export async function dropPreset(services: ImportServices, actor: Actor, presetId: string): Promise<void> {
  const isOwn = /^[0-9a-f-]{36}$/.test(presetId);
  const isDropped =
    isOwn && (await services.database.asBureau(actor.bureauId, (db) => deletePreset(db, presetId)));
  if (!isDropped) {
    throw new AppError('not-found', {
      en: 'There is no saved mapping of that name; shipped ones cannot be dropped.',
      zh: '没有该列对应关系；系统自带的不能删除。',
    });
  }
}

/** Today where the server stands. */
function today(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

async function checkInput(
  db: BureauTransaction,
  row: ImportRow,
  files?: readonly StoredFile[],
): Promise<CheckInput> {
  return {
    files: files ?? (await loadFiles(db, row.id)),
    sheet: row.sheet,
    headerRow: null,
    mapping: row.mapping,
    presetId: row.preset_id,
    ownPresets: await listOwnPresets(db),
    snapshot: await loadSnapshot(db),
    scope: row.scope,
    groupId: row.group_id,
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
      return row?.status === 'checking' ? checkInput(db, row) : undefined;
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
async function applyInside(
  services: ImportServices,
  db: BureauTransaction,
  row: ImportRow,
  files: readonly StoredFile[] | undefined,
  report: (progress: Progress) => void,
): Promise<CheckOutput> {
  const ids = { bureauId: row.bureau_id, importId: row.id };
  await takeTurn(db, ids.bureauId);
  const output = await runCheck(services, await checkInput(db, row, files), report);
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
function refusalOf(error: unknown): ImportFinding | undefined {
  const { code, constraint, message } = error as { code?: string; constraint?: string; message?: string };
  if (error instanceof RegisterHasChanged) {
    return { code: 'rule-of-the-register', severity: 'error', params: { reason: '…' } };
  }
  if (!code || !/^23/.test(code)) return undefined;
  return {
    code: 'rule-of-the-register',
    severity: 'error',
    params: { reason: constraint ?? message ?? code },
  };
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
    report({
      phase: output.plan ? 'done' : 'failed',
      doneRows: output.plan ? allRows : 0,
      allRows,
      message: null,
    });
  });
}

async function keepRefusal(services: ImportServices, job: ImportJob, refusal: ImportFinding): Promise<void> {
  await services.database.asBureau(job.bureauId, async (db) => {
    await setStatus(db, job.importId, 'checked');
    const last = await sql<{ seq: number }>`
      select coalesce(max(seq), -1) as seq from import_problem where import_id = ${job.importId}::uuid`.execute(
      db,
    );
    await insertProblems(db, job, [refusal], Number(last.rows[0]!.seq) + 1);
  });
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
 * Takes up again what was running when a server stopped: a transaction that did not end has left nothing, so the work
 * is simply asked for once more. Harmless while another server is still at it.
 */
export async function repairImports(services: ImportServices): Promise<void> {
  const bureaus = await services.database.system.selectFrom('bureau').select('id').execute();
  const works = { checking: 'check', applying: 'apply', undoing: 'undo' } as const;
  for (const { id: bureauId } of bureaus) {
    const unfinished = await services.database.asBureau(bureauId, listUnfinished);
    for (const { id: importId, status } of unfinished) {
      await startJob(services, works[status as keyof typeof works], { bureauId, importId });
    }
  }
}

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
      readonly notices: readonly ImportFinding[];
    }
  | {
      readonly kind: 'refused';
      readonly importId: string;
      readonly rows: number;
      readonly problems: readonly ImportFinding[];
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

/** A finding as the contract shows it. */
export function presentFinding(finding: ImportFinding, language: 'en' | 'zh'): ImportProblem {
  return {
    severity: finding.severity,
    code: finding.code,
    sheet: finding.sheet ?? null,
    row: finding.row ?? null,
    column: finding.column ?? null,
    letter: finding.letter ?? null,
    value: finding.value === undefined ? null : String(finding.value),
    ...describeFinding(finding, language),
  };
}
