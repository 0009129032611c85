import { describe, expect, it } from 'vitest';
import { textWidth } from '../../components/school-map-layout.ts';
import { spreadLabels, stripScale } from './strip-layout.ts';

describe('the scale of a strip', () => {
  it('places values in order inside the strip, negative ones too', () => {
    const { place, left, right } = stripScale([-3, 0, 5], 300);
    const places = [-3, 0, 5].map(place);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(left);
    expect(places[2]).toBeLessThan(right);
  });
  it('places a single value, and values that are all the same, in the middle', () => {
    expect(stripScale([7], 300).place(7)).toBe(150);
    expect(stripScale([7, 7], 300).place(7)).toBe(150);
  });
  it('has a middle even without any value', () => {
    expect(stripScale([], 300).place(1)).toBe(150);
  });
});

describe('labels', () => {
  const dots = (xs: number[], urgency = 0) => xs.map((x, index) => ({ x, text: `S${index}`, urgency }));
  const overlaps = (labels: ReturnType<typeof spreadLabels>, texts: readonly { text: string }[]) =>
    labels.some((label, at) => {
      const next = labels[at + 1];
      if (next === undefined) return false;
      const half = (index: number) => textWidth(texts[index]!.text, 11) / 2;
      return label.x + half(label.index) > next.x - half(next.index);
    });

  it('stand over their dots where there is room', () => {
    const apart = dots([40, 120, 200]);
    expect(spreadLabels(apart, 0, 300).map(({ x }) => x)).toEqual([40, 120, 200]);
  });
  it('make room for one another and stay inside', () => {
    const close = dots([4, 5, 6, 298, 299]);
    const labels = spreadLabels(close, 0, 300);
    expect(labels).toHaveLength(5);
    expect(overlaps(labels, close)).toBe(false);
    for (const { index, x } of labels) {
      const half = textWidth(close[index]!.text, 11) / 2;
      expect(x - half).toBeGreaterThanOrEqual(0);
      expect(x + half).toBeLessThanOrEqual(300);
    }
  });
  it('of forty schools are thinned to those that can stand over their own dots, the urgent first', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      x: 10 + index * 7,
      text: `School ${index}`,
      urgency: index === 20 ? 2 : 0,
    }));
    const labels = spreadLabels(many, 0, 300);
    expect(labels.map(({ index }) => index)).toContain(20);
    expect(labels.length).toBeLessThan(10);
    expect(overlaps(labels, many)).toBe(false);
    for (const { index, x } of labels)
      expect(Math.abs(x - many[index]!.x)).toBeLessThan(textWidth(many[index]!.text, 11));
  });
  it('of no schools are none', () => {
    expect(spreadLabels([], 0, 300)).toEqual([]);
  });
});
