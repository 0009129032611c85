import { describeProblem } from '@trellis/contract/problems';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { readTable } from './index.ts';
import { writeWorkbook } from './write-table.ts';

const read = (text: string | Uint8Array, fileName = 'a.csv') =>
  readTable(typeof text === 'string' ? new TextEncoder().encode(text) : text, { fileName });

test('a character that no text can hold is named with its place and taken out', async () => {
  const utf16 = Uint8Array.from([0xff, 0xfe, ...iconv.encode('school,pupils\nA\u0000B,10\n', 'utf-16le')]);
  const { table, problems } = await read(utf16);
  expect(table?.rows[0]?.cells).toEqual(['AB', '10']);
  expect(problems).toMatchObject([
    { code: 'unreadable-character', severity: 'error', row: 2, letter: 'A', column: 'school' },
  ]);
  expect(describeProblem(problems[0]!, 'zh').message).toContain('U+0000');
});

test('escape signs and marks that turn the direction of text are named too', async () => {
  const { problems } = await read('school,pupils\nA\u001bB,10\nC\u202eD,20\n');
  expect(problems.map(({ code, row }) => [code, row])).toEqual([
    ['unreadable-character', 2],
    ['unreadable-character', 3],
  ]);
});

test('names with emoji, rare Chinese characters and line breaks are left as they are', async () => {
  const { table, problems } = await read('school,pupils\n"𠮷小学😀\n东校区",10\n');
  expect(problems).toEqual([]);
  expect(table?.rows[0]?.cells[0]).toBe('𠮷小学😀\n东校区');
});

test('an apostrophe that was once misread, as real registers hold it, is no reason to refuse a row', async () => {
  const { table, problems } = await read('school,pupils\nSt James\u0092 School,10\n');
  expect(problems).toEqual([]);
  expect(table?.rows[0]?.cells[0]).toBe('St James\u0092 School');
});

test('a file in UTF-32 is said to be in the wrong encoding', async () => {
  const bytes = Uint8Array.from([0xff, 0xfe, 0, 0, ...iconv.encode('school\nA\n', 'utf-32le')]);
  const { table, problems } = await read(bytes);
  expect(table).toBeNull();
  expect(problems).toMatchObject([{ code: 'wrong-encoding' }]);
});

test('an escaped zero in a workbook is named like any other', async () => {
  const workbook = await writeWorkbook({
    sheets: [{ name: 'S', columns: [{ header: 'school' }], rows: [['A_x0000_B']] }],
  });
  const { problems } = await read(workbook, 'a.xlsx');
  expect(problems.map(({ code }) => code)).toEqual(['unreadable-character']);
});
