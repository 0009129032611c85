import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describeProblem } from '@trellis/contract/problems';
import { type CellTable, collapse } from '@trellis/engines/statistics';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';
import { collapseFile, readFileColumns } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'trellis-collapse-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Rounding of sums taken in another order. */
const SUM_DIGITS = 9;

function expectSameCells(actual: CellTable, expected: CellTable): void {
  expect(actual.keyLabels).toEqual(expected.keyLabels);
  expect(actual.keys.map(({ codes }) => [...codes])).toEqual(expected.keys.map(({ codes }) => [...codes]));
  expect([...actual.counts]).toEqual([...expected.counts]);
  for (const name of ['sums', 'crossProducts'] as const) {
    for (const [index, column] of expected[name].entries()) {
      for (const [cell, value] of column.entries())
        expect(actual[name][index]![cell]).toBeCloseTo(value, SUM_DIGITS);
    }
  }
}

async function collapsed(...input: Parameters<typeof collapseFile>) {
  const outcome = await collapseFile(...input);
  if (outcome.kind !== 'collapsed') throw new Error(JSON.stringify(outcome));
  return outcome;
}

async function problemsOf(...input: Parameters<typeof collapseFile>) {
  const outcome = await collapseFile(...input);
  if (outcome.kind !== 'refused') throw new Error('was collapsed');
  return outcome.problems.map((problem) => ({ ...problem, ...describeProblem(problem, 'en') }));
}

const ROWS = Array.from({ length: 4000 }, (_, row) => ({
  school: 1 + ((row * 7) % 40),
  year: 2015 + (row % 5),
  size: 1 + (row % 3),
  score: Math.round(1e6 * Math.sin(row)) / 1e4,
}));
const lineOf = ({ school, year, size, score }: (typeof ROWS)[number]) =>
  `${school},${year},note,${size},${score}`;
const CSV = `school,year,remark,size,score\n${ROWS.map(lineOf).join('\n')}\n`;
const REQUEST = { keys: [{ column: 'school' }, { column: 'year' }], variables: ['score', 'size'] };

function expectedCells(): CellTable {
  return collapse({
    keys: [
      { codes: Int32Array.from(ROWS, ({ school }) => school - 1), levels: 40 },
      { codes: Int32Array.from(ROWS, ({ year }) => year - 2015), levels: 5 },
    ],
    keyLabels: [Array.from({ length: 40 }, (_, code) => code + 1), [2015, 2016, 2017, 2018, 2019]],
    variables: [
      { name: 'score', values: Float64Array.from(ROWS, ({ score }) => score) },
      { name: 'size', values: Float64Array.from(ROWS, ({ size }) => size) },
    ],
  });
}

describe('collapsing a file', () => {
  test('answers the same cells from every kind of file as from columns in memory', async () => {
    const plain = write('panel.csv', CSV);
    const quoted = CSV.replaceAll(',note,', ',"a ""note"", with a comma",');
    const parquet = join(folder, 'panel.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT * FROM '${plain}') TO '${parquet}'`);
    connection.closeSync();
    instance.closeSync();
    const expected = expectedCells();
    for (const [path, reader] of [
      [plain, 'scanner'],
      [write('crlf.csv', `\uFEFF${CSV.replaceAll('\n', '\r\n')}`), 'scanner'],
      [write('tabs.tsv', CSV.replaceAll(',', '\t').trimEnd()), 'scanner'],
      [write('quoted.csv', quoted), 'duckdb'],
      [write('packed.csv.gz', gzipSync(CSV)), 'duckdb'],
      [parquet, 'duckdb'],
    ] as const) {
      const outcome = await collapsed(path, REQUEST);
      expect([path, outcome.reader, outcome.rowsSeen]).toEqual([path, reader, ROWS.length]);
      expectSameCells(outcome.table, expected);
    }
  });

  test('reads large files on two threads to the same cells', async () => {
    const many = 360;
    const body = `${ROWS.map(lineOf).join('\n')}\n`;
    const path = write('large.csv', `school,year,remark,size,score\n${body.repeat(many)}`);
    const { table, rowsSeen } = await collapsed(path, REQUEST);
    expect(rowsSeen).toBe(many * ROWS.length);
    const expected = expectedCells();
    expect([...table.counts]).toEqual([...expected.counts].map((count) => count * many));
    expect(table.sums[0]![17]! / many).toBeCloseTo(expected.sums[0]![17]!, SUM_DIGITS);
    expect(table.crossProducts[0]![17]! / many).toBeCloseTo(expected.crossProducts[0]![17]!, 6);
  });

  test('reads every number as the language itself does', async () => {
    const numbers = [
      '0.1',
      '-2.5',
      '1e3',
      '12345678901234567890',
      '0.30000000000000004',
      '1234567890.123456',
      '+7',
      '.5',
      '3.',
      '-0.000123456789012345',
      '2.2250738585072014e-308',
    ];
    const path = write('numbers.csv', `id,y\n${numbers.map((text, index) => `${index},${text}`).join('\n')}`);
    const outcome = await readFileColumns(path, { keys: [{ column: 'id' }], variables: ['y'] });
    expect(outcome.kind === 'read' && [...outcome.columns.variables[0]!]).toEqual(numbers.map(Number));
  });

  test('leaves out rows with a blank and counts them by column', async () => {
    const text = 'school,start,w,y\na,,1,1\nb,2019,1,NA\nc,2019,,3\n,2019,1,4\nd,NA,2,5\n';
    for (const path of [
      write('blanks.csv', text),
      write('blanks-quoted.csv', text.replace('\na,', '\n"a",')),
    ]) {
      const { table, missing, rowsSeen } = await collapsed(path, {
        keys: [{ column: 'school' }, { column: 'start', blankIsLevel: true }],
        variables: ['y'],
        weight: 'w',
      });
      expect(rowsSeen).toBe(5);
      expect(table.keyLabels[0]).toEqual(['a', 'd']);
      expect(table.keyLabels[1]).toEqual(['']);
      expect([...table.weights!]).toEqual([1, 2]);
      expect([...missing].sort((a, b) => a.column.localeCompare(b.column))).toEqual([
        { column: 'school', count: 1 },
        { column: 'w', count: 1 },
        { column: 'y', count: 1 },
      ]);
    }
  });

  test('keeps 007 and 7 apart, and reads names in Chinese encodings', async () => {
    const path = write('gb.csv', iconv.encode('学校,成绩\n北港,1\n城北,2\n007,3\n7,4\n', 'gb18030'));
    const { table } = await collapsed(path, { keys: [{ column: '学校' }], variables: ['成绩'] });
    expect(table.keyLabels[0]).toEqual(
      [7, '007', '北港', '城北'].sort((a, b) => (typeof a === 'number' ? -1 : a < b ? -1 : 1)),
    );
  });

  test('names file, row, column, value and remedy of what is wrong', async () => {
    const request = { keys: [{ column: 'school' }], variables: ['y'] };
    for (const school of ['b', '"b"']) {
      const path = write('bad.csv', `school,y\na,1\n${school},soon\n`);
      expect(await problemsOf(path, request)).toMatchObject(
        [
          {
            code: 'not-a-number',
            file: 'bad.csv',
            row: 3,
            column: 'y',
            value: 'soon',
            remedy: /Type a number/ as never,
          },
        ].map(({ remedy: _, ...rest }) => rest),
      );
    }
    expect(await problemsOf(write('short.csv', 'school,y\na,1\nb\n'), request)).toMatchObject([
      { code: 'uneven-row', row: 3, params: { cells: 1, expected: 2 } },
    ]);
    expect(await problemsOf(write('long.csv', 'school,y\na,1,2,3\n'), request)).toMatchObject([
      { code: 'uneven-row', row: 2, params: { cells: 4 } },
    ]);
    expect(await problemsOf(write('none.csv', 'School,score\na,1\n'), request)).toMatchObject([
      { code: 'no-such-column', value: 'school', params: { suggestion: 'School' } },
      { code: 'no-such-column', value: 'y' },
    ]);
    const weighted = { ...request, weight: 'w' };
    expect(await problemsOf(write('weights.csv', 'school,y,w\na,1,1\na,1,-2\n'), weighted)).toMatchObject([
      { code: 'study-weight-not-positive', row: 3, column: 'w', value: '-2' },
    ]);
    expect(await problemsOf(join(folder, 'nowhere.csv'), request)).toMatchObject([
      { code: 'file-not-found' },
    ]);
    expect(await problemsOf(join(folder, 'nowhere.parquet'), request)).toMatchObject([
      { code: 'study-reader-failed' },
    ]);
  });

  test('refuses values too different to be squared and summed together', async () => {
    const lines = Array.from({ length: 9000 }, (_, row) => `a,${row === 8000 ? '1e200' : '1.5'}`);
    const path = write('scales.csv', `school,y\n${lines.join('\n')}\n`);
    const request = { keys: [{ column: 'school' }], variables: ['y'] };
    expect(await problemsOf(path, request)).toMatchObject([{ code: 'study-scale-varies' }]);
  });
});
