import { describe, expect, it } from 'vitest';
import { createRandomNumbers, EngineInputError } from '../../kernel/index.ts';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import {
  averageUnitPeriods,
  estimateGroupTimeEffects,
  estimateTwoWayFixedEffects,
  simulatePanel,
} from './index.ts';

/** Pupils as rows: every unit-period of a panel several times, moved apart. */
function drawPupils() {
  const schools = simulatePanel({ units: 40, periods: 5 }, createRandomNumbers(9));
  const random = createRandomNumbers(10);
  const rows = Array.from(schools.outcome, (_, row) => Array<number>(2 + (row % 4)).fill(row)).flat();
  return {
    outcome: Float64Array.from(rows, (row) => schools.outcome[row]! + random() - 0.5),
    unit: { codes: Int32Array.from(rows, (row) => schools.unit.codes[row]!), levels: 40 },
    time: Float64Array.from(rows, (row) => schools.time[row]!),
    firstTreated: Float64Array.from(rows, (row) => schools.firstTreated[row]!),
    repeatedRows: 'keep' as const,
  };
}

function getEstimated<Answer extends { kind: string }>(answer: Answer) {
  if (answer.kind !== 'estimated') throw new Error(JSON.stringify(answer));
  return answer as Extract<Answer, { kind: 'estimated' }>;
}

describe('pupils averaged to schools', () => {
  it('carry the same plain estimate as the pupils themselves, weighted by their number', () => {
    const pupils = drawPupils();
    const schools = averageUnitPeriods(pupils);
    expect(schools.outcome.length).toBe(200);
    expect(schools.weights.reduce((sum, weight) => sum + weight, 0)).toBe(pupils.outcome.length);
    const fromPupils = getEstimated(estimateTwoWayFixedEffects(pupils));
    const fromSchools = getEstimated(estimateTwoWayFixedEffects(schools));
    expect(relativeDifference(fromSchools.overall.estimate, fromPupils.overall.estimate)).toBeLessThan(
      CLOSED_FORM,
    );
    expect(fromPupils.notes.map(({ code }) => code)).toContain('repeated-rows');
  });

  it('can be followed over time, which rows of pupils cannot', () => {
    const pupils = drawPupils();
    expect(estimateGroupTimeEffects(pupils)).toMatchObject({ reason: 'repeated-unit-periods' });
    expect(estimateGroupTimeEffects(averageUnitPeriods(pupils)).kind).toBe('estimated');
  });

  it('are refused when they differ in treatment within a school and year', () => {
    const pupils = drawPupils();
    const mixed = { ...pupils, firstTreated: pupils.firstTreated.with(1, 4) };
    expect(() => averageUnitPeriods(mixed)).toThrow(EngineInputError);
  });
});
