import type { PolicyTable } from '@trellis/contract';

type Reach = 'yes' | 'group' | 'ownGroup' | 'own' | 'no';
type RoleRow = PolicyTable['roles'][number];
export type Permission = RoleRow['permissions'][number];

/** In the order in which a reader asks. */
export const PERMISSION_ORDER = [
  'register.read',
  'balance.read',
  'staff.read',
  'staff.write',
  'register.write',
  'import.use',
  'study.read',
  'study.write',
  'bureau.read',
  'pack.write',
  'audit.read',
  'access.manage',
] as const satisfies readonly Permission[];

export const permissionKey = (permission: Permission) => permission.replace('.', '-');

export const columnKey = ({ role, scopeKind }: Pick<RoleRow, 'role' | 'scopeKind'>) => `${role}@${scopeKind}`;

/** How far a permission reaches for who holds a role: what its scope is, and from a school sometimes its group. */
export function reachOf(policy: PolicyTable, row: RoleRow, permission: Permission): Reach {
  if (!row.permissions.includes(permission)) return 'no';
  if (row.scopeKind === 'bureau') return 'yes';
  if (row.scopeKind === 'group') return 'group';
  return policy.reachGroups.includes(permission) ? 'ownGroup' : 'own';
}
