/** Reads the cells of one row by field, and reports what cannot be read with its place. */
import type { ImportMapping, LocalText } from '@trellis/contract';
import { PROBLEMS, type Problem } from '../../../../contract/problems/index.ts';
import {
  type Cell,
  isBlankText,
  parseDate,
  parseNumber,
  parseSchoolYear,
  type Table,
  type TableColumn,
  type TableRow,
} from '../../../platform/tables/index.ts';
import { fieldName, findField, variableOf } from './fields.ts';
import {
  GROUP_KIND_CHOICES,
  ROLE_CHOICES,
  readGroupKindWord,
  readKindWord,
  readLocationWord,
  readRoleWord,
  readStageWord,
  SCHOOL_KIND_CHOICES,
} from './words.ts';

type Facts = Omit<Problem, 'code' | 'severity' | 'sheet'> & { severity?: 'error' | 'notice' };
type Code = Problem['code'];

/** Everything found in a file, in the order in which it was found. */
export class Findings {
  readonly list: Problem[] = [];
  readonly badRows = new Set<number>();
  readonly #sheet: string | null;
  errorCount = 0;

  constructor(sheet: string | null) {
    this.#sheet = sheet;
  }

  add(code: Code, facts: Facts = {}): void {
    const severity = facts.severity ?? PROBLEMS[code].severity;
    this.list.push({ ...facts, code, severity, ...(this.#sheet === null ? {} : { sheet: this.#sheet }) });
    if (severity !== 'error') return;
    this.errorCount++;
    if (facts.row !== undefined) this.badRows.add(facts.row);
  }

  take(problems: readonly Problem[]): void {
    for (const { sheet: _, code, ...facts } of problems) this.add(code, facts);
  }
}

/** Counts what is worth one notice for the whole file. */
const MOST_NOTICES = 100;

export class Tally {
  readonly #noticed = new Map<Code, number>();
  readonly #counts = new Map<
    string,
    { code: Code; count: number; firstRow: number; params: Record<string, string> }
  >();

  count(code: Code, row: number, params: Record<string, string> = {}): void {
    const key = `${code}:${Object.values(params).join(':')}`;
    const found = this.#counts.get(key);
    if (found) found.count++;
    else this.#counts.set(key, { code, count: 1, firstRow: row, params });
  }

  /** Adds a notice to the findings, at most a hundred of a kind; the rest is counted. */
  notice(findings: Findings, code: Code, facts: Facts): void {
    const count = (this.#noticed.get(code) ?? 0) + 1;
    this.#noticed.set(code, count);
    if (count <= MOST_NOTICES) findings.add(code, facts);
  }

  report(findings: Findings): void {
    for (const [kind, count] of this.#noticed) {
      if (count > MOST_NOTICES)
        findings.add('more-problems', { params: { count: count - MOST_NOTICES, kind } });
    }
    for (const { code, count, firstRow, params } of this.#counts.values()) {
      findings.add(code, { params: { ...params, count, firstRow } });
    }
  }
}

interface NumericColumn {
  readonly column: TableColumn;
  readonly variable: string;
  readonly isWhole: boolean;
  readonly isOfTemplate: boolean;
  readonly isResource: boolean;
  readonly max: number | undefined;
}

export class RowReader {
  readonly findings: Findings;
  readonly options: ImportMapping['options'];
  readonly numericColumns: readonly NumericColumn[];
  readonly isWorkbook: boolean;
  readonly #columnByField = new Map<string, TableColumn>();
  readonly #constants: Readonly<Record<string, string>>;
  readonly #unreadCells: ReadonlySet<string>;
  #row!: TableRow;

  constructor(
    table: Pick<Table, 'format' | 'columns'>,
    mapping: ImportMapping,
    findings: Findings,
    /** Cells such as `C14` that were reported when the file was read. */
    unreadCells: ReadonlySet<string> = new Set(),
  ) {
    this.#unreadCells = unreadCells;
    this.findings = findings;
    this.options = mapping.options;
    this.#constants = mapping.constants;
    this.isWorkbook = table.format === 'xlsx';
    const columnByIndex = new Map(table.columns.map((column) => [column.index, column]));
    const numeric: NumericColumn[] = [];
    for (const { index, field } of mapping.columns) {
      const column = columnByIndex.get(index);
      if (field === null || column === undefined) continue;
      const variable = variableOf(field);
      if (variable === null) {
        this.#columnByField.set(field, column);
        continue;
      }
      const template = findField(field)?.template;
      numeric.push({
        column,
        variable,
        isWhole: template?.type === 'count',
        isOfTemplate: template !== undefined,
        isResource: template?.isResource ?? false,
        max: template?.max,
      });
    }
    this.numericColumns = numeric;
  }

  use(row: TableRow): void {
    this.#row = row;
  }

  get row(): number {
    return this.#row.row;
  }

  has(field: string): boolean {
    return this.#columnByField.has(field) || (this.#constants[field] ?? '') !== '';
  }

  cell(field: string): Cell {
    const column = this.#columnByField.get(field);
    const cell = column === undefined ? null : (this.#row.cells[column.index] ?? null);
    return cell ?? this.#constants[field] ?? null;
  }

  /** Where a field's cell stands, for a finding about it. */
  place(field: string): Pick<Problem, 'row' | 'column' | 'letter'> {
    const column = this.#columnByField.get(field);
    return column === undefined
      ? { row: this.row }
      : { row: this.row, column: column.header, letter: column.letter };
  }

  report(code: Code, field: string, facts: Omit<Facts, 'row' | 'column' | 'letter'> = {}): void {
    const cell = this.cell(field);
    this.findings.add(code, { ...this.place(field), ...(cell === null ? {} : { value: cell }), ...facts });
  }

  text(field: string, maxLength = 200): string | null {
    const cell = this.cell(field);
    if (cell === null) return null;
    const text = String(cell).normalize('NFC').trim();
    if (text === '') return null;
    if ([...text].length > maxLength) {
      this.report('text-too-long', field, { params: { length: [...text].length, max: maxLength } });
      return null;
    }
    return text;
  }

  /** A text that names something: tokens such as "—" or "n/a" mean that nothing is named. */
  name(field: string): string | null {
    const text = this.text(field);
    return text === null || isBlankText(text) ? null : text;
  }

  /** `undefined`: the cell cannot be read. */
  date(field: string): string | null | undefined {
    const outcome = parseDate(this.cell(field), { order: this.options.dateOrder });
    if (outcome.ok) return outcome.value;
    if (outcome.code === 'ambiguous-date') {
      this.report(outcome.code, field, { params: { first: outcome.first, second: outcome.second } });
    } else {
      this.report(
        outcome.code,
        field,
        outcome.suggestion ? { params: { suggestion: outcome.suggestion } } : {},
      );
    }
    return undefined;
  }

  year(): number | null | undefined {
    const outcome = parseSchoolYear(this.cell('year'));
    if (outcome.ok) return outcome.value;
    this.report(outcome.code, 'year');
    return undefined;
  }

  #choice<T>(
    field: string,
    read: (word: string) => T | undefined,
    code: Code,
    choices?: LocalText,
  ): T | null | undefined {
    const word = this.name(field);
    if (word === null) return null;
    const found = read(word);
    if (found === undefined) this.report(code, field, choices ? { params: { choices } } : {});
    return found;
  }

  stage = () => this.#choice('stage', readStageWord, 'unknown-stage');
  location = () => this.#choice('location', readLocationWord, 'unknown-location');
  schoolKind = () => this.#choice('kind', readKindWord, 'unknown-choice', SCHOOL_KIND_CHOICES);
  groupKind = () => this.#choice('groupKind', readGroupKindWord, 'unknown-choice', GROUP_KIND_CHOICES);
  role = () => this.#choice('role', readRoleWord, 'unknown-choice', ROLE_CHOICES);

  /** Degrees or metres; `undefined`: the cell cannot be read. */
  coordinate(
    field: 'lat' | 'lon' | 'easting' | 'northing',
    min: number,
    max: number,
  ): number | null | undefined {
    const outcome = parseNumber(this.cell(field), this.options);
    if (!outcome.ok) {
      this.report(outcome.code, field, suggestion(outcome.suggestion));
      return undefined;
    }
    if (outcome.value === null) return null;
    if (outcome.value < min || outcome.value > max) {
      this.report('bad-coordinate', field, { params: { field: fieldName(field), min, max } });
      return undefined;
    }
    return outcome.value;
  }

  /** A figure; `undefined`: the cell cannot be read. */
  figure({ column, isWhole, isOfTemplate, max }: NumericColumn): number | null | undefined {
    const cell = this.#row.cells[column.index] ?? null;
    if (this.#unreadCells.has(`${column.letter}${this.row}`)) return undefined;
    if (cell === null) return null;
    const place = { row: this.row, column: column.header, letter: column.letter, value: cell };
    const outcome = parseNumber(cell, this.options);
    if (!outcome.ok) {
      this.findings.add(outcome.code, { ...place, ...suggestion(outcome.suggestion) });
      return undefined;
    }
    const { value } = outcome;
    if (value === null) return null;
    if (isOfTemplate && value < 0) this.findings.add('negative-number', place);
    else if (isWhole && !Number.isInteger(value)) this.findings.add('not-whole', place);
    else if (max !== undefined && value > max)
      this.findings.add('impossible-value', { ...place, params: { max } });
    else if (Math.abs(value) >= 1e15) this.findings.add('impossible-value', place);
    else {
      if (this.isWorkbook && typeof cell === 'string') this.findings.add('digits-as-text', place);
      return value;
    }
    return undefined;
  }
}

function suggestion(value: number | undefined): { params?: Record<string, number> } {
  return value === undefined ? {} : { params: { suggestion: value } };
}
