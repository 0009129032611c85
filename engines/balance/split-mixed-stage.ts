/**
 * Divides the totals of a school of several stages between its stages: share_s = P_s f_s / Σ P_t f_t, with P the pupils
 * of a stage and f the weight of one of them (nine-year schools 1 : 1.1, junior with senior 1 : 1.2, twelve-year
 * 1 : 1.1 : 1.32, all from the pack's rules or the caller).
 *
 * Only totals (a denominator of pupils) are divided; ratios and scores stand for every stage as they are.
 * Cost O(stages × variables).
 */

import { EngineInputError, type InputMistake } from '../kernel/index.ts';
import { checkPupils } from './read-schools.ts';
import type { ByStage, StandardPack } from './standard-pack.ts';
import type { MixedStageSchool, StagePart } from './types.ts';

/**
 * Splits one school into a part for each of its stages.
 *
 * @param pack says which variables are totals, and holds the factors
 * @param school pupils by stage (all of its stages) and the shared totals
 * @param factors weight of one pupil by stage; by the pack's rule for exactly these stages when left out
 * @throws {EngineInputError} `no-pupils-by-stage`, `no-pupils`, `no-factors`, `no-factor`, `invalid-factor`,
 *   `not-finite`, `negative-pupils`
 * @example
 * splitMixedStage(cn2017Quality, {
 *   school: 'hope', pupilsByStage: { primary: 550, junior: 500 }, values: { teachersBackbone: 22 },
 * }); // primary 11, junior 11
 */
export function splitMixedStage(
  pack: StandardPack,
  school: MixedStageSchool,
  factors?: ByStage,
): readonly StagePart[] {
  const stages = Object.keys(school.pupilsByStage);
  const weights = factors ?? findFactors(pack, school.school, stages);
  const mistakes: InputMistake[] = [];
  if (stages.length === 0) mistakes.push(refuse(school.school, 'no-pupils-by-stage'));
  let whole = 0;
  for (const stage of stages) {
    const pupils = school.pupilsByStage[stage];
    const factor = Object.hasOwn(weights, stage) ? weights[stage] : undefined;
    if (pupils === undefined) mistakes.push(refuse(school.school, 'no-pupils-by-stage', stage));
    else checkPupils(school.school, pupils, mistakes);
    if (factor === undefined) mistakes.push(refuse(school.school, 'no-factor', stage));
    else if (!Number.isFinite(factor) || factor <= 0)
      mistakes.push(refuse(school.school, 'invalid-factor', stage));
    whole += (pupils ?? 0) * (factor ?? 0);
  }
  if (mistakes.length === 0 && whole === 0) mistakes.push(refuse(school.school, 'no-pupils'));
  if (mistakes.length > 0) throw new EngineInputError(mistakes);

  const undivided = new Set(
    pack.indicators.filter(({ denominator }) => denominator === 'none').map(({ numerator }) => numerator),
  );
  return stages.map((stage) => {
    const pupils = school.pupilsByStage[stage]!;
    const share = (pupils * weights[stage]!) / whole;
    const values: Record<string, number | undefined> = {};
    for (const [variable, total] of Object.entries(school.values))
      values[variable] = total === undefined || undivided.has(variable) ? total : total * share;
    const kind = school.kind === undefined ? {} : { kind: school.kind };
    return { school: school.school, stage, pupils, share, values, ...kind };
  });
}

function findFactors(pack: StandardPack, school: string, stages: readonly string[]): ByStage {
  const rule = pack.rules.mixedStages?.find(({ factors }) => {
    const named = Object.keys(factors);
    return named.length === stages.length && stages.every((stage) => Object.hasOwn(factors, stage));
  });
  if (rule !== undefined) return rule.factors;
  if (stages.length === 1) return { [stages[0]!]: 1 };
  throw new EngineInputError(refuse(school, 'no-factors', stages.join(', ')));
}

function refuse(school: string, code: string, stage = ''): InputMistake {
  const facts: Record<string, string> = {
    'no-pupils-by-stage': `School ${school} has no pupil count for ${stage === '' ? 'any stage' : `the stage ${stage}`}. Its totals can only be divided by the pupils of each stage: add them.`,
    'no-pupils': `School ${school} has no pupils in any stage. Leave it out.`,
    'no-factors': `No rule of the pack divides the stages ${stage} of school ${school}. Give the factors.`,
    'no-factor': `No factor is given for the stage ${stage} of school ${school}. Add it.`,
    'invalid-factor': `The factor of the stage ${stage} of school ${school} is not above zero. Correct it.`,
  };
  return { code, message: facts[code]!, params: stage === '' ? { school } : { school, stage } };
}
