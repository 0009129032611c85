import type { TrajectoryEvent } from '@trellis/contract';
import { describe, expect, it } from 'vitest';
import { type EventGroup, groupEvents, placeEvents, shorten, textWidth } from './event-marks.ts';

const event = (id: string, date: string, kind: TrajectoryEvent['kind'] = 'rule') =>
  ({ id, date, precision: 'day', kind }) as TrajectoryEvent;
const group = (id: string, x: number, title: string, kind: TrajectoryEvent['kind'] = 'rule'): EventGroup => ({
  events: [event(id, '2015-01-01', kind)],
  x,
  spanFrom: x,
  spanTo: x,
  title,
});

it('puts events of one kind and date under one mark', () => {
  const groups = groupEvents([
    event('a', '2017-09-01', 'membership'),
    event('b', '2017-09-01', 'membership'),
    event('c', '2017-09-01', 'rule'),
  ]);
  expect(groups.map((one) => one.map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
});

describe('a text', () => {
  it('is cut to its room with a sign of it', () => {
    const cut = shorten('The group is founded by the bureau', 100);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidth(cut)).toBeLessThanOrEqual(100);
  });
  it('that fits is left alone, in Chinese too', () => {
    expect(shorten('成立集团', 60)).toBe('成立集团');
    expect(textWidth('成立集团')).toBeGreaterThan(textWidth('abcd'));
  });
});

describe('marks', () => {
  it('far apart share a row', () => {
    const placed = placeEvents([group('a', 20, 'One'), group('b', 400, 'Two')], 800, 4);
    expect(placed.map(({ row }) => row)).toEqual([0, 0]);
  });
  it('close together take rows of their own', () => {
    const placed = placeEvents([group('a', 20, 'The first'), group('b', 40, 'The second')], 800, 4);
    expect(placed.map(({ row }) => row)).toEqual([0, 1]);
  });
  it('never lie under the label of another mark in their row', () => {
    const groups = Array.from({ length: 30 }, (_, index) =>
      group(`e${index}`, 10 + index * 25, 'A long title of an event'),
    );
    const placed = placeEvents(groups, 800, 3);
    expect(placed).toHaveLength(30);
    expect(Math.max(...placed.map(({ row }) => row))).toBe(2);
    for (const [at, one] of placed.entries()) {
      const next = placed.slice(at + 1).find(({ row }) => row === one.row);
      if (next !== undefined && one.label !== '')
        expect(one.labelX + textWidth(one.label)).toBeLessThanOrEqual(next.x - 8);
    }
  });
  it('never hide another mark while a row has room for one', () => {
    const placed = placeEvents(
      [
        group('a', 20, 'A title long enough to reach the other marks'),
        group('b', 200, 'Short'),
        group('c', 200, 'Other', 'policy'),
      ],
      800,
      2,
    );
    expect(placed[1]?.row).not.toBe(placed[2]?.row);
  });
  it('say how many events stand under them', () => {
    const two: EventGroup = {
      ...group('a', 20, 'RM joins'),
      events: [event('a', '2017-09-01'), event('b', '2017-09-01')],
    };
    expect(placeEvents([two], 800, 2)[0]?.label).toBe('RM joins +1');
  });
});
