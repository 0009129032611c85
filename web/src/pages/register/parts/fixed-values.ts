import type { GroupSummary, SchoolProfile, TrajectoryEvent } from '@trellis/contract';

/** The contract's fixed values in the order in which forms offer them; the compiler keeps both lists equal. */
function every<T extends string>() {
  return <const L extends readonly T[]>(list: [T] extends [L[number]] ? L : never): readonly T[] => list;
}

export const stages = every<NonNullable<SchoolProfile['stage']>>()([
  'kindergarten',
  'primary',
  'junior',
  'senior',
  'nine-year',
  'junior-senior',
  'twelve-year',
  'middle',
  'secondary',
  'all-through',
  'sixteen-plus',
  'special',
  'vocational',
  'other',
]);
export const locations = every<NonNullable<SchoolProfile['location']>>()(['urban', 'town', 'rural']);
export const levels = every<NonNullable<SchoolProfile['level']>>()(['high', 'middle', 'low']);
export const groupKinds = every<GroupSummary['kind']>()([
  'education-group',
  'multi-academy-trust',
  'single-academy-trust',
  'federation',
  'trust',
  'sponsor',
  'other',
]);
export const eventKinds = every<TrajectoryEvent['kind']>()([
  'founding',
  'campus',
  'membership',
  'cluster',
  'rule',
  'mobility',
  'policy',
  'rename',
  'other',
]);
export const datePrecisions = every<TrajectoryEvent['precision']>()(['day', 'month', 'year']);
