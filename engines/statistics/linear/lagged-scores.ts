/** Bartlett-weighted products of scores over time: across all units (Driscoll–Kraay) or within each (Newey–West). */

import { createMatrix, type DenseMatrix, EngineInputError } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { sumScores } from './cluster-scores.ts';
import type { LinearFit } from './types.ts';

/**
 * Σ_l w_l Σ_t (s_t s_{t−l}' + s_{t−l} s_t'), w_l = 1 − l/(L+1), the lag 0 once.
 *
 * @param fit the model
 * @param units within which lags are taken; all rows together when left out
 * @param periods codes one step of time apart
 * @param lags L, from 0, below the number of periods
 * @throws {EngineInputError} `lags-out-of-range`
 * @example
 * sumLaggedScores.length; // 4
 */
export function sumLaggedScores(
  fit: LinearFit,
  units: FactorColumn | undefined,
  periods: FactorColumn,
  lags: number,
): DenseMatrix {
  const times = periods.levels;
  if (!Number.isInteger(lags) || lags < 0 || lags >= times)
    throw new EngineInputError({
      code: 'lags-out-of-range',
      message: `${lags} lags for ${times} periods. Give a whole number from 0 to ${times - 1}.`,
      params: { lags, periods: times },
    });
  const size = fit.design.length;
  const groups = units
    ? {
        codes: units.codes.map((unit, row) => unit * times + periods.codes[row]!),
        levels: units.levels * times,
      }
    : periods;
  const { values } = sumScores(fit, groups);
  const series = units ? units.levels : 1;
  const meat = createMatrix(size, size);
  for (let unit = 0; unit < series; unit++)
    for (let lag = 0; lag <= lags; lag++) {
      const weight = 1 - lag / (lags + 1);
      for (let time = lag; time < times; time++) {
        const now = (unit * times + time) * size;
        const before = (unit * times + time - lag) * size;
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) {
            const product = weight * values[now + i]! * values[before + j]!;
            meat.values[i * size + j]! += product;
            if (lag > 0) meat.values[j * size + i]! += product;
          }
      }
    }
  return meat;
}
