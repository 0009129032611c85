/**
 * Any numeric columns of any file, for the descriptive pack: nothing but the named columns has to
 * be in order. A blank or a value withheld by the publisher is missing: left out and counted.
 */

import { findTemplateField, isTotalLabel } from '@trellis/contract/template';
import { groupDefaultPack, type SchoolIndicators } from '@trellis/engines/balance';
import {
  parseSchoolYear,
  type Table,
  type TableColumn,
  type TableRow,
} from '../../../platform/tables/index.ts';
import { CellReader, listInWords } from './cells.ts';
import { nameSchools } from './school-names.ts';
import type { InspectFileInput, PreparedFile } from './types.ts';

/** What statistics offices print instead of a number they withhold or that does not apply. */
const SUPPRESSION_CODES = new Set([
  'supp',
  'suppressed',
  'ne',
  'na',
  'np',
  'lowcov',
  'new',
  'sp',
  'c',
  'x',
  'z',
  'u',
  '..',
  ':',
  '~',
  '*',
]);

const ANY_STAGE = 'all';

export function prepareColumns(table: Table, input: InspectFileInput): PreparedFile {
  const cells = new CellReader(table, input);
  const schoolColumn = findSchoolColumn(cells, input);
  const pupilsColumn = input.pupils === undefined ? undefined : cells.column(input.pupils);
  const valueColumns = findValueColumns(cells, input);
  const byColumn = input.by === undefined ? undefined : cells.column(input.by);
  const { rows, year } = chooseRows(cells, input);

  const wanted: { row: TableRow; name: string }[] = [];
  for (const row of rows) {
    const name = cells.text(row, schoolColumn);
    if (name === undefined) {
      if (schoolColumn) cells.add('missing-school', {}, row, schoolColumn);
    } else if (isTotalLabel(name)) cells.add('total-row', { value: name }, row);
    else wanted.push({ row, name });
  }

  const codeColumn = table.columns.find(({ header }) => findTemplateField(header)?.id === 'code');
  const { names, repeated } = nameSchools(
    wanted.map(({ row, name }) => ({
      name,
      row: row.row,
      code: codeColumn === schoolColumn ? undefined : cells.text(row, codeColumn),
    })),
    input.lang,
  );
  const pupils = pupilsColumn && readPupils(cells, pupilsColumn, wanted);
  const values = valueColumns.map((column) => readValues(cells, column, wanted));
  const schools = wanted.map(
    (_, index): SchoolIndicators => ({
      school: names[index]!,
      pupils: pupils?.[index],
      values: Object.fromEntries(valueColumns.map(({ header }, place) => [header, values[place]![index]])),
    }),
  );
  if (repeated > 0) cells.add('repeated-school-name', { params: { count: repeated } });
  return {
    pack: groupDefaultPack(
      valueColumns.map(({ header }) => ({ id: header, name: { en: header, zh: header } })),
    ),
    stage: input.stage ?? ANY_STAGE,
    shownStage: input.stage ?? null,
    year,
    weighting: pupilsColumn === undefined ? 'none' : 'enrolment',
    schools,
    keys: wanted.map(({ row }) => cells.text(row, byColumn)),
    withoutColumn: new Set(),
    usedLetters: cells.usedLetters,
    problems: cells.problems,
  };
}

function findSchoolColumn(cells: CellReader, input: InspectFileInput): TableColumn | undefined {
  if (input.school !== undefined) return cells.column(input.school);
  const found = cells.table.columns.find(({ header }) => findTemplateField(header)?.id === 'school');
  if (found === undefined) {
    const example = `--school "${cells.table.columns[0]?.header ?? 'school'}"`;
    cells.add('missing-option', { params: { option: '--school', example } });
  } else cells.usedLetters.add(found.letter);
  return found;
}

function findValueColumns(cells: CellReader, input: InspectFileInput): TableColumn[] {
  if (input.values === undefined || input.values.length === 0) {
    cells.add('missing-option', { params: { option: '--value', example: '--value COLUMN,COLUMN' } });
    return [];
  }
  const columns = new Set<TableColumn>();
  for (const value of input.values) {
    // A header may itself contain a comma.
    const names = cells.findColumn(value) ? [value] : value.split(',').filter((name) => name.trim() !== '');
    for (const name of names) {
      const column = cells.column(name);
      if (column) columns.add(column);
    }
  }
  return [...columns];
}

/** Stage and year narrow the rows only where the file has such columns. */
function chooseRows(
  cells: CellReader,
  input: InspectFileInput,
): { rows: readonly TableRow[]; year: number | null } {
  let { rows } = cells.table;
  if (input.stage !== undefined) {
    const column = cells.column('stage');
    if (column) {
      const wanted = input.stage.trim().toLowerCase();
      const stages = new Set(rows.map((row) => cells.text(row, column) ?? ''));
      rows = rows.filter((row) => cells.text(row, column)?.toLowerCase() === wanted);
      if (rows.length === 0) {
        const known = [...stages].filter((stage) => stage !== '');
        cells.add('stage-not-in-file', {
          value: input.stage,
          params: { stages: listInWords(known, input.lang), example: known[0] ?? '' },
        });
      }
    }
  }
  const column = input.year === undefined ? cells.findColumn('year') : cells.column('year');
  if (column === undefined) return { rows, year: null };
  const yearOf = (row: TableRow) => {
    const outcome = parseSchoolYear(row.cells[column.index]);
    return outcome.ok ? outcome.value : null;
  };
  const years = [...new Set(rows.map(yearOf).filter((year) => year !== null))].sort((a, b) => a - b);
  if (years.length > 0) {
    cells.usedLetters.add(column.letter);
    for (const row of rows) {
      const value = cells.text(row, column);
      if (yearOf(row) === null)
        cells.add(value ? 'bad-year' : 'missing-year', { value: value ?? '' }, row, column);
    }
  }
  const asked = parseSchoolYear(input.year);
  const wanted = input.year === undefined ? years.at(-1) : asked.ok ? asked.value : null;
  if (wanted === undefined || wanted === null) {
    if (input.year !== undefined) cells.add('bad-year', { value: input.year });
    return { rows, year: null };
  }
  if (!years.includes(wanted)) {
    cells.add('year-not-in-file', {
      value: wanted,
      params: { years: listInWords(years, input.lang), example: String(years.at(-1) ?? '') },
    });
  } else if (input.year === undefined && years.length > 1) {
    cells.add('latest-year-used', { params: { years: listInWords(years, input.lang), year: wanted } });
  }
  return { rows: rows.filter((row) => yearOf(row) === wanted), year: wanted };
}

type WantedRow = { readonly row: TableRow };

function readPupils(
  cells: CellReader,
  column: TableColumn,
  wanted: readonly WantedRow[],
): (number | undefined)[] {
  return wanted.map(({ row }) => {
    const text = cells.text(row, column);
    if (text !== undefined && isSuppressed(text)) return undefined;
    return cells.number(row, column) ?? undefined;
  });
}

function readValues(
  cells: CellReader,
  column: TableColumn,
  wanted: readonly WantedRow[],
): (number | undefined)[] {
  const suppressed = new Map<string, number>();
  const isShares = isColumnOfPercentages(cells, column, wanted);
  const values = wanted.map(({ row }) => {
    const text = cells.text(row, column);
    if (text !== undefined && isSuppressed(text)) {
      suppressed.set(text, (suppressed.get(text) ?? 0) + 1);
      return undefined;
    }
    if (isShares && text !== undefined) return Number(text.replace(/\s*[%％]$/, ''));
    return cells.number(row, column, { mayBeNegative: true }) ?? undefined;
  });
  if (suppressed.size > 0) {
    const count = [...suppressed.values()].reduce((sum, each) => sum + each, 0);
    const codes = listInWords([...suppressed.keys()], cells.lang);
    cells.add('suppressed-values', { params: { count, codes, column: column.header } });
  }
  return values;
}

const isSuppressed = (text: string) => SUPPRESSION_CODES.has(text.toLowerCase());

/** Percentages are numbers like others where the whole column holds them; mixed ones are refused. */
function isColumnOfPercentages(
  cells: CellReader,
  column: TableColumn,
  wanted: readonly WantedRow[],
): boolean {
  const texts = wanted.map(({ row }) => cells.text(row, column)).filter((text) => text !== undefined);
  const shares = texts.filter((text) => !isSuppressed(text));
  return shares.length > 0 && shares.every((text) => /^[+-]?\d+(\.\d+)?\s*[%％]$/.test(text));
}
