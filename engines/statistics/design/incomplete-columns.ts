/**
 * Columns in which values may be missing: the numbers, and beside them which of them are not there.
 *
 * Shapes: columns n. Cost O(n) for each column.
 */

import { EngineInputError, type InputMistake } from '../../kernel/index.ts';

/** A column with gaps; what stands in a gap is never read. */
export interface IncompleteColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** 1 where the value is missing. */
  readonly missing: Uint8Array;
}

/**
 * Checks that columns are of one length, named once, and finite where they are not missing.
 *
 * @param columns at least one
 * @throws {EngineInputError} `no-columns`, `duplicate-column`, `length-mismatch`, `not-finite`
 * @example
 * assertIncompleteColumns([{ name: 'age', values: Float64Array.of(1), missing: Uint8Array.of(0) }]); // 1
 */
export function assertIncompleteColumns(columns: readonly IncompleteColumn[]): number {
  const mistakes: InputMistake[] = [];
  const rows = columns[0]?.values.length ?? 0;
  if (columns.length === 0)
    mistakes.push({ code: 'no-columns', message: 'There is no column. Name at least one.', params: {} });
  const seen = new Set<string>();
  for (const { name, values, missing } of columns) {
    if (seen.has(name))
      mistakes.push({
        code: 'duplicate-column',
        message: `Column ${name} is given twice. Name each column once.`,
        params: { column: name },
      });
    seen.add(name);
    if (values.length !== rows || missing.length !== rows)
      mistakes.push({
        code: 'length-mismatch',
        message: `Column ${name} has ${values.length} values and ${missing.length} marks for ${rows} rows. Give one for each row.`,
        params: { column: name, values: values.length, marks: missing.length, rows },
      });
    const wrong = values.findIndex((value, row) => missing[row] !== 1 && !Number.isFinite(value));
    if (wrong >= 0)
      mistakes.push({
        code: 'not-finite',
        message: `Column ${name} has ${values[wrong]} in row ${wrong}. Mark it as missing or give a number.`,
        params: { column: name, row: wrong },
      });
  }
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  return rows;
}
