import { describe, expect, it } from 'vitest';
import { digitsFor, listTicks, placeOn } from './scales.ts';

describe('axes', () => {
  it('have round ticks that cover the range', () => {
    expect(listTicks(-0.12, 0.71)).toEqual([-0.2, 0, 0.2, 0.4, 0.6, 0.8]);
    expect(listTicks(0, 100, 4)).toEqual([0, 50, 100]);
    expect(listTicks(3, 3)).toEqual([3]);
  });

  it('place values evenly and upside down', () => {
    const place = placeOn(0, 10, 100, 0);
    expect([place(0), place(5), place(10)]).toEqual([100, 50, 0]);
    expect(placeOn(4, 4, 0, 10)(4)).toBe(0);
  });

  it('show two figures of the standard error', () => {
    expect([0.034, 0.34, 3.4, 34, 0, null].map(digitsFor)).toEqual([3, 2, 1, 0, 2, 2]);
  });
});
