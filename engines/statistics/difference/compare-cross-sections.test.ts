import { describe, expect, it } from 'vitest';
import { createNormalDraws, createRandomNumbers } from '../../kernel/index.ts';
import { CLOSED_FORM, relativeDifference } from '../../testkit/approximately.ts';
import { compareChanges } from './compare-changes.ts';
import { type CrossSections, compareCrossSections } from './compare-cross-sections.ts';
import {
  aggregateGroupTimeEffects,
  type DifferenceTerm,
  estimateGroupTimeEffects,
  simulatePanel,
} from './index.ts';

/** A difference quotient of a logit that stops at a deviance change of 1e-8. */
const DIFFERENCE_QUOTIENT = 2e-4;

const METHODS = ['regression', 'weighting', 'doubly-robust'] as const;

function drawSections(rows: number, effect: number, seed: number): CrossSections {
  const random = createRandomNumbers(seed);
  const draw = createNormalDraws(random);
  const group = Uint8Array.from({ length: rows }, () => (random() < 0.4 ? 1 : 0));
  const later = Uint8Array.from({ length: rows }, () => (random() < 0.5 ? 1 : 0));
  const design = new Float64Array(rows * 2);
  const outcome = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = draw() + 0.5 * group[row]!;
    design.set([1, x], 2 * row);
    outcome[row] =
      x + later[row]! * (1 + 0.5 * x) + 2 * group[row]! + effect * group[row]! * later[row]! + draw();
  }
  return { outcome, group, later, design, columns: 2, weights: outcome.map(() => 0.5 + random()) };
}

function getCompared(answer: ReturnType<typeof compareCrossSections>) {
  if (answer.kind !== 'estimated') throw new Error(answer.message);
  return answer;
}

describe.each(METHODS)('comparing cross sections by %s', (method) => {
  it('finds the true effect', () => {
    const sections = drawSections(6000, 1.5, 3);
    const { effect, influence } = getCompared(compareCrossSections(sections, method));
    const error = Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0)) / influence.length;
    expect(Math.abs(effect - 1.5)).toBeLessThan(4 * error);
  });

  it('has the influence that weights have: the derivative of the effect', () => {
    const sections = drawSections(120, 1, 5);
    const { influence } = getCompared(compareCrossSections(sections, method));
    const step = 1e-4;
    for (let row = 0; row < 120; row += 7) {
      const move = (by: number) =>
        getCompared(
          compareCrossSections(
            { ...sections, weights: sections.weights.with(row, sections.weights[row]! * (1 + by)) },
            method,
          ),
        ).effect;
      const slope = (120 * (move(step) - move(-step))) / (2 * step);
      expect(Math.abs(slope - influence[row]!)).toBeLessThan(
        DIFFERENCE_QUOTIENT * Math.max(1, Math.abs(slope)),
      );
    }
  });
});

describe('comparing changes', () => {
  it.each(METHODS)('has the influence that weights have, too: %s', (method) => {
    const { outcome, group, design, columns, weights } = drawSections(120, 1, 6);
    const comparison = { changes: outcome, group, design, columns, weights };
    const compare = (other: Float64Array) =>
      getCompared(compareChanges({ ...comparison, weights: other }, method));
    const { influence } = compare(weights);
    const step = 1e-4;
    for (let row = 0; row < 120; row += 7) {
      const move = (by: number) => compare(weights.with(row, weights[row]! * (1 + by))).effect;
      const slope = (120 * (move(step) - move(-step))) / (2 * step);
      expect(relativeDifference(slope, influence[row]!, 1)).toBeLessThan(DIFFERENCE_QUOTIENT);
    }
  });
});

describe('effects by cohort and period from new rows each period', () => {
  it('are those of followed units, errors too, when the rows are the same units and clustered by them', () => {
    const columns = simulatePanel({ units: 80, periods: 5 }, createRandomNumbers(12));
    const answers = (['same-units', 'new-units'] as const).map((observations) => {
      const effects = estimateGroupTimeEffects(columns, { observations });
      if (effects.kind !== 'estimated') throw new Error(effects.message);
      return effects.cells.map(({ effect }) => effect as DifferenceTerm);
    });
    answers[0]!.forEach((term, place) => {
      expect(relativeDifference(answers[1]![place]!.estimate, term.estimate)).toBeLessThan(CLOSED_FORM);
      expect(relativeDifference(answers[1]![place]!.standardError, term.standardError)).toBeLessThan(
        CLOSED_FORM,
      );
    });
  });

  it.each(METHODS)('find the true effect among pupils of schools, clustered by school: %s', (method) => {
    const schools = simulatePanel(
      { units: 90, periods: 5, effect: 2, confounding: 0.2 },
      createRandomNumbers(13),
    );
    const rows = Array.from(schools.outcome, (_, row) => Array<number>(3 + (row % 3)).fill(row)).flat();
    const draw = createNormalDraws(createRandomNumbers(14));
    const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!);
    const effects = estimateGroupTimeEffects(
      {
        outcome: pick(schools.outcome).map((value) => value + draw()),
        unit: { codes: Int32Array.from(rows, (row) => schools.unit.codes[row]!), levels: 90 },
        time: pick(schools.time),
        firstTreated: pick(schools.firstTreated),
        covariates: [{ name: 'x', values: pick(schools.covariates![0]!.values) }],
        repeatedRows: 'keep',
      },
      { observations: 'new-units', method },
    );
    if (effects.kind !== 'estimated') throw new Error(effects.message);
    const overall = aggregateGroupTimeEffects(effects, 'simple');
    if (overall.kind !== 'estimated') throw new Error(overall.message);
    const { estimate, standardError } = overall.overall as DifferenceTerm;
    expect(Math.abs(estimate - 2)).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.5);
  });
});
