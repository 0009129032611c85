import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRandomNumbers } from '@trellis/engines/kernel';
import { afterAll, describe, expect, test } from 'vitest';
import { collapseFile } from './index.ts';
import { readLongDecimal } from './read-long-decimal.ts';

const folder = mkdtempSync(join(tmpdir(), 'trellis-plain-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rounding of sums taken in another order. */
const SUM_DIGITS = 9;

const random = createRandomNumbers(7);
const digitsOf = (count: number): string =>
  Array.from({ length: count }, () => Math.floor(10 * random())).join('');
const upTo = (most: number): number => Math.floor((most + 1) * random());

async function cellsOf(name: string, text: string, request: Parameters<typeof collapseFile>[1]) {
  const path = join(folder, name);
  writeFileSync(path, text);
  const outcome = await collapseFile(path, request);
  if (outcome.kind !== 'collapsed') throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe('reading plain rows quickly', () => {
  test('every number is the one that the language reads, whatever its digits', async () => {
    const texts = Array.from({ length: 20_000 }, () => {
      const fraction = random() < 0.8 ? `.${digitsOf(1 + upTo(18))}` : '';
      return `${random() < 0.4 ? '-' : ''}${1 + upTo(8)}${digitsOf(upTo(10))}${fraction}${random() < 0.02 ? 'e-3' : ''}`;
    });
    const text = `id,y\n${texts.map((number, id) => `${id},${number}`).join('\n')}\n`;
    const { table } = await cellsOf('numbers.csv', text, { keys: [{ column: 'id' }], variables: ['y'] });
    const wrong = texts.filter((number, id) => table.sums[0]![id] !== Number(number) - table.origins[0]!);
    expect(wrong).toEqual([]);
  });

  test('long decimals are rounded as the language rounds them, or left to it', () => {
    let left = 0;
    for (let draw = 0; draw < 50_000; draw++) {
      const text = draw % 2 ? String(random() * 10 ** upTo(6)) : `${upTo(99)}.${digitsOf(13 + upTo(6))}`;
      const bytes = new TextEncoder().encode(text);
      if (text.includes('e')) continue;
      const value = readLongDecimal(bytes, 0, bytes.length);
      if (value < 0) left++;
      else if (value !== Number(text)) throw new Error(`${text} was read as ${value}`);
    }
    expect(left).toBeLessThan(50);
    // Half way between two numbers, where only whole arithmetic can tell.
    const half = new TextEncoder().encode('9007199254740993');
    expect(readLongDecimal(half, 0, half.length)).toBe(-1);
  });

  test('weighted sums and products of three variables are those of DuckDB', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, row) =>
        `${row % 30},${(random() * 8 - 4).toFixed(upTo(17))},${1 + upTo(4)}.5,${row % 2},${upTo(9)}`,
    );
    const text = `school,y,w,d,x\n${rows.join('\n')}\n`;
    const request = { keys: [{ column: 'school' }], variables: ['y', 'd', 'x'], weight: 'w' };
    const quick = await cellsOf('weighted.csv', text, request);
    const packed = join(folder, 'weighted.csv.gz');
    writeFileSync(packed, gzipSync(text));
    const other = await collapseFile(packed, request);
    if (other.kind !== 'collapsed') throw new Error(JSON.stringify(other));
    expect([quick.reader, other.reader]).toEqual(['scanner', 'duckdb']);
    expect([...quick.table.counts]).toEqual([...other.table.counts]);
    for (const [name, columns] of [
      ['sums', quick.table.sums],
      ['crossProducts', quick.table.crossProducts],
    ] as const) {
      for (const [place, column] of columns.entries()) {
        for (const [cell, value] of column.entries())
          expect(value).toBeCloseTo(other.table[name][place]![cell]!, SUM_DIGITS);
      }
    }
    expect([...quick.table.weights!]).toEqual([...other.table.weights!]);
  });

  test('names, blanks, leading zeros and line ends of other systems are sorted as by the careful reader', async () => {
    const schools = ['S1', '学校', '7', '007', '12345678', '-3', '4.5', ''];
    const rows = Array.from({ length: 4000 }, (_, row) => ({
      school: schools[(row * 5) % schools.length]!,
      start: row % 3 === 0 ? 'NA' : String(2015 + (row % 4)),
      y: row % 97 === 0 ? 'NA' : String(row / 8),
    }));
    const text = `school,start,remark,y\n${rows.map(({ school, start, y }) => `${school},${start},x,${y}`).join('\n')}\n`;
    const request = {
      keys: [{ column: 'school' }, { column: 'start', blankIsLevel: true }],
      variables: ['y'],
    };
    const expected = new Map<string, number>();
    for (const { school, start, y } of rows) {
      if (school === '' || y === 'NA') continue;
      const cell = `${school}|${start === 'NA' ? '' : start}`;
      expected.set(cell, (expected.get(cell) ?? 0) + 1);
    }
    for (const [name, content] of [
      ['lines.csv', text],
      ['crlf.csv', text.replaceAll('\n', '\r\n')],
    ] as const) {
      const { table, missing } = await cellsOf(name, content, request);
      const found = new Map(
        Array.from(table.counts, (count, cell) => [
          table.keys.map(({ codes }, key) => table.keyLabels[key]![codes[cell]!]).join('|'),
          count,
        ]),
      );
      expect(found).toEqual(expected);
      expect(missing.map(({ column }) => column).sort()).toEqual(['school', 'y']);
    }
  });
});
