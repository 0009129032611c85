/** Puts the cells of several ranges together: labels in order, cells in the order of their keys. */

import type { CellTable } from '@trellis/engines/statistics';
import { CellSums } from './cell-sums.ts';
import type { ScannedRange } from './scan-range.ts';
import type { ScanLayout } from './scan-rows.ts';

type Label = number | string;

/** Whole numbers by size first, then texts by their characters; the same in every language. */
export function compareLabels(a: Label, b: Label): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Labels as a range met them, and the codes of what it kept: a label of left-out rows only is none. */
export interface LabelsMet {
  readonly labels: readonly Label[];
  readonly isKept: (code: number) => boolean;
}

/** The labels of all ranges in order, and for each range the place of each of its codes. */
export function mergeLabels(ranges: readonly LabelsMet[]): {
  readonly labels: Label[];
  readonly places: Int32Array[];
} {
  const kept = ranges.flatMap(({ labels, isKept }) => labels.filter((_, code) => isKept(code)));
  const labels = [...new Set(kept)].sort(compareLabels);
  const placeByLabel = new Map(labels.map((label, place) => [label, place]));
  const places = ranges.map((range) =>
    Int32Array.from(range.labels, (label) => placeByLabel.get(label) ?? -1),
  );
  return { labels, places };
}

/** Whether each code occurs in a column of codes that stand `step` apart. */
export function markCodes(
  columns: readonly Int32Array[],
  start: number,
  step: number,
): (code: number) => boolean {
  let largest = -1;
  for (const codes of columns)
    for (let at = start; at < codes.length; at += step) largest = Math.max(largest, codes[at]!);
  const marks = new Uint8Array(largest + 1);
  for (const codes of columns) for (let at = start; at < codes.length; at += step) marks[codes[at]!] = 1;
  return (code) => marks[code] === 1;
}

export function finishCells(
  ranges: readonly ScannedRange[],
  layout: ScanLayout,
  variables: readonly string[],
): CellTable {
  const keyCount = layout.keys.length;
  const merged = layout.keys.map((_, key) =>
    mergeLabels(
      ranges.map(({ labels, codes }) => ({
        labels: labels[key]!,
        isKept: markCodes([codes], key, keyCount),
      })),
    ),
  );
  const stride = ranges[0]!.stride;
  const sums = new CellSums(keyCount, stride);
  const codes = new Int32Array(keyCount);
  for (const [index, range] of ranges.entries()) {
    for (let cell = 0; cell < range.cells; cell++) {
      for (let key = 0; key < keyCount; key++) {
        codes[key] = merged[key]!.places[index]![range.codes[cell * keyCount + key]!]!;
      }
      const base = sums.cellOf(codes) * stride;
      const from = cell * stride;
      for (let place = 0; place < stride; place++)
        sums.moments[base + place]! += range.moments[from + place]!;
    }
  }
  const order = orderCells(sums);
  const { moments } = sums;
  const column = (place: number): Float64Array => {
    const values = new Float64Array(order.length);
    for (let at = 0; at < order.length; at++) values[at] = moments[order[at]! * stride + place]!;
    return values;
  };
  const firstSum = layout.weight === undefined ? 1 : 2;
  const count = variables.length;
  return {
    rows: ranges.reduce((rows, { kept }) => rows + kept, 0),
    keys: merged.map(({ labels }, key) => ({
      codes: pickEvery(sums.codes, order, keyCount, key),
      levels: labels.length,
    })),
    keyLabels: merged.map(({ labels }) => labels),
    counts: column(0),
    ...(layout.weight === undefined ? {} : { weights: column(1) }),
    variables,
    origins: Float64Array.from(layout.origins),
    scales: Float64Array.from(layout.scales),
    sums: variables.map((_, variable) => column(firstSum + variable)),
    crossProducts: Array.from({ length: (count * (count + 1)) / 2 }, (_, pair) =>
      column(firstSum + count + pair),
    ),
  };
}

function pickEvery(codes: Int32Array, order: Int32Array, step: number, place: number): Int32Array {
  const picked = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) picked[at] = codes[order[at]! * step + place]!;
  return picked;
}

/** Cells by their keys, the first key slowest. */
function orderCells(sums: CellSums): Int32Array {
  const { cells, keyCount, codes, dense } = sums;
  if (dense !== undefined && dense.length < 64 * (cells + 1024)) {
    const order = new Int32Array(cells);
    let next = 0;
    for (let place = 0; place < dense.length; place++) {
      const cell = dense[place]!;
      if (cell > 0) order[next++] = cell - 1;
    }
    return order;
  }
  return Int32Array.from({ length: cells }, (_, cell) => cell).sort((a, b) => {
    for (let key = 0; key < keyCount; key++) {
      const difference = codes[a * keyCount + key]! - codes[b * keyCount + key]!;
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
