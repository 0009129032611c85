/** Finds rows that are alone in a level of a fixed effect, in rounds, and numbers the levels that are left. Cost O(n · effects · rounds). */

import type { FactorColumn } from '../types.ts';

export interface KeptRows {
  /** Places of the rows kept; undefined when all are. */
  readonly rows: Int32Array | undefined;
  readonly singletons: number;
  /** Effects over the given rows, levels without kept rows renumbered away. */
  readonly effects: readonly FactorColumn[];
}

/**
 * Drops singletons until none is left and closes gaps among the levels.
 *
 * @param effects over `count` rows
 * @param count rows
 * @param rule `keep` only closes the gaps
 * @param counts rows that each row stands for, when rows are cells
 * @example
 * dropSingletons([{ codes: Int32Array.of(0, 0, 1), levels: 2 }], 3, 'drop').singletons; // 1
 */
export function dropSingletons(
  effects: readonly FactorColumn[],
  count: number,
  rule: 'drop' | 'keep',
  counts?: Float64Array,
): KeptRows {
  const sizes = effects.map(({ codes, levels }) => {
    const size = new Int32Array(levels);
    if (counts) for (let row = 0; row < count; row++) size[codes[row]!]! += counts[row]!;
    else for (let row = 0; row < count; row++) size[codes[row]!]!++;
    return size;
  });
  let gone: Uint8Array | undefined;
  let singletons = 0;
  for (let again = rule === 'drop' && sizes.some((size) => size.includes(1)); again; ) {
    again = false;
    gone ??= new Uint8Array(count);
    for (let row = 0; row < count; row++) {
      if (gone[row] === 1 || !effects.some(({ codes }, f) => sizes[f]![codes[row]!] === 1)) continue;
      gone[row] = 1;
      singletons++;
      again = true;
      effects.forEach(({ codes }, f) => {
        sizes[f]![codes[row]!]!--;
      });
    }
  }
  let rows: Int32Array | undefined;
  if (gone && singletons > 0) {
    rows = new Int32Array(count - singletons);
    for (let row = 0, place = 0; row < count; row++) if (gone[row] === 0) rows[place++] = row;
  }
  return { rows, singletons, effects: effects.map((effect, f) => closeGaps(effect, sizes[f]!)) };
}

function closeGaps(effect: FactorColumn, sizes: Int32Array): FactorColumn {
  if (!sizes.includes(0)) return effect;
  const renumbered = new Int32Array(effect.levels);
  let levels = 0;
  sizes.forEach((size, level) => {
    renumbered[level] = size > 0 ? levels++ : 0;
  });
  return { codes: effect.codes.map((code) => renumbered[code]!), levels };
}

/**
 * The rows kept of a column of numbers; the column itself when all are.
 *
 * @param values one per given row
 * @param rows places kept
 * @example
 * pickNumbers(Float64Array.of(1, 2, 3), Int32Array.of(0, 2)); // [1, 3]
 */
export function pickNumbers(values: Float64Array, rows: Int32Array | undefined): Float64Array {
  return rows ? Float64Array.from(rows, (row) => values[row]!) : values;
}

/**
 * The rows kept of a factor; the factor itself when all are.
 *
 * @param factor one code per given row
 * @param rows places kept
 * @example
 * pickFactor({ codes: Int32Array.of(0, 1), levels: 2 }, Int32Array.of(1)).codes; // [1]
 */
export function pickFactor(factor: FactorColumn, rows: Int32Array | undefined): FactorColumn {
  return rows ? { codes: Int32Array.from(rows, (row) => factor.codes[row]!), levels: factor.levels } : factor;
}
