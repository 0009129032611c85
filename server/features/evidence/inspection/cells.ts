/** Columns by name and cells by kind; whatever is wrong is added to the problems with its place. */

import { makeProblem, type Problem, type ProblemCode } from '@trellis/contract/problems';
import { findTemplateField, normalizeHeader } from '@trellis/contract/template';
import {
  type Cell,
  parseNumber,
  type Table,
  type TableColumn,
  type TableRow,
} from '../../../platform/tables/index.ts';
import type { Language } from './types.ts';

export const listInWords = (items: readonly (string | number)[], lang: Language): string =>
  items.join(lang === 'zh' ? '、' : ', ');

export class CellReader {
  readonly table: Table;
  readonly problems: Problem[] = [];
  readonly usedLetters = new Set<string>();
  readonly lang: Language;
  readonly #acceptNumbersAsText: boolean;
  readonly #columnsWithDigitsAsText = new Set<string>();

  constructor(
    table: Table,
    input: { readonly lang: Language; readonly acceptNumbersAsText?: boolean | undefined },
  ) {
    this.table = table;
    this.lang = input.lang;
    this.#acceptNumbersAsText = input.acceptNumbersAsText ?? false;
  }

  /** Adds a problem of the file, or of a row, or of a cell. */
  add(code: ProblemCode, facts: Partial<Problem> = {}, row?: TableRow, column?: TableColumn): void {
    this.problems.push(
      makeProblem(code, {
        file: this.table.fileName,
        ...(this.table.sheet === null ? {} : { sheet: this.table.sheet }),
        ...(row && { row: row.row }),
        ...(column && { column: column.header, letter: column.letter }),
        ...facts,
      }),
    );
  }

  hasErrors(): boolean {
    return this.problems.some(({ severity }) => severity === 'error');
  }

  /** The text of a cell without the blanks around it; undefined when it is empty. */
  text(row: TableRow, column: TableColumn | undefined): string | undefined {
    const cell = column && row.cells[column.index];
    const text = cell === null || cell === undefined ? '' : String(cell).trim();
    return text === '' ? undefined : text;
  }

  /** The number of a cell; null when blank, undefined when it is none and was reported. */
  number(
    row: TableRow,
    column: TableColumn,
    rules: { whole?: boolean; max?: number | undefined; mayBeNegative?: boolean } = {},
  ): number | null | undefined {
    const cell: Cell | undefined = row.cells[column.index];
    const outcome = parseNumber(cell, { acceptNumbersAsText: this.#acceptNumbersAsText });
    const report = (code: ProblemCode, params?: Record<string, string | number>) => {
      this.add(code, { value: cell ?? '', ...(params && { params }) }, row, column);
      return undefined;
    };
    if (!outcome.ok) {
      // The errors of a workbook's cells were reported when it was read.
      if (outcome.code === 'error-cell' && this.table.format === 'xlsx') return undefined;
      const { suggestion } = outcome;
      return report(outcome.code, suggestion === undefined ? undefined : { suggestion });
    }
    const { value } = outcome;
    if (value === null) return null;
    if (outcome.isDigitsAsText && this.table.format === 'xlsx') this.#noteDigitsAsText(cell, row, column);
    if (value < 0 && !rules.mayBeNegative) return report('negative-number');
    if (rules.whole && !Number.isInteger(value)) return report('not-whole');
    if (rules.max !== undefined && value > rules.max) return report('impossible-value', { max: rules.max });
    return value;
  }

  /**
   * The column meant by a header, a field of the template or, failing these, a letter. Reports when
   * there is none.
   */
  column(name: string): TableColumn | undefined {
    const found = this.findColumn(name);
    if (found === undefined) {
      const headers = listInWords(
        this.table.columns.map(({ header }) => `“${header}”`),
        this.lang,
      );
      const suggestion = findSimilarHeader(name, this.table.columns);
      this.add('no-such-column', {
        value: name,
        params: { headers, ...(suggestion === undefined ? {} : { suggestion }) },
      });
      return undefined;
    }
    this.usedLetters.add(found.letter);
    return found;
  }

  findColumn(name: string): TableColumn | undefined {
    const { columns } = this.table;
    const wanted = name.trim();
    const normalized = normalizeHeader(wanted);
    const field = findTemplateField(wanted);
    return (
      columns.find(({ header }) => header === wanted) ??
      columns.find(({ header }) => normalizeHeader(header) === normalized) ??
      (field && columns.find(({ header }) => findTemplateField(header)?.id === field.id)) ??
      columns.find(({ letter }) => letter === wanted)
    );
  }

  #noteDigitsAsText(cell: Cell | undefined, row: TableRow, column: TableColumn): void {
    // Usually the whole column: the first one says it.
    if (this.#columnsWithDigitsAsText.has(column.letter)) return;
    this.#columnsWithDigitsAsText.add(column.letter);
    this.add('digits-as-text', { value: cell ?? '' }, row, column);
  }
}

const MAX_DISTANCE = 3;

function findSimilarHeader(name: string, columns: readonly TableColumn[]): string | undefined {
  const wanted = normalizeHeader(name);
  const containing = columns.find(({ header }) => wanted !== '' && normalizeHeader(header).includes(wanted));
  if (containing !== undefined) return containing.header;
  let best: string | undefined;
  let bestDistance = Math.min(MAX_DISTANCE, Math.floor(wanted.length / 2)) + 1;
  for (const { header } of columns) {
    const distance = editDistance(wanted, normalizeHeader(header));
    if (distance >= bestDistance) continue;
    best = header;
    bestDistance = distance;
  }
  return (
    best ?? columns.find(({ header }) => wanted !== '' && normalizeHeader(header).includes(wanted))?.header
  );
}

/** Fewest letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
