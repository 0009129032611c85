import { describe, expect, it } from 'vitest';
import { createRandomNumbers } from '../../kernel/index.ts';
import { relativeDifference } from '../../testkit/approximately.ts';
import {
  aggregateGroupTimeEffects,
  type DifferenceRefusal,
  type DifferenceTerm,
  decomposeGoodmanBacon,
  estimateByImputation,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateSunAbraham,
  estimateTwoByTwo,
  estimateTwoWayFixedEffects,
  type PanelColumns,
  simulatePanel,
} from './index.ts';

/** The same sums in another order or unit. */
const SAME_SUMS = 1e-9;

type Columns = ReturnType<typeof simulatePanel>;
interface Point {
  readonly estimate: number;
  readonly standardError: number;
}

function getEstimated<Answer extends { kind: string }>(answer: Answer) {
  if (answer.kind !== 'estimated') throw new Error(JSON.stringify(answer));
  return answer as Extract<Answer, { kind: 'estimated' }>;
}

const ESTIMATORS: Record<string, (columns: PanelColumns) => Point> = {
  'group-time effects': (columns) =>
    getEstimated(aggregateGroupTimeEffects(getEstimated(estimateGroupTimeEffects(columns)), 'simple'))
      .overall as DifferenceTerm,
  'group-time effects by weighting among units not yet treated': (columns) =>
    getEstimated(
      aggregateGroupTimeEffects(
        getEstimated(
          estimateGroupTimeEffects(columns, {
            method: 'weighting',
            control: 'not-yet-treated',
            base: 'universal',
          }),
        ),
        'dynamic',
      ),
    ).overall as DifferenceTerm,
  imputation: (columns) => getEstimated(estimateByImputation(columns)).overall as DifferenceTerm,
  'two-way fixed effects': (columns) => getEstimated(estimateTwoWayFixedEffects(columns)).overall,
  'two-way fixed effects with bias-reduced errors': (columns) =>
    getEstimated(estimateTwoWayFixedEffects(columns, { standardErrors: 'cr2' })).overall,
  'event study': (columns) => getEstimated(estimateEventStudy(columns)).overall,
  'Sun and Abraham': (columns) => getEstimated(estimateSunAbraham(columns)).overall,
};

function draw(overrides: Partial<Parameters<typeof simulatePanel>[0]> = {}, seed = 11): Columns {
  return simulatePanel(
    { units: 90, periods: 6, effect: 2, confounding: 0.2, ...overrides },
    createRandomNumbers(seed),
  );
}

function reorder(columns: Columns, rows: readonly number[]): Columns {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
  const { outcome, unit, time, firstTreated, covariates } = columns;
  return {
    ...columns,
    outcome: pick(outcome),
    unit: { codes: Int32Array.from(rows, (row) => unit.codes[row]!), levels: unit.levels },
    time: pick(time),
    firstTreated: pick(firstTreated),
    ...(covariates
      ? { covariates: covariates.map(({ name, values }) => ({ name, values: pick(values) })) }
      : {}),
  };
}

function expectSame(actual: Point, expected: Point, factor = 1): void {
  expect(relativeDifference(actual.estimate / factor, expected.estimate)).toBeLessThan(SAME_SUMS);
  expect(relativeDifference(actual.standardError / factor, expected.standardError)).toBeLessThan(SAME_SUMS);
}

describe.each(Object.entries(ESTIMATORS))('%s', (_, estimate) => {
  const columns = draw();
  const expected = estimate(columns);

  it('finds the true effect within four standard errors', () => {
    expect(Math.abs(expected.estimate - 2)).toBeLessThan(4 * expected.standardError);
  });

  it('does not depend on the order of rows', () => {
    const random = createRandomNumbers(3);
    const rows = Array.from(columns.outcome, (_value, row) => row).sort(() => random() - 0.5);
    expectSame(estimate(reorder(columns, rows)), expected);
  });

  it('does not depend on what units are called, nor on codes without rows', () => {
    const codes = columns.unit.codes.map((code) => 2 * (columns.unit.levels - 1 - code) + 1);
    expectSame(estimate({ ...columns, unit: { codes, levels: 2 * columns.unit.levels + 5 } }), expected);
  });

  it.each([1e-300, 1e-3, 1e3, 1e300])('follows the unit of the outcome times %d', (factor) => {
    const outcome = columns.outcome.map((value) => value * factor);
    expectSame(estimate({ ...columns, outcome }), expected, factor);
  });

  it.each([1e-300, 1e300])('does not depend on the unit of a covariate, times %d', (factor) => {
    const covariates = columns.covariates!.map(({ name, values }) => ({
      name,
      values: values.map((value) => value * factor),
    }));
    expectSame(estimate({ ...columns, covariates }), expected);
  });

  it('does not depend on the unit of weights', () => {
    const weights = columns.outcome.map((_value, row) => 1 + (columns.unit.codes[row]! % 3));
    const weighted = estimate({ ...columns, weights });
    expectSame(estimate({ ...columns, weights: weights.map((weight) => weight * 1e6) }), weighted);
  });

  it('counts a covariate given twice once', () => {
    const covariates = [...columns.covariates!, { name: 'again', values: columns.covariates![0]!.values }];
    expectSame(estimate({ ...columns, covariates }), expected);
  });

  it('reads an indicator of treatment like a first treated period', () => {
    const treated = columns.outcome.map((_value, row) =>
      columns.time[row]! >= columns.firstTreated[row]! ? 1 : 0,
    );
    const { firstTreated: _first, ...rest } = columns;
    expectSame(estimate({ ...rest, treated }), expected);
  });
});

const REFUSING = {
  twoByTwo: (columns: PanelColumns) => estimateTwoByTwo(columns),
  twoWay: (columns: PanelColumns) => estimateTwoWayFixedEffects(columns),
  eventStudy: (columns: PanelColumns) => estimateEventStudy(columns),
  sunAbraham: (columns: PanelColumns) => estimateSunAbraham(columns),
  groupTime: (columns: PanelColumns) => estimateGroupTimeEffects(columns),
  imputation: (columns: PanelColumns) => estimateByImputation(columns),
  decomposition: (columns: PanelColumns) => decomposeGoodmanBacon(columns),
};

describe.each(Object.entries(REFUSING))(
  'a panel that cannot carry an effect is refused by %s',
  (name, estimate) => {
    const expectRefusal = (columns: PanelColumns, reason: string) => {
      const answer = estimate(columns) as DifferenceRefusal;
      expect(answer.kind).toBe('not-estimable');
      expect(answer.reason).toBe(reason);
      expect(answer.message.length).toBeGreaterThan(20);
    };

    it('when nobody is treated', () => expectRefusal(draw({ cohorts: [] }), 'no-treated-units'));

    it('when everybody is treated at the same time', () =>
      expectRefusal(draw({ cohorts: [3], hasNever: false }), 'no-controls'));

    it('when the treated are treated from the start', () =>
      expectRefusal(draw({ cohorts: [1] }), 'no-period-before-treatment'));

    it.runIf(name !== 'decomposition')('when the outcome is constant', () => {
      const columns = draw({ cohorts: [3] });
      expectRefusal({ ...columns, outcome: columns.outcome.map(() => 7e250) }, 'constant-outcome');
    });
  },
);

describe('group-time effects', () => {
  it('drop units with gaps by name, or use the pairs of periods that are there', () => {
    const columns = draw();
    const rows = Array.from(columns.outcome, (_value, row) => row).filter((row) => row !== 8);
    const holed = reorder(columns, rows);
    const strict = getEstimated(estimateGroupTimeEffects(holed));
    expect(strict.dropped).toEqual([{ reason: 'units-with-gaps', count: 5, names: ['1'] }]);
    expect(strict.units.count).toBe(89);
    const pairs = getEstimated(estimateGroupTimeEffects(holed, { gaps: 'available-pairs' }));
    expect(pairs.dropped).toEqual([]);
    expect(pairs.units.count).toBe(90);
  });

  it('say that a covariate separates treated units from controls', () => {
    const columns = draw({ confounding: 0 });
    const values = columns.firstTreated.map(
      (first, row) => (Number.isFinite(first) ? 5 : 0) + Math.sin(columns.unit.codes[row]!),
    );
    const wrong = { ...columns, covariates: [{ name: 'separating', values }] };
    expect(estimateGroupTimeEffects(wrong)).toMatchObject({
      kind: 'not-estimable',
      reason: 'perfect-separation',
    });
    expect(estimateGroupTimeEffects(wrong, { method: 'regression' }).kind).toBe('estimated');
  });

  it('carry simultaneous bands that are wider than pointwise intervals and repeat with the seed', () => {
    const once = () =>
      getEstimated(
        aggregateGroupTimeEffects(getEstimated(estimateGroupTimeEffects(draw())), 'dynamic', {
          bootstrap: { random: createRandomNumbers(5), draws: 499 },
        }),
      ).terms;
    const terms = once();
    for (const { confidenceInterval, simultaneousInterval } of terms) {
      expect(simultaneousInterval![0]).toBeLessThan(confidenceInterval[0]);
      expect(simultaneousInterval![1]).toBeGreaterThan(confidenceInterval[1]);
    }
    expect(once()).toEqual(terms);
  });

  it('have bootstrap errors near the analytic ones, with either kind of weights', () => {
    const analytic = getEstimated(estimateGroupTimeEffects(draw({ units: 300 })));
    for (const weights of ['mammen', 'rademacher'] as const) {
      const drawn = getEstimated(
        estimateGroupTimeEffects(draw({ units: 300 }), {
          bootstrap: { random: createRandomNumbers(2), draws: 2000, weights, standardErrors: 'bootstrap' },
        }),
      );
      drawn.cells.forEach(({ effect }, place) => {
        const other = analytic.cells[place]!.effect as DifferenceTerm;
        expect(
          relativeDifference((effect as DifferenceTerm).standardError, other.standardError),
        ).toBeLessThan(0.12);
      });
    }
  });
});

describe('Sun and Abraham', () => {
  it('compares with the last cohort before its treatment when all are treated in the end, and says what it leaves out', () => {
    const columns = draw({ cohorts: [3, 4, 6], hasNever: false });
    const answer = getEstimated(estimateSunAbraham(columns));
    expect(answer.dropped).toContainEqual({ reason: 'nobody-left-untreated', count: 90 });
    expect(answer.cohorts.map(({ group }) => group)).toEqual([3, 4]);
    expect(Math.abs(answer.overall.estimate - 2)).toBeLessThan(4 * answer.overall.standardError);
    const rows = Array.from(columns.time, (_value, row) => row).filter((row) => columns.time[row]! < 6);
    expectSame(getEstimated(estimateSunAbraham(reorder(columns, rows))).overall, answer.overall);
  });

  it('leaves out units treated from the start, by name', () => {
    const answer = getEstimated(estimateSunAbraham(draw({ cohorts: [1, 3] })));
    const [dropped] = answer.dropped;
    expect(dropped).toMatchObject({ reason: 'always-treated', count: 180 });
    expect(dropped!.names!.length).toBe(30);
  });
});

describe('an event study', () => {
  it('puts far event times together when told to', () => {
    const answer = getEstimated(estimateEventStudy(draw({ cohorts: [4] }), { earliest: -2, latest: 1 }));
    expect(answer.terms.map(({ eventTime }) => eventTime)).toEqual([-2, 0, 1]);
  });

  it('says that event times cannot be told apart when everybody is treated', () => {
    expect(estimateEventStudy(draw({ cohorts: [3, 4], hasNever: false }))).toMatchObject({
      kind: 'not-estimable',
      reason: 'event-times-collinear',
    });
  });

  it('warns that cohorts share one path', () => {
    const codes = getEstimated(estimateEventStudy(draw())).notes.map(({ code }) => code);
    expect(codes).toContain('event-study-mixes-cohorts');
  });
});
