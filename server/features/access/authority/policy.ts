import type { Permission, Role, RouteAccess, ScopeKind } from '@trellis/contract';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';

/**
 * The one table of who may do what. A role counts over its scope only: the functions below ask for the object.
 * Chief principal = principal over a group.
 */
export const POLICY = {
  'bureau-officer@bureau': [
    'register.read',
    'register.write',
    'staff.read',
    'staff.write',
    'import.use',
    'balance.read',
    'bureau.read',
    'pack.write',
    'study.read',
    'study.write',
    'access.manage',
    'audit.read',
  ],
  'principal@group': [
    'register.read',
    'register.write',
    'staff.read',
    'staff.write',
    'import.use',
    'balance.read',
    'study.read',
    'study.write',
    'audit.read',
  ],
  'principal@school': [
    'register.read',
    'staff.read',
    'staff.write',
    'import.use',
    'balance.read',
    'audit.read',
  ],
  'teacher@group': ['register.read', 'staff.read', 'balance.read'],
  'teacher@school': ['register.read', 'staff.read', 'balance.read'],
} as const satisfies Partial<Record<`${Role}@${ScopeKind}`, readonly Permission[]>>;

/**
 * How far the permissions reach from one school: these to the groups it belongs to (`Actor.visibleGroupIds`), all
 * others to the school alone.
 */
export const REACH_GROUPS = ['register.read', 'balance.read'] as const satisfies readonly Permission[];

export function permissionsOf(authorities: readonly { role: Role; scopeKind: ScopeKind }[]): Set<Permission> {
  const table: Partial<Record<string, readonly Permission[]>> = POLICY;
  return new Set(authorities.flatMap(({ role, scopeKind }) => table[`${role}@${scopeKind}`] ?? []));
}

/** Through which of the authorities held a route is open; where it asks only for somebody signed in, through any. */
export function grantingAuthorities<T extends { role: Role; scopeKind: ScopeKind }>(
  held: readonly T[],
  access: RouteAccess,
): readonly T[] {
  if (access === 'public' || access === 'signed-in') return held;
  return held.filter((one) => permissionsOf([one]).has(access));
}

export function maySeeGroup(actor: Actor, groupId: string): boolean {
  return actor.bureauWide || actor.visibleGroupIds.includes(groupId);
}

/** Changing a group's members, clusters and story: the bureau, or the principal who leads the group. */
export function mayLeadGroup(actor: Actor, groupId: string): boolean {
  return actor.bureauWide || actor.ledGroupIds.includes(groupId);
}

/** An object outside one's scope is answered like one that does not exist: its existence is not told. */
export function assertSeesGroup(actor: Actor, groupId: string): void {
  if (!maySeeGroup(actor, groupId)) {
    throw new AppError('not-found', {
      en: 'There is no such group, or it is outside what you may see.',
      zh: '该集团不存在，或不在您的查看范围内。',
    });
  }
}

export function assertLeadsGroup(actor: Actor, groupId: string): void {
  assertSeesGroup(actor, groupId);
  if (!mayLeadGroup(actor, groupId)) {
    throw new AppError('not-allowed', {
      en: 'Only the chief principal of this group or a bureau officer may change it.',
      zh: '只有本集团总校长或教育局管理人员可以修改。',
    });
  }
}
