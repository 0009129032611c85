import type { ImportPreset, RouteRequest } from '@trellis/contract';
import { sql } from 'kysely';
import { describeProblem, type Problem } from '../../../../contract/problems/index.ts';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { assertMayChangeImport, assertMayImport, scopeOf } from './policy.ts';
import { toPreset } from './presets/index.ts';
import { ALREADY_APPLIED, assertOpen, BUSY, blockedByErrors } from './refusals.ts';
import { CHECK_MODULE, type IMPORT_QUEUES, startJob } from './run-jobs.ts';
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
  listOwnPresets,
  loadFiles,
  lockImportRow,
  saveCheck,
  setMapping,
  setStatus,
} from './store.ts';
import type { CheckOutput, FileFacts, ImportServices } from './types.ts';
import { assertFileSize, plainFileName } from './uploaded-file.ts';
import { createUuidV7 } from './uuid-v7.ts';

interface ReadFixes {
  readonly rowCount: number | null;
  readonly sheet: string | null;
  readonly problems: readonly Problem[];
  readonly isSheetOfFixes: boolean;
  readonly unknown: string[];
  readonly doubled: string[];
}

interface ReadFacts {
  readonly facts: FileFacts | null;
  readonly presetId: string | null;
  readonly mapping: CheckOutput['mapping'];
  readonly problems: readonly Problem[];
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
  // Whether this person may is asked before their file is looked at.
  const { row: mended, original } = await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await findImportRow(db, importId);
    assertMayChangeImport(actor, row);
    return { row, original: (await loadFiles(db, importId))[0]! };
  });
  assertOpen(mended);
  assertFileSize(upload.bytes);
  const fileName = plainFileName(upload.fileName);
  const file = await deflateFile(fileName, upload.bytes);
  const read = await services.workers.run<ReadFixes>(CHECK_MODULE, 'readFixes', [
    { fileName, deflated: file.deflated },
    original,
    { sheet: mended.sheet, headerRow: mended.header_row },
  ]);
  if (read.rowCount === null) {
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
  assertFixesFit(read);
  await startWork(services, actor, importId, 'check', async (db, row) => {
    assertOpen(row);
    const files = await loadFiles(db, importId);
    await insertFile(
      db,
      { bureauId: actor.bureauId, importId },
      { ...file, ordinal: files.length, rowCount: read.rowCount!, sheet: read.sheet },
    );
  });
}

/** A sheet that names rows the file has not, or one row twice, is refused as it comes: nothing of it is kept. */
function assertFixesFit({ unknown, doubled }: Pick<ReadFixes, 'unknown' | 'doubled'>): void {
  const list = (values: readonly string[], comma: string) =>
    values
      .slice(0, 10)
      .map((value) => `“${value}”`)
      .join(comma);
  if (unknown.length > 0) {
    throw new AppError('unprocessable', {
      en: `The column “row” names rows that the file does not have: ${list(unknown, ', ')}. Keep the numbers of the sheet of bad rows and upload it again.`,
      zh: `“行号”列中的${list(unknown, '、')}在原文件中不存在。请保留下载的问题行表格中的行号，再重新上传。`,
    });
  }
  if (doubled.length > 0) {
    throw new AppError('unprocessable', {
      en: `The column “row” names a row more than once: ${list(doubled, ', ')}. Keep one line for each row and upload the sheet again.`,
      zh: `“行号”列中的${list(doubled, '、')}重复出现。每个行号只保留一行，再重新上传。`,
    });
  }
}

function joinWords(finding: Problem, language: 'en' | 'zh'): string {
  const { message, remedy } = describeProblem(finding, language);
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

export async function startUndo(services: ImportServices, actor: Actor, importId: string): Promise<void> {
  await startWork(services, actor, importId, 'undo', async (_, row) => {
    if (row.status !== 'applied') {
      throw new AppError('conflict', {
        en: 'Only an applied import can be taken back.',
        zh: '只有已写入的导入才能撤销。',
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
