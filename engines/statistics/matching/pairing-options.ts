/**
 * What nearest-neighbour and optimal matching have in common: distance, ratio, caliper, exact factors.
 *
 * Shapes: columns n. Cost of the checks O(n) for each column.
 */

import { EngineInputError } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { assertColumn, assertCovariates } from './check-matching-data.ts';
import type { MatchingCovariate, TreatedColumn } from './types.ts';

/** How far apart two rows are. */
export type MatchingDistance =
  /** |a − b| of a number per row, e.g. a propensity score or its linear predictor. */
  | { readonly kind: 'score'; readonly values: Float64Array }
  | { readonly kind: 'mahalanobis'; readonly covariates: readonly MatchingCovariate[] };

/** The largest distance allowed: in the unit of the distance, or in standard deviations of the score over all rows. */
export interface MatchingCaliper {
  readonly width: number;
  readonly unit: 'raw' | 'sd';
}

export interface PairingOptions {
  readonly treated: TreatedColumn;
  readonly distance: MatchingDistance;
  /** Controls for each treated row; 1 when left out. */
  readonly ratio?: number;
  readonly caliper?: MatchingCaliper;
  /** Factors on which pairs must agree. */
  readonly exact?: readonly FactorColumn[];
}

/**
 * The caliper in the unit of the distance.
 *
 * @param options the distance and its caliper
 * @throws {EngineInputError} `caliper-not-positive`, `caliper-needs-score`
 * @example
 * readCaliper({ distance: { kind: 'score', values: Float64Array.of(1, 3) }, caliper: { width: 0.5, unit: 'raw' } }); // 0.5
 */
export function readCaliper(options: Pick<PairingOptions, 'distance' | 'caliper'>): number {
  const { distance, caliper } = options;
  if (!caliper) return Number.POSITIVE_INFINITY;
  if (!(caliper.width > 0))
    throw new EngineInputError({
      code: 'caliper-not-positive',
      message: `The caliper is ${caliper.width}. Give a distance above 0.`,
      params: { width: String(caliper.width) },
    });
  if (caliper.unit === 'raw') return caliper.width;
  if (distance.kind !== 'score')
    throw new EngineInputError({
      code: 'caliper-needs-score',
      message: 'A caliper in standard deviations needs a score. Give it in the unit of the distance.',
      params: {},
    });
  return caliper.width * measureDeviation(distance.values);
}

/** The standard deviation (divisor n − 1), safe at any scale. */
function measureDeviation(values: Float64Array): number {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value / size, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value / size - mean) ** 2, 0);
  return size * Math.sqrt(squares / Math.max(1, values.length - 1));
}

/**
 * Checks distance, ratio and exact factors against the rows.
 *
 * @param options columns and choices
 * @param rows how many rows there are
 * @throws {EngineInputError} `ratio-not-positive`, `length-mismatch`, `not-finite`, `no-covariates`, `duplicate-covariate`, `code-out-of-range`
 * @example
 * const distance = { kind: 'score', values: Float64Array.of(0.5, 0.4) };
 * assertPairingOptions({ treated: [1, 0], distance }, 2);
 */
export function assertPairingOptions(options: PairingOptions, rows: number): void {
  const { distance, ratio = 1, exact = [] } = options;
  if (!Number.isInteger(ratio) || ratio < 1)
    throw new EngineInputError({
      code: 'ratio-not-positive',
      message: `The ratio is ${ratio}. Give a whole number of controls for each treated row, at least 1.`,
      params: { ratio: String(ratio) },
    });
  if (distance.kind === 'score') assertColumn('score', distance.values, rows);
  else assertCovariates(distance.covariates, rows);
  exact.forEach((factor, index) => {
    assertCovariates([{ name: `exact ${index + 1}`, values: factor }], rows);
  });
}
