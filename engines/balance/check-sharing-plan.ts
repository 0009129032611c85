/**
 * Checks a plan of sharing again, from its own numbers and the definition alone: nothing appears or disappears, nobody
 * gives what it does not have, whole units stay whole, and the variation is within the limit.
 *
 * It shares no code with the planners but the tolerance. Cost O(n + transfers).
 */

import { VARIATION_TOLERANCE } from './compare-standard.ts';
import type { AdditionOutcome, RedistributionOutcome, SharingInput } from './sharing-types.ts';

export type SharingPlan = Extract<RedistributionOutcome | AdditionOutcome, { status: 'found' }>;

export interface PlanViolation {
  readonly code:
    | 'not-the-same-schools'
    | 'after-does-not-follow'
    | 'negative-stock'
    | 'not-whole'
    | 'sum-changes'
    | 'takes-away'
    | 'amount-differs'
    | 'transfers-differ'
    | 'over-limit';
  readonly school?: string;
  /** By how much, in the unit of what is broken. */
  readonly by: number;
}

/**
 * Lists what a plan breaks; empty when it holds.
 *
 * @param input what the plan was made for
 * @param plan a redistribution or an addition
 * @example
 * listPlanViolations(input, plan); // []
 */
export function listPlanViolations(input: SharingInput, plan: SharingPlan): PlanViolation[] {
  const violations: PlanViolation[] = [];
  const given = new Map(input.schools.map((school) => [school.school, school]));
  if (plan.schools.length !== given.size)
    violations.push({ code: 'not-the-same-schools', by: plan.schools.length - given.size });
  const scale = input.schools.reduce((sum, { amount }) => sum + amount, 0) + sizeOf(plan);
  const rounding = 1e-9 * scale;
  let net = 0;
  let up = 0;
  for (const { school, before, change, after, pupils } of plan.schools) {
    const original = given.get(school);
    if (original === undefined || original.amount !== before || original.pupils !== pupils)
      violations.push({ code: 'not-the-same-schools', school, by: 1 });
    if (Math.abs(before + change - after) > rounding)
      violations.push({ code: 'after-does-not-follow', school, by: before + change - after });
    if (before + change < -rounding)
      violations.push({ code: 'negative-stock', school, by: -before - change });
    if (input.whole && !Number.isInteger(change))
      violations.push({ code: 'not-whole', school, by: change - Math.round(change) });
    if (!('moved' in plan) && change < 0) violations.push({ code: 'takes-away', school, by: -change });
    net += change;
    if (change > 0) up += change;
  }
  if ('moved' in plan && Math.abs(net) > rounding) violations.push({ code: 'sum-changes', by: net });
  if (Math.abs(up - sizeOf(plan)) > rounding)
    violations.push({ code: 'amount-differs', by: up - sizeOf(plan) });
  if ('moved' in plan) checkTransfers(plan, rounding, violations);
  const cv = variationAfter(plan);
  if (!(cv <= input.limit + VARIATION_TOLERANCE))
    violations.push({ code: 'over-limit', by: cv - input.limit });
  return violations;
}

/**
 * Refuses to hand out a plan that breaks its own constraints.
 *
 * @param input what the plan was made for
 * @param plan a redistribution or an addition
 * @throws {Error} when the planner is wrong; never because of the input
 * @example
 * assertPlanHolds(input, plan);
 */
export function assertPlanHolds(input: SharingInput, plan: SharingPlan): void {
  const violations = listPlanViolations(input, plan);
  if (violations.length > 0)
    throw new Error(
      `The plan breaks its own constraints: ${violations.map(({ code, school, by }) => `${code} ${school ?? ''} by ${by}`).join(', ')}.`,
    );
}

function sizeOf(plan: SharingPlan): number {
  return 'moved' in plan ? plan.moved : plan.added;
}

function checkTransfers(
  plan: Extract<SharingPlan, { moved: number }>,
  rounding: number,
  violations: PlanViolation[],
): void {
  const balance = new Map(plan.schools.map(({ school, change }) => [school, change]));
  for (const { from, to, amount } of plan.transfers) {
    balance.set(from, (balance.get(from) ?? 0) + amount);
    balance.set(to, (balance.get(to) ?? 0) - amount);
  }
  for (const [school, by] of balance)
    if (Math.abs(by) > rounding) violations.push({ code: 'transfers-differ', school, by });
}

/** sqrt(Σ (P_i/P)(x_i − X̄)²)/X̄ with X̄ = ΣX/ΣP, written out once more. */
function variationAfter(plan: SharingPlan): number {
  const pupils = plan.schools.reduce((sum, school) => sum + school.pupils, 0);
  const mean = plan.schools.reduce((sum, school) => sum + school.after, 0) / pupils;
  const variance = plan.schools.reduce(
    (sum, school) => sum + (school.pupils / pupils) * (school.after / school.pupils - mean) ** 2,
    0,
  );
  return Math.sqrt(variance) / mean;
}
