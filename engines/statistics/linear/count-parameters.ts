/** K of a small-sample correction: how many parameters count beside the rows. */

import type { FactorColumn, FixedEffectCount } from '../types.ts';
import { countComponents, isNestedIn } from './absorb-fixed-effects.ts';
import type { LinearFit } from './types.ts';

/**
 * Counts parameters: all (`full`), without fixed effects whose levels lie within a cluster (`nested`, one constant
 * stays), or regressors only (`none`).
 *
 * @param fit the model
 * @param count the convention
 * @param clusters over design rows
 * @example
 * countParameters.length; // 3
 */
export function countParameters(
  fit: LinearFit,
  count: FixedEffectCount,
  clusters: readonly FactorColumn[],
): number {
  const { fixedEffects, parameters, fixedEffectDegrees } = fit;
  const regressors = parameters - fixedEffectDegrees;
  if (count === 'none') return regressors;
  if (count === 'full' || fixedEffects.length === 0) return parameters;
  const across = fixedEffects.filter((effect) => !clusters.some((cluster) => isNestedIn(effect, cluster)));
  if (across.length === fixedEffects.length) return parameters;
  return regressors + Math.max(1, countDegrees(across));
}

/** Levels less the connections to effects before them. */
function countDegrees(effects: readonly FactorColumn[]): number {
  const sorted = effects.toSorted((a, b) => b.levels - a.levels);
  return sorted.reduce((sum, effect, place) => {
    const lost = sorted.slice(0, place).map((before) => countComponents(before, effect));
    return sum + effect.levels - Math.max(0, ...lost);
  }, 0);
}
