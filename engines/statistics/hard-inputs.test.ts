import { describe, expect, it } from 'vitest';
import { createNormalDraws, createRandomNumbers, EngineInputError } from '../kernel/index.ts';
import {
  estimateCovariance,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateLinearModel,
  estimateMatchedEffect,
  estimateTwoByTwo,
  estimateTwoWayFixedEffects,
  findBreakdownOfTrends,
  fitLinearModel,
  fitLogit,
  type MatchedEffect,
  runMatchingPlan,
  simulatePanel,
  testByPermutation,
  wildClusterBootstrap,
} from './index.ts';

const codesOf = (error: unknown): readonly string[] =>
  error instanceof EngineInputError ? error.mistakes.map(({ code }) => code) : [];

function catchCodes(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    return codesOf(error);
  }
}

describe('errors that cancel out', () => {
  const treated = Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const outcome = Float64Array.of(1, 2, 3, 4, 6, 5, 8, 7);
  const clusters = { codes: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1), levels: 2 };
  const regressors = [{ name: 'treated', values: treated }];

  it.each(['cr0', 'cr1', 'cr1s', 'cr2', 'cr3'] as const)(
    'are refused for one treated and one other cluster, never p = 0 (%s)',
    (type) => {
      const result = estimateLinearModel({ outcome, regressors, covariance: { type, clusters } });
      expect(result.kind).toBe('not-estimable');
    },
  );

  it('are refused for two schools followed over time', () => {
    const panel = {
      outcome: Float64Array.of(1, 2.1, 3.7, 4.2, 6, 5, 8, 9),
      unit: clusters,
      time: Float64Array.of(1, 2, 3, 4, 1, 2, 3, 4),
      firstTreated: Float64Array.of(0, 0, 0, 0, 3, 3, 3, 3),
    };
    for (const estimate of [estimateTwoByTwo, estimateTwoWayFixedEffects])
      expect(estimate(panel)).toMatchObject({ kind: 'not-estimable', reason: 'error-vanishes' });
  });
});

describe('units beyond numbers', () => {
  it.each([
    [1e300, 1e-300],
    [1e-300, 1e300],
  ])('are refused by name: outcome %d, regressor %d', (outcomeUnit, regressorUnit) => {
    const outcome = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6).map((value) => value * outcomeUnit);
    const values = Float64Array.of(2, 7, 1, 8, 2, 8, 1, 8).map((value) => value * regressorUnit);
    expect(fitLinearModel({ outcome, regressors: [{ name: 'x', values }] })).toMatchObject({
      reason: 'scale-beyond-numbers',
    });
  });

  it('leave an answer when each column has an extreme unit of its own and the slope is a number', () => {
    const outcome = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6).map((value) => value * 1e300);
    const values = Float64Array.of(2, 7, 1, 8, 2, 8, 1, 8).map((value) => value * 1e300);
    const fit = fitLinearModel({ outcome, regressors: [{ name: 'x', values }] });
    if (fit.kind !== 'estimated') throw new Error(fit.reason);
    expect(estimateCovariance(fit, { type: 'hc1' }).kind).toBe('estimated');
  });
});

describe('a rare level in which everybody has the outcome', () => {
  const random = createRandomNumbers(5);
  const draw = createNormalDraws(random);
  const rows = 2000;
  const x = Float64Array.from({ length: rows }, () => draw());
  const rare = Float64Array.from({ length: rows }, (_, row) => (row < 5 ? 1 : 0));
  const outcome = x.map((value, row) => (row < 5 || random() < 1 / (1 + Math.exp(-value)) ? 1 : 0));
  const regressors = [
    { name: 'x', values: x },
    { name: 'rare', values: rare },
  ];

  it('is separation, however few its rows are', () => {
    expect(fitLogit({ outcome, regressors })).toMatchObject({
      reason: 'separation',
      params: { terms: 'rare', rows: 5 },
    });
  });

  it('does not stop the logit that leaves it out, at any unit of the weights', () => {
    const plain = fitLogit({ outcome, regressors: regressors.slice(0, 1) });
    for (const unit of [1e-290, 1e-12, 1e12, 1e290]) {
      const weights = new Float64Array(rows).fill(unit);
      const weighted = fitLogit({ outcome, regressors: regressors.slice(0, 1), weights });
      if (plain.kind !== 'estimated' || weighted.kind !== 'estimated') throw new Error('refused');
      expect(weighted.estimates[1]! / plain.estimates[1]! - 1).toBeCloseTo(0, 9);
    }
  });
});

describe('matching on the distance of covariates', () => {
  it('is made of numbers for one treated and one control', () => {
    const covariates = [{ name: 'x', values: Float64Array.of(1, 3) }];
    const plan = { method: 'nearest-neighbours', distance: 'mahalanobis' } as const;
    const answer = runMatchingPlan({ treated: [1, 0], covariates, plan });
    if (answer.kind !== 'estimated') throw new Error(answer.reason);
    expect(answer.sample.pairs![0]!.distances.every(Number.isFinite)).toBe(true);
  });

  it('does not take a covariate called like the treatment for its effect', () => {
    const treated = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
    const values = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3);
    const outcome = treated.map((value, row) => value + 10 * values[row]! + Math.sin(row));
    const matched = runMatchingPlan({
      treated,
      covariates: [{ name: 'treated', values }],
      plan: { method: 'optimal-pairs' },
    });
    if (matched.kind !== 'estimated') throw new Error(matched.reason);
    const named = (name: string) =>
      estimateMatchedEffect({ outcome, treated, sample: matched.sample, covariates: [{ name, values }] });
    expect(named('treated')).toMatchObject({ effect: (named('x') as MatchedEffect).effect });
  });
});

describe('options out of range', () => {
  const panel = simulatePanel({ units: 40, periods: 5, cohorts: [3] }, createRandomNumbers(1));
  const outcome = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
  const values = Float64Array.of(2, 7, 1, 8, 2, 8, 1, 8);
  const clusters = { codes: Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3), levels: 4 };

  it.each([0, 1, 1.5, -1, Number.NaN])('a level of %d is a mistake', (level) => {
    const options = { confidenceLevel: level };
    for (const run of [
      () => estimateTwoWayFixedEffects(panel, options),
      () => estimateGroupTimeEffects(panel, options),
      () =>
        estimateLinearModel({
          outcome,
          regressors: [{ name: 'x', values }],
          covariance: { type: 'iid' },
          level,
        }),
      () => fitLogit({ outcome: values.map((one) => one % 2), regressors: [], level }),
    ])
      expect(catchCodes(run)).toEqual(['level-out-of-range']);
  });

  it.each([0, -1, 2.5, Number.NaN])('%d draws are a mistake', (draws) => {
    const random = createRandomNumbers(1);
    const fit = fitLinearModel({ outcome, regressors: [{ name: 'x', values }] });
    if (fit.kind !== 'estimated') throw new Error(fit.reason);
    for (const run of [
      () => estimateGroupTimeEffects(panel, { bootstrap: { random, draws } }),
      () => wildClusterBootstrap(fit, { term: 'x', clusters, draws }),
      () =>
        testByPermutation({
          outcome,
          regressors: [],
          treated: Float64Array.of(0, 0, 1, 1, 0, 0, 1, 1),
          clusters,
          random,
          draws,
        }),
    ])
      expect(catchCodes(run)).toEqual(['draws-not-positive']);
  });

  it('a reference that is not the last time before treatment has no sensitivity', () => {
    for (const reference of [-2, 0, 1]) {
      const answer = estimateEventStudy(panel, { reference });
      if (answer.kind !== 'estimated') throw new Error(answer.reason);
      expect(findBreakdownOfTrends(answer.coefficients)).toMatchObject({
        reason: 'reference-not-last-before-treatment',
      });
    }
  });
});

describe('columns of a panel', () => {
  it('may be as many units as there are schools in a country', () => {
    const units = 200_000;
    const rows = units * 2;
    const panel = {
      outcome: Float64Array.from({ length: rows }, (_, row) => Math.sin(row) + (row % 4 === 3 ? 1 : 0)),
      unit: { codes: Int32Array.from({ length: rows }, (_, row) => row >> 1), levels: units },
      time: Float64Array.from({ length: rows }, (_, row) => row % 2),
      firstTreated: Float64Array.from({ length: rows }, (_, row) => ((row >> 1) % 2 === 1 ? 1 : Infinity)),
    };
    expect(estimateTwoByTwo(panel).kind).toBe('estimated');
  });

  const panel = simulatePanel({ units: 40, periods: 4, cohorts: [3] }, createRandomNumbers(1));

  it('may not have the name of a term of the model', () => {
    const values = panel.outcome.map((value) => Math.sin(7 * value));
    const withName = (name: string) => ({ ...panel, covariates: [{ name, values }] });
    expect(catchCodes(() => estimateTwoWayFixedEffects(withName('treated')))).toEqual(['reserved-name']);
    expect(catchCodes(() => estimateEventStudy(withName('event 0')))).toEqual(['reserved-name']);
    const twice = { ...panel, covariates: [...withName('x').covariates, ...withName('x').covariates] };
    expect(catchCodes(() => estimateTwoWayFixedEffects(twice))).toEqual(['duplicate-covariate']);
  });

  it('may have weights in any unit, but none that count for nothing beside others', () => {
    const weights = panel.outcome.map((value) => 1 + Math.abs(value));
    const plain = estimateGroupTimeEffects({ ...panel, weights });
    for (const unit of [1e-300, 1e290]) {
      const scaled = estimateGroupTimeEffects({ ...panel, weights: weights.map((weight) => weight * unit) });
      if (plain.kind !== 'estimated' || scaled.kind !== 'estimated') throw new Error('refused');
      expect(scaled.estimatedCells[1]!.effect / plain.estimatedCells[1]!.effect - 1).toBeCloseTo(0, 10);
    }
    const mixed = weights.map((weight, row) => (row === 3 ? 1e-200 : weight));
    expect(catchCodes(() => estimateTwoWayFixedEffects({ ...panel, weights: mixed }))).toEqual([
      'weights-too-unequal',
    ]);
  });
});
