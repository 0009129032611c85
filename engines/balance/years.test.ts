import { describe, expect, it } from 'vitest';
import { EngineInputError, estimated, notEstimable } from '../kernel/index.ts';
import { getValue } from '../testkit/approximately.ts';
import { classifyTrend } from './classify-trend.ts';
import { compareYears } from './compare-years.ts';
import { decomposeIndicator } from './decompose-theil.ts';
import { findImprovements } from './find-improvements.ts';
import { groupDefaultPack } from './group-default-pack.ts';
import { judgeBalance } from './judge-balance.ts';
import { cn2012Basic } from './packs/cn-2012-basic.ts';
import { cn2017Quality } from './packs/cn-2017-quality.ts';
import type { SchoolIndicators } from './types.ts';

const pack = cn2017Quality;
const schools = (backbone: readonly number[]): SchoolIndicators[] =>
  backbone.map((teachersBackbone, row) => ({
    school: `s${row}`,
    pupils: 500 + 100 * row,
    values: { teachersBackbone, sportsAreaM2: 5000 },
  }));
const judge = (backbone: readonly number[], stage = 'primary') =>
  judgeBalance({ pack, stage, schools: schools(backbone) });

describe('comparing two years', () => {
  it('says for each indicator what changed', () => {
    const comparison = compareYears(judge([1, 1, 20]), judge([6, 7, 10]));
    const backbone = comparison.indicators.find(({ id }) => id === 'teachers-backbone')!;
    expect(backbone).toMatchObject({ verdictBefore: 'not-met', verdictAfter: 'met', direction: 'narrowed' });
    expect(backbone.cvChange).toMatchObject({ kind: 'estimated' });
    const sports = comparison.indicators.find(({ id }) => id === 'sports-area')!;
    expect(sports).toMatchObject({ direction: 'unchanged', cvChange: { value: 0 } });
    expect(comparison.indicators[0]).toMatchObject({
      direction: 'not-comparable',
      cvChange: { kind: 'not-estimable', reason: 'before-no-schools' },
    });
    expect(compareYears(judge([6, 7, 10]), judge([1, 1, 20])).indicators[1]?.direction).toBe('widened');
  });

  it('names indicators of only one year', () => {
    const columns = (ids: string[]) =>
      judgeBalance({ pack: groupDefaultPack(ids), stage: 'primary', schools: schools([1, 2]) });
    const comparison = compareYears(
      columns(['teachersBackbone', 'books']),
      columns(['teachersBackbone', 'rooms']),
    );
    expect(comparison).toMatchObject({ onlyBefore: ['books'], onlyAfter: ['rooms'] });
  });

  it('refuses to compare packs or stages', () => {
    const basic = judgeBalance({ pack: cn2012Basic, stage: 'primary', schools: schools([1, 2]) });
    expect(() => compareYears(basic, judge([1, 2]))).toThrow('Judge both by one pack');
    expect(() => compareYears(judge([1, 2], 'junior'), judge([1, 2]))).toThrow(EngineInputError);
  });
});

describe('the trend of a series', () => {
  const series = (values: readonly (number | undefined)[], from = 2016) =>
    values.map((value, place) => ({
      year: from + place,
      value: value === undefined ? notEstimable('no-schools') : estimated(value),
    }));

  it('names the year since which it narrows every year', () => {
    expect(classifyTrend(series([0.7, 0.75, 0.72, 0.8, 0.7, 0.65, 0.62]))).toMatchObject({
      direction: 'narrowing',
      since: 2019,
      steps: 3,
      monotone: false,
      first: { year: 2016, value: 0.7 },
      last: { year: 2022, value: 0.62 },
      change: expect.closeTo(-0.08, 12),
    });
  });

  it('knows widening, steady and monotone series, in any order', () => {
    expect(classifyTrend(series([0.1, 0.2, 0.3]).toReversed())).toMatchObject({
      direction: 'widening',
      since: 2016,
      monotone: true,
    });
    expect(classifyTrend(series([0.5, 0.3, 0.301, 0.3]), 0.005)).toMatchObject({
      direction: 'steady',
      since: 2017,
    });
  });

  it('skips and names years without a value', () => {
    expect(classifyTrend(series([undefined, 0.5, undefined, 0.4]))).toMatchObject({
      since: 2017,
      steps: 1,
      missingYears: [2018],
    });
  });

  it('does not exist for fewer than two years and refuses a year twice', () => {
    expect(classifyTrend([])).toEqual({ kind: 'not-estimable', reason: 'fewer-than-two-years' });
    expect(classifyTrend(series([0.5, undefined])).kind).toBe('not-estimable');
    expect(() => classifyTrend([...series([0.5]), ...series([0.4])])).toThrow('2016 appears twice');
    expect(() => classifyTrend([{ year: 2016, value: { kind: 'estimated', value: Number.NaN } }])).toThrow(
      EngineInputError,
    );
  });
});

describe('what each indicator would take', () => {
  it('plans resources, and says why scores, missing limits and stages have no plan', () => {
    const input = { pack, stage: 'primary', schools: schools([1, 1, 20]) };
    const backbone = findImprovements({ ...input, indicators: ['teachers-backbone'] });
    expect(backbone).toHaveLength(1);
    expect(backbone[0]).toMatchObject({
      indicator: 'teachers-backbone',
      redistribution: { status: 'found' },
      addition: { status: 'found' },
      shortfall: { status: 'found', toStandard: 9 },
    });
    expect(findImprovements(input)[0]?.redistribution).toEqual({
      status: 'not-estimable',
      reason: 'no-schools',
    });
    const reasonOf = (changes: Partial<Parameters<typeof findImprovements>[0]>) =>
      findImprovements({ ...input, ...changes })[0]?.redistribution;
    expect(reasonOf({ pack: groupDefaultPack(['books']) })).toEqual({
      status: 'not-applicable',
      reason: 'not-a-resource',
    });
    expect(reasonOf({ stage: 'senior' })).toMatchObject({ reason: 'stage-not-in-pack' });
    expect(reasonOf({ pack: cn2012Basic })).toMatchObject({ reason: 'no-limit' });
    expect(reasonOf({ schools: [{ school: 'a', values: {} }] })).toMatchObject({ reason: 'no-pupil-counts' });
    expect(findImprovements({ ...input, pack: cn2012Basic })[1]?.shortfall).toMatchObject({
      reason: 'no-standard',
    });
  });

  it('asks each variation for the same share where the pack limits their mean', () => {
    const uneven = [1, 2, 9].map((teachers, index) => ({
      school: `s${index}`,
      pupils: 400,
      values: Object.fromEntries(
        cn2012Basic.indicators.map(({ numerator }, place) => [
          numerator,
          teachers * 40 * (index === 2 ? place + 1 : 1),
        ]),
      ),
    }));
    const input = { pack: cn2012Basic, stage: 'primary', schools: uneven };
    const before = judgeBalance(input);
    expect(before.variation.verdict).toBe('not-met');
    const { meanCv, meanCvLimit } = before.variation;
    const share = meanCvLimit! / getValue(meanCv);
    const plans = findImprovements(input);
    const moved = uneven.map((school) => ({ ...school, values: { ...school.values } }));
    plans.forEach(({ indicator, redistribution, addition }) => {
      if (redistribution.status !== 'found') throw new Error(`${indicator} ${redistribution.status}`);
      const cv = getValue(before.indicators.find(({ id }) => id === indicator)!.cv);
      expect(redistribution.limit).toBeCloseTo(cv * share, 12);
      expect(addition.status).toBe('found');
      const { numerator } = cn2012Basic.indicators.find(({ id }) => id === indicator)!;
      for (const { school, after } of redistribution.schools)
        moved.find((one) => one.school === school)!.values[numerator] = after;
    });
    expect(judgeBalance({ ...input, schools: moved }).variation.verdict).toBe('met');
    expect(findImprovements({ ...input, schools: moved })[0]?.redistribution.status).toBe('already-met');
  });

  it('plans for a limit of the user instead of the one in the pack', () => {
    const input = { pack, stage: 'primary', schools: schools([5, 6, 9]), indicators: ['teachers-backbone'] };
    expect(findImprovements(input)[0]?.redistribution.status).toBe('already-met');
    expect(
      findImprovements({ ...input, limits: { 'teachers-backbone': 0.1 } })[0]?.redistribution,
    ).toMatchObject({
      status: 'found',
      limit: 0.1,
    });
  });

  it('leads to the verdict it promises', () => {
    const before = schools([1, 2, 20, 4]);
    const [plan] = findImprovements({
      pack,
      stage: 'primary',
      schools: before,
      indicators: ['teachers-backbone'],
    });
    if (plan?.redistribution.status !== 'found') throw new Error('no plan');
    const after = new Map(plan.redistribution.schools.map(({ school, after: amount }) => [school, amount]));
    const judgement = judgeBalance({
      pack,
      stage: 'primary',
      schools: before.map((each) => ({
        ...each,
        values: { ...each.values, teachersBackbone: after.get(each.school) },
      })),
    });
    expect(judgement.indicators[1]?.verdict).toBe('met');
  });
});

it('a judged indicator can be decomposed by any grouping of its schools', () => {
  const indicator = judge([1, 1, 20, 22]).indicators[1]!;
  const parts = decomposeIndicator(indicator, (school) =>
    school === 's0' || school === 's1' ? 'weak' : 'strong',
  );
  expect(parts.groups.map(({ group, schools: count }) => [group, count])).toEqual([
    ['weak', 2],
    ['strong', 2],
  ]);
  if (parts.theilT.kind !== 'estimated') throw new Error(parts.theilT.reason);
  expect(parts.theilT.value.betweenShare).toBeGreaterThan(0.95);
});
