/**
 * How much of what is left of treatment and of outcome a hidden confounder would have to explain to overturn a
 * regression estimate.
 *
 *   partial R² of treatment with outcome  t² / (t² + df)
 *   f = q |t| / √df − t*_{1−α/2, df−1} / √(df − 1) (second part only at a level α)
 *   RV = ½ (√(f⁴ + 4 f²) − f²), 0 for f ≤ 0; where it would exceed what R² can be, (f_q² − f*²)/(1 + f_q²)
 *
 * q is the share of the estimate to be explained away. Paper: Cinelli and Hazlett 2020 (10.1111/rssb.12348). Reproduces
 * sensemakr's robustness_value by its definition. O(1).
 */

import { EngineInputError, studentTQuantile } from '../../kernel/index.ts';

export interface RobustnessOptions {
  /** Estimate divided by its standard error. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** Share of the estimate to be explained away; 1 when left out. */
  readonly share?: number;
  /** Level of the interval's robustness value; 0.05 when left out. */
  readonly level?: number;
}

export interface RobustnessValue {
  readonly partialRSquared: number;
  /** Confounding this strong, with treatment and with outcome, brings the estimate to (1 − share) of itself. */
  readonly estimate: number;
  /** Confounding this strong makes the estimate lose its significance at the level. */
  readonly atLevel: number;
  readonly level: number;
}

/**
 * Measures the robustness value of a regression estimate.
 *
 * @param options t statistic, degrees of freedom, share, level
 * @throws {EngineInputError} `not-finite`, `too-few-degrees-of-freedom`, `share-not-positive`, `level-out-of-range`
 * @example
 * measureRobustnessValue({ statistic: 0, degreesOfFreedom: 100 }).estimate; // 0
 */
export function measureRobustnessValue(options: RobustnessOptions): RobustnessValue {
  const { statistic, degreesOfFreedom, share = 1, level = 0.05 } = options;
  const refuse = (code: string, message: string, value: number) => {
    throw new EngineInputError({ code, message, params: { value: String(value) } });
  };
  if (!Number.isFinite(statistic))
    refuse('not-finite', `The statistic is ${statistic}. Give a number.`, statistic);
  if (!(degreesOfFreedom > 1))
    refuse(
      'too-few-degrees-of-freedom',
      `There are ${degreesOfFreedom} degrees of freedom. At least more than 1 are needed.`,
      degreesOfFreedom,
    );
  if (!(share > 0 && Number.isFinite(share)))
    refuse('share-not-positive', `The share is ${share}. Give a number above 0.`, share);
  if (!(level > 0 && level < 1))
    refuse('level-out-of-range', `The level is ${level}. Give a number between 0 and 1.`, level);
  const strength = share * (Math.abs(statistic) / Math.sqrt(degreesOfFreedom));
  const critical = studentTQuantile(1 - level / 2, degreesOfFreedom - 1) / Math.sqrt(degreesOfFreedom - 1);
  return {
    // t² / (t² + df) without squares that overflow.
    partialRSquared: squareShare(statistic / Math.sqrt(degreesOfFreedom)),
    estimate: convert(strength, 0),
    atLevel: convert(strength, critical),
    level,
  };
}

/** Beyond it ½(√(f⁴ + 4f²) − f²) is 1 to the last digit. */
const LARGE = 1e9;

/** f² / (1 + f²). */
function squareShare(strength: number): number {
  const size = Math.abs(strength);
  return size > 1 ? 1 / (1 + (1 / size) ** 2) : size ** 2 / (1 + size ** 2);
}

function convert(strength: number, critical: number): number {
  const left = strength - critical;
  if (left <= 0) return 0;
  // At high strengths it is the outcome's share that reaches 1 first.
  if (critical > 0 && strength > 1 / critical)
    return Math.max(0, squareShare(strength) - critical ** 2 / (1 + strength ** 2));
  if (left > LARGE) return 1;
  // The same as ½(√(f⁴ + 4f²) − f²) without cancellation.
  return (2 * left) / (Math.sqrt(left * left + 4) + left);
}
