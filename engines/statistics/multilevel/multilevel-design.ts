/**
 * What a multilevel model is told: an outcome, covariates, and the levels from the finest to the coarsest.
 */

import { EngineInputError, type InputMistake } from '../../kernel/index.ts';
import type { FactorColumn, NamedColumn } from '../types.ts';

/** One grouping, e.g. classes or schools: each group has its own intercept and, when asked, its own slopes. */
export interface MultilevelLevel {
  /** What one group is, e.g. `school`. */
  readonly name: string;
  readonly groups: FactorColumn;
  /** Names of covariates whose slope differs between the groups. */
  readonly slopes?: readonly string[];
  /** `full` (also when left out) lets intercepts and slopes go together; `diagonal` keeps them apart. */
  readonly covariance?: 'full' | 'diagonal';
}

/** A linear mixed model with an intercept; columns of equal length, nothing missing. */
export interface MultilevelDesign {
  readonly outcome: Float64Array;
  readonly covariates: readonly NamedColumn[];
  /** From the finest to the coarsest, each nested in the next. */
  readonly levels: readonly MultilevelLevel[];
  /** Precision weights: the residual variance of a row is σ² / weight. */
  readonly weights?: Float64Array;
}

/** Where the random parts sit among the columns and how large they are. */
export interface LevelShape {
  readonly name: string;
  /** Columns of the moments: 0 is the intercept, then slopes. */
  readonly columns: readonly number[];
  readonly covariance: 'full' | 'diagonal';
  /** The group of the next level in which each group lies; empty for the coarsest. */
  readonly parents: Int32Array;
  readonly groups: number;
}

/** Groupings above the rows: two make a three-level model. */
const MOST_LEVELS = 2;

/**
 * Checks a design, says everything that is wrong with it at once, and answers its levels with renumbered groups.
 *
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `non-positive-weight`, `no-levels`, `too-many-levels`,
 * `unknown-slope`, `duplicate-name`, `bad-group-code`, `too-few-groups`, `not-nested`, `constant-outcome`,
 * `too-few-rows`
 * @example
 * const outcome = Float64Array.of(1, 2, 3, 5);
 * const groups = { codes: Int32Array.of(0, 0, 1, 1), levels: 2 };
 * readLevels({ outcome, covariates: [], levels: [{ name: 'school', groups }] }).shapes[0].groups; // 2
 */
export function readLevels(design: MultilevelDesign): {
  readonly shapes: readonly LevelShape[];
  readonly compacted: readonly CompactCodes[];
} {
  const mistakes: InputMistake[] = [];
  const rows = design.outcome.length;
  checkColumn('outcome', design.outcome, rows, mistakes);
  for (const { name, values } of design.covariates) checkColumn(name, values, rows, mistakes);
  if (design.weights) checkWeights(design.weights, rows, mistakes);
  const names = design.covariates.map(({ name }) => name);
  for (const name of names.filter((one, at) => names.indexOf(one) !== at))
    mistakes.push({
      code: 'duplicate-name',
      message: `Two covariates are called ${name}. Give each its own name.`,
      params: { name },
    });
  if (design.levels.length === 0)
    mistakes.push({
      code: 'no-levels',
      message: 'There is no grouping. Name at least one level, for example the school.',
      params: {},
    });
  if (design.levels.length > MOST_LEVELS)
    mistakes.push({
      code: 'too-many-levels',
      message: `There are ${design.levels.length} groupings. At most ${MOST_LEVELS} (three levels with the rows) are fitted.`,
      params: { levels: design.levels.length, most: MOST_LEVELS },
    });
  if (rows < 3)
    mistakes.push({
      code: 'too-few-rows',
      message: `There are ${rows} rows. A multilevel model needs at least three.`,
      params: { rows },
    });
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  if (isConstant(design.outcome))
    mistakes.push({
      code: 'constant-outcome',
      message: `The outcome is ${design.outcome[0]} in every row. Choose an outcome that varies.`,
      params: { value: design.outcome[0]! },
    });
  const compacted = design.levels.map((level) => compactCodes(level, rows, mistakes));
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  const shapes = design.levels.map((level, at): LevelShape => {
    const finer = compacted[at]!;
    const slopes = (level.slopes ?? []).map((slope) => findSlope(slope, level, names, mistakes));
    return {
      name: level.name,
      columns: [0, ...slopes],
      covariance: level.covariance ?? 'full',
      parents:
        at + 1 < compacted.length
          ? findParents(finer, compacted[at + 1]!, design, at, mistakes)
          : new Int32Array(0),
      groups: finer.count,
    };
  });
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  return { shapes, compacted };
}

/** Codes that are in use, renumbered 0 … count − 1 in the order of the old codes. */
export interface CompactCodes {
  readonly codes: Int32Array;
  readonly count: number;
  /** The old code of each group. */
  readonly original: Int32Array;
}

/** Renumbers the groups of a level so that every code is in use. */
function compactCodes(level: MultilevelLevel, rows: number, mistakes: InputMistake[]): CompactCodes {
  const { codes, levels } = level.groups;
  const empty = { codes: new Int32Array(0), count: 0, original: new Int32Array(0) };
  if (codes.length !== rows) {
    mistakes.push({
      code: 'length-mismatch',
      message: `${level.name} has ${codes.length} codes for ${rows} rows. Give one per row.`,
      params: { name: level.name, given: codes.length, rows },
    });
    return empty;
  }
  const place = new Int32Array(Math.max(0, levels)).fill(-1);
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code < 0 || code >= levels) {
      mistakes.push({
        code: 'bad-group-code',
        message: `${level.name} has code ${code} in row ${row}, outside 0 to ${levels - 1}. Recode the column.`,
        params: { name: level.name, code, row },
      });
      return empty;
    }
    place[code] = 1;
  }
  let count = 0;
  for (let code = 0; code < levels; code++) if (place[code] === 1) place[code] = count++;
  const original = new Int32Array(count);
  for (let code = 0; code < levels; code++) if (place[code]! >= 0) original[place[code]!] = code;
  if (count < 2)
    mistakes.push({
      code: 'too-few-groups',
      message: `${level.name} has ${count} group. A multilevel model compares at least two.`,
      params: { name: level.name, groups: count },
    });
  return { codes: count === levels ? codes : codes.map((code) => place[code]!), count, original };
}

function findParents(
  finer: CompactCodes,
  coarser: CompactCodes,
  design: MultilevelDesign,
  at: number,
  mistakes: InputMistake[],
): Int32Array {
  const parents = new Int32Array(finer.count).fill(-1);
  for (let row = 0; row < finer.codes.length; row++) {
    const group = finer.codes[row]!;
    const parent = coarser.codes[row]!;
    if (parents[group] === -1) parents[group] = parent;
    else if (parents[group] !== parent) {
      const [name, above] = [design.levels[at]!.name, design.levels[at + 1]!.name];
      mistakes.push({
        code: 'not-nested',
        message: `One ${name} (code ${finer.original[group]}) lies in two groups of ${above}. Give each its own code, or list the finer level first.`,
        params: { name, above, code: finer.original[group]! },
      });
      return parents;
    }
  }
  return parents;
}

function findSlope(
  slope: string,
  level: MultilevelLevel,
  names: readonly string[],
  mistakes: InputMistake[],
): number {
  const at = names.indexOf(slope);
  if (at < 0)
    mistakes.push({
      code: 'unknown-slope',
      message: `The slope ${slope} of ${level.name} is not among the covariates. Add it there too.`,
      params: { slope, level: level.name },
    });
  return at + 1;
}

function checkColumn(name: string, values: Float64Array, rows: number, mistakes: InputMistake[]): void {
  if (values.length !== rows)
    mistakes.push({
      code: 'length-mismatch',
      message: `${name} has ${values.length} values for ${rows} rows. Give one per row.`,
      params: { name, given: values.length, rows },
    });
  // A difference with itself is zero for every finite number and NaN for all others: one sum tells.
  let rest = 0;
  for (let row = 0; row < values.length; row++) rest += values[row]! - values[row]!;
  if (rest === 0) return;
  const row = values.findIndex((value) => !Number.isFinite(value));
  mistakes.push({
    code: 'not-finite',
    message: `${name} is not a finite number in row ${row}. Drop rows with missing values first.`,
    params: { name, row },
  });
}

function checkWeights(weights: Float64Array, rows: number, mistakes: InputMistake[]): void {
  checkColumn('weights', weights, rows, mistakes);
  const row = weights.findIndex((weight) => weight <= 0);
  if (row >= 0)
    mistakes.push({
      code: 'non-positive-weight',
      message: `The weight of row ${row} is ${weights[row]}. Weights must be above 0; leave such rows out.`,
      params: { row, weight: weights[row]! },
    });
}

function isConstant(values: Float64Array): boolean {
  for (let row = 1; row < values.length; row++) if (values[row] !== values[0]) return false;
  return true;
}
