/**
 * Kernel matching: each treated row is compared with all controls nearby, the nearer the more.
 *
 *   ŷ₀(i) = Σ_j K((s_i − s_j)/h) y_j / Σ_j K((s_i − s_j)/h);   a control's weight is Σ_i K_ij / Σ_j K_ij
 *
 * Epanechnikov K(u) = 1 − u² for |u| < 1, or Gaussian K(u) = exp(−u²/2), cut off beyond |u| = 8. A treated row with no
 * control within reach is off support, and counted. Shapes: treated n, score n. Assumes that, given the score,
 * treatment is as good as random. Paper: Heckman, Ichimura and Todd 1997 (10.2307/2971733). Reproduces the definition
 * computed in R. Cost O(n log n + pairs within reach).
 */

import { EngineInputError, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import { assertColumn, countTreated, readTreated } from './check-matching-data.ts';
import { describeSample, normaliseWeights } from './describe-sample.ts';
import { readCaliper } from './pairing-options.ts';
import type { MatchedSample, MatchingRefusal, TreatedColumn } from './types.ts';

export interface KernelOptions {
  readonly treated: TreatedColumn;
  readonly score: Float64Array;
  /** In the unit of the score, or in its standard deviations over all rows. */
  readonly bandwidth: { readonly width: number; readonly unit: 'raw' | 'sd' };
  /** Epanechnikov when left out. */
  readonly kernel?: 'epanechnikov' | 'gaussian';
}

const GAUSSIAN_REACH = 8;

/**
 * Weighs controls by their nearness to treated rows.
 *
 * @param options columns, bandwidth, kernel
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `length-mismatch`, `not-finite`, `bandwidth-not-positive`
 * @example
 * const score = Float64Array.of(1, 1, 1.5, 4);
 * const bandwidth = { width: 1, unit: 'raw' };
 * matchByKernel({ treated: [1, 0, 0, 0], score, bandwidth }).control.used; // 2
 */
export function matchByKernel(options: KernelOptions): MatchedSample | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const { score, bandwidth, kernel = 'epanechnikov' } = options;
  assertColumn('score', score, treated.length);
  if (!(bandwidth.width > 0 && Number.isFinite(bandwidth.width)))
    throw new EngineInputError({
      code: 'bandwidth-not-positive',
      message: `The bandwidth is ${bandwidth.width}. Give a finite number above 0.`,
      params: { width: String(bandwidth.width) },
    });
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === treated.length) return notEstimable('no-controls');
  const width = readCaliper({ distance: { kind: 'score', values: score }, caliper: bandwidth });
  if (!(width > 0)) return notEstimable('no-variation');
  const controls: number[] = [];
  treated.forEach((one, row) => {
    if (one === 0) controls.push(row);
  });
  controls.sort((a, b) => score[a]! - score[b]!);
  const reach = kernel === 'gaussian' ? GAUSSIAN_REACH : 1;
  const weights = new Float64Array(treated.length);
  treated.forEach((one, row) => {
    if (one === 0) return;
    const near: { control: number; share: number }[] = [];
    let total = 0;
    for (
      let place = findFirst(controls, score, score[row]! - reach * width);
      place < controls.length;
      place++
    ) {
      const control = controls[place]!;
      const u = (score[control]! - score[row]!) / width;
      if (u > reach) break;
      const share = kernel === 'gaussian' ? Math.exp(-0.5 * u * u) : Math.max(0, 1 - u * u);
      near.push({ control, share });
      total += share;
    }
    if (!(total > 0)) return;
    weights[row] = 1;
    for (const { control, share } of near) weights[control]! += share / total;
  });
  if (!weights.some((weight) => weight > 0)) return notEstimable('no-common-support');
  normaliseWeights(treated, weights);
  return describeSample({
    method: 'kernel',
    estimand: 'att',
    treated,
    weights,
    treatedReason: 'no-control-within-bandwidth',
    controlReason: 'no-treated-within-bandwidth',
  });
}

function findFirst(controls: readonly number[], score: Float64Array, least: number): number {
  let low = 0;
  let high = controls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (score[controls[middle]!]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
