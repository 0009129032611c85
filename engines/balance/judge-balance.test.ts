import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomNumbers, EngineInputError } from '../kernel/index.ts';
import { getValue } from '../testkit/approximately.ts';
import { groupDefaultPack } from './group-default-pack.ts';
import { judgeBalance } from './judge-balance.ts';
import { judgeBalanceBy } from './judge-balance-by.ts';
import { judgeBalanceColumns } from './judge-balance-columns.ts';
import { cn2012Basic } from './packs/cn-2012-basic.ts';
import { cn2017Quality } from './packs/cn-2017-quality.ts';
import type { StandardPack } from './standard-pack.ts';
import type { SchoolIndicators } from './types.ts';

/** A school whose every indicator stands at a share of the primary standard. */
function makeSchool(
  school: string,
  pupils: number,
  share: number,
  changes: Record<string, number | undefined> = {},
): SchoolIndicators {
  const values: Record<string, number | undefined> = {};
  for (const { numerator, standard, denominator } of cn2017Quality.indicators)
    values[numerator] = ((standard?.primary ?? 0) * share * pupils) / (denominator === 'pupils' ? 1 : 100);
  return { school, pupils, values: { ...values, ...changes } };
}

const judge = (schools: readonly SchoolIndicators[], pack: StandardPack = cn2017Quality, stage = 'primary') =>
  judgeBalance({ pack, stage, schools });

const even = [makeSchool('BG', 1800, 1.1), makeSchool('ZS', 900, 1), makeSchool('RM', 600, 1.2)];

describe('judging an area', () => {
  it('is met when every variation is within its limit and every school reaches its standards', () => {
    const judgement = judge(even);
    expect(judgement).toMatchObject({
      packId: 'cn-2017-quality',
      stage: 'primary',
      verdict: 'met',
      reasons: [],
      schoolsCounted: 3,
      pupils: 3300,
      weighting: { asked: 'enrolment', used: 'enrolment' },
      variation: { rule: 'each', verdict: 'met', met: 7, of: 7 },
      schoolRule: { verdict: 'met', met: 3, notMet: 0, notJudged: 0, of: 3, atLeast: 6, indicators: 7 },
    });
    expect(judgement.schools.map(({ verdict, met }) => [verdict, met])).toEqual([
      ['met', 7],
      ['met', 7],
      ['met', 7],
    ]);
  });

  it('follows the published formula, weighted by enrolment', () => {
    const schools = [
      makeSchool('a', 1000, 1, { teachersBackbone: 20 }),
      makeSchool('b', 500, 1, { teachersBackbone: 1 }),
    ];
    const backbone = judge(schools).indicators.find(({ id }) => id === 'teachers-backbone')!;
    expect(getValue(backbone.mean)).toBeCloseTo((21 / 1500) * 100, 12);
    const byHand = Math.sqrt((1000 / 1500) * (2 - 1.4) ** 2 + (500 / 1500) * (0.2 - 1.4) ** 2) / 1.4;
    expect(getValue(backbone.cv)).toBeCloseTo(byHand, 12);
    expect(getValue(backbone.cvUnweighted)).toBeCloseTo(0.9 / 1.1, 12);
    expect(backbone.schools).toMatchObject([
      { school: 'a', value: 2, weight: 1000, standard: 1, met: true, shareOfStandard: 2 },
      { school: 'b', value: 0.2, weight: 500, standard: 1, met: false, shareOfStandard: 0.2 },
    ]);
    expect(backbone.schools[0]!.shareOfVariation).toBeCloseTo(1 / 3, 12);
    expect(backbone.schools[1]!.shareOfVariation).toBeCloseTo(2 / 3, 12);
  });

  it('says the worst variation first, then the schools', () => {
    const schools = [
      makeSchool('a', 1000, 2, { teachersBackbone: 60, sportsAreaM2: 22_000 }),
      makeSchool('b', 1000, 2, { teachersBackbone: 10, sportsAreaM2: 7500 }),
    ];
    const judgement = judge([...schools, makeSchool('c', 100, 0.5)]);
    expect(judgement.verdict).toBe('not-met');
    expect(judgement.reasons.map(({ code }) => code)).toEqual([
      'cv-over-limit',
      'cv-over-limit',
      'schools-not-met',
    ]);
    expect(judgement.reasons[0]).toMatchObject({ indicator: 'teachers-backbone', cvLimit: 0.5 });
    expect(judgement.reasons[2]).toEqual({ code: 'schools-not-met', schools: 1, of: 3 });
  });

  it('counts a value that only rounding keeps from its standard', () => {
    // 4.2 per 100 of 650 pupils are 27.3 teachers.
    const judgement = judge([
      makeSchool('a', 650, 1, { teachersAboveQualification: 27.3 }),
      makeSchool('b', 650, 1),
    ]);
    expect(judgement.indicators[0]?.schools[0]?.met).toBe(true);
  });

  it('reads 6 of 7 and the rest at least 85 % school by school', () => {
    const at = (share: number) => ({ sportsAreaM2: 7.5 * share * 600 });
    const judgement = judge([
      makeSchool('one under', 600, 1, at(0.85)),
      makeSchool('far under', 600, 1, at(0.84)),
      makeSchool('two under', 600, 1, { ...at(0.9), teachersBackbone: 5.4 }),
      makeSchool('one missing', 600, 1, { sportsAreaM2: undefined }),
      makeSchool('missing and one under', 600, 1, { ...at(0.9), teachersBackbone: undefined }),
      makeSchool('missing and far under', 600, 1, { ...at(0.2), teachersBackbone: undefined }),
    ]);
    expect(judgement.schools.map(({ school, verdict, met }) => [school, verdict, met])).toEqual([
      ['one under', 'met', 6],
      ['far under', 'not-met', 6],
      ['two under', 'not-met', 5],
      ['one missing', 'not-judged', 6],
      ['missing and one under', 'not-judged', 5],
      ['missing and far under', 'not-met', 5],
    ]);
    expect(judgement.schools[1]).toMatchObject({
      failing: ['sports-area'],
      farBelow: ['sports-area'],
      missing: [],
    });
    expect(judgement.schools[3]).toMatchObject({ failing: [], missing: ['sports-area'] });
    expect(judgement.schoolRule).toMatchObject({ met: 1, notMet: 3, notJudged: 2, of: 6 });
  });

  it('never takes a missing value for zero, and names the school', () => {
    const judgement = judge([...even, makeSchool('CH', 400, 1, { teachersBackbone: undefined })]);
    const backbone = judgement.indicators[1]!;
    expect(backbone).toMatchObject({ schoolsCounted: 3, schoolsMissing: 1, verdict: 'met' });
    expect(backbone.excluded).toEqual([{ school: 'CH', reason: 'value-missing' }]);
    expect(judgement.verdict).toBe('not-judged');
    expect(judgement.reasons).toEqual([
      { code: 'schools-not-judged', schools: 1, of: 4 },
      { code: 'values-missing', indicator: 'teachers-backbone', schools: 1 },
    ]);
  });

  it('says when nobody has a value', () => {
    const judgement = judge(
      even.map((school) => ({ ...school, values: { ...school.values, teachersBackbone: undefined } })),
    );
    expect(judgement.indicators[1]).toMatchObject({
      verdict: 'not-judged',
      reason: 'no-values',
      schoolsMissing: 3,
    });
    expect(judgement.verdict).toBe('not-judged');
    expect(judgement.reasons[0]).toEqual({
      code: 'indicator-not-judged',
      indicator: 'teachers-backbone',
      reason: 'no-values',
    });
  });

  it('names and leaves out schools without pupils, and those the rules leave out', () => {
    const judgement = judge([
      ...even,
      makeSchool('closed', 0, 1),
      { ...makeSchool('unknown', 100, 1), pupils: undefined },
      { ...makeSchool('special', 100, 1), kind: 'special' },
      { ...makeSchool('point', 49, 1), kind: 'teaching-point' },
      { ...makeSchool('large point', 50, 1), kind: 'teaching-point' },
      makeSchool('small school', 20, 1),
    ]);
    expect(judgement.excluded).toEqual([
      { school: 'closed', reason: 'zero-pupils' },
      { school: 'unknown', reason: 'no-pupil-count' },
      { school: 'special', reason: 'left-out-by-rule' },
      { school: 'point', reason: 'left-out-by-rule' },
    ]);
    expect(judgement.schoolsCounted).toBe(5);
    expect(judgement.indicators[0]?.excluded).toEqual(judgement.excluded);
  });

  it('does not judge a stage that the pack does not know, but still measures', () => {
    const judgement = judge(even, cn2017Quality, 'senior');
    expect(judgement.verdict).toBe('not-judged');
    expect(judgement.reasons).toEqual([{ code: 'stage-not-in-pack', stage: 'senior' }]);
    expect(judgement.indicators[0]).toMatchObject({ verdict: 'not-judged', reason: 'stage-not-in-pack' });
    expect(getValue(judgement.indicators[0]!.cv)).toBeGreaterThan(0);
  });

  it('does not judge no school, or a single one', () => {
    expect(judge([]).reasons[0]).toEqual({ code: 'no-schools' });
    expect(judge([]).verdict).toBe('not-judged');
    const single = judge([makeSchool('only', 100, 1)]);
    expect(single.verdict).toBe('not-judged');
    expect(single.indicators[0]).toMatchObject({ verdict: 'not-judged', reason: 'single-school' });
    expect(getValue(single.indicators[0]!.mean)).toBeCloseTo(4.2, 12);
  });

  it('judges the mean of the variations when the pack says so', () => {
    const values = (level: number) =>
      Object.fromEntries(cn2012Basic.indicators.map(({ numerator }) => [numerator, level]));
    const schools = [
      { school: 'a', pupils: 100, values: values(10) },
      { school: 'b', pupils: 100, values: values(30) },
    ];
    const judgement = judge(schools, cn2012Basic);
    expect(judgement.variation).toMatchObject({ rule: 'mean', verdict: 'met', of: 8, meanCvLimit: 0.65 });
    expect(getValue(judgement.variation.meanCv)).toBeCloseTo(0.5, 12);
    expect(judgement).toMatchObject({ verdict: 'met' });
    const strict = { ...cn2012Basic, rules: { ...cn2012Basic.rules, cvLimit: { primary: 0.4 } } };
    expect(judge(schools, strict).reasons).toEqual([
      { code: 'mean-cv-over-limit', meanCv: expect.closeTo(0.5, 12), cvLimit: 0.4 },
    ]);
    const gap = [{ ...schools[0]!, values: { ...schools[0]!.values, books: undefined } }, schools[1]!];
    expect(judge(gap, cn2012Basic)).toMatchObject({ verdict: 'not-judged' });
  });

  it('can switch a pack from each variation to their mean', () => {
    const mean: StandardPack = {
      ...cn2017Quality,
      rules: { ...cn2017Quality.rules, variation: 'mean', cvLimit: { primary: 0.5 } },
    };
    const schools = [makeSchool('a', 100, 1, { teachersBackbone: 9 }), makeSchool('b', 100, 1)];
    expect(judge(schools).verdict).toBe('not-met');
    expect(judge(schools, mean).verdict).toBe('met');
  });
});

describe('judging without pupils', () => {
  const scores = [
    { school: 'a', values: { reading: 100 } },
    { school: 'b', values: { reading: 104 } },
    { school: 'c', values: { reading: undefined } },
  ];
  const pack = groupDefaultPack(['reading']);

  it('falls back to no weights and says so', () => {
    const judgement = judgeBalance({ pack, stage: 'primary', schools: scores });
    expect(judgement.weighting).toEqual({ asked: 'enrolment', used: 'none', reason: 'no-pupil-counts' });
    expect(getValue(judgement.indicators[0]!.cv)).toBeCloseTo(2 / 102, 12);
    expect(judgement.indicators[0]!.excluded).toEqual([{ school: 'c', reason: 'value-missing' }]);
    expect(judgement).toMatchObject({ verdict: 'not-judged', schoolsCounted: 3 });
    expect(judgement.reasons[0]).toEqual({ code: 'no-thresholds' });
  });

  it('weights scores by pupils where they are known', () => {
    const judgement = judgeBalance({
      pack,
      stage: 'primary',
      schools: [
        { school: 'a', pupils: 300, values: { reading: 100 } },
        { school: 'b', pupils: 100, values: { reading: 104 } },
      ],
    });
    expect(getValue(judgement.indicators[0]!.mean)).toBe(101);
  });

  it('cannot judge resources per pupil, and says why for each school', () => {
    const schools = [makeSchool('d', 100, 1), makeSchool('e', 100, 2)].map(({ school, values }) => ({
      school,
      values,
    }));
    const judgement = judge(schools);
    expect(judgement.verdict).toBe('not-judged');
    expect(judgement.excluded).toEqual([
      { school: 'd', reason: 'no-pupil-count' },
      { school: 'e', reason: 'no-pupil-count' },
    ]);
    const mixed: StandardPack = { ...pack, indicators: [...pack.indicators, cn2017Quality.indicators[0]!] };
    const partly = judgeBalance({ pack: mixed, stage: 'primary', schools: [...scores, ...schools] });
    expect(partly.indicators[1]?.excluded.at(-1)).toEqual({ school: 'e', reason: 'no-pupil-count' });
  });

  it('does not measure scores that can be negative', () => {
    const judgement = judgeBalance({
      pack,
      stage: 'primary',
      schools: [
        { school: 'a', values: { reading: -1 } },
        { school: 'b', values: { reading: 3 } },
      ],
    });
    expect(judgement.indicators[0]).toMatchObject({
      cv: { kind: 'not-estimable', reason: 'negative-values' },
      standardDeviation: { kind: 'estimated', value: 2 },
      lowest: { kind: 'estimated', value: -1 },
    });
  });

  it('judges by the unweighted coefficient when no weights are asked for', () => {
    const schools = [makeSchool('a', 1000, 1), makeSchool('b', 10, 3)];
    const judgement = judgeBalance({ pack: cn2017Quality, stage: 'primary', schools, weighting: 'none' });
    const [first] = judgement.indicators;
    expect(getValue(first!.cv)).toBeCloseTo(0.5, 12);
    expect(first!.cv).toEqual(first!.cvUnweighted);
    expect(judgement.weighting).toEqual({ asked: 'none', used: 'none' });
  });
});

describe('judging refuses', () => {
  it('numbers that cannot be right, naming every school at once', () => {
    const schools = [
      { school: 'a', pupils: -5, values: { sportsAreaM2: Number.NaN } },
      { school: 'a', pupils: Number.POSITIVE_INFINITY, values: { sportsAreaM2: -7 } },
      { school: '', pupils: 5, values: {} },
    ];
    try {
      judge(schools);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(EngineInputError);
      expect(
        (error as EngineInputError).mistakes.map(({ code, params }) => [code, params.school ?? '']),
      ).toEqual([
        ['negative-pupils', 'a'],
        ['duplicate-school', 'a'],
        ['not-finite', 'a'],
        ['empty-school', ''],
        ['not-finite', 'a'],
        ['negative-total', 'a'],
      ]);
      expect((error as EngineInputError).message).toContain('School a has -5 pupils. Give zero or more.');
    }
  });

  it('columns that do not fit together', () => {
    const columns = {
      count: 2,
      pupils: Float64Array.of(1, -2),
      values: { teachersBackbone: Float64Array.of(1) },
    };
    expect(() => judgeBalanceColumns({ pack: cn2017Quality, stage: 'primary', columns })).toThrow(
      EngineInputError,
    );
  });
});

describe('judging columns and groups', () => {
  const random = createRandomNumbers(134);
  const schools = Array.from({ length: 300 }, (_, row) =>
    makeSchool(`s${row}`, Math.round(50 + 1500 * random()), 0.7 + random(), {
      teachersBackbone: random() < 0.1 ? undefined : Math.round(20 * random()),
    }),
  );

  it('gives the same numbers from columns as from objects', () => {
    const ids = cn2017Quality.indicators.map(({ numerator }) => numerator);
    const column = (id: string) => Float64Array.from(schools, ({ values }) => values[id] ?? Number.NaN);
    const known = (id: string) =>
      Uint8Array.from(schools, ({ values }) => (values[id] === undefined ? 0 : 1));
    const { judged, area } = judgeBalanceColumns({
      pack: cn2017Quality,
      stage: 'primary',
      columns: {
        count: schools.length,
        pupils: Float64Array.from(schools, ({ pupils }) => pupils!),
        values: Object.fromEntries(ids.map((id) => [id, column(id)])),
        known: Object.fromEntries(ids.map((id) => [id, known(id)])),
      },
    });
    const judgement = judge(schools);
    expect(area.verdict).toBe(judgement.verdict);
    expect(area.reasons).toEqual(judgement.reasons);
    judged.indicators.forEach(({ measures, value }, place) => {
      expect(measures.cv).toEqual(judgement.indicators[place]!.cv);
      expect([...value]).toEqual(judgement.indicators[place]!.schools.map((row) => row.value));
    });
  });

  it('judges each group as if it stood alone', () => {
    const groupOf = ({ school }: SchoolIndicators) =>
      school === 's0' ? undefined : `g${Number(school.slice(1)) % 7}`;
    const judgements = judgeBalanceBy({ pack: cn2017Quality, stage: 'primary', schools, groupOf });
    expect([...judgements.keys()]).toEqual(['g1', 'g2', 'g3', 'g4', 'g5', 'g6', 'g0']);
    for (const [group, judgement] of judgements) {
      const alone = judge(schools.filter((school) => groupOf(school) === group));
      expect(structuredClone(judgement)).toEqual(structuredClone(alone));
    }
  });

  it('does not depend on the order, the keys or the unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (count, unit) => {
          const some = schools.slice(0, count);
          const turned = some.toReversed().map((school) => ({ ...school, school: `x-${school.school}` }));
          const scaled = groupDefaultPack(['teachersBackbone']);
          const rescaled = some.map((school) => ({
            ...school,
            values: {
              teachersBackbone:
                school.values.teachersBackbone === undefined
                  ? undefined
                  : school.values.teachersBackbone * unit,
            },
          }));
          const base = judge(some);
          const other = judge(turned);
          expect(other.verdict).toBe(base.verdict);
          base.indicators.forEach(({ cv }, place) => {
            if (cv.kind === 'estimated')
              expect(getValue(other.indicators[place]!.cv)).toBeCloseTo(cv.value, 10);
          });
          const a = judge(some, scaled).indicators[0]!.gini;
          const b = judge(rescaled, scaled).indicators[0]!.gini;
          if (a.kind === 'estimated') expect(getValue(b)).toBeCloseTo(a.value, 10);
        },
      ),
      { numRuns: 40 },
    );
  });
});
