/**
 * Where both groups occur on a score, and who lies outside.
 *
 *   common range   [max of the two minima, min of the two maxima]
 *   bounds         given, e.g. 0.1 to 0.9 of a propensity score
 *
 * Shapes: treated n, score n. Papers: Heckman, Ichimura and Todd 1997 (10.2307/2971733) on support, Crump and others
 * 2009 (10.1093/biomet/asn055) on bounds. The concordance is the area under the curve (Mann and Whitney): 0.5 where
 * the score tells nothing apart, 1 where it separates perfectly. Cost O(n log n).
 */

import { EngineInputError, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import { assertColumn, countTreated, readTreated } from './check-matching-data.ts';
import type { MatchingRefusal, TreatedColumn } from './types.ts';

/** One bar of the two histograms; the upper end belongs to the last bar only. */
export interface OverlapBin {
  readonly from: number;
  readonly to: number;
  readonly treated: number;
  readonly control: number;
}

export interface Overlap {
  readonly treatedRange: readonly [number, number];
  readonly controlRange: readonly [number, number];
  /** Where rows count as supported; its first number exceeds the second when there is no common range. */
  readonly support: readonly [number, number];
  /** Rows outside, in data order: who fell off support. */
  readonly treatedRowsOutside: readonly number[];
  readonly controlRowsOutside: readonly number[];
  readonly treatedInside: number;
  readonly controlsInside: number;
  readonly concordance: number;
  readonly bins: readonly OverlapBin[];
}

export interface OverlapOptions {
  readonly treated: TreatedColumn;
  readonly score: Float64Array;
  /** What counts as support; the common range when left out. */
  readonly support?: 'common-range' | readonly [number, number];
  /** Bars of the histograms; 20 when left out. */
  readonly bins?: number;
}

/**
 * Summarises overlap and lists who is off support.
 *
 * @param options columns, the rule of support, the number of bars
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `length-mismatch`, `not-finite`, `bins-not-positive`, `support-not-a-range`
 * @example
 * const score = Float64Array.of(0.9, 0.5, 0.6, 0.1);
 * summariseOverlap({ treated: [1, 1, 0, 0], score }).treatedRowsOutside; // [0]
 */
export function summariseOverlap(options: OverlapOptions): Overlap | NotEstimable<MatchingRefusal> {
  const treated = readTreated(options.treated);
  const { score, support: rule = 'common-range', bins = 20 } = options;
  assertColumn('score', score, treated.length);
  assertRules(rule, bins);
  const treatedCount = countTreated(treated);
  if (treatedCount === 0) return notEstimable('no-treated');
  if (treatedCount === treated.length) return notEstimable('no-controls');
  const treatedRange = measureRange(treated, score, 1);
  const controlRange = measureRange(treated, score, 0);
  const support =
    rule === 'common-range'
      ? ([Math.max(treatedRange[0], controlRange[0]), Math.min(treatedRange[1], controlRange[1])] as const)
      : rule;
  const treatedRowsOutside: number[] = [];
  const controlRowsOutside: number[] = [];
  treated.forEach((one, row) => {
    if (score[row]! >= support[0] && score[row]! <= support[1]) return;
    (one === 1 ? treatedRowsOutside : controlRowsOutside).push(row);
  });
  return {
    treatedRange,
    controlRange,
    support,
    treatedRowsOutside,
    controlRowsOutside,
    treatedInside: treatedCount - treatedRowsOutside.length,
    controlsInside: treated.length - treatedCount - controlRowsOutside.length,
    concordance: measureConcordance(treated, score, treatedCount),
    bins: countBins(treated, score, bins),
  };
}

function assertRules(rule: 'common-range' | readonly [number, number], bins: number): void {
  if (!Number.isInteger(bins) || bins < 1)
    throw new EngineInputError({
      code: 'bins-not-positive',
      message: `The number of bars is ${bins}. Give a whole number, at least 1.`,
      params: { bins: String(bins) },
    });
  if (rule !== 'common-range' && !(rule[0] <= rule[1]))
    throw new EngineInputError({
      code: 'support-not-a-range',
      message: `The support goes from ${rule[0]} to ${rule[1]}. Give the smaller number first.`,
      params: { from: String(rule[0]), to: String(rule[1]) },
    });
}

function measureRange(treated: Uint8Array, score: Float64Array, group: 0 | 1): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  treated.forEach((one, row) => {
    if (one !== group) return;
    low = Math.min(low, score[row]!);
    high = Math.max(high, score[row]!);
  });
  return [low, high];
}

function measureConcordance(treated: Uint8Array, score: Float64Array, treatedCount: number): number {
  const order = Uint32Array.from(score, (_, row) => row).sort((a, b) => score[a]! - score[b]!);
  let wins = 0;
  let controlsBelow = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let ones = 0;
    while (end < order.length && score[order[end]!] === score[order[start]!]) ones += treated[order[end++]!]!;
    const zeros = end - start - ones;
    wins += ones * (controlsBelow + zeros / 2);
    controlsBelow += zeros;
    start = end;
  }
  return wins / (treatedCount * (treated.length - treatedCount));
}

function countBins(treated: Uint8Array, score: Float64Array, count: number): OverlapBin[] {
  const low = score.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = score.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const width = high / count - low / count;
  const counts = Array.from({ length: count }, () => [0, 0]);
  score.forEach((value, row) => {
    const place = width > 0 ? Math.min(count - 1, Math.floor((value - low) / width)) : 0;
    counts[place]![treated[row]!]!++;
  });
  return counts.map(([control, ones], place) => ({
    from: low + place * width,
    to: place === count - 1 ? high : low + (place + 1) * width,
    treated: ones!,
    control: control!,
  }));
}
