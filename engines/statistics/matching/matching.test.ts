import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomNumbers, EngineInputError, findValue } from '../../kernel/index.ts';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import { assignOptimally } from './assign-optimally.ts';
import {
  bootstrapMatching,
  estimateAugmentedWeighting,
  estimateMatchedEffect,
  estimateNearestNeighbourEffect,
  estimatePropensityScore,
  estimateWeightedEffect,
  findRosenbaumBounds,
  type MatchingCovariate,
  matchByKernel,
  matchCoarsenedExact,
  matchNearestNeighbours,
  matchOptimalPairs,
  matchSubclasses,
  summariseOverlap,
  tabulateBalance,
  weighByPropensity,
} from './index.ts';
import { measureDistance, scaleToMahalanobis } from './mahalanobis.ts';
import { pairOnLine } from './pair-on-line.ts';
import assignment from './reference/assignment.json' with { type: 'json' };
import reference from './reference/matching.json' with { type: 'json' };

const treated = reference.d;
const outcome = Float64Array.from(reference.y);
const place = { codes: Int32Array.from(reference.place), levels: 3 };
const covariates: MatchingCovariate[] = [
  { name: 'x1', values: Float64Array.from(reference.x1) },
  { name: 'x2', values: Float64Array.from(reference.x2) },
  { name: 'place', values: place },
];

/** The reference solves its logit to the last digit, we to a deviance that rests. */
const LOGIT = 1e-7;

function expectClose(actual: number, expected: number, tolerance = CLOSED_FORM): void {
  expect(relativeDifference(actual, expected), `${actual} for ${expected}`).toBeLessThan(tolerance);
}

/** The answer, where a refusal would be a failure. */
function get<Answer extends object>(answer: Answer): Exclude<Answer, { kind: 'not-estimable' }> {
  expect(answer).not.toHaveProperty('reason');
  return answer as Exclude<Answer, { kind: 'not-estimable' }>;
}

const refusal = (reason: string) => ({ kind: 'not-estimable', reason });
const scores = get(estimatePropensityScore({ treated, covariates })).scores;
const byScore = { distance: { kind: 'score', values: scores }, order: 'largest' } as const;

describe('the propensity score', () => {
  it.each([false, true])('is that of glm (weights: %s)', (weighted) => {
    const { logit } = reference;
    const weights = weighted ? { weights: Float64Array.from(reference.w) } : {};
    const fit = get(estimatePropensityScore({ treated, covariates, ...weights }));
    fit.terms.forEach((term, index) => {
      expectClose(term.estimate, (weighted ? logit.weighted_coef : logit.coef)[index]!);
      expectClose(term.standardError, (weighted ? logit.weighted_se : logit.se)[index]!);
    });
    if (!weighted) expectClose(fit.deviance, logit.deviance);
  });

  it('goes on to the maximum when asked: the residuals are orthogonal to every covariate', () => {
    const fit = get(estimatePropensityScore({ treated, covariates, convergence: 'full' }));
    const x2 = reference.x2;
    const sum = fit.scores.reduce((total, score, row) => total + (treated[row]! - score) * x2[row]!, 0);
    expect(Math.abs(sum)).toBeLessThan(1e-9);
  });

  it.each([1e-300, 1e-9, 1e300])('does not depend on the unit of a covariate (%s)', (unit) => {
    const [first, ...others] = covariates;
    const values = Float64Array.from(reference.x1, (value) => (value / 8) * unit);
    const fit = get(estimatePropensityScore({ treated, covariates: [{ ...first!, values }, ...others] }));
    fit.scores.forEach((score, row) => {
      expectClose(score, scores[row]!);
    });
  });

  it('does not depend on the names of levels or the order of rows', () => {
    const codes = place.codes.map((code) => (code + 2) % 3);
    const others = covariates.slice(0, 2);
    const relabelled = get(
      estimatePropensityScore({
        treated,
        covariates: [...others, { name: 'place', values: { codes, levels: 3 } }],
      }),
    );
    relabelled.scores.forEach((score, row) => {
      expectClose(score, scores[row]!);
    });
    const backwards = get(
      estimatePropensityScore({
        treated: [...treated].reverse(),
        covariates: others.map((one) => ({ ...one, values: (one.values as Float64Array).toReversed() })),
      }),
    );
    const forwards = get(estimatePropensityScore({ treated, covariates: others }));
    backwards.scores.forEach((score, row) => {
      expectClose(score, forwards.scores[scores.length - 1 - row]!);
    });
  });

  it('names collinear and constant covariates it left out', () => {
    const twice = { name: 'twice', values: Float64Array.from(reference.x1, (value) => 2 * value + 1) };
    const same = { name: 'same', values: new Float64Array(treated.length).fill(7) };
    const fit = get(estimatePropensityScore({ treated, covariates: [...covariates, twice, same] }));
    expect(fit.dropped).toEqual([{ reason: 'collinear-covariate', count: 2, names: ['twice', 'same'] }]);
    const none = estimatePropensityScore({ treated, covariates: [same] });
    expect(none).toEqual(refusal('constant-covariates'));
  });

  it('refuses perfect separation, also by one level of a factor', () => {
    const x = { name: 'x', values: Float64Array.from(treated, (one, row) => one * 10 + (row % 5)) };
    expect(estimatePropensityScore({ treated, covariates: [x] })).toEqual(refusal('perfect-separation'));
    const codes = Int32Array.from(treated, (one, row) => (one === 1 && row % 3 === 0 ? 1 : 0));
    const level = { name: 'level', values: { codes, levels: 2 } };
    expect(estimatePropensityScore({ treated, covariates: [covariates[0]!, level] })).toEqual(
      refusal('perfect-separation'),
    );
  });
});

describe('nearest neighbours with replacement and Abadie–Imbens errors', () => {
  it.each(reference.neighbours)('agree with Matching: $estimand, M = $M, adjusted: $bias', (expected) => {
    const answer = get(
      estimateNearestNeighbourEffect({
        outcome,
        treated,
        distance: expected.mahalanobis ? { kind: 'mahalanobis', covariates } : byScore.distance,
        estimand: expected.estimand === 'ATT' ? 'att' : 'ate',
        neighbours: expected.M,
        ...(expected.bias ? { biasAdjustment: covariates.slice(0, 2) } : {}),
      }),
    );
    expectClose(answer.effect.estimate, expected.estimate);
    expectClose(answer.effect.standardError, expected.error);
    expectClose(answer.pairedStandardError, expected.paired);
    expect(answer.pairs).toBe(expected.pairs);
  });
});

describe('other estimators', () => {
  it.each(['epanechnikov', 'gaussian'] as const)('kernel matching by %s is its definition', (kernel) => {
    const bandwidth = { width: reference.kernel.width, unit: 'raw' } as const;
    const sample = get(matchByKernel({ treated, score: scores, bandwidth, kernel }));
    const answer = get(estimateMatchedEffect({ outcome, treated, sample }));
    expect(sample.treated.used).toBe(reference.kernel[kernel].used);
    expectClose(answer.effect.estimate, reference.kernel[kernel].estimate);
  });

  it('augmented weighting for the treated is its definition', () => {
    const { effect } = get(
      estimateAugmentedWeighting({ outcome, treated, score: scores, covariates, estimand: 'att' }),
    );
    expectClose(effect.estimate, reference.aipw_att.estimate);
    expectClose(effect.standardError, reference.aipw_att.error);
  });

  it.each(reference.weighted)('weights know that the score was estimated: $estimand', (expected) => {
    const estimand = expected.estimand as 'att' | 'atc' | 'ate' | 'ato';
    const { effect } = get(estimateWeightedEffect({ outcome, treated, covariates, estimand }));
    expectClose(effect.estimate, expected.estimate, LOGIT);
    expectClose(effect.standardError, expected.error, LOGIT);
    const clustered = get(estimateWeightedEffect({ outcome, treated, covariates, estimand, cluster: place }));
    expectClose(clustered.effect.standardError, expected.clustered_error, LOGIT);
    expect(clustered.clusters).toBe(3);
  });

  it('weights count degrees of freedom by the smaller side where whole clusters are treated', () => {
    const codes = Int32Array.from(treated, (one, row) => (one === 1 ? row % 6 : 6 + (row % 40)));
    const options = { outcome, treated, covariates, estimand: 'att' } as const;
    const answer = get(estimateWeightedEffect({ ...options, cluster: { codes, levels: 46 } }));
    expect(answer.effect.degreesOfFreedom).toBeLessThan(answer.clusters! - 1);
    expect(answer.effect.degreesOfFreedom).toBeGreaterThanOrEqual(5);
    const single = Int32Array.from(treated, (one, row) => (one === 1 ? 0 : 1 + (row % 40)));
    expect(estimateWeightedEffect({ ...options, cluster: { codes: single, levels: 41 } })).toEqual(
      refusal('too-few-clusters'),
    );
  });

  it('bootstrapped weights come near the stacked error, repeat themselves, and pairs are refused', () => {
    const plan = { method: 'propensity-weights', estimand: 'ato' } as const;
    const draw = () =>
      get(
        bootstrapMatching({ outcome, treated, covariates, plan, draws: 200, random: createRandomNumbers(8) }),
      );
    const { effect } = draw();
    const error = reference.weighted.find(({ estimand }) => estimand === 'ato')!.error;
    expect(effect.standardError / error).toBeGreaterThan(0.8);
    expect(effect.standardError / error).toBeLessThan(1.25);
    expect(draw()).toEqual(draw());
    const pairs = { method: 'optimal-pairs' } as never;
    expect(() =>
      bootstrapMatching({ outcome, treated, covariates, plan: pairs, random: createRandomNumbers(8) }),
    ).toThrow(/Abadie–Imbens/);
  });

  it('Mahalanobis distances are those of MatchIt', () => {
    const places = scaleToMahalanobis(covariates, Uint8Array.from(treated), 'within-groups')!;
    const first = treated.indexOf(1);
    const controls = treated.flatMap((one, row) => (one === 0 ? [row] : []));
    reference.mahalanobis_first_treated.forEach((expected, index) => {
      expectClose(measureDistance(places, first, controls[index]!), expected);
    });
  });
});

describe('optimal assignment', () => {
  it('has the totals of scipy, with and without forbidden cells', () => {
    for (const { costs, assigned, total } of assignment.cases) {
      const rows = costs.map((row) => Float64Array.from(row, (cost) => cost ?? Number.POSITIVE_INFINITY));
      const answer = assignOptimally(rows.length, rows[0]!.length, (row, out) => out.set(rows[row]!), 10);
      expect(answer.columnByRow.filter((column) => column >= 0)).toHaveLength(assigned);
      expectClose(answer.total, total);
      expectClose(answer.lowerBound, total);
    }
  });

  it('on a line is that of the general algorithm, caliper or not', () => {
    const number = fc.integer({ min: 0, max: 60 });
    const points = fc.array(number, { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(points, points, fc.constantFrom(1, 4, 15, Number.POSITIVE_INFINITY), (a, b, caliper) => {
        const left = Float64Array.from(a).sort();
        const right = Float64Array.from(b).sort();
        const line = pairOnLine(left, right, caliper);
        const fill = (row: number, out: Float64Array) => {
          right.forEach((value, column) => {
            const gap = Math.abs(value - left[row]!);
            out[column] = gap <= caliper ? gap : Number.POSITIVE_INFINITY;
          });
        };
        const general = assignOptimally(left.length, right.length, fill, 60);
        const count = (columns: Int32Array) => columns.filter((column) => column >= 0).length;
        expect(count(line.partnerByPoint)).toBe(count(general.columnByRow));
        expect(line.total).toBeCloseTo(general.total, 9);
        expect(general.lowerBound).toBeCloseTo(general.total, 8);
        const used = [...line.partnerByPoint].filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
      }),
    );
  });

  it('proves by its bound that pairs on Mahalanobis distance are the best, and greedy is no better', () => {
    const distance = { kind: 'mahalanobis', covariates } as const;
    const optimal = get(matchOptimalPairs({ treated, distance }));
    expectClose(optimal.lowerBound, optimal.totalDistance);
    const greedy = get(matchNearestNeighbours({ treated, distance, order: 'data' }));
    const total = greedy.pairs!.reduce((sum, pair) => sum + pair.distances[0]!, 0);
    expect(optimal.totalDistance).toBeLessThanOrEqual(total);
    expect(optimal.treated.used).toBe(greedy.treated.used);
  });
});

describe('nearest neighbours on a score', () => {
  it('are those of a plain search, ties to the lowest row', () => {
    const options = fc.record({
      rows: fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 12 })), {
        minLength: 2,
        maxLength: 40,
      }),
      replacement: fc.boolean(),
      ratio: fc.integer({ min: 1, max: 3 }),
      width: fc.constantFrom(0.5, 2, 100),
    });
    fc.assert(
      fc.property(options, ({ rows, replacement, ratio, width }) => {
        const groups = rows.map(([group]) => group);
        const values = Float64Array.from(rows, ([, value]) => value);
        fc.pre(groups.includes(1) && groups.includes(0));
        const expected = new Map<number, number[]>();
        const taken = new Set<number>();
        for (let round = 0; round < ratio; round++)
          groups.forEach((group, row) => {
            if (group === 0) return;
            const mine = expected.get(row) ?? [];
            let best = -1;
            groups.forEach((other, control) => {
              if (other === 1 || (replacement ? mine.includes(control) : taken.has(control))) return;
              const gap = Math.abs(values[control]! - values[row]!);
              if (gap <= width && (best < 0 || gap < Math.abs(values[best]! - values[row]!))) best = control;
            });
            if (best < 0) return;
            taken.add(best);
            expected.set(row, [...mine, best]);
          });
        const answer = matchNearestNeighbours({
          treated: groups,
          distance: { kind: 'score', values },
          order: 'data',
          replacement,
          ratio,
          caliper: { width, unit: 'raw' },
        });
        const pairs = 'pairs' in answer ? answer.pairs! : [];
        expect(new Map(pairs.map((pair) => [pair.treatedRow, [...pair.controlRows]]))).toEqual(
          new Map([...expected].sort((a, b) => a[0] - b[0])),
        );
      }),
    );
  });

  it('repeat a random order for the same seed', () => {
    const draw = () =>
      get(matchNearestNeighbours({ treated, ...byScore, order: { random: createRandomNumbers(3) } })).pairs;
    expect(draw()).toEqual(draw());
  });

  it('count who fell off: treated rows outside the caliper by row, controls by number', () => {
    const sample = get(
      matchNearestNeighbours({
        treated: [1, 1, 0, 0],
        distance: { kind: 'score', values: Float64Array.of(0.1, 0.9, 0.2, 0.3) },
        order: 'data',
        caliper: { width: 0.2, unit: 'raw' },
      }),
    );
    expect(sample.unmatchedTreatedRows).toEqual([1]);
    expect(sample.dropped).toEqual([
      { reason: 'no-control-within-caliper', count: 1 },
      { reason: 'control-not-chosen', count: 1 },
    ]);
  });
});

describe('effects and balance', () => {
  const samples = {
    nearest: get(matchNearestNeighbours({ treated, ...byScore })),
    subclasses: get(matchSubclasses({ treated, score: scores, classes: 4, estimand: 'ate' })),
    coarsened: get(matchCoarsenedExact({ treated, covariates, bins: { x1: 3, x2: [20, 40] } })),
    weights: get(weighByPropensity({ treated, score: scores, estimand: 'atc' })),
  };

  it.each(Object.entries(samples))('grow with the unit of the outcome (%s)', (_, sample) => {
    const plain = get(estimateMatchedEffect({ outcome, treated, sample, covariates }));
    for (const unit of [1e-300, 1e6, 1e300]) {
      const scaled = get(
        estimateMatchedEffect({ outcome: outcome.map((y) => (y / 16) * unit), treated, sample, covariates }),
      );
      expectClose(scaled.effect.estimate / unit, plain.effect.estimate / 16);
      expectClose(scaled.effect.standardError / unit, plain.effect.standardError / 16);
      expectClose(scaled.effect.pValue, plain.effect.pValue);
    }
  });

  it('do not depend on the order of rows', () => {
    const back = <Column extends ArrayLike<number>>(column: Column) => Array.from(column).reverse();
    const sample = get(
      weighByPropensity({ treated: back(treated), score: scores.toReversed(), estimand: 'atc' }),
    );
    const plain = get(estimateMatchedEffect({ outcome, treated, sample: samples.weights }));
    const turned = get(
      estimateMatchedEffect({ outcome: outcome.toReversed(), treated: back(treated), sample }),
    );
    expectClose(turned.effect.estimate, plain.effect.estimate);
    expectClose(turned.effect.standardError, plain.effect.standardError);
  });

  it('balance exactly what was matched exactly, and say that a constant column cannot be judged', () => {
    const sample = get(matchNearestNeighbours({ treated, ...byScore, exact: [place] }));
    const same = { name: 'same', values: new Float64Array(treated.length).fill(3) };
    const table = tabulateBalance({ treated, covariates: [...covariates, same], weights: sample.weights });
    for (const row of table.filter(({ covariate }) => covariate === 'place'))
      expect(findValue(row.after.standardisedDifference)).toBeCloseTo(0, 12);
    const last = table.at(-1)!;
    expect(last.after.varianceRatio).toEqual(refusal('no-variation'));
    expect(last.after.standardisedDifference).toEqual({ kind: 'estimated', value: 0 });
  });

  it('refuse a single cluster, a treatment that covariates explain, and rows too few for their parameters', () => {
    const sample = samples.nearest;
    const one = { codes: new Int32Array(treated.length), levels: 1 };
    expect(estimateMatchedEffect({ outcome, treated, sample, errors: { cluster: one } })).toEqual(
      refusal('too-few-clusters'),
    );
    const copy = [{ name: 'copy', values: Float64Array.from(treated) }];
    expect(estimateMatchedEffect({ outcome, treated, sample, covariates: copy })).toEqual(
      refusal('treatment-explained-by-covariates'),
    );
    const tiny = get(
      matchNearestNeighbours({
        treated: [1, 0],
        distance: { kind: 'score', values: Float64Array.of(1, 2) },
        order: 'data',
      }),
    );
    expect(
      estimateMatchedEffect({ outcome: Float64Array.of(1, 2), treated: [1, 0], sample: tiny, errors: 'hc1' }),
    ).toEqual(refusal('too-few-rows'));
  });

  it('of a constant outcome are refused by every estimator', () => {
    const flat = new Float64Array(treated.length).fill(5.1);
    const common = { outcome: flat, treated, covariates, score: scores, estimand: 'ate' } as const;
    const answers = [
      estimateMatchedEffect({ outcome: flat, treated, sample: samples.nearest }),
      estimateWeightedEffect(common),
      estimateAugmentedWeighting(common),
      estimateNearestNeighbourEffect({ ...common, distance: byScore.distance }),
    ];
    for (const answer of answers) expect(answer).toEqual(refusal('no-variation'));
  });
});

describe('groups that cannot be compared', () => {
  const value = Float64Array.of(0.2, 0.4, 0.6);
  const distance = { kind: 'score', values: value } as const;
  const covariate = [{ name: 'x', values: value }];
  const bandwidth = { width: 1, unit: 'raw' } as const;
  const methods: Record<string, (groups: number[]) => unknown> = {
    score: (groups) => estimatePropensityScore({ treated: groups, covariates: covariate }),
    nearest: (groups) => matchNearestNeighbours({ treated: groups, distance, order: 'data' }),
    optimal: (groups) => matchOptimalPairs({ treated: groups, distance }),
    kernel: (groups) => matchByKernel({ treated: groups, score: value, bandwidth }),
    subclasses: (groups) => matchSubclasses({ treated: groups, score: value }),
    coarsened: (groups) => matchCoarsenedExact({ treated: groups, covariates: covariate }),
    weights: (groups) => weighByPropensity({ treated: groups, score: value, estimand: 'att' }),
    overlap: (groups) => summariseOverlap({ treated: groups, score: value }),
    augmented: (groups) =>
      estimateAugmentedWeighting({
        outcome: value,
        treated: groups,
        score: value,
        covariates: covariate,
        estimand: 'ate',
      }),
    replacement: (groups) =>
      estimateNearestNeighbourEffect({ outcome: value, treated: groups, distance, estimand: 'att' }),
  };

  it.each(Object.keys(methods))('are named by %s: nobody treated, no controls', (name) => {
    expect(methods[name]!([0, 0, 0])).toEqual(refusal('no-treated'));
    expect(methods[name]!([1, 1, 1])).toEqual(refusal('no-controls'));
  });

  it.each(Object.keys(methods))('are a mistake for %s when treatment is neither 0 nor 1', (name) => {
    expect(() => methods[name]!([0, 1, 2])).toThrow(EngineInputError);
    expect(() => methods[name]!([0, 1, Number.NaN])).toThrow(EngineInputError);
    expect(() => methods[name]!([])).toThrow(EngineInputError);
    expect(() => methods[name]!([1, 0, 0, 0])).toThrow(EngineInputError);
  });

  it('a single treated row is matched like any other', () => {
    expect(get(matchNearestNeighbours({ treated: [1, 0, 0], distance, order: 'largest' })).weights).toEqual(
      Float64Array.of(1, 1, 0),
    );
  });

  it('values that are not finite, scores that are no probability and calipers of 0 are mistakes', () => {
    const broken = Float64Array.of(1, Number.NaN, 2);
    expect(() =>
      matchOptimalPairs({ treated: [1, 0, 0], distance: { kind: 'score', values: broken } }),
    ).toThrow(/Column score has NaN in row 1/);
    expect(() =>
      weighByPropensity({ treated: [1, 0, 0], score: Float64Array.of(1, 0.5, 0.5), estimand: 'ate' }),
    ).toThrow(EngineInputError);
    const caliper = { width: 0, unit: 'raw' } as const;
    expect(() => matchNearestNeighbours({ treated: [1, 0, 0], distance, order: 'data', caliper })).toThrow(
      EngineInputError,
    );
    const covariate = { kind: 'mahalanobis', covariates: [{ name: 'x', values: value }] } as const;
    expect(() =>
      matchNearestNeighbours({ treated: [1, 0, 0], distance: covariate, order: 'largest' }),
    ).toThrow(/needs a score/);
  });

  it('constant covariates have no distance; groups that never share a stratum have no match', () => {
    const same = [{ name: 'same', values: new Float64Array(3).fill(2) }];
    expect(
      matchOptimalPairs({ treated: [1, 0, 0], distance: { kind: 'mahalanobis', covariates: same } }),
    ).toEqual(refusal('constant-covariates'));
    const exact = [{ codes: Int32Array.of(0, 1, 1), levels: 2 }];
    expect(matchNearestNeighbours({ treated: [1, 0, 0], distance, order: 'data', exact })).toEqual(
      refusal('no-matches'),
    );
    const apart = [{ name: 'place', values: exact[0]! }];
    expect(matchCoarsenedExact({ treated: [1, 0, 0], covariates: apart })).toEqual(refusal('no-matches'));
  });
});

describe('overlap and hidden bias', () => {
  it('tells perfect separation by a concordance of 1 and rows that all lie outside', () => {
    const overlap = get(
      summariseOverlap({ treated: [1, 1, 0, 0], score: Float64Array.of(8, 9, 1, 2), bins: 2 }),
    );
    expect(overlap.concordance).toBe(1);
    expect(overlap.treatedInside + overlap.controlsInside).toBe(0);
    expect(overlap.bins.map(({ treated: ones, control }) => [ones, control])).toEqual([
      [0, 2],
      [2, 0],
    ]);
  });

  it('bounds meet at Γ = 1, widen with Γ, and reach the level at the critical one', () => {
    const differences = Float64Array.from({ length: 60 }, (_, pair) => ((pair * 37) % 23) - 6);
    const first = get(findRosenbaumBounds({ differences, gammas: [1, 1.5, 3] }));
    expect(first.bounds[0]!.largestPValue).toBe(first.bounds[0]!.smallestPValue);
    expect(first.bounds[2]!.largestPValue).toBeGreaterThan(first.bounds[1]!.largestPValue);
    const again = get(findRosenbaumBounds({ differences, gammas: [first.criticalGamma] }));
    expectClose(again.bounds[0]!.largestPValue, 0.05);
    const other = differences.map((difference) => -difference);
    expect(
      get(findRosenbaumBounds({ differences: other, gammas: [2], direction: 'negative' })).bounds,
    ).toEqual(get(findRosenbaumBounds({ differences, gammas: [2] })).bounds);
    expect(findRosenbaumBounds({ differences: new Float64Array(4), gammas: [1] })).toEqual(
      refusal('no-differences'),
    );
  });
});
