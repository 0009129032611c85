/**
 * Schools with one resource each, checked and laid as columns for the planners, and the variation they share.
 *
 * Shapes: n schools. Cost O(n log n) for the ranks of the keys.
 */

import { EngineInputError, type InputMistake } from '../kernel/index.ts';
import { refuseTotal } from './read-schools.ts';
import type { SchoolChange, SchoolResource } from './sharing-types.ts';

export interface ResourceColumns {
  readonly keys: readonly string[];
  /** Place of each school in the order of the keys: decides ties, so that the order of rows does not. */
  readonly ranks: Uint32Array;
  readonly pupils: Float64Array;
  readonly amounts: Float64Array;
  readonly totalPupils: number;
  readonly totalAmount: number;
}

/**
 * Reads the schools of a plan.
 *
 * @param schools with more than zero pupils and a total of zero or more
 * @param limit the tolerated variation, to be checked along
 * @throws {EngineInputError} `duplicate-school`, `not-finite`, `pupils-not-positive`, `negative-total`,
 *   `invalid-limit`
 * @example
 * readResources([{ school: 'zs', pupils: 900, amount: 4 }], 0.5).totalAmount; // 4
 */
export function readResources(schools: readonly SchoolResource[], limit: number): ResourceColumns {
  const mistakes: InputMistake[] = [];
  if (!Number.isFinite(limit) || limit < 0)
    mistakes.push({
      code: 'invalid-limit',
      message: `The limit of the variation is ${limit}. Give zero or more, e.g. 0.5.`,
      params: { limit: String(limit) },
    });
  const seen = new Set<string>();
  for (const { school, pupils, amount } of schools) {
    if (seen.has(school))
      mistakes.push({
        code: 'duplicate-school',
        message: `School ${school} appears twice. Maybe drop one, or add up its campuses.`,
        params: { school },
      });
    seen.add(school);
    if (!Number.isFinite(pupils) || pupils <= 0)
      mistakes.push({
        code: 'pupils-not-positive',
        message: `School ${school} has ${pupils} pupils. A plan needs more than zero; leave the school out.`,
        params: { school, pupils: String(pupils) },
      });
    if (!Number.isFinite(amount) || amount < 0) mistakes.push(refuseTotal(school, 'amount', amount));
  }
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  const byKey = schools
    .map((_, row) => row)
    .sort((a, b) => (schools[a]!.school < schools[b]!.school ? -1 : 1));
  const ranks = new Uint32Array(schools.length);
  byKey.forEach((row, rank) => {
    ranks[row] = rank;
  });
  const pupils = Float64Array.from(schools, (school) => school.pupils);
  const amounts = Float64Array.from(schools, (school) => school.amount);
  return {
    keys: schools.map(({ school }) => school),
    ranks,
    pupils,
    amounts,
    totalPupils: pupils.reduce((sum, each) => sum + each, 0),
    totalAmount: amounts.reduce((sum, each) => sum + each, 0),
  };
}

/**
 * The enrolment-weighted variation of totals, by its definition.
 *
 * @param amounts totals, not all zero
 * @param pupils more than zero each
 * @example
 * computeVariation(Float64Array.of(10, 30), Float64Array.of(100, 100)); // 0.5
 */
export function computeVariation(amounts: Float64Array, pupils: Float64Array): number {
  let total = 0;
  let people = 0;
  for (let row = 0; row < amounts.length; row++) {
    total += amounts[row]!;
    people += pupils[row]!;
  }
  const mean = total / people;
  let squares = 0;
  for (let row = 0; row < amounts.length; row++) {
    const excess = amounts[row]! / pupils[row]! / mean - 1;
    squares += (pupils[row]! / people) * excess * excess;
  }
  return Math.sqrt(squares);
}

/**
 * What each school has before and after.
 *
 * @param columns the schools
 * @param changes in the resource's unit
 * @param per pupils in the indicator's unit, 1 or 100
 * @example
 * presentChanges(resources, Float64Array.of(-1, 1, 0, 0, 0, 0, 0), 100)[0]?.change; // -1
 */
export function presentChanges(
  columns: ResourceColumns,
  changes: Float64Array,
  per: number,
): readonly SchoolChange[] {
  return columns.keys.map((school, row) => {
    const pupils = columns.pupils[row]!;
    const before = columns.amounts[row]!;
    const change = changes[row]!;
    const after = Math.max(0, before + change);
    const valueBefore = (before * per) / pupils;
    return { school, pupils, before, change, after, valueBefore, valueAfter: (after * per) / pupils };
  });
}
