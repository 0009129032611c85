/**
 * What it would take, for each indicator of a pack: the smallest redistribution and the smallest addition that bring
 * its variation within the limit, and what each school lacks to the standard.
 *
 * Where a pack limits the mean of the variations, no single limit exists and resources have no common unit, so each
 * indicator is asked for the same share: target_i = CV_i · limit / mean CV. All targets together meet the limit exactly,
 * and each plan is the smallest that reaches its target.
 *
 * Plans use enrolment weights. A ratio or score without a denominator cannot be moved and is not applicable.
 * Schools without pupils, left out by rule, or without the value take no part. Cost as the three planners, per
 * indicator.
 */

import { findShortfallToStandard } from './find-shortfall-to-standard.ts';
import { type AdditionInput, findSmallestAddition } from './find-smallest-addition.ts';
import { findSmallestRedistribution } from './find-smallest-redistribution.ts';
import { judgeBalance } from './judge-balance.ts';
import { readSchools } from './read-schools.ts';
import type { IndicatorImprovement, NotApplicableReason, SchoolResource } from './sharing-types.ts';
import type { PackIndicator, Stage, StandardPack } from './standard-pack.ts';
import type { SchoolIndicators } from './types.ts';

export interface FindImprovementsInput {
  readonly pack: StandardPack;
  readonly stage: Stage;
  readonly schools: readonly SchoolIndicators[];
  /** Only these indicators; all of the pack when left out. */
  readonly indicators?: readonly string[];
  /** Limits to plan for instead of the pack's, by indicator id. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Whole units tried at most by an addition. */
  readonly maximumUnits?: number;
}

/**
 * Finds what each indicator would take.
 *
 * @param input pack, stage and schools as for a judgement
 * @throws {EngineInputError} as `judgeBalance`
 * @example
 * findImprovements({ pack: cn2017Quality, stage: 'primary', schools })[1]?.redistribution.status; // 'found'
 */
export function findImprovements(input: FindImprovementsInput): readonly IndicatorImprovement[] {
  const { pack, stage, schools } = input;
  const columns = readSchools(pack, schools);
  const inPack = pack.stages.length === 0 || pack.stages.includes(stage);
  const hasPupils = columns.pupils !== undefined;
  const asked = input.indicators === undefined ? undefined : new Set(input.indicators);
  const limits = { ...findSharesOfMean(pack, stage, schools), ...input.limits };
  return pack.indicators
    .filter(({ id }) => asked === undefined || asked.has(id))
    .map((indicator) => {
      if (indicator.denominator === 'none') return notApplicable(indicator.id, 'not-a-resource');
      if (!inPack) return notApplicable(indicator.id, 'stage-not-in-pack');
      if (!hasPupils) return notApplicable(indicator.id, 'no-pupil-counts');
      const resources: SchoolResource[] = [];
      schools.forEach(({ school, pupils, values }, row) => {
        const amount = values[indicator.numerator];
        if (pupils === undefined || pupils === 0 || amount === undefined || columns.leftOut?.[row] === 1)
          return;
        resources.push({ school, pupils, amount });
      });
      return improve(indicator, resources, { ...input, limits });
    });
}

/** What each variation must come down to for their mean to meet the pack's limit; empty where no such limit judges. */
function findSharesOfMean(
  pack: StandardPack,
  stage: Stage,
  schools: readonly SchoolIndicators[],
): Record<string, number> {
  if (pack.rules.variation !== 'mean') return {};
  const { variation, indicators } = judgeBalance({ pack, stage, schools });
  const { meanCv, meanCvLimit } = variation;
  if (meanCv.kind === 'not-estimable' || meanCvLimit === undefined) return {};
  const share = meanCv.value === 0 ? 1 : meanCvLimit / meanCv.value;
  return Object.fromEntries(
    indicators.flatMap(({ id, cv }) => (cv.kind === 'estimated' ? [[id, cv.value * share]] : [])),
  );
}

function improve(
  indicator: PackIndicator,
  schools: readonly SchoolResource[],
  input: FindImprovementsInput,
): IndicatorImprovement {
  const { stage, pack, limits, maximumUnits } = input;
  const per = indicator.denominator === '100-pupils' ? 100 : 1;
  const whole = indicator.whole === true;
  const limit = limits?.[indicator.id] ?? indicator.cvLimit?.[stage];
  const standard = indicator.standard?.[stage];
  const none = notApplicable(indicator.id, 'no-limit');
  const sharing: AdditionInput | undefined =
    limit === undefined
      ? undefined
      : { schools, limit, whole, per, ...(maximumUnits !== undefined && { maximumUnits }) };
  return {
    indicator: indicator.id,
    redistribution: sharing === undefined ? none.redistribution : findSmallestRedistribution(sharing),
    addition: sharing === undefined ? none.addition : findSmallestAddition(sharing),
    shortfall:
      standard === undefined
        ? { status: 'not-applicable', reason: 'no-standard' }
        : findShortfallToStandard({
            schools,
            standard,
            whole,
            per,
            better: indicator.better,
            remainingAtLeast: pack.rules.school?.remainingAtLeast ?? 1,
          }),
  };
}

function notApplicable(indicator: string, reason: NotApplicableReason): IndicatorImprovement {
  const outcome = { status: 'not-applicable', reason } as const;
  return { indicator, redistribution: outcome, addition: outcome, shortfall: outcome };
}
