/**
 * What two-way clustering needs beside one-way: the clusters' intersection, and a covariance made positive again.
 *
 * V₁ + V₂ − V₁₂ need not be a covariance; negative eigenvalues, on the scale of correlations, become zero and are said.
 * Cameron, Gelbach & Miller (2011), https://doi.org/10.1198/jbes.2010.07136. Cost O(n) and O(k³).
 */

import { createMatrix, type DenseMatrix, multiply, symmetricEigen, transpose } from '../../kernel/index.ts';
import type { FactorColumn, StudyNote } from '../types.ts';

/**
 * Numbers the combinations of two groupings that occur.
 *
 * @param first codes of rows
 * @param second codes of the same rows
 * @example
 * intersect({ codes: Int32Array.of(0, 0, 1), levels: 2 }, { codes: Int32Array.of(0, 0, 0), levels: 1 }).levels; // 2
 */
export function intersect(first: FactorColumn, second: FactorColumn): FactorColumn {
  const numbers = new Map<number, number>();
  const codes = first.codes.map((code, row) => {
    const key = code * second.levels + second.codes[row]!;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  });
  return { codes, levels: numbers.size };
}

/**
 * Sets negative eigenvalues to zero and says so.
 *
 * @param matrix symmetric, with a diagonal that sets the scale
 * @example
 * mendNegative(createMatrix(1, 1, Float64Array.of(2))).notes.length; // 0
 */
export function mendNegative(matrix: DenseMatrix): { matrix: DenseMatrix; notes: readonly StudyNote[] } {
  const size = matrix.rows;
  const units = Float64Array.from(
    { length: size },
    (_, i) => Math.sqrt(Math.abs(matrix.values[i * size + i]!)) || 1,
  );
  const scaled = createMatrix(
    size,
    size,
    matrix.values.map((value, place) => value / units[Math.floor(place / size)]! / units[place % size]!),
  );
  const { values, vectors } = symmetricEigen(scaled);
  if (values[0]! >= -1e-12) return { matrix, notes: [] };
  const kept = createMatrix(size, size);
  values.forEach((value, at) => {
    kept.values[at * size + at] = Math.max(0, value);
  });
  const mended = multiply(multiply(vectors, kept), transpose(vectors));
  const note: StudyNote = {
    code: 'covariance-not-positive',
    params: { smallestEigenvalue: values[0]! },
    message: `Two-way clustering gave a covariance with a negative eigenvalue (${values[0]!.toPrecision(3)}), set to zero. Compare with one-way errors.`,
  };
  return {
    matrix: createMatrix(
      size,
      size,
      mended.values.map((value, place) => value * units[Math.floor(place / size)]! * units[place % size]!),
    ),
    notes: [note],
  };
}
