import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../api/me.ts';

const STORAGE_KEY = 'trellis-group';

function remembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** The group the navigation refers to: the one in the address, else the one last opened, else the first. */
export function useCurrentGroupId(): string | null {
  const me = useMe();
  const { groupId } = useParams({ strict: false }) as { groupId?: string };
  const userId = me.user.id;
  useEffect(() => {
    if (groupId === undefined) return;
    try {
      localStorage.setItem(STORAGE_KEY, `${userId} ${groupId}`);
    } catch {
      // Not remembered; the first group is the home then.
    }
  }, [groupId, userId]);
  if (groupId !== undefined) return groupId;
  const [owner, last] = (remembered() ?? '').split(' ');
  if (owner === userId && last) {
    const reachable = me.groups.some(({ id }) => id === last) || me.groupCount > me.groups.length;
    if (reachable) return last;
  }
  return me.groups[0]?.id ?? null;
}
