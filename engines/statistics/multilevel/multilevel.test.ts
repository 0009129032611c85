import { describe, expect, it } from 'vitest';
import { createNormalDraws, createRandomNumbers } from '../../kernel/index.ts';
import { relativeDifference } from '../../testkit/approximately.ts';
import {
  compareMultilevelModels,
  decomposeWithinBetween,
  fitMultilevelModel,
  type MultilevelDesign,
  type MultilevelFit,
  type MultilevelResult,
} from './index.ts';
import reference from './reference/multilevel.json' with { type: 'json' };

/** Iterated optima: lme4's own search is this exact. */
const ITERATED = 1e-5;
const VARIANCE = 1e-4;

function getFit(result: MultilevelResult): MultilevelFit {
  if (result.kind !== 'estimated') throw new Error(result.reason);
  return result;
}

const { data } = reference;
const column = (name: 'y' | 'x' | 'flat' | 'treated' | 'w'): Float64Array => Float64Array.from(data[name]);
const factor = (codes: readonly (string | number)[]) => ({
  codes: Int32Array.from(codes, (code) => Number(code) - 1),
  levels: Math.max(...codes.map(Number)),
});
const classes = { name: 'class', groups: factor(data.class) };
const schools = { name: 'school', groups: factor(data.school) };
const x = { name: 'x', values: column('x') };
const treated = { name: 'treated', values: column('treated') };
const design = (over: Partial<MultilevelDesign> = {}): MultilevelDesign => ({
  outcome: column('y'),
  covariates: [x, treated],
  levels: [classes, schools],
  ...over,
});
const sloped = [classes, { ...schools, slopes: ['x'] }];

interface Block {
  readonly terms: readonly {
    name: string;
    estimate: number;
    std_error: number;
    df: number;
    p_value: number;
  }[];
  readonly varcorr: readonly {
    grp: string;
    var1?: string | null;
    var2?: string | null;
    vcov: number;
    sdcor: number;
  }[];
  readonly logLik: number;
}

function expectBlock(fit: MultilevelFit, block: Block): void {
  expect(fit.terms.map(({ name }) => name)).toEqual(block.terms.map(({ name }) => name));
  block.terms.forEach((expected, at) => {
    const term = fit.terms[at]!;
    expect(relativeDifference(term.estimate, expected.estimate), term.name).toBeLessThan(ITERATED);
    expect(relativeDifference(term.standardError, expected.std_error), term.name).toBeLessThan(ITERATED);
    expect(relativeDifference(term.degreesOfFreedom as number, expected.df), term.name).toBeLessThan(
      ITERATED,
    );
    expect(Math.abs(term.pValue - expected.p_value), term.name).toBeLessThan(ITERATED);
  });
  for (const { grp, var1, var2, vcov } of block.varcorr) {
    const found = fit.varianceComponents.find(
      ({ level, first, second }) =>
        (grp === 'Residual' ? level === 'residual' : grp.startsWith(level) && first === var1) &&
        (second ?? null) === (var2 ?? null),
    )!;
    expect(Math.abs(found.value - vcov), grp).toBeLessThan(VARIANCE * Math.max(Math.abs(vcov), 1e-3));
  }
  expect(relativeDifference(fit.logLikelihood, block.logLik)).toBeLessThan(1e-9);
}

describe('multilevel models agree with lme4 and lmerTest', () => {
  it('on three levels by REML and ML', () => {
    expectBlock(getFit(fitMultilevelModel(design())), reference.three_levels);
    expectBlock(getFit(fitMultilevelModel(design(), { method: 'ML' })), reference.three_levels_ml);
  });

  it('on a random slope at the third level, its test and the predicted schools and classes', () => {
    const larger = getFit(fitMultilevelModel(design({ levels: sloped })));
    expectBlock(larger, reference.three_levels_slope);
    const test = compareMultilevelModels(getFit(fitMultilevelModel(design())), larger);
    expect(relativeDifference(test.chiSquare, reference.test_of_slope.chi2)).toBeLessThan(1e-7);
    expect(relativeDifference(test.pValue, reference.test_of_slope.p_value)).toBeLessThan(1e-6);
    for (const [level, expected] of [
      ['school', reference.effects_school],
      ['class', reference.effects_class],
    ] as const)
      expected.group.forEach((group, at) => {
        const table = larger.groupEffects.find(
          (one) => one.level === level && one.part === expected.part[at],
        )!;
        const found = table.effects.find((one) => one.group === group - 1)!;
        expect(Math.abs(found.effect - expected.effect[at]!) / expected.sd[at]!).toBeLessThan(ITERATED);
        expect(relativeDifference(found.standardDeviation, expected.sd[at]!)).toBeLessThan(ITERATED);
      });
  });

  it('on slopes that stand apart from intercepts', () =>
    expectBlock(
      getFit(
        fitMultilevelModel(
          design({ covariates: [x], levels: [{ ...schools, slopes: ['x'], covariance: 'diagonal' }] }),
        ),
      ),
      reference.slope_apart,
    ));

  it('with precision weights', () =>
    expectBlock(
      getFit(fitMultilevelModel(design({ levels: [schools], weights: column('w') }))),
      reference.weighted,
    ));

  it('where a variance is zero, and says so', () => {
    const fit = getFit(fitMultilevelModel({ outcome: column('flat'), covariates: [x], levels: [classes] }));
    expect(fit.atBoundary).toBe(true);
    expect(fit.notes.map(({ code }) => code)).toEqual(['variance-at-boundary']);
    expect(fit.varianceComponents[0]!.standardError.kind).toBe('not-estimable');
    expectBlock(fit, reference.boundary);
  });
});

describe('a multilevel model', () => {
  const fitted = getFit(fitMultilevelModel(design({ levels: sloped })));

  it('is the same in any order of rows and any labels of groups', () => {
    const rows = Array.from(data.y, (_, row) => row).sort(
      (a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009),
    );
    const turn = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
    const relabel = ({ codes, levels }: { codes: Int32Array; levels: number }) => ({
      codes: Int32Array.from(rows, (row) => 2 * (levels - 1 - codes[row]!)),
      levels: 2 * levels,
    });
    const other = getFit(
      fitMultilevelModel({
        outcome: turn(column('y')),
        covariates: [
          { name: 'x', values: turn(x.values) },
          { name: 'treated', values: turn(treated.values) },
        ],
        levels: [
          { ...classes, groups: relabel(classes.groups) },
          { ...schools, groups: relabel(schools.groups), slopes: ['x'] },
        ],
      }),
    );
    expect(relativeDifference(other.deviance, fitted.deviance)).toBeLessThan(1e-12);
    other.terms.forEach(({ estimate, degreesOfFreedom }, at) => {
      expect(relativeDifference(estimate, fitted.terms[at]!.estimate)).toBeLessThan(1e-8);
      expect(degreesOfFreedom as number).toBeCloseTo(fitted.terms[at]!.degreesOfFreedom as number, 4);
    });
  });

  it('follows the units of outcome and covariates, up to 1e±150, and refuses where a variance is no number', () => {
    for (const [unit, shift] of [
      [1000, 1e6],
      [1e150, 0],
      [1e-150, 0],
    ] as const) {
      const scaled = fitMultilevelModel(
        design({
          outcome: column('y').map((value) => unit * value + shift),
          covariates: [{ name: 'x', values: x.values.map((value) => value / 1000 + 3) }, treated],
          levels: sloped,
        }),
      );
      const fit = getFit(scaled);
      expect(
        relativeDifference(fit.terms[1]!.estimate / unit / 1000, fitted.terms[1]!.estimate),
      ).toBeLessThan(1e-6);
      expect(
        relativeDifference(
          fit.terms[1]!.degreesOfFreedom as number,
          fitted.terms[1]!.degreesOfFreedom as number,
        ),
      ).toBeLessThan(1e-4);
      expect(fit.residualStandardDeviation / unit / fitted.residualStandardDeviation).toBeCloseTo(1, 6);
    }
    for (const unit of [1e300, 1e-300, 1e307, 1e-310]) {
      const result = fitMultilevelModel(design({ outcome: column('y').map((value) => unit * value) }));
      expect(result).toMatchObject({ kind: 'not-estimable', reason: 'scale-beyond-numbers' });
    }
    const small = fitMultilevelModel(
      design({ covariates: [{ ...x, values: x.values.map((value) => 1e-300 * value) }, treated] }),
    );
    expect(JSON.stringify(small)).not.toContain('null');
  });

  it('does not care for the unit of weights', () => {
    const weighted = (unit: number) =>
      getFit(fitMultilevelModel(design({ weights: column('w').map((weight) => weight * unit) })));
    const [plain, large] = [weighted(1), weighted(1e9)];
    expect(relativeDifference(large.terms[2]!.standardError, plain.terms[2]!.standardError)).toBeLessThan(
      1e-8,
    );
    expect(
      relativeDifference(large.residualStandardDeviation, plain.residualStandardDeviation * Math.sqrt(1e9)),
    ).toBeLessThan(1e-8);
    expect(relativeDifference(large.logLikelihood, plain.logLikelihood)).toBeLessThan(1e-9);
  });

  it('shares the variance out between levels', () => {
    const { intraclassCorrelations, varianceComponents } = getFit(fitMultilevelModel(design()));
    const whole = varianceComponents.reduce((sum, { value }) => sum + value, 0);
    const [inClass, inSchool] = intraclassCorrelations;
    expect(inClass!.share).toEqual({
      kind: 'estimated',
      value: expect.closeTo(varianceComponents[0]!.value / whole, 12),
    });
    expect(inClass!.correlation).toEqual({
      kind: 'estimated',
      value: expect.closeTo((varianceComponents[0]!.value + varianceComponents[1]!.value) / whole, 12),
    });
    expect(inSchool!.share).toEqual(inSchool!.correlation);
    expect(fitted.intraclassCorrelations[0]!.share).toEqual({
      kind: 'not-estimable',
      reason: 'depends-on-slope',
    });
  });

  it('orders a caterpillar table from the lowest to the highest', () => {
    const [table] = getFit(fitMultilevelModel(design({ levels: [schools] }))).groupEffects;
    const effects = table!.effects.map(({ effect }) => effect);
    expect(effects).toEqual(effects.toSorted((a, b) => a - b));
    for (const { effect, interval, comparisonInterval, predictionError, standardDeviation } of table!
      .effects) {
      expect(interval[0]).toBeLessThan(comparisonInterval[0]);
      expect(predictionError).toBeGreaterThan(standardDeviation);
      expect((interval[0] + interval[1]) / 2).toBeCloseTo(effect, 12);
    }
  });

  it('predicts two equal groups with the error of the closed form', () => {
    // Balanced, intercept only: b̂ = λ(ȳ_g − ȳ), var(b̂ − b) = τ²(1 − λ) + λ² var(ȳ) with λ = nτ²/(nτ² + σ²).
    const groups = { codes: Int32Array.from({ length: 24 }, (_, row) => row % 6), levels: 6 };
    const outcome = Float64Array.from({ length: 24 }, (_, row) => ((row * 37) % 11) + 3 * (row % 6));
    const fit = getFit(fitMultilevelModel({ outcome, covariates: [], levels: [{ name: 'g', groups }] }));
    const [between, residual] = fit.varianceComponents.map(({ value }) => value) as [number, number];
    const share = (4 * between) / (4 * between + residual);
    const expected = between * (1 - share) + share ** 2 * fit.terms[0]!.standardError ** 2;
    expect(fit.groupEffects[0]!.effects[0]!.predictionError ** 2).toBeCloseTo(expected, 9);
  });

  it('leaves out a collinear column and names it', () => {
    const twice = { name: 'twice', values: x.values.map((value) => 2 * value + 1) };
    const fit = getFit(fitMultilevelModel(design({ covariates: [x, twice, treated] })));
    expect(fit.notes).toMatchObject([{ code: 'collinear-column', params: { name: 'twice' } }]);
    expect(fit.terms.map(({ name }) => name)).toEqual(['(Intercept)', 'x', 'treated']);
  });

  it('takes within and between apart', () => {
    const parts = decomposeWithinBetween(design({ levels: [schools] }));
    if (parts.kind !== 'estimated') throw new Error(parts.reason);
    const [part] = parts.parts;
    expect(parts.constantWithin).toEqual(['treated']);
    expect(part!.between.estimate).toBeCloseTo(part!.within.estimate + part!.context.estimate, 12);
  });
});

describe('data that cannot carry a multilevel model', () => {
  const draws = createNormalDraws(createRandomNumbers(5));
  const outcome = Float64Array.from({ length: 12 }, () => draws());
  const groups = { codes: Int32Array.from({ length: 12 }, (_, row) => row % 4), levels: 4 };
  const level = { name: 'school', groups };
  const codes = (over: Partial<MultilevelDesign>): string[] => {
    try {
      fitMultilevelModel({ outcome, covariates: [], levels: [level], ...over });
    } catch (error) {
      return (error as { mistakes: { code: string }[] }).mistakes.map(({ code }) => code);
    }
    return [];
  };

  it('is refused with a reason', () => {
    const own = { codes: Int32Array.from({ length: 12 }, (_, row) => row), levels: 12 };
    const refused = fitMultilevelModel({ outcome, covariates: [], levels: [{ name: 'row', groups: own }] });
    expect(refused).toMatchObject({ kind: 'not-estimable', reason: 'one-row-per-group' });
    const same = Float64Array.from(groups.codes);
    expect(fitMultilevelModel({ outcome: same, covariates: [], levels: [level] })).toMatchObject({
      kind: 'not-estimable',
      reason: 'perfect-fit',
    });
    const doubled = { name: 'x', values: outcome.map((value) => 2 * value) };
    expect(fitMultilevelModel({ outcome, covariates: [doubled], levels: [level] })).toMatchObject({
      kind: 'not-estimable',
      reason: 'perfect-fit',
    });
  });

  it('is a mistake with a name when the input is impossible', () => {
    expect(codes({ outcome: outcome.map((value, row) => (row === 3 ? Number.NaN : value)) })).toEqual([
      'not-finite',
    ]);
    expect(codes({ weights: outcome.map((_, row) => row) })).toEqual(['non-positive-weight']);
    expect(codes({ outcome: new Float64Array(12).fill(2) })).toEqual(['constant-outcome']);
    expect(codes({ levels: [] })).toEqual(['no-levels']);
    expect(codes({ covariates: [{ name: 'x', values: new Float64Array(3) }] })).toEqual(['length-mismatch']);
    expect(codes({ levels: [{ ...level, slopes: ['z'] }] })).toEqual(['unknown-slope']);
    expect(codes({ levels: [{ name: 'all', groups: { codes: new Int32Array(12), levels: 1 } }] })).toEqual([
      'too-few-groups',
    ]);
    expect(codes({ levels: [{ name: 'bad', groups: { codes: groups.codes, levels: 3 } }] })).toEqual([
      'bad-group-code',
    ]);
    const halves = { codes: Int32Array.from({ length: 12 }, (_, row) => (row < 5 ? 0 : 1)), levels: 2 };
    expect(codes({ levels: [level, { name: 'half', groups: halves }] })[0]).toBe('not-nested');
  });
});
