import { describe, expect, it } from 'vitest';
import { dayNumber } from './days.ts';
import { buildTimeScale, tickYears } from './scale.ts';

const TODAY = '2026-03-01';

describe('the time axis', () => {
  it('draws busy years to scale and a long quiet stretch as one break', () => {
    const scale = buildTimeScale(['1903-09-01', '2009-09-01', '2014-09-01', '2019-09-01'], TODAY, 900);
    expect(scale.segments.map(({ kind }) => kind)).toEqual(['years', 'break', 'years']);
    expect(scale.segments[1]).toMatchObject({ fromYear: 1904, width: 30 });
  });
  it('covers every date and today', () => {
    const scale = buildTimeScale(['2003-01-01', '2019-09-01'], TODAY, 600);
    expect(scale.from).toBeLessThanOrEqual(dayNumber('2003-01-01'));
    expect(scale.to).toBe(dayNumber('2027-01-01'));
    expect(scale.width).toBeGreaterThanOrEqual(24 * 24);
  });
  it('goes from a day to its place and back', () => {
    const scale = buildTimeScale(['1903-09-01', '2009-09-01', '2019-09-01'], TODAY, 1200);
    for (const date of ['1903-09-01', '2009-09-01', '2015-02-28', '2019-09-01', TODAY])
      expect(Math.abs(scale.day(scale.x(dayNumber(date))) - dayNumber(date))).toBeLessThanOrEqual(1);
  });
  it('moves forward only', () => {
    const scale = buildTimeScale(['1903-09-01', '2009-09-01'], TODAY, 700);
    const places = Array.from({ length: 124 }, (_, index) => scale.x(dayNumber(`${1903 + index}-06-01`)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
  it('holds days outside to its ends', () => {
    const scale = buildTimeScale(['2009-09-01'], TODAY, 700);
    expect(scale.x(dayNumber('1800-01-01'))).toBe(0);
    expect(scale.x(dayNumber('2100-01-01'))).toBe(scale.width);
    expect(scale.day(-50)).toBe(scale.from);
    expect(scale.day(1e6)).toBeLessThan(scale.to);
  });
  it('needs no date but today', () => {
    expect(buildTimeScale([], TODAY, 300).segments).toHaveLength(1);
  });
});

it('writes as many years under the axis as have room', () => {
  const wide = tickYears(buildTimeScale(['2016-01-01'], TODAY, 1200));
  const narrow = tickYears(buildTimeScale(['2016-01-01'], TODAY, 280));
  expect(wide.map(({ year }) => year)).toContain(2021);
  expect(narrow.length).toBeLessThan(wide.length);
  for (const [index, tick] of narrow.entries())
    if (index > 0) expect(tick.x - narrow[index - 1]!.x).toBeGreaterThanOrEqual(44);
});
