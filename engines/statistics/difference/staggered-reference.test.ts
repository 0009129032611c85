import { describe, expect, it } from 'vitest';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import {
  type DifferenceTerm,
  decomposeGoodmanBacon,
  estimateByImputation,
  estimateEventStudy,
  estimateSunAbraham,
  estimateTwoByTwo,
  estimateTwoWayFixedEffects,
  type PanelColumns,
} from './index.ts';
import { pickRows } from './pick-rows.ts';
import reference from './reference/staggered.json' with { type: 'json' };

const gaps = new Set(reference.gap_rows);

interface Choice {
  readonly isWeighted?: boolean;
  readonly hasCovariate?: boolean;
  readonly isBalanced?: boolean;
}

function getColumns({ isWeighted, hasCovariate, isBalanced }: Choice): PanelColumns {
  const pick = (values: readonly number[]) =>
    Float64Array.from(values.filter((_, row) => isBalanced || !gaps.has(row)));
  const { y, unit, time, first, cluster, weight, x } = reference.data;
  return {
    outcome: pick(y),
    unit: { codes: Int32Array.from(pick(unit), (code) => code - 1), levels: 48 },
    time: pick(time),
    firstTreated: pick(first),
    cluster: { codes: Int32Array.from(pick(cluster), (code) => code - 1), levels: 24 },
    ...(isWeighted ? { weights: pick(weight) } : {}),
    ...(hasCovariate ? { covariates: [{ name: 'x', values: pick(x) }] } : {}),
  };
}

function getEstimated<Answer extends { kind: string }>(answer: Answer) {
  if (answer.kind !== 'estimated') throw new Error(JSON.stringify(answer));
  return answer as Extract<Answer, { kind: 'estimated' }>;
}

interface Number_ {
  readonly estimate: number;
  readonly se: number;
}

function expectNumber(term: unknown, { estimate, se }: Number_, name: string): void {
  const actual = term as DifferenceTerm;
  expect(relativeDifference(actual.estimate, estimate), `${name} estimate`).toBeLessThan(CLOSED_FORM);
  expect(relativeDifference(actual.standardError, se), `${name} error`).toBeLessThan(CLOSED_FORM);
}

describe('a staggered panel with gaps, clusters of two units and weights', () => {
  it.each([
    ['plain', {}],
    ['weighted', { isWeighted: true }],
    ['weighted_x', { isWeighted: true, hasCovariate: true }],
  ] as const)(
    'is imputed as the definition computed densely, with its conservative error: %s',
    (block, choice) => {
      const answer = getEstimated(estimateByImputation(getColumns(choice)));
      const expected = reference.imputation[block];
      expectNumber(answer.overall, expected.overall, 'overall');
      for (const [eventTime, row] of Object.entries(expected.event))
        expectNumber(
          answer.terms.find((term) => term.eventTime === Number(eventTime)),
          row,
          `event ${eventTime}`,
        );
      for (const [group, row] of Object.entries(expected.cohort))
        expectNumber(
          answer.terms.find((term) => term.group === Number(group)),
          row,
          `cohort ${group}`,
        );
    },
  );

  it('is taken apart into comparisons whose weighted sum is the plain estimate, with weights of units', () => {
    const answer = getEstimated(decomposeGoodmanBacon(getColumns({ isWeighted: true, isBalanced: true })));
    expect(relativeDifference(answer.weightedSum, reference.balanced_weighted_twfe)).toBeLessThan(
      CLOSED_FORM,
    );
    expect(answer.components.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it('is not taken apart when unit-periods are missing', () => {
    expect(decomposeGoodmanBacon(getColumns({}))).toMatchObject({
      kind: 'not-estimable',
      reason: 'unbalanced-panel',
      params: { missing: 25 },
    });
  });

  it.each([
    ['plain', false],
    ['weighted', true],
  ] as const)('has the two-way fixed effects errors of clusters that hold units: %s', (block, isWeighted) => {
    const answer = getEstimated(estimateTwoWayFixedEffects(getColumns({ isWeighted, hasCovariate: true })));
    const expected = reference.twfe[block];
    expectNumber(answer.overall, expected, 'treated');
    expectNumber(answer.terms[1], { estimate: expected.x, se: expected.x_se }, 'x');
  });

  it('tells how many treated rows a plain estimate weighs negatively', () => {
    const { weights } = getEstimated(estimateTwoWayFixedEffects(getColumns({})));
    const {
      negative_rows: negativeRows,
      treated_rows: treatedRows,
      negative_sum: sum,
    } = reference.negative_weights;
    expect(weights).toMatchObject({ negativeRows, treatedRows });
    expect(relativeDifference(weights.negativeSum, sum)).toBeLessThan(CLOSED_FORM);
  });

  it('has the event study of the definition, with its test before treatment', () => {
    const answer = getEstimated(estimateEventStudy(getColumns({ hasCovariate: true })));
    const { event, estimate, se, wald, df1, df2, p } = reference.event_study;
    event.forEach((eventTime, place) => {
      const term = answer.terms.find((one) => one.eventTime === eventTime);
      expectNumber(term, { estimate: estimate[place]!, se: se[place]! }, `event ${eventTime}`);
    });
    if ('kind' in answer.preTrend) throw new Error(answer.preTrend.message);
    expect(relativeDifference(answer.preTrend.statistic, wald)).toBeLessThan(CLOSED_FORM);
    expect(relativeDifference(answer.preTrend.pValue, p)).toBeLessThan(CLOSED_FORM);
    expect(answer.preTrend).toMatchObject({
      numeratorDegreesOfFreedom: df1,
      denominatorDegreesOfFreedom: df2,
    });
  });

  it('has the interaction-weighted estimate of the definition', () => {
    const answer = getEstimated(estimateSunAbraham(getColumns({ hasCovariate: true })));
    expectNumber(answer.overall, reference.sun_abraham.att, 'overall');
    for (const [eventTime, row] of Object.entries(reference.sun_abraham.event))
      expectNumber(
        answer.terms.find((term) => term.eventTime === Number(eventTime)),
        row,
        `event ${eventTime}`,
      );
    for (const [group, row] of Object.entries(reference.sun_abraham.cohort))
      expectNumber(
        answer.cohorts.find((term) => term.group === Number(group)),
        row,
        `cohort ${group}`,
      );
  });

  it('has the two by two of one cohort against units never treated, weighted', () => {
    const columns = getColumns({ isWeighted: true });
    const first = columns.firstTreated!;
    const answer = getEstimated(
      estimateTwoByTwo(pickRows(columns, (row) => first[row] === 0 || first[row] === 2017)),
    );
    expectNumber(answer.overall, reference.two_by_two, 'effect');
    expect(answer.overall.degreesOfFreedom).toBe(reference.two_by_two.df);
  });
});
