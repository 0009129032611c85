import { useQuery } from '@tanstack/react-query';
import type { Me, Permission } from '@trellis/contract';
import { queryFor } from './queries.ts';

export const meQuery = { ...queryFor('GET /api/me', {}), staleTime: 5 * 60_000 };

/** The signed-in person. Pages inside the shell always have one. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (data === undefined) throw new Error('useMe is for pages inside the shell, where the person is known.');
  return data;
}

/** Whether the person may do something anywhere; the server decides for the object concerned. */
export function usePermission(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}
