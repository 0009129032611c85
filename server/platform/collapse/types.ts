import type { Problem } from '@trellis/contract/problems';
import type { CellTable } from '@trellis/engines/statistics';

/** Which columns of a table make the cells and which are summed. Columns are named by their header. */
export interface CollapseRequest {
  readonly keys: readonly KeyRequest[];
  /** Columns of numbers. */
  readonly variables: readonly string[];
  /** Column of weights, every one above 0. */
  readonly weight?: string | undefined;
}

export interface KeyRequest {
  readonly column: string;
  /** A blank is a level of its own, labelled ''; otherwise its row is left out and counted. */
  readonly blankIsLevel?: boolean | undefined;
}

/** Rows left out because this column is blank; a row counts for its first blank column. */
export interface MissingCount {
  readonly column: string;
  readonly count: number;
}

export type CollapseOutcome =
  | {
      readonly kind: 'collapsed';
      readonly table: CellTable;
      /** Rows of the source, kept or not. */
      readonly rowsSeen: number;
      readonly missing: readonly MissingCount[];
      readonly reader: 'scanner' | 'duckdb' | 'sql' | 'table';
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Every row of the wanted columns, complete ones only. */
export interface FileColumns {
  readonly rows: number;
  readonly keys: readonly {
    readonly codes: Int32Array;
    readonly levels: number;
    readonly labels: readonly (string | number)[];
  }[];
  readonly variables: readonly Float64Array[];
  readonly weights: Float64Array | undefined;
}

export type ReadColumnsOutcome =
  | {
      readonly kind: 'read';
      readonly columns: FileColumns;
      readonly rowsSeen: number;
      readonly missing: readonly MissingCount[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };
