/**
 * Permutation test of a term assigned to clusters: the assignment is redrawn, the model refitted, the statistic ranked.
 *
 * Treated clusters are as many as before; with few possible assignments all are listed.
 * p = share of assignments whose
 * |t| (or |estimate|) is as large as the observed one, the observed one counted. Fisher (1935); Young (2019),
 * https://doi.org/10.1093/qje/qjy029. Exact under the sharp null of no effect for anybody. Cost O(draws · (n k + G)).
 */

import { EngineInputError, type RandomNumbers } from '../../kernel/index.ts';
import { assertDraws } from '../check-options.ts';
import type { FactorColumn } from '../types.ts';
import { checkColumns } from './check-linear-input.ts';
import { estimateCovariance } from './estimate-covariance.ts';
import { fitLinearModel } from './fit-linear-model.ts';
import { refuseLinear } from './solve-design.ts';
import type { LinearModelInput, LinearRefusal } from './types.ts';

export interface PermutationInput extends LinearModelInput {
  /** 1 for treated clusters, 0 for others: constant within clusters. */
  readonly treated: Float64Array;
  /** The level at which treatment was assigned. */
  readonly clusters: FactorColumn;
  /** A column that multiplies treatment (for example after = 1); ones when left out. */
  readonly exposure?: Float64Array;
  readonly random: RandomNumbers;
  /** 999 when left out; fewer when all assignments can be listed. */
  readonly draws?: number;
}

export interface PermutationTest {
  readonly kind: 'estimated';
  readonly estimate: number;
  /** Cluster-robust t of the observed assignment. */
  readonly statistic: number;
  readonly pValue: number;
  /** The same with the estimate itself as statistic. */
  readonly estimatePValue: number;
  /** Those ranked, the observed one among them. */
  readonly assignments: number;
  /** Assignments under which the model has no t; they are not ranked. */
  readonly assignmentsWithoutStatistic: number;
  readonly isExact: boolean;
  readonly treatedClusters: number;
  readonly clusters: number;
}

const TERM = 'treatment × exposure';
const TIE = 1e-9;

/**
 * Tests a treatment assigned to clusters by redrawing who was treated.
 *
 * @param input a linear model without its treatment term, who was treated, and a generator
 * @throws {EngineInputError} `treatment-varies-in-cluster`, `treatment-not-binary`, `draws-not-positive`, and as fitLinearModel
 * @example
 * const treated = Float64Array.of(0, 0, 1, 1, 0, 0, 1, 1);
 * const after = Float64Array.of(0, 1, 0, 1, 0, 1, 0, 1);
 * const test = testByPermutation({
 *   outcome: score, regressors: [], fixedEffects: [school, year], treated, exposure: after, clusters: school,
 *   random: createRandomNumbers(1),
 * });
 * test.assignments; // 6
 */
export function testByPermutation(input: PermutationInput): PermutationTest | LinearRefusal {
  const rows = input.outcome.length;
  const { treated, clusters } = input;
  checkColumns(rows, [{ name: 'treated', values: treated }], { clusters });
  const assignment = readAssignment(treated, clusters);
  const count = assignment.length;
  const treatedCount = assignment.reduce((sum, value) => sum + value, 0);
  if (treatedCount === 0 || treatedCount === count)
    return refuseLinear(
      'no-comparison',
      `${treatedCount} of ${count} clusters are treated. A comparison needs both kinds.`,
      {
        treated: treatedCount,
        clusters: count,
      },
    );
  const codes = renumber(clusters);
  const measure = (who: Float64Array): { estimate: number; statistic: number } | LinearRefusal => {
    const values = Float64Array.from(
      { length: rows },
      (_, row) => who[codes[row]!]! * (input.exposure ? input.exposure[row]! : 1),
    );
    const fit = fitLinearModel({ ...input, regressors: [...input.regressors, { name: TERM, values }] });
    if (fit.kind === 'not-estimable') return fit;
    const term = fit.names.indexOf(TERM);
    if (term < 0)
      return refuseLinear(
        'no-regressor-left',
        'Treatment is determined by the other regressors. Drop some.',
        {},
      );
    const covariance = estimateCovariance(fit, { type: 'cr1', clusters });
    if (covariance.kind === 'not-estimable') return covariance;
    const estimate = fit.estimates[term]!;
    return { estimate, statistic: estimate / covariance.standardErrors[term]! };
  };
  const observed = measure(assignment);
  if ('kind' in observed) return observed;
  const draws = input.draws ?? 999;
  assertDraws(draws);
  const possible = countChoices(count, treatedCount);
  const isExact = possible <= draws + 1;
  const assignments = isExact
    ? listAssignments(count, treatedCount)
    : drawAssignments(assignment, draws, input.random);
  let larger = isExact ? 0 : 1;
  let largerEstimate = larger;
  let total = larger;
  let without = 0;
  for (const who of assignments) {
    const drawn = measure(who);
    if ('kind' in drawn) {
      without++;
      continue;
    }
    total++;
    if (Math.abs(drawn.statistic) >= Math.abs(observed.statistic) * (1 - TIE)) larger++;
    if (Math.abs(drawn.estimate) >= Math.abs(observed.estimate) * (1 - TIE)) largerEstimate++;
  }
  return {
    kind: 'estimated',
    estimate: observed.estimate,
    statistic: observed.statistic,
    pValue: larger / total,
    estimatePValue: largerEstimate / total,
    assignments: total,
    assignmentsWithoutStatistic: without,
    isExact,
    treatedClusters: treatedCount,
    clusters: count,
  };
}

/** Codes 0 … without clusters that have no row. */
function renumber({ codes, levels }: FactorColumn): Int32Array {
  const numbers = new Int32Array(levels).fill(-1);
  let next = 0;
  return codes.map((code) => {
    if (numbers[code] === -1) numbers[code] = next++;
    return numbers[code]!;
  });
}

function readAssignment(treated: Float64Array, clusters: FactorColumn): Float64Array {
  const codes = renumber(clusters);
  const assignment: number[] = [];
  codes.forEach((cluster, row) => {
    const value = treated[row]!;
    if (value !== 0 && value !== 1)
      throw new EngineInputError({
        code: 'treatment-not-binary',
        message: `Treatment is ${value} in row ${row + 1}. Recode it to 0 and 1.`,
        params: { row: row + 1, value },
      });
    assignment[cluster] ??= value;
    if (assignment[cluster] !== value)
      throw new EngineInputError({
        code: 'treatment-varies-in-cluster',
        message: `Treatment varies within the cluster of row ${row + 1}. Choose the level at which it was assigned, and give its timing as exposure.`,
        params: { row: row + 1 },
      });
  });
  return Float64Array.from(assignment);
}

function countChoices(count: number, chosen: number): number {
  let choices = 1;
  for (let k = 0; k < chosen; k++) choices = (choices * (count - k)) / (k + 1);
  return Math.round(choices);
}

function* listAssignments(count: number, chosen: number): Generator<Float64Array> {
  const places = Array.from({ length: chosen }, (_, k) => k);
  for (;;) {
    const who = new Float64Array(count);
    for (const place of places) who[place] = 1;
    yield who;
    let k = chosen - 1;
    while (k >= 0 && places[k] === count - chosen + k) k--;
    if (k < 0) return;
    places[k]!++;
    for (let later = k + 1; later < chosen; later++) places[later] = places[later - 1]! + 1;
  }
}

function* drawAssignments(
  assignment: Float64Array,
  draws: number,
  random: RandomNumbers,
): Generator<Float64Array> {
  for (let draw = 0; draw < draws; draw++) {
    const who = assignment.slice();
    for (let place = who.length - 1; place > 0; place--) {
      const other = Math.floor(random() * (place + 1));
      const kept = who[place]!;
      who[place] = who[other]!;
      who[other] = kept;
    }
    yield who;
  }
}
