import { describe, expect, it } from 'vitest';
import {
  addScaled,
  createMatrix,
  createNormalDraws,
  createRandomNumbers,
  crossProduct,
  EngineInputError,
  factorSymmetric,
  identity,
  matrixFromColumns,
  matrixPower,
  multiply,
  multiplyVector,
  symmetricEigen,
  transpose,
} from './index.ts';

const random = createRandomNumbers(5);
const draw = createNormalDraws(random);
const makeColumns = (rows: number, columns: number) =>
  Array.from({ length: columns }, () => Float64Array.from({ length: rows }, draw));

const farthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, place) => Math.max(most, Math.abs(value - b[place]!)), 0);

describe('dense matrices', () => {
  it('multiply, turn and add as written', () => {
    const a = matrixFromColumns(makeColumns(6, 3));
    expect(farthest(crossProduct(a).values, multiply(transpose(a), a).values)).toBeLessThan(1e-14);
    const weights = Float64Array.of(1, 2, 3, 4, 5, 6);
    const weighted = createMatrix(6, 6);
    weights.forEach((weight, i) => {
      weighted.values[i * 7] = weight;
    });
    const expected = multiply(transpose(a), multiply(weighted, a));
    expect(farthest(crossProduct(a, weights).values, expected.values)).toBeLessThan(1e-13);
    expect(addScaled(a, a, -1).values.every((value) => value === 0)).toBe(true);
    expect(() => multiply(a, a)).toThrow(EngineInputError);
    expect(() => multiplyVector(a, weights)).toThrow(EngineInputError);
  });
});

describe('symmetric systems', () => {
  it('are solved and inverted, at any unit', () => {
    const units = [1, 1e9, 1e-9, 1, 1];
    const columns = makeColumns(30, 5).map((column, j) => column.map((value) => value * units[j]!));
    const matrix = crossProduct(matrixFromColumns(columns));
    const factor = factorSymmetric(matrix);
    expect(factor.rank).toBe(5);
    const again = factorSymmetric(factor.inverse()).inverse();
    const differences = again.values.map((value, place) => value / matrix.values[place]! - 1);
    expect(farthest(differences, new Float64Array(25))).toBeLessThan(1e-11);
    const plain = crossProduct(
      matrixFromColumns(columns.map((column, j) => column.map((v) => v / units[j]!))),
    );
    const wanted = Float64Array.of(1, 2, 3, 4, 5);
    const right = multiplyVector(plain, wanted).map((value, j) => value * units[j]!);
    const solution = factor.solve(right).map((value, j) => value * units[j]!);
    expect(farthest(solution, wanted)).toBeLessThan(1e-12);
  });

  it('drop the later of two dependent columns and columns of zeros', () => {
    const columns = makeColumns(30, 3);
    columns.push(
      columns[0]!.map((value, row) => 2 * value - columns[1]![row]!),
      new Float64Array(30),
    );
    const { kept, dropped, solve } = factorSymmetric(crossProduct(matrixFromColumns(columns)));
    expect(kept).toEqual([0, 1, 2]);
    expect(dropped).toEqual([3, 4]);
    expect(solve(Float64Array.of(1, 1, 1, 1, 0))[3]).toBe(0);
  });

  it.each([1, 2, 3, 10, 60])('of size %i come apart into eigenvectors and back', (size) => {
    const matrix = crossProduct(matrixFromColumns(makeColumns(size + 3, size)));
    const { values, vectors } = symmetricEigen(matrix);
    expect(farthest(crossProduct(vectors).values, identity(size).values)).toBeLessThan(1e-12);
    const scaled = matrixFromColumns(
      Array.from({ length: size }, (_, j) =>
        Float64Array.from({ length: size }, (__, i) => vectors.values[i * size + j]! * values[j]!),
      ),
    );
    const largest = values[size - 1]!;
    expect(farthest(multiply(scaled, transpose(vectors)).values, matrix.values) / largest).toBeLessThan(
      1e-13,
    );
    const root = matrixPower(matrix, 0.5);
    expect(farthest(multiply(root, root).values, matrix.values) / largest).toBeLessThan(1e-13);
  });

  it('have powers that leave zero eigenvalues at zero', () => {
    const low = crossProduct(matrixFromColumns(makeColumns(2, 6)));
    const inverse = matrixPower(low, -1);
    expect(farthest(multiply(multiply(low, inverse), low).values, low.values)).toBeLessThan(1e-10);
    const diagonal = createMatrix(3, 3, Float64Array.of(4, 0, 0, 0, 0, 0, 0, 0, 9));
    expect([...matrixPower(diagonal, -0.5).values]).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0, 1 / 3]);
  });
});

describe('normal draws', () => {
  it('have mean zero, variance one and thin tails', () => {
    const draws = Array.from({ length: 20_000 }, createNormalDraws(createRandomNumbers(11)));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + value * value, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
    expect(draws.filter((value) => Math.abs(value) > 1.96).length / draws.length).toBeCloseTo(0.05, 2);
  });
});
