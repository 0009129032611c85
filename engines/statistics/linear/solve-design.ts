/**
 * The normal equations of a design whose rows are data rows or cells, after absorption; see fit-linear-model.
 *
 * A cell of n rows stands for them through its mean, its weight and the centred products inside it, which fixed
 * effects that are unions of cells leave alone: X̃'WX̃ = Σ_c w_c x̄_c x̄_c' + Σ_c within_c, exactly. Cost O(n k²).
 */

import { createMatrix, type DenseMatrix, factorSymmetric, multiplyVector } from '../../kernel/index.ts';
import type { DroppedRows, FactorColumn } from '../types.ts';
import type { FixedEffectAbsorber } from './absorb-fixed-effects.ts';
import type { ScaledColumn } from './scale-columns.ts';
import type { CellMoments, LinearFit, LinearRefusal } from './types.ts';

export interface DesignInput {
  readonly outcome: ScaledColumn;
  readonly columns: readonly (ScaledColumn & { readonly name: string })[];
  readonly absorber: FixedEffectAbsorber;
  readonly factors: readonly FactorColumn[];
  readonly weights: Float64Array | undefined;
  readonly hasIntercept: boolean;
  /** Whether totals are around the mean. */
  readonly centred: boolean;
  readonly rows: number;
  readonly given: number;
  readonly keptRows: Int32Array | undefined;
  readonly dropped: readonly DroppedRows[];
  /** Products in the order outcome, columns. */
  readonly cells: CellMoments | undefined;
}

/** Less than this share of a column's square left: fixed effects determine it. */
const ABSORBED = 1e-17;
/** Less than this share of the outcome's square left: nothing to explain, or nothing unexplained. */
const NOTHING_LEFT = 1e-24;

/** Estimates and errors beyond it have no interval that fits in a number. */
export const LARGEST = 1e303;
/** Units of an estimate below it have lost their digits. */
const SMALLEST = 2 ** -1020;

/**
 * Makes a refusal with words.
 *
 * @param reason stable, kebab-case
 * @param message the fact, then advice
 * @param params values of the message
 * @example
 * refuseLinear('no-rows-left', 'No row is left. Use other effects.', {}).kind; // 'not-estimable'
 */
export function refuseLinear(
  reason: string,
  message: string,
  params: Readonly<Record<string, string | number | boolean>>,
): LinearRefusal {
  return { kind: 'not-estimable', reason, message, params };
}

function sumProducts(a: Float64Array, b: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  if (weights) for (let row = 0; row < a.length; row++) sum += weights[row]! * a[row]! * b[row]!;
  else for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!;
  return sum;
}

/**
 * The sum of each array.
 *
 * @param arrays any
 * @example
 * sumEach([Float64Array.of(1, 2)]); // [3]
 */
export function sumEach(arrays: readonly Float64Array[]): Float64Array {
  return Float64Array.from(arrays, (values) => {
    let sum = 0;
    for (let place = 0; place < values.length; place++) sum += values[place]!;
    return sum;
  });
}

function sumCells(cells: CellMoments | undefined, i: number, j: number): number {
  return cells?.totals[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)] ?? 0;
}

/**
 * Solves for the coefficients and everything a covariance needs.
 *
 * @param input scaled columns and prepared fixed effects
 * @example
 * solveDesign.length; // 1
 */
export function solveDesign(input: DesignInput): LinearFit | LinearRefusal {
  const { outcome, absorber, weights, cells, hasIntercept } = input;
  const dropped = [...input.dropped];
  const left = absorber.absorb(outcome.values);
  if (!left) return refuseNotConverged();
  const total = sumProducts(outcome.values, outcome.values, weights) + sumCells(cells, 0, 0);
  const withinTotal = sumProducts(left, left, weights) + sumCells(cells, 0, 0);
  if (withinTotal <= NOTHING_LEFT * total || total === 0)
    return refuseLinear(
      'constant-outcome',
      'The outcome does not vary once fixed effects are taken out. Check the column.',
      { absorbed: total > 0 },
    );
  const count = outcome.values.length;
  const names: string[] = hasIntercept ? ['(Intercept)'] : [];
  const design: Float64Array[] = hasIntercept ? [new Float64Array(count).fill(1)] : [];
  // Variable of the cells' products behind each design column; the intercept has none.
  const variables: number[] = hasIntercept ? [-1] : [];
  const collinear: string[] = [];
  for (const [place, column] of input.columns.entries()) {
    const absorbed = absorber.absorb(column.values);
    if (!absorbed) return refuseNotConverged();
    const inside = sumCells(cells, place + 1, place + 1);
    const before = sumProducts(column.values, column.values, weights) + inside;
    const after = sumProducts(absorbed, absorbed, weights) + inside;
    if (after <= ABSORBED * before || after === 0) collinear.push(column.name);
    else {
      names.push(column.name);
      design.push(absorbed);
      variables.push(place + 1);
    }
  }
  const full = crossDesign(design, variables, weights, cells);
  const factor = factorSymmetric(full);
  collinear.push(...factor.dropped.map((place) => names[place]!));
  if (collinear.length > 0) dropped.push({ reason: 'collinear', count: collinear.length, names: collinear });
  const keptPlaces = factor.kept;
  if (keptPlaces.length === 0)
    return refuseLinear(
      'no-regressor-left',
      `Nothing is left to estimate: ${collinear.join(', ') || 'no regressor'} is determined by the fixed effects. Choose regressors that vary within them.`,
      { regressors: collinear.join(', ') },
    );
  const keptDesign = keptPlaces.map((place) => design[place]!);
  const keptVariables = keptPlaces.map((place) => variables[place]!);
  const keptNames = keptPlaces.map((place) => names[place]!);
  const size = keptDesign.length;
  const bread = pickSquare(factor.inverse(), keptPlaces);
  const solveKept = (right: Float64Array): Float64Array => {
    const whole = new Float64Array(names.length);
    keptPlaces.forEach((place, at) => {
      whole[place] = right[at]!;
    });
    const solved = factor.solve(whole);
    return Float64Array.from(keptPlaces, (place) => solved[place]!);
  };
  const residuals = left.slice();
  const coefficients = new Float64Array(size);
  // The second round takes back what squaring the design lost.
  for (let round = 0; round < 2; round++) {
    const right = Float64Array.from(keptDesign, (column, at) => {
      let sum = sumProducts(column, residuals, weights);
      const variable = keptVariables[at]!;
      if (cells && variable > 0) {
        sum += sumCells(cells, variable, 0);
        keptVariables.forEach((other, b) => {
          if (other > 0) sum -= coefficients[b]! * sumCells(cells, variable, other);
        });
      }
      return sum;
    });
    const step = solveKept(right);
    step.forEach((change, at) => {
      coefficients[at]! += change;
      const column = keptDesign[at]!;
      for (let row = 0; row < count; row++) residuals[row]! -= change * column[row]!;
    });
  }
  const keptCells = cells && pickCells(cells, keptVariables);
  const residualSum =
    sumProducts(residuals, residuals, weights) + (keptCells ? sumInside(keptCells, coefficients) : 0);
  const rescaling = describeBasis(input, keptNames, keptVariables);
  const estimates = multiplyVector(rescaling.transform, coefficients);
  if (hasIntercept && keptVariables[0] === -1) estimates[0]! += outcome.centre;
  const isBeyond = keptVariables.some((variable, at) => {
    const unit = variable < 0 ? 1 : Math.abs(rescaling.transform.values[at * size + at]!);
    return !(unit > SMALLEST && Math.abs(estimates[at]!) < LARGEST);
  });
  if (isBeyond) return refuseBeyondNumbers();
  const parameters = size + absorber.degrees;
  const rSquared = 1 - residualSum / total;
  const reference = input.centred ? input.rows - 1 : input.rows;
  const spare = input.rows - parameters;
  return {
    kind: 'estimated',
    names: keptNames,
    estimates,
    dropped,
    rows: input.rows,
    parameters,
    fixedEffectDegrees: absorber.degrees,
    rSquared,
    adjustedRSquared: spare > 0 ? 1 - ((1 - rSquared) * reference) / spare : rSquared,
    withinRSquared: 1 - residualSum / withinTotal,
    rootMeanSquaredError: Math.sqrt(residualSum / sumOfWeights(weights, input.rows)) * outcome.scale,
    residuals,
    outcomeScale: outcome.scale,
    residualSum: residualSum <= NOTHING_LEFT * total ? 0 : residualSum,
    design: keptDesign,
    bread,
    transform: rescaling.transform,
    weights,
    fixedEffects: input.factors,
    given: input.given,
    keptRows: input.keptRows,
    cells: keptCells,
  };
}

/**
 * Says that an estimate or its error is no number any more.
 *
 * @example
 * refuseBeyondNumbers().reason; // 'scale-beyond-numbers'
 */
export function refuseBeyondNumbers(): LinearRefusal {
  return refuseLinear(
    'scale-beyond-numbers',
    'An estimate or its error is too large or too small for a number. Change the unit of the columns.',
    {},
  );
}

function refuseNotConverged(): LinearRefusal {
  return refuseLinear(
    'fixed-effects-not-converged',
    'The fixed effects are so weakly connected that they could not be separated. Use fewer or coarser ones.',
    {},
  );
}

function sumOfWeights(weights: Float64Array | undefined, rows: number): number {
  return weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows;
}

function crossDesign(
  design: readonly Float64Array[],
  variables: readonly number[],
  weights: Float64Array | undefined,
  cells: CellMoments | undefined,
): DenseMatrix {
  const size = design.length;
  const matrix = createMatrix(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const inside =
        variables[i]! > 0 && variables[j]! > 0 ? sumCells(cells, variables[i]!, variables[j]!) : 0;
      const product = sumProducts(design[i]!, design[j]!, weights) + inside;
      matrix.values[i * size + j] = product;
      matrix.values[j * size + i] = product;
    }
  return matrix;
}

function pickSquare(matrix: DenseMatrix, places: readonly number[]): DenseMatrix {
  const size = places.length;
  const values = new Float64Array(size * size);
  places.forEach((from, i) => {
    places.forEach((to, j) => {
      values[i * size + j] = matrix.values[from * matrix.columns + to]!;
    });
  });
  return createMatrix(size, size, values);
}

/** Products of the outcome and the kept columns; an intercept's are zero. */
function pickCells(cells: CellMoments, variables: readonly number[]): CellMoments {
  const zeros = new Float64Array(cells.counts.length);
  const all = [0, ...variables];
  const products = all.flatMap((i, row) =>
    all.slice(0, row + 1).map((j) => {
      if (i < 0 || j < 0) return zeros;
      return cells.products[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)]!;
    }),
  );
  return { ...cells, products, totals: sumEach(products) };
}

/** Σ over cells of the residuals' centred squares. */
function sumInside(cells: CellMoments, coefficients: Float64Array): number {
  const signed = [1, ...Array.from(coefficients, (value) => -value)];
  let sum = 0;
  signed.forEach((a, i) => {
    signed.forEach((b, j) => {
      sum += a * b * sumCells(cells, i, j);
    });
  });
  return Math.max(0, sum);
}

function describeBasis(
  input: DesignInput,
  names: readonly string[],
  variables: readonly number[],
): { readonly transform: DenseMatrix } {
  const size = names.length;
  const transform = createMatrix(size, size);
  const unit = input.outcome.scale;
  variables.forEach((variable, at) => {
    if (variable < 0) {
      transform.values[at * size + at] = unit;
      return;
    }
    const { centre, scale } = input.columns[variable - 1]!;
    transform.values[at * size + at] = unit / scale;
    if (input.hasIntercept && variables[0] === -1) transform.values[at] = -(centre / scale) * unit;
  });
  return { transform };
}
