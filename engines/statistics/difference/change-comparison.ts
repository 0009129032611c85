/** The units of one comparison of changes, and the cross products of their design. */

/** The units of one comparison. */
export interface ChangeComparison {
  /** Outcome in the later period minus outcome in the base period. */
  readonly changes: Float64Array;
  /** 1 for the cohort, 0 for its controls. */
  readonly group: Uint8Array;
  /** Row-major, its first column all ones. */
  readonly design: Float64Array;
  readonly columns: number;
  readonly weights: Float64Array;
}

/**
 * Adds weight × xxᵀ of one row to a row-major cross-product matrix.
 *
 * @param cross k × k, changed in place
 * @param comparison its design
 * @param row which row
 * @param weight of the row
 * @example
 * const cross = new Float64Array(1);
 * addRowCross(cross, { design: Float64Array.of(2), columns: 1 }, 0, 3);
 * cross; // [12]
 */
export function addRowCross(
  cross: Float64Array,
  comparison: Pick<ChangeComparison, 'design' | 'columns'>,
  row: number,
  weight: number,
): void {
  const { design, columns } = comparison;
  const start = row * columns;
  for (let i = 0; i < columns; i++) {
    const left = weight * design[start + i]!;
    for (let j = 0; j < columns; j++) cross[i * columns + j]! += left * design[start + j]!;
  }
}
