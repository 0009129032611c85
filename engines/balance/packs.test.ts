import { describe, expect, it } from 'vitest';
import { EngineInputError } from '../kernel/index.ts';
import { groupDefaultPack } from './group-default-pack.ts';
import { cn2012Basic } from './packs/cn-2012-basic.ts';
import { cn2017Quality } from './packs/cn-2017-quality.ts';
import { parseStandardPack } from './parse-standard-pack.ts';

const copy = (json: unknown): unknown => JSON.parse(JSON.stringify(json));

function codesOf(json: unknown): string[] {
  try {
    parseStandardPack(json);
  } catch (error) {
    return (error as EngineInputError).mistakes.map(({ code, path }) => `${path} ${code}`);
  }
  return [];
}

describe('the packs that are shipped', () => {
  it('are plain JSON and pass the check that a bureau meets', () => {
    for (const pack of [cn2012Basic, cn2017Quality, groupDefaultPack(['reading', 'teachers'])])
      expect(parseStandardPack(copy(pack))).toEqual(pack);
  });

  it('carry the values of 2017', () => {
    const rows = cn2017Quality.indicators.map(({ numerator, standard, cvLimit }) => [
      numerator,
      standard?.primary,
      standard?.junior,
      cvLimit?.primary,
      cvLimit?.junior,
    ]);
    expect(rows).toEqual([
      ['teachersAboveQualification', 4.2, 5.3, 0.5, 0.45],
      ['teachersBackbone', 1, 1, 0.5, 0.45],
      ['teachersPeArts', 0.9, 0.9, 0.5, 0.45],
      ['teachingAreaM2', 4.5, 5.8, 0.5, 0.45],
      ['sportsAreaM2', 7.5, 10.2, 0.5, 0.45],
      ['equipmentYuan', 2000, 2500, 0.5, 0.45],
      ['multimediaRooms', 2.3, 2.4, 0.5, 0.45],
    ]);
    expect(cn2017Quality.rules.school).toMatchObject({ atLeast: 6, remainingAtLeast: 0.85 });
    const areas = cn2017Quality.guarantees?.map(({ area }) => area) ?? [];
    expect(areas.filter((area) => area === 'government')).toHaveLength(15);
    expect(areas.filter((area) => area === 'quality')).toHaveLength(9);
  });

  it('carry the limits of 2012 on the mean of eight indicators', () => {
    expect(cn2012Basic.indicators).toHaveLength(8);
    expect(cn2012Basic.rules).toMatchObject({ variation: 'mean', cvLimit: { primary: 0.65, junior: 0.55 } });
  });

  it('say every text in both languages', () => {
    const walk = (json: unknown, path: string): void => {
      if (typeof json !== 'object' || json === null) return;
      if ('en' in json || 'zh' in json) {
        expect(Object.keys(json).sort(), path).toEqual(['en', 'zh']);
        expect(
          Object.values(json).every((text) => typeof text === 'string' && text !== ''),
          path,
        ).toBe(true);
        return;
      }
      for (const [key, value] of Object.entries(json)) walk(value, `${path}.${key}`);
    };
    walk(cn2012Basic, 'cn2012Basic');
    walk(cn2017Quality, 'cn2017Quality');
  });
});

describe('the descriptive pack', () => {
  it('takes any columns, without standard or limit, and names those it knows', () => {
    const pack = groupDefaultPack(['reading', { id: 'absence', better: 'lower' }, 'teachersBackbone']);
    expect(pack.indicators.map(({ id, denominator, better }) => [id, denominator, better])).toEqual([
      ['reading', 'none', 'higher'],
      ['absence', 'none', 'lower'],
      ['teachersBackbone', 'none', 'higher'],
    ]);
    expect(pack.indicators[2]?.name.zh).toBe('骨干教师');
    expect(
      pack.indicators.every(({ standard, cvLimit }) => standard === undefined && cvLimit === undefined),
    ).toBe(true);
  });

  it('refuses a column named twice or not at all', () => {
    expect(() => groupDefaultPack(['a', 'a'])).toThrow('Column a is named twice');
    expect(() => groupDefaultPack([''])).toThrow(EngineInputError);
  });
});

describe("a bureau's own pack", () => {
  it('is refused with every mistake and its path', () => {
    const pack = copy(cn2017Quality) as Record<string, never> & {
      indicators: Record<string, unknown>[];
      rules: Record<string, unknown>;
    };
    const [first, second, third] = pack.indicators;
    (pack as Record<string, unknown>).validFrom = '2023-02-30';
    (pack as Record<string, unknown>).stages = ['primary'];
    (pack as Record<string, unknown>).colour = 'green';
    delete first!.unit;
    first!.standard = { primary: '4.2' };
    first!.cvLimit = { primary: 0.5 };
    second!.id = 'teachers-above-qualification';
    second!.denominator = 'per pupil';
    second!.standard = { primary: -1 };
    second!.cvLimit = { primary: -0.5 };
    third!.name = { en: ' ', zh: '体艺教师' };
    pack.rules.school = { atLeast: 6, remainingAtLeast: 85 };
    pack.rules.cvLimit = { primary: 0.5 };
    const codes = codesOf(pack);
    for (const expected of [
      'colour unknown-key',
      'validFrom invalid-date',
      'indicators[0].unit missing',
      'indicators[0].standard.primary wrong-type',
      'indicators[1].id duplicate-id',
      'indicators[1].denominator not-allowed',
      'indicators[1].cvLimit.primary out-of-range',
      'indicators[1].standard.primary out-of-range',
      'indicators[2].name.en empty-text',
      'indicators[2].cvLimit.junior unknown-stage',
      'rules.cvLimit not-allowed',
      'rules.school.remainingAtLeast out-of-range',
      'rules.school.atLeast at-least-too-many',
    ])
      expect(codes).toContain(expected);
  });

  it('is refused when it is no pack at all', () => {
    expect(codesOf(null)).toEqual(['(pack) wrong-type']);
    expect(codesOf([])).toEqual(['(pack) wrong-type']);
    expect(codesOf({})).toContain('indicators missing');
    expect(codesOf({ ...cn2012Basic, rules: { variation: 'each', leaveOut: [{}] } })).toEqual([
      'rules.leaveOut[0] missing',
    ]);
  });
});
