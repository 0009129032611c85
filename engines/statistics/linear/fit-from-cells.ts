/**
 * The model of fit-linear-model from cells of rows: counts, sums and cross products instead of the rows themselves.
 *
 * Exact when fixed effects (and later the clusters) are unions of cells: the cell means carry what is between cells,
 * the centred cross products inside cells what fixed effects leave alone, Σy² among them. Coefficients, residual sum
 * and clustered scores are those of the rows up to rounding; row-by-row errors (hc0 …) exist when no regressor varies
 * inside a cell. Reproduces fit-linear-model. Cost O(cells · k²), whatever the number of rows.
 */

import { EngineInputError } from '../../kernel/index.ts';
import { type CellTable, crossProductIndex } from '../collapse/index.ts';
import type { DroppedRows, FactorColumn } from '../types.ts';
import { createAbsorber } from './absorb-fixed-effects.ts';
import { checkColumns } from './check-linear-input.ts';
import { dropSingletons, pickFactor, pickNumbers } from './drop-singletons.ts';
import { type ScaledColumn, scaleColumn } from './scale-columns.ts';
import { refuseLinear, solveDesign, sumEach } from './solve-design.ts';
import type { CellMoments, LinearFit, LinearRefusal, NamedColumn } from './types.ts';

/** What of a cell table counts as missing variation: rounding of sums of squares. */
const ROUNDING = 1e-13;

export interface CellModelInput {
  readonly cells: Pick<
    CellTable,
    'counts' | 'weights' | 'variables' | 'origins' | 'scales' | 'sums' | 'crossProducts'
  >;
  /** Name of a variable of the table. */
  readonly outcome: string;
  /** Names of variables of the table. */
  readonly regressors: readonly string[];
  /** Further regressors that do not vary inside cells, a value for each cell. */
  readonly cellRegressors?: readonly NamedColumn[];
  /** A code for each cell. */
  readonly fixedEffects?: readonly FactorColumn[];
  readonly intercept?: boolean;
  readonly singletons?: 'drop' | 'keep';
}

/**
 * Fits a linear model from cells; clusters given later have a code for each cell.
 *
 * @param input a cell table and what of it to use
 * @throws {EngineInputError} `unknown-variable`, `no-rows`, `length-mismatch`, `not-finite`, `code-out-of-range`, `weight-not-positive`
 * @example
 * const cells = {
 *   counts: Float64Array.of(2, 2), variables: ['y'], origins: Float64Array.of(0), scales: Float64Array.of(1),
 *   sums: [Float64Array.of(3, 9)], crossProducts: [Float64Array.of(5, 41)],
 * };
 * const model = { cells, outcome: 'y', regressors: [], cellRegressors: [{ name: 'd', values: Float64Array.of(0, 1) }] };
 * fitLinearModelFromCells(model).estimates; // [1.5, 3]
 */
export function fitLinearModelFromCells(input: CellModelInput): LinearFit | LinearRefusal {
  const { cells } = input;
  const effects = input.fixedEffects ?? [];
  const given = cells.counts.length;
  const used = [input.outcome, ...input.regressors].map((name) => {
    const place = cells.variables.indexOf(name);
    if (place < 0)
      throw new EngineInputError({
        code: 'unknown-variable',
        message: `The cells have no variable ${name}. Choose among ${cells.variables.join(', ')}.`,
        params: { variable: name },
      });
    return place;
  });
  const constants = input.cellRegressors ?? [];
  checkColumns(
    given,
    [...used.map((place) => ({ name: cells.variables[place]!, values: cells.sums[place]! })), ...constants],
    Object.fromEntries(effects.map((effect, place) => [`fixed effect ${place + 1}`, effect])),
    cells.weights ?? cells.counts,
  );
  const kept = dropSingletons(effects, given, input.singletons ?? 'drop', cells.counts);
  const { rows: keptRows } = kept;
  const pick = (values: Float64Array): Float64Array => pickNumbers(values, keptRows);
  const counts = pick(cells.counts);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const dropped: DroppedRows[] =
    kept.singletons > 0 ? [{ reason: 'singleton-fixed-effect', count: kept.singletons }] : [];
  if (rows === 0)
    return refuseLinear(
      'no-rows-left',
      'Every row is alone in a level of a fixed effect. Use coarser ones.',
      {
        singletons: kept.singletons,
      },
    );
  const weights = cells.weights ? pick(cells.weights) : counts;
  const hasIntercept = effects.length === 0 && (input.intercept ?? true);
  const centred = effects.length > 0 || hasIntercept;
  const sums = used.map((place) => pick(cells.sums[place]!));
  const columns = used.map((place, at) =>
    describeMeans(sums[at]!, weights, cells.origins[place]!, cells.scales[place]!, centred),
  );
  const constantColumns = constants.map(({ name, values }) => ({
    name,
    ...scaleColumn(pick(values), centred ? 'mean' : 0, weights),
  }));
  const inside = used.map((first, i) =>
    used.slice(0, i + 1).map((second, j) => {
      const raw = pick(cells.crossProducts[crossProductIndex(first, second, cells.variables.length)]!);
      return subtractMeans(raw, sums[i]!, sums[j]!, weights, i === j);
    }),
  );
  const varies = inside.map((products) => products.at(-1)!.varies);
  const zeros = new Float64Array(counts.length);
  const all = used.length + constants.length;
  const products: Float64Array[] = [];
  for (let i = 0; i < all; i++)
    for (let j = 0; j <= i; j++)
      products.push(i < used.length && varies[i] && varies[j] ? inside[i]![j]!.values : zeros);
  const moments: CellMoments = {
    counts,
    products,
    totals: sumEach(products),
    constantRegressors: varies.slice(1).every((one) => !one),
    weighted: cells.weights !== undefined,
  };
  const factors = kept.effects.map((effect) => pickFactor(effect, keptRows));
  return solveDesign({
    outcome: columns[0]!,
    columns: [
      ...input.regressors.map((name, place) => ({ name, ...columns[place + 1]! })),
      ...constantColumns,
    ],
    absorber: createAbsorber(factors, counts.length, weights),
    factors,
    weights,
    hasIntercept,
    centred,
    rows,
    given,
    keptRows,
    dropped,
    cells: moments,
  });
}

function describeMeans(
  sums: Float64Array,
  weights: Float64Array,
  origin: number,
  scale: number,
  centred: boolean,
): ScaledColumn {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shift = centred ? sums.reduce((sum, value) => sum + value, 0) / total : -origin / scale;
  const values = new Float64Array(sums.length);
  for (let cell = 0; cell < sums.length; cell++) values[cell] = sums[cell]! / weights[cell]! - shift;
  return { values, centre: centred ? origin + scale * shift : 0, scale };
}

/** Σ(x−x̄)(z−z̄) inside cells from Σxz, Σx, Σz; `varies` is false when only rounding is left. */
function subtractMeans(
  raw: Float64Array,
  first: Float64Array,
  second: Float64Array,
  weights: Float64Array,
  isSquare: boolean,
): { readonly values: Float64Array; readonly varies: boolean } {
  let left = 0;
  let total = 0;
  const values = new Float64Array(raw.length);
  for (let cell = 0; cell < raw.length; cell++) {
    const product = raw[cell]!;
    const value = product - (first[cell]! * second[cell]!) / weights[cell]!;
    total += Math.abs(product);
    if (isSquare && value <= 0) continue;
    left += Math.abs(value);
    values[cell] = value;
  }
  return { values, varies: left > ROUNDING * total };
}
