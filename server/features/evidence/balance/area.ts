import { MIXED_STAGES } from '@trellis/contract/template';
import { type SchoolIndicators, type StandardPack, splitMixedStage } from '@trellis/engines/balance';
import type { AreaSchool, StoredValue } from './types.ts';

/** Stages a stored stage counts for: a through-school counts for each of its parts. */
export function judgedStagesOf(storedStage: string): readonly string[] {
  const parts: Readonly<Record<string, readonly string[]>> = MIXED_STAGES;
  return parts[storedStage] ?? [storedStage];
}

/** Stored stages that have a part in a judged one. */
export function storedStagesFor(judgedStage: string): string[] {
  const mixed = Object.entries(MIXED_STAGES as Readonly<Record<string, readonly string[]>>)
    .filter(([, parts]) => parts.includes(judgedStage))
    .map(([stage]) => stage);
  return [judgedStage, ...mixed];
}

/**
 * The schools of one stage and school year in the engine's words. A through-school is divided by the pack's rule;
 * when the same school also has a row of its own for the stage, that row counts.
 */
export function toArea(
  pack: StandardPack,
  stage: string,
  year: number,
  values: readonly StoredValue[],
  kindOf: (school: string) => string | undefined,
): AreaSchool[] {
  const bySchool = new Map<string, Map<string, Record<string, number>>>();
  const stored = new Set(storedStagesFor(stage));
  for (const value of values) {
    if (value.year !== year || !stored.has(value.stage)) continue;
    const byStage = bySchool.get(value.schoolId) ?? new Map<string, Record<string, number>>();
    const row = byStage.get(value.stage) ?? {};
    row[value.variable] = value.value;
    byStage.set(value.stage, row);
    bySchool.set(value.schoolId, byStage);
  }
  const area: AreaSchool[] = [];
  for (const [school, byStage] of bySchool) {
    const storedStage = byStage.has(stage) ? stage : byStage.keys().next().value!;
    area.push(
      toAreaSchool(pack, stage, { school, kind: kindOf(school) }, storedStage, byStage.get(storedStage)!),
    );
  }
  return area;
}

export function toAreaSchool(
  pack: StandardPack,
  stage: string,
  { school, kind }: { school: string; kind: string | undefined },
  storedStage: string,
  row: Readonly<Record<string, number>>,
): AreaSchool {
  const { pupils, ...values } = row;
  if (storedStage === stage) return { school, kind, pupils, values, storedStage, share: 1 };
  const undivided: SchoolIndicators = { school, kind, pupils: undefined, values };
  const parts = judgedStagesOf(storedStage);
  const pupilsByStage: Record<string, number | undefined> = {};
  for (const part of parts) pupilsByStage[part] = row[pupilsVariableOf(part)];
  const counts = Object.values(pupilsByStage);
  // Without pupils by stage there is no dividing it: the engine names it as left out for want of a pupil count.
  if (counts.includes(undefined) || !hasRuleFor(pack, parts)) return { ...undivided, storedStage, share: 1 };
  if (counts.every((count) => count === 0)) return { ...undivided, pupils: 0, storedStage, share: 1 };
  const part = splitMixedStage(pack, { school, pupilsByStage, values }).find((one) => one.stage === stage)!;
  return { school, kind, pupils: part.pupils, values: part.values, storedStage, share: part.share };
}

/** A bureau's own pack may divide some through-schools and not others. */
function hasRuleFor(pack: StandardPack, stages: readonly string[]): boolean {
  return (pack.rules.mixedStages ?? []).some(({ factors }) => {
    const named = Object.keys(factors);
    return named.length === stages.length && stages.every((stage) => named.includes(stage));
  });
}

export function pupilsVariableOf(stage: string): string {
  return `pupils${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
}

/** What sets a school apart from ordinary ones, so that a pack's rules may leave it out. */
export function kindOfStage(profileStage: string | null | undefined): string | undefined {
  return profileStage === 'special' || profileStage === 'vocational' ? profileStage : undefined;
}
