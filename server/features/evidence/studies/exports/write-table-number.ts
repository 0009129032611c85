import { writeNumber } from '../run/say-result.ts';

const P_VALUE = /(^|\s)p$/i;
const SMALLEST_P = 0.001;

/** A number as a table shows it: p-values with three places, counts whole, the rest with three digits that count. */
export function writeTableNumber(value: number, column: string): string {
  if (P_VALUE.test(column)) return value < SMALLEST_P ? '< 0.001' : value.toFixed(3);
  return Number.isInteger(value) ? String(value) : writeNumber(value);
}
