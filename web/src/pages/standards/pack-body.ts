import type { StandardPackBody } from '@trellis/contract';
import type { BothLanguages } from '../../i18n/format.ts';

/** The parts of a pack that the contract leaves open, as far as this room shows them. */
export interface SchoolRule {
  atLeast: number;
  remainingAtLeast: number;
}
export interface LeaveOut {
  kind?: string;
  minimumPupils?: number;
}
export interface MixedStage {
  id: string;
  name: BothLanguages;
  factors: Record<string, number>;
}
export interface Guarantee {
  id: string;
  area: string;
  text: BothLanguages;
}

type Indicator = StandardPackBody['indicators'][number];

export function schoolRuleOf(pack: StandardPackBody): SchoolRule | undefined {
  return pack.rules.school as SchoolRule | undefined;
}
export function meanLimitOf(pack: StandardPackBody): Record<string, number> {
  return (pack.rules.cvLimit as Record<string, number> | undefined) ?? {};
}
export function leaveOutOf(pack: StandardPackBody): LeaveOut[] {
  return (pack.rules.leaveOut as LeaveOut[] | undefined) ?? [];
}
export function mixedStagesOf(pack: StandardPackBody): MixedStage[] {
  return (pack.rules.mixedStages as MixedStage[] | undefined) ?? [];
}
export function guaranteesOf(pack: StandardPackBody): Guarantee[] {
  return (pack.guarantees as Guarantee[] | undefined) ?? [];
}
export function shortNameOf(indicator: Indicator): BothLanguages {
  return (indicator.shortName as BothLanguages | undefined) ?? indicator.name;
}
export function confidenceOf(indicator: Indicator): string | undefined {
  return indicator.confidence as string | undefined;
}
export function noteOf(indicator: Indicator): BothLanguages | undefined {
  return indicator.note as BothLanguages | undefined;
}

/** What the form holds: texts by field, so that a half-typed number is no mistake yet. */
export type Draft = Record<string, string>;

export const fieldOf = {
  standard: (indicatorId: string, stage: string) => `standard/${indicatorId}/${stage}`,
  limit: (indicatorId: string, stage: string) => `limit/${indicatorId}/${stage}`,
  meanLimit: (stage: string) => `mean/${stage}`,
  variation: 'variation',
  atLeast: 'atLeast',
  remaining: 'remaining',
};

const show = (value: number | undefined) => (value === undefined ? '' : String(value));

export function draftOf(pack: StandardPackBody): Draft {
  const draft: Draft = { [fieldOf.variation]: pack.rules.variation };
  for (const stage of pack.stages) {
    draft[fieldOf.meanLimit(stage)] = show(meanLimitOf(pack)[stage]);
    for (const { id, standard, cvLimit } of pack.indicators) {
      draft[fieldOf.standard(id, stage)] = show(standard?.[stage]);
      draft[fieldOf.limit(id, stage)] = show(cvLimit?.[stage]);
    }
  }
  const school = schoolRuleOf(pack);
  draft[fieldOf.atLeast] = show(school?.atLeast);
  draft[fieldOf.remaining] =
    school === undefined ? '' : show(Math.round(school.remainingAtLeast * 1000) / 10);
  return draft;
}

export function isWrong(field: string, text: string): boolean {
  if (field === fieldOf.variation || text.trim() === '') return false;
  const value = Number(text);
  return !Number.isFinite(value) || value < 0;
}

const read = (text: string | undefined) =>
  text === undefined || text.trim() === '' ? undefined : Number(text);

function perStage(stages: readonly string[], of: (stage: string) => number | undefined) {
  const found: Record<string, number> = {};
  for (const stage of stages) {
    const value = of(stage);
    if (value !== undefined) found[stage] = value;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

/** The pack with the form's values; everything the form does not show stays as it is. */
export function packFromDraft(pack: StandardPackBody, draft: Draft): StandardPackBody {
  const variation = draft[fieldOf.variation] === 'mean' ? 'mean' : 'each';
  const { cvLimit: _oldLimit, school: oldSchool, ...otherRules } = pack.rules;
  const meanLimit = perStage(pack.stages, (stage) => read(draft[fieldOf.meanLimit(stage)]));
  const atLeast = read(draft[fieldOf.atLeast]);
  const remaining = read(draft[fieldOf.remaining]);
  return {
    ...pack,
    indicators: pack.indicators.map(({ standard: _standard, cvLimit: _cvLimit, ...indicator }) => {
      const standard = perStage(pack.stages, (stage) => read(draft[fieldOf.standard(indicator.id, stage)]));
      const cvLimit = perStage(pack.stages, (stage) => read(draft[fieldOf.limit(indicator.id, stage)]));
      return {
        ...indicator,
        ...(standard === undefined ? {} : { standard }),
        ...(cvLimit === undefined ? {} : { cvLimit }),
      };
    }),
    rules: {
      ...otherRules,
      variation,
      ...(variation === 'mean' && meanLimit !== undefined ? { cvLimit: meanLimit } : {}),
      ...(atLeast === undefined
        ? {}
        : {
            school: {
              ...(oldSchool as object | undefined),
              atLeast,
              remainingAtLeast: (remaining ?? 0) / 100,
            },
          }),
    },
  } as StandardPackBody;
}
