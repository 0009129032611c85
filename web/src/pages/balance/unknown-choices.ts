import type { Balance } from '@trellis/contract';
import type { BalanceSearch } from './search.ts';

/** A choice in the page's address that the group does not have, as it stands there. */
export interface UnknownChoice {
  readonly kind: 'stage' | 'year' | 'cluster';
  readonly asked: string;
}

/** What the address asks for and the balance does not show. */
export function listUnknownChoices(search: BalanceSearch, balance: Balance): UnknownChoice[] {
  const { stage, year, cluster } = search;
  const unknown: UnknownChoice[] = [];
  if (stage !== undefined && stage !== balance.stage) unknown.push({ kind: 'stage', asked: stage });
  if (year !== undefined && year !== balance.year) unknown.push({ kind: 'year', asked: String(year) });
  if (cluster !== undefined && cluster !== balance.clusterId)
    unknown.push({ kind: 'cluster', asked: cluster });
  return unknown;
}
