import type { TrajectoryEvent } from '@trellis/contract';

export type EventKind = TrajectoryEvent['kind'];

/** One shape for each kind, so that kinds are told apart without colour; 12 × 12 around the origin. */
export const EVENT_SHAPES: Record<EventKind, string> = {
  founding: 'M0 -6.2 L6.2 0 L0 6.2 L-6.2 0 Z',
  campus: 'M-5 5 V-1 L0 -5.6 L5 -1 V5 Z',
  membership: 'M0 -5 A5 5 0 1 1 -0.01 -5 Z',
  cluster:
    'M-3 -5 A2.6 2.6 0 1 1 -3.01 -5 Z M3 -5 A2.6 2.6 0 1 1 2.99 -5 Z M0 0.4 A2.6 2.6 0 1 1 -0.01 0.4 Z',
  rule: 'M-4 -5.5 H4 V5.5 H-4 Z',
  mobility: 'M-6 -2 H1.2 V-5.2 L6 0 L1.2 5.2 V2 H-6 Z',
  policy: 'M-4.8 -5 H4.8 V0.8 C4.8 3.4 2.4 5 0 6 C-2.4 5 -4.8 3.4 -4.8 0.8 Z',
  rename: 'M0 -5.4 A5.4 5.4 0 1 1 -0.01 -5.4 Z M0 -2.4 A2.4 2.4 0 1 0 0.01 -2.4 Z',
  other: 'M-1.6 -5.4 H1.6 V-1.6 H5.4 V1.6 H1.6 V5.4 H-1.6 V1.6 H-5.4 V-1.6 H-1.6 Z',
};

/** Width of a text at 11 px, near enough to lay labels side by side. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += letter.charCodeAt(0) > 0x2e7f ? 11.5 : 6.1;
  return width;
}

export function shorten(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  let cut = '';
  for (const letter of text) {
    if (textWidth(`${cut}${letter}…`) > room) break;
    cut += letter;
  }
  return `${cut.trimEnd()}…`;
}

export interface PlacedEvent {
  readonly event: TrajectoryEvent;
  readonly x: number;
  readonly spanFrom: number;
  readonly spanTo: number;
  readonly row: number;
  readonly label: string;
  readonly labelX: number;
  /** The label stands on the left of the mark where the right has no room. */
  readonly side: 'left' | 'right';
}

const LABEL_ROOM = 168;
const GAP = 6;

/** Lays events into rows so that no label covers another; a label that fits nowhere is left to the list. */
export function placeEvents(
  events: readonly { event: TrajectoryEvent; x: number; spanFrom: number; spanTo: number; title: string }[],
  axisWidth: number,
  rows: number,
): PlacedEvent[] {
  const taken: { from: number; to: number }[][] = Array.from({ length: rows }, () => []);
  const free = (row: number, from: number, to: number) =>
    taken[row]!.every((other) => to + GAP <= other.from || other.to + GAP <= from);
  return events.map(({ event, x, spanFrom, spanTo, title }) => {
    const label = shorten(title, LABEL_ROOM);
    const width = textWidth(label) + 6;
    const markFrom = Math.min(x - 8, spanFrom);
    const markTo = Math.max(x + 8, spanTo);
    const side = markTo + width <= axisWidth ? 'right' : 'left';
    const from = side === 'right' ? markFrom : markFrom - width;
    const to = side === 'right' ? markTo + width : markTo;
    const labelX = side === 'right' ? markTo + 4 : markFrom - 4;
    for (let row = 0; row < rows; row += 1) {
      if (!free(row, from, to)) continue;
      taken[row]!.push({ from, to });
      return { event, x, spanFrom, spanTo, row, label, labelX, side };
    }
    const bare = taken.findIndex((_, row) => free(row, markFrom, markTo));
    const row = bare === -1 ? rows - 1 : bare;
    taken[row]!.push({ from: markFrom, to: markTo });
    return { event, x, spanFrom, spanTo, row, label: '', labelX, side };
  });
}
