/**
 * A file in the shape of the template, for a pack with standards: every row checked, the schools of
 * one stage and year chosen, through-schools divided by the pack's rule. All that is wrong is
 * reported at once, with its cell.
 */

import type { ProblemCode } from '@trellis/contract/problems';
import {
  findSchoolKind,
  findStage,
  findTemplateField,
  getTemplateField,
  isTotalLabel,
  MIXED_STAGES,
  matchHeaders,
  nameKey,
  normalizeHeader,
  type SchoolStage,
  STAGE_NAMES,
  type TemplateField,
} from '@trellis/contract/template';
import { type SchoolIndicators, type StandardPack, splitMixedStage } from '@trellis/engines/balance';
import {
  parseSchoolYear,
  type Table,
  type TableColumn,
  type TableRow,
} from '../../../platform/tables/index.ts';
import { CellReader, listInWords } from './cells.ts';
import { nameSchools } from './school-names.ts';
import type { InspectFileInput, PreparedFile } from './types.ts';

const PUPILS_FIELDS: Readonly<Record<string, string>> = {
  primary: 'pupilsPrimary',
  junior: 'pupilsJunior',
  senior: 'pupilsSenior',
};

interface SchoolRow {
  readonly row: TableRow;
  readonly name: string;
  readonly code: string | undefined;
  /** Stage as written; undefined when the file has no such column. */
  readonly stage: string | undefined;
  readonly year: number | null;
  readonly kind: string | undefined;
  /** By stage; a school of one stage has one entry. */
  readonly pupils: ReadonlyMap<string, number>;
  readonly values: Readonly<Record<string, number | undefined>>;
}

export function prepareTemplate(table: Table, pack: StandardPack, input: InspectFileInput): PreparedFile {
  const cells = new CellReader(table, input);
  reportForeignOptions(cells, input);
  const columns = findColumns(cells, pack, input);
  const rows = readRows(cells, columns, pack, input);
  reportDuplicates(cells, rows, input);
  const year = chooseYear(cells, rows, input);
  const stage = chooseStage(cells, rows, pack, input);
  const chosen = rows.filter(
    (row) => row.year === year && (row.stage === undefined || row.pupils.has(stage)),
  );
  if (chosen.length === 0 && !cells.hasErrors()) cells.add('no-rows-left');
  const { names, repeated } = nameSchools(
    chosen.map(({ name, code, row }) => ({ name, code, row: row.row })),
    input.lang,
  );
  if (repeated > 0) cells.add('repeated-school-name', { params: { count: repeated } });
  const schools = divideSchools(cells, chosen, names, stage, pack, input);
  return {
    pack,
    stage,
    shownStage: stage === '' ? null : stage,
    year,
    weighting: 'enrolment',
    schools,
    keys: chosen.map(({ row }) => cells.text(row, columns.by)),
    withoutColumn: new Set(
      pack.indicators.filter(({ numerator }) => !columns.resources.has(numerator)).map(({ id }) => id),
    ),
    usedLetters: cells.usedLetters,
    problems: cells.problems,
  };
}

function reportForeignOptions(cells: CellReader, { school, pupils, values }: InspectFileInput): void {
  for (const [option, given] of Object.entries({
    '--school': school,
    '--pupils': pupils,
    '--value': values,
  })) {
    if (given !== undefined) cells.add('option-not-for-pack', { params: { option } });
  }
}

interface Columns {
  readonly byField: ReadonlyMap<string, TableColumn>;
  /** By variable of the pack, and the wholes these are parts of. */
  readonly resources: ReadonlyMap<string, TableColumn>;
  readonly by: TableColumn | undefined;
}

function findColumns(cells: CellReader, pack: StandardPack, input: InspectFileInput): Columns {
  const { columnByField, unknown, doubled } = matchHeaders(cells.table.columns);
  for (const { field, first, second } of doubled) {
    cells.add(
      'column-mapped-twice',
      { params: { otherLetter: second.letter, otherColumn: second.header, field: field.name[input.lang] } },
      undefined,
      first,
    );
  }
  const by = input.by === undefined ? undefined : cells.column(input.by);

  const resources = new Map<string, TableColumn>();
  for (const variable of listVariables(pack)) {
    const column =
      columnByField.get(variable) ??
      unknown.find(({ header }) => normalizeHeader(header) === normalizeHeader(variable));
    if (column) resources.set(variable, column);
  }
  const read = new Set([...columnByField.values(), ...resources.values(), by]);
  for (const column of unknown) if (!read.has(column)) cells.add('unknown-column', {}, undefined, column);

  if (!columnByField.has('school')) reportMissingColumn(cells, 'school', input);
  const columns = { byField: columnByField, resources, by };
  if (!hasPupilsColumn(columns)) reportMissingColumn(cells, 'pupils', input);
  const judged = pack.indicators.filter(({ numerator }) => resources.has(numerator));
  if (judged.length === 0) {
    const headers = listInWords(
      pack.indicators.map(({ numerator }) => headersOf(numerator)),
      input.lang,
    );
    cells.add('no-indicator-columns', { params: { pack: pack.id, headers } });
  } else {
    for (const { numerator, shortName } of pack.indicators) {
      if (resources.has(numerator)) continue;
      cells.add('indicator-left-out', {
        params: { indicator: shortName[input.lang], field: headersOf(numerator) },
      });
    }
  }
  for (const id of ['school', 'code', 'stage', 'year', 'kind', 'pupils', ...Object.values(PUPILS_FIELDS)]) {
    const column = columnByField.get(id);
    if (column) cells.usedLetters.add(column.letter);
  }
  for (const { letter } of resources.values()) cells.usedLetters.add(letter);
  return columns;
}

/** The variables of the pack, and the wholes that bound them. */
function listVariables(pack: StandardPack): Set<string> {
  const variables = new Set(pack.indicators.map(({ numerator }) => numerator));
  for (const variable of variables) {
    const whole = findTemplateField(variable)?.partOf;
    if (whole !== undefined) variables.add(whole);
  }
  return variables;
}

function headersOf(variable: string): string {
  const field = findTemplateField(variable);
  return field === undefined ? variable : `${field.header.en} / ${field.header.zh}`;
}

function reportMissingColumn(cells: CellReader, id: string, input: InspectFileInput): void {
  const { name, header } = getTemplateField(id);
  cells.add('missing-required-column', {
    params: { field: name[input.lang], headers: `${header.en} / ${header.zh}` },
  });
}

function readRows(
  cells: CellReader,
  columns: Columns,
  pack: StandardPack,
  input: InspectFileInput,
): SchoolRow[] {
  const schoolColumn = columns.byField.get('school');
  const stageColumn = columns.byField.get('stage');
  const yearColumn = columns.byField.get('year');
  const kindColumn = columns.byField.get('kind');
  const rows: SchoolRow[] = [];
  for (const row of cells.table.rows) {
    const name = cells.text(row, schoolColumn);
    if (name !== undefined && isTotalLabel(name)) {
      cells.add('total-row', { value: name }, row);
      continue;
    }
    if (name === undefined && schoolColumn) cells.add('missing-school', {}, row, schoolColumn);
    const stage = stageColumn && readStage(cells, row, stageColumn, pack);
    rows.push({
      row,
      name: name ?? '',
      code: cells.text(row, columns.byField.get('code')),
      stage,
      year: yearColumn ? readYear(cells, row, yearColumn) : null,
      kind: kindColumn && readKind(cells, row, kindColumn),
      pupils: readPupils(cells, row, stage, columns, input),
      values: readValues(cells, row, columns, input),
    });
  }
  return rows;
}

/** '' when it is missing or unknown, which was reported. */
function readStage(cells: CellReader, row: TableRow, column: TableColumn, pack: StandardPack): string {
  const text = cells.text(row, column);
  const stage = text === undefined ? undefined : (findStage(text) ?? pack.stages.find((id) => id === text));
  if (stage !== undefined) return stage;
  cells.add(text === undefined ? 'missing-stage' : 'unknown-stage', { value: text ?? '' }, row, column);
  return '';
}

function readYear(cells: CellReader, row: TableRow, column: TableColumn): number | null {
  const outcome = parseSchoolYear(row.cells[column.index]);
  if (outcome.ok && outcome.value !== null) return outcome.value;
  const value = cells.text(row, column) ?? '';
  cells.add(outcome.ok ? 'missing-year' : 'bad-year', { value }, row, column);
  return null;
}

function readKind(cells: CellReader, row: TableRow, column: TableColumn): string | undefined {
  const text = cells.text(row, column);
  if (text === undefined) return undefined;
  const kind = findSchoolKind(text);
  if (kind === undefined) {
    const choices = 'special / 特殊教育, vocational / 职业, teaching-point / 教学点, ordinary / 普通';
    cells.add('unknown-choice', { value: text, params: { choices } }, row, column);
  }
  return kind === 'ordinary' ? undefined : kind;
}

function readPupils(
  cells: CellReader,
  row: TableRow,
  stage: string | undefined,
  columns: Columns,
  input: InspectFileInput,
): Map<string, number> {
  const pupils = new Map<string, number>();
  const read = (id: string) => {
    const column = columns.byField.get(id);
    return column && readField(cells, row, column, getTemplateField(id));
  };
  const wholeColumn = columns.byField.get('pupils');
  const whole = read('pupils');
  const parts = MIXED_STAGES[stage as SchoolStage];
  if (parts === undefined) {
    const ownField = stage === undefined ? undefined : PUPILS_FIELDS[stage];
    const hasOwnColumn = ownField !== undefined && columns.byField.has(ownField);
    // A number that was refused is not looked for elsewhere.
    const isOpen = whole === null || wholeColumn === undefined;
    const number = isOpen && hasOwnColumn ? read(ownField) : whole;
    if (number === null || (number === undefined && wholeColumn === undefined && hasPupilsColumn(columns))) {
      cells.add('missing-pupils', {}, row, wholeColumn);
    } else if (number === 0) {
      cells.add('zero-pupils', { value: 0, params: { school: '' } }, row, wholeColumn);
    }
    // Without a column of stages every school belongs to the stage asked for, known only later.
    if (typeof number === 'number') pupils.set(stage ?? '', number);
    return pupils;
  }

  let isComplete = true;
  let sum = 0;
  for (const part of parts) {
    const field = getTemplateField(PUPILS_FIELDS[part]!);
    const number = read(field.id);
    if (typeof number === 'number') {
      pupils.set(part, number);
      sum += number;
      continue;
    }
    isComplete = false;
    const column = columns.byField.get(field.id);
    if (number === undefined && column !== undefined) continue;
    const params = {
      stage: STAGE_NAMES[stage as SchoolStage][input.lang],
      missing: field.header[input.lang],
    };
    cells.add('mixed-stage-needs-pupils', { params }, row, column);
  }
  if (isComplete && sum === 0) {
    cells.add('zero-pupils', { value: 0, params: { school: '' } }, row, wholeColumn);
  } else if (isComplete && typeof whole === 'number' && whole !== sum) {
    cells.add('parts-differ-from-whole', { value: whole, params: { sum, whole } }, row, wholeColumn);
  }
  return pupils;
}

function hasPupilsColumn({ byField }: Columns): boolean {
  return ['pupils', ...Object.values(PUPILS_FIELDS)].some((id) => byField.has(id));
}

function readValues(
  cells: CellReader,
  row: TableRow,
  columns: Columns,
  input: InspectFileInput,
): Record<string, number | undefined> {
  const values: Record<string, number | undefined> = {};
  for (const [variable, column] of columns.resources) {
    const field = findTemplateField(variable);
    const number = field
      ? readField(cells, row, column, field)
      : cells.number(row, column, { mayBeNegative: true });
    values[variable] = number ?? undefined;
  }
  for (const [variable, column] of columns.resources) {
    const field = findTemplateField(variable);
    const part = values[variable];
    const whole = field?.partOf === undefined ? undefined : values[field.partOf];
    if (part === undefined || whole === undefined || part <= whole) continue;
    const params = {
      part: field!.name[input.lang],
      whole: getTemplateField(field!.partOf!).name[input.lang],
      wholeValue: whole,
    };
    cells.add('part-exceeds-whole', { value: part, params }, row, column);
  }
  return values;
}

function readField(cells: CellReader, row: TableRow, column: TableColumn, field: TemplateField) {
  return cells.number(row, column, { whole: field.type === 'count', max: field.max });
}

function reportDuplicates(cells: CellReader, rows: readonly SchoolRow[], input: InspectFileInput): void {
  const firstByKey = new Map<string, SchoolRow>();
  for (const row of rows) {
    if (row.name === '' || row.stage === '') continue;
    const key = JSON.stringify([row.code ?? nameKey(row.name), row.code === undefined, row.year, row.stage]);
    const first = firstByKey.get(key);
    if (first === undefined) {
      firstByKey.set(key, row);
      continue;
    }
    const stage = STAGE_NAMES[row.stage as SchoolStage]?.[input.lang];
    cells.add(
      'duplicate-school-year',
      {
        value: row.name,
        params: {
          school: row.name,
          otherRow: first.row.row,
          ...(row.year === null ? {} : { year: row.year }),
          ...(stage === undefined ? {} : { stage }),
        },
      },
      row.row,
    );
  }
}

function chooseYear(cells: CellReader, rows: readonly SchoolRow[], input: InspectFileInput): number | null {
  const years = [...new Set(rows.map(({ year }) => year).filter((year) => year !== null))].sort(
    (a, b) => a - b,
  );
  const latest = years.at(-1) ?? null;
  if (input.year === undefined) {
    if (years.length > 1 && latest !== null) {
      cells.add('latest-year-used', { params: { years: listInWords(years, input.lang), year: latest } });
    }
    return latest;
  }
  const outcome = parseSchoolYear(input.year);
  if (!outcome.ok || outcome.value === null) {
    cells.add('bad-option', { params: { option: '--year', example: '--year 2019' }, value: input.year });
    return latest;
  }
  if (years.length === 0) reportMissingColumn(cells, 'year', input);
  else if (!years.includes(outcome.value)) {
    const params = { years: listInWords(years, input.lang), example: String(latest) };
    cells.add('year-not-in-file', { value: outcome.value, params });
  }
  return outcome.value;
}

/** The stage asked for, else the only one of the file, else the only one of the pack. */
function chooseStage(
  cells: CellReader,
  rows: readonly SchoolRow[],
  pack: StandardPack,
  input: InspectFileInput,
): string {
  const isJudged = (stage: string) => pack.stages.length === 0 || pack.stages.includes(stage);
  const nameOf = (stage: string) => STAGE_NAMES[stage as SchoolStage]?.[input.lang] ?? stage;
  const listNames = (stages: readonly string[]) => listInWords(stages.map(nameOf), input.lang);
  const refuse = (code: ProblemCode, value: string, stages: readonly string[]) => {
    const params = { pack: pack.id, stages: listNames(stages), example: stages[0] ?? '' };
    cells.add(code, { value: nameOf(value), params });
    return value;
  };

  const hasStages = rows.some(({ stage }) => stage !== undefined);
  const inFile = [
    ...new Set(rows.flatMap(({ pupils, stage }) => (stage === undefined ? [] : [...pupils.keys()]))),
  ]
    .filter((stage) => stage !== '')
    .sort((a, b) => pack.stages.indexOf(a) - pack.stages.indexOf(b));
  const judged = inFile.filter(isJudged);

  if (input.stage !== undefined) {
    const wanted = pack.stages.find((stage) => stage === input.stage) ?? findStage(input.stage) ?? '';
    if (wanted === '' || wanted in MIXED_STAGES) {
      const example = listInWords(
        pack.stages.map((stage) => `--stage ${stage}`),
        input.lang,
      );
      cells.add('bad-option', { value: input.stage, params: { option: '--stage', example } });
      return wanted;
    }
    if (!isJudged(wanted)) return refuse('stage-not-in-pack', wanted, pack.stages);
    if (hasStages && !inFile.includes(wanted)) return refuse('stage-not-in-file', wanted, inFile);
    return wanted;
  }
  if (!hasStages) {
    if (pack.stages.length === 1) return pack.stages[0]!;
    if (pack.stages.length === 0) return '';
    const example = `--stage ${pack.stages[0]}`;
    const reason = input.lang === 'zh' ? '文件中没有“学段”列' : 'the file has no column of stages';
    cells.add('missing-option', { params: { option: '--stage', example, reason } });
    return '';
  }
  if (judged.length > 1) return refuse('several-stages', '', judged);
  if (judged.length === 1) return judged[0]!;
  if (inFile.length > 0) return refuse('stage-not-in-pack', inFile[0]!, pack.stages);
  return '';
}

/** Through-schools give the part of the judged stage, other schools themselves. */
function divideSchools(
  cells: CellReader,
  chosen: readonly SchoolRow[],
  names: readonly string[],
  stage: string,
  pack: StandardPack,
  input: InspectFileInput,
): SchoolIndicators[] {
  if (cells.hasErrors()) return [];
  let divided = 0;
  const schools = chosen.map(({ row, stage: written, pupils, values, kind }, index): SchoolIndicators => {
    const school = names[index]!;
    const parts = MIXED_STAGES[written as SchoolStage];
    if (parts === undefined) {
      return { school, kind, pupils: pupils.get(written === undefined ? '' : stage), values };
    }
    if (!hasSplitRule(pack, parts)) {
      const params = { pack: pack.id, stage: STAGE_NAMES[written as SchoolStage][input.lang] };
      cells.add('no-split-rule', { params }, row);
      return { school, values: {} };
    }
    divided++;
    const pupilsByStage = Object.fromEntries(pupils);
    const whole = splitMixedStage(pack, { school, pupilsByStage, values, kind });
    return whole.find((part) => part.stage === stage)!;
  });
  if (divided > 0) cells.add('stages-split', { params: { count: divided } });
  return schools;
}

function hasSplitRule(pack: StandardPack, parts: readonly string[]): boolean {
  return (pack.rules.mixedStages ?? []).some(
    ({ factors }) =>
      Object.keys(factors).length === parts.length && parts.every((part) => Object.hasOwn(factors, part)),
  );
}
