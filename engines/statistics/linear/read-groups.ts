/** Clusters, units and periods given for the rows of a fit, brought to its design rows. */

import { EngineInputError } from '../../kernel/index.ts';
import type { FactorColumn } from '../types.ts';
import { checkColumns } from './check-linear-input.ts';
import { dropSingletons, pickFactor } from './drop-singletons.ts';
import type { LinearFit } from './types.ts';

/**
 * Checks a grouping and keeps the rows and levels the fit uses.
 *
 * @param fit the model
 * @param groups a code for each row given to the fit
 * @param name to speak of it
 * @param gaps `keep-empty` leaves levels without rows in place (periods)
 * @throws {EngineInputError} `length-mismatch`, `code-out-of-range`, `one-cluster`
 * @example
 * readGroups.length; // 3
 */
export function readGroups(
  fit: LinearFit,
  groups: FactorColumn,
  name: string,
  gaps: 'close' | 'keep-empty' = 'close',
): FactorColumn {
  checkColumns(fit.given, [], { [name]: groups });
  const kept = pickFactor(groups, fit.keptRows);
  const [closed] = dropSingletons([kept], kept.codes.length, 'keep').effects;
  if (closed!.levels < 2)
    throw new EngineInputError({
      code: 'one-cluster',
      message: `${name} has ${closed!.levels} level in the rows used. Errors need at least two: choose another column.`,
      params: { column: name, levels: closed!.levels },
    });
  return gaps === 'close' ? closed! : kept;
}
