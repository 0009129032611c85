/**
 * What each school lacks to a standard: max(0, S P_i / per − X_i), rounded up for whole units.
 *
 * Shapes: n schools. Cost O(n).
 */

import { EngineInputError, type InputMistake, isAtMost } from '../kernel/index.ts';
import { meetsStandard } from './compare-standard.ts';
import { readResources } from './read-resources.ts';
import type { SchoolResource, SchoolShortfall, ShortfallOutcome } from './sharing-types.ts';

export interface ShortfallInput {
  readonly schools: readonly SchoolResource[];
  /** In the indicator's unit, more than zero. */
  readonly standard: number;
  /** True for teachers, rooms, computers, books. */
  readonly whole: boolean;
  /** Pupils in the indicator's unit: 1 (per pupil, the default) or 100. */
  readonly per?: 1 | 100;
  /** `lower` is not applicable: nothing can be added to come down. `higher` when left out. */
  readonly better?: 'higher' | 'lower';
  /** Share of the standard that the remaining indicators must reach; 0.85 is common. 1 when left out. */
  readonly remainingAtLeast?: number;
}

/**
 * Finds for each school below the standard the smallest amount that lifts it there.
 *
 * @param input schools with pupils and totals, and the standard in the indicator's unit
 * @throws {EngineInputError} `duplicate-school`, `not-finite`, `pupils-not-positive`, `negative-total`,
 *   `invalid-standard`, `invalid-share`
 * @example
 * findShortfallToStandard({
 *   schools: [{ school: 'rm', pupils: 900, amount: 7 }], standard: 0.9, per: 100, whole: true,
 * }); // found, 2 teachers: 8.1 are demanded, 7 are there
 */
export function findShortfallToStandard(input: ShortfallInput): ShortfallOutcome {
  const { standard, whole, per = 1, better = 'higher', remainingAtLeast = 1 } = input;
  const mistakes: InputMistake[] = [];
  if (!Number.isFinite(standard) || standard <= 0)
    mistakes.push({
      code: 'invalid-standard',
      message: `The standard is ${standard}. Give a number above zero.`,
      params: { standard: String(standard) },
    });
  if (!(remainingAtLeast >= 0 && remainingAtLeast <= 1))
    mistakes.push({
      code: 'invalid-share',
      message: `The remaining indicators must reach ${remainingAtLeast} of the standard. Give a share from 0 to 1.`,
      params: { share: String(remainingAtLeast) },
    });
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  readResources(input.schools, 0);
  if (better === 'lower') return { status: 'not-applicable', reason: 'lower-is-better' };
  if (input.schools.length === 0) return { status: 'not-estimable', reason: 'no-schools' };

  const lacking = (target: number, pupils: number, amount: number): number => {
    if (meetsStandard('higher', (amount * per) / pupils, target)) return 0;
    const exact = (target * pupils) / per - amount;
    if (!whole) return exact;
    const floor = Math.floor(exact);
    return isAtMost(exact, floor) ? floor : floor + 1;
  };
  const schools: SchoolShortfall[] = [];
  for (const { school, pupils, amount } of input.schools) {
    const toStandard = lacking(standard, pupils, amount);
    if (toStandard === 0) continue;
    const toRemaining = lacking(standard * remainingAtLeast, pupils, amount);
    schools.push({ school, pupils, amount, value: (amount * per) / pupils, toStandard, toRemaining });
  }
  if (schools.length === 0) return { status: 'already-met', standard };
  return {
    status: 'found',
    standard,
    remainingAtLeast,
    toStandard: schools.reduce((sum, school) => sum + school.toStandard, 0),
    toRemaining: schools.reduce((sum, school) => sum + school.toRemaining, 0),
    schools,
  };
}
