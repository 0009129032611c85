/**
 * A panel with known effects, for trying methods and planning studies: unit and period effects, staggered
 * treatment, an effect that grows with time since treatment.
 *
 * y = α_u + λ_t + effect × (1 + growth × (t − g)) × 1(t ≥ g) + trendGap × t × 1(treated) + noise, noise with serial
 * correlation ρ. Cohorts start in periods 2 … of those given, the rest is never treated. Cost O(units × periods).
 */

import { createNormalDraws, type RandomNumbers } from '../../kernel/index.ts';
import type { PanelColumns } from './types.ts';

export interface SimulatedPanelOptions {
  readonly units: number;
  readonly periods: number;
  /** First treated periods (1 is the panel's first); units are spread evenly over them and over never. */
  readonly cohorts?: readonly number[];
  /** In standard deviations of the noise; 1 when left out. */
  readonly effect?: number;
  /** Share of the effect added each period after the first; 0 when left out. */
  readonly growth?: number;
  /** How much faster treated units grow anyway, each period; 0 when left out. */
  readonly trendGap?: number;
  /** Serial correlation of the noise; 0.5 when left out. */
  readonly serialCorrelation?: number;
  /** Adds a covariate of units that moves both trend and treatment, by this much; none when left out. */
  readonly confounding?: number;
  /** Units never treated exist; true when left out. */
  readonly hasNever?: boolean;
}

/**
 * Draws a panel.
 *
 * @param options its size and true effects
 * @param random the generator
 * @example
 * simulatePanel({ units: 10, periods: 3 }, createRandomNumbers(1)).outcome.length; // 30
 */
export function simulatePanel(
  options: SimulatedPanelOptions,
  random: RandomNumbers,
): PanelColumns & {
  readonly firstTreated: Float64Array;
} {
  const { units, periods, cohorts = [3, 4], effect = 1, growth = 0, trendGap = 0, confounding } = options;
  const correlation = options.serialCorrelation ?? 0.5;
  const draw = createNormalDraws(random);
  const rows = units * periods;
  const outcome = new Float64Array(rows);
  const codes = new Int32Array(rows);
  const time = new Float64Array(rows);
  const firstTreated = new Float64Array(rows);
  const covariate = new Float64Array(rows);
  const choices = [...cohorts, ...(options.hasNever === false ? [] : [Number.POSITIVE_INFINITY])];
  const periodEffects = Array.from({ length: periods }, () => draw());
  for (let unit = 0; unit < units; unit++) {
    const first = choices[unit % choices.length]!;
    const level = draw();
    const x = draw() + (confounding !== undefined && first !== Number.POSITIVE_INFINITY ? 0.5 : 0);
    let noise = draw();
    for (let period = 1; period <= periods; period++) {
      const row = unit * periods + period - 1;
      if (period > 1) noise = correlation * noise + Math.sqrt(1 - correlation ** 2) * draw();
      codes[row] = unit;
      time[row] = period;
      firstTreated[row] = first;
      covariate[row] = x;
      outcome[row] =
        level +
        periodEffects[period - 1]! +
        (period >= first ? effect * (1 + growth * (period - first)) : 0) +
        (first === Number.POSITIVE_INFINITY ? 0 : trendGap * period) +
        (confounding ?? 0) * x * period +
        noise;
    }
  }
  return {
    outcome,
    unit: { codes, levels: units },
    time,
    firstTreated,
    ...(confounding === undefined ? {} : { covariates: [{ name: 'x', values: covariate }] }),
  };
}
