import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findValue } from '../../kernel/index.ts';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import {
  estimateAugmentedWeighting,
  estimateMatchedEffect,
  estimateNearestNeighbourEffect,
  estimatePropensityScore,
  findRosenbaumBounds,
  type MatchedErrors,
  type MatchedSample,
  type MatchingCovariate,
  matchCoarsenedExact,
  matchNearestNeighbours,
  matchOptimalPairs,
  matchSubclasses,
  type NearestNeighbourOptions,
  tabulateBalance,
  weighByPropensity,
} from './index.ts';

const FOLDER = fileURLToPath(new URL('../../../../shared/reference/statistics/', import.meta.url));
const HERE = existsSync(`${FOLDER}matching_lalonde.json`);

/** The reference stops its logit where the deviance changes by 1e-8; what rests on it repeats its digits to this. */
const LOGIT = 1e-7;

// biome-ignore lint/suspicious/noExplicitAny: the reference's own shape, read where a number is expected
type Reference = any;

interface Study {
  readonly reference: Reference;
  readonly names: readonly string[];
  readonly treated: Float64Array;
  readonly outcome: Float64Array;
  readonly covariates: readonly MatchingCovariate[];
  readonly race: { readonly codes: Int32Array; readonly levels: number };
  readonly scores: Float64Array;
  readonly linearPredictors: Float64Array;
}

const LEVELS = ['black', 'hispan', 'white'];

function readStudy(): Study {
  const reference: Reference = JSON.parse(readFileSync(`${FOLDER}matching_lalonde.json`, 'utf8'));
  const [head, ...lines] = readFileSync(`${FOLDER}data/matchit_lalonde.csv`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const place = (name: string) => head!.indexOf(name);
  const read = (name: string) => Float64Array.from(lines, (line) => Number(line[place(name)]));
  const race = {
    codes: Int32Array.from(lines, (line) => LEVELS.indexOf(line[place('race')]!)),
    levels: 3,
  };
  const covariates = ['age', 'educ', 'race', 'married', 'nodegree', 're74', 're75'].map(
    (name): MatchingCovariate =>
      name === 'race' ? { name, values: race, levelNames: LEVELS } : { name, values: read(name) },
  );
  const treated = read('treat');
  const fit = estimatePropensityScore({ treated, covariates });
  if (fit.kind !== 'estimated') throw new Error(fit.reason);
  return {
    reference,
    names: lines.map((line) => line[0]!),
    treated,
    outcome: read('re78'),
    covariates,
    race,
    scores: fit.scores,
    linearPredictors: fit.linearPredictors,
  };
}

function expectClose(
  actual: number | undefined,
  expected: number,
  what: string,
  tolerance = CLOSED_FORM,
): void {
  expect(actual, what).toBeTypeOf('number');
  expect(relativeDifference(actual!, expected), `${what}: ${actual} for ${expected}`).toBeLessThan(tolerance);
}

function expectSample<Answer extends object>(answer: Answer): Exclude<Answer, { kind: 'not-estimable' }> {
  expect(answer).not.toHaveProperty('reason');
  return answer as Exclude<Answer, { kind: 'not-estimable' }>;
}

describe.skipIf(!HERE)(
  'matching agrees with the shared reference (skipped where the folder is not there)',
  () => {
    const study = HERE ? readStudy() : (undefined as unknown as Study);
    const { reference, treated, outcome, covariates, scores } = study ?? {};

    function expectEffect(
      sample: MatchedSample,
      errors: MatchedErrors | undefined,
      expected: { estimate: number; std_error: number; p_value: number },
      adjusted: boolean,
    ): void {
      const answer = estimateMatchedEffect({
        outcome,
        treated,
        sample,
        ...(adjusted ? { covariates } : {}),
        ...(errors ? { errors } : {}),
      });
      if (answer.kind !== 'estimated') throw new Error(answer.reason);
      expectClose(answer.effect.estimate, expected.estimate, 'estimate');
      expectClose(answer.effect.standardError, expected.std_error, 'standard error');
      expectClose(answer.effect.pValue, expected.p_value, 'p');
    }

    function expectBalance(sample: MatchedSample, rows: Reference[], when: 'before' | 'after'): void {
      const table = tabulateBalance({
        treated,
        covariates: [{ name: 'ps', values: scores }, ...covariates],
        weights: sample.weights,
      });
      for (const row of rows) {
        const name = row.variable ?? (row._row === 'distance' ? 'ps' : row._row);
        const balance = table.find((one) => one.name === name)![when];
        const smd = row.smd ?? row['Std. Mean Diff.'];
        const ratio = row.var_ratio ?? row['Var. Ratio'] ?? null;
        expectClose(
          findValue(balance.meanTreated),
          row.mean_treated ?? row['Means Treated'],
          `${name} treated`,
        );
        expectClose(
          findValue(balance.meanControl),
          row.mean_control ?? row['Means Control'],
          `${name} control`,
        );
        expectClose(findValue(balance.standardisedDifference), smd, `${name} difference`);
        if (ratio === null)
          expect(balance.varianceRatio).toEqual({ kind: 'not-estimable', reason: 'binary' });
        else expectClose(findValue(balance.varianceRatio), ratio, `${name} variance ratio`);
        if (row['eCDF Mean'] !== undefined)
          expectClose(findValue(balance.meanDistributionDifference), row['eCDF Mean'], `${name} eCDF`);
      }
    }

    it('in the unadjusted and the adjusted difference', () => {
      const everybody = expectSample(
        weighByPropensity({ treated, score: new Float64Array(treated.length).fill(0.5), estimand: 'ate' }),
      );
      expectEffect(everybody, 'iid', reference.naive.treat, false);
      expectEffect(everybody, 'iid', reference.ols_controls.treat, true);
    });

    it('in the propensity score', () => {
      const fit = expectSample(estimatePropensityScore({ treated, covariates }));
      for (const term of fit.terms) {
        const expected = reference.ps_logit.coef[term.name === '(constant)' ? '(Intercept)' : term.name];
        expectClose(term.estimate, expected.estimate, term.name, LOGIT);
        expectClose(term.standardError, expected.std_error, `${term.name} error`, LOGIT);
        expectClose(term.pValue, expected.p_value, `${term.name} p`, LOGIT);
      }
      expectClose(fit.deviance, reference.ps_logit.deviance, 'deviance');
      reference.ps_logit.first5_ps.forEach((score: number, row: number) => {
        expectClose(fit.scores[row], score, `score ${row}`, LOGIT);
      });
    });

    const caliper = { width: 0.2, unit: 'sd' } as const;
    const byScore = { distance: { kind: 'score', values: scores }, order: 'largest' } as const;
    const choices: Record<string, Omit<NearestNeighbourOptions, 'treated'>> = {
      nn1_largest: byScore,
      'nn1_largest_caliper0.2sd': { ...byScore, caliper },
      'nn1_data_caliper0.2sd': { ...byScore, order: 'data', caliper },
      'nn1_largest_logitps_caliper0.2sd': {
        distance: { kind: 'score', values: study?.linearPredictors },
        order: 'largest',
        caliper,
      },
      nn1_replace: { ...byScore, replacement: true },
      nn2_largest: { ...byScore, ratio: 2 },
      nn1_exact_race: { ...byScore, exact: [study?.race] },
    };

    it.each(Object.keys(choices))('in nearest neighbours %s: pairs, balance, effects', (name) => {
      const sample = expectSample(matchNearestNeighbours({ treated, ...choices[name]! }));
      const expected = reference[name];
      expect(sample.treated.used).toBe(expected.n_treated);
      expect(sample.control.used).toBe(expected.n_control);
      expectClose(sample.control.effective, expected.ess_control, 'effective controls');
      const distances = sample.pairs!.flatMap((pair) => pair.distances);
      expectClose(
        distances.reduce((sum, distance) => sum + distance, 0),
        expected.sum_pair_distance,
        'total distance',
      );
      expectClose(Math.max(...distances), expected.max_pair_distance, 'largest distance');
      const partners = new Map(
        sample.pairs!.map((pair) => [
          study.names[pair.treatedRow],
          pair.controlRows.map((row) => study.names[row]),
        ]),
      );
      for (const [unit, partner] of Object.entries(expected.pairs))
        expect(partners.get(unit) ?? [], unit).toEqual([partner].flat().filter((one) => one !== null));
      expectBalance(sample, expected.balance, 'after');
      expectBalance(sample, reference.balance_unmatched, 'before');
      expectEffect(sample, undefined, expected.effect_no_covs.treat, false);
      expectEffect(sample, undefined, expected.effect_with_covs.treat, true);
    });

    it('in the greedy and the optimal total of pairs', () => {
      const { distance } = byScore;
      const optimal = expectSample(matchOptimalPairs({ treated, distance }));
      expect(optimal.totalDistance).toBeLessThanOrEqual(
        reference.nn1_largest.sum_pair_distance * (1 + CLOSED_FORM),
      );
      const cut = expectSample(matchOptimalPairs({ treated, distance, caliper }));
      expect(cut.treated.used).toBeGreaterThanOrEqual(reference['nn1_largest_caliper0.2sd'].n_treated);
    });

    it.each(['subclass6', 'cem_default'])('in %s: sizes, balance, effects', (name) => {
      const expected = reference[name];
      const sample = expectSample(
        name === 'subclass6'
          ? matchSubclasses({ treated, score: scores })
          : matchCoarsenedExact({ treated, covariates }),
      );
      expectClose(sample.control.effective, expected.balance.n[2].Control, 'effective controls');
      expect(sample.control.used).toBe(expected.balance.n[3].Control);
      expect(sample.treated.used).toBe(expected.balance.n[3].Treated);
      expect(sample.unmatchedTreatedRows.length).toBe(expected.balance.n[4].Treated);
      expectBalance(sample, expected.balance.before, 'before');
      expectBalance(sample, expected.balance.after ?? [], 'after');
      for (const [block, adjusted] of [
        [expected.effect_no_covs, false],
        [expected.effect_with_covs, true],
      ] as const) {
        expectEffect(sample, 'iid', block.lm.treat, adjusted);
        expectEffect(sample, 'sets', block.cl.treat, adjusted);
      }
    });

    it.each([
      ['ipw_w_att', 'att'],
      ['ipw_w_ate', 'ate'],
      ['ipw_w_ov', 'ato'],
    ] as const)('in weighting %s', (name, estimand) => {
      const sample = expectSample(weighByPropensity({ treated, score: scores, estimand }));
      const expected = reference[name];
      expectClose(sample.control.effective, expected.ess['0'], 'effective controls');
      expectClose(sample.treated.effective, expected.ess['1'], 'effective treated');
      expectEffect(sample, 'design', expected.hajek_svyglm.treat, false);
      expectEffect(sample, 'hc0', expected.hc0.treat, false);
    });

    it('in augmented weighting', () => {
      const { effect } = expectSample(
        estimateAugmentedWeighting({ outcome, treated, score: scores, covariates, estimand: 'ate' }),
      );
      expectClose(effect.estimate, reference.aipw_ate.estimate, 'estimate');
      expectClose(effect.standardError, reference.aipw_ate.std_error, 'error');
    });

    it.each([
      ['abadie_imbens_ps', { kind: 'score', values: scores }],
      ['abadie_imbens_maha', { kind: 'mahalanobis', covariates }],
    ] as const)('in %s', (name, distance) => {
      const expected = reference[name];
      const common = { outcome, treated, distance, estimand: 'att' } as const;
      const answer = expectSample(estimateNearestNeighbourEffect(common));
      expectClose(answer.effect.estimate, expected.estimate, 'estimate');
      expectClose(answer.effect.standardError, expected.se_AI, 'error');
      expectClose(answer.pairedStandardError, expected.se_std, 'paired error');
      expect(answer.pairs).toBe(expected.n_matched_rows);
      if (!expected.bias_adjusted) return;
      const adjusted = expectSample(
        estimateNearestNeighbourEffect({ ...common, biasAdjustment: covariates }),
      );
      expectClose(adjusted.effect.estimate, expected.bias_adjusted.estimate, 'adjusted');
      expectClose(adjusted.effect.standardError, expected.bias_adjusted.se_AI, 'adjusted error');
    });

    it('in Rosenbaum bounds', () => {
      const sample = expectSample(matchNearestNeighbours({ treated, ...byScore }));
      const differences = Float64Array.from(
        sample.pairs!,
        ({ treatedRow, controlRows }) => outcome[treatedRow]! - outcome[controlRows[0]!]!,
      );
      const { table, T_plus, n_pairs_nonzero } = reference.rosenbaum_bounds_nn1;
      const gammas = table.map((row: { gamma: number }) => row.gamma);
      const answer = expectSample(findRosenbaumBounds({ differences, gammas }));
      expect(answer.signedRankSum).toBe(T_plus);
      expect(answer.pairsNotZero).toBe(n_pairs_nonzero);
      answer.bounds.forEach((bound, place) => {
        expectClose(bound.largestPValue, table[place].p_upper, 'upper');
        expectClose(bound.smallestPValue, table[place].p_lower, 'lower');
      });
    });
  },
);
