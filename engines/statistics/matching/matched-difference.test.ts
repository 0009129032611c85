import { describe, expect, it } from 'vitest';
import { createRandomNumbers, findValue } from '../../kernel/index.ts';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import { simulatePanel } from '../difference/index.ts';
import { estimateMatchedDifference, type MatchingPlan, runMatchingPlan } from './index.ts';

const TRUE_EFFECT = 1.5;

const columns = simulatePanel(
  { units: 600, periods: 4, cohorts: [3], effect: TRUE_EFFECT, confounding: 0.6 },
  createRandomNumbers(21),
);

const PLANS: MatchingPlan[] = [
  { method: 'nearest-neighbours', caliper: { width: 0.2, unit: 'sd' } },
  { method: 'nearest-neighbours', distance: 'mahalanobis', replacement: true },
  { method: 'optimal-pairs', distance: 'linear-predictor', caliper: { width: 0.2, unit: 'sd' } },
  { method: 'kernel', bandwidth: { width: 0.3, unit: 'sd' } },
  { method: 'subclasses', classes: 8 },
  { method: 'coarsened-exact' },
  { method: 'propensity-weights', estimand: 'att' },
];

function estimate(
  plan: MatchingPlan,
  changed: Partial<Parameters<typeof estimateMatchedDifference>[0]> = {},
) {
  const answer = estimateMatchedDifference({ ...columns, ...changed }, { plan });
  if (answer.kind !== 'estimated') throw new Error(answer.reason);
  return answer;
}

describe('matching and difference in differences together', () => {
  it.each(PLANS)('recover the true effect that the plain comparison misses: $method', (plan) => {
    const answer = estimate(plan);
    const { effect } = answer.matched;
    expect(answer.treatedFrom).toBe(3);
    expect(answer.basePeriod).toBe(2);
    expect(Math.abs(effect.estimate - TRUE_EFFECT)).toBeLessThan(3.5 * effect.standardError);
    const plain = answer.unmatched.effect;
    expect(plain.estimate - TRUE_EFFECT).toBeGreaterThan(2 * plain.standardError);
    if ('kind' in answer.doublyRobust) throw new Error(answer.doublyRobust.reason);
    expect(Math.abs(answer.doublyRobust.estimate - effect.estimate)).toBeLessThan(4 * effect.standardError);
    for (const row of answer.balance)
      expect(Math.abs(findValue(row.after.standardisedDifference)!)).toBeLessThan(0.15);
  });

  it('do not depend on the order of rows', () => {
    const turn = (values: Float64Array) => values.toReversed();
    const plan = PLANS.at(-1)!;
    const turned = estimate(plan, {
      outcome: turn(columns.outcome),
      time: turn(columns.time),
      firstTreated: turn(columns.firstTreated),
      unit: { ...columns.unit, codes: columns.unit.codes.toReversed() },
      covariates: columns.covariates!.map(({ name, values }) => ({ name, values: turn(values) })),
    });
    const { effect } = estimate(plan).matched;
    expect(relativeDifference(turned.matched.effect.estimate, effect.estimate)).toBeLessThan(CLOSED_FORM);
    expect(relativeDifference(turned.matched.effect.standardError, effect.standardError)).toBeLessThan(
      CLOSED_FORM,
    );
  });

  it.each([1e-300, 1e300])('grow with the unit of the outcome (%s)', (unit) => {
    const plan = PLANS[0]!;
    const scaled = estimate(plan, { outcome: columns.outcome.map((value) => (value / 64) * unit) });
    const { effect } = estimate(plan).matched;
    expect(relativeDifference((scaled.matched.effect.estimate / unit) * 64, effect.estimate)).toBeLessThan(
      CLOSED_FORM,
    );
  });

  it('cluster by the panel’s clusters where it has some', () => {
    const codes = columns.unit.codes.map((unit) => Math.floor(unit / 10));
    const answer = estimate(PLANS[0]!, { cluster: { codes, levels: 60 } });
    expect(answer.matched.errors).toBe('cluster');
    expect(answer.matched.clusters).toBeLessThanOrEqual(60);
  });

  it('count units that miss a period, and say when the outcome before treatment was matched on', () => {
    const base = columns.time[0] === 1 ? columns.time.indexOf(2) : 0;
    const without = <Column extends Float64Array | Int32Array>(values: Column) =>
      values.filter((_, row) => row !== base) as Column;
    const answer = estimateMatchedDifference(
      {
        outcome: without(columns.outcome),
        time: without(columns.time),
        firstTreated: without(columns.firstTreated),
        unit: { ...columns.unit, codes: without(columns.unit.codes) },
        covariates: columns.covariates!.map(({ name, values }) => ({ name, values: without(values) })),
      },
      { plan: PLANS.at(-1)!, matchOnBaselineOutcome: true },
    );
    if (answer.kind !== 'estimated') throw new Error(answer.reason);
    expect(answer.dropped).toContainEqual({ reason: 'unit-without-all-periods', count: 1 });
    expect(answer.notes.map(({ code }) => code)).toContain('matched-on-baseline-outcome');
    expect(answer.balance.map(({ name }) => name)).toContain('baseline outcome');
  });

  it('are refused when treatment begins at several dates, at the first, or nowhere', () => {
    const plan = PLANS[0]!;
    const staggered = simulatePanel({ units: 60, periods: 4, cohorts: [2, 3] }, createRandomNumbers(1));
    expect(estimateMatchedDifference(staggered, { plan })).toEqual({
      kind: 'not-estimable',
      reason: 'staggered-timing',
    });
    const nobody = columns.firstTreated.map(() => Number.POSITIVE_INFINITY);
    expect(estimateMatchedDifference({ ...columns, firstTreated: nobody }, { plan })).toEqual({
      kind: 'not-estimable',
      reason: 'no-treated',
    });
    const always = columns.firstTreated.map((date) => (date === 3 ? 1 : date));
    expect(estimateMatchedDifference({ ...columns, firstTreated: always }, { plan })).toEqual({
      kind: 'not-estimable',
      reason: 'no-period-before',
    });
  });
});

describe('a plan', () => {
  it('with a random order asks for random numbers', () => {
    const covariates = [{ name: 'x', values: Float64Array.of(1, 3, 2, 4, 2.5, 1.5) }];
    const plan = { method: 'nearest-neighbours', order: 'random' } as const;
    expect(() => runMatchingPlan({ treated: [1, 1, 0, 0, 0, 0], covariates, plan })).toThrow(
      /seeded generator/,
    );
  });

  it('on Mahalanobis distance goes on where the propensity score does not exist', () => {
    const covariates = [{ name: 'x', values: Float64Array.of(7, 8, 1, 2, 3) }];
    const plan = { method: 'nearest-neighbours', distance: 'mahalanobis' } as const;
    const answer = runMatchingPlan({ treated: [1, 1, 0, 0, 0], covariates, plan });
    if (answer.kind !== 'estimated') throw new Error(answer.reason);
    expect(answer.propensity).toBeUndefined();
    expect(
      runMatchingPlan({ treated: [1, 1, 0, 0, 0], covariates, plan: { method: 'optimal-pairs' } }),
    ).toEqual({
      kind: 'not-estimable',
      reason: 'perfect-separation',
    });
  });
});
