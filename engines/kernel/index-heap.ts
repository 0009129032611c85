/**
 * A binary heap over numbered items whose priorities live in a Float64Array: the smallest on top, ties by rank.
 *
 * Cost O(n) to build, O(log n) to settle the top after its priority changed.
 */

/** The heap; `top` is undefined only when it is empty. */
export interface IndexHeap {
  readonly top: () => number | undefined;
  /** To be called after the top item's priority has changed. */
  readonly settleTop: () => void;
}

/**
 * Builds a heap of all items.
 *
 * @param priorities smallest first; may be changed for the top item, then call `settleTop`
 * @param ranks order among equal priorities, smallest first
 * @example
 * createIndexHeap(Float64Array.of(3, 1, 2), Uint32Array.of(0, 1, 2)).top(); // 1
 */
export function createIndexHeap(priorities: Float64Array, ranks: Uint32Array): IndexHeap {
  const items = Uint32Array.from(priorities, (_, item) => item);
  const precedes = (a: number, b: number): boolean =>
    priorities[a]! < priorities[b]! || (priorities[a]! === priorities[b]! && ranks[a]! < ranks[b]!);
  const settle = (from: number): void => {
    const item = items[from]!;
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && precedes(items[child + 1]!, items[child]!)) child++;
      if (!precedes(items[child]!, item)) break;
      items[hole] = items[child]!;
      hole = child;
    }
    items[hole] = item;
  };
  for (let place = (items.length >> 1) - 1; place >= 0; place--) settle(place);
  return {
    top: () => items[0],
    settleTop: () => {
      if (items.length > 0) settle(0);
    },
  };
}
