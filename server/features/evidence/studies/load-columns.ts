/** Reads the columns a study names, complete rows only; says what was left out. */

import { basename } from 'node:path';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import { readFileColumns } from '../../../platform/collapse/index.ts';
import type { LabelledFactor, StudyColumns, StudyDropped, StudyOptions } from './types.ts';

export type LoadedColumns =
  | ({ readonly kind: 'loaded' } & StudyColumns)
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

export interface WantedColumns {
  readonly factors: readonly (string | undefined)[];
  readonly numbers: readonly (string | undefined)[];
  /** Factors whose blank means something: no first treated period. */
  readonly blankIsLevel?: string | undefined;
}

export async function loadColumns(options: StudyOptions, wanted: WantedColumns): Promise<LoadedColumns> {
  const factors = distinct(wanted.factors);
  const numbers = distinct(wanted.numbers);
  const outcome = await readFileColumns(options.file, {
    keys: factors.map((column) => ({ column, blankIsLevel: column === wanted.blankIsLevel })),
    variables: numbers,
    weight: options.weights,
  });
  if (outcome.kind === 'refused') return outcome;
  const { columns, rowsSeen, missing } = outcome;
  if (columns.rows === 0) {
    return refuseNoRows(basename(options.file), rowsSeen, missing);
  }
  return {
    kind: 'loaded',
    rows: columns.rows,
    number: (name) => columns.variables[numbers.indexOf(name)]!,
    factor: (name) => columns.keys[factors.indexOf(name)]!,
    weights: columns.weights,
    dropped: missing.map(
      ({ column, count }): StudyDropped => ({ reason: 'missing-value', count, names: [column] }),
    ),
  };
}

/** No row is complete: the column that most rows lack is named. */
export function refuseNoRows(
  file: string,
  rowsSeen: number,
  missing: readonly { readonly column: string; readonly count: number }[],
): { readonly kind: 'refused'; readonly problems: Problem[] } {
  if (rowsSeen === 0) return { kind: 'refused', problems: [makeProblem('study-no-data', { file })] };
  const emptiest = [...missing].sort((a, b) => b.count - a.count)[0];
  const params = { count: rowsSeen, all: rowsSeen };
  const place = emptiest === undefined ? {} : { column: emptiest.column };
  return { kind: 'refused', problems: [makeProblem('study-no-rows', { file, ...place, params })] };
}

const distinct = (names: readonly (string | undefined)[]): string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];

/** The labels of a factor as numbers, row by row; a blank as `blank`. */
export function readPeriods(
  factor: LabelledFactor,
  column: string,
  options: StudyOptions,
  blank?: number,
):
  | { readonly kind: 'read'; readonly values: Float64Array }
  | { readonly kind: 'refused'; readonly problems: Problem[] } {
  const byCode = factor.labels.map((label) => (label === '' ? blank : Number(label)));
  const bad = byCode.findIndex((value) => value === undefined || Number.isNaN(value));
  if (bad >= 0) {
    const facts = { file: basename(options.file), column, value: factor.labels[bad]! };
    return { kind: 'refused', problems: [makeProblem('study-period-not-a-number', facts)] };
  }
  return { kind: 'read', values: Float64Array.from(factor.codes, (code) => byCode[code]!) };
}
