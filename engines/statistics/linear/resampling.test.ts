import { describe, expect, it } from 'vitest';
import { createNormalDraws, createRandomNumbers, EngineInputError } from '../../kernel/index.ts';
import { relativeDifference } from '../../testkit/approximately.ts';
import type { FactorColumn } from '../types.ts';
import {
  estimateCovariance,
  fitLinearModel,
  type LinearFit,
  type LinearModelInput,
  testByPermutation,
  wildClusterBootstrap,
} from './index.ts';

const ROUNDING = 1e-9;

function makePanel(schools: number, years: number, effect: number, seed: number) {
  const draw = createNormalDraws(createRandomNumbers(seed));
  const rows = schools * years * 3;
  const school: FactorColumn = {
    codes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / (3 * years))),
    levels: schools,
  };
  const year: FactorColumn = {
    codes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 3) % years),
    levels: years,
  };
  const shocks = Float64Array.from({ length: schools * years }, draw);
  const treated = Float64Array.from(school.codes, (code) => (code % 2 === 0 ? 1 : 0));
  const after = Float64Array.from(year.codes, (code) => (code * 2 >= years ? 1 : 0));
  const d = treated.map((value, row) => value * after[row]!);
  const outcome = d.map(
    (value, row) => effect * value + shocks[school.codes[row]! * years + year.codes[row]!]! + draw(),
  );
  return { outcome, d, treated, after, school, year };
}

function getFit(input: LinearModelInput): LinearFit {
  const fit = fitLinearModel(input);
  if (fit.kind === 'not-estimable') throw new Error(fit.message);
  return fit;
}

describe('the wild cluster bootstrap', () => {
  const { outcome, d, school, year } = makePanel(8, 4, 1, 1);
  const regressors = [{ name: 'd', values: d }];

  it('is what refitting every redrawn outcome gives, with fixed effects across clusters', () => {
    const effects = [school, year];
    const fit = getFit({ outcome, regressors, fixedEffects: effects });
    const test = wildClusterBootstrap(fit, { term: 'd', clusters: school, nullValue: 0.2 });
    if (test.kind === 'not-estimable') throw new Error(test.message);
    const measure = (y: Float64Array): number => {
      const refit = getFit({ outcome: y, regressors, fixedEffects: effects });
      const covariance = estimateCovariance(refit, { type: 'cr1', clusters: school });
      return covariance.kind === 'estimated'
        ? (refit.estimates[0]! - 0.2) / covariance.standardErrors[0]!
        : 0;
    };
    const observed = measure(outcome);
    expect(relativeDifference(test.statistic, observed)).toBeLessThan(ROUNDING);
    const imposed = outcome.map((value, row) => value - 0.2 * d[row]!);
    // The restricted model holds fixed effects only: a fit on noise whose residuals are the absorbed outcome.
    const noise = { name: 'noise', values: outcome.map((_, row) => Math.sin(1e4 * row)) };
    const helper = getFit({ outcome: imposed, regressors: [noise], fixedEffects: effects });
    const residuals = helper.residuals.map(
      (value, row) => value + helper.estimates[0]! * helper.design[0]![row]!,
    );
    let beyond = 0;
    for (let draw = 0; draw < 256; draw++) {
      const y = d.map(
        (value, row) => 0.2 * value + ((draw >> school.codes[row]!) & 1 ? 1 : -1) * residuals[row]!,
      );
      if (Math.abs(measure(y)) >= Math.abs(observed) * (1 - 1e-9)) beyond++;
    }
    expect(test.symmetricPValue).toBe(beyond / 256);
  });

  it('has an interval whose ends are just rejected', () => {
    const fit = getFit({ outcome, regressors, fixedEffects: [school, year] });
    const test = wildClusterBootstrap(fit, { term: 'd', clusters: school });
    if (test.kind === 'not-estimable') throw new Error(test.message);
    const [low, high] = test.confidenceInterval;
    expect(low!).toBeLessThan(test.estimate);
    expect(high!).toBeGreaterThan(test.estimate);
    const at = (nullValue: number): number => {
      const one = wildClusterBootstrap(fit, { term: 'd', clusters: school, nullValue });
      return one.kind === 'estimated' ? one.symmetricPValue : Number.NaN;
    };
    expect(at(low! - 1e-6)).toBeLessThanOrEqual(0.05);
    expect(at(low! + 1e-6)).toBeGreaterThan(0.05);
  });

  it('leaves an end open that the data do not bound: four clusters that vary allow no p-value below 2/16', () => {
    const fit = getFit({ outcome, regressors, fixedEffects: [school] });
    const test = wildClusterBootstrap(fit, { term: 'd', clusters: school });
    expect(test).toMatchObject({ kind: 'estimated', confidenceInterval: [undefined, undefined] });
  });

  it('needs a generator for many clusters and repeats itself for a seed', () => {
    const many = makePanel(30, 4, 0, 2);
    const fit = getFit({
      outcome: many.outcome,
      regressors: [{ name: 'd', values: many.d }],
      fixedEffects: [many.school],
    });
    const options = { term: 'd', clusters: many.school, draws: 199 };
    expect(() => wildClusterBootstrap(fit, options)).toThrow(EngineInputError);
    const run = () => wildClusterBootstrap(fit, { ...options, random: createRandomNumbers(5) });
    expect(run()).toEqual(run());
    expect(run()).toMatchObject({ kind: 'estimated', draws: 199, isExact: false });
  });
});

describe('the permutation test', () => {
  it('lists all assignments when they are few and finds a large effect', () => {
    const { outcome, treated, after, school, year } = makePanel(8, 4, 6, 3);
    const test = testByPermutation({
      outcome,
      regressors: [],
      fixedEffects: [school, year],
      treated,
      exposure: after,
      clusters: school,
      random: createRandomNumbers(1),
    });
    // 70 assignments; the observed one and its mirror image are the most extreme.
    expect(test).toMatchObject({ kind: 'estimated', isExact: true, assignments: 70, pValue: 2 / 70 });
  });

  it('draws when they are many, and refuses treatment that varies within a cluster', () => {
    const { outcome, treated, after, school, d } = makePanel(20, 2, 0, 4);
    const input = {
      outcome,
      regressors: [],
      fixedEffects: [school],
      treated,
      exposure: after,
      clusters: school,
      draws: 99,
    };
    const test = testByPermutation({ ...input, random: createRandomNumbers(1) });
    expect(test).toMatchObject({ kind: 'estimated', isExact: false, assignments: 100 });
    expect(() => testByPermutation({ ...input, treated: d, random: createRandomNumbers(1) })).toThrow(
      'varies within the cluster',
    );
    const nobody = testByPermutation({
      ...input,
      treated: treated.map(() => 0),
      random: createRandomNumbers(1),
    });
    expect(nobody).toMatchObject({ kind: 'not-estimable', reason: 'no-comparison' });
  });
});
