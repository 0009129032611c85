import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineInputError } from '../../kernel/index.ts';
import { collapse, crossProductIndex } from './index.ts';

const factor = (codes: readonly number[], levels = Math.max(...codes) + 1) => ({
  codes: Int32Array.from(codes),
  levels,
});
const variable = (name: string, values: readonly number[]) => ({ name, values: Float64Array.from(values) });

describe('collapsing rows to cells', () => {
  it('keeps rows, sums and products of each combination, in the order of the keys', () => {
    const table = collapse({
      keys: [factor([1, 0, 1, 1]), factor([0, 1, 0, 1])],
      keyLabels: [
        ['a', 'b'],
        [2018, 2019],
      ],
      variables: [variable('x', [1, 2, 3, 4]), variable('y', [5, 6, 7, 8])],
    });
    expect(table.rows).toBe(4);
    expect(table.keys.map(({ codes }) => [...codes])).toEqual([
      [0, 1, 1],
      [1, 0, 1],
    ]);
    expect([...table.counts]).toEqual([1, 2, 1]);
    expect(table.sums.map((sums) => [...sums])).toEqual([
      [2, 4, 4],
      [6, 12, 8],
    ]);
    expect([...table.crossProducts[crossProductIndex(0, 1, 2)]!]).toEqual([12, 26, 32]);
    expect(table.keyLabels).toEqual([
      ['a', 'b'],
      [2018, 2019],
    ]);
  });

  it('weights sums and products but not the count of rows', () => {
    const table = collapse({
      keys: [factor([0, 0])],
      variables: [variable('y', [1, 3])],
      weights: Float64Array.of(2, 0.5),
    });
    expect([table.counts[0], table.weights![0], table.sums[0]![0], table.crossProducts[0]![0]]).toEqual([
      2, 2.5, 3.5, 6.5,
    ]);
  });

  it('sums the same by table and by hash, and for rows in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(30), fc.nat(40), fc.integer({ min: -9, max: 9 })), {
          minLength: 1,
          maxLength: 80,
        }),
        (rows) => {
          const make = (list: typeof rows, levels: number) =>
            collapse({
              keys: [
                factor(
                  list.map(([a]) => a),
                  levels,
                ),
                factor(
                  list.map(([, b]) => b),
                  levels,
                ),
              ],
              variables: [
                variable(
                  'y',
                  list.map(([, , y]) => y),
                ),
              ],
            });
          const small = make(rows, 50);
          const hashed = make(rows, 5000);
          const reversed = make(rows.toReversed(), 50);
          for (const other of [hashed, reversed]) {
            expect(other.keys.map(({ codes }) => codes)).toEqual(small.keys.map(({ codes }) => codes));
            expect(other.counts).toEqual(small.counts);
            const total = (table: typeof small, cell: number) =>
              table.sums[0]![cell]! * table.scales[0]! + table.counts[cell]! * table.origins[0]!;
            for (let cell = 0; cell < small.counts.length; cell++)
              expect(total(other, cell)).toBeCloseTo(total(small, cell), 9);
          }
        },
      ),
    );
  });

  it('keeps the digits of a variable with a large mean or an extreme unit', () => {
    const keys = [factor([0, 0, 0])];
    const table = collapse({ keys, variables: [variable('y', [1e9, 1e9 + 1, 1e9 + 2])] });
    const [n, sum, square] = [table.counts[0]!, table.sums[0]![0]!, table.crossProducts[0]![0]!];
    expect(square - (sum * sum) / n).toBe(2);
    for (const unit of [1e-300, 1e300]) {
      const scaled = collapse({ keys, variables: [variable('y', [unit, 2 * unit, 4 * unit])] });
      expect(Number.isFinite(scaled.crossProducts[0]![0]!) && scaled.crossProducts[0]![0]! > 0).toBe(true);
      expect(scaled.sums[0]![0]! * scaled.scales[0]!).toBeCloseTo(7 * unit, 0);
    }
  });

  it('refuses what cannot be summed, by name', () => {
    const codeOf = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return error instanceof EngineInputError ? error.code : String(error);
      }
      return 'none';
    };
    const keys = [factor([0, 1])];
    const y = variable('y', [1, 2]);
    expect(codeOf(() => collapse({ keys, variables: [variable('y', [1])] }))).toBe('length-mismatch');
    expect(codeOf(() => collapse({ keys: [factor([], 1)], variables: [] }))).toBe('no-rows');
    expect(codeOf(() => collapse({ keys, variables: [variable('y', [1, Number.NaN])] }))).toBe('not-finite');
    const mixed = Array.from({ length: 3000 }, (_, row) => (row === 1 ? 1e308 : 1));
    const one = [factor(mixed.map(() => 0))];
    expect(codeOf(() => collapse({ keys: one, variables: [variable('y', mixed)] }))).toBe('scale-varies');
    expect(codeOf(() => collapse({ keys, variables: [y], weights: Float64Array.of(1, 0) }))).toBe(
      'weight-not-positive',
    );
    expect(codeOf(() => collapse({ keys: [factor([0, -1], 2)], variables: [y] }))).toBe('code-out-of-range');
  });
});
