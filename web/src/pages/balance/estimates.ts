import type { BalanceIndicator, Estimate } from '@trellis/contract';

export function isNumber(estimate: Estimate): estimate is number {
  return typeof estimate === 'number';
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

/** Decimals of a school's figure: the indicator's, or as many as it takes for what misses the standard to read so. */
export function digitsAgainst(
  value: number,
  indicator: Pick<BalanceIndicator, 'mean' | 'standard' | 'better'>,
): number {
  const { standard, better } = indicator;
  let digits = figureDigits(indicator);
  const misses = (one: number) =>
    standard !== undefined && (better === 'higher' ? one < standard : one > standard);
  while (misses(value) && digits < 6 && !misses(Number(value.toFixed(digits)))) digits++;
  return digits;
}

/** 1 at the standard; where less is better, the standard divided by the value. */
export function shareOfStandard(value: number, standard: number, better: 'higher' | 'lower'): number | null {
  const [above, below] = better === 'higher' ? [value, standard] : [standard, value];
  return below === 0 ? null : above / below;
}

/** Digits of a share in per cent: none, or as many as it takes for what is short of the whole to read so. */
export function shareDigits(share: number): number {
  let digits = 0;
  while (share < 1 && digits < 6 && Number((share * 100).toFixed(digits)) >= 100) digits++;
  return digits;
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

/** The variation of a year less that of the year before; null when one of the two is missing. */
export function changeInAYear(history: BalanceIndicator['history'], year: number | null): number | null {
  const last = year === null ? history.at(-1) : history.find((point) => point.year === year);
  const before = last === undefined ? undefined : history.find((point) => point.year === last.year - 1);
  return last === undefined || before === undefined ? null : last.cv - before.cv;
}
