import type {
  ImportDetail,
  ImportPreset,
  ImportProgress,
  ImportSummary,
  Language,
  RouteRequest,
  RouteResponse,
} from '@trellis/contract';
import type { Problem } from '../../../../contract/problems/index.ts';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { type Actor, type FileAnswer, inLanguage } from '../../../platform/http/index.ts';
import type { Cell, SheetColumn } from '../../../platform/tables/index.ts';
import { FIELDS } from './fields.ts';
import { detectFittingPresets } from './mapping.ts';
import { BAD_ROW_HEADERS } from './merge-fixes.ts';
import { assertSeesImport, visibleImports } from './policy.ts';
import { presentFinding } from './present-finding.ts';
import { SHIPPED_PRESETS, toPreset } from './presets/index.ts';
import { previewRows } from './preview-rows.ts';
import { blockedByErrors } from './refusals.ts';
import { cellsAt, getRows } from './row-cache.ts';
import { progressHub } from './run-jobs.ts';
import {
  countErrors,
  countFiles,
  findFile,
  findGroupName,
  findImportRow,
  type ImportRow,
  listBadRowNumbers,
  listFixFiles,
  listImportRows,
  listOwnPresets,
  listProblemRows,
  loadFiles,
  type ProblemRow,
  tellsOfSchools,
} from './store.ts';
import type { ImportServices } from './types.ts';
import { blockedByLater, findDependents } from './undo-import.ts';
import { writeSheets } from './write-sheets.ts';

async function getVisible(db: BureauTransaction, actor: Actor, importId: string): Promise<ImportRow> {
  const row = await findImportRow(db, importId);
  assertSeesImport(actor, row);
  return row;
}

async function toSummary(db: BureauTransaction, row: ImportRow): Promise<ImportSummary> {
  const groupName = row.group_id === null ? undefined : await findGroupName(db, row.group_id);
  return {
    id: row.id,
    fileName: row.file_name,
    status: row.status as ImportSummary['status'],
    kind: row.kind,
    presetId: row.preset_id,
    group: row.group_id === null ? null : { id: row.group_id, name: groupName ?? { en: '', zh: '' } },
    createdBy: row.created_by_name,
    createdAt: row.created_at.toISOString(),
    appliedAt: row.applied_at?.toISOString() ?? null,
    undoneAt: row.undone_at?.toISOString() ?? null,
    rows: row.row_count,
    badRows: row.bad_row_count,
    notices: row.notice_count,
    counts: row.counts,
  };
}

export async function listImports(
  { database }: ImportServices,
  actor: Actor,
  query: RouteRequest<'GET /api/imports'>['query'],
): Promise<RouteResponse<'GET /api/imports'>> {
  return database.asBureau(actor.bureauId, async (db) => {
    const { rows, total } = await listImportRows(db, visibleImports(actor), query);
    const items: ImportSummary[] = [];
    for (const row of rows) items.push(await toSummary(db, row));
    return { items, total, ...pick(query) };
  });
}

const pick = ({ page, pageSize }: { page: number; pageSize: number }) => ({ page, pageSize });

export async function getImport(
  { database }: ImportServices,
  actor: Actor,
  importId: string,
  language: Language,
): Promise<ImportDetail> {
  return database.asBureau(actor.bureauId, async (db) => {
    const row = await getVisible(db, actor, importId);
    return {
      ...(await toSummary(db, row)),
      format: row.format,
      encoding: row.encoding,
      sheet: row.sheet,
      sheets: row.sheets,
      headerRow: row.header_row,
      columns: row.columns,
      mapping: row.mapping,
      fittingPresets: detectFittingPresets(row.columns, await listOwnPresets(db)),
      fixFiles: await listFixFiles(db, importId),
      blockedBecause: await explainBlock(db, row, language),
      lastRefusal: mayTryAgain(row) ? failureIn(row, language) : null,
    };
  });
}

/** What stood in the way of the last attempt may be gone: whoever asks again finds out. */
function mayTryAgain({ status }: ImportRow): boolean {
  return status === 'applied' || status === 'checked';
}

function failureIn({ failure }: ImportRow, language: Language): string | null {
  return failure === null ? null : inLanguage(JSON.parse(failure), language);
}

/** Why the import cannot be applied, or taken back, as it stands. */
async function explainBlock(
  db: BureauTransaction,
  row: ImportRow,
  language: Language,
): Promise<string | null> {
  if (row.status === 'applied') {
    const later = await findDependents(db, row.id);
    return later.length > 0 ? inLanguage(blockedByLater(later), language) : null;
  }
  if (row.status === 'checked' && (await countErrors(db, row.id)) > 0) {
    return inLanguage(blockedByErrors(row.bad_row_count), language);
  }
  return mayTryAgain(row) ? null : failureIn(row, language);
}

function toFinding(row: ProblemRow): Problem {
  return {
    code: row.code as Problem['code'],
    severity: row.severity,
    ...(row.sheet === null ? {} : { sheet: row.sheet }),
    ...(row.row === null ? {} : { row: row.row }),
    ...(row.column_header === null ? {} : { column: row.column_header }),
    ...(row.letter === null ? {} : { letter: row.letter }),
    ...(row.value === null ? {} : { value: row.value }),
    params: row.params,
  };
}

export async function listProblems(
  { database }: ImportServices,
  actor: Actor,
  importId: string,
  query: RouteRequest<'GET /api/imports/:id/problems'>['query'],
): Promise<RouteResponse<'GET /api/imports/:id/problems'>> {
  return database.asBureau(actor.bureauId, async (db) => {
    await getVisible(db, actor, importId);
    const { rows, total } = await listProblemRows(db, importId, {
      severity: query.severity,
      limit: query.pageSize,
      offset: (query.page - 1) * query.pageSize,
    });
    return { items: rows.map((row) => presentFinding(toFinding(row), query.lang)), total, ...pick(query) };
  });
}

export async function getPreview(
  services: ImportServices,
  actor: Actor,
  importId: string,
  query: RouteRequest<'GET /api/imports/:id/preview'>['query'],
): Promise<RouteResponse<'GET /api/imports/:id/preview'>> {
  const { database } = services;
  const { row, fileCount, badRows } = await database.asBureau(actor.bureauId, async (db) => {
    const seen = await getVisible(db, actor, importId);
    return {
      row: seen,
      fileCount: await countFiles(db, importId),
      badRows: new Set(await listBadRowNumbers(db, importId)),
    };
  });
  if (row.mapping === null) return { fields: [], items: [], total: 0, ...pick(query) };
  const table = await getRows(services, { importId, sheet: row.sheet, fileCount }, () =>
    database.asBureau(actor.bureauId, (db) => loadFiles(db, importId)),
  );
  const preview = previewRows(table, row.mapping, {
    offset: (query.page - 1) * query.pageSize,
    limit: query.pageSize,
  });
  return {
    fields: preview.fields,
    items: preview.rows.map((one) => ({ ...one, bad: badRows.has(one.row) })),
    total: table.lines.length,
    ...pick(query),
  };
}

/** The bad rows with all their columns, their row number first, what is wrong and what to do last. */
export async function getBadRows(
  services: ImportServices,
  actor: Actor,
  importId: string,
  { lang, format }: { lang: Language; format: 'xlsx' | 'csv' },
): Promise<FileAnswer> {
  const { database } = services;
  const loaded = await database.asBureau(actor.bureauId, async (db) => {
    const row = await getVisible(db, actor, importId);
    const { rows } = await listProblemRows(db, importId, { severity: 'error', limit: 1_000_000, offset: 0 });
    return { row, fileCount: await countFiles(db, importId), findings: rows.map(toFinding) };
  });
  const byRow = Map.groupBy(
    loaded.findings.filter(({ row }) => row !== undefined),
    ({ row }) => row!,
  );
  const table = await getRows(
    services,
    { importId, sheet: loaded.row.sheet, fileCount: loaded.fileCount },
    () => database.asBureau(actor.bureauId, (db) => loadFiles(db, importId)),
  );
  const columns: SheetColumn[] = [
    { header: BAD_ROW_HEADERS.row[lang], width: 8 },
    ...table.columns.map(({ header }) => ({ header })),
    { header: BAD_ROW_HEADERS.problem[lang], width: 60 },
    { header: BAD_ROW_HEADERS.remedy[lang], width: 60 },
  ];
  const [colon, separator] = lang === 'zh' ? ['：', ''] : [': ', ' '];
  const rows = [...table.rowNumbers].flatMap((row, index): Cell[][] => {
    if (!byRow.has(row)) return [];
    const cells = cellsAt(table, index);
    const words = byRow.get(row)!.map((finding) => presentFinding(finding, lang));
    return [
      [
        row,
        ...table.columns.map(({ index }) => cells[index] ?? null),
        words
          .map(({ column, message }) => (column ? `${column}${colon}${message}` : message))
          .join(separator),
        [...new Set(words.map(({ remedy }) => remedy))].join(separator),
      ],
    ];
  });
  const stem = loaded.row.file_name.replace(/\.[^.]*$/, '');
  return writeSheets(
    [{ name: lang === 'zh' ? '问题行' : 'bad rows', columns, rows }],
    `${stem}-${lang === 'zh' ? '问题行' : 'bad-rows'}`,
    format,
  );
}

export async function getPresets(
  { database }: ImportServices,
  actor: Actor,
): Promise<RouteResponse<'GET /api/import-presets'>> {
  const own = await database.asBureau(actor.bureauId, listOwnPresets);
  const presets: ImportPreset[] = [...own, ...SHIPPED_PRESETS].map(toPreset);
  const fields = FIELDS.map(({ id, name, kinds, type, required }) => ({
    id,
    name,
    kind: [...kinds],
    type,
    required,
  }));
  return { presets, fields };
}

/** Progress of an import until its work ends. */
export async function watchProgress(
  { database }: ImportServices,
  actor: Actor,
  importId: string,
): Promise<AsyncIterable<ImportProgress>> {
  const readNow = () =>
    database.asBureau(actor.bureauId, async (db): Promise<ImportProgress> => {
      const row = await getVisible(db, actor, importId);
      const all = row.row_count;
      switch (row.status) {
        case 'checking':
        case 'applying':
        case 'undoing':
          return { phase: row.status, doneRows: 0, allRows: all, message: null };
        case 'failed':
        case 'unreadable':
          return { phase: 'failed', doneRows: 0, allRows: all, message: null };
        default:
          return { phase: 'done', doneRows: all, allRows: all, message: null };
      }
    });
  // Whether one may watch is asked once; then, while the work runs here, watching asks the database for nothing.
  if (!progressHub.isRunning(actor.bureauId, importId) || !actor.bureauWide) await readNow();
  return progressHub.watch(importId, readNow);
}

/** One row of the file as it was: for those who may see the import, or a school the row tells of. */
export async function getSourceRow(
  services: ImportServices,
  actor: Actor,
  place: { id: string; row: number; file: number },
  today: string,
): Promise<RouteResponse<'GET /api/imports/:id/rows/:row'>> {
  const { database } = services;
  const loaded = await database.asBureau(actor.bureauId, async (db) => {
    const row = await findImportRow(db, place.id);
    const isVisible =
      row !== undefined &&
      (actor.bureauWide ||
        row.created_by === actor.userId ||
        (await tellsOfSchools(
          db,
          { importId: place.id, file: place.file, row: place.row, today },
          {
            groupIds: actor.visibleGroupIds,
            schoolIds: actor.authorities.flatMap((one) => (one.scopeKind === 'school' ? [one.scopeId] : [])),
          },
        )));
    const file = isVisible ? await findFile(db, place.id, place.file) : undefined;
    return row && file && { fileName: file.fileName, sheet: place.file === 0 ? row.sheet : file.sheet };
  });
  const notFound = new AppError('not-found', {
    en: 'There is no such row, or it is outside what you may see.',
    zh: '该行不存在，或不在您的查看范围内。',
  });
  if (!loaded) throw notFound;
  const table = await getRows(
    services,
    { importId: place.id, sheet: loaded.sheet, onlyFile: place.file },
    () => database.asBureau(actor.bureauId, async (db) => [(await loadFiles(db, place.id))[place.file]!]),
  );
  const index = table.rowNumbers.indexOf(place.row);
  if (index < 0) throw notFound;
  const cells = cellsAt(table, index);
  return {
    ...loaded,
    row: place.row,
    cells: table.columns.map(({ index: at, letter, header }) => ({
      letter,
      header,
      value: String(cells[at] ?? ''),
    })),
  };
}
