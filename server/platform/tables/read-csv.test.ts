import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { utf8 } from './fixtures.ts';
import { FILE_LIMITS, readTable, writeCsv } from './index.ts';

const read = (bytes: Uint8Array | string, options: object = {}) =>
  readTable(typeof bytes === 'string' ? utf8(bytes) : bytes, { fileName: 'schools.csv', ...options });
const codes = (problems: readonly { code: string }[]) => problems.map(({ code }) => code);

const CHINESE = '学校,学段,学生数\n北港小学,小学,1800\n振东小学,小学,960\n';

describe('reading .csv', () => {
  test('gives columns with letters and rows with the line they stand on', async () => {
    const { table, problems } = await read('school,pupils\nBG,1800\n\nCB,900\n');
    expect(problems).toEqual([]);
    expect(table).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      sheet: null,
      sheets: [],
      headerRow: 1,
    });
    expect(table?.columns).toEqual([
      { index: 0, letter: 'A', header: 'school' },
      { index: 1, letter: 'B', header: 'pupils' },
    ]);
    expect(table?.rows).toEqual([
      { row: 2, cells: ['BG', '1800'] },
      { row: 4, cells: ['CB', '900'] },
    ]);
  });

  test('counts the lines inside a quoted cell, so that later rows keep their line number', async () => {
    const { table } = await read('school,note\r\nBG,"two\r\nlines, and ""quotes"""\r\nCB,x\r\n');
    expect(table?.rows).toEqual([
      { row: 2, cells: ['BG', 'two\r\nlines, and "quotes"'] },
      { row: 4, cells: ['CB', 'x'] },
    ]);
  });

  test.each([
    ['comma', 'a,b,c\n"1;5",2,3\n', ','],
    ['semicolon beside decimal commas', 'a;b;c\n1,5;2,5;3\n4,5;5,5;6\n', ';'],
    ['tab', 'a\tb\tc\n1,0\t2\t3\n', '\t'],
    ['the one named in the first line', 'sep=;\r\na;b\r\n1;2\r\n', ';'],
  ])('detects the delimiter: %s', async (_, text, delimiter) => {
    const { table } = await read(text);
    expect(table?.delimiter).toBe(delimiter);
    expect(table?.columns.length).toBeGreaterThan(1);
  });

  test('agrees with csv-parse on any table', () => {
    const cell = fc
      .array(fc.constantFrom('a', '1', '"', ',', '\n', '\r\n', ' ', '学'), { maxLength: 5 })
      .map((parts) => parts.join(''))
      .filter((text) => text === '' || text.trim() !== '');
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 }),
        async (rows) => {
          const text = ['x,y,z', ...rows.map((cells) => cells.map(quoted).join(','))].join('\n');
          const expected: string[][] = parse(text, { from: 2, skip_records_with_empty_values: true });
          const { table } = await read(text);
          expect(table?.rows.map(({ cells }) => cells.map((value) => value ?? ''))).toEqual(expected);
        },
      ),
    );
  });

  test('reads back what writeCsv wrote, formula signs and all', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('=1+1', '+1', '-1', '@x', '\tx', "'=1", "''-1", '学校', 'a,b', 'a;b'),
      fc.constant(null),
    );
    return fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
        const bytes = writeCsv({
          columns: [{ header: 'key' }, { header: '名称' }, { header: 'text' }],
          rows: rows.map(([a, b]) => ['k', a, b]),
        });
        const { table, problems } = await read(bytes);
        expect(codes(problems)).toEqual([]);
        const blank = (value: string | null) => (value === null || value.trim() === '' ? null : value);
        expect(table?.rows.map(({ cells }) => cells)).toEqual(
          rows.map(([a, b]) => ['k', blank(a), blank(b)]),
        );
      }),
    );
  });

  test('finds the header below a title and a line of notes', async () => {
    const { table } = await read(
      '2019年学校基本情况表,,,\n填报单位：桐乡市,,填报日期：2019-09-01,\n学校,学段,学生数,教师数\n北港小学,小学,1800,100\n振东小学,小学,960,60\n',
    );
    expect(table?.headerRow).toBe(3);
    expect(table?.columns.map(({ header }) => header)).toEqual(['学校', '学段', '学生数', '教师数']);
    expect(table?.rows[0]?.row).toBe(4);
  });

  test('takes years for headers beside a word, whatever stands further down', async () => {
    const { table } = await read('学校,2016,2017,2018\n北港,1,2,3\n振东,无,不详,未知\n');
    expect(table?.headerRow).toBe(1);
    expect(table?.columns.map(({ header }) => header)).toEqual(['学校', '2016', '2017', '2018']);
  });

  test('takes the header row it is told', async () => {
    const { table } = await read('a,b\nschool,pupils\nBG,1\n', { headerRow: 2 });
    expect(table?.columns.map(({ header }) => header)).toEqual(['school', 'pupils']);
  });

  test('reads a large table in well under half a second and reports progress', async () => {
    const line = `${Array.from({ length: 30 }, (_, i) => `value ${i}`).join(',')}\n`;
    const bytes = utf8(
      `${Array.from({ length: 30 }, (_, i) => `column ${i}`).join(',')}\n${line.repeat(20_000)}`,
    );
    const shares: number[] = [];
    const start = performance.now();
    const { table } = await read(bytes, { onProgress: (share: number) => shares.push(share) });
    // Measured 0.1 s; the margin is for busy machines.
    expect(performance.now() - start).toBeLessThan(1500);
    expect(table?.rows).toHaveLength(20_000);
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

describe('the encoding of .csv', () => {
  test.each([
    ['UTF-8 with byte order mark', utf8(`\uFEFF${CHINESE}`), 'utf-8'],
    ['GB18030', iconv.encode(CHINESE, 'gb18030'), 'gb18030'],
    ['GBK', iconv.encode(CHINESE, 'gbk'), 'gb18030'],
    ['UTF-16 little endian', iconv.encode(CHINESE, 'utf16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 big endian', iconv.encode(CHINESE, 'utf16be', { addBOM: true }), 'utf-16be'],
  ])('is recognised: %s', async (_, bytes, encoding) => {
    const { table, problems } = await read(bytes);
    expect(table?.encoding).toBe(encoding);
    expect(table?.columns.map(({ header }) => header)).toEqual(['学校', '学段', '学生数']);
    expect(table?.rows[0]?.cells).toEqual(['北港小学', '小学', '1800']);
    expect(codes(problems)).toEqual(encoding === 'gb18030' ? ['encoding-detected'] : []);
  });

  test('is GB18030 with four-byte characters, too, when told', async () => {
    const { table } = await read(iconv.encode('学校,学生数\n㐂小学𠮷,5\n', 'gb18030'), {
      encoding: 'GB18030',
    });
    expect(table?.rows[0]?.cells[0]).toBe('㐂小学𠮷');
  });

  test('is refused where it is neither UTF-8 nor Chinese, naming byte and line', async () => {
    const bytes = iconv.encode('school,pupils\nSt Mary,5\nÉcole Élémentaire Père Noël,7\n', 'win1252');
    const { table, problems } = await read(bytes);
    expect(table).toBeNull();
    expect(problems).toMatchObject([
      {
        code: 'wrong-encoding',
        severity: 'error',
        file: 'schools.csv',
        params: { byte: 25, byteHex: '0xC9', line: 3, encoding: 'UTF-8' },
      },
    ]);
    const told = await read(bytes, { encoding: 'windows-1252' });
    expect(told.table?.rows[1]?.cells[0]).toBe('École Élémentaire Père Noël');
  });

  test('is refused where the named one does not fit', async () => {
    const { problems } = await read(iconv.encode(CHINESE, 'gb18030'), { encoding: 'utf-8' });
    expect(problems).toMatchObject([{ code: 'wrong-encoding', params: { byte: 8, line: 1 } }]);
    const asChinese = await read(
      utf8('school\nok\n').map((byte, i) => (i === 8 ? 0xff : byte)),
      {
        encoding: 'gb18030',
      },
    );
    expect(asChinese.problems).toMatchObject([{ code: 'wrong-encoding', params: { byte: 9, line: 2 } }]);
    expect(codes((await read(CHINESE, { encoding: 'klingon' })).problems)).toEqual(['unknown-encoding']);
  });

  test('is not mistaken for another where a UTF-8 file was cut inside a character', async () => {
    const { problems } = await read(utf8(CHINESE).slice(0, -10));
    const cut = utf8('学校,学生数\n北港小学,5\n北港小');
    expect(problems.length).toBeGreaterThan(0);
    expect((await read(cut.slice(0, -1))).problems).toMatchObject([{ code: 'truncated-file', row: 3 }]);
  });
});

describe('a faulty .csv', () => {
  test('of any bytes is answered, never thrown', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc
            .string({ unit: fc.constantFrom(',', ';', '"', '\n', '\r', 'a', '1', '学', '=', "'", ' ') })
            .map(utf8),
          fc
            .uint8Array({ maxLength: 100 })
            .map((tail) => Uint8Array.of(0x50, 0x4b, 3, 4, ...tail, 0x50, 0x4b, 5, 6, ...tail)),
        ),
        async (bytes) => {
          const { table, problems } = await read(bytes);
          if (table === null) expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
          else for (const { cells } of table.rows) expect(cells.length).toBe(table.rows[0]?.cells.length);
        },
      ),
      { numRuns: 500 },
    ));

  test('with an unclosed quotation mark is named by the row that opened it', async () => {
    const { table, problems } = await read('school,pupils\nBG,1\n"CB,2\nZD,3\nZS,4\n');
    expect(problems).toMatchObject([{ code: 'unclosed-quote', row: 3 }]);
    expect(table?.rows).toHaveLength(1);
  });

  test('with rows of unequal length names each', async () => {
    const { problems } = await read('a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n5,6,7\n');
    expect(problems).toMatchObject([
      { code: 'uneven-row', row: 3, params: { cells: 2, expected: 3 } },
      { code: 'uneven-row', row: 4, params: { cells: 4, expected: 3 } },
    ]);
  });

  test('cut off in its last row is named as truncated', async () => {
    const { problems } = await read('a,b,c\n1,2,3\n1,2');
    expect(problems).toMatchObject([{ code: 'truncated-file', row: 3 }]);
  });

  test('with text after a closing quotation mark is named', async () => {
    const { problems } = await read('a,b\n"x"y,2\n');
    expect(problems).toMatchObject([{ code: 'stray-quote', row: 2 }]);
  });

  test('with two columns of one name names both', async () => {
    const { problems } = await read('school,Pupils,ＰＵＰＩＬＳ\nBG,1,2\n');
    expect(problems).toMatchObject([
      { code: 'duplicate-header', row: 1, letter: 'C', params: { otherLetter: 'B' } },
    ]);
  });

  test('with data under an empty header names the column; an empty column is nothing', async () => {
    const { table, problems } = await read('school,,pupils,\nBG,,1,\nCB,x,2,\n');
    expect(problems).toMatchObject([
      { code: 'empty-header', letter: 'B', value: 'x', params: { dataRow: 3 } },
    ]);
    expect(table?.columns.map(({ letter }) => letter)).toEqual(['A', 'C']);
  });

  test.each([
    ['no bytes', ''],
    ['only a byte order mark', '\uFEFF'],
    ['only blanks and commas', ' \n,,\n'],
  ])('without data is empty: %s', async (_, text) => {
    const { table, problems } = await read(text);
    expect(table).toBeNull();
    expect(codes(problems)).toEqual(['empty-file']);
  });

  test('with only a header says so and still gives the columns', async () => {
    const { table, problems } = await read('school,pupils\n');
    expect(codes(problems)).toEqual(['header-only']);
    expect(table?.columns).toHaveLength(2);
  });

  test.each([
    ['%PDF-1.7', 'PDF'],
    ['<!DOCTYPE html><html><table></table></html>', 'HTML'],
    ['\uFEFF<html></html>', 'HTML'],
    ['<?xml version="1.0"?><Workbook/>', 'XML'],
  ])('that is no table at all is refused: %s', async (text, found) => {
    const { problems } = await read(text);
    expect(problems).toMatchObject([{ code: 'not-a-spreadsheet', params: { found } }]);
  });

  test('of 200 MB is refused before it is parsed, with size and limit', async () => {
    const bytes = new Uint8Array(200 * 1024 * 1024);
    const start = performance.now();
    const { problems } = await read(bytes);
    expect(performance.now() - start).toBeLessThan(100);
    expect(problems).toMatchObject([{ code: 'file-too-large', params: { sizeMb: 200, limitMb: 50 } }]);
    expect(FILE_LIMITS.fileBytes).toBe(50 * 1024 * 1024);
  });

  test('beyond the cells or columns allowed is refused', async () => {
    expect((await read('a,b\n1,2\n3,4\n', { limits: { cells: 5 } })).problems).toMatchObject([
      { code: 'too-many-cells', params: { limit: 5 } },
    ]);
    expect((await read('a,b,c\n1,2,3\n', { limits: { columns: 2 } })).problems).toMatchObject([
      { code: 'too-many-columns', row: 1, params: { limit: 2 } },
    ]);
  });

  test('with a thousand times the same fault is not answered with a million sentences', async () => {
    const { problems } = await read(`a,b\n${'1\n'.repeat(5000)}`);
    expect(problems).toHaveLength(1001);
    expect(problems.at(-1)).toMatchObject({ code: 'more-problems', params: { count: 4000 } });
  });
});
