import type { During } from '@trellis/contract';

/** `[from,to)` as PostgreSQL writes it; an open end stays empty. */
export function toRange(from: string | null, to: string | null): string {
  return `[${from ?? ''},${to ?? ''})`;
}

/** Reads `[2019-09-01,2021-09-01)`, `(,)` and the like. */
export function fromRange(range: string): During {
  const match = /^[[(]([^,]*),([^)\]]*)[)\]]$/.exec(range);
  return { from: match?.[1] || null, to: match?.[2] || null };
}
