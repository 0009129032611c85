import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from '../../testkit/approximately.ts';
import {
  compareMultilevelModels,
  decomposeWithinBetween,
  fitMultilevelModel,
  type MultilevelDesign,
  type MultilevelFit,
  type MultilevelResult,
} from './index.ts';

const SHARED = new URL('../../../../shared/reference/statistics/', import.meta.url);
const hasShared = existsSync(new URL('multilevel.json', SHARED));
/** An iterated optimum: lme4 stops its own search at about this accuracy. */
const ITERATED = 1e-5;
const VARIANCE = 1e-4;

interface Block {
  readonly fixed: Record<
    string,
    { estimate: number; std_error: number; satterthwaite_df: number; p_value: number }
  >;
  readonly varcorr: readonly {
    grp: string;
    var1: string | null;
    var2: string | null;
    vcov: number;
    sdcor: number;
  }[];
  readonly logLik: number;
  readonly AIC: number;
  readonly BIC: number;
  readonly ICC?: number;
}

function getFit(result: MultilevelResult): MultilevelFit {
  if (result.kind !== 'estimated') throw new Error(result.reason);
  return result;
}

function expectBlock(fit: MultilevelFit, block: Block): void {
  const expected = Object.entries(block.fixed);
  expect(fit.terms.length).toBe(expected.length);
  fit.terms.forEach((term, at) => {
    const [name, reference] = expected[at]!;
    expect(Math.abs(term.estimate - reference.estimate), name).toBeLessThan(
      ITERATED * Math.max(Math.abs(reference.estimate), reference.std_error),
    );
    expect(relativeDifference(term.standardError, reference.std_error), name).toBeLessThan(ITERATED);
    expect(
      relativeDifference(term.degreesOfFreedom as number, reference.satterthwaite_df),
      name,
    ).toBeLessThan(ITERATED);
    expect(Math.abs(term.pValue - reference.p_value), name).toBeLessThan(ITERATED);
  });
  expect(fit.varianceComponents.length).toBe(block.varcorr.length);
  for (const { grp, var1, var2, vcov, sdcor } of block.varcorr) {
    const component = fit.varianceComponents.find(
      ({ level, first, second }) =>
        (grp === 'Residual' ? level === 'residual' : level === grp && first === var1) &&
        (second ?? null) === var2,
    )!;
    expect(relativeDifference(component.value, vcov)).toBeLessThan(VARIANCE);
    expect(
      component.standardised.kind === 'estimated' && relativeDifference(component.standardised.value, sdcor),
    ).toBeLessThan(VARIANCE);
  }
  expect(relativeDifference(fit.logLikelihood, block.logLik)).toBeLessThan(1e-9);
  expect(relativeDifference(fit.akaike, block.AIC)).toBeLessThan(1e-9);
  expect(relativeDifference(fit.bayes, block.BIC)).toBeLessThan(1e-9);
  const [share] = fit.intraclassCorrelations;
  if (block.ICC !== undefined)
    expect(
      share!.share.kind === 'estimated' && relativeDifference(share!.share.value, block.ICC),
    ).toBeLessThan(VARIANCE);
}

describe.runIf(hasShared)('multilevel models against lme4 and lmerTest on the London schools', () => {
  const { exam } = hasShared
    ? JSON.parse(readFileSync(new URL('multilevel.json', SHARED), 'utf8'))
    : { exam: {} };
  const [head, ...rows] = hasShared
    ? readFileSync(new URL('data/mlmrev_exam.csv', SHARED), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(','))
    : [[]];
  const text = (name: string): string[] => rows.map((row) => row[head!.indexOf(name)]!);
  const numbers = (name: string): Float64Array => Float64Array.from(text(name), Number);
  const is = (name: string, value: string): Float64Array =>
    Float64Array.from(text(name), (one) => (one === value ? 1 : 0));
  const schools = [...new Set(text('school'))];
  const codes = Int32Array.from(text('school'), (school) => schools.indexOf(school));
  const level = { name: 'school', groups: { codes, levels: schools.length } };
  const intake = { name: 'standLRT', values: numbers('standLRT') };
  const design = (over: Partial<MultilevelDesign> = {}): MultilevelDesign => ({
    outcome: numbers('normexam'),
    covariates: [intake],
    levels: [level],
    ...over,
  });
  const sloped = [{ ...level, slopes: ['standLRT'] }];

  it('agree without covariates', () =>
    expectBlock(getFit(fitMultilevelModel(design({ covariates: [] }))), exam.null_REML));
  it('agree with a random intercept by ML and REML', () => {
    expectBlock(getFit(fitMultilevelModel(design(), { method: 'ML' })), exam.ri_ML);
    expectBlock(getFit(fitMultilevelModel(design())), exam.ri_REML);
  });
  it('give the variances nearly the errors published with the data, which rest on expected curvature', () => {
    const { varianceComponents } = getFit(fitMultilevelModel(design(), { method: 'ML' }));
    const published = [0.018, 0.013];
    varianceComponents.forEach(({ standardError }, at) => {
      if (standardError.kind !== 'estimated') throw new Error(standardError.reason);
      expect(Math.abs(standardError.value - published[at]!)).toBeLessThan(0.0015);
    });
  });
  it('agree with a random slope and test it as anova does', () => {
    const larger = getFit(fitMultilevelModel(design({ levels: sloped }), { method: 'ML' }));
    expectBlock(larger, exam.rs_ML);
    const test = compareMultilevelModels(getFit(fitMultilevelModel(design(), { method: 'ML' })), larger);
    expect(relativeDifference(test.chiSquare, exam.lr_test_random_slope.chi2)).toBeLessThan(1e-7);
    expect(test.degreesOfFreedom).toBe(exam.lr_test_random_slope.df);
  });
  it('agree with covariates of pupils and schools', () => {
    const covariates = [
      intake,
      { name: 'sexM', values: is('sex', 'M') },
      { name: 'vrmid 50%', values: is('vr', 'mid 50%') },
      { name: 'vrtop 25%', values: is('vr', 'top 25%') },
      { name: 'typeSngl', values: is('type', 'Sngl') },
    ];
    expectBlock(getFit(fitMultilevelModel(design({ covariates }))), exam.group_comparison_REML);
  });
  it('agree with school means beside the covariate', () => {
    const parts = decomposeWithinBetween(design());
    if (parts.kind !== 'estimated') throw new Error(parts.reason);
    expectBlock(parts.model, exam.mundlak_REML);
    expect(parts.parts[0]!.context.estimate).toBeCloseTo(exam.mundlak_REML.fixed.lrt_m.estimate, 6);
  });
  it('predict the schools as ranef does', () => {
    const [table] = getFit(fitMultilevelModel(design())).groupEffects;
    for (const { school, blup, cond_sd } of exam.school_value_added_first5) {
      const effect = table!.effects.find(({ group }) => group === schools.indexOf(school))!;
      expect(Math.abs(effect.effect - blup) / cond_sd).toBeLessThan(ITERATED);
      expect(relativeDifference(effect.standardDeviation, cond_sd)).toBeLessThan(ITERATED);
    }
  });
});

it.skipIf(hasShared)(
  'shared reference numbers (multilevel.json) are not there: only the own ones were compared',
  () => {
    expect(hasShared).toBe(false);
  },
);
