/** The rounded outline around the members of a cluster on a map. */

export interface Spot {
  readonly x: number;
  readonly y: number;
}

const CORNERS = 14;

/** The convex outline of circles around the spots (Andrew's monotone chain, O(n log n)). */
export function outlineAround(spots: readonly Spot[], radius: number): Spot[] {
  const rim = spots.flatMap(({ x, y }) =>
    Array.from({ length: CORNERS }, (_, index) => {
      const angle = (index / CORNERS) * 2 * Math.PI;
      return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
    }),
  );
  const sorted = rim.sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (source: readonly Spot[]) => {
    const chain: Spot[] = [];
    for (const spot of source) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, spot) <= 0) chain.pop();
      chain.push(spot);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function turn(a: Spot, b: Spot, c: Spot): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

export function closedPath(spots: readonly Spot[]): string {
  return spots.length === 0
    ? ''
    : `M${spots.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}
