/**
 * Symmetric matrices: a Cholesky factor that finds dependent columns, eigenvalues, and powers.
 *
 * `factorSymmetric` keeps the columns in their order and drops one when, after the columns kept before it, less than
 * `tolerance` of its own square is left (the matrix is scaled to a unit diagonal first, so units do not matter): the
 * later of two collinear columns goes, as in R's lm. `symmetricEigen`: Householder reduction to tridiagonal form and
 * implicit QL steps; Bowdler, Martin, Reinsch & Wilkinson (1968), https://doi.org/10.1007/BF02161435.
 * Reproduces R's solve, chol and eigen. Shapes n × n. Cost O(n³).
 */

import { createMatrix, type DenseMatrix } from './dense-matrix.ts';
import { EngineInputError } from './engine-input-error.ts';

/** Share of a column's square that must be left for it to count as independent. */
export const RANK_TOLERANCE = 1e-11;

/** A factored symmetric matrix; dropped columns answer zero. */
export interface SymmetricFactor {
  readonly rank: number;
  /** Columns kept, in ascending order. */
  readonly kept: readonly number[];
  /** Columns that depend on kept ones before them. */
  readonly dropped: readonly number[];
  /** Solves for a right side of length n; zero where dropped. */
  readonly solve: (right: Float64Array) => Float64Array;
  /** The inverse of the kept part, n × n, zero in dropped rows and columns. */
  readonly inverse: () => DenseMatrix;
  /** Logarithm of the determinant of the kept part. */
  readonly logDeterminant: number;
}

function checkSquare(matrix: DenseMatrix): void {
  if (matrix.rows === matrix.columns) return;
  throw new EngineInputError({
    code: 'matrix-not-square',
    message: `The matrix has ${matrix.rows} rows and ${matrix.columns} columns. Give a square one.`,
    params: { rows: matrix.rows, columns: matrix.columns },
  });
}

/**
 * Factors a positive semidefinite matrix and names the columns that depend on earlier ones.
 *
 * @param matrix n × n, symmetric; only its lower half is read
 * @param tolerance share of a column's square that must be left
 * @throws {EngineInputError} `matrix-not-square`
 * @example
 * factorSymmetric(createMatrix(2, 2, Float64Array.of(4, 2, 2, 5))).solve(Float64Array.of(8, 12)); // [1, 2]
 */
export function factorSymmetric(matrix: DenseMatrix, tolerance: number = RANK_TOLERANCE): SymmetricFactor {
  checkSquare(matrix);
  const size = matrix.rows;
  const scale = Float64Array.from({ length: size }, (_, i) => {
    const diagonal = matrix.values[i * size + i]!;
    return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
  });
  const lower = new Float64Array(size * size);
  const kept: number[] = [];
  const dropped: number[] = [];
  let logDeterminant = 0;
  for (let j = 0; j < size; j++) {
    let left = scale[j]! > 0 && Number.isFinite(scale[j]!) ? 1 : 0;
    for (let place = 0; place < kept.length; place++) {
      const k = kept[place]!;
      let sum = matrix.values[j * size + k]! * scale[j]! * scale[k]!;
      for (let before = 0; before < place; before++)
        sum -= lower[j * size + before]! * lower[k * size + before]!;
      const entry = sum / lower[k * size + place]!;
      lower[j * size + place] = entry;
      left -= entry * entry;
    }
    if (left > tolerance) {
      lower[j * size + kept.length] = Math.sqrt(left);
      logDeterminant += Math.log(left) - 2 * Math.log(scale[j]!);
      kept.push(j);
    } else dropped.push(j);
  }
  const rank = kept.length;
  const solve = (right: Float64Array): Float64Array => {
    const solution = new Float64Array(size);
    const work = new Float64Array(rank);
    for (let i = 0; i < rank; i++) {
      const row = kept[i]! * size;
      let sum = right[kept[i]!]! * scale[kept[i]!]!;
      for (let j = 0; j < i; j++) sum -= lower[row + j]! * work[j]!;
      work[i] = sum / lower[row + i]!;
    }
    for (let i = rank - 1; i >= 0; i--) {
      let sum = work[i]!;
      for (let j = i + 1; j < rank; j++) sum -= lower[kept[j]! * size + i]! * work[j]!;
      work[i] = sum / lower[kept[i]! * size + i]!;
      solution[kept[i]!] = work[i]! * scale[kept[i]!]!;
    }
    return solution;
  };
  const inverse = (): DenseMatrix => {
    const result = createMatrix(size, size);
    const unit = new Float64Array(size);
    for (const j of kept) {
      unit.fill(0);
      unit[j] = 1;
      const column = solve(unit);
      for (let i = 0; i < size; i++) result.values[i * size + j] = column[i]!;
    }
    for (let i = 0; i < size; i++)
      for (let j = 0; j < i; j++) {
        const mean = (result.values[i * size + j]! + result.values[j * size + i]!) / 2;
        result.values[i * size + j] = mean;
        result.values[j * size + i] = mean;
      }
    return result;
  };
  return { rank, kept, dropped, solve, inverse, logDeterminant };
}

/** Eigenvalues ascending; column j of `vectors` belongs to value j. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: DenseMatrix;
}

/**
 * Eigenvalues (ascending) and orthonormal eigenvectors (columns).
 *
 * @param matrix n × n, symmetric
 * @throws {EngineInputError} `matrix-not-square`
 * @example
 * symmetricEigen(createMatrix(2, 2, Float64Array.of(2, 1, 1, 2))).values; // eigenvalues 1 and 3
 */
export function symmetricEigen(matrix: DenseMatrix): SymmetricEigen {
  checkSquare(matrix);
  const size = matrix.rows;
  const vectors = Float64Array.from(matrix.values);
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  if (size > 0) {
    reduceToTridiagonal(vectors, size, diagonal, beside);
    iterateImplicitly(vectors, size, diagonal, beside);
  }
  const order = Array.from({ length: size }, (_, j) => j).sort((a, b) => diagonal[a]! - diagonal[b]!);
  const sorted = createMatrix(size, size);
  order.forEach((from, j) => {
    for (let i = 0; i < size; i++) sorted.values[i * size + j] = vectors[i * size + from]!;
  });
  return { values: Float64Array.from(order, (from) => diagonal[from]!), vectors: sorted };
}

/** Reflections from the last row upwards; `vectors` becomes their product. */
function reduceToTridiagonal(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let i = n - 1; i > 0; i--) {
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(v[i * n + k]!);
    let h = 0;
    if (i === 1 || scale === 0) {
      e[i] = v[i * n + i - 1]!;
      for (let k = 0; k < i; k++) if (scale === 0) v[i * n + k] = 0;
    } else {
      for (let k = 0; k < i; k++) {
        v[i * n + k]! /= scale;
        h += v[i * n + k]! ** 2;
      }
      const last = v[i * n + i - 1]!;
      const g = last > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= last * g;
      v[i * n + i - 1] = last - g;
      let sum = 0;
      for (let j = 0; j < i; j++) {
        v[j * n + i] = v[i * n + j]! / h;
        let product = 0;
        for (let k = 0; k <= j; k++) product += v[j * n + k]! * v[i * n + k]!;
        for (let k = j + 1; k < i; k++) product += v[k * n + j]! * v[i * n + k]!;
        e[j] = product / h;
        sum += e[j]! * v[i * n + j]!;
      }
      const half = sum / (2 * h);
      for (let j = 0; j < i; j++) {
        const f = v[i * n + j]!;
        const next = e[j]! - half * f;
        e[j] = next;
        for (let k = 0; k <= j; k++) v[j * n + k]! -= f * e[k]! + next * v[i * n + k]!;
      }
    }
    d[i] = h;
  }
  d[0] = 0;
  e[0] = 0;
  for (let i = 0; i < n; i++) {
    if (d[i] !== 0)
      for (let j = 0; j < i; j++) {
        let g = 0;
        for (let k = 0; k < i; k++) g += v[i * n + k]! * v[k * n + j]!;
        for (let k = 0; k < i; k++) v[k * n + j]! -= g * v[k * n + i]!;
      }
    d[i] = v[i * n + i]!;
    v[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      v[j * n + i] = 0;
      v[i * n + j] = 0;
    }
  }
}

const MOST_STEPS = 200;

/** Implicitly shifted QL steps on the tridiagonal form, rotating the vectors along. */
function iterateImplicitly(v: Float64Array, n: number, d: Float64Array, e: Float64Array): void {
  for (let i = 1; i < n; i++) e[i - 1] = e[i]!;
  e[n - 1] = 0;
  for (let low = 0; low < n; low++) {
    for (let step = 0; step < MOST_STEPS; step++) {
      let split = low;
      while (split < n - 1) {
        const around = Math.abs(d[split]!) + Math.abs(d[split + 1]!);
        if (Math.abs(e[split]!) <= Number.EPSILON * around) break;
        split++;
      }
      if (split === low) break;
      let g = (d[low + 1]! - d[low]!) / (2 * e[low]!);
      let r = Math.hypot(g, 1);
      g = d[split]! - d[low]! + e[low]! / (g + (g >= 0 ? r : -r));
      let sine = 1;
      let cosine = 1;
      let shift = 0;
      let i = split - 1;
      for (; i >= low; i--) {
        const f = sine * e[i]!;
        const b = cosine * e[i]!;
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1]! -= shift;
          e[split] = 0;
          break;
        }
        sine = f / r;
        cosine = g / r;
        g = d[i + 1]! - shift;
        r = (d[i]! - g) * sine + 2 * cosine * b;
        shift = sine * r;
        d[i + 1] = g + shift;
        g = cosine * r - b;
        for (let k = 0; k < n; k++) {
          const right = v[k * n + i + 1]!;
          const left = v[k * n + i]!;
          v[k * n + i + 1] = sine * left + cosine * right;
          v[k * n + i] = cosine * left - sine * right;
        }
      }
      if (r === 0 && i >= low) continue;
      d[low]! -= shift;
      e[low] = g;
      e[split] = 0;
    }
  }
}

/** Eigenvalues below this share of the largest count as zero in a power. */
const EIGEN_TOLERANCE = 1e-12;

/**
 * A power of a positive semidefinite matrix; eigenvalues that are zero stay zero, also under negative exponents.
 *
 * @param matrix n × n, symmetric
 * @param exponent for example −½ for the inverse square root
 * @param tolerance share of the largest eigenvalue under which one counts as zero
 * @throws {EngineInputError} `matrix-not-square`
 * @example
 * matrixPower(createMatrix(1, 1, Float64Array.of(4)), -0.5).values; // [0.5]
 */
export function matrixPower(
  matrix: DenseMatrix,
  exponent: number,
  tolerance: number = EIGEN_TOLERANCE,
): DenseMatrix {
  const { values, vectors } = symmetricEigen(matrix);
  const size = matrix.rows;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const result = createMatrix(size, size);
  for (let m = 0; m < size; m++) {
    if (values[m]! <= tolerance * largest) continue;
    const power = values[m]! ** exponent;
    for (let i = 0; i < size; i++) {
      const factor = power * vectors.values[i * size + m]!;
      for (let j = 0; j <= i; j++) result.values[i * size + j]! += factor * vectors.values[j * size + m]!;
    }
  }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) result.values[j * size + i] = result.values[i * size + j]!;
  return result;
}
