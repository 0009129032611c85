import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNormalDraws, createRandomNumbers, EngineInputError } from '../kernel/index.ts';
import {
  aggregateGroupTimeEffects,
  decomposeGoodmanBacon,
  estimateAugmentedWeighting,
  estimateByImputation,
  estimateEventStudy,
  estimateGroupTimeEffects,
  estimateLinearModel,
  estimateMatchedEffect,
  estimateMediation,
  estimateNearestNeighbourEffect,
  estimateSunAbraham,
  estimateTwoByTwo,
  estimateTwoWayFixedEffects,
  estimateWeightedEffect,
  findDetectableEffect,
  findRosenbaumBounds,
  fitLogit,
  fitMultilevelModel,
  measureEValue,
  measureRobustnessValue,
  type PanelColumns,
  poolImputations,
  runMatchingPlan,
  type StudyTerm,
} from './index.ts';

/** Where Infinity is said by the contract: units never treated. */
const NEVER = /firstTreated$/;

/** Paths of numbers that are none. */
function findBad(value: unknown, path = '', seen = new Set<unknown>()): string[] {
  if (value === null) return [`${path} is null`];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (typeof value !== 'object' || seen.has(value) || NEVER.test(path)) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, inner]) => findBad(inner, `${path}.${key}`, seen));
}

function listTerms(value: unknown, seen = new Set<unknown>()): StudyTerm[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return [];
  seen.add(value);
  const own = 'pValue' in value && 'confidenceInterval' in value ? [value as StudyTerm] : [];
  return [...own, ...Object.values(value).flatMap((inner) => listTerms(inner, seen))];
}

/** Whatever comes: a mistake by name, or numbers that are numbers and agree with each other. */
function expectSound(run: () => unknown): void {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineInputError);
    return;
  }
  expect(findBad(result)).toEqual([]);
  for (const { pValue, confidenceInterval, standardError } of listTerms(result)) {
    const [low, high] = confidenceInterval;
    expect(standardError).toBeGreaterThan(0);
    if (Math.abs(pValue - 0.05) > 1e-9) expect(low > 0 || high < 0).toBe(pValue < 0.05);
  }
}

const UNITS = fc.constantFrom(1, 1, 1, 1e-300, 1e300, 1e-3);
const LEVELS = fc.constantFrom(0, 0, 1e9);

describe('numbers', () => {
  const table = fc.record({
    seed: fc.integer({ min: 1, max: 1e9 }),
    rows: fc.constantFrom(2, 3, 5, 12, 40),
    unit: UNITS,
    level: LEVELS,
    covariateUnit: UNITS,
    share: fc.constantFrom(0, 0.1, 0.5, 0.9, 1),
    clusters: fc.constantFrom(2, 3, 12),
    kind: fc.constantFrom('noise', 'constant', 'treatment', 'binary'),
  });

  it('of regressions, matching and mediation are finite and agree with their intervals', () => {
    fc.assert(
      fc.property(table, ({ seed, rows, unit, level, covariateUnit, share, clusters: levels, kind }) => {
        const random = createRandomNumbers(seed);
        const draw = createNormalDraws(random);
        const make = (value: (row: number) => number) =>
          Float64Array.from({ length: rows }, (_, row) => value(row));
        const treated = make(() => (random() < share ? 1 : 0));
        const outcome = make((row) => {
          if (kind === 'constant') return 0.1;
          return (
            (kind === 'noise' ? draw() : kind === 'binary' ? Math.round(random()) : treated[row]!) * unit +
            level
          );
        });
        const x = make(() => draw() * covariateUnit);
        const clusters = { codes: Int32Array.from(outcome, () => Math.floor(random() * levels)), levels };
        const covariates = [
          { name: random() < 0.2 ? 'treated' : 'x', values: x },
          { name: 'place', values: { codes: clusters.codes, levels } },
        ];
        const regressors = [
          { name: 'x', values: x },
          { name: 'd', values: treated },
        ];
        for (const type of ['cr0', 'cr1', 'cr1s', 'cr2', 'cr3'] as const)
          expectSound(() => estimateLinearModel({ outcome, regressors, covariance: { type, clusters } }));
        for (const type of ['iid', 'hc1', 'hc3'] as const)
          expectSound(() =>
            estimateLinearModel({ outcome, regressors, fixedEffects: [clusters], covariance: { type } }),
          );
        expectSound(() => fitLogit({ outcome: treated, regressors: regressors.slice(0, 1), clusters }));
        for (const method of [
          'nearest-neighbours',
          'optimal-pairs',
          'subclasses',
          'coarsened-exact',
        ] as const)
          expectSound(() => {
            const matched = runMatchingPlan({ treated, covariates, plan: { method } });
            if (matched.kind !== 'estimated') return matched;
            const { sample } = matched;
            return [matched, estimateMatchedEffect({ outcome, treated, sample, covariates })];
          });
        expectSound(() =>
          estimateWeightedEffect({ outcome, treated, covariates, estimand: 'ate', cluster: clusters }),
        );
        expectSound(() =>
          estimateNearestNeighbourEffect({
            outcome,
            treated,
            distance: { kind: 'mahalanobis', covariates },
            estimand: 'att',
            biasAdjustment: covariates,
          }),
        );
        const score = make(() => 0.1 + 0.8 * random());
        expectSound(() =>
          estimateAugmentedWeighting({ outcome, treated, score, covariates, estimand: 'att' }),
        );
        const mediators = [{ name: 'm', values: make(() => draw() * covariateUnit + level) }];
        expectSound(() => estimateMediation({ outcome, treatment: treated, mediators, clusters }));
        expectSound(() =>
          fitMultilevelModel({
            outcome,
            covariates: regressors.slice(0, 1),
            levels: [{ name: 'school', groups: clusters }],
          }),
        );
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('of studies over time are finite and agree with their intervals', () => {
    const study = fc.record({
      seed: fc.integer({ min: 1, max: 1e9 }),
      units: fc.constantFrom(2, 4, 9, 20),
      periods: fc.constantFrom(2, 3, 5),
      cohorts: fc.constantFrom([3, 0], [2], [2, 3, 0], [1, 3, 0], [2, 3], [0]),
      gaps: fc.constantFrom(0, 0, 0.2),
      unit: UNITS,
      level: LEVELS,
      weightUnit: fc.constantFrom(0, 1, 1e-290, 1e290),
      noise: fc.constantFrom(0, 1, 1),
    });
    fc.assert(
      fc.property(study, (given) => {
        const random = createRandomNumbers(given.seed);
        const draw = createNormalDraws(random);
        const rows: { unit: number; time: number; first: number; y: number; weight: number }[] = [];
        for (let unit = 0; unit < given.units; unit++) {
          const first = given.cohorts[unit % given.cohorts.length]!;
          for (let time = 1; time <= given.periods; time++) {
            if (random() < given.gaps) continue;
            const effect = first > 0 && time >= first ? 1 : 0;
            const y = (unit % 5) + 0.3 * time + effect + given.noise * draw();
            rows.push({ unit, time, first, y: y * given.unit + given.level, weight: Math.exp(0.3 * draw()) });
          }
        }
        const column = (pick: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, pick);
        const panel: PanelColumns = {
          outcome: column(({ y }) => y),
          unit: { codes: Int32Array.from(rows, ({ unit }) => unit), levels: given.units },
          time: column(({ time }) => time),
          firstTreated: column(({ first }) => first),
          ...(given.weightUnit > 0 ? { weights: column(({ weight }) => weight * given.weightUnit) } : {}),
        };
        for (const estimate of [
          estimateTwoByTwo,
          estimateTwoWayFixedEffects,
          estimateEventStudy,
          estimateSunAbraham,
          estimateByImputation,
          decomposeGoodmanBacon,
        ])
          expectSound(() => estimate(panel));
        expectSound(() => {
          const effects = estimateGroupTimeEffects(panel, { control: 'not-yet-treated' });
          if (effects.kind !== 'estimated') return effects;
          const kinds = ['simple', 'dynamic', 'group', 'calendar'] as const;
          return [effects, ...kinds.map((kind) => aggregateGroupTimeEffects(effects, kind))];
        });
      }),
      { numRuns: 120, seed: 11 },
    );
  });

  it('of design aids are finite at any size', () => {
    const sizes = fc.constantFrom(1, 0.5, 3, 1e-200, 1e8, 1e200, 1e300, Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(sizes, sizes, sizes, (a, b, c) => {
        expectSound(() => measureEValue(a));
        expectSound(() => measureRobustnessValue({ statistic: a, degreesOfFreedom: b, share: c }));
        expectSound(() => [
          poolImputations({
            name: 'effect',
            estimates: [a, a / 2],
            standardErrors: [b, b / 3],
            completeDegreesOfFreedom: c,
          }),
        ]);
        expectSound(() => findRosenbaumBounds({ differences: Float64Array.of(1, 2, 3), gammas: [a, b] }));
      }),
      { numRuns: 200, seed: 13 },
    );
  });

  it('of a design at a level of one in a million millions come at once', () => {
    const design = { clusters: 3, peoplePerCluster: 1, intraclassCorrelation: 0.2, level: 1e-12 };
    expect(findDetectableEffect(design).kind).toBe('estimated');
  });
});

describe('a high level takes no digits', () => {
  const random = createRandomNumbers(9);
  const draw = createNormalDraws(random);
  const rows = 200;
  // Exact in binary, so that the level itself rounds nothing.
  const exact = () => Math.round(draw() * 1000) * 2 ** -20;
  const x = Float64Array.from({ length: rows }, exact);
  const y = x.map((value) => value + exact());
  const treated = x.map((value) => (value * 500 + draw() > 0 ? 1 : 0));
  const lift = (values: Float64Array) => values.map((value) => value + 1e9);
  const score = new Float64Array(rows).fill(0.4);

  it.each([
    [
      'augmented weighting',
      (outcome: Float64Array, values: Float64Array) =>
        estimateAugmentedWeighting({
          outcome,
          treated,
          score,
          covariates: [{ name: 'x', values }],
          estimand: 'ate',
        }),
    ],
    [
      'nearest neighbours',
      (outcome: Float64Array, values: Float64Array) => {
        const covariates = [{ name: 'x', values }];
        const distance = { kind: 'mahalanobis', covariates } as const;
        return estimateNearestNeighbourEffect({
          outcome,
          treated,
          distance,
          estimand: 'att',
          biasAdjustment: covariates,
        });
      },
    ],
    [
      'mediation',
      (outcome: Float64Array, values: Float64Array) =>
        estimateMediation({ outcome, treatment: treated, mediators: [{ name: 'm', values }] }),
    ],
  ])('from %s', (_, estimate) => {
    const [low, high] = [listTerms(estimate(y, x)), listTerms(estimate(lift(y), lift(x)))];
    expect(low.length).toBeGreaterThan(0);
    low.forEach((term, place) => {
      expect(high[place]!.estimate / term.estimate - 1).toBeCloseTo(0, 8);
      expect(high[place]!.standardError / term.standardError - 1).toBeCloseTo(0, 8);
    });
  });

  it('from the decomposition of two-way fixed effects', () => {
    const panel = {
      unit: { codes: Int32Array.from(y, (_, row) => Math.floor(row / 5)), levels: rows / 5 },
      time: Float64Array.from(y, (_, row) => row % 5),
      firstTreated: Float64Array.from(y, (_, row) =>
        Math.floor(row / 5) % 2 ? 3 : Number.POSITIVE_INFINITY,
      ),
    };
    const low = decomposeGoodmanBacon({ ...panel, outcome: y });
    const high = decomposeGoodmanBacon({ ...panel, outcome: lift(y) });
    if (low.kind !== 'estimated' || high.kind !== 'estimated') throw new Error('refused');
    expect(high.weightedSum / low.weightedSum - 1).toBeCloseTo(0, 8);
  });
});

describe('two clusters, one of them treated', () => {
  const random = createRandomNumbers(3);
  const draw = createNormalDraws(random);
  const treatment = Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? 0 : 1));
  const values = treatment.map((value) => value + draw());
  const outcome = values.map((value, row) => value / 2 + treatment[row]! + draw());
  const clusters = { codes: Int32Array.from(treatment), levels: 2 };

  it('carry no mediation', () => {
    const mediators = [{ name: 'm', values }];
    expect(estimateMediation({ outcome, treatment, mediators, clusters })).toMatchObject({
      reason: 'error-vanishes',
    });
  });

  it('carry no clustered logit', () => {
    const chosen = treatment.map((value, row) => (row % 3 === 0 ? 1 - value : value));
    const regressors = [{ name: 'd', values: treatment }];
    expect(fitLogit({ outcome: chosen, regressors, clusters })).toMatchObject({ reason: 'error-vanishes' });
  });
});
