import { describe, expect, it } from 'vitest';
import { createRandomNumbers, EngineInputError } from '../../kernel/index.ts';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import {
  aggregateGroupTimeEffects,
  type DifferenceTerm,
  type EventCoefficients,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateTwoWayFixedEffects,
  findBreakdownOfTrends,
  runPlacebos,
  simulatePanel,
} from './index.ts';

function getEstimated<Answer extends { kind: string }>(answer: Answer) {
  if (answer.kind !== 'estimated') throw new Error(JSON.stringify(answer));
  return answer as Extract<Answer, { kind: 'estimated' }>;
}

const COEFFICIENTS: EventCoefficients = {
  eventTimes: [-3, -2, 0, 1, 2],
  estimates: [0.15, -0.1, 1, 1.4, 1.9],
  standardErrors: [0.1, 0.12, 0.15, 0.2, 0.22],
  correlations: Float64Array.from({ length: 25 }, (_, at) => (at % 6 === 0 ? 1 : 0.3)),
  degreesOfFreedom: 'normal',
};

/** Every corner of the allowed changes after treatment, tried out. */
function tryCorners(weights: readonly number[], bound: number): [number, number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let corner = 0; corner < 2 ** weights.length; corner++) {
    let trend = 0;
    let bias = 0;
    weights.forEach((weight, place) => {
      trend += corner & (1 << place) ? bound : -bound;
      bias += weight * trend;
    });
    lowest = Math.min(lowest, bias);
    highest = Math.max(highest, bias);
  }
  return [lowest, highest];
}

describe('sensitivity to trends that are not parallel', () => {
  it.each([[[1 / 3, 1 / 3, 1 / 3]], [[1, 0, 0]], [[-1, 0, 1]], [[0.2, -0.9, 0.4]]])(
    'bounds the effect as every corner of the allowed trends does, weights %j',
    (weights) => {
      const answer = getEstimated(
        findBreakdownOfTrends(COEFFICIENTS, {
          weightByEventTime: new Map(weights.map((weight, place) => [place, weight])),
          relativeMagnitudes: [0.7],
        }),
      );
      // The largest change before treatment is from −3 to −2: 0.25.
      const [lowest, highest] = tryCorners(weights, 0.7 * 0.25);
      const [from, to] = answer.rows[0]!.identifiedSet;
      expect(relativeDifference(from, answer.estimate - highest)).toBeLessThan(CLOSED_FORM);
      expect(relativeDifference(to, answer.estimate - lowest)).toBeLessThan(CLOSED_FORM);
    },
  );

  it('is the ordinary interval when trends are taken as parallel', () => {
    const study = getEstimated(
      estimateEventStudy(simulatePanel({ units: 60, periods: 6, cohorts: [4] }, createRandomNumbers(4))),
    );
    const answer = getEstimated(findBreakdownOfTrends(study.coefficients));
    const [from, to] = answer.rows[0]!.confidenceInterval;
    expect(relativeDifference(from, study.overall.confidenceInterval[0])).toBeLessThan(CLOSED_FORM);
    expect(relativeDifference(to, study.overall.confidenceInterval[1])).toBeLessThan(CLOSED_FORM);
  });

  it('widens with the violation allowed and contains the identified set', () => {
    const { rows } = getEstimated(
      findBreakdownOfTrends(COEFFICIENTS, { relativeMagnitudes: [0, 0.1, 0.3, 1, 3, 10] }),
    );
    rows.forEach(({ confidenceInterval, identifiedSet }, place) => {
      expect(confidenceInterval[0]).toBeLessThan(identifiedSet[0]);
      expect(confidenceInterval[1]).toBeGreaterThan(identifiedSet[1]);
      if (place === 0) return;
      expect(confidenceInterval[0]).toBeLessThanOrEqual(rows[place - 1]!.confidenceInterval[0]);
      expect(confidenceInterval[1]).toBeGreaterThanOrEqual(rows[place - 1]!.confidenceInterval[1]);
    });
  });

  it('breaks down exactly where the interval reaches zero', () => {
    const { breakdown } = getEstimated(findBreakdownOfTrends(COEFFICIENTS));
    const [below, above] = getEstimated(
      findBreakdownOfTrends(COEFFICIENTS, { relativeMagnitudes: [breakdown * 0.999, breakdown * 1.001] }),
    ).rows;
    expect(below!.confidenceInterval[0]).toBeGreaterThan(0);
    expect(above!.confidenceInterval[0]).toBeLessThan(0);
  });

  it.each([1e-300, 1e300])('breaks down at the same violation in any unit, times %d', (factor) => {
    const scaled = {
      ...COEFFICIENTS,
      estimates: COEFFICIENTS.estimates.map((estimate) => estimate * factor),
      standardErrors: COEFFICIENTS.standardErrors.map((error) => error * factor),
    };
    const { breakdown } = getEstimated(findBreakdownOfTrends(scaled));
    expect(
      relativeDifference(breakdown, getEstimated(findBreakdownOfTrends(COEFFICIENTS)).breakdown),
    ).toBeLessThan(CLOSED_FORM);
  });

  it('is zero when there is no conclusion to lose', () => {
    const none = { ...COEFFICIENTS, estimates: [0, 0, 0.1, 0.1, 0.1] };
    expect(getEstimated(findBreakdownOfTrends(none))).toMatchObject({
      breakdown: 0,
      identifiedBreakdown: 'never',
    });
  });

  it('reads effects by cohort and period that share one base period', () => {
    const columns = simulatePanel({ units: 90, periods: 6, effect: 3 }, createRandomNumbers(8));
    const effects = getEstimated(estimateGroupTimeEffects(columns, { base: 'universal' }));
    const dynamic = getEstimated(aggregateGroupTimeEffects(effects, 'dynamic'));
    const answer = getEstimated(findBreakdownOfTrends(dynamic.coefficients!));
    const overall = dynamic.overall as DifferenceTerm;
    expect(relativeDifference(answer.estimate, overall.estimate)).toBeLessThan(CLOSED_FORM);
    expect(
      relativeDifference(answer.rows[0]!.confidenceInterval[0], overall.confidenceInterval[0]),
    ).toBeLessThan(CLOSED_FORM);
    expect(answer.breakdown).toBeGreaterThan(0);
  });

  it('says when nothing before treatment can be compared, and refuses a negative magnitude', () => {
    const short = getEstimated(
      estimateEventStudy(simulatePanel({ units: 60, periods: 4, cohorts: [2] }, createRandomNumbers(4))),
    );
    expect(findBreakdownOfTrends(short.coefficients)).toMatchObject({ reason: 'single-pre-period' });
    expect(short.preTrend).toMatchObject({ reason: 'single-pre-period' });
    expect(() => findBreakdownOfTrends(COEFFICIENTS, { relativeMagnitudes: [-1] })).toThrow(EngineInputError);
  });
});

describe('placebo studies', () => {
  const columns = simulatePanel({ units: 120, periods: 8, cohorts: [6], effect: 3 }, createRandomNumbers(6));

  it('find nothing at dates before treatment, from rows before treatment only', () => {
    const placebos = runPlacebos(columns, { periodsEarlier: [1, 2, 3] }, estimateTwoWayFixedEffects);
    for (const { effect, dropped } of placebos) {
      expect(Math.abs((effect as DifferenceTerm).estimate)).toBeLessThan(
        4 * (effect as DifferenceTerm).standardError,
      );
      expect(dropped).toEqual([{ reason: 'after-true-treatment', count: 180 }]);
    }
  });

  it('find a difference in trends when there is one', () => {
    const diverging = simulatePanel(
      { units: 120, periods: 8, cohorts: [6], trendGap: 1 },
      createRandomNumbers(6),
    );
    const [placebo] = runPlacebos(diverging, { periodsEarlier: [2] }, estimateTwoWayFixedEffects);
    expect((placebo!.effect as DifferenceTerm).pValue).toBeLessThan(0.001);
  });

  it('find nothing in an outcome that treatment does not move', () => {
    const other = simulatePanel({ units: 120, periods: 8, cohorts: [6], effect: 0 }, createRandomNumbers(7));
    const [placebo] = runPlacebos(
      columns,
      { outcomes: [{ name: 'height', values: other.outcome }] },
      estimateTwoWayFixedEffects,
    );
    expect(placebo).toMatchObject({ kind: 'outcome', name: 'height' });
    expect((placebo!.effect as DifferenceTerm).pValue).toBeGreaterThan(0.001);
  });

  it('say when no period is left before the placebo date, and refuse dates that are not earlier', () => {
    const reasons = runPlacebos(columns, { periodsEarlier: [5, 0, 1.5] }, estimateTwoWayFixedEffects).map(
      ({ effect }) => ('kind' in effect ? effect.reason : undefined),
    );
    expect(reasons).toEqual(['no-period-before-placebo', 'placebo-not-earlier', 'placebo-not-earlier']);
  });
});
