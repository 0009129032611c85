/**
 * From weights to the sample that a method leaves: sizes, effective sizes, who is not used and why.
 *
 * Effective size (Kish 1965): (Σw)² / Σw². Shapes: treated n, weights n. Cost O(n).
 */

import type { DroppedRows, StudyNote } from '../types.ts';
import type { MatchedSample, MatchedSet, MatchingEstimand, SampleSize } from './types.ts';

/** What a method knows of its sample. */
export interface SampleParts {
  readonly method: MatchedSample['method'];
  readonly estimand: MatchingEstimand;
  readonly treated: Uint8Array;
  readonly weights: Float64Array;
  readonly sets?: Int32Array;
  readonly pairs?: readonly MatchedSet[];
  /** Why a treated row is not used. */
  readonly treatedReason: string;
  /** Why a control is not used. */
  readonly controlReason: string;
  readonly notes?: readonly StudyNote[];
}

/**
 * Measures one group of a weighted sample.
 *
 * @param treated 1 for a treated row, 0 for a control
 * @param weights 0 where a row is not used
 * @param group which group to measure
 * @example
 * measureSampleSize(Uint8Array.of(1, 0, 0), Float64Array.of(1, 1, 1), 0).effective; // 2
 */
export function measureSampleSize(treated: Uint8Array, weights: Float64Array, group: 0 | 1): SampleSize {
  let rows = 0;
  let used = 0;
  let largest = 0;
  for (let row = 0; row < treated.length; row++)
    if (treated[row] === group && weights[row]! > largest) largest = weights[row]!;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < treated.length; row++) {
    if (treated[row] !== group) continue;
    rows++;
    const weight = largest > 0 ? weights[row]! / largest : 0;
    if (weight > 0) used++;
    sum += weight;
    squares += weight * weight;
  }
  return { rows, used, effective: squares > 0 ? (sum * sum) / squares : 0 };
}

/**
 * Scales the weights of each group so that they sum to the rows used of that group.
 *
 * @param treated 1 for a treated row, 0 for a control
 * @param weights changed in place
 * @example
 * const weights = Float64Array.of(2, 1, 3);
 * normaliseWeights(Uint8Array.of(1, 0, 0), weights);
 * weights; // [1, 0.5, 1.5]
 */
export function normaliseWeights(treated: Uint8Array, weights: Float64Array): void {
  for (const group of [0, 1] as const) {
    let used = 0;
    let sum = 0;
    for (let row = 0; row < treated.length; row++)
      if (treated[row] === group && weights[row]! > 0) {
        used++;
        sum += weights[row]!;
      }
    if (sum === 0) continue;
    for (let row = 0; row < treated.length; row++)
      if (treated[row] === group) weights[row] = weights[row]! * (used / sum);
  }
}

/**
 * Describes the sample that weights leave; nothing is dropped without being counted.
 *
 * @param parts what the method knows
 * @example
 * const parts = { method: 'kernel', estimand: 'att', treated: Uint8Array.of(1, 0, 0), treatedReason: 'no-match', controlReason: 'not-used' };
 * describeSample({ ...parts, weights: Float64Array.of(1, 1, 0) }).dropped[0].count; // 1
 */
export function describeSample(parts: SampleParts): MatchedSample {
  const { method, estimand, treated, weights, sets, pairs } = parts;
  const unmatchedTreatedRows: number[] = [];
  let unusedControls = 0;
  for (let row = 0; row < treated.length; row++) {
    if (weights[row]! > 0) continue;
    if (treated[row] === 1) unmatchedTreatedRows.push(row);
    else unusedControls++;
  }
  const dropped: DroppedRows[] = [];
  if (unmatchedTreatedRows.length > 0)
    dropped.push({ reason: parts.treatedReason, count: unmatchedTreatedRows.length });
  if (unusedControls > 0) dropped.push({ reason: parts.controlReason, count: unusedControls });
  return {
    method,
    estimand,
    weights,
    ...(sets ? { sets } : {}),
    ...(pairs ? { pairs } : {}),
    treated: measureSampleSize(treated, weights, 1),
    control: measureSampleSize(treated, weights, 0),
    unmatchedTreatedRows,
    dropped,
    notes: parts.notes ?? [],
  };
}
