/** Values at even places of an axis: 1, 2 or 5 times a power of ten apart, covering all of the range. */
export function listTicks(low: number, high: number, about = 5): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(Math.min(20, digits + 1))),
  );
}

/** Maps values of [low, high] to places of [from, to]. */
export function placeOn(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

/** Decimals that show two figures of the standard error: 0.034 needs three, 12 none. */
export function digitsFor(standardError: number | null): number {
  if (standardError === null || !(standardError > 0)) return 2;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(standardError))));
}
