/** The seam over plain delimited files: two threads, each a part of the bytes. */

import { closeSync, fstatSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import { chooseOrigin } from '@trellis/engines/statistics';
import { createWorkerPool } from '../workers/index.ts';
import { findColumns } from './find-columns.ts';
import { finishCells } from './finish-cells.ts';
import { type CsvHead, readCsvHead } from './read-csv-head.ts';
import { countLines, findRowStart, type ScannedRange, scanRange } from './scan-range.ts';
import { BLOCK_ROWS, RowScanner, type ScanLayout, type ScanStop } from './scan-rows.ts';
import type { CollapseOutcome, CollapseRequest, MissingCount } from './types.ts';

/** What the first thread reads in the time in which the second one starts. */
const HEAD_START_BYTES = 24_000_000;
/** Less than this left over is not worth a thread. */
const LEAST_SHARED_BYTES = 8_000_000;

export type CsvOutcome<Answer> = Answer | { readonly kind: 'not-plain' };

/** `not-plain`: quoted fields or no text at all; another reader must take the file. */
export async function collapseCsv(
  path: string,
  request: CollapseRequest,
): Promise<CsvOutcome<CollapseOutcome>> {
  const scanned = await scanCsv(path, request, 'cells');
  if (scanned.kind !== 'scanned') return scanned;
  const { ranges, layout, head } = scanned;
  const table = finishCells(ranges, layout, request.variables);
  if (!table.crossProducts.every((products) => products.every(Number.isFinite))) {
    return { kind: 'refused', problems: [makeProblem('study-scale-varies', { file: basename(path) })] };
  }
  return {
    kind: 'collapsed',
    table,
    rowsSeen: ranges.reduce((rows, range) => rows + range.rows, 0),
    missing: countMissing(ranges, head.headers),
    reader: 'scanner',
  };
}

export type ScannedCsv =
  | {
      readonly kind: 'scanned';
      readonly ranges: readonly ScannedRange[];
      readonly layout: ScanLayout;
      readonly head: CsvHead;
    }
  | { readonly kind: 'not-plain' }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

export async function scanCsv(
  path: string,
  request: CollapseRequest,
  keep: ScanLayout['keep'],
): Promise<ScannedCsv> {
  const file = openSync(path, 'r');
  let head: CsvHead | undefined;
  let middle: number;
  const { size } = fstatSync(file);
  try {
    head = readCsvHead(file);
    if (head === undefined) return { kind: 'not-plain' };
    const rest = size - head.rowsStart - HEAD_START_BYTES;
    middle = rest < LEAST_SHARED_BYTES ? size : findRowStart(file, size - Math.floor(rest / 2), size);
  } finally {
    closeSync(file);
  }
  const found = findColumns(head.headers, request, basename(path));
  if (found.kind === 'refused') return found;
  const layout = measureSample({ ...found, keep }, head);
  const ranges = await scanParts(path, layout, [head.rowsStart, middle, size]);
  const stopped = ranges.find(({ stop }) => stop !== undefined)?.stop;
  if (stopped === undefined) return { kind: 'scanned', ranges, layout, head };
  if (stopped.kind === 'quoted') return { kind: 'not-plain' };
  return { kind: 'refused', problems: [describeStop(stopped, path, head)] };
}

async function scanParts(
  path: string,
  layout: ScanLayout,
  offsets: readonly number[],
): Promise<ScannedRange[]> {
  const [start, middle, end] = offsets as [number, number, number];
  if (middle >= end) return [scanRange(path, layout, start, end)];
  const workers = createWorkerPool(1);
  try {
    const module = new URL('./scan-range.ts', import.meta.url);
    const second = workers.run<ScannedRange>(module, 'scanRange', [path, layout, middle, end]);
    // Lets the thread be asked for before this one is busy.
    await new Promise((resolve) => setImmediate(resolve));
    const first = scanRange(path, layout, start, middle);
    return [first, await second];
  } finally {
    await workers.close();
  }
}

type FoundLayout = Omit<ScanLayout, 'origins' | 'scales' | 'delimiter' | 'encoding'>;

/** A look at the first rows settles from where and in which unit each variable is measured. */
function measureSample(found: FoundLayout, head: CsvHead): ScanLayout {
  const delimiter = head.delimiter.charCodeAt(0);
  const plain = { ...found, delimiter, encoding: head.encoding };
  const ones = found.variables.map(() => 1);
  const sampled: ScanLayout = { ...plain, keep: 'rows', origins: found.variables.map(() => 0), scales: ones };
  const scanner = new RowScanner(sampled);
  const lastEnd = head.sample.lastIndexOf(10);
  const bytes = lastEnd < 0 ? Uint8Array.of(...head.sample, 10) : head.sample.subarray(0, lastEnd + 1);
  scanner.scan(bytes, 0, Math.min(bytes.length, SAMPLE_BYTES));
  const count = found.variables.length + (found.weight === undefined ? 0 : 1);
  const chosen = found.variables.map((_, variable) => {
    const values = Array.from(
      { length: scanner.kept },
      (_, row) => scanner.rowNumbers[Math.floor(row / BLOCK_ROWS)]![(row % BLOCK_ROWS) * count + variable]!,
    );
    return chooseOrigin(values);
  });
  return {
    ...plain,
    origins: chosen.map(({ origin }) => origin),
    scales: chosen.map(({ scale }) => scale),
  };
}

const SAMPLE_BYTES = 1 << 15;

export function countMissing(ranges: readonly ScannedRange[], headers: readonly string[]): MissingCount[] {
  return headers
    .map((column, index) => ({
      column,
      count: ranges.reduce((count, range) => count + range.missing[index]!, 0),
    }))
    .filter(({ count }) => count > 0);
}

function describeStop(stop: Exclude<ScanStop, { kind: 'quoted' }>, path: string, head: CsvHead): Problem {
  const place = { file: basename(path), row: countLines(path, stop.offset) };
  switch (stop.kind) {
    case 'uneven':
      return makeProblem('uneven-row', {
        ...place,
        params: { cells: stop.cells, expected: head.headers.length },
      });
    case 'not-a-number':
      return makeProblem('not-a-number', { ...place, column: head.headers[stop.column]!, value: stop.value });
    case 'bad-weight':
      return makeProblem('study-weight-not-positive', {
        ...place,
        column: head.headers[stop.column]!,
        value: stop.value,
      });
  }
}
