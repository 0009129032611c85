import { describe, expect, it } from 'vitest';
import { createRandomNumbers } from '../kernel/index.ts';
import { estimateMediation } from '../statistics/mediation/index.ts';
import { getValue } from './approximately.ts';
import { STRONG_SCHOOL_SEED, simulateStrongSchools } from './strong-school-example.ts';

describe('the Strong School example', () => {
  const example = simulateStrongSchools(createRandomNumbers(STRONG_SCHOOL_SEED));
  const { columns, truth } = example;

  it('has 60 schools, 28 of them in the programme, 9,600 pupils and four years', () => {
    expect(example.rows).toBe(38_400);
    expect(new Set(columns.pupil).size).toBe(9_600);
    const treated = new Set(columns.school.filter((_, row) => columns.firstYear[row]! > 0));
    expect(treated.size).toBe(28);
    expect(new Set(columns.year)).toEqual(new Set([2018, 2019, 2020, 2021]));
  });

  it('has scores of variance one before the programme', () => {
    const before = columns.mathematics.filter((_, row) => columns.year[row] === 2018);
    const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
    const variance = before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / before.length;
    expect(variance).toBeGreaterThan(0.85);
    expect(variance).toBeLessThan(1.15);
  });

  it('repeats itself from the same seed', () => {
    expect(simulateStrongSchools(createRandomNumbers(STRONG_SCHOOL_SEED)).columns.chinese).toEqual(
      columns.chinese,
    );
  });

  it.each(['mathematics', 'chinese'] as const)(
    'gives its true effects in %s back inside the intervals, teaching style as no channel',
    (subject) => {
      const clusters = { codes: columns.school, levels: 60 };
      const result = estimateMediation(
        {
          outcome: columns[subject],
          treatment: columns.programme,
          mediators: (['peerRelationships', 'principalLeadership', 'teachingStyle'] as const).map((name) => ({
            name,
            values: columns[name],
            level: name === 'peerRelationships' ? 'pupil' : 'school',
            measuredAt: example.measuredAt.mediators,
          })),
          covariates: [{ name: 'ses', values: columns.socioeconomicStatus }],
          fixedEffects: [
            { name: 'school', ...clusters },
            { name: 'year', codes: columns.year.map((year) => year - 2018), levels: 4 },
          ],
          clusters,
          outcomeMeasuredAt: example.measuredAt.scores,
        },
        { bootstrap: { draws: 1000, random: createRandomNumbers(7) } },
      );
      if (result.kind !== 'estimated') throw new Error(result.reason);
      const holds = ({ confidenceInterval, bootstrap }: typeof result.total, value: number): void => {
        for (const [low, high] of [confidenceInterval, getValue(bootstrap).percentile]) {
          expect(low).toBeLessThan(value);
          expect(high).toBeGreaterThan(value);
        }
      };
      const expected = truth[subject];
      holds(result.total, expected.total);
      holds(result.direct.average, expected.direct);
      const findings = result.mediators.map((mediator) => {
        if (mediator.kind !== 'estimated') throw new Error(mediator.reason);
        holds(mediator.indirect.average, expected.indirect[mediator.name as keyof typeof expected.indirect]);
        expect(mediator.timeOrder).toBe('before-outcome');
        return mediator.finding;
      });
      expect(findings).toEqual(['evidence', 'evidence', 'no-evidence']);
    },
  );
});
