/** The seam over files: which reader takes which file. */

import { basename } from 'node:path';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import { collapseCsv, countMissing, scanCsv } from './collapse-csv.ts';
import { markCodes, mergeLabels } from './finish-cells.ts';
import { BLOCK_ROWS } from './scan-rows.ts';
import type { CollapseOutcome, CollapseRequest, FileColumns, ReadColumnsOutcome } from './types.ts';

/**
 * Sums the rows of a .csv, .csv.gz or .parquet file for each combination of keys; memory is bounded by cells.
 *
 * @example
 * const outcome = await collapseFile('panel.csv', { keys: [{ column: 'school' }, { column: 'year' }], variables: ['score'] });
 */
export async function collapseFile(path: string, request: CollapseRequest): Promise<CollapseOutcome> {
  try {
    if (isPlain(path)) {
      const outcome = await collapseCsv(path, request);
      if (outcome.kind !== 'not-plain') return outcome;
    }
    const { collapseDuckDb } = await import('./collapse-duckdb.ts');
    return await collapseDuckDb(path, request);
  } catch (error) {
    return { kind: 'refused', problems: [describeOpenFailure(path, error)] };
  }
}

/** Every complete row of the wanted columns, for what cannot be done from cells. */
export async function readFileColumns(path: string, request: CollapseRequest): Promise<ReadColumnsOutcome> {
  try {
    if (isPlain(path)) {
      const scanned = await scanCsv(path, request, 'rows');
      if (scanned.kind === 'refused') return scanned;
      if (scanned.kind === 'scanned') {
        const { ranges, head } = scanned;
        return {
          kind: 'read',
          columns: joinRows(ranges, request),
          rowsSeen: ranges.reduce((rows, range) => rows + range.rows, 0),
          missing: countMissing(ranges, head.headers),
        };
      }
    }
    const { readColumnsDuckDb } = await import('./collapse-duckdb.ts');
    return await readColumnsDuckDb(path, request);
  } catch (error) {
    return { kind: 'refused', problems: [describeOpenFailure(path, error)] };
  }
}

const isPlain = (path: string): boolean => !/\.(gz|parquet)$/i.test(path);

/** A file that cannot be opened is the person's to mend; anything else is a fault and travels on. */
function describeOpenFailure(path: string, error: unknown): Problem {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
  return makeProblem('file-not-found', { file: basename(path), params: { reason: code } });
}

type Scanned = Extract<Awaited<ReturnType<typeof scanCsv>>, { kind: 'scanned' }>['ranges'];

function joinRows(ranges: Scanned, request: CollapseRequest): FileColumns {
  const rows = ranges.reduce((sum, { kept }) => sum + kept, 0);
  const numberCount = request.variables.length + (request.weight === undefined ? 0 : 1);
  const keyCount = request.keys.length;
  const merged = request.keys.map((_, key) =>
    mergeLabels(
      ranges.map(({ labels, rowCodes, kept }) => ({
        labels: labels[key]!,
        isKept: markCodes(trim(rowCodes, kept, keyCount), key, keyCount),
      })),
    ),
  );
  const numbers = Array.from({ length: numberCount }, () => new Float64Array(rows));
  const codes = request.keys.map(() => new Int32Array(rows));
  let at = 0;
  for (const [index, range] of ranges.entries()) {
    for (let row = 0; row < range.kept; row++, at++) {
      const block = Math.floor(row / BLOCK_ROWS);
      const inBlock = row % BLOCK_ROWS;
      for (let place = 0; place < numberCount; place++) {
        numbers[place]![at] = range.rowNumbers[block]![inBlock * numberCount + place]!;
      }
      for (let key = 0; key < keyCount; key++) {
        codes[key]![at] = merged[key]!.places[index]![range.rowCodes[block]![inBlock * keyCount + key]!]!;
      }
    }
  }
  return {
    rows,
    keys: merged.map(({ labels }, key) => ({ codes: codes[key]!, levels: labels.length, labels })),
    variables: numbers.slice(0, request.variables.length),
    weights: request.weight === undefined ? undefined : numbers.at(-1),
  };
}

/** The blocks without the room behind the last row. */
function trim(blocks: readonly Int32Array[], rows: number, keyCount: number): Int32Array[] {
  return blocks.map((codes, block) => codes.subarray(0, (rows - block * BLOCK_ROWS) * keyCount));
}
