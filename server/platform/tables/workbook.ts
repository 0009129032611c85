/**
 * Reads one sheet of an .xlsx workbook.
 *
 * Own reader instead of read-excel-file, which the tests hold it against: that one gives values
 * only, while a person who must mend a file needs to hear of formulas, merged cells, errors,
 * percentages and hidden sheets. Scanning the sheet a second time for these would cost twice; one
 * pass with a small scanner gives both. Macros, drawings and links are never looked at.
 *
 * Dates become ISO text, numbers shown as percentages become "12%" as the person sees them: a share
 * must not pass for a count. Cost: O(bytes of the sheet and of the shared texts).
 */

import { columnLetter, parseCellReference } from './cell-reference.ts';
import { formatSerialDate, numberFormatKind } from './number-format.ts';
import type { ProblemList } from './problem-list.ts';
import { UnreadableFileError } from './problem-list.ts';
import type { Cell, FileLimits, RawTable } from './types.ts';
import { attribute, scanXml } from './xml-scanner.ts';
import { openZipArchive, type ZipArchive } from './zip-archive.ts';

const CELLS_BETWEEN_PROGRESS = 16_384;

interface SheetEntry {
  readonly name: string;
  readonly isHidden: boolean;
  readonly path: string;
}

interface WorkbookOptions {
  readonly sheet?: string | undefined;
  readonly allowCachedFormulaValues?: boolean | undefined;
}

export function readWorkbook(
  bytes: Uint8Array,
  options: WorkbookOptions,
  limits: FileLimits,
  problems: ProblemList,
  onProgress: (share: number) => void,
): RawTable {
  const archive = openZipArchive(bytes, limits);
  const read = (path: string) => new TextDecoder().decode(archive.read(path));
  const workbookPath = findWorkbookPath(archive, read);
  const { sheets, usesDates1904 } = readSheetList(read, workbookPath);
  for (const name of archive.names()) {
    if (!/vbaProject\.bin$/.test(name)) continue;
    problems.add('macros-ignored');
    break;
  }
  const folder = folderOf(workbookPath);
  const visible = sheets.filter((sheet) => !sheet.isHidden);
  const visibleNames = visible.map(({ name }) => name);
  const candidates = chooseSheets(sheets, visible, options.sheet);
  const texts = readSharedTexts(archive, read, `${folder}sharedStrings.xml`);
  const formats = readFormats(archive, read, `${folder}styles.xml`);
  onProgress(0.2);

  for (const [position, sheet] of candidates.entries()) {
    const content = readSheet(read(sheet.path), sheet.path, {
      texts,
      formats,
      usesDates1904,
      limits,
      problems,
      options,
      onProgress: (share) => onProgress(0.2 + 0.7 * share),
    });
    // The last candidate is taken even when empty, so that it is the one named as empty.
    if (content.rows.length === 0 && position < candidates.length - 1) continue;
    for (const { name, isHidden } of sheets) {
      if (isHidden && name !== sheet.name) problems.add('hidden-sheet', { value: name });
    }
    if (options.sheet === undefined && visible.length > 1) {
      problems.add('several-sheets', { params: { sheets: listNames(visibleNames) } });
    }
    return {
      format: 'xlsx',
      encoding: 'utf-8',
      sheet: sheet.name,
      sheets: visibleNames,
      ...content,
    };
  }
  throw new UnreadableFileError('empty-file');
}

function chooseSheets(
  sheets: readonly SheetEntry[],
  visible: readonly SheetEntry[],
  wanted: string | undefined,
): readonly SheetEntry[] {
  if (wanted === undefined) return visible.length > 0 ? visible : sheets;
  const found =
    sheets.find(({ name }) => name === wanted) ?? sheets.find(({ name }) => name.trim() === wanted.trim());
  if (found !== undefined) return [found];
  throw new UnreadableFileError('unknown-sheet', {
    value: wanted,
    params: { sheets: listNames(visible.map(({ name }) => name)) },
  });
}

const listNames = (names: readonly string[]) => names.map((name) => `“${name}”`).join(', ');

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

type ReadPart = (path: string) => string;

function findWorkbookPath(archive: ZipArchive, read: ReadPart): string {
  if (archive.has('_rels/.rels')) {
    for (const { type, target } of readRelations(read('_rels/.rels'), '_rels/.rels', '').values()) {
      if (type.endsWith('/officeDocument') && archive.has(target)) {
        if (/workbook[^/]*\.xml$|^xl\//.test(target)) return target;
        throw new UnreadableFileError('not-a-spreadsheet', { params: { found: target } });
      }
    }
  }
  if (archive.has('xl/workbook.xml')) return 'xl/workbook.xml';
  const isOpenDocument = archive.has('content.xml') && archive.has('mimetype');
  throw new UnreadableFileError('not-a-spreadsheet', {
    params: { found: isOpenDocument ? 'OpenDocument (.ods)' : 'ZIP' },
  });
}

function readRelations(
  xml: string,
  part: string,
  folder: string,
): Map<string, { type: string; target: string }> {
  const relations = new Map<string, { type: string; target: string }>();
  scanXml(xml, part, {
    open(name, tag) {
      if (name !== 'Relationship') return;
      const target = attribute(tag, 'Target') ?? '';
      relations.set(attribute(tag, 'Id') ?? '', {
        type: attribute(tag, 'Type') ?? '',
        target: target.startsWith('/') ? target.slice(1) : normalizePath(folder + target),
      });
    },
    close() {},
  });
  return relations;
}

function normalizePath(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

function readSheetList(
  read: ReadPart,
  workbookPath: string,
): { sheets: SheetEntry[]; usesDates1904: boolean } {
  const folder = folderOf(workbookPath);
  const relationsPath = `${folder}_rels/${workbookPath.slice(folder.length)}.rels`;
  const relations = readRelations(read(relationsPath), relationsPath, folder);
  const sheets: SheetEntry[] = [];
  let usesDates1904 = false;
  scanXml(read(workbookPath), workbookPath, {
    open(name, tag) {
      if (name === 'workbookPr') {
        const value = attribute(tag, 'date1904');
        usesDates1904 = value === '1' || value === 'true';
      }
      if (name !== 'sheet') return;
      const relation = relations.get(attribute(tag, 'id') ?? '');
      // Chart and dialogue sheets hold no cells.
      if (relation === undefined || !relation.type.endsWith('/worksheet')) return;
      const state = attribute(tag, 'state');
      sheets.push({
        name: attribute(tag, 'name') ?? '',
        isHidden: state === 'hidden' || state === 'veryHidden',
        path: relation.target,
      });
    },
    close() {},
  });
  return { sheets, usesDates1904 };
}

function readSharedTexts(archive: ZipArchive, read: ReadPart, path: string): string[] {
  if (!archive.has(path)) return [];
  const texts: string[] = [];
  let text = '';
  let isInText = false;
  let isInPhonetic = false;
  scanXml(read(path), path, {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 't') isInText = !isInPhonetic;
      else if (name === 'rPh') isInPhonetic = true;
    },
    close(name) {
      if (name === 'si') texts.push(decodeEscapes(text));
      else if (name === 't') isInText = false;
      else if (name === 'rPh') isInPhonetic = false;
    },
    text(part) {
      if (isInText) text += part;
    },
  });
  return texts;
}

/** Characters XML cannot hold are written "_x000D_". */
function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

type CellFormat = ReturnType<typeof numberFormatKind>;

/** Kind of number format of each cell style. */
function readFormats(archive: ZipArchive, read: ReadPart, path: string): CellFormat[] {
  if (!archive.has(path)) return [];
  const codeById = new Map<number, string>();
  const formats: CellFormat[] = [];
  let isInCellFormats = false;
  scanXml(read(path), path, {
    open(name, tag) {
      if (name === 'numFmt') {
        codeById.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '');
      } else if (name === 'cellXfs') isInCellFormats = true;
      else if (name === 'xf' && isInCellFormats) {
        const id = Number(attribute(tag, 'numFmtId') ?? 0);
        formats.push(numberFormatKind(id, codeById.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCellFormats = false;
    },
  });
  return formats;
}

interface SheetContext {
  readonly texts: readonly string[];
  readonly formats: readonly CellFormat[];
  readonly usesDates1904: boolean;
  readonly limits: FileLimits;
  readonly problems: ProblemList;
  readonly options: WorkbookOptions;
  readonly onProgress: (share: number) => void;
}

function readSheet(xml: string, part: string, context: SheetContext): Pick<RawTable, 'rows' | 'merges'> {
  const { limits, problems, options } = context;
  const rows: { row: number; cells: Cell[] }[] = [];
  const merges: { range: string; firstRow: number; lastRow: number }[] = [];
  const formulaByShare = new Map<string, string>();
  const hiddenRows: number[] = [];

  let rowNumber = 0;
  let cells: Cell[] = [];
  let isRowHidden = false;
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let hasValue = false;
  let formula: string | undefined;
  let formulaShare: string | undefined;
  let reading: 'value' | 'text' | 'formula' | 'nothing' = 'nothing';
  let isInPhonetic = false;
  let cellCount = 0;

  function finishCell(): void {
    const letter = columnLetter(column);
    if (formula !== undefined) {
      if (formulaShare !== undefined) {
        if (formula === '') formula = formulaByShare.get(formulaShare) ?? '';
        else formulaByShare.set(formulaShare, formula);
      }
      if (!options.allowCachedFormulaValues) {
        problems.add('formula', {
          row: rowNumber,
          letter,
          value: `=${formula}`,
          params: { cell: `${letter}${rowNumber}`, formula: `=${formula}` },
        });
      }
    }
    if (!hasValue) return;
    const cell = toCell(value, type, style, context);
    if (cell === null) return;
    if (type === 'e') problems.add('error-cell', { row: rowNumber, letter, value });
    if (column >= limits.columns) {
      throw new UnreadableFileError('too-many-columns', {
        row: rowNumber,
        params: { count: column + 1, limit: limits.columns },
      });
    }
    if (++cellCount > limits.cells) {
      throw new UnreadableFileError('too-many-cells', { params: { limit: limits.cells } });
    }
    while (cells.length < column) cells.push(null);
    cells[column] = cell;
  }

  let tagCount = 0;
  scanXml(xml, part, {
    open(name, tag) {
      switch (name) {
        case 'c': {
          const reference = attribute(tag, 'r');
          column =
            (reference === undefined ? undefined : parseCellReference(reference)?.column) ?? column + 1;
          type = attribute(tag, 't') ?? 'n';
          style = Number(attribute(tag, 's') ?? 0);
          value = '';
          hasValue = false;
          formula = undefined;
          formulaShare = undefined;
          if (++tagCount % CELLS_BETWEEN_PROGRESS === 0) {
            context.onProgress(Math.min(1, tagCount / (xml.length / 40)));
          }
          break;
        }
        case 'v':
          reading = 'value';
          hasValue = true;
          break;
        case 't':
          if (isInPhonetic) break;
          reading = 'text';
          hasValue = true;
          break;
        case 'f':
          reading = 'formula';
          formula = '';
          if (attribute(tag, 't') === 'shared') formulaShare = attribute(tag, 'si');
          break;
        case 'rPh':
          isInPhonetic = true;
          break;
        case 'row':
          rowNumber = Number(attribute(tag, 'r') ?? rowNumber + 1);
          isRowHidden = attribute(tag, 'hidden') === '1';
          cells = [];
          column = -1;
          break;
        case 'mergeCell': {
          const range = attribute(tag, 'ref') ?? '';
          const [first, last] = range.split(':').map(parseCellReference);
          if (first && last) merges.push({ range, firstRow: first.row, lastRow: last.row });
          break;
        }
      }
    },
    close(name) {
      switch (name) {
        case 'c':
          finishCell();
          break;
        case 'row':
          if (cells.length === 0) break;
          rows.push({ row: rowNumber, cells });
          if (isRowHidden) hiddenRows.push(rowNumber);
          break;
        case 'rPh':
          isInPhonetic = false;
          break;
        case 'v':
        case 't':
        case 'f':
          reading = 'nothing';
          break;
      }
    },
    text(text) {
      if (reading === 'value' || reading === 'text') value += text;
      else if (reading === 'formula') formula += text;
    },
  });

  if (hiddenRows.length > 0) {
    problems.add('hidden-rows', {
      params: { count: hiddenRows.length, row: hiddenRows[0] as number },
    });
  }
  // Rows may stand in any order in the file; people see them by number.
  if (rows.some(({ row }, index) => index > 0 && row <= (rows[index - 1]?.row ?? 0))) {
    rows.sort((a, b) => a.row - b.row);
  }
  return { rows, merges };
}

function toCell(value: string, type: string, style: number, context: SheetContext): Cell {
  switch (type) {
    case 's':
      return textOrNull(context.texts[Number(value)] ?? '');
    case 'str':
    case 'inlineStr':
      return textOrNull(decodeEscapes(value));
    case 'b':
      return value.trim() === '1' || value.trim() === 'true';
    case 'e':
      return value;
    case 'd':
      return textOrNull(value.trim().replace(/T00:00:00(\.0+)?Z?$/, ''));
    default: {
      const text = value.trim();
      if (text === '') return null;
      const number = Number(text);
      if (!Number.isFinite(number)) return text;
      const format = context.formats[style];
      if (format === 'date' || format === 'time') {
        return formatSerialDate(number, context.usesDates1904, format) ?? number;
      }
      if (format === 'percent') return `${Number((number * 100).toPrecision(12))}%`;
      return number;
    }
  }
}

const textOrNull = (text: string) => (text.trim() === '' ? null : text);
