/**
 * Sums of products per cluster (or per row) from which every equation, error and bootstrap draw is computed.
 *
 * A unit u has S_u = Σ w z z' over its rows, z all columns with the outcome last, and plain sums of weight, treatment
 * and mediators. A draw of units is Σ times_u · S_u: resampling never returns to the rows.
 * Shapes: upper halves row by row, length K(K + 1)/2. Cost O(n K²) once, O(units K²) per draw.
 */

import type { MediationColumns } from './mediation-columns.ts';

export interface ResamplingMoments {
  readonly units: number;
  /** K. */
  readonly size: number;
  /** Length of an upper half. */
  readonly half: number;
  /** units × (half + means): products, then sums of weight, treatment and each mediator. */
  readonly sums: Float64Array;
  readonly stride: number;
}

/** Takes the moments; without clusters every row is a unit. */
export function takeResamplingMoments(layout: MediationColumns): ResamplingMoments {
  const { columns, rows, weights, plain } = layout;
  const size = columns.length;
  const half = (size * (size + 1)) / 2;
  const stride = half + 1 + plain.length;
  const units = layout.units?.count ?? rows;
  const sums = new Float64Array(units * stride);
  const line = new Float64Array(size);
  for (let row = 0; row < rows; row++) {
    const from = (layout.units ? layout.units.codes[row]! : row) * stride;
    const weight = weights?.[row] ?? 1;
    for (let at = 0; at < size; at++) line[at] = columns[at]![row]!;
    let cell = from;
    for (let upper = 0; upper < size; upper++) {
      const left = line[upper]! * weight;
      for (let at = upper; at < size; at++) sums[cell++]! += left * line[at]!;
    }
    sums[cell++]! += weight;
    for (let at = 0; at < plain.length; at++) sums[cell++]! += weight * plain[at]![row]!;
  }
  return { units, size, half, sums, stride };
}

/** Adds all units, each as often as said (once when left out). */
export function addUnits(moments: ResamplingMoments, into: Float64Array, times?: Uint32Array): void {
  const { units, stride, sums } = moments;
  into.fill(0);
  for (let unit = 0, from = 0; unit < units; unit++, from += stride) {
    const count = times === undefined ? 1 : times[unit]!;
    if (count === 0) continue;
    for (let cell = 0; cell < stride; cell++) into[cell]! += count * sums[from + cell]!;
  }
}

/** A unit's (or the total's) products as a full row-major matrix. */
export function unfold(sums: Float64Array, from: number, size: number, into: Float64Array): Float64Array {
  let cell = from;
  for (let row = 0; row < size; row++)
    for (let column = row; column < size; column++) {
      const value = sums[cell++]!;
      into[row * size + column] = value;
      into[column * size + row] = value;
    }
  return into;
}
