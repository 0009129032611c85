/** The rows of the files last looked at, ready to show: reading a national file takes seconds, a page of it must not. */
import type { Cell, TableColumn } from '../../../platform/tables/index.ts';
import { CHECK_MODULE } from './run-jobs.ts';
import type { ImportServices, StoredFile } from './types.ts';

/** A table whose rows are kept as text, which takes a tenth of the memory. */
export interface PackedTable {
  readonly format: 'csv' | 'xlsx';
  readonly columns: readonly TableColumn[];
  readonly rowNumbers: Int32Array;
  /** The cells of each row as JSON. */
  readonly lines: readonly string[];
}

const MOST_BYTES = 64 * 1024 * 1024;

const bytesOf = ({ lines }: PackedTable) => lines.reduce((sum, line) => sum + 2 * line.length + 24, 0);

/** Holds tables up to a number of bytes; the one unused longest goes first. */
export class RowCache {
  readonly #mostBytes: number;
  readonly #kept = new Map<string, { readonly table: PackedTable; readonly bytes: number }>();
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async get(key: string, read: () => Promise<PackedTable>): Promise<PackedTable> {
    const known = this.#kept.get(key);
    if (known) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.table;
    }
    const table = await read();
    const bytes = bytesOf(table);
    if (bytes > this.#mostBytes || this.#kept.has(key)) return table;
    this.#kept.set(key, { table, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
    return table;
  }
}

const cache = new RowCache();

/**
 * The table of an import with its fixed rows in place, or of one of its files alone. Files never change, only more
 * sheets of fixed rows are added.
 */
export function getRows(
  { workers }: ImportServices,
  of: { readonly importId: string; readonly sheet: string | null } & (
    | { readonly fileCount: number }
    | { readonly onlyFile: number }
  ),
  loadFiles: () => Promise<readonly StoredFile[]>,
): Promise<PackedTable> {
  return cache.get(JSON.stringify(of), async () =>
    workers.run<PackedTable>(CHECK_MODULE, 'packRows', [
      { files: await loadFiles(), sheet: of.sheet, headerRow: null },
    ]),
  );
}

export function cellsAt({ lines }: PackedTable, index: number): Cell[] {
  return JSON.parse(lines[index]!) as Cell[];
}
