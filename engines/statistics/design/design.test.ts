import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNormalDraws, createRandomNumbers, EngineInputError } from '../../kernel/index.ts';
import { CLOSED_FORM, getValue, relativeDifference } from '../../testkit/approximately.ts';
import {
  adjustPValues,
  findClusteredPower,
  findClustersNeeded,
  findDetectableEffect,
  type IncompleteColumn,
  imputeMissingValues,
  measureDifferenceEValue,
  measureEValue,
  measureReliability,
  measureRobustnessValue,
  type PValueAdjustment,
  poolImputations,
  reportAttrition,
  reportMissingData,
} from './index.ts';
import reference from './reference/design.json' with { type: 'json' };

/** The reference's own root finder and optimiser stop here. */
const SOLVED = 1e-5;

const NAMES: Record<string, PValueAdjustment> = {
  bonferroni: 'bonferroni',
  holm: 'holm',
  hochberg: 'hochberg',
  hommel: 'hommel',
  BH: 'benjamini-hochberg',
  BY: 'benjamini-yekutieli',
};

function expectClose(actual: number, expected: number, tolerance = CLOSED_FORM): void {
  expect(relativeDifference(actual, expected), `${actual} for ${expected}`).toBeLessThan(tolerance);
}

const SHARED = fileURLToPath(
  new URL('../../../../shared/reference/statistics/power_sensitivity.json', import.meta.url),
);

describe.skipIf(!existsSync(SHARED))('the shared reference (skipped where the folder is not there)', () => {
  const shared = existsSync(SHARED) ? JSON.parse(readFileSync(SHARED, 'utf8')) : {};

  it('agrees in E-values', () => {
    expectClose(measureEValue(3.9).estimate, shared.evalue['rr3.9']);
    expectClose(measureEValue(1.8).estimate, shared.evalue['rr1.8']);
    expectClose(measureEValue(0.8).estimate, shared.evalue['rr0.8']);
    expectClose(measureDifferenceEValue(0.67, 0.1).estimate, shared.evalue['smd0.67']);
    expectClose(measureDifferenceEValue(0.63, 0.1).estimate, shared.evalue['smd0.63']);
    expect(measureEValue(3.9, [1.8, 8.7]).interval).toBeCloseTo(3, 9);
  });

  it.each(Object.keys(NAMES))('agrees in p-values adjusted by %s', (name) => {
    adjustPValues(shared.p_adjust.p, NAMES[name]!).forEach((value, place) => {
      expectClose(value, shared.p_adjust[name][place]);
    });
  });
});

describe('adjusted p-values', () => {
  it.each(Object.keys(NAMES))('agree with p.adjust by %s, ties and disorder included', (name) => {
    const expected = reference.adjusted[name as keyof typeof reference.adjusted];
    adjustPValues(reference.p, NAMES[name]!).forEach((value, place) => {
      expectClose(value, expected[place]!);
    });
  });

  it('never fall below the p-value, follow its order and do not depend on the order given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        fc.constantFrom(...Object.values(NAMES)),
        (p, rule) => {
          const adjusted = adjustPValues(p, rule);
          const backwards = adjustPValues([...p].reverse(), rule).reverse();
          p.forEach((value, place) => {
            expect(adjusted[place]).toBeGreaterThanOrEqual(value * (1 - 1e-12));
            expect(backwards[place]).toBeCloseTo(adjusted[place]!, 12);
          });
        },
      ),
    );
  });

  it('refuse what is no probability', () => {
    expect(() => adjustPValues([0.1, 1.5], 'holm')).toThrow(EngineInputError);
    expect(() => adjustPValues([Number.NaN], 'hommel')).toThrow(EngineInputError);
  });
});

describe('power of clustered studies', () => {
  it('is that of the t test when clusters are people', () => {
    for (const { J, d, power } of reference.power) {
      const design = { clusters: J, peoplePerCluster: 1, intraclassCorrelation: 0 };
      expectClose(getValue(findClusteredPower(design, d)), power, 1e-6);
    }
    [8, 20, 64].forEach((clusters, place) => {
      const answer = findDetectableEffect({ clusters, peoplePerCluster: 1, intraclassCorrelation: 0 });
      if (answer.kind !== 'estimated') throw new Error(answer.reason);
      expectClose(answer.effect, reference.detectable[place]!, SOLVED);
    });
  });

  it('agrees with the definition computed in R', () => {
    for (const one of reference.clusters) {
      const design = {
        clusters: one.J,
        peoplePerCluster: one.n,
        intraclassCorrelation: one.rho,
        treatedShare: one.P,
        clusterRSquared: one.rc,
        personRSquared: one.ri,
        clusterCovariates: one.g,
        level: one.level,
      };
      const answer = findDetectableEffect(design, one.power);
      if (answer.kind !== 'estimated') throw new Error(answer.reason);
      expectClose(answer.standardError, one.se);
      expectClose(answer.bloomEffect, one.bloom);
      expectClose(answer.effect, one.mde);
      expectClose(getValue(findClusteredPower(design, 0.3)), one['power_at_0.3']);
    }
  });

  it('finds the fewest clusters: one less has too little power', () => {
    const design = { peoplePerCluster: 30, intraclassCorrelation: 0.2 };
    const clusters = getValue(findClustersNeeded(design, 0.4));
    expect(getValue(findClusteredPower({ ...design, clusters }, 0.4))).toBeGreaterThanOrEqual(0.8);
    expect(getValue(findClusteredPower({ ...design, clusters: clusters - 1 }, 0.4))).toBeLessThan(0.8);
  });

  it('names too few clusters and lists every figure that cannot be', () => {
    expect(findDetectableEffect({ clusters: 2, peoplePerCluster: 9, intraclassCorrelation: 0.1 })).toEqual({
      kind: 'not-estimable',
      reason: 'too-few-clusters',
    });
    try {
      findDetectableEffect({ clusters: 1, peoplePerCluster: 0, intraclassCorrelation: 1 });
      expect.unreachable();
    } catch (error) {
      expect((error as EngineInputError).mistakes).toHaveLength(3);
    }
  });
});

describe('sensitivity of one estimate', () => {
  it('has the robustness values of their definition', () => {
    for (const { t, df, r2, rv, rv_level } of reference.robustness) {
      const value = measureRobustnessValue({ statistic: t, degreesOfFreedom: df });
      expectClose(value.partialRSquared, r2);
      expectClose(value.estimate, rv);
      expectClose(value.atLevel, rv_level);
    }
  });

  it('does not depend on the sign of the effect', () => {
    expectClose(measureEValue(0.5).estimate, measureEValue(2).estimate);
    const one = { statistic: 3, degreesOfFreedom: 50 };
    expect(measureRobustnessValue({ ...one, statistic: -3 })).toEqual(measureRobustnessValue(one));
  });

  it('is 1 where the interval holds no effect, and refuses ratios that cannot be', () => {
    expect(measureEValue(1.2, [0.9, 1.6]).interval).toBe(1);
    expect(() => measureEValue(0)).toThrow(EngineInputError);
    expect(() => measureEValue(2, [3, 4])).toThrow(EngineInputError);
    expect(() => measureRobustnessValue({ statistic: 2, degreesOfFreedom: 1 })).toThrow(EngineInputError);
  });
});

describe('what is missing', () => {
  const column = (name: string, values: (number | undefined)[]): IncompleteColumn => ({
    name,
    values: Float64Array.from(values, (value) => value ?? 0),
    missing: Uint8Array.from(values, (value) => (value === undefined ? 1 : 0)),
  });

  it('is counted by column, group and pattern', () => {
    const columns = [column('a', [1, undefined, 3, undefined]), column('b', [1, 2, undefined, undefined])];
    const report = reportMissingData(columns, [1, 1, 0, 0]);
    expect(report.completeRows).toBe(1);
    expect(report.columns[1]!.byGroup).toEqual([
      { group: 0, count: 2, share: 1 },
      { group: 1, count: 0, share: 0 },
    ]);
    expect(report.patterns).toHaveLength(4);
  });

  it('tells attrition by group and how leavers differed', () => {
    const report = reportAttrition(
      [1, 0, 0, 0, 0, 0],
      [1, 1, 1, 0, 0, 0],
      [column('age', [9, 1, 2, 3, 4, 5])],
    );
    expect(getValue(report.differentialRate)).toBeCloseTo(1 / 3, 12);
    expect(getValue(report.baseline[0]!.treated)).toBeCloseTo(7.5 / Math.sqrt(0.5), 9);
    expect(report.baseline[0]!.control).toEqual({ kind: 'not-estimable', reason: 'nobody-left' });
    const nobody = reportAttrition([0, 0], [1, 0], []);
    expect(nobody.differentialPValue).toEqual({ kind: 'not-estimable', reason: 'nobody-left' });
  });
});

describe('multiple imputation', () => {
  it('pools as mice does, with the degrees of freedom of Barnard and Rubin', () => {
    reference.pool.pooled.forEach((expected, place) => {
      const rows = reference.pool.n[place];
      const pooled = poolImputations({
        name: 'effect',
        estimates: reference.pool.q,
        standardErrors: reference.pool.s,
        ...(rows === null || rows === undefined ? {} : { completeDegreesOfFreedom: rows - 1 }),
      });
      expectClose(pooled.estimate, expected.qbar);
      expectClose(pooled.standardError ** 2, expected.t);
      expectClose(pooled.degreesOfFreedom as number, expected.df);
      expectClose(pooled.relativeIncrease, expected.r);
      expectClose(pooled.informationShareMissing, expected.fmi);
    });
  });

  it.each(['normal', 'predictive-mean'] as const)(
    'by %s recovers a mean that complete cases miss',
    (method) => {
      const random = createRandomNumbers(11);
      const normal = createNormalDraws(random);
      const x = Float64Array.from({ length: 600 }, () => normal());
      const y = x.map((value) => 2 * value + normal() + 10);
      // High x, and so high y, is missing more often: the mean of those seen is too low.
      const missing = Uint8Array.from(x, (value) => (random() < 1 / (1 + Math.exp(-2 * value)) ? 1 : 0));
      const columns = [
        { name: 'x', values: x, missing: new Uint8Array(600) },
        { name: 'y', values: y, missing },
      ];
      const answer = imputeMissingValues({ columns, random, method, imputations: 10, iterations: 3 });
      if (answer.kind !== 'estimated') throw new Error(answer.reason);
      const means = answer.dataSets.map(([, one]) => one!.reduce((sum, value) => sum + value / 600, 0));
      const truth = y.reduce((sum, value) => sum + value / 600, 0);
      const errors = answer.dataSets.map(([, one], set) =>
        Math.sqrt(one!.reduce((sum, value) => sum + (value - means[set]!) ** 2, 0) / 599 / 600),
      );
      const pooled = poolImputations({ name: 'mean', estimates: means, standardErrors: errors });
      expect(Math.abs(pooled.estimate - truth)).toBeLessThan(3 * Math.sqrt(pooled.betweenVariance) + 0.15);
      for (const [, one] of answer.dataSets)
        y.forEach((value, row) => {
          if (missing[row] === 0) expect(one![row]).toBe(value);
        });
    },
  );

  it('repeats itself for the same seed and refuses columns with too little in them', () => {
    const columns = [
      {
        name: 'a',
        values: Float64Array.of(1, 2, 3, 4, 5, 6, 7),
        missing: Uint8Array.of(0, 0, 0, 0, 0, 0, 1),
      },
      { name: 'b', values: Float64Array.of(2, 1, 4, 3, 6, 5, 8), missing: new Uint8Array(7) },
    ];
    const draw = () => imputeMissingValues({ columns, random: createRandomNumbers(5), imputations: 3 });
    expect(draw()).toEqual(draw());
    const empty = { name: 'c', values: new Float64Array(7), missing: new Uint8Array(7).fill(1) };
    expect(imputeMissingValues({ columns: [...columns, empty], random: createRandomNumbers(5) })).toEqual({
      kind: 'not-estimable',
      reason: 'too-few-observed',
    });
  });
});

describe('reliability', () => {
  const items = Object.entries(reference.items).map(([name, values]) => ({
    name,
    values: Float64Array.from(values),
  }));

  it('agrees with psych in alpha and with lavaan in omega', () => {
    const answer = measureReliability(items);
    expectClose(getValue(answer.alpha), reference.reliability.alpha);
    answer.alphaInterval!.forEach((end, place) => {
      expectClose(end, reference.reliability.interval[place]!);
    });
    answer.alphaWithout.forEach((alpha, place) => {
      expectClose(getValue(alpha), reference.reliability.without[place]!);
    });
    answer.itemRestCorrelations.forEach((one, place) => {
      expectClose(getValue(one), reference.reliability.rest[place]!);
    });
    expectClose(getValue(answer.omega), reference.reliability.omega, SOLVED);
    answer.loadings.forEach((loading, place) => {
      expectClose(loading, reference.reliability.loadings[place]!, SOLVED);
    });
  });

  it.each([1e-150, 1e-300, 1e300])('does not depend on the unit of the scale (%s)', (unit) => {
    const scaled = items.map(({ name, values }) => ({
      name,
      values: values.map((value) => (value / 8) * unit),
    }));
    expectClose(getValue(measureReliability(scaled).alpha), reference.reliability.alpha);
    expectClose(getValue(measureReliability(scaled).omega), reference.reliability.omega, SOLVED);
  });

  it('names a reversed item, and refuses constant items and single ones', () => {
    const [first, ...others] = items;
    const reversed = [{ ...first!, values: first!.values.map((value) => -value) }, ...others];
    expect(measureReliability(reversed).reversedItems).toEqual([first!.name]);
    const constant = [0, 1, 2].map((item) => ({ name: `${item}`, values: new Float64Array(9).fill(4) }));
    expect(measureReliability(constant).alpha).toEqual({ kind: 'not-estimable', reason: 'no-variation' });
    expect(() => measureReliability([first!])).toThrow(EngineInputError);
    expect(measureReliability(items.slice(0, 2)).omega).toEqual({
      kind: 'not-estimable',
      reason: 'too-few-items',
    });
  });
});
