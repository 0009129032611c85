/**
 * Bytes, mapping and a copy of the register → checked rows, problems, and what applying would write. Pure: runs in a
 * worker thread, speaks to no database.
 */
import { inflateSync } from 'node:zlib';
import type { ImportMapping } from '@trellis/contract';
import type { Problem } from '../../../../contract/problems/index.ts';
import { readTable, type Table } from '../../../platform/tables/index.ts';
import type { CheckContext } from './check-context.ts';
import { checkGroups } from './check-groups.ts';
import { checkLinks } from './check-links.ts';
import { checkMemberships } from './check-memberships.ts';
import { checkSchoolYears } from './check-school-years.ts';
import { collectKeys, type FileKeys, NO_KEYS } from './file-keys.ts';
import { applyPreset, checkMapping, detectMapping, findPreset } from './mapping.ts';
import { FixedPlaces, isSheetOfFixes, listWrongFixes, mergeFixes } from './merge-fixes.ts';
import { TEMPLATE_PRESET } from './presets/index.ts';
import { RegisterDraft } from './register-draft.ts';
import type { PackedTable } from './row-cache.ts';
import { Findings, RowReader, Tally } from './row-reader.ts';
import { EXPLANATION_SHEET } from './template-file.ts';
import type { CheckInput, CheckOutput, FileFacts, PresetData, Progress, StoredFile } from './types.ts';
import { ValuesBuilder } from './values-builder.ts';

const CHECKS = {
  'school-years': checkSchoolYears,
  memberships: checkMemberships,
  groups: checkGroups,
  links: checkLinks,
} as const;

const SAMPLES = 5;
const EXPLANATIONS = new Set(Object.values(EXPLANATION_SHEET));

interface ReadFiles {
  readonly table: Table | null;
  readonly findings: Findings;
  readonly fixedPlaces: FixedPlaces;
}

/** The file with the fixed rows in place. */
async function readFiles(
  files: readonly StoredFile[],
  where: { sheet: string | null; headerRow: number | null },
  onShare: (share: number) => void = () => {},
): Promise<ReadFiles> {
  const [file, ...fixes] = files;
  const read = await readTable(inflateSync(file!.deflated), {
    fileName: file!.fileName,
    sheet: where.sheet ?? undefined,
    headerRow: where.headerRow ?? undefined,
    onProgress: onShare,
  });
  const findings = new Findings(read.table?.sheet ?? null);
  // The template's own explanation is no second table to choose from.
  const dataSheets = read.table?.sheets.filter((name) => !EXPLANATIONS.has(name)) ?? [];
  const found = read.problems.filter(({ code }) => code !== 'several-sheets' || dataSheets.length > 1);
  let table = read.table;
  const fixedPlaces = new FixedPlaces();
  const fixFindings = new Findings(null);
  for (const [index, fix] of fixes.entries()) {
    const readFix = await readTable(inflateSync(fix.deflated), { fileName: fix.fileName });
    fixFindings.take(readFix.problems.filter(({ severity }) => severity === 'error'));
    if (!table || !readFix.table || !isSheetOfFixes(readFix.table)) continue;
    table = mergeFixes(table, { table: readFix.table, file: index + 1 }, fixedPlaces, fixFindings);
  }
  // What reading found wrong with a row no longer stands once the row was replaced.
  findings.take(found.filter(({ row }) => row === undefined || !fixedPlaces.has(row)));
  for (const finding of fixFindings.list) findings.add(finding.code, finding);
  return { table, findings, fixedPlaces };
}

function factsOf(table: Table): FileFacts {
  const { format, encoding, sheet, sheets, headerRow } = table;
  const columns = table.columns.map(({ index, letter, header }) => {
    const samples: string[] = [];
    for (const { cells } of table.rows) {
      const cell = cells[index] ?? null;
      if (cell === null) continue;
      samples.push(String(cell).slice(0, 60));
      if (samples.length === SAMPLES) break;
    }
    return { index, letter, header, samples };
  });
  return { format, encoding, sheet, sheets, headerRow, columns, rowCount: table.rows.length };
}

/** What a file is, before its rows are checked. */
export async function readFacts(
  file: StoredFile,
  ownPresets: readonly PresetData[],
): Promise<{
  facts: FileFacts | null;
  presetId: string | null;
  mapping: ImportMapping | null;
  problems: readonly Problem[];
}> {
  const { table, findings } = await readFiles([file], { sheet: null, headerRow: null });
  if (!table) return { facts: null, presetId: null, mapping: null, problems: findings.list };
  const { presetId, mapping } = detectMapping(table, ownPresets);
  return {
    facts: factsOf(table),
    presetId,
    mapping,
    problems: findings.list,
  };
}

/** What a sheet of fixes is, held against the file it mends. */
export async function readFixes(
  fixes: StoredFile,
  original: StoredFile,
  place: { sheet: string | null; headerRow: number | null },
): Promise<{
  rowCount: number | null;
  sheet: string | null;
  problems: readonly Problem[];
  isSheetOfFixes: boolean;
  unknown: string[];
  doubled: string[];
}> {
  const nothing = { rowCount: null, sheet: null, isSheetOfFixes: false, unknown: [], doubled: [] };
  const sheet = await readFiles([fixes], { sheet: null, headerRow: null });
  if (!sheet.table) return { ...nothing, problems: sheet.findings.list };
  const rowCount = sheet.table.rows.length;
  if (!isSheetOfFixes(sheet.table)) return { ...nothing, rowCount, problems: [] };
  const { table, findings } = await readFiles([original], place);
  if (!table) return { ...nothing, problems: findings.list };
  return {
    rowCount,
    sheet: sheet.table.sheet,
    problems: [],
    isSheetOfFixes: true,
    ...listWrongFixes(table, sheet.table),
  };
}

type FileToCheck = Omit<CheckInput, 'snapshot' | 'scope' | 'groupId' | 'today'>;

/** The mapping asked for, else that of the preset asked for, else the one that fits. */
function chooseMapping(
  table: Table,
  input: FileToCheck,
): { mapping: ImportMapping; presetId: string | null; fittingPresets: readonly string[] } {
  const detection = detectMapping(table, input.ownPresets);
  const chosen = input.presetId === null ? undefined : findPreset(input.presetId, input.ownPresets);
  return {
    mapping: input.mapping ?? (chosen ? applyPreset(chosen, table) : detection.mapping),
    presetId: input.mapping ? input.presetId : (chosen?.id ?? detection.presetId),
    fittingPresets: detection.fittingPresets,
  };
}

/** What this thread read last, for the check that follows the look at a file's keys; forgotten after a while. */
let lastRead: { readonly input: FileToCheck; readonly read: ReadFiles } | null = null;
const FORGET_MILLISECONDS = 10_000;

function takeLastRead(input: FileToCheck): ReadFiles | null {
  const last = lastRead;
  lastRead = null;
  const isSame =
    last !== null &&
    last.input.sheet === input.sheet &&
    last.input.headerRow === input.headerRow &&
    last.input.files.length === input.files.length &&
    last.input.files.every(
      (file, index) => Buffer.compare(file.deflated, input.files[index]!.deflated) === 0,
    );
  return isSame ? last.read : null;
}

/** Which codes and names the rows of a file hold: as much of the register has to be known for its check. */
export async function readKeys(input: FileToCheck): Promise<FileKeys> {
  const read = await readFiles(input.files, input);
  const last = { input, read };
  lastRead = last;
  setTimeout(() => {
    if (lastRead === last) lastRead = null;
  }, FORGET_MILLISECONDS).unref();
  return read.table ? collectKeys(read.table, chooseMapping(read.table, input).mapping) : NO_KEYS;
}

/** Reads a file, finds its mapping where none is given, and checks every row. */
export async function checkFile(
  input: CheckInput,
  onProgress?: (progress: Progress) => void,
): Promise<CheckOutput> {
  const report = (phase: Progress['phase'], doneRows: number, allRows: number) =>
    onProgress?.({ phase, doneRows, allRows, message: null });
  report('reading', 0, 0);
  const { table, findings, fixedPlaces } = takeLastRead(input) ?? (await readFiles(input.files, input));
  if (!table) return unreadable(findings);

  const { mapping, presetId, fittingPresets } = chooseMapping(table, input);
  const draft = new RegisterDraft(input.snapshot);
  const defaultGroupId =
    input.groupId ??
    (!input.scope.bureauWide && input.scope.groupIds.length === 1 ? input.scope.groupIds[0]! : null);
  const defaultGroup = defaultGroupId === null ? null : (draft.groupById.get(defaultGroupId) ?? null);
  checkMapping(
    table,
    mapping,
    {
      hasDefaultGroup: defaultGroup !== null,
      reportsUnknownColumns: presetId === TEMPLATE_PRESET.id || presetId === null,
    },
    findings,
  );
  const newSchoolValues = new ValuesBuilder();
  const knownSchoolValues = new ValuesBuilder();
  if (
    findings.errorCount === 0 ||
    findings.list.every(({ severity, row }) => severity === 'notice' || row !== undefined)
  ) {
    const context: CheckContext = {
      table,
      mapping,
      reader: new RowReader(table, mapping, findings, unreadCellsIn(findings.list)),
      findings,
      fixedPlaces,
      tally: new Tally(),
      draft,
      scope: input.scope,
      defaultGroup,
      today: input.today,
      newSchoolValues,
      knownSchoolValues,
      onRow: (done) => report('checking', done, table.rows.length),
    };
    CHECKS[mapping.kind](context);
  }
  report('checking', table.rows.length, table.rows.length);
  const finished = findings.errorCount === 0 ? draft.finish() : null;
  const plan = finished && {
    ...finished,
    newSchoolValues: newSchoolValues.finish(),
    knownSchoolValues: knownSchoolValues.finish(),
  };
  const problems = findings.list.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  return {
    facts: factsOf(table),
    mapping,
    presetId,
    fittingPresets,
    problems,
    badRowCount: findings.badRows.size,
    noticeCount: problems.filter(({ severity }) => severity === 'notice').length,
    plan,
    counts: plan?.counts ?? {},
  };
}

/** Cells that the reader of the file has refused: they are not empty, whatever stands in the table. */
function unreadCellsIn(problems: readonly Problem[]): ReadonlySet<string> {
  return new Set(
    problems.flatMap(({ severity, row, letter }) =>
      severity === 'error' && row !== undefined && letter !== undefined ? [`${letter}${row}`] : [],
    ),
  );
}

function unreadable(findings: Findings): CheckOutput {
  return {
    facts: null,
    mapping: null,
    presetId: null,
    fittingPresets: [],
    problems: findings.list,
    badRowCount: findings.badRows.size,
    noticeCount: findings.list.filter(({ severity }) => severity === 'notice').length,
    plan: null,
    counts: {},
  };
}

/** The rows of a file, with its fixes, packed to be kept. */
export async function packRows(
  request: Pick<CheckInput, 'files' | 'sheet' | 'headerRow'>,
): Promise<PackedTable> {
  const { table } = await readFiles(request.files, request);
  return {
    format: table?.format ?? 'csv',
    columns: table?.columns ?? [],
    rowNumbers: Int32Array.from(table?.rows ?? [], ({ row }) => row),
    lines: (table?.rows ?? []).map(({ cells }) => JSON.stringify(cells)),
  };
}
