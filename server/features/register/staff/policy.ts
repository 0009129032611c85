import type { Role, ScopeKind, StaffRow } from '@trellis/contract';
import { type RawBuilder, sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';

/**
 * Who reads and changes what of the people who work in schools. One place decides; every query and command asks it.
 *
 * | who | reads in full, and changes | reads the list only, masked |
 * |---|---|---|
 * | bureau officer | everybody of the bureau | |
 * | chief principal | who is, or will be, posted at a school of the group | who was there on the day asked for |
 * | principal | who is, or will be, posted at the school | who was there on the day asked for |
 * | teacher | reads the own record, where it is linked to the account; changes nothing | who was at the school on the day asked for |
 *
 * Masked means: name, schools, subjects, title, honours and offices, as they hang on the school's wall. Number, gender,
 * birth year, qualification, employment, decisions and the record of changes are not shown, and the number is not
 * searched. Whoever is outside all of this is answered like somebody who does not exist.
 */
export const STAFF_READING = {
  'bureau-officer@bureau': 'full',
  'principal@group': 'full',
  'principal@school': 'full',
  'teacher@group': 'list',
  'teacher@school': 'list',
} as const satisfies Partial<Record<`${Role}@${ScopeKind}`, 'full' | 'list'>>;

/** How whoever holds this reads the people of the schools in its scope. */
export function staffReadingOf({
  role,
  scopeKind,
}: {
  role: Role;
  scopeKind: ScopeKind;
}): 'full' | 'list' | undefined {
  const table: Partial<Record<string, 'full' | 'list'>> = STAFF_READING;
  return table[`${role}@${scopeKind}`];
}

export interface StaffScope {
  readonly bureauWide: boolean;
  readonly userId: string;
  /** Schools whose people are read in full and changed. */
  readonly ownSchoolIds: readonly string[];
  /** Schools whose list is read masked. */
  readonly listedSchoolIds: readonly string[];
  readonly ledGroupIds: readonly string[];
  readonly today: string;
}

export async function loadStaffScope(
  db: BureauTransaction,
  actor: Actor,
  today: string,
): Promise<StaffScope> {
  const idsOf = (reading: 'full' | 'list', kind: ScopeKind) =>
    actor.authorities
      .filter((one) => one.scopeKind === kind && staffReadingOf(one) === reading)
      .map((one) => one.scopeId);
  const members = await listSchoolsOfGroups(
    db,
    [...idsOf('full', 'group'), ...idsOf('list', 'group')],
    today,
  );
  const schoolsOf = (reading: 'full' | 'list') => {
    const groupIds = idsOf(reading, 'group');
    const ofGroups = members.filter((one) => groupIds.includes(one.group_id)).map((one) => one.school_id);
    return [...new Set([...idsOf(reading, 'school'), ...ofGroups])];
  };
  return {
    bureauWide: actor.bureauWide,
    userId: actor.userId,
    ownSchoolIds: schoolsOf('full'),
    listedSchoolIds: schoolsOf('list'),
    ledGroupIds: actor.ledGroupIds,
    today,
  };
}

async function listSchoolsOfGroups(db: BureauTransaction, groupIds: readonly string[], today: string) {
  if (groupIds.length === 0) return [];
  const { rows } = await sql<{ group_id: string; school_id: string }>`
    select group_id, school_id from membership where bureau_id = trellis_bureau()
      and group_id = any(${groupIds}::uuid[]) and during @> ${today}::date`.execute(db);
  return rows;
}

/** As SQL over `staff s`: whether the record may be changed. */
export function mayChange(scope: StaffScope): RawBuilder<boolean> {
  if (scope.bureauWide) return sql`true`;
  if (scope.ownSchoolIds.length === 0) return sql`false`;
  return sql`exists (select from posting own where own.bureau_id = s.bureau_id and own.staff_id = s.id
    and own.school_id = any(${scope.ownSchoolIds}::uuid[])
    and coalesce(upper(own.during), 'infinity'::date) > ${scope.today}::date)`;
}

/** As SQL over `staff s`: whether the record is read in full. */
export function readsInFull(scope: StaffScope): RawBuilder<boolean> {
  return sql`(${mayChange(scope)} or s.user_id is not distinct from ${scope.userId}::text)`;
}

/** Takes away from a row of the list what only those may read who read the record in full. */
export function maskStaff(row: StaffRow): StaffRow {
  return {
    ...row,
    masked: true,
    number: null,
    gender: null,
    birthYear: null,
    qualification: null,
    employed: null,
  };
}

export function staffNotFound(): AppError {
  return new AppError('not-found', {
    en: 'There is no such person, or the record is outside what you may see.',
    zh: '该教职工不存在，或不在您的查看范围内。',
  });
}

export function assertChangesStaff(mayWrite: boolean): void {
  if (mayWrite) return;
  throw new AppError('not-allowed', {
    en: 'Only the principal of the school, the chief principal of its group or a bureau officer may change this record.',
    zh: '只有本校校长、所在集团总校长或教育局管理人员可以修改该记录。',
  });
}

export function mayChangeAtSchool(scope: StaffScope, schoolId: string): boolean {
  return scope.bureauWide || scope.ownSchoolIds.includes(schoolId);
}

export function mayChangeInGroup(scope: StaffScope, groupId: string): boolean {
  return scope.bureauWide || scope.ledGroupIds.includes(groupId);
}
