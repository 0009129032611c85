import type { StudyCheck, StudyColumn } from '@trellis/contract';
import { describe, expect, it } from 'vitest';
import { EMPTY_DESIGN, fitDesign, proposeDesign, rolesOf } from './propose-design.ts';
import { lacksFor, recommendEstimator } from './recommend-estimator.ts';

const panel = { ...EMPTY_DESIGN, unit: 'school', time: 'year', treatedFrom: 'first' };
const facts = (periods: number[], ...starts: number[]): StudyCheck['facts'] => ({
  rows: 100,
  units: 60,
  treatedUnits: 28,
  comparisonUnits: 32,
  clusters: 60,
  periods,
  starts: starts.map((period) => ({ period, units: 5 })),
});

describe('the recommended estimator', () => {
  it('follows from when treatment starts', () => {
    const of = (...args: Parameters<typeof facts>) => recommendEstimator(panel, facts(...args)).estimator;
    expect(of([2018, 2019, 2020, 2021], 2020)).toBe('event');
    expect(of([2018, 2019, 2020, 2021], 2019)).toBe('twfe');
    expect(of([2019, 2020], 2020)).toBe('2x2');
    expect(of([2018, 2019, 2020, 2021], 2019, 2020)).toBe('callaway-santanna');
  });

  it('matches without a time, looks for channels where mediators are named, and describes without treatment', () => {
    expect(recommendEstimator({ ...panel, time: null }, undefined).estimator).toBe('match');
    const mediators = [{ column: 'climate', measuredAt: null, level: 'unit' as const }];
    expect(recommendEstimator({ ...panel, mediators }, undefined).estimator).toBe('mediate');
    expect(recommendEstimator({ ...panel, treatedFrom: null }, undefined).estimator).toBe('multilevel');
  });

  it('tells what an estimator still lacks', () => {
    expect(lacksFor('match-did', { ...EMPTY_DESIGN, treated: 'joined' })).toEqual([
      'time',
      'unit',
      'covariates',
    ]);
    expect(lacksFor('twfe', panel)).toEqual([]);
  });
});

const column = (name: string, type: StudyColumn['type'] = 'number'): StudyColumn => ({
  name,
  type,
  rows: 10,
  missing: 0,
  distinct: 5,
  examples: [],
  min: 0,
  max: 1,
  personal: null,
});
const data = (...columns: StudyColumn[]) => ({
  source: 'file' as const,
  fileName: 'a.csv',
  rows: 10,
  sha256: '',
  columns,
  register: null,
});

describe('the proposed design', () => {
  it('knows columns by their names in Chinese and in English', () => {
    for (const names of [
      ['学校编号', '学生编号', '年份', '项目起始年份', '数学成绩'],
      ['school', 'pupil', 'year', 'first_year', 'math_score'],
    ]) {
      const [unit, , time, treatedFrom, outcome] = names;
      const proposed = proposeDesign(data(...names.map((name) => column(name))));
      expect(proposed).toMatchObject({ unit, time, treatedFrom, cluster: unit, outcomes: [outcome] });
      expect(rolesOf(unit!, proposed)).toEqual(['unit', 'cluster']);
    }
  });

  it('loses what another file does not have', () => {
    const design = { ...panel, outcomes: ['a', 'b'] };
    expect(fitDesign(design, data(column('school'), column('b')))).toMatchObject({
      unit: 'school',
      time: null,
      outcomes: ['b'],
    });
  });
});
