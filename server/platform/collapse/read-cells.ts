/** The rows of the GROUP BY as a table of cells, or what it found wrong. */

import type { CellTable } from '@trellis/engines/statistics';
import { mergeLabels } from './finish-cells.ts';
import type { CollapseRequest, MissingCount } from './types.ts';
import { BAD_FROM, listColumns } from './write-sql.ts';

type SqlValue = string | number | bigint | null;

export type CellsRead =
  | {
      readonly kind: 'cells';
      readonly table: CellTable;
      readonly rowsSeen: number;
      readonly missing: readonly MissingCount[];
    }
  | { readonly kind: 'bad-number'; readonly column: string };

export function readCells(
  rows: readonly (readonly SqlValue[])[],
  request: CollapseRequest,
  origins: readonly number[],
  scales: readonly number[],
): CellsRead {
  const { keys, variables, weight } = request;
  const columns = listColumns(request);
  const countAt = 1 + keys.length;
  const bad = rows.find(([state]) => Number(state) >= BAD_FROM);
  if (bad !== undefined) return { kind: 'bad-number', column: columns[Number(bad[0]) - BAD_FROM]! };
  const missing = rows
    .filter(([state]) => Number(state) >= 0)
    .map((row) => ({ column: columns[Number(row[0])]!, count: Number(row[countAt]) }));
  const cells = rows.filter(([state]) => Number(state) < 0);
  const labelled = keys.map((_, key) => cells.map((row) => readLabel(row[1 + key]!)));
  const merged = labelled.map((labels) => mergeLabels([{ labels, isKept: () => true }]));
  const order = cells
    .map((_, cell) => cell)
    .sort((a, b) => {
      for (const { places } of merged) {
        const difference = places[0]![a]! - places[0]![b]!;
        if (difference !== 0) return difference;
      }
      return 0;
    });
  const column = (at: number) => Float64Array.from(order, (cell) => Number(cells[cell]![at]));
  const firstSum = countAt + (weight === undefined ? 1 : 2);
  const count = variables.length;
  const counts = column(countAt);
  const kept = counts.reduce((sum, each) => sum + each, 0);
  return {
    kind: 'cells',
    rowsSeen: kept + missing.reduce((sum, each) => sum + each.count, 0),
    missing,
    table: {
      rows: kept,
      keys: merged.map(({ labels, places }) => ({
        codes: Int32Array.from(order, (cell) => places[0]![cell]!),
        levels: labels.length,
      })),
      keyLabels: merged.map(({ labels }) => labels),
      counts,
      ...(weight === undefined ? {} : { weights: column(countAt + 1) }),
      variables,
      origins: Float64Array.from(origins),
      scales: Float64Array.from(scales),
      sums: variables.map((_, index) => column(firstSum + index)),
      crossProducts: Array.from({ length: (count * (count + 1)) / 2 }, (_, pair) =>
        column(firstSum + count + pair),
      ),
    },
  };
}

/** A whole number as one, so that years sort and compare as numbers; “007” stays a text. */
export function readLabel(value: SqlValue): string | number {
  if (value === null) return '';
  const text = String(value);
  return /^(0|-?[1-9]\d{0,14})(\.0+)?$/.test(text) ? Number(text) : text;
}
