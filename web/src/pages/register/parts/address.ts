import { useLocation, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

export type AddressPatch = Record<string, string | number | null | undefined>;

/** What a page keeps in its address, so that a view can be sent to a colleague. */
export function useAddress() {
  const { search } = useLocation();
  const navigate = useNavigate();
  const values = search as Record<string, unknown>;
  const text = (key: string): string => (values[key] === undefined ? '' : String(values[key]));
  const page = Number.isInteger(values.page) ? Math.max(1, Number(values.page)) : 1;
  const change = useCallback(
    (patch: AddressPatch) =>
      void navigate({
        to: '.',
        replace: true,
        resetScroll: false,
        search: ((previous: Record<string, unknown>) => {
          const next: Record<string, unknown> = { ...previous, ...patch };
          for (const key of Object.keys(next)) if (next[key] === null || next[key] === '') delete next[key];
          return next;
        }) as never,
      }),
    [navigate],
  );
  return { text, page, change };
}
