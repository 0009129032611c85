import type { Balance, BalanceIndicator, BalanceSchool } from '@trellis/contract';

/** What every explanation in the drawer needs. */
export interface ExplanationProps {
  balance: Balance;
  indicator: BalanceIndicator;
  schoolById: ReadonlyMap<string, BalanceSchool>;
  onOpen: (what: string) => void;
}
