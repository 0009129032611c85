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

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const around = (x: number, y: number, width: number): Box => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - 10,
  bottom: y + 3,
});
const apart = (a: Box, b: Box) =>
  a.left > b.right || b.left > a.right || a.top > b.bottom || b.top > a.bottom;

/** Puts a name above or below each outline, or beside it, where it covers nothing. */
export function placeNames(
  outlines: readonly { outline: readonly Spot[]; width: number }[],
  taken: Box[],
  size: { width: number; height: number },
): Spot[] {
  return outlines.map(({ outline, width }) => {
    const by = (value: (spot: Spot) => number) =>
      outline.reduce((best, spot) => (value(spot) > value(best) ? spot : best));
    const [top, bottom, left, right] = [
      by(({ y }) => -y),
      by(({ y }) => y),
      by(({ x }) => -x),
      by(({ x }) => x),
    ];
    const candidates = [
      { x: top.x, y: top.y - 6 },
      { x: bottom.x, y: bottom.y + 14 },
      { x: left.x - width / 2 - 6, y: left.y + 4 },
      { x: right.x + width / 2 + 6, y: right.y + 4 },
    ].map(({ x, y }) => ({
      x: Math.min(size.width - width / 2 - 4, Math.max(width / 2 + 4, x)),
      y: Math.min(size.height - 6, Math.max(12, y)),
    }));
    const free = candidates.find(({ x, y }) => taken.every((box) => apart(box, around(x, y, width))));
    const chosen = free ?? candidates[0]!;
    taken.push(around(chosen.x, chosen.y, width));
    return chosen;
  });
}
