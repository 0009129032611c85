/**
 * What changed between two judgements of the same schools, indicator by indicator: after − before.
 *
 * Cost O(indicators).
 */

import { EngineInputError, type Estimate, notEstimable } from '../kernel/index.ts';
import type { BalanceJudgement } from './types.ts';
import type { ChangeDirection, IndicatorChange, YearComparison } from './year-types.ts';

/**
 * Compares two judgements of one pack and stage.
 *
 * @param before the earlier judgement
 * @param after the later judgement
 * @param smallestChange changes of the variation up to this size count as none; 0 when left out
 * @throws {EngineInputError} `packs-differ`, `stages-differ`
 * @example
 * compareYears(judgement2019, judgement2025).indicators[0]?.direction; // 'narrowed'
 */
export function compareYears(
  before: BalanceJudgement,
  after: BalanceJudgement,
  smallestChange = 0,
): YearComparison {
  if (before.packId !== after.packId)
    throw new EngineInputError({
      code: 'packs-differ',
      message: `One year is judged by ${before.packId}, the other by ${after.packId}. Judge both by one pack.`,
      params: { before: before.packId, after: after.packId },
    });
  if (before.stage !== after.stage)
    throw new EngineInputError({
      code: 'stages-differ',
      message: `One year judges the stage ${before.stage}, the other ${after.stage}. Compare the same stage.`,
      params: { before: before.stage, after: after.stage },
    });
  const earlier = new Map(before.indicators.map((indicator) => [indicator.id, indicator]));
  const later = new Set(after.indicators.map(({ id }) => id));
  const indicators: IndicatorChange[] = [];
  for (const indicator of after.indicators) {
    const old = earlier.get(indicator.id);
    if (old === undefined) continue;
    const cvChange = subtract(indicator.cv, old.cv);
    indicators.push({
      id: indicator.id,
      cvBefore: old.cv,
      cvAfter: indicator.cv,
      cvChange,
      meanBefore: old.mean,
      meanAfter: indicator.mean,
      meanChange: subtract(indicator.mean, old.mean),
      verdictBefore: old.verdict,
      verdictAfter: indicator.verdict,
      direction: nameDirection(cvChange, smallestChange),
    });
  }
  return {
    verdictBefore: before.verdict,
    verdictAfter: after.verdict,
    indicators,
    onlyBefore: before.indicators.map(({ id }) => id).filter((id) => !later.has(id)),
    onlyAfter: after.indicators.map(({ id }) => id).filter((id) => !earlier.has(id)),
  };
}

function subtract(after: Estimate, before: Estimate): Estimate {
  if (before.kind === 'not-estimable') return notEstimable(`before-${before.reason}`);
  if (after.kind === 'not-estimable') return notEstimable(`after-${after.reason}`);
  return { kind: 'estimated', value: after.value - before.value };
}

function nameDirection(change: Estimate, smallestChange: number): ChangeDirection {
  if (change.kind === 'not-estimable') return 'not-comparable';
  if (Math.abs(change.value) <= smallestChange) return 'unchanged';
  return change.value < 0 ? 'narrowed' : 'widened';
}
