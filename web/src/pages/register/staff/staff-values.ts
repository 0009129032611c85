import type { ChangeCause, Office, OfficeLevel, StaffCause, StaffRow } from '@trellis/contract';

/** The contract's fixed values in the order in which forms offer them; the compiler keeps both lists equal. */
function every<T extends string>() {
  return <const L extends readonly T[]>(list: [T] extends [L[number]] ? L : never): readonly T[] => list;
}

export const subjects = every<StaffRow['subjects'][number]>()([
  'chinese',
  'mathematics',
  'english',
  'science',
  'morality-and-law',
  'physical-education',
  'music',
  'fine-arts',
  'information-technology',
  'labour',
  'integrated-practice',
  'mental-health',
  'calligraphy',
  'physics',
  'chemistry',
  'biology',
  'history',
  'geography',
  'politics',
  'other',
]);
export const statuses = every<StaffRow['statuses'][number]>()([
  'backbone-county',
  'backbone-city',
  'backbone-province',
  'superfine',
]);
export const titles = every<NonNullable<StaffRow['title']>>()([
  'third-grade',
  'second-grade',
  'first-grade',
  'senior',
  'professor-level',
]);
export const genders = every<NonNullable<StaffRow['gender']>>()(['female', 'male']);
export const qualifications = every<NonNullable<StaffRow['qualification']>>()([
  'doctorate',
  'master',
  'bachelor',
  'college',
  'secondary',
  'other',
]);
export const causes = every<StaffCause>()(['recruitment', 'mobility', 'promotion', 'transfer', 'other']);
export const changeCauses = every<ChangeCause>()([
  'mobility',
  'transfer',
  'promotion',
  'leaving',
  'correction',
  'recruitment',
  'other',
]);
export const officeLevels = every<OfficeLevel>()(['school', 'division', 'cluster', 'group']);
export const officesOf: Readonly<Record<OfficeLevel, readonly Office[]>> = {
  school: [
    'principal',
    'vice-principal',
    'party-secretary',
    'director-of-teaching',
    'director-of-moral-education',
    'director-of-general-affairs',
    'trg-leader',
    'grade-leader',
    'head-teacher',
  ],
  division: ['division-principal', 'division-deputy'],
  cluster: ['cluster-leader'],
  group: ['chief-principal', 'vice-chief-principal', 'committee-secretary'],
};
