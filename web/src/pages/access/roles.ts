import type { Authority, Role, ScopeKind } from '@trellis/contract';

/** Over what a role can be held; the first is proposed. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly ScopeKind[]>> = {
  'bureau-officer': ['bureau'],
  principal: ['school', 'group'],
  teacher: ['school', 'group'],
};

/** A principal over a group is its chief principal. */
export function roleKey({
  role,
  scopeKind,
}: Pick<Authority, 'role' | 'scopeKind'>): Role | 'chief-principal' {
  return role === 'principal' && scopeKind === 'group' ? 'chief-principal' : role;
}

/** Taken back before its first day was over: it was never in force. */
export function isWithdrawn({ from, to }: Pick<Authority, 'from' | 'to'>): boolean {
  return to !== null && to <= from;
}

type Reach = 'yes' | 'group' | 'ownGroup' | 'own' | 'no';

/** What each role may do and how far it reaches, in the order of the roles below. */
export const ROLES = ['bureau-officer', 'chief-principal', 'principal', 'teacher'] as const;
export const MAY: readonly { key: string; reach: readonly [Reach, Reach, Reach, Reach] }[] = [
  { key: 'read', reach: ['yes', 'group', 'ownGroup', 'ownGroup'] },
  { key: 'balance', reach: ['yes', 'group', 'ownGroup', 'ownGroup'] },
  { key: 'register', reach: ['yes', 'group', 'no', 'no'] },
  { key: 'import', reach: ['yes', 'group', 'own', 'no'] },
  { key: 'bureau', reach: ['yes', 'no', 'no', 'no'] },
  { key: 'pack', reach: ['yes', 'no', 'no', 'no'] },
  { key: 'access', reach: ['yes', 'no', 'no', 'no'] },
];
