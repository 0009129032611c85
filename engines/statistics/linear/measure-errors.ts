/** Standard errors of transformed coefficients, in range for any unit. */

import { createMatrix, type DenseMatrix } from '../../kernel/index.ts';

/**
 * Roots of the diagonal of T V T'.
 *
 * @param inner V, k × k
 * @param transform T, k × k
 * @example
 * measureErrors(identity(1), createMatrix(1, 1, Float64Array.of(2))); // [2]
 */
export function measureErrors(inner: DenseMatrix, transform: DenseMatrix): Float64Array {
  const size = inner.rows;
  return Float64Array.from({ length: size }, (_, term) => {
    const row = transform.values.subarray(term * size, (term + 1) * size);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const left = row[i]! / largest;
      if (left === 0) continue;
      for (let j = 0; j < size; j++) sum += left * inner.values[i * size + j]! * (row[j]! / largest);
    }
    return largest * Math.sqrt(Math.max(0, sum));
  });
}

/**
 * T V T' in the units of the data.
 *
 * @param inner V, k × k
 * @param transform T, k × k
 * @example
 * transformCovariance(identity(1), createMatrix(1, 1, Float64Array.of(2))).values; // [4]
 */
export function transformCovariance(inner: DenseMatrix, transform: DenseMatrix): DenseMatrix {
  const size = inner.rows;
  const result = createMatrix(size, size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const left = transform.values[a * size + i]!;
        if (left === 0) continue;
        for (let j = 0; j < size; j++)
          sum += left * inner.values[i * size + j]! * transform.values[b * size + j]!;
      }
      result.values[a * size + b] = sum;
      result.values[b * size + a] = sum;
    }
  return result;
}
