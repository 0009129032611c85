/** What the examples of linear models speak of: eight pupils in four schools over two years. */
export function createFixtures(): Record<string, unknown> {
  return {
    score: Float64Array.of(1, 2, 2, 4, 3, 3, 5, 9),
    shared: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1),
    hours: Float64Array.of(1, 3, 2, 5, 4, 4, 6, 7),
    school: { codes: Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3), levels: 4 },
    year: { codes: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1), levels: 2 },
  };
}
