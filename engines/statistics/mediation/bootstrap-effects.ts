/**
 * Bootstrap of all effects at once: units (clusters, or rows without clusters) are drawn with replacement and every
 * draw solves the equations from the drawn units' summed moments.
 *
 * Intervals: percentiles (quantiles of type 7, as R), and bias-corrected ones, which shift the percentiles by
 * z₀ = Φ⁻¹(share of draws below the estimate). Papers: Efron and Tibshirani (1993), doi:10.1007/978-1-4899-4541-9;
 * cluster bootstrap: Cameron, Gelbach, Miller (2008), doi:10.1162/rest.90.3.414.
 * Reproduces the intervals of R's mediation to ±0.003. Cost O(draws · (units · K² + K³)).
 */

import {
  type Estimate,
  normalCumulative,
  normalQuantile,
  notEstimable,
  type RandomNumbers,
} from '../../kernel/index.ts';
import { createPathSolver, effectsOf, type PathLayout } from './path-equations.ts';
import { addUnits, type ResamplingMoments } from './resampling-moments.ts';
import type { BootstrapIntervals } from './types.ts';

export interface EffectDraws {
  /** One array of draws per effect, scaled units, in order of size. */
  readonly sorted: readonly Float64Array[];
  readonly failed: number;
}

/** Share of draws that may fail before intervals are refused. */
const MOST_FAILED = 0.05;

/** Draws; a draw whose equations cannot be solved counts as failed and is left out. */
export function drawEffects(
  moments: ResamplingMoments,
  layout: PathLayout,
  effects: number,
  draws: number,
  random: RandomNumbers,
): EffectDraws {
  const solve = createPathSolver(layout);
  const sums = new Float64Array(moments.stride);
  const times = new Uint32Array(moments.units);
  const kept = Array.from({ length: effects }, () => new Float64Array(draws));
  const values = new Float64Array(effects);
  let done = 0;
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let unit = 0; unit < moments.units; unit++) times[Math.floor(random() * moments.units)]!++;
    addUnits(moments, sums, times);
    const paths = solve(sums);
    if (!paths) continue;
    effectsOf(paths, layout, values);
    if (!values.every(Number.isFinite)) continue;
    for (let effect = 0; effect < effects; effect++) kept[effect]![done] = values[effect]!;
    done++;
  }
  return { sorted: kept.map((all) => all.subarray(0, done).sort()), failed: draws - done };
}

/** Intervals of one effect from its draws. */
export function readIntervals(
  { sorted, failed }: EffectDraws,
  effect: number,
  estimate: number,
  scale: number,
  confidenceLevel: number,
): Estimate<BootstrapIntervals> {
  const draws = sorted[effect]!;
  if (draws.length < 50 || failed > MOST_FAILED * (failed + draws.length))
    return notEstimable('too-many-failed-draws');
  const tail = (1 - confidenceLevel) / 2;
  const between = (low: number, high: number): readonly [number, number] => [
    scale * quantileOf(draws, low),
    scale * quantileOf(draws, high),
  ];
  let below = 0;
  let negative = 0;
  let sum = 0;
  for (const draw of draws) {
    if (draw < estimate) below++;
    if (draw < 0) negative++;
    sum += draw / draws.length;
  }
  let squares = 0;
  for (const draw of draws) squares += (draw - sum) ** 2 / (draws.length - 1);
  const shift = normalQuantile(below / draws.length);
  const edge = normalQuantile(tail);
  return {
    kind: 'estimated',
    value: {
      percentile: between(tail, 1 - tail),
      biasCorrected: Number.isFinite(shift)
        ? {
            kind: 'estimated',
            value: between(normalCumulative(2 * shift + edge), normalCumulative(2 * shift - edge)),
          }
        : notEstimable('estimate-outside-draws'),
      pValue: Math.min(1, (2 * Math.min(negative, draws.length - negative)) / draws.length),
      standardError: scale * Math.sqrt(squares),
    },
  };
}

/** Quantile of type 7 of sorted numbers. */
function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  return low + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)]! - low);
}
