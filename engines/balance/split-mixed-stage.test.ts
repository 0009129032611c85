import { describe, expect, it } from 'vitest';
import { EngineInputError } from '../kernel/index.ts';
import { groupDefaultPack } from './group-default-pack.ts';
import { cn2017Quality } from './packs/cn-2017-quality.ts';
import { splitMixedStage } from './split-mixed-stage.ts';

const pack = cn2017Quality;

describe('splitting a school of several stages', () => {
  it('divides a nine-year school 1 : 1.1', () => {
    const parts = splitMixedStage(pack, {
      school: 'hope',
      pupilsByStage: { primary: 550, junior: 500 },
      values: { teachersBackbone: 22, sportsAreaM2: 9000, books: undefined },
      kind: 'nine-year',
    });
    expect(parts).toEqual([
      {
        school: 'hope',
        stage: 'primary',
        pupils: 550,
        share: 0.5,
        values: { teachersBackbone: 11, sportsAreaM2: 4500, books: undefined },
        kind: 'nine-year',
      },
      expect.objectContaining({ stage: 'junior', pupils: 500, share: expect.closeTo(0.5, 12) }),
    ]);
  });

  it('divides junior with senior 1 : 1.2, and twelve years 1 : 1.1 : 1.32', () => {
    const secondary = splitMixedStage(pack, {
      school: 'a',
      pupilsByStage: { junior: 600, senior: 500 },
      values: {},
    });
    expect(secondary.map(({ share }) => share)).toEqual([0.5, 0.5]);
    const twelve = splitMixedStage(pack, {
      school: 'b',
      pupilsByStage: { primary: 132, junior: 120, senior: 100 },
      values: { sportsAreaM2: 300 },
    });
    for (const { values } of twelve) expect(values.sportsAreaM2).toBeCloseTo(100, 10);
  });

  it('takes other factors, and loses nothing', () => {
    const parts = splitMixedStage(
      pack,
      { school: 'a', pupilsByStage: { nursery: 70, primary: 613 }, values: { computers: 101 } },
      { nursery: 0.5, primary: 1 },
    );
    expect(parts.reduce((sum, { values }) => sum + values.computers!, 0)).toBeCloseTo(101, 10);
    expect(parts[0]?.share).toBeCloseTo(35 / 648, 12);
  });

  it('leaves scores as they are', () => {
    const [part] = splitMixedStage(
      groupDefaultPack(['reading']),
      { school: 'a', pupilsByStage: { primary: 10, junior: 10 }, values: { reading: 101 } },
      { primary: 1, junior: 1 },
    );
    expect(part?.values).toEqual({ reading: 101 });
  });

  it('refuses without pupils by stage or without factors', () => {
    const split =
      (pupilsByStage: Record<string, number | undefined>, factors?: Record<string, number>) => () =>
        splitMixedStage(pack, { school: 'hope', pupilsByStage, values: {} }, factors);
    expect(split({ primary: 550, junior: undefined })).toThrow('no pupil count for the stage junior');
    expect(split({ primary: 0, junior: 0 })).toThrow('no pupils in any stage');
    expect(split({ primary: -1, junior: 5 })).toThrow('-1 pupils');
    expect(split({ primary: Number.NaN, junior: 5 })).toThrow(EngineInputError);
    expect(split({ primary: 1, senior: 5 })).toThrow(
      'No rule of the pack divides the stages primary, senior',
    );
    expect(split({ primary: 1, junior: 5 }, { primary: 1 })).toThrow(
      'No factor is given for the stage junior',
    );
    expect(split({ primary: 1, junior: 5 }, { primary: 1, junior: 0 })).toThrow('not above zero');
    expect(split({})).toThrow(EngineInputError);
  });
});
