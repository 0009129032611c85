import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandomNumbers } from '../../kernel/index.ts';
import { CLOSED_FORM, getValue, relativeDifference } from '../../testkit/approximately.ts';
import { traceConfounding } from './confounding-sensitivity.ts';
import { estimateMediation, type MediationDesign, type MediationFit, type MediatorEffect } from './index.ts';
import { layOutColumns } from './mediation-columns.ts';
import { addUnits, takeResamplingMoments } from './resampling-moments.ts';

const SHARED = new URL('../../../../shared/reference/statistics/', import.meta.url);
const hasShared = existsSync(new URL('mediation.json', SHARED));
/** Simulated intervals differ by the draws. */
const SIMULATED = 0.003;
/** The reference stops iterating when coefficients move less than 1e-4; the formula here is where it would end. */
const STOPPED_EARLY = 1e-3;

describe.runIf(hasShared)('mediation against R on the jobs study', () => {
  const reference = hasShared ? JSON.parse(readFileSync(new URL('mediation.json', SHARED), 'utf8')) : {};
  const { jobs_linear: linear, jobs_interaction: interaction } = reference;
  const [head, ...rows] = hasShared
    ? readFileSync(new URL('data/mediation_jobs.csv', SHARED), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(','))
    : [[]];
  const read = (name: string) => ({
    name,
    values: Float64Array.from(rows, (row) => Number(row[head!.indexOf(name)])),
  });
  const design = (over: Partial<MediationDesign> = {}): MediationDesign => ({
    outcome: read('depress2').values,
    treatment: read('treat').values,
    mediators: [read('job_seek')],
    covariates: ['econ_hard', 'sex', 'age'].map(read),
    ...over,
  });
  const estimate = (over: Partial<MediationDesign> = {}, draws?: number): MediationFit => {
    const result = estimateMediation(
      design(over),
      draws === undefined ? {} : { bootstrap: { draws, random: createRandomNumbers(20) } },
    );
    if (result.kind !== 'estimated') throw new Error(result.reason);
    return result;
  };
  const close = (actual: number, expected: number, tolerance = CLOSED_FORM) =>
    expect(relativeDifference(actual, expected)).toBeLessThan(tolerance);

  it('agrees in closed form, with Sobel’s error', () => {
    const fit = estimate();
    const { closed_form: expected } = linear;
    close(fit.indirect.average.estimate, expected.ACME);
    close(fit.direct.average.estimate, expected.ADE);
    close(fit.total.estimate, expected.total);
    close(getValue(fit.shareMediated), expected.prop_mediated);
    close(fit.indirect.average.standardError, expected.sobel_se);
    const [mediator] = fit.mediators as MediatorEffect[];
    close(mediator!.treatmentToMediator.standardError, linear.mediator_model.treat.std_error);
    close(mediator!.mediatorToOutcome.average.standardError, linear.outcome_model.job_seek.std_error);
    close(fit.direct.average.standardError, linear.outcome_model.treat.std_error);
    expect(mediator!.finding).toBe('no-evidence');
  });

  it('agrees with an interaction', () => {
    const fit = estimate({ interaction: true });
    const { closed_form: expected } = interaction;
    close(fit.indirect.control.estimate, expected.ACME_control);
    close(fit.indirect.treated.estimate, expected.ACME_treated);
    close(fit.direct.control.estimate, expected.ADE_control);
    close(fit.direct.treated.estimate, expected.ADE_treated);
    const { quasi_bayes_10000: simulated } = interaction;
    for (const [effect, name] of [
      [fit.indirect.control, 'd0'],
      [fit.indirect.treated, 'd1'],
      [fit.direct.control, 'z0'],
      [fit.direct.treated, 'z1'],
      [fit.total, 'tau.coef'],
    ] as const)
      effect.confidenceInterval.forEach((bound, at) => {
        expect(Math.abs(bound - simulated[name].ci95[at]), name).toBeLessThan(SIMULATED);
      });
  });

  it('draws the same intervals as R’s bootstrap', () => {
    const fit = estimate({}, 20_000);
    for (const [effect, name] of [
      [fit.indirect.average, 'd.avg'],
      [fit.direct.average, 'z.avg'],
      [fit.total, 'tau.coef'],
    ] as const)
      getValue(effect.bootstrap).percentile.forEach((bound, at) => {
        expect(Math.abs(bound - linear.boot_perc_5000[name].ci95[at]), name).toBeLessThan(SIMULATED);
      });
    expect(fit.bootstrapDraws).toEqual({ asked: 20_000, failed: 0 });
  }, 30_000);

  it('traces the effect along hidden confounding as medsens does', () => {
    const { sensitivity_rho: expected } = linear;
    const [mediator] = estimate().mediators as MediatorEffect[];
    const { rhoAtZero, residualShareAtZero, totalShareAtZero } = getValue(mediator!.sensitivity);
    close(rhoAtZero, expected.residual_correlation_reduced_form);
    // R looks for zero on a grid of hundredths.
    expect(Math.abs(rhoAtZero - expected.rho_at_acme0)).toBeLessThan(0.005);
    close((totalShareAtZero / residualShareAtZero) * expected.R2star_prod, expected.R2tilde_prod);
    const columns = layOutColumns(design());
    const moments = takeResamplingMoments(columns);
    const sums = new Float64Array(moments.stride);
    addUnits(moments, sums);
    const layout = {
      size: moments.size,
      half: moments.half,
      base: [0, 1, 2, 3, 4],
      mediators: [5],
      products: [],
      places: [0],
      compare: columns.compare,
      intercept: true,
    };
    const { curve } = getValue(
      traceConfounding(sums, layout, 0, columns.spreads.outcome, 899, 0.95, expected.rho),
    );
    curve.forEach(({ indirect, interval }, at) => {
      close(indirect, expected.acme_at[at], STOPPED_EARLY);
      close(interval[0], expected.lower[at], STOPPED_EARLY);
      close(interval[1], expected.upper[at], STOPPED_EARLY);
    });
  });
});

it.skipIf(hasShared)(
  'shared reference numbers (mediation.json) are not there: only the own ones were compared',
  () => {
    expect(hasShared).toBe(false);
  },
);
