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
