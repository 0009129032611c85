/** Scores x̃ w e of design rows, summed over clusters, exact for cells of rows too. Cost O(n k). */

import { createMatrix, type DenseMatrix, multiply } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import type { LinearFit } from './types.ts';

/**
 * Sums scores over groups: groups × terms in the inner basis.
 *
 * @param fit the model
 * @param groups over the fit's design rows
 * @example
 * sumScores.length; // 2
 */
export function sumScores(fit: LinearFit, groups: FactorColumn): DenseMatrix {
  const { design, residuals, weights, cells } = fit;
  const size = design.length;
  const sums = createMatrix(groups.levels, size);
  const { values } = sums;
  const { codes } = groups;
  const weighted = weights ? residuals.map((residual, row) => residual * weights[row]!) : residuals;
  design.forEach((column, j) => {
    for (let row = 0; row < column.length; row++)
      values[codes[row]! * size + j]! += column[row]! * weighted[row]!;
  });
  if (cells) {
    const coefficients = readInnerCoefficients(fit);
    for (let j = 0; j < size; j++)
      for (let variable = 0; variable <= size; variable++) {
        const products = readProducts(cells.products, j + 1, variable);
        const factor = variable === 0 ? 1 : -coefficients[variable - 1]!;
        if (factor === 0) continue;
        for (let row = 0; row < codes.length; row++)
          values[codes[row]! * size + j]! += factor * products[row]!;
      }
  }
  return sums;
}

function readProducts(products: readonly Float64Array[], i: number, j: number): Float64Array {
  const [high, low] = i > j ? [i, j] : [j, i];
  return products[(high * (high + 1)) / 2 + low]!;
}

/**
 * The coefficients in the inner basis; slopes only (an intercept's products are zero anyway).
 *
 * @param fit the model
 * @example
 * readInnerCoefficients.length; // 1
 */
export function readInnerCoefficients({ estimates, transform }: LinearFit): Float64Array {
  const size = estimates.length;
  return estimates.map((estimate, j) => estimate / transform.values[j * size + j]!);
}

/**
 * M · meat · M in the inner basis.
 *
 * @param bread (X'WX)⁻¹
 * @param meat k × k
 * @example
 * sandwich.length; // 2
 */
export function sandwich(bread: DenseMatrix, meat: DenseMatrix): DenseMatrix {
  return multiply(multiply(bread, meat), bread);
}
