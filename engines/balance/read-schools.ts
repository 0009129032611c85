/**
 * Schools as objects become columns; everything that cannot be right is refused at once, with its school named.
 *
 * Shapes: n schools, one column for each variable of the pack. Cost O(n × variables).
 */

import { EngineInputError, type InputMistake } from '../kernel/index.ts';
import type { BalanceColumns } from './judge-columns.ts';
import type { ExclusionRule, StandardPack } from './standard-pack.ts';
import type { SchoolIndicators } from './types.ts';

/**
 * Reads the schools into columns.
 *
 * @param pack says which variables count, which cannot be negative, and which schools are left out
 * @param schools one object each; a missing pupil count or total stays unknown
 * @throws {EngineInputError} `duplicate-school`, `empty-school`, `not-finite`, `negative-pupils`, `negative-total`, all
 *   mistakes at once
 * @example
 * readSchools(cn2017Quality, [{ school: 'zs', pupils: 900, values: { teachersBackbone: 4 } }]).count; // 1
 */
export function readSchools(pack: StandardPack, schools: readonly SchoolIndicators[]): BalanceColumns {
  const count = schools.length;
  const mistakes: InputMistake[] = [];
  const pupils = new Float64Array(count);
  const pupilsKnown = new Uint8Array(count);
  const leftOut = new Uint8Array(count);
  let pupilCounts = 0;
  let leftOutCount = 0;
  const keys = new Set<string>();
  const rules = pack.rules.leaveOut ?? [];
  for (let row = 0; row < count; row++) {
    const school = schools[row]!;
    checkKey(school.school, row, keys, mistakes);
    if (school.pupils !== undefined) {
      checkPupils(school.school, school.pupils, mistakes);
      pupils[row] = school.pupils;
      pupilsKnown[row] = 1;
      pupilCounts++;
    }
    if (rules.length > 0 && isLeftOut(rules, school)) {
      leftOut[row] = 1;
      leftOutCount++;
    }
  }
  const values: Record<string, Float64Array> = {};
  const known: Record<string, Uint8Array> = {};
  for (const { numerator, denominator } of pack.indicators) {
    if (Object.hasOwn(values, numerator)) continue;
    const totals = new Float64Array(count);
    const mask = new Uint8Array(count);
    let found = 0;
    for (let row = 0; row < count; row++) {
      const total = schools[row]!.values[numerator];
      if (total === undefined) continue;
      if (!Number.isFinite(total) || (total < 0 && denominator !== 'none'))
        mistakes.push(refuseTotal(schools[row]!.school, numerator, total));
      totals[row] = total;
      mask[row] = 1;
      found++;
    }
    values[numerator] = totals;
    if (found < count) known[numerator] = mask;
  }
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  // A mask that masks nothing is left away: thousands of groups are cut from these columns.
  return {
    count,
    ...(pupilCounts > 0 && { pupils }),
    ...(pupilCounts > 0 && pupilCounts < count && { pupilsKnown }),
    values,
    known,
    ...(leftOutCount > 0 && { leftOut }),
  };
}

function checkKey(school: string, row: number, keys: Set<string>, mistakes: InputMistake[]): void {
  if (school === '')
    mistakes.push({
      code: 'empty-school',
      message: `Row ${row + 1} has no school. Give each row the key of its school.`,
      params: { row: row + 1 },
    });
  else if (keys.has(school))
    mistakes.push({
      code: 'duplicate-school',
      message: `School ${school} appears twice (again in row ${row + 1}). Maybe drop one, or add up its campuses.`,
      params: { school, row: row + 1 },
    });
  keys.add(school);
}

/** Notes a pupil count that cannot be right. */
export function checkPupils(school: string, pupils: number, mistakes: InputMistake[]): void {
  if (!Number.isFinite(pupils))
    mistakes.push({
      code: 'not-finite',
      message: `School ${school} has ${pupils} pupils. Give a number, or leave it out when unknown.`,
      params: { school, variable: 'pupils', value: String(pupils) },
    });
  else if (pupils < 0)
    mistakes.push({
      code: 'negative-pupils',
      message: `School ${school} has ${pupils} pupils. Give zero or more.`,
      params: { school, pupils },
    });
}

/** Says what is wrong with a total that is not a number or is negative. */
export function refuseTotal(school: string, variable: string, total: number): InputMistake {
  if (!Number.isFinite(total))
    return {
      code: 'not-finite',
      message: `School ${school} has ${total} as ${variable}. Give a number, or leave it out when unknown.`,
      params: { school, variable, value: String(total) },
    };
  return {
    code: 'negative-total',
    message: `School ${school} has ${total} as ${variable}. A total is zero or more; leave it out when unknown.`,
    params: { school, variable, value: total },
  };
}

function isLeftOut(rules: readonly ExclusionRule[], school: SchoolIndicators): boolean {
  return rules.some((rule) => {
    if (rule.kind !== undefined && rule.kind !== school.kind) return false;
    if (rule.minimumPupils === undefined) return rule.kind !== undefined;
    return school.pupils !== undefined && school.pupils < rule.minimumPupils;
  });
}
