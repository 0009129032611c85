/**
 * The command's numbers beside R's, on the reference data that lie beside the repository; skipped, and said so, where
 * they do not. Tolerances are those of the folder's README.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runStudy } from './command-line.ts';

const REFERENCE = new URL('../../../../../shared/reference/statistics/', import.meta.url).pathname;
const isThere = existsSync(REFERENCE);
const folder = mkdtempSync(join(tmpdir(), 'trellis-reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Relative: closed forms and least squares; mixed models; their variances; logit behind matching. */
const EXACT = 1e-8;
const ITERATED = 1e-6;
const MIXED = 1e-5;
const VARIANCE = 1e-4;
const LOGIT = 1e-7;

const read = (name: string) => JSON.parse(readFileSync(join(REFERENCE, `${name}.json`), 'utf8'));
const data = (name: string) => join(REFERENCE, 'data', `${name}.csv`);

async function study(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
  };
  const exitCode = await runStudy([...argv, '--json'], io);
  expect([exitCode, err.join('')]).toEqual([0, '']);
  return JSON.parse(out.join(''));
}

/** A copy of a reference file with further columns, for as long as the tests run. */
function derive(
  name: string,
  headers: string,
  columns: (row: Record<string, string>) => (string | number)[],
): string {
  const [head, ...lines] = readFileSync(data(name), 'utf8').trim().split('\n');
  const names = head!.trim().split(',');
  const rows = lines.map((line) => {
    const cells = line.trim().split(',');
    return [line.trim(), ...columns(Object.fromEntries(names.map((key, at) => [key, cells[at]!])))].join(',');
  });
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, [`${head!.trim()},${headers}`, ...rows].join('\n'));
  return path;
}

interface Number_ {
  readonly estimate: number;
  readonly std_error: number;
}

function agree(term: { estimate: number; standardError: number }, r: Number_, tolerance = EXACT): void {
  expect(Math.abs(term.estimate / r.estimate - 1)).toBeLessThan(tolerance);
  expect(Math.abs(term.standardError / r.std_error - 1)).toBeLessThan(tolerance);
}

const find = (answer: { terms: { name: string }[] }, test: (term: never) => boolean) => {
  const term = answer.terms.find((one) => test(one as never));
  expect(term).toBeDefined();
  return term as never as { estimate: number; standardError: number };
};

const BASE_DID = [
  '--outcome',
  'y',
  '--unit',
  'id',
  '--time',
  'period',
  '--treated',
  'd',
  '--covariates',
  'x1',
];
const STAGGERED = ['--outcome', 'y', '--unit', 'id', '--time', 'year', '--treated-from', 'year_treated'];
const MPDTA = [
  '--outcome',
  'lemp',
  '--unit',
  'countyreal',
  '--time',
  'year',
  '--treated-from',
  'first.treat',
];

describe.skipIf(!isThere)('the command beside R, where the reference data are at hand', () => {
  test('did gives fixest’s errors for each --se and --small-sample', async () => {
    const r = read('did').base_did;
    const file = derive('fixest_base_did', 'd', ({ treat, post }) => [Number(treat) * Number(post)]);
    const cases: [string[], Record<string, Number_>][] = [
      [['--se', 'iid'], r.iid],
      [['--se', 'hc1'], r.hetero_HC1],
      [[], r.cluster_id],
      [['--se', 'cr1', '--small-sample', 'nested'], r.cluster_id],
      [['--small-sample', 'full'], r.cluster_id_K_full],
      [['--small-sample', 'none'], r.cluster_id_ssc_none],
    ];
    for (const [options, expected] of cases) {
      const answer = await study('did', file, ...BASE_DID, ...options);
      agree(answer, expected['treat:post']!);
      agree(
        find(answer, ({ name }) => name === 'x1'),
        expected.x1!,
      );
      expect(typeof answer.smallSample.formula).toBe('string');
    }
    const { diagnostics } = await study('did', file, ...BASE_DID);
    expect(diagnostics.rSquared).toBeCloseTo(r.r2, 10);
    expect(diagnostics.withinRSquared).toBeCloseTo(r.within_r2, 10);
  });

  test('event gives fixest’s coefficients and test of trends', async () => {
    const r = read('did').base_did;
    const file = derive('fixest_base_did', 'd', ({ treat, post }) => [Number(treat) * Number(post)]);
    const answer = await study('event', file, ...BASE_DID);
    for (const period of [1, 2, 3, 4, 6, 7, 8, 9, 10])
      agree(
        find(answer, ({ eventTime }) => eventTime === period - 6),
        r.event_study_ref5_cluster_id[`period::${period}:treat`],
        ITERATED,
      );
    expect(answer.diagnostics.preTrend.statistic).toBeCloseTo(r.pretrend_wald.F, 8);
    expect(answer.diagnostics.preTrend.pValue).toBeCloseTo(r.pretrend_wald.p, 8);
  });

  test('Sun and Abraham’s effects are fixest’s, by event time, by cohort and on average', async () => {
    const r = read('did').base_stagg;
    // 10000 marks a unit never treated in that file.
    const options = [...STAGGERED, '--covariates', 'x1', '--estimator', 'sun-abraham'];
    const answer = await study('staggered', data('fixest_base_stagg'), ...options);
    agree(answer, r.sunab_att.ATT, ITERATED);
    for (let event = -9; event <= 8; event++)
      if (event !== -1)
        agree(
          find(answer, ({ eventTime, group }) => eventTime === event && group === undefined),
          r.sunab_event[`year::${event}`],
          ITERATED,
        );
    for (let cohort = 2; cohort <= 10; cohort++)
      agree(
        find(answer, ({ eventTime, group }) => group === cohort && eventTime === undefined),
        r.sunab_cohort[`cohort::${cohort}`],
        ITERATED,
      );
    const county = await study('staggered', data('did_mpdta'), ...MPDTA, '--estimator', 'sun-abraham');
    agree(county, read('did').mpdta.sunab_att.ATT, ITERATED);
  });

  test('imputation gives the point estimates of the definition', async () => {
    const { base_stagg, mpdta } = read('did');
    const run = async (...options: string[]) =>
      (await study('staggered', ...options, '--estimator', 'imputation')).estimate;
    expect(await run(data('fixest_base_stagg'), ...STAGGERED)).toBeCloseTo(
      base_stagg.imputation_att_point.no_cov,
      8,
    );
    expect(await run(data('fixest_base_stagg'), ...STAGGERED, '--covariates', 'x1')).toBeCloseTo(
      base_stagg.imputation_att_point.x1,
      8,
    );
    expect(await run(data('did_mpdta'), ...MPDTA)).toBeCloseTo(mpdta.imputation_att_point, 8);
  });

  test('Callaway and Sant’Anna’s effects are did’s, in every aggregation, with every comparison and control', async () => {
    const { mpdta } = read('did');
    const cases: [string[], string][] = [
      [[], 'cs_nocov_never_dr'],
      [['--control', 'not-yet'], 'cs_nocov_notyet_dr'],
      [['--covariates', 'lpop'], 'cs_lpop_never_dr'],
      [['--covariates', 'lpop', '--comparison', 'regression'], 'cs_lpop_never_reg'],
      [['--covariates', 'lpop', '--comparison', 'ipw'], 'cs_lpop_never_ipw'],
      [['--covariates', 'lpop', '--control', 'not-yet'], 'cs_lpop_notyet_dr'],
      [['--base', 'universal'], 'cs_nocov_never_dr_universal'],
    ];
    for (const [options, name] of cases) {
      const r = mpdta[name];
      for (const aggregation of ['simple', 'dynamic', 'group', 'calendar']) {
        const answer = await study(
          'staggered',
          data('did_mpdta'),
          ...MPDTA,
          ...options,
          '--aggregation',
          aggregation,
        );
        agree(answer, r[aggregation].overall, LOGIT);
        if (aggregation !== 'dynamic') continue;
        for (const { group, t, att, se } of r.att_gt)
          if (se !== null)
            agree(
              find(
                answer,
                (term: { group?: number; period?: number }) => term.group === group && term.period === t,
              ),
              { estimate: att, std_error: se },
              LOGIT,
            );
        expect(answer.diagnostics.preTrend.pValue).toBeCloseTo(r.pretest_p[0][0], 4);
      }
    }
  });

  test('match gives the estimates and errors of the matched samples, and of weights', async () => {
    const r = read('matching_lalonde');
    const options = [
      '--outcome',
      're78',
      '--treated',
      'treat',
      '--covariates',
      'age,educ,race,married,nodegree,re74,re75',
      '--categories',
      'race',
    ];
    const nearest = ['--method', 'nearest', '--distance', 'propensity'];
    const cases: [string[], Number_][] = [
      [[...nearest, '--caliper', 'none'], r.nn1_largest.effect_no_covs.treat],
      [[...nearest, '--caliper', 'none', '--adjust'], r.nn1_largest.effect_with_covs.treat],
      [[...nearest, '--caliper', '0.2'], r['nn1_largest_caliper0.2sd'].effect_no_covs.treat],
      [[...nearest, '--caliper', '0.2', '--order', 'data'], r['nn1_data_caliper0.2sd'].effect_no_covs.treat],
      [[], r['nn1_largest_logitps_caliper0.2sd'].effect_no_covs.treat],
      [[...nearest, '--caliper', 'none', '--replace'], r.nn1_replace.effect_no_covs.treat],
      [[...nearest, '--caliper', 'none', '--ratio', '2'], r.nn2_largest.effect_no_covs.treat],
      [[...nearest, '--caliper', 'none', '--exact', 'race'], r.nn1_exact_race.effect_no_covs.treat],
      [['--method', 'subclass'], r.subclass6.effect_no_covs.cl.treat],
      [['--method', 'subclass', '--adjust'], r.subclass6.effect_with_covs.cl.treat],
      [['--method', 'cem'], r.cem_default.effect_no_covs.cl.treat],
      [['--method', 'aipw', '--estimand', 'ate'], r.aipw_ate],
      [
        [...nearest, '--replace', '--se', 'abadie-imbens'],
        { estimate: r.abadie_imbens_ps.estimate, std_error: r.abadie_imbens_ps.se_AI },
      ],
    ];
    for (const [choices, expected] of cases)
      agree(await study('match', data('matchit_lalonde'), ...options, ...choices), expected, ITERATED);
    for (const [choices, name] of [
      [['--method', 'ipw'], 'ipw_w_att'],
      [['--method', 'ipw', '--estimand', 'ate'], 'ipw_w_ate'],
      [['--method', 'overlap'], 'ipw_w_ov'],
    ] as const) {
      const answer = await study('match', data('matchit_lalonde'), ...options, ...choices);
      expect(answer.estimate / r[name].hc0.treat.estimate).toBeCloseTo(1, 6);
      const known = await study('match', data('matchit_lalonde'), ...options, ...choices, '--se', 'hc1');
      // HC1 is HC0 times n / (n − 2).
      agree(
        known,
        {
          estimate: r[name].hc0.treat.estimate,
          std_error: r[name].hc0.treat.std_error * Math.sqrt(614 / 612),
        },
        ITERATED,
      );
    }
  });

  test('a covariate of words is read as categories without being asked, and said so', async () => {
    const covariates = ['--covariates', 'age,educ,race,married,nodegree,re74,re75'];
    const options = ['--outcome', 're78', '--treated', 'treat', ...covariates];
    const asked = await study('match', data('matchit_lalonde'), ...options, '--categories', 'race');
    const found = await study('match', data('matchit_lalonde'), ...options);
    expect(found.estimate).toBe(asked.estimate);
    expect(found.warnings[0]).toMatchObject({ code: 'read-as-categories' });
    expect(found.warnings[0].message).toMatch(
      /race holds words and was read as 3 categories: black, hispan, white/,
    );
  });

  test('mediate gives the closed forms, with and without interaction', async () => {
    const { jobs_linear: linear, jobs_interaction: crossed } = read('mediation');
    const options = [
      '--outcome',
      'depress2',
      '--treated',
      'treat',
      '--mediators',
      'job_seek',
      '--covariates',
      'econ_hard,sex,age',
    ];
    const answer = await study('mediate', data('mediation_jobs'), ...options);
    expect(answer.estimate).toBeCloseTo(linear.closed_form.ACME, 10);
    expect(answer.standardError).toBeCloseTo(linear.closed_form.sobel_se, 10);
    expect(find(answer, ({ name }) => name === 'direct').estimate).toBeCloseTo(linear.closed_form.ADE, 10);
    expect(find(answer, ({ name }) => name === 'total').estimate).toBeCloseTo(linear.closed_form.total, 10);
    const both = await study('mediate', data('mediation_jobs'), ...options, '--interaction');
    for (const [name, key] of [
      ['indirect (control)', 'ACME_control'],
      ['indirect (treated)', 'ACME_treated'],
      ['direct (control)', 'ADE_control'],
      ['direct (treated)', 'ADE_treated'],
    ] as const)
      expect(find(both, (term: { name: string }) => term.name === name).estimate).toBeCloseTo(
        crossed.closed_form[key],
        10,
      );
    const drawn = await study('mediate', data('mediation_jobs'), ...options, '--draws', '1000');
    const [low, high] = drawn.diagnostics.mediators[0].indirect.average.bootstrap.value.percentile;
    const [rLow, rHigh] = linear.boot_perc_5000['d.avg'].ci95;
    expect(Math.abs(low - rLow)).toBeLessThan(0.005);
    expect(Math.abs(high - rHigh)).toBeLessThan(0.005);
  });

  test('multilevel gives lme4’s fixed effects, variances and school effects', async () => {
    const { exam } = read('multilevel');
    const options = ['--outcome', 'normexam', '--unit', 'school', '--covariates', 'standLRT'];
    const cases: [string[], string][] = [
      [['--outcome', 'normexam', '--unit', 'school'], 'null_REML'],
      [options, 'ri_REML'],
      [[...options, '--estimation', 'ML'], 'ri_ML'],
      [[...options, '--slopes', 'standLRT', '--estimation', 'ML'], 'rs_ML'],
      [
        [
          '--outcome',
          'normexam',
          '--unit',
          'school',
          '--covariates',
          'standLRT,sex,vr,type',
          '--categories',
          'sex,vr,type',
        ],
        'group_comparison_REML',
      ],
    ];
    for (const [choices, name] of cases) {
      const answer = await study('multilevel', data('mlmrev_exam'), ...choices);
      const r = exam[name];
      expect(answer.diagnostics.logLikelihood / r.logLik).toBeCloseTo(1, 7);
      if (r.fixed.standLRT !== undefined)
        agree(
          find(answer, ({ name: term }) => term === 'standLRT'),
          { estimate: r.fixed.standLRT.estimate, std_error: r.fixed.standLRT.std_error },
          MIXED,
        );
      const [between] = answer.varianceComponents;
      expect(Math.abs(between.value / r.varcorr[0].vcov - 1)).toBeLessThan(VARIANCE);
      if (r.ICC !== undefined)
        expect(answer.diagnostics.intraclassCorrelations[0].share.value).toBeCloseTo(r.ICC, 4);
    }
  });
});

const ENGLAND = new URL(
  '../../../../../shared/data/england/eng_ks2_panel_hants_surrey_2016_2019.csv',
  import.meta.url,
).pathname;

describe.skipIf(!existsSync(ENGLAND))('schools joining trusts, where that file is at hand', () => {
  const options = '--outcome mat_average --unit laestab --time year --treated-from first_full_year_in_mat';
  const run = (method: string, more = '') =>
    study(method, ENGLAND, ...options.split(' '), ...more.split(' ').filter((word) => word !== ''));

  test('the study is called small, confounded with the region and without a test of trends', async () => {
    const answer = await run('did', '--region la');
    // Least squares with dummies and clustered errors in R.
    agree(answer, { estimate: 0.153737095929, std_error: 0.279454657838 }, ITERATED);
    expect(answer.diagnostics.region.withinRegion.estimate).toBeCloseTo(0.06798987, 7);
    const codes = answer.warnings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(
      expect.arrayContaining(['region-confounded', 'small-study', 'single-pre-period', 'staggered-timing']),
    );
    const [confounded] = answer.warnings.filter(({ code }: { code: string }) => code === 'region-confounded');
    expect(confounded.message).toMatch(/91 % of the treated lie in 936 and 32 % of the controls/);
  });

  test('the guide’s figures are those of the command', async () => {
    const guide = readFileSync(new URL('../../../../docs/guide/study-england.md', import.meta.url), 'utf8');
    const cases: [string, string][] = [
      ['staggered', '--control not-yet'],
      ['staggered', '--control not-yet --covariates la --categories la'],
      ['staggered', '--estimator imputation'],
      ['event', '--estimator sun-abraham'],
    ];
    for (const [method, more] of cases) {
      const { estimate, confidenceInterval } = await run(method, more);
      const [low, high] = confidenceInterval.map((end: number) => end.toFixed(2).replace('-', '−'));
      expect(guide).toContain(`| ${estimate.toFixed(2)} | ${low} to ${high} |`);
    }
  });
});

test.skipIf(isThere)(
  'the reference data are not at hand: the command was not compared with R here',
  () => {},
);
