import type { Balance, BalanceIndicator } from '@trellis/contract';

/** The same group, pack and stage in another school year. */
export interface Compared {
  readonly year: number;
  readonly yearText: string;
  readonly balance: Balance;
  readonly indicatorById: ReadonlyMap<string, BalanceIndicator>;
}

export function compareWith(balance: Balance, yearText: string): Compared | null {
  if (balance.year === null) return null;
  return {
    year: balance.year,
    yearText,
    balance,
    indicatorById: new Map(balance.indicators.map((indicator) => [indicator.id, indicator])),
  };
}
