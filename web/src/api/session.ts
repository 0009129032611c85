import { notifications } from '@mantine/notifications';
import { call } from './client.ts';
import { meQuery } from './me.ts';
import { queryClient } from './queries.ts';

/** Tells the other tabs of this browser that somebody signed in or out. */
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('trellis-session');

/** Call after signing in or out: what one person was shown is nothing for the next one. */
export function forgetPerson(): void {
  queryClient.clear();
  notifications.clean();
  notifications.cleanQueue();
}

export function tellOtherTabs(): void {
  channel?.postMessage('changed');
}

/** A tab that shows one person's pages while another tab signs in as somebody else starts afresh. */
export function followOtherTabs(): void {
  channel?.addEventListener('message', async () => {
    const shown = queryClient.getQueryData(meQuery.queryKey)?.user.id;
    if (shown === undefined) return;
    const now = await call('GET /api/me', {}).catch(() => undefined);
    if (now?.user.id !== shown) window.location.replace('/');
  });
}
