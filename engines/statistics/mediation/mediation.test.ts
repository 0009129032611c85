import { describe, expect, it } from 'vitest';
import { createRandomNumbers } from '../../kernel/index.ts';
import { CLOSED_FORM, getValue, relativeDifference } from '../../testkit/approximately.ts';
import {
  estimateMediation,
  type MediationDesign,
  type MediationEffect,
  type MediationFit,
  type MediationOptions,
  type MediatorEffect,
} from './index.ts';
import reference from './reference/mediation.json' with { type: 'json' };

const { data } = reference;
const column = (name: 'y' | 'treat' | 'x' | 'peer' | 'lead' | 'w'): Float64Array =>
  Float64Array.from(data[name]);
const schools = { codes: Int32Array.from(data.school, (school) => school - 1), levels: 40 };
const waves = { codes: Int32Array.from(data.wave, (wave) => wave - 1), levels: 3 };
const peer = { name: 'peer', values: column('peer') };
const lead = { name: 'lead', values: column('lead'), level: 'school' } as const;
const x = { name: 'x', values: column('x') };
const design = (over: Partial<MediationDesign> = {}): MediationDesign => ({
  outcome: column('y'),
  treatment: column('treat'),
  mediators: [peer, lead],
  covariates: [x],
  clusters: schools,
  ...over,
});
const fixedEffects = [
  { name: 'school', ...schools },
  { name: 'wave', ...waves },
];

function estimate(over: Partial<MediationDesign> = {}, options: MediationOptions = {}): MediationFit {
  const result = estimateMediation(design(over), options);
  if (result.kind !== 'estimated') throw new Error(result.reason);
  return result;
}

const mediatorsOf = (fit: MediationFit): MediatorEffect[] =>
  fit.mediators.filter((mediator) => mediator.kind === 'estimated');

function expectEffect(effect: MediationEffect, expected: { estimate: number; std_error: number }): void {
  expect(relativeDifference(effect.estimate, expected.estimate), effect.name).toBeLessThan(CLOSED_FORM);
  expect(relativeDifference(effect.standardError, expected.std_error), effect.name).toBeLessThan(CLOSED_FORM);
}

function expectBlock(fit: MediationFit, block: typeof reference.clustered): void {
  const [first, second] = mediatorsOf(fit);
  expectEffect(first!.indirect.average, block.peer);
  expectEffect(second!.indirect.average, block.lead);
  expectEffect(fit.indirect.average, block.indirect);
  expectEffect(fit.direct.average, block.direct);
  expectEffect(fit.total, block.total);
}

describe('mediation agrees with R', () => {
  it('for two mediators with clustered errors', () => expectBlock(estimate(), reference.clustered));
  it('for two mediators with robust errors', () =>
    expectBlock(estimate({}, { errors: 'robust' }), reference.robust));
  it('with weights', () => expectBlock(estimate({ weights: column('w') }), reference.weighted));
  it('with school and wave effects', () => expectBlock(estimate({ fixedEffects }), reference.fixed));
  it('with an interaction', () => {
    const fit = estimate({ mediators: [peer], interaction: true });
    for (const at of ['control', 'treated'] as const) {
      expectEffect(fit.indirect[at], reference.interacted[at].indirect);
      expectEffect(fit.direct[at], reference.interacted[at].direct);
    }
  });
});

describe('a mediation study', () => {
  const fit = estimate();

  it('adds up: direct and indirect make the total, the mediators make the indirect effect', () => {
    for (const one of [fit, estimate({ interaction: true }), estimate({ fixedEffects, interaction: true })]) {
      expect(one.direct.control.estimate + one.indirect.treated.estimate).toBeCloseTo(one.total.estimate, 12);
      expect(one.direct.treated.estimate + one.indirect.control.estimate).toBeCloseTo(one.total.estimate, 12);
      const sum = mediatorsOf(one).reduce((total, { indirect }) => total + indirect.average.estimate, 0);
      expect(sum).toBeCloseTo(one.indirect.average.estimate, 12);
    }
  });

  it('is the same in any order of rows and any labels, and prints its correction', () => {
    const rows = Array.from(data.y, (_, row) => row).sort(
      (a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009),
    );
    const turn = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
    const other = estimate({
      outcome: turn(column('y')),
      treatment: turn(column('treat')),
      mediators: [
        { ...peer, values: turn(peer.values) },
        { ...lead, values: turn(lead.values) },
      ],
      covariates: [{ ...x, values: turn(x.values) }],
      clusters: { codes: Int32Array.from(rows, (row) => 99 - schools.codes[row]!), levels: 100 },
    });
    expect(relativeDifference(other.total.estimate, fit.total.estimate)).toBeLessThan(1e-10);
    expect(relativeDifference(other.total.standardError, fit.total.standardError)).toBeLessThan(1e-10);
    expect(fit.smallSample.outcome).toEqual({
      formula: 'G/(G-1) * (N-1)/(N-K)',
      factor: (40 / 39) * (479 / 475),
      nested: 'nested',
    });
    expect(fit.total.degreesOfFreedom).toBe(39);
  });

  it('follows the units of all columns, from 1e-150 to 1e150', () => {
    for (const unit of [1e-150, 1e-3, 1e150]) {
      const scaled = estimate({
        outcome: column('y').map((value) => unit * value),
        mediators: [{ ...peer, values: peer.values.map((value) => 1000 * value + 7) }, lead],
      });
      expect(relativeDifference(scaled.total.estimate / unit, fit.total.estimate)).toBeLessThan(1e-9);
      const [first] = mediatorsOf(scaled);
      expect(
        relativeDifference(
          first!.indirect.average.standardError / unit,
          mediatorsOf(fit)[0]!.indirect.average.standardError,
        ),
      ).toBeLessThan(1e-9);
    }
    const far = estimateMediation(design({ outcome: column('y').map((value) => 1e300 * value) }));
    expect(far.kind).toBe('estimated');
  });

  it('draws clusters from a seed: the same seed, the same intervals, near those of the delta method', () => {
    const draw = (seed: number) =>
      estimate({ fixedEffects }, { bootstrap: { draws: 2000, random: createRandomNumbers(seed) } });
    const drawn = draw(1);
    expect(draw(1)).toEqual(drawn);
    const { percentile, biasCorrected, standardError } = getValue(drawn.total.bootstrap);
    expect(Math.abs(standardError / drawn.total.standardError - 1)).toBeLessThan(0.1);
    expect(Math.abs(percentile[0] - drawn.total.confidenceInterval[0])).toBeLessThan(0.05);
    expect(Math.abs(getValue(biasCorrected)[1] - percentile[1])).toBeLessThan(0.05);
    expect(drawn.bootstrapDraws).toEqual({ asked: 2000, failed: 0 });
  });

  it('calls a channel without evidence so, and one that cannot be seen not estimable', () => {
    const random = createRandomNumbers(3);
    const noise = { name: 'noise', values: Float64Array.from(data.y, () => random()) };
    const still = { name: 'still', values: new Float64Array(data.y.length).fill(4) };
    const twice = { name: 'twice', values: peer.values.map((value) => 2 * value - 1) };
    const { mediators } = estimate({ mediators: [peer, noise, still, twice] });
    expect(mediators.map(({ finding }) => finding)).toEqual([
      'evidence',
      'no-evidence',
      'not-estimable',
      'not-estimable',
    ]);
    expect(mediators[2]).toMatchObject({ reason: 'mediator-does-not-vary' });
    expect(mediators[3]).toMatchObject({ reason: 'mediator-collinear' });
  });

  it('checks that mediators come before the outcome and after the treatment', () => {
    const at = (measuredAt: number) => ({ ...peer, name: `peer ${measuredAt}`, measuredAt });
    const timed = estimateMediation(design({ mediators: [at(2), lead], outcomeMeasuredAt: 2, treatedAt: 1 }));
    expect(timed.notes.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'assumption-treatment-as-if-random',
        'assumption-mediator-as-if-random',
        'assumption-mediators-side-by-side',
        'mediator-not-before-outcome',
        'mediator-time-unknown',
      ]),
    );
    const order = (measuredAt: number) =>
      estimate({ mediators: [at(measuredAt)], outcomeMeasuredAt: 2, treatedAt: 1 }).mediators[0]!.timeOrder;
    expect([0, 1.5, 3].map(order)).toEqual(['before-treatment', 'before-outcome', 'not-before-outcome']);
  });

  it('finds the correlation at which the effect vanishes', () => {
    const { rhoAtZero, curve } = getValue(mediatorsOf(estimate({ mediators: [peer] }))[0]!.sensitivity);
    const below = curve.find(({ rho }) => rho < rhoAtZero)!;
    const above = curve.findLast(({ rho }) => rho > rhoAtZero)!;
    expect(below.indirect).toBeGreaterThan(0);
    expect(above.indirect).toBeLessThan(0);
    expect(mediatorsOf(estimate({ interaction: true }))[0]!.sensitivity).toEqual({
      kind: 'not-estimable',
      reason: 'interaction',
    });
  });
});

describe('data that cannot carry mediation', () => {
  const codes = (over: Partial<MediationDesign>, options: MediationOptions = {}): string[] => {
    try {
      estimateMediation(design(over), options);
    } catch (error) {
      return (error as { mistakes: { code: string }[] }).mistakes.map(({ code }) => code);
    }
    return [];
  };

  it('is refused with a reason', () => {
    const bySchool = Float64Array.from(schools.codes, (school) => school % 2);
    expect(estimateMediation(design({ treatment: bySchool, fixedEffects }))).toMatchObject({
      kind: 'not-estimable',
      reason: 'treatment-not-identified',
    });
    expect(
      estimateMediation(design({ mediators: [{ name: 'still', values: new Float64Array(480) }] })),
    ).toMatchObject({ kind: 'not-estimable', reason: 'no-mediator-estimable' });
    const exact = column('treat').map((value, row) => 2 * value + peer.values[row]!);
    expect(estimateMediation(design({ outcome: exact }))).toMatchObject({
      kind: 'not-estimable',
      reason: 'perfect-fit',
    });
    const { clusters: _, ...alone } = design({ fixedEffects });
    const drawn = estimateMediation(alone, { bootstrap: { draws: 100, random: createRandomNumbers(1) } });
    expect(drawn).toMatchObject({
      kind: 'estimated',
      total: { bootstrap: { kind: 'not-estimable', reason: 'fixed-effects-without-clusters' } },
    });
  });

  it('is a mistake with a name when the input is impossible', () => {
    expect(codes({ mediators: [] })).toEqual(['no-mediators']);
    expect(codes({ mediators: [peer, peer] })).toEqual(['duplicate-name']);
    expect(codes({ treatment: new Float64Array(3) })).toEqual(['length-mismatch']);
    expect(codes({ outcome: column('y').map(() => 1) })).toEqual(['constant-outcome']);
    expect(codes({ weights: new Float64Array(480) })).toEqual(['non-positive-weight']);
    expect(codes({ clusters: { codes: new Int32Array(480), levels: 1 } })).toEqual(['too-few-clusters']);
    expect(codes({ compare: [1, 1] })).toEqual(['bad-comparison']);
    expect(codes({}, { confidenceLevel: 95 })).toEqual(['bad-confidence-level']);
    expect(codes({}, { bootstrap: { draws: 10, random: createRandomNumbers(1) } })).toEqual([
      'too-few-draws',
    ]);
    const crossed = { name: 'seat', codes: Int32Array.from(data.y, (_, row) => row % 240), levels: 240 };
    expect(codes({ fixedEffects: [crossed] })).toEqual(['crossed-fixed-effect-too-large']);
  });
});
