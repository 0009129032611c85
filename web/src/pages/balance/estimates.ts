import type { BalanceIndicator, Estimate } from '@trellis/contract';

export function isNumber(estimate: Estimate): estimate is number {
  return typeof estimate === 'number';
}

export function numberOr(estimate: Estimate): number | null {
  return typeof estimate === 'number' ? estimate : null;
}

/** Pupils in the unit of the indicator: a ratio per 100 pupils is the plain ratio times 100. */
export function unitFactor(indicator: Pick<BalanceIndicator, 'denominator'>): number {
  return indicator.denominator === '100-pupils' ? 100 : 1;
}

/** Decimals of an indicator's figures: the same for all its schools, enough to tell 7.48 from a standard of 7.5. */
export function figureDigits(indicator: Pick<BalanceIndicator, 'mean'>): number {
  const size = isNumber(indicator.mean) ? Math.abs(indicator.mean) : 0;
  if (size >= 1000) return 0;
  return size >= 100 ? 1 : 2;
}

/** 1 at the standard; where less is better, the standard divided by the value. */
export function shareOfStandard(value: number, standard: number, better: 'higher' | 'lower'): number | null {
  const [above, below] = better === 'higher' ? [value, standard] : [standard, value];
  return below === 0 ? null : above / below;
}

/** The indicator whose variation matters most: furthest over its limit, or simply the widest. */
export function widestIndicator(indicators: readonly BalanceIndicator[]): BalanceIndicator | null {
  let widest: BalanceIndicator | null = null;
  let most = -1;
  const limited = indicators.some(({ cvLimit }) => cvLimit !== undefined);
  for (const indicator of indicators) {
    if (!isNumber(indicator.cv) || (limited && indicator.cvLimit === undefined)) continue;
    const weight = indicator.cv / (indicator.cvLimit ?? 1);
    if (weight > most) {
      most = weight;
      widest = indicator;
    }
  }
  return widest;
}

const SAME = 0.0005;

export interface Run {
  readonly direction: 'narrowing' | 'widening' | 'steady';
  /** First year of the unbroken run up to the last year. */
  readonly since: number;
  readonly steps: number;
  /** Last year against the one before. */
  readonly change: number;
}

/** How the variation moved up to a year: "less every year since 2019". */
export function readRun(history: BalanceIndicator['history'], until: number | null): Run | null {
  const years = history.filter(({ year }) => until === null || year <= until);
  const last = years.at(-1);
  const before = years.at(-2);
  if (last === undefined || before === undefined || last.year - before.year !== 1) return null;
  const direction = (change: number) =>
    Math.abs(change) < SAME ? 'steady' : change < 0 ? ('narrowing' as const) : ('widening' as const);
  const change = last.cv - before.cv;
  const now = direction(change);
  let at = years.length - 1;
  while (
    at > 0 &&
    years[at]!.year - years[at - 1]!.year === 1 &&
    direction(years[at]!.cv - years[at - 1]!.cv) === now
  ) {
    at--;
  }
  return { direction: now, since: years[at]!.year, steps: years.length - 1 - at, change };
}
