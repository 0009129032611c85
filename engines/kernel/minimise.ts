/**
 * Minimises a smooth function of a few variables: BFGS (Broyden, Fletcher, Goldfarb, Shanno 1970) with gradients from
 * fourth-order central differences and a backtracking line search, then safeguarded Newton steps until the point stands.
 *
 * Shapes: a point is a Float64Array of d numbers of the order of one (scale before calling); steps of differences are
 * 1e-3 of a variable's size. Assumes the objective is finite near the start; where it is Infinity the step is halved.
 * Paper: Nocedal and Wright, Numerical Optimization, doi:10.1007/978-0-387-40065-5.
 * Cost O(d) evaluations per step of BFGS, O(d²) per Newton step; 10 to 30 steps are usual.
 */

import { approximateGradient, approximateHessian } from './numerical-derivatives.ts';

/** Takes a point, answers the height there. */
export type Objective = (point: Float64Array) => number;

export interface MinimiseOptions {
  /** Stops when the expected further fall is below this share of the height's size; 1e-12 when left out. */
  readonly tolerance?: number;
  /** Steps of BFGS at most; 200 when left out. */
  readonly maximumSteps?: number;
}

/** Where the search ended and why. */
export interface Minimum {
  readonly kind: 'converged' | 'step-limit';
  readonly point: Float64Array;
  readonly value: number;
  readonly steps: number;
}

const NEWTON_STEPS = 4;
const SMALLEST_SHARE = 2 ** -40;

/**
 * Finds a minimum near a starting point.
 *
 * @param objective smooth; Infinity outside its domain
 * @param start d numbers of the order of one, where the objective is finite
 * @example
 * const bowl = (point) => (point[0] - 1) ** 2 + 2 * (point[1] + 3) ** 2;
 * minimise(bowl, Float64Array.of(0, 0)).kind; // 'converged'
 */
export function minimise(objective: Objective, start: Float64Array, options: MinimiseOptions = {}): Minimum {
  const tolerance = options.tolerance ?? 1e-12;
  const maximumSteps = options.maximumSteps ?? 200;
  const size = start.length;
  let point: Float64Array = Float64Array.from(start);
  let value = objective(point);
  let gradient = approximateGradient(objective, point);
  let inverse = scaledIdentity(size, 1 / Math.max(1, norm(gradient)));
  let kind: Minimum['kind'] = 'step-limit';
  let steps = 0;
  let restarted = true;
  while (steps < maximumSteps) {
    steps++;
    const direction = applyNegative(inverse, gradient);
    const slope = dot(direction, gradient);
    const small = tolerance * Math.max(1, Math.abs(value));
    if (-slope < small) {
      kind = 'converged';
      break;
    }
    const moved = searchAlong(objective, point, value, direction, slope);
    if (!moved) {
      // The curvature collected so far misleads: begin afresh once, then the point stands.
      if (restarted) {
        kind = 'converged';
        break;
      }
      inverse = scaledIdentity(size, 1 / Math.max(1, norm(gradient)));
      restarted = true;
      continue;
    }
    const nextGradient = approximateGradient(objective, moved.point);
    updateInverse(inverse, subtract(moved.point, point), subtract(nextGradient, gradient), steps === 1);
    restarted = false;
    point = moved.point;
    value = moved.value;
    gradient = nextGradient;
  }
  const polished = polish(objective, point, value);
  return { kind, point: polished.point, value: polished.value, steps };
}

/** Newton steps from a point that is already close: they square the remaining error. */
function polish(
  objective: Objective,
  start: Float64Array,
  height: number,
): { point: Float64Array; value: number } {
  let point = start;
  let value = height;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const direction = solvePositive(
      approximateHessian(objective, point),
      approximateGradient(objective, point),
    );
    if (!direction) break;
    const next = point.map((coordinate, at) => coordinate - direction[at]!);
    const nextValue = objective(next);
    // Near the bottom the height is rounding: a step that is tiny is taken although the height seems to rise.
    if (!(nextValue <= value + 1e-13 * Math.abs(value))) break;
    point = next;
    value = nextValue;
    if (norm(direction) < 1e-10 * Math.max(1, norm(point))) break;
  }
  return { point, value };
}

function searchAlong(
  objective: Objective,
  point: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
): { point: Float64Array; value: number } | undefined {
  for (let share = 1; share > SMALLEST_SHARE; share /= 2) {
    const next = point.map((coordinate, at) => coordinate + share * direction[at]!);
    const height = objective(next);
    if (height <= value + 1e-4 * share * slope && height < value) return { point: next, value: height };
  }
  return undefined;
}

function updateInverse(
  inverse: Float64Array,
  step: Float64Array,
  change: Float64Array,
  first: boolean,
): void {
  const size = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 1e-14 * norm(step) * norm(change))) return;
  if (first) {
    inverse.fill(0);
    for (let at = 0; at < size; at++) inverse[at * size + at] = curvature / dot(change, change);
  }
  const turned = new Float64Array(size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      turned[row]! += inverse[row * size + column]! * change[column]!;
  const outer = (1 + dot(change, turned) / curvature) / curvature;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      inverse[row * size + column]! +=
        outer * step[row]! * step[column]! -
        (turned[row]! * step[column]! + step[row]! * turned[column]!) / curvature;
}

/** Solves by Cholesky; undefined when the matrix is not positive definite. */
function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const factor = Float64Array.from(matrix);
  const solution = Float64Array.from(right);
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let sum = factor[row * size + column]!;
      for (let at = 0; at < column; at++) sum -= factor[row * size + at]! * factor[column * size + at]!;
      if (row > column) factor[row * size + column] = sum / factor[column * size + column]!;
      else if (sum > 1e-12 * matrix[row * size + row]!) factor[row * size + row] = Math.sqrt(sum);
      else return undefined;
    }
  }
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) solution[row]! -= factor[row * size + at]! * solution[at]!;
    solution[row]! /= factor[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) solution[row]! -= factor[at * size + row]! * solution[at]!;
    solution[row]! /= factor[row * size + row]!;
  }
  return solution;
}

function scaledIdentity(size: number, scale: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let at = 0; at < size; at++) matrix[at * size + at] = scale;
  return matrix;
}

function applyNegative(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < size; column++) sum -= matrix[row * size + column]! * vector[column]!;
    return sum;
  });
}

function subtract(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, at) => value - right[at]!);
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += left[at]! * right[at]!;
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
