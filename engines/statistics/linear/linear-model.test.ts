import { describe, expect, it } from 'vitest';
import { createNormalDraws, createRandomNumbers, EngineInputError } from '../../kernel/index.ts';
import { relativeDifference } from '../../testkit/approximately.ts';
import type { FactorColumn } from '../types.ts';
import {
  type CovarianceRequest,
  describeTerms,
  estimateCovariance,
  estimateLinearModel,
  fitLinearModel,
  type LinearEstimate,
  type LinearEstimateInput,
  type LinearFit,
  type LinearModelInput,
  testTerms,
} from './index.ts';
import reference from './reference/covariances.json' with { type: 'json' };

/** Two exact ways to the same number differ by rounding. */
const ROUNDING = 1e-9;

function get(input: LinearEstimateInput): LinearEstimate {
  const result = estimateLinearModel(input);
  if (result.kind === 'not-estimable') throw new Error(result.message);
  return result;
}

function getFit(input: LinearModelInput): LinearFit {
  const result = fitLinearModel(input);
  if (result.kind === 'not-estimable') throw new Error(result.message);
  return result;
}

function makeStudy(rows: number, schools: number, years: number, seed: number) {
  const random = createRandomNumbers(seed);
  const draw = createNormalDraws(random);
  const pick = (levels: number): FactorColumn => ({
    codes: Int32Array.from({ length: rows }, () => Math.floor(random() * levels)),
    levels,
  });
  const [school, year] = [pick(schools), pick(years)];
  const column = () => Float64Array.from({ length: rows }, draw);
  const [x1, x2, noise] = [column(), column(), column()];
  const treated = school.codes.map((code, row) => (code % 2 === 0 && year.codes[row]! * 2 >= years ? 1 : 0));
  const d = Float64Array.from(treated);
  const outcome = noise.map(
    (value, row) =>
      value + 0.5 * x1[row]! + 0.3 * d[row]! + Math.sin(school.codes[row]!) + 0.1 * year.codes[row]!,
  );
  const weights = Float64Array.from({ length: rows }, () => 0.5 + random());
  return {
    outcome,
    x1: { name: 'x1', values: x1 },
    x2: { name: 'x2', values: x2 },
    d: { name: 'd', values: d },
    school,
    year,
    weights,
  };
}

/** The same model with every level written out as a column. */
function writeOut(effects: readonly FactorColumn[]): { name: string; values: Float64Array }[] {
  return effects.flatMap(({ codes, levels }, f) =>
    Array.from({ length: levels - 1 }, (_, level) => ({
      name: `f${f}.${level}`,
      values: Float64Array.from(codes, (code) => (code === level ? 1 : 0)),
    })),
  );
}

describe('absorbed fixed effects', () => {
  const study = makeStudy(300, 12, 5, 1);
  const pupil: FactorColumn = { codes: Int32Array.from({ length: 300 }, (_, row) => row >> 2), levels: 75 };
  const grid = [undefined, study.weights].flatMap((weights) =>
    [[study.school], [study.school, study.year], [pupil, study.school, study.year]].map((effects) => ({
      weights,
      effects,
    })),
  );
  const requests = (effects: readonly FactorColumn[]): CovarianceRequest[] => [
    { type: 'iid' },
    { type: 'hc1' },
    { type: 'hc2' },
    { type: 'hc3' },
    { type: 'cr0', clusters: effects[0]! },
    { type: 'cr1s', clusters: study.school, fixedEffectCount: 'full' },
    { type: 'cr2', clusters: study.school },
    { type: 'cr3', clusters: study.school },
  ];

  it.each(grid)('give what dummies give, for every covariance (case %#)', ({ weights, effects }) => {
    const shared = { outcome: study.outcome, ...(weights ? { weights } : {}) };
    const absorbed = getFit({ ...shared, regressors: [study.x1, study.x2], fixedEffects: effects });
    const written = getFit({ ...shared, regressors: [study.x1, study.x2, ...writeOut(effects)] });
    expect(absorbed.parameters).toBe(written.parameters);
    for (const request of requests(effects)) {
      const [a, b] = [estimateCovariance(absorbed, request), estimateCovariance(written, request)];
      if (a.kind === 'not-estimable' || b.kind === 'not-estimable') throw new Error(`${request.type}`);
      const others = describeTerms(written, b);
      for (const term of describeTerms(absorbed, a)) {
        const other = others.find(({ name }) => name === term.name)!;
        expect(relativeDifference(term.estimate, other.estimate), request.type).toBeLessThan(ROUNDING);
        // With nested effects absorbed CR3 leaves out directions that dummies keep at leverage one.
        expect(relativeDifference(term.standardError, other.standardError), request.type).toBeLessThan(1e-7);
        expect(
          relativeDifference(Number(term.degreesOfFreedom), Number(other.degreesOfFreedom)),
          request.type,
        ).toBeLessThan(1e-6);
      }
    }
  });

  it('are the same by factoring and by iteration', () => {
    const random = createRandomNumbers(4);
    const rows = 3000;
    const pick = (levels: number): FactorColumn => ({
      codes: Int32Array.from({ length: rows }, () => Math.floor(random() * levels)),
      levels,
    });
    const [wide, narrow] = [pick(900), pick(450)];
    const x = { name: 'x', values: Float64Array.from({ length: rows }, random) };
    const outcome = x.values.map((value, row) => value + random() + Math.cos(wide.codes[row]!));
    const iterated = getFit({ outcome, regressors: [x], fixedEffects: [wide, narrow], singletons: 'keep' });
    const factored = getFit({
      singletons: 'keep',
      outcome,
      regressors: [x, ...writeOut([{ codes: narrow.codes.map((code) => Math.min(code, 399)), levels: 400 }])],
      fixedEffects: [wide, { codes: narrow.codes.map((code) => Math.max(0, code - 398)), levels: 52 }],
    });
    expect(relativeDifference(iterated.estimates[0]!, factored.estimates[0]!)).toBeLessThan(ROUNDING);
    expect(iterated.parameters).toBe(factored.parameters);
  });

  it('leave nothing in the sums of three effects of thousands of levels', () => {
    const random = createRandomNumbers(9);
    const rows = 30_000;
    const pick = (levels: number): FactorColumn => ({
      codes: Int32Array.from({ length: rows }, (_, row) =>
        row < levels ? row : Math.floor(random() * levels),
      ),
      levels,
    });
    const effects = [pick(6000), pick(3000), pick(4)];
    const fit = getFit({
      outcome: Float64Array.from({ length: rows }, (_, row) => Math.sin(row) + (row % 11)),
      regressors: [{ name: 'x', values: Float64Array.from({ length: rows }, random) }],
      fixedEffects: effects,
      singletons: 'keep',
    });
    for (const { codes, levels } of effects) {
      const sums = new Float64Array(levels);
      for (let row = 0; row < rows; row++) sums[codes[row]!]! += fit.residuals[row]!;
      expect(Math.max(...sums.map(Math.abs))).toBeLessThan(ROUNDING);
    }
  });

  it('count connected components among the degrees of freedom', () => {
    const apart: FactorColumn = {
      codes: study.year.codes.map((code, row) => (study.school.codes[row]! < 6 ? code : code + 5)),
      levels: 10,
    };
    const fit = getFit({
      outcome: study.outcome,
      regressors: [study.x1],
      fixedEffects: [study.school, apart],
    });
    expect(fit.fixedEffectDegrees).toBe(20);
  });

  it('drop singletons in rounds and collinear regressors, by name and count', () => {
    const codes = study.school.codes.slice();
    const other = study.year.codes.slice();
    codes[0] = 12;
    codes[1] = 13;
    codes[2] = 13;
    other[1] = 5;
    const constant = { name: 'founded', values: Float64Array.from(codes, (code) => 1900 + 7 * code) };
    const twice = { name: 'twice', values: study.x1.values.map((value) => 2 * value) };
    const fit = getFit({
      outcome: study.outcome,
      regressors: [study.x1, constant, twice],
      fixedEffects: [
        { codes, levels: 20 },
        { codes: other, levels: 6 },
      ],
    });
    expect(fit.dropped).toEqual([
      { reason: 'singleton-fixed-effect', count: 3 },
      { reason: 'collinear', count: 2, names: ['founded', 'twice'] },
    ]);
    expect(fit.rows).toBe(297);
    const covariance = estimateCovariance(fit, { type: 'cr1s', clusters: study.school });
    expect(covariance.kind).toBe('estimated');
  });
});

describe('cells instead of rows', () => {
  const study = makeStudy(4000, 20, 6, 2);
  const grid = [[study.d], [study.d, study.x1], [study.x1, study.x2]].flatMap((regressors) =>
    [undefined, study.weights].map((weights) => ({ regressors, weights })),
  );
  const requests: CovarianceRequest[] = [
    { type: 'iid' },
    { type: 'hc1' },
    { type: 'hc3' },
    { type: 'cr0', clusters: study.school },
    { type: 'cr1s', clusters: study.school },
    { type: 'cr2', clusters: study.school },
    { type: 'cr3', clusters: study.school },
    { type: 'two-way', clusters: study.school, otherClusters: study.year },
    { type: 'driscoll-kraay', periods: study.year, lags: 2 },
    { type: 'newey-west', units: study.school, periods: study.year, lags: 1 },
  ];

  it.each(grid)('carry coefficients, errors and shares exactly (case %#)', ({ regressors, weights }) => {
    const input = {
      outcome: study.outcome,
      regressors,
      fixedEffects: [study.school, study.year],
      ...(weights ? { weights } : {}),
    };
    const rows = getFit(input);
    for (const request of requests) {
      const whole = estimateCovariance(rows, request);
      if (whole.kind === 'not-estimable') throw new Error(whole.message);
      const { fit, terms } = get({ ...input, covariance: request });
      describeTerms(rows, whole).forEach((term, place) => {
        expect(relativeDifference(terms[place]!.estimate, term.estimate), request.type).toBeLessThan(
          ROUNDING,
        );
        expect(
          relativeDifference(terms[place]!.standardError, term.standardError),
          request.type,
        ).toBeLessThan(1e-8);
      });
      expect(fit.rows).toBe(4000);
      for (const share of ['rSquared', 'withinRSquared', 'rootMeanSquaredError', 'parameters'] as const)
        expect(relativeDifference(fit[share], rows[share]), share).toBeLessThan(ROUNDING);
    }
  });
});

describe('linear models', () => {
  const study = makeStudy(400, 16, 4, 3);
  const base = {
    outcome: study.outcome,
    regressors: [study.x1, study.x2],
    covariance: { type: 'cr1s', clusters: study.school },
  } as const;

  it('do not depend on the order of rows or the numbers of levels', () => {
    const order = Array.from(study.outcome, (_, row) => (row * 137) % 400);
    const shuffle = (values: Float64Array) => Float64Array.from(order, (row) => values[row]!);
    const relabel = (factor: FactorColumn): FactorColumn => ({
      codes: Int32Array.from(order, (row) => 15 - factor.codes[row]!),
      levels: 16,
    });
    const [a, b] = [
      get({ ...base, fixedEffects: [study.year] }),
      get({
        outcome: shuffle(study.outcome),
        regressors: base.regressors.map(({ name, values }) => ({ name, values: shuffle(values) })),
        fixedEffects: [{ codes: Int32Array.from(order, (row) => 3 - study.year.codes[row]!), levels: 4 }],
        covariance: { type: 'cr1s', clusters: relabel(study.school) },
      }),
    ];
    a.terms.forEach(({ estimate, standardError }, term) => {
      expect(relativeDifference(b.terms[term]!.estimate, estimate)).toBeLessThan(ROUNDING);
      expect(relativeDifference(b.terms[term]!.standardError, standardError)).toBeLessThan(ROUNDING);
    });
  });

  it.each([
    [1e-300, 1],
    [1e300, 1],
    [1, 1e300],
    [1e-300, 1e-300],
    [1e8, 1e-8],
    [1e150, 1e-150],
  ])('keep their digits with an outcome in units of %d and regressors of %d', (unit, regressorUnit) => {
    for (const fixedEffects of [[], [study.year]]) {
      const plain = get({ ...base, fixedEffects });
      const scaled = get({
        ...base,
        fixedEffects,
        outcome: study.outcome.map((value) => value * unit),
        regressors: base.regressors.map(({ name, values }) => ({
          name,
          values: values.map((value) => value * regressorUnit),
        })),
      });
      expect(relativeDifference(scaled.fit.rSquared, plain.fit.rSquared)).toBeLessThan(ROUNDING);
      const [a, b] = [plain, scaled].map(({ fit, covariance }) => testTerms(fit, covariance, ['x1', 'x2']));
      if (a?.kind !== 'estimated' || b?.kind !== 'estimated') throw new Error('No Wald test');
      expect(relativeDifference(b.statistic, a.statistic)).toBeLessThan(ROUNDING);
      plain.terms.forEach(({ name, estimate, pValue }, term) => {
        const factor = name === '(Intercept)' ? unit : unit / regressorUnit;
        expect(relativeDifference(scaled.terms[term]!.pValue, pValue, 1e-300)).toBeLessThan(1e-6);
        if (Number.isFinite(factor) && factor > 1e-300)
          expect(scaled.terms[term]!.estimate / factor / estimate).toBeCloseTo(1, 9);
      });
    }
  });

  it('keep their digits when a column lies far from zero', () => {
    const far = get({
      ...base,
      regressors: [study.x1, { name: 'x2', values: study.x2.values.map((value) => value + 1e7) }],
    });
    const near = get(base);
    expect(relativeDifference(far.terms[2]!.estimate, near.terms[2]!.estimate)).toBeLessThan(1e-7);
    expect(relativeDifference(far.terms[2]!.standardError, near.terms[2]!.standardError)).toBeLessThan(1e-7);
  });

  it('say by name why there is no answer', () => {
    const reason = (input: LinearEstimateInput): string => {
      const result = estimateLinearModel(input);
      return result.kind === 'not-estimable' ? result.reason : 'estimated';
    };
    const ones = new Float64Array(400).fill(3);
    expect(reason({ ...base, outcome: ones })).toBe('constant-outcome');
    expect(reason({ ...base, outcome: ones, fixedEffects: [study.year] })).toBe('constant-outcome');
    expect(reason({ ...base, outcome: study.x1.values.map((value) => 2 * value + 1) })).toBe('perfect-fit');
    expect(reason({ ...base, regressors: [{ name: 'c', values: ones }], fixedEffects: [study.year] })).toBe(
      'no-regressor-left',
    );
    const each = { codes: Int32Array.from({ length: 400 }, (_, row) => row), levels: 400 };
    expect(reason({ ...base, fixedEffects: [each] })).toBe('no-rows-left');
    expect(reason({ ...base, fixedEffects: [each], singletons: 'keep' })).toBe('constant-outcome');
  });

  it('refuse impossible input by code', () => {
    const code = (change: Partial<LinearEstimateInput>): string => {
      try {
        estimateLinearModel({ ...base, ...change });
      } catch (error) {
        if (error instanceof EngineInputError) return error.code;
      }
      return 'none';
    };
    expect(code({ outcome: study.outcome.with(3, Number.NaN) })).toBe('not-finite');
    expect(code({ outcome: study.outcome.with(3, Number.NaN), fixedEffects: [study.school] })).toBe(
      'not-finite',
    );
    expect(code({ outcome: new Float64Array(0) })).toBe('no-rows');
    expect(code({ weights: study.weights.with(0, 0) })).toBe('weight-not-positive');
    expect(code({ weights: study.weights.with(0, -1), fixedEffects: [study.school] })).toBe(
      'weight-not-positive',
    );
    expect(code({ outcome: study.outcome.slice(1) })).toBe('length-mismatch');
    expect(code({ fixedEffects: [{ codes: study.school.codes, levels: 3 }] })).toBe('code-out-of-range');
    const one = { codes: new Int32Array(400), levels: 1 };
    expect(code({ covariance: { type: 'cr1', clusters: one } })).toBe('one-cluster');
    expect(code({ covariance: { type: 'driscoll-kraay', periods: study.year, lags: 9 } })).toBe(
      'lags-out-of-range',
    );
    const { fit, covariance } = get(base);
    expect(() => testTerms(fit, covariance, ['nobody'])).toThrow('There is no term nobody');
  });
});

describe('weighted and absorbed covariances', () => {
  const { x, y, z, w, f, g } = reference.data;
  const toFactor = (codes: readonly number[], levels: number): FactorColumn => ({
    codes: Int32Array.from(codes, (code) => code - 1),
    levels,
  });
  const [weights, effects, clusters] = [Float64Array.from(w), [toFactor(f, 4)], toFactor(g, 12)];
  const base = {
    outcome: Float64Array.from(y),
    regressors: [
      { name: 'x', values: Float64Array.from(x) },
      { name: 'z', values: Float64Array.from(z) },
    ],
  };

  it.each([
    ['absorbedCr2', { ...base, fixedEffects: effects }, { type: 'cr2', clusters }],
    ['weightedAbsorbedHc2', { ...base, weights, fixedEffects: effects }, { type: 'hc2' }],
    ['weightedHc3', { ...base, weights }, { type: 'hc3' }],
    [
      'stata',
      { ...base, weights, fixedEffects: [clusters] },
      { type: 'cr1s', clusters, fixedEffectCount: 'full' },
    ],
  ] as [Exclude<keyof typeof reference, 'data' | 'versions'>, LinearModelInput, CovarianceRequest][])(
    'agree with estimatr (%s)',
    (key, input, request) => {
      const { terms } = get({ ...input, covariance: request });
      const expected = reference[key];
      terms.forEach(({ estimate, standardError, degreesOfFreedom }, term) => {
        expect(relativeDifference(estimate, expected.estimate[term]!)).toBeLessThan(ROUNDING);
        expect(relativeDifference(standardError, expected.error[term]!)).toBeLessThan(ROUNDING);
        expect(relativeDifference(Number(degreesOfFreedom), expected.df[term]!)).toBeLessThan(ROUNDING);
      });
    },
  );
});
