/** Scans one range of a file's bytes, in this thread or another; what it found is plain data. */

import { closeSync, openSync, readSync } from 'node:fs';
import { BYTES_BEHIND } from './scan-plain-rows.ts';
import { RowScanner, type ScanLayout, type ScanStop } from './scan-rows.ts';

/** Small enough to stay in the processor's cache while it is scanned. */
const PIECE_BYTES = 1 << 19;
const LINE_FEED = 10;

export interface ScannedRange {
  readonly labels: readonly (readonly (number | string)[])[];
  /** Interleaved as in `CellSums`. */
  readonly cells: number;
  readonly codes: Int32Array;
  readonly moments: Float64Array;
  readonly stride: number;
  readonly rowNumbers: readonly Float64Array[];
  readonly rowCodes: readonly Int32Array[];
  readonly missing: Float64Array;
  readonly rows: number;
  readonly kept: number;
  readonly stop: ScanStop | undefined;
}

/** Scans whole rows: `start` and `end` are offsets where rows begin, or the file's end. */
export function scanRange(path: string, layout: ScanLayout, start: number, end: number): ScannedRange {
  const file = openSync(path, 'r');
  try {
    const scanner = new RowScanner(layout);
    scanFile(file, scanner, start, end);
    return describe(scanner);
  } finally {
    closeSync(file);
  }
}

function scanFile(file: number, scanner: RowScanner, start: number, end: number): void {
  let buffer = new Uint8Array(PIECE_BYTES + BYTES_BEHIND);
  /** Offset of the buffer's first byte. */
  let base = start;
  let filled = 0;
  for (;;) {
    const wanted = Math.min(buffer.length - BYTES_BEHIND - filled, end - base - filled);
    const read = wanted === 0 ? 0 : readSync(file, buffer, filled, wanted, base + filled);
    filled += read;
    const isLast = read === 0 || base + filled >= end;
    const until = isLast ? filled : buffer.lastIndexOf(LINE_FEED, filled - 1) + 1;
    // The file's last row may have no end of its own.
    buffer[filled] = LINE_FEED;
    scanner.scan(buffer, 0, until);
    if (scanner.stop !== undefined) {
      scanner.stop = { ...scanner.stop, offset: scanner.stop.offset + base };
      return;
    }
    if (isLast) return;
    if (until === 0) {
      // A row longer than the buffer.
      const larger = new Uint8Array(2 * buffer.length);
      larger.set(buffer);
      buffer = larger;
      continue;
    }
    buffer.copyWithin(0, until, filled);
    base += until;
    filled -= until;
  }
}

function describe(scanner: RowScanner): ScannedRange {
  const { sums, rows, kept, missing, rowNumbers, rowCodes, stop } = scanner;
  return {
    labels: scanner.keyLabels.map(({ labels }) => labels),
    cells: sums.cells,
    codes: sums.codes.slice(0, sums.cells * sums.keyCount),
    moments: sums.moments.slice(0, sums.cells * sums.stride),
    stride: sums.stride,
    rowNumbers,
    rowCodes,
    missing,
    rows,
    kept,
    stop,
  };
}

/** The first offset at or behind `offset` where a row begins. */
export function findRowStart(file: number, offset: number, size: number): number {
  const buffer = new Uint8Array(PIECE_BYTES);
  // One byte early: a line feed there says that a row begins right at `offset`.
  for (let position = offset - 1; position < size; ) {
    const read = readSync(file, buffer, 0, buffer.length, position);
    if (read === 0) break;
    const found = buffer.subarray(0, read).indexOf(LINE_FEED);
    if (found >= 0) return position + found + 1;
    position += read;
  }
  return size;
}

/** The line, counted from 1, that begins at an offset. */
export function countLines(path: string, offset: number): number {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(PIECE_BYTES);
    let lines = 1;
    for (let position = 0; position < offset; ) {
      const read = readSync(file, buffer, 0, Math.min(buffer.length, offset - position), position);
      if (read === 0) break;
      for (let at = 0; at < read; at++) if (buffer[at] === LINE_FEED) lines++;
      position += read;
    }
    return lines;
  } finally {
    closeSync(file);
  }
}
