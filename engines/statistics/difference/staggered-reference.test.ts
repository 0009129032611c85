import { describe, expect, it } from 'vitest';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import {
  type DifferenceTerm,
  decomposeGoodmanBacon,
  estimateByImputation,
  type PanelColumns,
} from './index.ts';
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
});
