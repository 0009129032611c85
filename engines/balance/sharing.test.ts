import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineInputError } from '../kernel/index.ts';
import { verifyConstraint } from '../testkit/verify-constraint.ts';
import { listPlanViolations } from './check-sharing-plan.ts';
import { VARIATION_TOLERANCE } from './compare-standard.ts';
import { findShortfallToStandard } from './find-shortfall-to-standard.ts';
import { findSmallestAddition } from './find-smallest-addition.ts';
import { findSmallestRedistribution } from './find-smallest-redistribution.ts';
import { measureEnrolmentWeightedVariation } from './measures.ts';
import type { SchoolResource } from './sharing-types.ts';

function makeSchools(rows: readonly (readonly [pupils: number, amount: number])[]): SchoolResource[] {
  return rows.map(([pupils, amount], row) => ({ school: `s${row}`, pupils, amount }));
}

function variationOf(pupils: readonly number[], amounts: readonly number[]): number {
  const measure = measureEnrolmentWeightedVariation(amounts, pupils);
  if (measure.kind === 'not-estimable') throw new Error(measure.reason);
  return measure.value;
}

/** Every way to lay `total` units into `places`. */
function* compositions(total: number, places: number): Generator<number[]> {
  if (places === 1) {
    yield [total];
    return;
  }
  for (let first = 0; first <= total; first++)
    for (const rest of compositions(total - first, places - 1)) yield [first, ...rest];
}

const smallCase = fc.record({
  schools: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 5 })), {
      minLength: 2,
      maxLength: 4,
    })
    .filter((rows) => rows.some(([, amount]) => amount > 0))
    .map(makeSchools),
  limit: fc.oneof(fc.constant(0), fc.constant(0.5), fc.double({ min: 0, max: 1.2, noNaN: true })),
});

const realCase = fc.record({
  schools: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 2500 }), fc.double({ min: 0, max: 9000, noNaN: true })), {
      minLength: 2,
      maxLength: 30,
    })
    .filter((rows) => rows.some(([, amount]) => amount > 1))
    .map(makeSchools),
  limit: fc.double({ min: 0, max: 0.9, noNaN: true }),
});

const TOLERANCE = VARIATION_TOLERANCE;

describe('the smallest redistribution', () => {
  it('moves no unit more than the best of all plans, in whole units', () => {
    fc.assert(
      fc.property(smallCase, ({ schools, limit }) => {
        const pupils = schools.map((school) => school.pupils);
        const before = schools.map(({ amount }) => amount);
        const total = before.reduce((sum, each) => sum + each, 0);
        let fewest = Number.POSITIVE_INFINITY;
        let lowest = Number.POSITIVE_INFINITY;
        for (const after of compositions(total, schools.length)) {
          const cv = variationOf(pupils, after);
          lowest = Math.min(lowest, cv);
          if (cv > limit + TOLERANCE) continue;
          const moved = after.reduce((sum, each, row) => sum + Math.max(0, each - before[row]!), 0);
          fewest = Math.min(fewest, moved);
        }
        const outcome = findSmallestRedistribution({ schools, limit, whole: true });
        if (fewest === 0) expect(outcome.status).toBe('already-met');
        else if (fewest === Number.POSITIVE_INFINITY) {
          expect(outcome).toMatchObject({ status: 'not-reachable', reason: 'whole-units-too-coarse' });
          if (outcome.status === 'not-reachable') expect(outcome.cvReachable).toBeCloseTo(lowest, 9);
        } else expect(outcome).toMatchObject({ status: 'found', moved: fewest });
      }),
      { numRuns: 400 },
    );
  });

  it('moves no more than any other plan, in divisible amounts', () => {
    fc.assert(
      fc.property(realCase, fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })), (data, noise) => {
        const outcome = findSmallestRedistribution({ ...data, whole: false });
        if (outcome.status !== 'found') return;
        // The limit is used up: nothing was moved in vain.
        expect(outcome.cvAfter).toBeCloseTo(data.limit, 7);
        // No feasible plan near it moves less: shrink the plan towards nothing and disturb it; the limit breaks.
        const shrink = 1 - 1e-3;
        const pupils = outcome.schools.map((school) => school.pupils);
        for (let attempt = 0; attempt < 20; attempt++) {
          const size = outcome.moved * 1e-2;
          const raw = outcome.schools.map(() => noise.next().value! * size);
          const drift = raw.reduce((sum, each) => sum + each, 0) / raw.length;
          const other = outcome.schools.map(({ change }, row) => change * shrink + raw[row]! - drift);
          const moved = other.reduce((sum, each) => sum + Math.abs(each), 0) / 2;
          if (moved > outcome.moved * (1 - 1e-6)) continue;
          const after = outcome.schools.map(({ before }, row) => before + other[row]!);
          if (after.some((each) => each < 0)) continue;
          expect(variationOf(pupils, after)).toBeGreaterThan(data.limit);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('never moves more in divisible amounts than in whole units', () => {
    fc.assert(
      fc.property(smallCase, ({ schools, limit }) => {
        const whole = findSmallestRedistribution({ schools, limit, whole: true });
        const divisible = findSmallestRedistribution({ schools, limit, whole: false });
        expect(divisible.status).toBe(whole.status === 'already-met' ? 'already-met' : 'found');
        if (whole.status === 'found' && divisible.status === 'found')
          expect(divisible.moved).toBeLessThanOrEqual(whole.moved + TOLERANCE);
      }),
    );
  });

  it('gives the amount of a fine grid in units when the unit is small', () => {
    fc.assert(
      fc.property(realCase, ({ schools, limit }) => {
        const fine = schools.map(({ amount, ...school }) => ({ ...school, amount: Math.round(amount) }));
        const divisible = findSmallestRedistribution({ schools: fine, limit, whole: false });
        const whole = findSmallestRedistribution({ schools: fine, limit, whole: true });
        if (divisible.status !== 'found' || whole.status !== 'found') return;
        expect(whole.moved).toBeGreaterThanOrEqual(divisible.moved - 1e-6);
        expect(whole.moved).toBeLessThanOrEqual(divisible.moved + schools.length);
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of rows', () => {
    fc.assert(
      fc.property(smallCase, fc.boolean(), ({ schools, limit }, whole) => {
        const bySchool = (outcome: ReturnType<typeof findSmallestRedistribution>) =>
          outcome.status === 'found'
            ? { transfers: outcome.transfers.map((t) => ({ ...t, amount: t.amount.toFixed(6) })) }
            : { status: outcome.status };
        const forward = findSmallestRedistribution({ schools, limit, whole });
        const backward = findSmallestRedistribution({ schools: schools.toReversed(), limit, whole });
        if (whole) expect(bySchool(backward)).toEqual(bySchool(forward));
        else expect(backward.status).toBe(forward.status);
      }),
    );
  });

  it('names who gives to whom', () => {
    const schools = [
      { school: 'BG', pupils: 1800, amount: 40 },
      { school: 'ZS', pupils: 900, amount: 4 },
      { school: 'RM', pupils: 600, amount: 2 },
    ];
    const outcome = findSmallestRedistribution({ schools, limit: 0.5, whole: true, per: 100 });
    expect(outcome).toMatchObject({
      status: 'found',
      moved: 4,
      transfers: [
        { from: 'BG', to: 'RM', amount: 2 },
        { from: 'BG', to: 'ZS', amount: 2 },
      ],
    });
    if (outcome.status === 'found') {
      expect(outcome.cvAfter).toBeLessThanOrEqual(0.5);
      expect(outcome.schools[0]).toMatchObject({ before: 40, change: -4, after: 36 });
      expect(outcome.schools[0]?.valueAfter).toBeCloseTo(2, 12);
    }
  });

  it('equalises everything at the limit zero when amounts are divisible', () => {
    const schools = makeSchools([
      [100, 10],
      [300, 0],
      [50, 7],
    ]);
    const outcome = findSmallestRedistribution({ schools, limit: 0, whole: false });
    if (outcome.status !== 'found') throw new Error(outcome.status);
    for (const { valueAfter } of outcome.schools) expect(valueAfter).toBeCloseTo(17 / 450, 12);
  });

  it('says that a limit cannot be reached in whole units, and how near they come', () => {
    const schools = makeSchools([
      [100, 1],
      [100, 0],
      [100, 0],
    ]);
    const outcome = findSmallestRedistribution({ schools, limit: 0.5, whole: true });
    if (outcome.status !== 'not-reachable') throw new Error(outcome.status);
    expect(outcome.cvReachable).toBeCloseTo(Math.SQRT2, 12);
  });
});

describe('the smallest addition', () => {
  it('adds no unit more than the best of all plans, in whole units', () => {
    fc.assert(
      fc.property(smallCase, ({ schools, limit }) => {
        const pupils = schools.map((school) => school.pupils);
        const before = schools.map(({ amount }) => amount);
        const tried = 8;
        let fewest = Number.POSITIVE_INFINITY;
        for (let units = 0; units <= tried && fewest === Number.POSITIVE_INFINITY; units++)
          for (const extra of compositions(units, schools.length))
            if (
              variationOf(
                pupils,
                before.map((each, row) => each + extra[row]!),
              ) <=
              limit + 1e-12
            )
              fewest = Math.min(fewest, units);
        const outcome = findSmallestAddition({ schools, limit, whole: true, maximumUnits: tried });
        if (fewest === 0) expect(outcome.status).toBe('already-met');
        else if (fewest === Number.POSITIVE_INFINITY)
          expect(outcome).toMatchObject({ status: 'not-reachable', reason: 'more-than-maximum' });
        else expect(outcome).toMatchObject({ status: 'found', added: fewest });
      }),
      { numRuns: 400 },
    );
  });

  it('adds no more than any other plan, in divisible amounts', () => {
    fc.assert(
      fc.property(realCase, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (data, noise) => {
        const outcome = findSmallestAddition({ ...data, whole: false });
        if (outcome.status === 'already-met') return;
        if (outcome.status !== 'found') throw new Error(outcome.status);
        expect(outcome.cvAfter).toBeCloseTo(data.limit, 7);
        const pupils = outcome.schools.map((school) => school.pupils);
        for (let attempt = 0; attempt < 20; attempt++) {
          const weights = outcome.schools.map(
            ({ change }) => change + outcome.added * 0.05 * noise.next().value!,
          );
          const sum = weights.reduce((total, each) => total + each, 0);
          const after = outcome.schools.map(
            ({ before }, row) => before + (weights[row]! / sum) * outcome.added * (1 - 1e-4),
          );
          expect(variationOf(pupils, after)).toBeGreaterThan(data.limit - 1e-9);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('fills the weakest up to the strongest at the limit zero', () => {
    const schools = makeSchools([
      [100, 10],
      [200, 50],
    ]);
    expect(findSmallestAddition({ schools, limit: 0, whole: true })).toMatchObject({
      status: 'found',
      added: 15,
    });
    const divisible = findSmallestAddition({ schools, limit: 0, whole: false });
    if (divisible.status !== 'found') throw new Error(divisible.status);
    expect(divisible.added).toBeCloseTo(15, 9);
  });

  it('gives up at the maximum and says how near it came', () => {
    const schools = makeSchools([
      [100, 0.5],
      [100, 0],
    ]);
    expect(findSmallestAddition({ schools, limit: 0, whole: true, maximumUnits: 50 })).toMatchObject({
      status: 'not-reachable',
      reason: 'more-than-maximum',
    });
  });
});

describe('plans of sharing', () => {
  const input = {
    schools: makeSchools([
      [100, 10],
      [100, 30],
    ]),
    limit: 0.2,
    whole: true,
  };

  it('are worth nothing where there is nothing to share', () => {
    for (const find of [findSmallestRedistribution, findSmallestAddition]) {
      const plan = (schools: SchoolResource[]) => find({ schools, limit: 0.5, whole: true });
      expect(plan([])).toEqual({ status: 'not-estimable', reason: 'no-schools' });
      expect(plan(makeSchools([[100, 4]]))).toEqual({ status: 'not-estimable', reason: 'single-school' });
      expect(
        plan(
          makeSchools([
            [100, 0],
            [50, 0],
          ]),
        ),
      ).toEqual({ status: 'not-estimable', reason: 'zero-mean' });
      expect(
        plan(
          makeSchools([
            [100, 4],
            [100, 5],
          ]),
        ),
      ).toMatchObject({ status: 'already-met' });
    }
  });

  it('refuse inputs that cannot be right, all mistakes at once', () => {
    const schools = [
      { school: 'a', pupils: 0, amount: 1 },
      { school: 'a', pupils: 10, amount: -1 },
      { school: 'b', pupils: Number.NaN, amount: Number.POSITIVE_INFINITY },
    ];
    try {
      findSmallestRedistribution({ schools, limit: -1, whole: true });
      expect.unreachable();
    } catch (error) {
      expect((error as EngineInputError).mistakes.map(({ code }) => code)).toEqual([
        'invalid-limit',
        'pupils-not-positive',
        'duplicate-school',
        'negative-total',
        'pupils-not-positive',
        'not-finite',
      ]);
    }
  });

  it('hold when checked again from their own numbers', () => {
    const plan = findSmallestRedistribution(input);
    if (plan.status !== 'found') throw new Error(plan.status);
    verifyConstraint(listPlanViolations).given(input, plan).holds();
    expect(plan).toMatchObject({ moved: 6, transfers: [{ from: 's1', to: 's0', amount: 6 }] });
  });

  it('are found out when they are wrong', () => {
    const plan = findSmallestRedistribution(input);
    if (plan.status !== 'found') throw new Error(plan.status);
    const [first, second] = [plan.schools[0]!, plan.schools[1]!];
    const broken = { ...plan, schools: [{ ...first, change: 5, after: 15 }, second] };
    expect(listPlanViolations(input, broken).map(({ code }) => code)).toEqual([
      'sum-changes',
      'amount-differs',
      'transfers-differ',
      'over-limit',
    ]);
    verifyConstraint(listPlanViolations)
      .given({ ...input, limit: 0.1 }, plan)
      .penalizesBy(1);
    verifyConstraint(listPlanViolations)
      .given(input, { ...plan, schools: [first] })
      .penalizesBy(3);
  });
});

describe('the shortfall to a standard', () => {
  it('is rounded up to whole units, and not by rounding errors', () => {
    const schools = [
      { school: 'rm', pupils: 900, amount: 7 },
      { school: 'zs', pupils: 1000, amount: 9 },
      { school: 'bg', pupils: 1800, amount: 30 },
    ];
    expect(
      findShortfallToStandard({ schools, standard: 0.9, per: 100, whole: true, remainingAtLeast: 0.85 }),
    ).toEqual({
      status: 'found',
      standard: 0.9,
      remainingAtLeast: 0.85,
      toStandard: 2,
      toRemaining: 0,
      schools: [{ school: 'rm', pupils: 900, amount: 7, value: 7 / 9, toStandard: 2, toRemaining: 0 }],
    });
  });

  it('lifts every school exactly to the standard and no unit less would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 200 })), {
          minLength: 1,
        }),
        fc.integer({ min: 1, max: 60 }),
        (rows, tenths) => {
          const standard = tenths / 10;
          const outcome = findShortfallToStandard({
            schools: makeSchools(rows),
            standard,
            per: 100,
            whole: true,
          });
          if (outcome.status !== 'found') return;
          for (const { pupils, amount, toStandard } of outcome.schools) {
            // In tenths, so that whole numbers are compared.
            expect((amount + toStandard) * 1000).toBeGreaterThanOrEqual(tenths * pupils);
            expect((amount + toStandard - 1) * 1000).toBeLessThan(tenths * pupils);
          }
        },
      ),
    );
  });

  it('is exact for what can be divided, and does not exist where lower is better', () => {
    const schools = makeSchools([[200, 1000]]);
    expect(findShortfallToStandard({ schools, standard: 7.5, whole: false })).toMatchObject({
      toStandard: 500,
    });
    expect(findShortfallToStandard({ schools, standard: 5, whole: false }).status).toBe('already-met');
    expect(findShortfallToStandard({ schools, standard: 45, whole: true, better: 'lower' })).toEqual({
      status: 'not-applicable',
      reason: 'lower-is-better',
    });
    expect(() => findShortfallToStandard({ schools, standard: 0, whole: true })).toThrow(EngineInputError);
    expect(findShortfallToStandard({ schools: [], standard: 1, whole: true }).status).toBe('not-estimable');
  });
});
