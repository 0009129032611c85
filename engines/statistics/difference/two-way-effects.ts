/**
 * Least squares on unit effects, period effects and a few columns: units are eliminated, what is left is solved.
 *
 * Normal equations [D B; Bᵀ C][a; b] = [r; q] with D the units' weights: (C − BᵀD⁻¹B) b = q − BᵀD⁻¹r, then a. One
 * period of each connected set of units and periods is redundant and gets zero. Rows outside that set cannot be
 * predicted.
 *
 * Shapes: n rows, U units, T periods, k columns. Cost O(n (T + k)) to build when each unit has up to T rows and
 * O((T + k)³) to factor; memory O((T + k)² + U).
 */

import { createMatrix, factorSymmetric, RANK_TOLERANCE } from '../../kernel/index.ts';

export interface TwoWayRows {
  /** Rows that take part, as places in the columns below. */
  readonly rows: Int32Array;
  readonly unitOfRow: Int32Array;
  readonly units: number;
  readonly periodOfRow: Int32Array;
  readonly periods: number;
  readonly weights: Float64Array;
  readonly covariates: readonly Float64Array[];
}

/** One number for each unit, each period and each column. */
export interface TwoWayCoefficients {
  readonly units: Float64Array;
  /** Periods, then columns. */
  readonly others: Float64Array;
}

export interface TwoWayEffects {
  readonly solve: (units: Float64Array, others: Float64Array) => TwoWayCoefficients;
  /** Regresses a column, one value for each place, on the effects. */
  readonly regress: (values: Float64Array) => TwoWayCoefficients;
  readonly predict: (coefficients: TwoWayCoefficients, row: number) => number;
  /** Whether unit and period of a row are tied together by the rows that take part. */
  readonly canPredict: (row: number) => boolean;
  /** Columns that unit and period effects take up already. */
  readonly droppedColumns: readonly number[];
  /** Unit, period and column effects that are estimated. */
  readonly rank: number;
}

/**
 * Prepares regressions on unit and period effects over the same rows.
 *
 * @param about rows, their units, periods, weights, columns
 * @example
 * const effects = absorbTwoWays({
 *   rows: Int32Array.of(0, 1, 2, 3),
 *   unitOfRow: Int32Array.of(0, 0, 1, 1),
 *   units: 2,
 *   periodOfRow: Int32Array.of(0, 1, 0, 1),
 *   periods: 2,
 *   weights: Float64Array.of(1, 1, 1, 1),
 *   covariates: [],
 * });
 * effects.predict(effects.regress(Float64Array.of(1, 2, 3, 4)), 3); // 4
 */
export function absorbTwoWays(about: TwoWayRows): TwoWayEffects {
  const { rows, unitOfRow, periodOfRow, units, periods, weights, covariates } = about;
  const size = periods + covariates.length;
  const totals = new Float64Array(units);
  const rowsByUnit = groupRows(rows, unitOfRow, units);
  const cross = new Float64Array(size * size);
  const weightIn = new Float64Array(periods);
  const touched = new Int32Array(periods);
  const deviations = new Float64Array(covariates.length);
  const means = new Float64Array(covariates.length);
  for (let unit = 0; unit < units; unit++) {
    const own = rowsByUnit(unit);
    if (own.length === 0) continue;
    let total = 0;
    let count = 0;
    means.fill(0);
    for (let place = 0; place < own.length; place++) {
      const row = own[place]!;
      const weight = weights[row]!;
      const period = periodOfRow[row]!;
      if (weightIn[period] === 0) touched[count++] = period;
      weightIn[period]! += weight;
      total += weight;
      for (let column = 0; column < covariates.length; column++)
        means[column]! += weight * covariates[column]![row]!;
    }
    totals[unit] = total;
    for (let column = 0; column < covariates.length; column++) means[column]! /= total;
    // Deviations of columns from the unit's mean; for periods, Σw on the diagonal minus the product of shares.
    for (let place = 0; place < count; place++) {
      const i = touched[place]!;
      cross[i * size + i]! += weightIn[i]!;
      const share = weightIn[i]! / total;
      for (let other = 0; other < count; other++) {
        const j = touched[other]!;
        if (j <= i) cross[i * size + j]! -= share * weightIn[j]!;
      }
    }
    for (let place = 0; place < count; place++) weightIn[touched[place]!] = 0;
    if (covariates.length === 0) continue;
    for (let place = 0; place < own.length; place++) {
      const row = own[place]!;
      for (let column = 0; column < covariates.length; column++)
        deviations[column] = covariates[column]![row]! - means[column]!;
      for (let column = 0; column < covariates.length; column++) {
        const left = weights[row]! * deviations[column]!;
        const start = (periods + column) * size;
        cross[start + periodOfRow[row]!]! += left;
        for (let other = 0; other <= column; other++)
          cross[start + periods + other]! += left * deviations[other]!;
      }
    }
  }
  // What a column keeps after its unit means may be rounding alone: then the unit effects hold it already.
  covariates.forEach((values, column) => {
    const place = periods + column;
    let square = 0;
    for (const row of rows) square += weights[row]! * values[row]! ** 2;
    if (cross[place * size + place]! > RANK_TOLERANCE * square) return;
    for (let other = 0; other < size; other++) {
      cross[place * size + other] = 0;
      cross[other * size + place] = 0;
    }
  });
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) cross[j * size + i] = cross[i * size + j]!;
  const factor = factorSymmetric(createMatrix(size, size, cross));
  const solve = (unitSide: Float64Array, otherSide: Float64Array): TwoWayCoefficients => {
    const right = otherSide.slice();
    for (const row of rows) {
      const unit = unitOfRow[row]!;
      const share = (weights[row]! * unitSide[unit]!) / totals[unit]!;
      right[periodOfRow[row]!]! -= share;
      covariates.forEach((values, column) => {
        right[periods + column]! -= share * values[row]!;
      });
    }
    const others = factor.solve(right);
    const unitEffects = unitSide.slice();
    for (const row of rows) unitEffects[unitOfRow[row]!]! -= weights[row]! * predictOthers(others, row);
    for (let unit = 0; unit < units; unit++)
      unitEffects[unit] = totals[unit]! > 0 ? unitEffects[unit]! / totals[unit]! : 0;
    return { units: unitEffects, others };
  };
  function predictOthers(others: Float64Array, row: number): number {
    let sum = others[periodOfRow[row]!]!;
    for (let column = 0; column < covariates.length; column++)
      sum += others[periods + column]! * covariates[column]![row]!;
    return sum;
  }
  const regress = (values: Float64Array): TwoWayCoefficients => {
    const unitSide = new Float64Array(units);
    const otherSide = new Float64Array(size);
    for (const row of rows) {
      const weighted = weights[row]! * values[row]!;
      unitSide[unitOfRow[row]!]! += weighted;
      otherSide[periodOfRow[row]!]! += weighted;
      covariates.forEach((column, place) => {
        otherSide[periods + place]! += weighted * column[row]!;
      });
    }
    return solve(unitSide, otherSide);
  };
  const setOf = connect(about);
  return {
    solve,
    regress,
    predict: (coefficients, row) =>
      coefficients.units[unitOfRow[row]!]! + predictOthers(coefficients.others, row),
    canPredict: (row) =>
      totals[unitOfRow[row]!]! > 0 && setOf(unitOfRow[row]!) === setOf(units + periodOfRow[row]!),
    droppedColumns: factor.dropped.filter((place) => place >= periods).map((place) => place - periods),
    rank: factor.rank + totals.reduce((sum, total) => sum + (total > 0 ? 1 : 0), 0),
  };
}

function groupRows(rows: Int32Array, unitOfRow: Int32Array, units: number): (unit: number) => Int32Array {
  const starts = new Int32Array(units + 1);
  for (const row of rows) starts[unitOfRow[row]! + 1]!++;
  for (let unit = 0; unit < units; unit++) starts[unit + 1]! += starts[unit]!;
  const next = starts.slice();
  const ordered = new Int32Array(rows.length);
  for (const row of rows) ordered[next[unitOfRow[row]!]!++] = row;
  return (unit) => ordered.subarray(starts[unit]!, starts[unit + 1]!);
}

/** Which set of tied units (numbered first) and periods (after them) something lies in. */
function connect({ rows, unitOfRow, periodOfRow, units, periods }: TwoWayRows): (place: number) => number {
  const parent = Int32Array.from({ length: units + periods }, (_, place) => place);
  const find = (place: number): number => {
    let root = place;
    while (parent[root] !== root) root = parent[root]!;
    let at = place;
    while (parent[at] !== root) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  for (const row of rows) parent[find(unitOfRow[row]!)] = find(units + periodOfRow[row]!);
  return find;
}
