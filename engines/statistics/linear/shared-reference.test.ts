import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from '../../testkit/approximately.ts';
import type { FactorColumn, StudyTerm } from '../types.ts';
import {
  type CovarianceRequest,
  describeTerms,
  estimateCovariance,
  fitLinearModel,
  fitLogit,
  fitRandomEffects,
  type LinearCovariance,
  type LinearFit,
  type LinearModelInput,
  testHausman,
  testTerms,
  wildClusterBootstrap,
} from './index.ts';

const FOLDER = new URL('../../../../shared/reference/statistics/', import.meta.url);
const isThere = existsSync(FOLDER);
/** Least squares and its errors. */
const EXACT = 1e-8;

type Row = Record<string, string>;

function readTable(name: string): Row[] {
  const [head, ...lines] = readFileSync(new URL(`data/${name}`, FOLDER), 'utf8')
    .trim()
    .split(/\r?\n/);
  const names = head!.split(',').map((one) => one.replaceAll('"', ''));
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, j) => [names[j]!, cell.replaceAll('"', '')])),
  );
}

const column = (rows: readonly Row[], name: string): Float64Array =>
  Float64Array.from(rows, (row) => Number(row[name]));

function factor(rows: readonly Row[], name: string): FactorColumn {
  const labels = [...new Set(rows.map((row) => row[name]!))].sort(
    (a, b) => Number(a) - Number(b) || (a < b ? -1 : 1),
  );
  const places = new Map(labels.map((label, place) => [label, place]));
  return { codes: Int32Array.from(rows, (row) => places.get(row[name]!)!), levels: labels.length };
}

function readBlock(file: string): Record<string, never> {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Record<string, never>;
}

function fit(input: LinearModelInput): LinearFit {
  const result = fitLinearModel(input);
  if (result.kind === 'not-estimable') throw new Error(result.message);
  return result;
}

function cover(model: LinearFit, request: CovarianceRequest): LinearCovariance {
  const result = estimateCovariance(model, request);
  if (result.kind === 'not-estimable') throw new Error(result.message);
  return result;
}

type Expected = Record<string, { estimate: number; std_error: number; p_value?: number }>;

function expectTerms(terms: readonly StudyTerm[], expected: Expected, tolerance = EXACT): void {
  expect(terms.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const term of terms) {
    const { estimate, std_error, p_value } = expected[term.name]!;
    expect(relativeDifference(term.estimate, estimate), `${term.name} estimate`).toBeLessThan(tolerance);
    expect(relativeDifference(term.standardError, std_error), `${term.name} error`).toBeLessThan(tolerance);
    // A p-value of 1e-80 turns a difference of 1e-12 in t into one of 1e-9.
    if (p_value !== undefined && p_value > 0)
      expect(relativeDifference(term.pValue, p_value, 1e-300), `${term.name} p`).toBeLessThan(
        100 * tolerance,
      );
  }
}

function expectErrors(
  model: LinearFit,
  covariance: LinearCovariance,
  expected: Record<string, number>,
): void {
  model.names.forEach((name, term) => {
    expect(relativeDifference(covariance.standardErrors[term]!, expected[name]!), name).toBeLessThan(EXACT);
  });
}

describe.skipIf(!isThere)(
  'linear models beside the shared reference (skipped where the folder is missing)',
  () => {
    const block = <Shape>(file: string, ...path: string[]): Shape =>
      path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], readBlock(file)) as Shape;

    describe("Petersen's simulated firms", () => {
      if (!isThere) return;
      const rows = readTable('sandwich_petersencl.csv');
      const [firm, year] = [factor(rows, 'firm'), factor(rows, 'year')];
      const model = fit({
        outcome: column(rows, 'y'),
        regressors: [{ name: 'x', values: column(rows, 'x') }],
      });
      const get = <Shape>(key: string): Shape => block<Shape>('standard_errors.json', 'petersen', key);

      it.each([
        ['iid', { type: 'iid' }],
        ['HC0', { type: 'hc0' }],
        ['HC1', { type: 'hc1' }],
        ['HC2', { type: 'hc2' }],
        ['HC3', { type: 'hc3' }],
        ['HC4', { type: 'hc4' }],
        ['sandwich_vcovCL_firm_HC0', { type: 'cr1', clusters: firm }],
        ['sandwich_vcovCL_firm_HC1', { type: 'cr1s', clusters: firm }],
        ['sandwich_vcovCL_firm_HC2', { type: 'cr2', clusters: firm }],
        ['sandwich_vcovCL_firm_HC3', { type: 'cr3', clusters: firm }],
        ['sandwich_vcovCL_year_HC0', { type: 'cr1', clusters: year }],
        ['sandwich_vcovCL_year_HC1', { type: 'cr1s', clusters: year }],
        ['sandwich_vcovCL_year_HC2', { type: 'cr2', clusters: year }],
        ['sandwich_vcovCL_year_HC3', { type: 'cr3', clusters: year }],
        [
          'sandwich_vcovCL_firm_year_HC1',
          { type: 'two-way', clusters: firm, otherClusters: year, clusterDegrees: 'conventional' },
        ],
      ] as [string, CovarianceRequest][])('has the standard errors %s', (key, request) => {
        expectErrors(model, cover(model, request), get(key));
      });

      it.each([
        ['fixest_iid', { type: 'iid' }],
        ['fixest_hetero', { type: 'hc1' }],
        ['fixest_firm', { type: 'cr1s', clusters: firm }],
        ['fixest_year', { type: 'cr1s', clusters: year }],
        ['fixest_twoway', { type: 'two-way', clusters: firm, otherClusters: year }],
        [
          'fixest_twoway_Gdf_conventional',
          { type: 'two-way', clusters: firm, otherClusters: year, clusterDegrees: 'conventional' },
        ],
      ] as [string, CovarianceRequest][])('has the terms %s', (key, request) => {
        expectTerms(describeTerms(model, cover(model, request)), get(key));
      });

      interface Club {
        readonly se: Record<string, number>;
        readonly satterthwaite_df: Record<string, number>;
        readonly p: Record<string, number>;
      }

      it.each(
        (['firm', 'year'] as const).flatMap((by) =>
          (['cr0', 'cr1', 'cr1s', 'cr2', 'cr3'] as const).map((type) => [by, type] as const),
        ),
      )('has Satterthwaite degrees by %s for %s', (by, type) => {
        const expected = get<Club>(`club_${by}_${type.toUpperCase()}`);
        const covariance = cover(model, {
          type,
          clusters: by === 'firm' ? firm : year,
          degrees: 'satterthwaite',
        });
        expectErrors(model, covariance, expected.se);
        for (const { name, degreesOfFreedom, pValue } of describeTerms(model, covariance)) {
          expect(relativeDifference(Number(degreesOfFreedom), expected.satterthwaite_df[name]!)).toBeLessThan(
            EXACT,
          );
          expect(relativeDifference(pValue, expected.p[name]!, 1e-300)).toBeLessThan(100 * EXACT);
        }
      });
    });

    describe('the Californian districts', () => {
      if (!isThere) return;
      const rows = readTable('aer_caschools.csv').map((row) => ({
        ...row,
        str: String(Number(row.students) / Number(row.teachers)),
        score: String((Number(row.read) + Number(row.math)) / 2),
      }));
      const models: Record<string, string[]> = {
        m1: ['str'],
        m2: ['str', 'english'],
        m3: ['str', 'english', 'lunch'],
        m5: ['str', 'english', 'lunch', 'calworks'],
      };
      const regressors = (names: readonly string[]) =>
        names.map((name) => ({ name, values: column(rows, name) }));

      it.each(Object.keys(models))('have the coefficients and errors of model %s', (key) => {
        const model = fit({ outcome: column(rows, 'score'), regressors: regressors(models[key]!) });
        const expected = block<Record<string, Expected> & { r2: number; adj_r2: number; rse: number }>(
          'regression_panel.json',
          'caschools',
          key,
        );
        for (const type of ['iid', 'hc1', 'hc3'] as const)
          expectTerms(
            describeTerms(model, cover(model, { type })),
            expected[type === 'iid' ? 'iid' : type.toUpperCase()]!,
          );
        expect(relativeDifference(model.rSquared, expected.r2)).toBeLessThan(EXACT);
        expect(relativeDifference(model.adjustedRSquared, expected.adj_r2)).toBeLessThan(EXACT);
        const rse = Math.sqrt(model.residualSum / (model.rows - model.parameters));
        expect(relativeDifference(rse, expected.rse)).toBeLessThan(EXACT);
      });

      it('have the errors clustered by county with county effects written out', () => {
        const county = factor(rows, 'county');
        const model = fit({
          outcome: column(rows, 'score'),
          regressors: regressors(models.m3!),
          fixedEffects: [county],
          singletons: 'keep',
        });
        const covariance = cover(model, {
          type: 'cr1s',
          clusters: county,
          fixedEffectCount: 'full',
          degrees: 'residual',
        });
        expectTerms(
          describeTerms(model, covariance),
          block('regression_panel.json', 'caschools', 'county_fe_cluster'),
        );
      });
    });

    describe('the simulated difference-in-differences', () => {
      if (!isThere) return;
      const rows = readTable('fixest_base_did.csv');
      const [id, period] = [factor(rows, 'id'), factor(rows, 'period')];
      const [treat, post] = [column(rows, 'treat'), column(rows, 'post')];
      const x1 = { name: 'x1', values: column(rows, 'x1') };
      const interaction = { name: 'treat:post', values: treat.map((value, row) => value * post[row]!) };
      const outcome = column(rows, 'y');
      const model = fit({ outcome, regressors: [x1, interaction], fixedEffects: [id, period] });
      const get = <Shape>(key: string): Shape => block<Shape>('did.json', 'base_did', key);

      it.each([
        ['iid', { type: 'iid' }],
        ['hetero_HC1', { type: 'hc1' }],
        ['cluster_id', { type: 'cr1s', clusters: id }],
        ['cluster_id_ssc_none', { type: 'cr0', clusters: id }],
        ['cluster_id_K_full', { type: 'cr1s', clusters: id, fixedEffectCount: 'full' }],
        ['twoway_id_period', { type: 'two-way', clusters: id, otherClusters: period }],
        ['driscoll_kraay_L2', { type: 'driscoll-kraay', periods: period, lags: 2 }],
        ['newey_west_L2', { type: 'newey-west', units: id, periods: period, lags: 2 }],
      ] as [string, CovarianceRequest][])('has the terms %s', (key, request) => {
        expectTerms(describeTerms(model, cover(model, request)), get(key));
      });

      it('has the shares of variation explained', () => {
        expect(relativeDifference(model.rSquared, get('r2'))).toBeLessThan(EXACT);
        expect(relativeDifference(model.withinRSquared, get('within_r2'))).toBeLessThan(EXACT);
        expect(relativeDifference(model.rootMeanSquaredError, get('rmse'))).toBeLessThan(EXACT);
      });

      it('has the pooled two by two', () => {
        const pooled = fit({
          outcome,
          regressors: [{ name: 'treat', values: treat }, { name: 'post', values: post }, interaction],
        });
        expectTerms(
          describeTerms(pooled, cover(pooled, { type: 'cr1s', clusters: id })),
          get('pooled_2x2_cluster_id'),
        );
      });

      it('has the event study and its test of the years before', () => {
        const study = fit({
          outcome,
          regressors: [
            x1,
            ...[1, 2, 3, 4, 6, 7, 8, 9, 10].map((time) => ({
              name: `period::${time}:treat`,
              values: treat.map((value, row) => (period.codes[row] === time - 1 ? value : 0)),
            })),
          ],
          fixedEffects: [id, period],
        });
        const covariance = cover(study, { type: 'cr1s', clusters: id });
        expectTerms(describeTerms(study, covariance), get('event_study_ref5_cluster_id'));
        const test = testTerms(
          study,
          covariance,
          [1, 2, 3, 4].map((time) => `period::${time}:treat`),
        );
        if (test.kind === 'not-estimable') throw new Error(test.message);
        const expected = get<{ F: number; p: number; df1: number; df2: number }>('pretrend_wald');
        expect(relativeDifference(test.statistic, expected.F)).toBeLessThan(EXACT);
        expect(relativeDifference(test.pValue, expected.p)).toBeLessThan(EXACT);
        expect([test.numeratorDegrees, test.denominatorDegrees]).toEqual([expected.df1, expected.df2]);
      });
    });

    it('has the enumerated wild cluster bootstrap by year', () => {
      if (!isThere) return;
      const rows = readTable('sandwich_petersencl.csv');
      const year = factor(rows, 'year');
      const model = fit({
        outcome: column(rows, 'y'),
        regressors: [{ name: 'x', values: column(rows, 'x') }],
      });
      for (const [nullValue, key] of [
        [1, 'wcr_year_H0_beta1'],
        [1.05, 'wcr_year_H0_beta_1.05'],
      ] as const) {
        const expected = block<Record<string, number>>('standard_errors.json', 'petersen', key);
        const test = wildClusterBootstrap(model, { term: 'x', clusters: year, nullValue });
        if (test.kind === 'not-estimable') throw new Error(test.message);
        expect(test.isExact).toBe(true);
        expect(test.draws).toBe(expected.n_enumerated);
        // The reference's errors carry the correction for rows too, the same factor in every draw.
        const correction = Math.sqrt(4999 / 4998);
        expect(relativeDifference(test.standardError * correction, expected.se_CR1!)).toBeLessThan(EXACT);
        expect(relativeDifference(test.statistic / correction, expected.t!)).toBeLessThan(EXACT);
        expect(test.symmetricPValue).toBe(expected.p_symmetric);
        expect(test.equalTailPValue).toBe(expected.p_equaltail);
      }
    });

    describe("Grunfeld's firms", () => {
      if (!isThere) return;
      const rows = readTable('plm_grunfeld.csv');
      const [firm, year] = [factor(rows, 'firm'), factor(rows, 'year')];
      const input = {
        outcome: column(rows, 'inv'),
        regressors: ['value', 'capital'].map((name) => ({ name, values: column(rows, name) })),
      };
      const get = <Shape>(key: string): Shape => block<Shape>('regression_panel.json', 'grunfeld', key);

      it('have the within and two-way estimates, with Arellano errors', () => {
        const within = fit({ ...input, fixedEffects: [firm] });
        expectTerms(describeTerms(within, cover(within, { type: 'iid' })), get('within'));
        const both = fit({ ...input, fixedEffects: [firm, year] });
        expectTerms(describeTerms(both, cover(both, { type: 'iid' })), get('twoway'));
        const arellano = cover(within, { type: 'cr0', clusters: firm });
        const expected = get<Expected>('within_HC1_arellano');
        within.names.forEach((name, term) => {
          // The reference's errors carry no small-sample factor.
          expect(relativeDifference(arellano.standardErrors[term]!, expected[name]!.std_error)).toBeLessThan(
            EXACT,
          );
        });
      });

      it('have the random effects and the Hausman test', () => {
        const random = fitRandomEffects({ ...input, units: firm });
        if (random.kind === 'not-estimable') throw new Error(random.message);
        expectTerms(random.terms, get('random'));
        const test = testHausman({ ...input, units: firm });
        if (test.kind === 'not-estimable') throw new Error(test.message);
        const expected = get<{ chi2: number; p: number }>('hausman');
        expect(relativeDifference(test.statistic, expected.chi2)).toBeLessThan(EXACT);
        expect(relativeDifference(test.pValue, expected.p)).toBeLessThan(EXACT);
      });
    });

    it('has the propensity score of the training programme', () => {
      if (!isThere) return;
      const rows = readTable('matchit_lalonde.csv');
      const numbers = (names: readonly string[]) =>
        names.map((name) => ({ name, values: column(rows, name) }));
      const race = ['hispan', 'white'].map((level) => ({
        name: `race${level}`,
        values: Float64Array.from(rows, (row) => (row.race === level ? 1 : 0)),
      }));
      const model = fitLogit({
        outcome: column(rows, 'treat'),
        regressors: [
          ...numbers(['age', 'educ']),
          ...race,
          ...numbers(['married', 'nodegree', 're74', 're75']),
        ],
      });
      if (model.kind === 'not-estimable') throw new Error(model.message);
      const expected = block<{ coef: Expected; deviance: number; first5_ps: number[] }>(
        'matching_lalonde.json',
        'ps_logit',
      );
      expectTerms(model.terms, expected.coef, 1e-7);
      expect(relativeDifference(model.deviance, expected.deviance)).toBeLessThan(EXACT);
      expected.first5_ps.forEach((value, row) => {
        expect(relativeDifference(model.probabilities[row]!, value)).toBeLessThan(1e-7);
      });
    });
  },
);
