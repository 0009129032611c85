import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import type { RouteInput, RouteKey, RouteResponse } from '@trellis/contract';
import { ApiError, call } from './client.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});

/** One route as a cached question; the key is the route and what is asked. */
export function queryFor<K extends RouteKey>(key: K, input: RouteInput<K>) {
  return queryOptions<RouteResponse<K>, Error>({
    queryKey: [key, input],
    queryFn: ({ signal }) => call(key, input, { signal }),
  });
}

/** Asks a route of the contract and keeps the answer. */
export function useRoute<K extends RouteKey>(
  key: K,
  input: RouteInput<K>,
  options: { enabled?: boolean; keepPrevious?: boolean } = {},
) {
  return useQuery<RouteResponse<K>, Error>({
    ...queryFor(key, input),
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
    ...(options.keepPrevious ? { placeholderData: (previous) => previous } : {}),
  });
}

/** Forgets the answers of every route whose path starts so, after something changed. */
export function forget(...pathPrefixes: string[]): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      pathPrefixes.some((prefix) => String(queryKey[0]).replace(/^\S+ /, '').startsWith(prefix)),
  });
}
