/**
 * Covariates as columns of numbers: factors become indicators.
 *
 * For models the first level is left out (R's treatment contrasts); for balance tables every level has its row.
 * Shapes: covariates n → columns n. Cost O(n · columns).
 */

import type { MatchingCovariate } from './types.ts';

/** A column of numbers that came from a covariate. */
export interface ExpandedColumn {
  readonly name: string;
  readonly covariate: string;
  readonly values: Float64Array;
  /** Only 0 and 1 occur. */
  readonly binary: boolean;
}

/**
 * Expands factors to indicators.
 *
 * @param covariates checked columns
 * @param levels `all`, or `all-but-first` for models with a constant
 * @example
 * const place = { codes: Int32Array.of(0, 1, 1), levels: 2 };
 * expandCovariates([{ name: 'place', values: place, levelNames: ['town', 'rural'] }], 'all-but-first').length; // 1
 */
export function expandCovariates(
  covariates: readonly MatchingCovariate[],
  levels: 'all' | 'all-but-first',
): ExpandedColumn[] {
  return covariates.flatMap(({ name, values, levelNames }) => {
    if (values instanceof Float64Array) return [{ name, covariate: name, values, binary: isBinary(values) }];
    const first = levels === 'all' ? 0 : 1;
    return Array.from({ length: Math.max(0, values.levels - first) }, (_, index) => {
      const level = index + first;
      const indicator = new Float64Array(values.codes.length);
      for (let row = 0; row < indicator.length; row++) indicator[row] = values.codes[row] === level ? 1 : 0;
      return {
        name: `${name}${levelNames?.[level] ?? level}`,
        covariate: name,
        values: indicator,
        binary: true,
      };
    });
  });
}

function isBinary(values: Float64Array): boolean {
  return values.every((value) => value === 0 || value === 1);
}
