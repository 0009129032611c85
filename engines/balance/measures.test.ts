import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineInputError } from '../kernel/index.ts';
import { CLOSED_FORM, getValue, relativeDifference } from '../testkit/approximately.ts';
import { decomposeTheil } from './decompose-theil.ts';
import { drawLorenzCurve } from './lorenz-curve.ts';
import type { ColumnMeasures } from './measure-column.ts';
import {
  measureAtkinson,
  measureEnrolmentWeightedVariation,
  measureGeneralizedEntropy2,
  measureGini,
  measureHighestToLowest,
  measureHoover,
  measureInequality,
  measureP90ToP10,
  measureTheilL,
  measureTheilT,
  measureVariation,
} from './measures.ts';
import reference from './reference/inequality.json' with { type: 'json' };

function flatten(measures: ColumnMeasures): Record<string, number> {
  const { mean, cv, cvUnweighted, gini, theilT, theilL, generalizedEntropy2, hoover, atkinson } = measures;
  const { highestToLowest, p90ToP10 } = measures;
  const named = {
    mean,
    cv,
    cvUnweighted,
    gini,
    theilT,
    theilL,
    generalizedEntropy2,
    hoover,
    atkinsonHalf: atkinson.half,
    atkinsonOne: atkinson.one,
    atkinsonTwo: atkinson.two,
    highestToLowest,
    p90ToP10,
  };
  return Object.fromEntries(Object.entries(named).map(([name, measure]) => [name, getValue(measure)]));
}

function expectAgreement(actual: Record<string, number>, expected: Record<string, number>): void {
  for (const [name, value] of Object.entries(expected))
    expect(relativeDifference(actual[name]!, value), name).toBeLessThan(CLOSED_FORM);
}

const { values, weights, groups } = reference;

describe('inequality measures', () => {
  it('agree with the definitions summed exactly, weighted and unweighted', () => {
    expectAgreement(flatten(measureInequality(values, weights)), reference.weighted);
    expectAgreement(flatten(measureInequality(values)), reference.unweighted);
    expectAgreement(flatten(measureInequality([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), reference.oneToTen);
  });

  it('decompose into between and within as the definitions do', () => {
    const parts = decomposeTheil(values, groups, weights);
    for (const index of ['theilT', 'theilL'] as const) {
      const { between, within, total } = getValue(parts[index]);
      expectAgreement({ between, within, total }, reference.decomposition[index]);
    }
  });

  it('are each reachable by their own function', () => {
    const all = measureInequality(values, weights);
    expect(measureVariation(values, weights)).toEqual(all.cv);
    expect(measureGini(values, weights)).toEqual(all.gini);
    expect(measureTheilT(values, weights)).toEqual(all.theilT);
    expect(measureTheilL(values, weights)).toEqual(all.theilL);
    expect(measureGeneralizedEntropy2(values, weights)).toEqual(all.generalizedEntropy2);
    expect(measureHoover(values, weights)).toEqual(all.hoover);
    expect(measureAtkinson(values, 0.5, weights)).toEqual(all.atkinson.half);
    expect(measureAtkinson(values, 1, weights)).toEqual(all.atkinson.one);
    expect(measureAtkinson(values, 2, weights)).toEqual(all.atkinson.two);
    expect(measureHighestToLowest(values)).toEqual(all.highestToLowest);
    expect(measureP90ToP10(values)).toEqual(all.p90ToP10);
  });

  it('are zero, and the ratios one, when all schools are equal', () => {
    const all = flatten(measureInequality([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [3, 1, 4, 1, 5, 9]));
    for (const name of ['cv', 'cvUnweighted', 'gini', 'theilT', 'theilL', 'hoover'])
      expect(all[name]).toBeLessThan(1e-15);
    expect(all.p90ToP10).toBe(1);
    expect(all.highestToLowest).toBe(1);
  });

  it('keep their digits when schools are nearly equal', () => {
    const near = [1 + 1e-7, 1, 1 - 1e-7];
    const variance = (2 * 1e-14) / 3;
    expect(relativeDifference(getValue(measureTheilT(near)), variance / 2, 0)).toBeLessThan(1e-2);
    expect(relativeDifference(getValue(measureVariation(near)), Math.sqrt(variance), 0)).toBeLessThan(1e-7);
  });

  it('say why they do not exist instead of returning NaN', () => {
    expect(measureVariation([])).toEqual({ kind: 'not-estimable', reason: 'no-schools' });
    expect(measureVariation([5])).toEqual({ kind: 'not-estimable', reason: 'single-school' });
    expect(measureVariation([5, 6], [1, 0])).toEqual({ kind: 'not-estimable', reason: 'single-school' });
    expect(measureGini([0, 0])).toEqual({ kind: 'not-estimable', reason: 'zero-mean' });
    expect(measureGini([-1, 3])).toEqual({ kind: 'not-estimable', reason: 'negative-values' });
    expect(measureTheilL([0, 3])).toEqual({ kind: 'not-estimable', reason: 'zero-value' });
    expect(measureAtkinson([0, 3], 1)).toEqual({ kind: 'not-estimable', reason: 'zero-value' });
    expect(measureAtkinson([0, 3], 2)).toEqual({ kind: 'not-estimable', reason: 'zero-value' });
    expect(measureHighestToLowest([0, 3])).toEqual({ kind: 'not-estimable', reason: 'zero-value' });
    expect(measureP90ToP10([0, 0, 0, 3])).toEqual({ kind: 'not-estimable', reason: 'zero-percentile' });
    expect(measureVariation([1e308, 1e308, 1.5e308])).toEqual({
      kind: 'not-estimable',
      reason: 'not-finite',
    });
    expect(drawLorenzCurve([])).toEqual({ kind: 'not-estimable', reason: 'no-schools' });
    expect(drawLorenzCurve([0, 0])).toEqual({ kind: 'not-estimable', reason: 'zero-mean' });
  });

  it('still give Theil T, Atkinson 1/2 and Gini when a school has nothing', () => {
    expect(getValue(measureTheilT([0, 4]))).toBeCloseTo(Math.log(2), 12);
    expect(getValue(measureAtkinson([0, 4], 0.5))).toBeCloseTo(0.5, 12);
    expect(getValue(measureGini([0, 4]))).toBeCloseTo(0.5, 12);
  });

  it('refuse values and weights that cannot be numbers, all at once', () => {
    const refused = () => measureGini([1, Number.NaN, Number.POSITIVE_INFINITY, 4], [1, 1, 1, -2]);
    expect(refused).toThrow(EngineInputError);
    try {
      refused();
    } catch (error) {
      expect((error as EngineInputError).mistakes.map(({ code }) => code)).toEqual([
        'not-finite',
        'not-finite',
        'negative-weight',
      ]);
    }
    expect(() => measureGini([1, 2], [1])).toThrow('There are 2 values and 1 weights');
    expect(() => decomposeTheil([1, 2], ['a'])).toThrow('2 values and 1 groups');
  });

  it('judge the same area differently with and without weights, the trap of the common mistake', () => {
    // Large schools at the extremes: weighted over 0.50, unweighted under it.
    const pupils = [2000, 2000, 700, 700, 700, 700];
    const totals = [6, 34, 7, 7, 7.5, 6.5];
    const weighted = getValue(measureEnrolmentWeightedVariation(totals, pupils));
    const ratios = totals.map((total, row) => total / pupils[row]!);
    const unweighted = getValue(measureVariation(ratios));
    const area = totals.reduce((sum, each) => sum + each, 0) / pupils.reduce((sum, each) => sum + each, 0);
    const byHand = Math.sqrt(
      ratios.reduce((sum, ratio, row) => sum + (pupils[row]! / 6800) * (ratio - area) ** 2, 0),
    );
    expect(weighted).toBeCloseTo(byHand / area, 12);
    expect(weighted).toBeGreaterThan(TRAP_LIMIT);
    expect(unweighted).toBeLessThan(TRAP_LIMIT);
  });
});

const TRAP_LIMIT = 0.5;

const column = fc
  .array(fc.tuple(fc.double({ min: 0.01, max: 1000, noNaN: true }), fc.integer({ min: 1, max: 2000 })), {
    minLength: 2,
    maxLength: 120,
  })
  .map((rows) => ({ values: rows.map(([value]) => value), weights: rows.map(([, weight]) => weight) }));

const RELATIVE = ['cv', 'gini', 'theilT', 'theilL', 'hoover', 'atkinsonHalf', 'atkinsonOne', 'atkinsonTwo'];

function expectSame(a: ColumnMeasures, b: ColumnMeasures, names = RELATIVE): void {
  const [left, right] = [flatten(a), flatten(b)];
  for (const name of names) expect(relativeDifference(left[name]!, right[name]!), name).toBeLessThan(1e-7);
}

describe('invariances of the inequality measures', () => {
  it('the order of rows does not matter', () => {
    fc.assert(
      fc.property(column, (data) => {
        const reversed = { values: data.values.toReversed(), weights: data.weights.toReversed() };
        expectSame(
          measureInequality(data.values, data.weights),
          measureInequality(reversed.values, reversed.weights),
          [...RELATIVE, 'mean', 'cvUnweighted', 'p90ToP10', 'highestToLowest'],
        );
      }),
    );
  });

  it('the unit does not matter, of values and of weights', () => {
    fc.assert(
      fc.property(column, fc.double({ min: 0.001, max: 1000, noNaN: true }), (data, unit) => {
        expectSame(
          measureInequality(data.values, data.weights),
          measureInequality(
            data.values.map((value) => value * unit),
            data.weights.map((weight) => weight * unit),
          ),
          [...RELATIVE, 'p90ToP10', 'highestToLowest'],
        );
      }),
    );
  });

  it('repeating every school changes nothing, and a weight of two is two schools', () => {
    fc.assert(
      fc.property(column, (data) => {
        const twice = [...data.values, ...data.values];
        expectSame(
          measureInequality(data.values, data.weights),
          measureInequality(twice, [...data.weights, ...data.weights]),
        );
        expectSame(
          measureInequality(
            data.values,
            data.values.map(() => 2),
          ),
          measureInequality(twice),
        );
      }),
    );
  });

  it('weights of one are no weights', () => {
    fc.assert(
      fc.property(column, ({ values: plain }) => {
        const ones = plain.map(() => 1);
        expectSame(measureInequality(plain, ones), measureInequality(plain), [...RELATIVE, 'mean']);
        const measures = flatten(measureInequality(plain));
        expect(measures.cv).toBeCloseTo(measures.cvUnweighted!, 12);
      }),
    );
  });

  it('between and within add up to the whole, whatever the grouping and its labels', () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 1, max: 6 }), (data, count) => {
        const labels = data.values.map((_, row) => `g${row % count}`);
        const relabelled = data.values.map((_, row) => `x${(row % count) + 7}`);
        const whole = flatten(measureInequality(data.values, data.weights));
        const parts = decomposeTheil(data.values, labels, data.weights);
        const other = decomposeTheil(data.values, relabelled, data.weights);
        for (const index of ['theilT', 'theilL'] as const) {
          const { between, within, total } = getValue(parts[index]);
          expect(between + within).toBe(total);
          expect(relativeDifference(total, whole[index]!)).toBeLessThan(1e-7);
          expect(other[index]).toEqual(parts[index]);
        }
      }),
    );
  });

  it('the Lorenz curve encloses the Gini coefficient', () => {
    fc.assert(
      fc.property(column, (data) => {
        const points = getValue(drawLorenzCurve(data.values, data.weights));
        let area = 0;
        for (let place = 1; place < points.length; place++) {
          const [from, to] = [points[place - 1]!, points[place]!];
          area += (to.weightShare - from.weightShare) * (from.resourceShare + to.resourceShare);
        }
        expect(1 - area).toBeCloseTo(getValue(measureGini(data.values, data.weights)), 9);
        expect(points.at(-1)).toEqual({ weightShare: 1, resourceShare: 1 });
      }),
    );
  });
});

const SHARED = new URL('../../../shared/reference/statistics/', import.meta.url);
const hasShared = existsSync(new URL('inequality.json', SHARED));

describe.runIf(hasShared)('inequality measures against R on the California schools', () => {
  interface Block {
    readonly [name: string]: number;
  }
  const expected = hasShared ? JSON.parse(readFileSync(new URL('inequality.json', SHARED), 'utf8')) : {};
  const [head, ...rows] = hasShared
    ? readFileSync(new URL('data/aer_caschools.csv', SHARED), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(','))
    : [[]];
  const read = (name: string): number[] => rows.map((row) => Number(row[head!.indexOf(name)]));
  const NAMES: Record<string, string> = {
    mean: 'mean',
    cv: 'cv_population',
    gini: 'gini',
    theilT: 'theil_T',
    theilL: 'theil_L_mld',
    atkinsonHalf: 'atkinson_0.5',
    atkinsonOne: 'atkinson_1',
    atkinsonTwo: 'atkinson_2',
    generalizedEntropy2: 'ge2',
    hoover: 'hoover',
    p90ToP10: 'p90_p10_type7',
  };
  const expectBlock = (measures: ColumnMeasures, block: Block): void => {
    const actual = flatten(measures);
    for (const [name, key] of Object.entries(NAMES))
      expect(relativeDifference(actual[name]!, block[key]!), name).toBeLessThan(CLOSED_FORM);
  };

  it('income, expenditure, and pupils per teacher', () => {
    expectBlock(measureInequality(read('income')), expected.income);
    expectBlock(measureInequality(read('expenditure')), expected.expenditure);
    const students = read('students');
    const ratios = read('teachers').map((teachers, row) => students[row]! / teachers);
    expectBlock(measureInequality(ratios), expected.str);
  });

  it('expenditure weighted by pupils', () => {
    expectBlock(
      measureInequality(read('expenditure'), read('students')),
      expected.expenditure_student_weighted,
    );
  });

  it('income between and within counties', () => {
    const counties = rows.map((row) => row[head!.indexOf('county')]!);
    const parts = decomposeTheil(read('income'), counties);
    const t = getValue(parts.theilT);
    const l = getValue(parts.theilL);
    for (const [actual, wanted] of [
      [t, expected.theil_by_county_income.theil_T],
      [l, expected.theil_by_county_income.theil_L],
    ]) {
      expect(relativeDifference(actual.between, wanted.between)).toBeLessThan(CLOSED_FORM);
      expect(relativeDifference(actual.within, wanted.within)).toBeLessThan(CLOSED_FORM);
      expect(relativeDifference(actual.total, wanted.total)).toBeLessThan(CLOSED_FORM);
    }
    expect(
      relativeDifference(t.betweenShare, expected.theil_by_county_income.theil_T.between_share),
    ).toBeLessThan(CLOSED_FORM);
  });

  it('the numbers one to ten, and four equal ones', () => {
    expectBlock(measureInequality([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), expected.example_1_to_10);
    expectBlock(measureInequality([5, 5, 5, 5]), expected.example_equal);
  });
});

it.skipIf(hasShared)(
  'shared reference numbers (inequality.json) are not there: only the own ones were compared',
  () => {
    expect(hasShared).toBe(false);
  },
);
