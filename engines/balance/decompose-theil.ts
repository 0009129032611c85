/**
 * Theil's T and L split into what lies between groups of schools and what lies inside them, exactly additive.
 *
 * With shares of weight f_g and of resource s_g, group means μ_g and the overall mean μ:
 *   T = Σ s_g ln(μ_g/μ) + Σ s_g T_g          L = Σ f_g ln(μ/μ_g) + Σ f_g L_g
 *
 * Shapes: values n, weights n, groups n. Groups may be anything: clusters, groups of schools, urban and rural.
 * Paper: Shorrocks 1984 (10.2307/1913511). Reproduces the definitions computed in R 4. Cost O(n).
 */

import { EngineInputError, estimated, notEstimable } from '../kernel/index.ts';
import { checkColumn, type Numbers } from './measures.ts';
import type {
  DecomposedGroup,
  IndicatorJudgement,
  Measure,
  MeasureReason,
  TheilDecomposition,
} from './types.ts';

/**
 * Splits the inequality of the values between and within groups.
 *
 * @param values one number per school, none negative (none zero for L)
 * @param groups the group of each school
 * @param weights pupils per school; one each when left out
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `negative-weight`
 * @example
 * decomposeTheil([1, 1, 3, 3], ['a', 'a', 'b', 'b']); // within is 0, betweenShare is 1
 */
export function decomposeTheil(
  values: Numbers,
  groups: ArrayLike<string>,
  weights?: Numbers,
): TheilDecomposition {
  if (groups.length !== values.length)
    throw new EngineInputError({
      code: 'length-mismatch',
      message: `There are ${values.length} values and ${groups.length} groups. Give one group for each value.`,
      params: { values: values.length, groups: groups.length },
    });
  const column = checkColumn(values, weights);
  const members = new Map<string, Sums>();
  const all: Sums = { count: 0, weight: 0, resource: 0 };
  const rowSums: Sums[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  column.values.forEach((value, row) => {
    const group = groups[column.rows[row]!]!;
    let sums = members.get(group);
    if (sums === undefined) {
      sums = { count: 0, weight: 0, resource: 0 };
      members.set(group, sums);
    }
    const weight = column.weights[row]!;
    for (const sum of [sums, all]) {
      sum.count++;
      sum.weight += weight;
      sum.resource += weight * value;
    }
    rowSums.push(sums);
    if (value < lowest) lowest = value;
  });
  const reason = findReason(all, lowest);
  if (reason !== undefined) return { theilT: notEstimable(reason), theilL: notEstimable(reason), groups: [] };

  const inside = new Map<Sums, { t: number; l: number; hasZero: boolean }>();
  for (const sums of members.values()) inside.set(sums, { t: 0, l: 0, hasZero: false });
  column.values.forEach((value, row) => {
    const sums = rowSums[row]!;
    const parts = inside.get(sums)!;
    const weight = column.weights[row]!;
    if (value === 0) parts.hasZero = true;
    if (sums.resource === 0) return;
    const ratio = value / (sums.resource / sums.weight);
    const excess = ratio - 1;
    parts.t += (weight / sums.weight) * (value === 0 ? 1 : ratio * Math.log(ratio) - excess);
    if (value > 0) parts.l += (weight / sums.weight) * (excess - Math.log(ratio));
  });
  return combine(members, inside, all, lowest === 0);
}

/**
 * Splits one judged indicator between and within groups of its schools.
 *
 * @param judgement the indicator, as judged (its weights are used)
 * @param groupOf the group of a school; a school without one is left out
 * @throws {EngineInputError} never for a judgement made by this engine
 * @example
 * decomposeIndicator(judgement.indicators[0], (school) => clusterBySchool.get(school));
 */
export function decomposeIndicator(
  judgement: IndicatorJudgement,
  groupOf: (school: string) => string | undefined,
): TheilDecomposition {
  const values: number[] = [];
  const weights: number[] = [];
  const groups: string[] = [];
  for (const row of judgement.schools) {
    const group = groupOf(row.school);
    if (group === undefined) continue;
    values.push(row.value);
    weights.push(row.weight);
    groups.push(group);
  }
  return decomposeTheil(values, groups, weights);
}

interface Sums {
  count: number;
  weight: number;
  resource: number;
}

function findReason(all: Sums, lowest: number): MeasureReason | undefined {
  if (all.count === 0) return 'no-schools';
  if (all.count === 1) return 'single-school';
  if (lowest < 0) return 'negative-values';
  if (all.resource === 0) return 'zero-mean';
  return Number.isFinite(all.resource) ? undefined : 'not-finite';
}

function combine(
  members: ReadonlyMap<string, Sums>,
  inside: ReadonlyMap<Sums, { t: number; l: number; hasZero: boolean }>,
  all: Sums,
  hasZero: boolean,
): TheilDecomposition {
  const mean = all.resource / all.weight;
  let betweenT = 0;
  let withinT = 0;
  let betweenL = 0;
  let withinL = 0;
  const groups: DecomposedGroup[] = [];
  for (const [group, sums] of members) {
    const parts = inside.get(sums)!;
    const weightShare = sums.weight / all.weight;
    const resourceShare = sums.resource / all.resource;
    const groupMean = sums.resource / sums.weight;
    const ratio = groupMean / mean;
    betweenT += weightShare * (ratio === 0 ? 1 : ratio * Math.log(ratio) - (ratio - 1));
    withinT += resourceShare * parts.t;
    if (ratio > 0) betweenL += weightShare * (ratio - 1 - Math.log(ratio));
    withinL += weightShare * parts.l;
    const none: Measure | undefined =
      sums.count === 1
        ? notEstimable('single-school')
        : sums.resource === 0
          ? notEstimable('zero-mean')
          : undefined;
    groups.push({
      group,
      schools: sums.count,
      mean: groupMean,
      weightShare,
      resourceShare,
      theilT: none ?? estimated(Math.max(0, parts.t)),
      theilL: none ?? (parts.hasZero ? notEstimable('zero-value') : estimated(Math.max(0, parts.l))),
    });
  }
  return {
    theilT: { kind: 'estimated', value: addUp(betweenT, withinT) },
    theilL: hasZero ? notEstimable('zero-value') : { kind: 'estimated', value: addUp(betweenL, withinL) },
    groups,
  };
}

function addUp(rawBetween: number, rawWithin: number) {
  const between = Math.max(0, rawBetween);
  const within = Math.max(0, rawWithin);
  const total = between + within;
  return { between, within, total, betweenShare: total === 0 ? 0 : between / total };
}
