/**
 * The E-value: how strongly an unmeasured confounder would have to go with both treatment and outcome, on the scale of
 * risk ratios and beyond the measured covariates, to explain an estimate away.
 *
 *   E = r + √(r (r − 1)),  r = RR or 1/RR, whichever is at least 1;  for the interval's end nearer 1, and 1 if it holds 1
 *   standardised mean difference d with error s: RR ≈ exp(0.91 d), interval exp(0.91 d ± 1.78 s)
 *
 * Papers: VanderWeele and Ding 2017 (10.7326/M16-2607), Chinn 2000 on the conversion
 * (10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M). Reproduces the paper's numbers and R's EValue. O(1).
 */

import { EngineInputError } from '../../kernel/index.ts';

/** The E-value of an estimate and of its interval. */
export interface EValue {
  readonly riskRatio: number;
  readonly estimate: number;
  /** Of the interval's end nearer to no effect; 1 when the interval holds no effect. */
  readonly interval?: number;
}

/**
 * Measures the E-value of a risk ratio.
 *
 * @param riskRatio above 0
 * @param interval its confidence interval
 * @throws {EngineInputError} `risk-ratio-not-positive`, `interval-without-estimate`
 * @example
 * measureEValue(1.8).estimate; // 3
 */
export function measureEValue(riskRatio: number, interval?: readonly [number, number]): EValue {
  for (const ratio of [riskRatio, ...(interval ?? [])])
    if (!(ratio > 0 && Number.isFinite(2 / ratio) && Number.isFinite(2 * ratio)))
      throw new EngineInputError({
        code: 'risk-ratio-not-positive',
        message: `The risk ratio is ${ratio}. Give a finite number above 0.`,
        params: { riskRatio: String(ratio) },
      });
  const estimate = convert(riskRatio);
  if (!interval) return { riskRatio, estimate };
  if (!(interval[0] <= riskRatio && riskRatio <= interval[1]))
    throw new EngineInputError({
      code: 'interval-without-estimate',
      message: `The interval from ${interval[0]} to ${interval[1]} does not hold the estimate ${riskRatio}. Check its ends.`,
      params: { low: interval[0], high: interval[1], riskRatio },
    });
  const nearer = riskRatio >= 1 ? interval[0] : interval[1];
  const holdsOne = interval[0] <= 1 && interval[1] >= 1;
  return { riskRatio, estimate, interval: holdsOne ? 1 : convert(nearer) };
}

/**
 * Measures the E-value of a standardised mean difference.
 *
 * @param difference in standard deviations
 * @param standardError in standard deviations
 * @throws {EngineInputError} `not-finite`, `standard-error-negative`, `risk-ratio-not-positive`
 * @example
 * measureDifferenceEValue(0, 0.1).interval; // 1
 */
export function measureDifferenceEValue(difference: number, standardError: number): EValue {
  if (!Number.isFinite(difference))
    throw new EngineInputError({
      code: 'not-finite',
      message: `The difference is ${difference}. Give a number.`,
      params: { difference: String(difference) },
    });
  if (!(standardError >= 0 && Number.isFinite(standardError)))
    throw new EngineInputError({
      code: 'standard-error-negative',
      message: `The standard error is ${standardError}. Give 0 or more.`,
      params: { standardError: String(standardError) },
    });
  const centre = 0.91 * difference;
  const reach = 1.78 * standardError;
  return measureEValue(Math.exp(centre), [Math.exp(centre - reach), Math.exp(centre + reach)]);
}

function convert(riskRatio: number): number {
  const ratio = riskRatio >= 1 ? riskRatio : 1 / riskRatio;
  return ratio + ratio * Math.sqrt(1 - 1 / ratio);
}
