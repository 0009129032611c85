import { textWidth } from '../../components/school-map-layout.ts';

export interface StripScale {
  readonly place: (value: number) => number;
  readonly left: number;
  readonly right: number;
}

/** A linear scale over all marks of one indicator, with a little air at both ends. */
export function stripScale(values: readonly number[], width: number): StripScale {
  const edge = 14;
  const [left, right] = [edge, Math.max(width - edge, edge + 40)];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low;
  if (values.length === 0 || !(span > 0)) return { place: () => (left + right) / 2, left, right };
  const pad = span * 0.05;
  return {
    place: (value) => left + ((value - low + pad) / (span + 2 * pad)) * (right - left),
    left,
    right,
  };
}

/** Among many schools only labels that can stand over their own dot are drawn, the most urgent first. */
function labelsInPlace(
  dots: readonly { x: number }[],
  order: readonly number[],
  wide: (index: number) => number,
  left: number,
  right: number,
): StripLabel[] {
  const placed: (StripLabel & { half: number })[] = [];
  for (const index of order) {
    const half = wide(index) / 2;
    const x = Math.min(Math.max(dots[index]!.x, left + half), right - half);
    if (placed.some((other) => Math.abs(other.x - x) < other.half + half)) continue;
    placed.push({ index, x, half });
  }
  return placed.map(({ index, x }) => ({ index, x })).sort((a, b) => a.x - b.x);
}

export interface StripLabel {
  readonly index: number;
  /** Where the label stands; its dot may lie beside it. */
  readonly x: number;
}

/**
 * Spreads labels along a line so that none covers another, moving each as little as possible
 * (pooling neighbours that push on one another). When not all fit, see `labelsInPlace`.
 */
export function spreadLabels(
  dots: readonly { x: number; text: string; urgency: number }[],
  left: number,
  right: number,
  size = 11,
): StripLabel[] {
  const gap = 7;
  const wide = (index: number) => textWidth(dots[index]!.text, size) + gap;
  const order = dots.map((_, index) => index).sort((a, b) => dots[b]!.urgency - dots[a]!.urgency);
  const all = dots.reduce((sum, _, index) => sum + wide(index), 0);
  if (all > (right - left) * 0.94) return labelsInPlace(dots, order, wide, left, right);
  const chosen = order;
  chosen.sort((a, b) => dots[a]!.x - dots[b]!.x);

  interface Pool {
    members: number[];
    width: number;
    /** Mean of the wished left edges of its members, each less what stands before it. */
    start: number;
  }
  const clamp = (pool: Pool) => Math.min(Math.max(pool.start, left), right - pool.width);
  const pools: Pool[] = [];
  for (const index of chosen) {
    const width = wide(index);
    let pool: Pool = { members: [index], width, start: dots[index]!.x - width / 2 };
    for (;;) {
      const previous = pools.at(-1);
      if (previous === undefined || clamp(previous) + previous.width <= clamp(pool)) break;
      pools.pop();
      const count = previous.members.length + pool.members.length;
      pool = {
        members: [...previous.members, ...pool.members],
        width: previous.width + pool.width,
        start:
          (previous.start * previous.members.length + (pool.start - previous.width) * pool.members.length) /
          count,
      };
    }
    pools.push(pool);
  }
  const labels: StripLabel[] = [];
  for (const pool of pools) {
    let edge = clamp(pool);
    for (const index of pool.members) {
      labels.push({ index, x: edge + wide(index) / 2 });
      edge += wide(index);
    }
  }
  return labels;
}
