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
  for (const letter of text) {
    if (letter.charCodeAt(0) > 0x2e7f) width += 11.2;
    else width += /[A-Z]/.test(letter) ? 7.6 : 6;
  }
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
  /** One event, or several of one kind and date under one mark. */
  readonly events: readonly [TrajectoryEvent, ...TrajectoryEvent[]];
  readonly x: number;
  readonly spanFrom: number;
  readonly spanTo: number;
  readonly row: number;
  readonly label: string;
  readonly labelX: number;
}

const LABEL_ROOM = 300;
/** A label with less room than this is left to the list. */
const LEAST_ROOM = 34;
const GAP = 7;
/** What happened outside the group gives way to what the group did, pixels. */
const POLICY_YIELDS = 70;

export interface EventGroup {
  readonly events: readonly [TrajectoryEvent, ...TrajectoryEvent[]];
  readonly x: number;
  readonly spanFrom: number;
  readonly spanTo: number;
  readonly title: string;
}

/** Events of one kind and one date share a mark. */
export function groupEvents(events: readonly TrajectoryEvent[]): [TrajectoryEvent, ...TrajectoryEvent[]][] {
  const groups = new Map<string, [TrajectoryEvent, ...TrajectoryEvent[]]>();
  for (const event of events) {
    const key = `${event.date} ${event.precision} ${event.kind}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  return [...groups.values()];
}

/**
 * Lays marks into rows so that no label covers another mark: a row is taken again when its last label
 * has ended; when all are taken, the label that ends first is cut to make room.
 */
export function placeEvents(groups: readonly EventGroup[], axisWidth: number, rows: number): PlacedEvent[] {
  const placed: (PlacedEvent & { labelTo: number })[] = [];
  const lastOfRow: number[] = [];
  for (const { events, x, spanFrom, spanTo, title } of groups) {
    const markFrom = Math.min(x - 8, spanFrom);
    const markTo = Math.max(x + 8, spanTo);
    const labelX = markTo + 4;
    const more = events.length > 1 ? ` +${events.length - 1}` : '';
    const label = cutTo(`${title}${more}`, Math.min(LABEL_ROOM, axisWidth - labelX));
    const freeRow = lastOfRow.findIndex((last) => placed[last]!.labelTo + GAP <= markFrom);
    let row = freeRow;
    if (row === -1 && lastOfRow.length < rows) row = lastOfRow.length;
    if (row === -1) {
      const cost = (index: number) => {
        const last = placed[lastOfRow[index]!]!;
        // A label can be cut, a mark cannot: it would disappear under the new one.
        if (last.labelX + GAP > markFrom + 4) return Number.MAX_VALUE;
        return last.labelTo + (last.events[0].kind === 'policy' ? 0 : POLICY_YIELDS);
      };
      row = lastOfRow.reduce((best, _, index) => (cost(index) < cost(best) ? index : best), 0);
      const before = placed[lastOfRow[row]!]!;
      const cut = cutTo(before.label, markFrom - GAP - before.labelX);
      placed[lastOfRow[row]!] = { ...before, label: cut };
    }
    lastOfRow[row] = placed.length;
    placed.push({
      events,
      x,
      spanFrom,
      spanTo,
      row,
      label,
      labelX,
      labelTo: labelX + textWidth(label),
    });
  }
  return placed;
}

function cutTo(text: string, room: number): string {
  return room < LEAST_ROOM ? '' : shorten(text, room);
}
