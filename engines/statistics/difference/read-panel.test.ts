import { describe, expect, it } from 'vitest';
import { createRandomNumbers, EngineInputError } from '../../kernel/index.ts';
import { type PanelColumns, readPanel, simulatePanel } from './index.ts';
import { pickRows } from './pick-rows.ts';

function draw(overrides: Partial<Parameters<typeof simulatePanel>[0]> = {}) {
  return simulatePanel({ units: 90, periods: 6, confounding: 0.2, ...overrides }, createRandomNumbers(11));
}

describe('reading a panel', () => {
  const columns = draw();
  const replace = (values: Float64Array, row: number, value: number) => values.with(row, value);
  const { firstTreated, ...untold } = columns;

  const MISTAKES: [string, PanelColumns, string, Record<string, unknown>][] = [
    [
      'an outcome that is no number',
      { ...columns, outcome: replace(columns.outcome, 3, Number.NaN) },
      'not-finite',
      { column: 'outcome', count: 1 },
    ],
    [
      'a column that is too short',
      { ...columns, time: columns.time.slice(1) },
      'length-mismatch',
      { column: 'time' },
    ],
    [
      'a weight of zero',
      { ...columns, weights: replace(new Float64Array(540).fill(1), 0, 0) },
      'weight-not-positive',
      { count: 1 },
    ],
    [
      'a negative weight',
      { ...columns, weights: replace(new Float64Array(540).fill(1), 0, -2) },
      'weight-not-positive',
      { count: 1 },
    ],
    [
      'a unit twice in a period',
      { ...columns, time: replace(columns.time, 1, 1) },
      'repeated-unit-periods',
      { repeated: 1, unit: '0', period: 1 },
    ],
    [
      'a first treated period that changes',
      { ...columns, firstTreated: replace(firstTreated, 1, 5) },
      'first-treated-changes',
      { units: 1 },
    ],
    [
      'treatment that switches off',
      { ...untold, treated: Float64Array.from(columns.time, (time) => (time === 3 ? 1 : 0)) },
      'treatment-switches-off',
      { units: 90 },
    ],
    [
      'an indicator of treatment that is two',
      { ...untold, treated: new Float64Array(540).fill(2) },
      'treatment-not-binary',
      { count: 540 },
    ],
    ['nothing said about treatment', untold, 'treatment-missing', {}],
    ['treatment said twice', { ...columns, treated: new Float64Array(540) }, 'treatment-given-twice', {}],
    [
      'one period',
      { ...columns, time: new Float64Array(540).fill(1), repeatedRows: 'keep' },
      'single-period',
      { period: 1 },
    ],
    [
      'one cluster',
      { ...columns, cluster: { codes: new Int32Array(540), levels: 1 } },
      'single-cluster',
      { clusters: 1 },
    ],
    [
      'codes outside their levels',
      { ...columns, unit: { codes: columns.unit.codes, levels: 3 } },
      'invalid-codes',
      { column: 'unit' },
    ],
    [
      'no row',
      {
        outcome: new Float64Array(0),
        unit: { codes: new Int32Array(0), levels: 0 },
        time: new Float64Array(0),
        firstTreated: new Float64Array(0),
      },
      'no-rows',
      {},
    ],
  ];

  it.each(MISTAKES)('refuses %s, with counts', (_, wrong, code, params) => {
    let caught: unknown;
    try {
      readPanel(wrong);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EngineInputError);
    expect(caught).toMatchObject({ code });
    expect((caught as EngineInputError).params).toMatchObject(params);
  });

  it('tells of gaps, of few clusters, of one period before and of units treated from the start', () => {
    const small = draw({ units: 9, cohorts: [2, 1] });
    const { counts, notes } = readPanel(pickRows(small, (row) => row !== 17));
    expect(counts).toMatchObject({
      units: 9,
      alwaysTreatedUnits: 3,
      neverTreatedUnits: 3,
      unitsWithGaps: 1,
      missingUnitPeriods: 1,
      periodsBeforeTreatment: 1,
    });
    expect(notes.map(({ code }) => code)).toEqual([
      'single-pre-period',
      'few-clusters',
      'always-treated',
      'gaps',
      'small-cohort',
    ]);
  });

  it('counts units treated after the last period as never treated and says so', () => {
    const { counts, notes } = readPanel(draw({ cohorts: [3, 2050] }));
    expect(counts).toMatchObject({ neverTreatedUnits: 60, treatedAfterLastPeriodUnits: 30 });
    expect(notes.map(({ code }) => code)).toContain('treated-after-last-period');
  });
});
