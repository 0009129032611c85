/** What is in a file, column by column. Runs in a computing thread. */

import type { StudyColumn } from '@trellis/contract';
import type { Problem } from '@trellis/contract/problems';
import { findPersonal } from './personal-columns.ts';
import { readStudyTable, type StudyTable } from './study-table.ts';

export type InspectedFile =
  | {
      readonly kind: 'read';
      readonly rows: number;
      readonly columns: StudyColumn[];
      readonly doubled: string[];
    }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] };

const SHOWN = 5;
/** A value that fewer rows have is not shown. */
const SMALLEST_CELL = 5;
const CATEGORIES = 60;

export async function inspectFile(fileName: string, bytes: Uint8Array): Promise<InspectedFile> {
  const read = await readStudyTable(fileName, bytes);
  if (read.kind === 'unreadable') return read;
  const { table } = read;
  return {
    kind: 'read',
    rows: table.rows,
    columns: describeColumns(table),
    doubled: table.names.filter((name, place) => table.names.indexOf(name) !== place),
  };
}

export function describeColumns(table: StudyTable): StudyColumn[] {
  return table.names.map((name, place) => {
    const cells = table.columns[place]!;
    const counts = new Map<string, number>();
    for (const cell of cells) if (cell !== '') counts.set(cell, (counts.get(cell) ?? 0) + 1);
    const distinct = [...counts.keys()];
    const missing = cells.length - [...counts.values()].reduce((sum, count) => sum + count, 0);
    const numbers = distinct.map(Number);
    const isNumeric = distinct.length > 0 && numbers.every(Number.isFinite);
    const isBinary = isNumeric && numbers.every((value) => value === 0 || value === 1);
    const personal = findPersonal(name, distinct);
    const frequent = [...counts].filter(([, count]) => count >= SMALLEST_CELL).sort((a, b) => b[1] - a[1]);
    return {
      name,
      type:
        distinct.length === 0
          ? 'empty'
          : isBinary
            ? 'binary'
            : isNumeric
              ? 'number'
              : distinct.length <= CATEGORIES
                ? 'category'
                : 'text',
      rows: cells.length - missing,
      missing,
      distinct: distinct.length,
      examples: personal === null ? frequent.slice(0, SHOWN).map(([value]) => value) : [],
      min: isNumeric && personal === null ? smallest(numbers) : null,
      max: isNumeric && personal === null ? -smallest(numbers.map((value) => -value)) : null,
      personal,
    };
  });
}

const smallest = (numbers: readonly number[]): number =>
  numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
