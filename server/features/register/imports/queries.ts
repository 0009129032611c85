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
import type { TEMPLATE_FIELDS as TemplateFields } from '../../../../contract/template/index.ts';
import { TEMPLATE_FIELDS } from '../../../../contract/template/index.ts';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { type Actor, type FileAnswer, inLanguage } from '../../../platform/http/index.ts';
import { type Cell, type SheetColumn, writeCsv, writeWorkbook } from '../../../platform/tables/index.ts';
import { FIELDS } from './fields.ts';
import { detectFittingPresets } from './mapping.ts';
import { BAD_ROW_HEADERS } from './merge-fixes.ts';
import { assertSeesImport, visibleImports } from './policy.ts';
import { presentFinding } from './present-finding.ts';
import { SHIPPED_PRESETS, toPreset } from './presets/index.ts';
import { blockedByErrors } from './refusals.ts';
import { CHECK_MODULE, progressHub } from './run-jobs.ts';
import {
  countErrors,
  findGroupName,
  findImportRow,
  type ImportRow,
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
    };
  });
}

/** Why the import cannot be applied, or taken back, as it stands. */
async function explainBlock(
  db: BureauTransaction,
  row: ImportRow,
  language: Language,
): Promise<string | null> {
  const failure = row.failure === null ? null : inLanguage(JSON.parse(row.failure), language);
  if (row.status === 'applied') {
    const later = await findDependents(db, row.id);
    return later.length > 0 ? inLanguage(blockedByLater(later), language) : failure;
  }
  if (row.status === 'checked' && (await countErrors(db, row.id)) > 0) {
    return inLanguage(blockedByErrors(row.bad_row_count), language);
  }
  return failure;
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
  { database, workers }: ImportServices,
  actor: Actor,
  importId: string,
  query: RouteRequest<'GET /api/imports/:id/preview'>['query'],
): Promise<RouteResponse<'GET /api/imports/:id/preview'>> {
  const loaded = await database.asBureau(actor.bureauId, async (db) => {
    const row = await getVisible(db, actor, importId);
    const bad = await listProblemRows(db, importId, { severity: 'error', limit: 1_000_000, offset: 0 });
    return { row, files: await loadFiles(db, importId), badRows: new Set(bad.rows.map((one) => one.row)) };
  });
  const { row, files, badRows } = loaded;
  if (row.mapping === null) return { fields: [], items: [], total: 0, ...pick(query) };
  const preview = await workers.run<Awaited<ReturnType<typeof import('./check-file.ts').previewRows>>>(
    CHECK_MODULE,
    'previewRows',
    [
      { files, sheet: row.sheet, headerRow: null },
      row.mapping,
      { offset: (query.page - 1) * query.pageSize, limit: query.pageSize },
    ],
  );
  return {
    fields: preview.fields,
    items: preview.rows.map((one) => ({ ...one, bad: badRows.has(one.row) })),
    total: preview.total,
    ...pick(query),
  };
}

type RowsRead = Awaited<ReturnType<typeof import('./check-file.ts').readRows>>;

/** The bad rows with all their columns, their row number first, what is wrong and what to do last. */
export async function getBadRows(
  { database, workers }: ImportServices,
  actor: Actor,
  importId: string,
  { lang, format }: { lang: Language; format: 'xlsx' | 'csv' },
): Promise<FileAnswer> {
  const loaded = await database.asBureau(actor.bureauId, async (db) => {
    const row = await getVisible(db, actor, importId);
    const { rows } = await listProblemRows(db, importId, { severity: 'error', limit: 1_000_000, offset: 0 });
    return { row, files: await loadFiles(db, importId), findings: rows.map(toFinding) };
  });
  const byRow = Map.groupBy(
    loaded.findings.filter(({ row }) => row !== undefined),
    ({ row }) => row!,
  );
  const read = await workers.run<RowsRead>(CHECK_MODULE, 'readRows', [
    { files: loaded.files, sheet: loaded.row.sheet, headerRow: null },
    { rows: [...byRow.keys()] },
  ]);
  const columns: SheetColumn[] = [
    { header: BAD_ROW_HEADERS.row[lang], width: 8 },
    ...read.columns.map(({ header }) => ({ header })),
    { header: BAD_ROW_HEADERS.problem[lang], width: 60 },
    { header: BAD_ROW_HEADERS.remedy[lang], width: 60 },
  ];
  const [colon, separator] = lang === 'zh' ? ['：', ''] : [': ', ' '];
  const rows = read.rows.map(({ row, cells }): Cell[] => {
    const words = byRow.get(row)!.map((finding) => presentFinding(finding, lang));
    return [
      row,
      ...read.columns.map(({ index }) => cells[index] ?? null),
      words.map(({ column, message }) => (column ? `${column}${colon}${message}` : message)).join(separator),
      [...new Set(words.map(({ remedy }) => remedy))].join(separator),
    ];
  });
  const stem = loaded.row.file_name.replace(/\.[^.]*$/, '');
  return writeSheet(
    { name: lang === 'zh' ? '问题行' : 'bad rows', columns, rows },
    `${stem}-${lang === 'zh' ? '问题行' : 'bad-rows'}`,
    format,
  );
}

async function writeSheet(
  sheet: { name: string; columns: SheetColumn[]; rows: Cell[][] },
  stem: string,
  format: 'xlsx' | 'csv',
): Promise<FileAnswer> {
  return format === 'csv'
    ? { file: writeCsv(sheet), fileName: `${stem}.csv`, contentType: 'text/csv; charset=utf-8' }
    : {
        file: await writeWorkbook({ sheets: [sheet] }),
        fileName: `${stem}.xlsx`,
        contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      };
}

const EXAMPLE_ROW: Readonly<Partial<Record<(typeof TemplateFields)[number]['id'], { en: Cell; zh: Cell }>>> =
  {
    school: { en: 'Example School', zh: '示例小学' },
    code: { en: 'S01', zh: 'S01' },
    stage: { en: 'primary', zh: '小学' },
    year: { en: 2025, zh: 2025 },
    pupils: { en: 960, zh: 960 },
    teachers: { en: 56, zh: 56 },
    teachersAboveQualification: { en: 48, zh: 48 },
    teachersBackbone: { en: 10, zh: 10 },
    teachersPeArts: { en: 9, zh: 9 },
    teachersIntermediateTitle: { en: 31, zh: 31 },
    teachingAreaM2: { en: 5200, zh: 5200 },
    sportsAreaM2: { en: 7600, zh: 7600 },
    equipmentYuan: { en: 2300000, zh: 2300000 },
    multimediaRooms: { en: 26, zh: 26 },
    computers: { en: 140, zh: 140 },
    books: { en: 28000, zh: 28000 },
    group: { en: 'Example Group', zh: '示例教育集团' },
    location: { en: 'urban', zh: '城区' },
  };

/** The template to fill in: headers of one language and an example row. */
export async function getTemplate({
  lang,
  format,
}: {
  lang: Language;
  format: 'xlsx' | 'csv';
}): Promise<FileAnswer> {
  const columns = TEMPLATE_FIELDS.map(({ header }) => ({
    header: header[lang],
    width: Math.max(12, header[lang].length * (lang === 'zh' ? 2 : 1) + 2),
  }));
  const rows = [TEMPLATE_FIELDS.map(({ id }) => EXAMPLE_ROW[id]?.[lang] ?? null)];
  return writeSheet(
    { name: lang === 'zh' ? '学校数据' : 'school years', columns, rows },
    lang === 'zh' ? 'trellis-学校数据模板' : 'trellis-school-years-template',
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
  { database, workers }: ImportServices,
  actor: Actor,
  params: { id: string; row: number },
  today: string,
): Promise<RouteResponse<'GET /api/imports/:id/rows/:row'>> {
  const loaded = await database.asBureau(actor.bureauId, async (db) => {
    const row = await findImportRow(db, params.id);
    const isVisible =
      row !== undefined &&
      (actor.bureauWide ||
        row.created_by === actor.userId ||
        (await tellsOfSchools(
          db,
          { importId: params.id, row: params.row, today },
          {
            groupIds: actor.visibleGroupIds,
            schoolIds: actor.authorities.flatMap((one) => (one.scopeKind === 'school' ? [one.scopeId] : [])),
          },
        )));
    return isVisible ? { row, files: await loadFiles(db, params.id) } : undefined;
  });
  const notFound = new AppError('not-found', {
    en: 'There is no such row, or it is outside what you may see.',
    zh: '该行不存在，或不在您的查看范围内。',
  });
  if (!loaded) throw notFound;
  const read = await workers.run<RowsRead>(CHECK_MODULE, 'readRows', [
    { files: loaded.files, sheet: loaded.row.sheet, headerRow: null },
    { rows: [params.row] },
  ]);
  const found = read.rows[0];
  if (!found) throw notFound;
  return {
    fileName: loaded.row.file_name,
    sheet: loaded.row.sheet,
    row: found.row,
    cells: read.columns.map(({ index, letter, header }) => ({
      letter,
      header,
      value:
        found.cells[index] === null || found.cells[index] === undefined ? '' : String(found.cells[index]),
    })),
  };
}
