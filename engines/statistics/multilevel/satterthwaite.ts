/**
 * Satterthwaite degrees of freedom of fixed effects, and the sampling covariance of the variance parameters.
 *
 * ν = 2 f² / (g'A g), f the variance of the effect, g its gradient by the variance parameters (θ, log σ²) and A = 2 H⁻¹
 * with H the curvature of the (restricted) deviance there. Directions without positive curvature (a variance at its
 * boundary) are left out, as lmerTest does.
 * Papers: Giesbrecht and Burns (1985), doi:10.2307/2530872; Kuznetsova, Brockhoff, Christensen (2017),
 * doi:10.18637/jss.v082.i13. Reproduces lmerTest's numbers to 1e-6. Cost O(d²) evaluations of the deviance.
 */

import { approximateHessian, approximateJacobian, createMatrix, symmetricEigen } from '../../kernel/index.ts';
import type { LevelReducer } from './reduce-levels.ts';

/** How surely the variance parameters are known, and what the effects' variances owe to them. */
export interface VarianceCurvature {
  /** Covariance of (θ, log σ²), row-major. */
  readonly covariance: Float64Array;
  /** Size of `covariance`: the parameters in θ and one. */
  readonly size: number;
  /** Some direction had no curvature. */
  readonly flat: boolean;
  /** Degrees of freedom of an effect l'β in scaled units. */
  readonly degreesOf: (contrast: Float64Array) => number;
}

/** Share of the largest curvature under which a direction counts as flat. */
const FLAT = 1e-10;

/**
 * Measures the curvature at the optimum.
 *
 * @param theta the optimum
 * @param residualVariance σ² there, scaled units
 * @param restricted REML rather than ML
 */
export function measureVarianceCurvature(
  reducer: LevelReducer,
  theta: Float64Array,
  residualVariance: number,
  restricted: boolean,
): VarianceCurvature {
  const evaluate = (point: Float64Array) => reducer.reduce(point)!;
  const optimum = evaluate(theta);
  const fixed = optimum.beta.length;
  const free = optimum.residualSquares / residualVariance;
  const height = (point: Float64Array): number => {
    const { logDeterminant, logDeterminantFixed, residualSquares } = evaluate(point);
    return logDeterminant + (restricted ? logDeterminantFixed : 0) + residualSquares / residualVariance;
  };
  const slopes = approximateJacobian((point) => {
    const { residualSquares, unscaledCovariance } = evaluate(point);
    return Float64Array.of(residualSquares, ...unscaledCovariance);
  }, theta);
  const size = theta.length + 1;
  const curvature = new Float64Array(size * size);
  const inner = approximateHessian(height, theta);
  for (let row = 0; row < theta.length; row++) {
    for (let column = 0; column < theta.length; column++)
      curvature[row * size + column] = inner[row * theta.length + column]!;
    const mixed = -slopes[row]![0]! / residualVariance;
    curvature[row * size + size - 1] = mixed;
    curvature[(size - 1) * size + row] = mixed;
  }
  curvature[size * size - 1] = free;
  const { values, vectors } = symmetricEigen(createMatrix(size, size, curvature));
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const covariance = new Float64Array(size * size);
  let flat = false;
  for (let at = 0; at < size; at++) {
    if (values[at]! <= FLAT * largest) {
      flat = true;
      continue;
    }
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        covariance[row * size + column]! +=
          (2 * vectors.values[row * size + at]! * vectors.values[column * size + at]!) / values[at]!;
  }
  const degreesOf = (contrast: Float64Array): number => {
    const form = (matrix: Float64Array, from: number): number => {
      let sum = 0;
      for (let row = 0; row < fixed; row++)
        for (let column = 0; column < fixed; column++)
          sum += contrast[row]! * contrast[column]! * matrix[from + row * fixed + column]!;
      return sum;
    };
    const variance = form(optimum.unscaledCovariance, 0);
    const gradient = Float64Array.from({ length: size }, (_, at) =>
      at < theta.length ? form(slopes[at]!, 1) : variance,
    );
    let spread = 0;
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++)
        spread += gradient[row]! * gradient[column]! * covariance[row * size + column]!;
    return (2 * variance * variance) / spread;
  };
  return { covariance, size, flat, degreesOf };
}
