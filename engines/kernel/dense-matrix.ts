/**
 * Small dense matrices of doubles, stored row by row, and the products least squares needs.
 *
 * Shapes are stated at each function. Nothing is checked for finite values: callers check their input once.
 * Cost: O(rows · columns) unless said otherwise.
 */

import { EngineInputError } from './engine-input-error.ts';

/** A matrix stored row by row: element (i, j) is `values[i * columns + j]`. */
export interface DenseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

function checkShape(fits: boolean, what: string): void {
  if (fits) return;
  throw new EngineInputError({
    code: 'matrix-shape-mismatch',
    message: `${what}. Check that the shapes fit.`,
    params: { what },
  });
}

/**
 * Makes a matrix, of zeros when no values are given.
 *
 * @param rows count
 * @param columns count
 * @param values row by row; kept, not copied
 * @throws {EngineInputError} `matrix-shape-mismatch`
 * @example
 * createMatrix(1, 2).values; // [0, 0]
 */
export function createMatrix(
  rows: number,
  columns: number,
  values: Float64Array = new Float64Array(rows * columns),
): DenseMatrix {
  checkShape(values.length === rows * columns, `${values.length} values for ${rows} × ${columns}`);
  return { rows, columns, values };
}

/**
 * Puts columns side by side.
 *
 * @param columns of equal length
 * @throws {EngineInputError} `matrix-shape-mismatch`
 * @example
 * matrixFromColumns([Float64Array.of(1, 2), Float64Array.of(3, 4)]).values; // [1, 3, 2, 4]
 */
export function matrixFromColumns(columns: readonly Float64Array[]): DenseMatrix {
  const rows = columns[0]?.length ?? 0;
  const matrix = createMatrix(rows, columns.length);
  columns.forEach((column, j) => {
    checkShape(column.length === rows, `A column of ${column.length} beside one of ${rows}`);
    for (let i = 0; i < rows; i++) matrix.values[i * columns.length + j] = column[i]!;
  });
  return matrix;
}

/**
 * The matrix with ones on its diagonal.
 *
 * @param size rows and columns
 * @example
 * identity(2).values; // [1, 0, 0, 1]
 */
export function identity(size: number): DenseMatrix {
  const matrix = createMatrix(size, size);
  for (let i = 0; i < size; i++) matrix.values[i * size + i] = 1;
  return matrix;
}

/**
 * Turns rows into columns.
 *
 * @param matrix any
 * @example
 * transpose(createMatrix(1, 2, Float64Array.of(1, 2))).rows; // 2
 */
export function transpose(matrix: DenseMatrix): DenseMatrix {
  const { rows, columns, values } = matrix;
  const turned = createMatrix(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned.values[j * rows + i] = values[i * columns + j]!;
  return turned;
}

/**
 * The product of two matrices, O(a.rows · a.columns · b.columns).
 *
 * @param a n × m
 * @param b m × k
 * @throws {EngineInputError} `matrix-shape-mismatch`
 * @example
 * multiply(identity(2), createMatrix(2, 1, Float64Array.of(3, 4))).values; // [3, 4]
 */
export function multiply(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  checkShape(a.columns === b.rows, `${a.rows} × ${a.columns} times ${b.rows} × ${b.columns}`);
  const product = createMatrix(a.rows, b.columns);
  const width = b.columns;
  for (let i = 0; i < a.rows; i++) {
    const target = product.values.subarray(i * width, (i + 1) * width);
    for (let m = 0; m < a.columns; m++) {
      const factor = a.values[i * a.columns + m]!;
      if (factor === 0) continue;
      const from = m * width;
      for (let j = 0; j < width; j++) target[j]! += factor * b.values[from + j]!;
    }
  }
  return product;
}

/**
 * A matrix times a vector.
 *
 * @param a n × m
 * @param x m
 * @throws {EngineInputError} `matrix-shape-mismatch`
 * @example
 * multiplyVector(createMatrix(1, 2, Float64Array.of(1, 2)), Float64Array.of(3, 4)); // [11]
 */
export function multiplyVector(a: DenseMatrix, x: Float64Array): Float64Array {
  checkShape(a.columns === x.length, `${a.rows} × ${a.columns} times a vector of ${x.length}`);
  const product = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    let sum = 0;
    const from = i * a.columns;
    for (let j = 0; j < a.columns; j++) sum += a.values[from + j]! * x[j]!;
    product[i] = sum;
  }
  return product;
}

/**
 * AᵀWA, exactly symmetric, O(rows · columns²).
 *
 * @param a n × m
 * @param weights n, the diagonal of W; one each when left out
 * @throws {EngineInputError} `matrix-shape-mismatch`
 * @example
 * crossProduct(createMatrix(2, 1, Float64Array.of(1, 2)), Float64Array.of(1, 3)).values; // [13]
 */
export function crossProduct(a: DenseMatrix, weights?: Float64Array): DenseMatrix {
  const { rows, columns, values } = a;
  if (weights) checkShape(weights.length === rows, `${weights.length} weights for ${rows} rows`);
  const product = createMatrix(columns, columns);
  const out = product.values;
  for (let i = 0; i < rows; i++) {
    const from = i * columns;
    const weight = weights ? weights[i]! : 1;
    for (let j = 0; j < columns; j++) {
      const factor = weight * values[from + j]!;
      if (factor === 0) continue;
      for (let k = 0; k <= j; k++) out[j * columns + k]! += factor * values[from + k]!;
    }
  }
  for (let j = 0; j < columns; j++) for (let k = 0; k < j; k++) out[k * columns + j] = out[j * columns + k]!;
  return product;
}

/**
 * a + factor · b, as a new matrix.
 *
 * @param a n × m
 * @param b n × m
 * @param factor one when left out
 * @throws {EngineInputError} `matrix-shape-mismatch`
 * @example
 * addScaled(identity(1), identity(1), 2).values; // [3]
 */
export function addScaled(a: DenseMatrix, b: DenseMatrix, factor = 1): DenseMatrix {
  const fits = a.rows === b.rows && a.columns === b.columns;
  checkShape(fits, `${a.rows} × ${a.columns} plus ${b.rows} × ${b.columns}`);
  return createMatrix(
    a.rows,
    a.columns,
    a.values.map((value, place) => value + factor * b.values[place]!),
  );
}
