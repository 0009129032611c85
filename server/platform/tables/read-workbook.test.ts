import { strToU8, zipSync } from 'fflate';
import readExcelFile from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import { buildWorkbook, sheetData, utf8 } from './fixtures.ts';
import { readTable, writeWorkbook } from './index.ts';

const read = (bytes: Uint8Array, options: object = {}) =>
  readTable(bytes, { fileName: 'schools.xlsx', ...options });
const codes = (problems: readonly { code: string }[]) => problems.map(({ code }) => code);
const HEADER = ['学校', '学段', '学生数'];
const ROWS = [HEADER, ['北港小学', '小学', 1800], ['振东小学', '小学', 960]];

describe('reading .xlsx', () => {
  test('gives what writeWorkbook wrote, types kept, and agrees with read-excel-file', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        {
          name: '2018',
          columns: [
            { header: '学校', width: 20 },
            { header: '学生数', type: 'number' },
            { header: '开办日期', type: 'date' },
            { header: '公办' },
            { header: 'note' },
          ],
          rows: [
            ['北港小学', 1800, '1903-03-01', true, '=1+1'],
            ['振东小学', 960.5, '2007-09-01', false, '<&"\u0001 _x000D_'],
            ['石门小学', null, null, null, '+86'],
          ],
        },
      ],
    });
    const { table, problems } = await read(bytes);
    expect(problems).toEqual([]);
    expect(table).toMatchObject({ format: 'xlsx', sheet: '2018', sheets: ['2018'], headerRow: 1 });
    expect(table?.rows.slice(0, 1)).toEqual([
      { row: 2, cells: ['北港小学', 1800, '1903-03-01', true, '=1+1'] },
    ]);
    expect(table?.rows[1]?.cells.slice(0, 4)).toEqual(['振东小学', 960.5, '2007-09-01', false]);
    expect(table?.rows[2]?.cells).toEqual(['石门小学', null, null, null, '+86']);

    const sheets = await readExcelFile(Buffer.from(bytes));
    const theirs = sheets[0]?.data
      .slice(1)
      .map((row) =>
        row.slice(0, 4).map((cell) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : cell)),
      );
    expect(table?.rows.map(({ cells }) => cells.slice(0, 4))).toEqual(theirs);
  });

  test('keeps the row numbers of the sheet across blank rows and below a title', async () => {
    const bytes = buildWorkbook({
      sheets: {
        one:
          '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>2019年学校基本情况表</t></is></c></row>' +
          '<row r="4"><c r="B4" t="inlineStr"><is><t> 学校 </t></is></c><c r="C4" t="inlineStr"><is><t>学生数</t></is></c></row>' +
          '<row r="7"><c r="B7" t="inlineStr"><is><t>北港</t></is></c><c r="C7"><v>5</v></c></row></sheetData>' +
          '<mergeCells><mergeCell ref="A1:F1"/></mergeCells>',
      },
    });
    const { table, problems } = await read(bytes);
    expect(problems).toEqual([]);
    expect(table?.headerRow).toBe(4);
    expect(table?.columns).toEqual([
      { index: 1, letter: 'B', header: '学校' },
      { index: 2, letter: 'C', header: '学生数' },
    ]);
    expect(table?.rows).toEqual([{ row: 7, cells: [null, '北港', 5] }]);
  });

  test('reads shared texts with rich runs, without phonetics, with entities', async () => {
    const bytes = buildWorkbook({
      sheets: {
        one: sheetData([
          ['a', 'b'],
          ['<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>'],
        ]),
      },
      sharedTexts: [
        '<si><r><t>北</t></r><r><t xml:space="preserve">港 &amp; &#x5C0F;学</t></r><rPh><t>ベイ</t></rPh></si>',
        '<si><t><![CDATA[<b>]]></t></si>',
      ],
    });
    expect((await read(bytes)).table?.rows[0]?.cells).toEqual(['北港 & 小学', '<b>']);
  });

  test('reads dates, times and percentages as the person sees them', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>' +
      '<numFmt numFmtId="165" formatCode="#,##0.00_);[Red]\\(#,##0.00\\)"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/><xf numFmtId="20"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>';
    const cells = [
      '<c s="1"><v>43709</v></c>',
      '<c s="2"><v>61</v></c>',
      '<c s="3"><v>0.12</v></c>',
      '<c s="4"><v>0.354166666666667</v></c>',
      '<c s="5"><v>-1234.5</v></c>',
      '<c s="6"><v>43709.75</v></c>',
    ];
    const sheets = { one: sheetData([['a', 'b', 'c', 'd', 'e', 'f'], cells]) };
    expect((await read(buildWorkbook({ sheets, styles }))).table?.rows[0]?.cells).toEqual([
      '2019-09-01',
      '1900-03-01',
      '12%',
      '08:30',
      -1234.5,
      '2019-09-01T18:00',
    ]);
    const old = await read(buildWorkbook({ sheets, styles, date1904: true }));
    expect(old.table?.rows[0]?.cells[0]).toBe('2023-09-02');
  });

  test('takes the first sheet that holds anything, lists all, and tells of hidden ones', async () => {
    const bytes = buildWorkbook({
      sheets: {
        cover: '<sheetData/>',
        数据: sheetData(ROWS),
        secret: sheetData(ROWS),
        more: sheetData([['x'], [1]]),
      },
      hidden: ['secret'],
    });
    const { table, problems } = await read(bytes);
    expect(table).toMatchObject({ sheet: '数据', sheets: ['cover', '数据', 'more'] });
    expect(problems).toMatchObject([
      { code: 'hidden-sheet', severity: 'notice', value: 'secret' },
      { code: 'several-sheets', severity: 'notice', sheet: '数据' },
    ]);
    const chosen = await read(bytes, { sheet: 'more' });
    expect(chosen.table?.columns.map(({ header }) => header)).toEqual(['x']);
    expect((await read(bytes, { sheet: 'nine' })).problems).toMatchObject([
      { code: 'unknown-sheet', value: 'nine', params: { sheets: '“cover”, “数据”, “more”' } },
    ]);
  });

  test('tells of rows hidden by a filter and of macros', async () => {
    const data = sheetData(ROWS).replace('<row r="3"', '<row r="3" hidden="1"');
    const bytes = buildWorkbook({
      sheets: { one: data },
      further: { 'xl/vbaProject.bin': new Uint8Array([1]) },
    });
    const { table, problems } = await read(bytes);
    expect(table?.rows).toHaveLength(2);
    expect(problems).toMatchObject([
      { code: 'macros-ignored', severity: 'notice' },
      { code: 'hidden-rows', severity: 'notice', params: { count: 1, row: 3 } },
    ]);
  });
});

describe('what a person must mend in an .xlsx', () => {
  test('merged cells in the header or the data are named by their range', async () => {
    const bytes = buildWorkbook({
      sheets: { one: `${sheetData(ROWS)}<mergeCells><mergeCell ref="A2:A3"/></mergeCells>` },
    });
    const { problems } = await read(bytes);
    expect(problems).toMatchObject([
      { code: 'merged-cells', row: 2, sheet: 'one', params: { range: 'A2:A3' } },
    ]);
  });

  test('formulas are named by cell and formula, unless their last values may be used', async () => {
    const rows = [HEADER, ['北港', '小学', '<c><f>SUM(D2:E2)</f><v>1800</v></c>']];
    const bytes = buildWorkbook({ sheets: { one: sheetData(rows) } });
    const { table, problems } = await read(bytes);
    expect(problems).toMatchObject([
      {
        code: 'formula',
        row: 2,
        letter: 'C',
        column: '学生数',
        value: '=SUM(D2:E2)',
        params: { cell: 'C2', formula: '=SUM(D2:E2)' },
      },
    ]);
    expect(table?.rows[0]?.cells[2]).toBe(1800);
    expect((await read(bytes, { allowCachedFormulaValues: true })).problems).toEqual([]);
  });

  test('a formula filled down is told for every cell', async () => {
    const rows = [
      ['a', 'b'],
      [1, '<c><f t="shared" ref="B2:B3" si="0">A2*2</f><v>2</v></c>'],
      [2, '<c><f t="shared" si="0"/><v>4</v></c>'],
    ];
    const { problems } = await read(buildWorkbook({ sheets: { one: sheetData(rows) } }));
    expect(problems).toMatchObject([
      { code: 'formula', row: 2, params: { formula: '=A2*2' } },
      { code: 'formula', row: 3, params: { formula: '=A2*2' } },
    ]);
  });

  test('a formula in the title above the header is nobody’s business', async () => {
    const rows = [['<c t="str"><f>TODAY()</f><v>x</v></c>'], ...ROWS];
    expect((await read(buildWorkbook({ sheets: { one: sheetData(rows) } }))).problems).toEqual([]);
  });

  test('error values are named', async () => {
    const rows = [HEADER, ['北港', '小学', '<c t="e"><v>#DIV/0!</v></c>']];
    const { problems } = await read(buildWorkbook({ sheets: { one: sheetData(rows) } }));
    expect(problems).toMatchObject([
      { code: 'error-cell', row: 2, letter: 'C', column: '学生数', value: '#DIV/0!' },
    ]);
  });

  test('an empty workbook is empty', async () => {
    const { table, problems } = await read(buildWorkbook({ sheets: { one: '<sheetData/>' } }));
    expect(table).toBeNull();
    expect(codes(problems)).toEqual(['empty-file']);
  });
});

describe('a workbook that must not be opened', () => {
  const whole = buildWorkbook({ sheets: { one: sheetData(ROWS) } });

  test('cut off anywhere is called truncated, never a crash', async () => {
    for (let length = 4; length < whole.length; length += 37) {
      expect(codes((await read(whole.slice(0, length))).problems)).toEqual(['truncated-file']);
    }
  });

  test('with a flipped byte in a part is called damaged or read, never a crash', async () => {
    for (let position = 60; position < whole.length - 22; position += 11) {
      const broken = whole.slice();
      broken[position] = (broken[position] as number) ^ 0x55;
      const { table, problems } = await read(broken);
      expect(table !== null || problems.length > 0).toBe(true);
    }
  });

  test('that is text with the name .xlsx, or no workbook inside, is refused', async () => {
    expect(codes((await read(utf8('a,b\n1,2\n'))).problems)).toEqual(['not-a-spreadsheet']);
    expect((await read(zipSync({ 'a.txt': utf8('hello') }))).problems).toMatchObject([
      { code: 'not-a-spreadsheet', params: { found: 'ZIP' } },
    ]);
    const openDocument = zipSync({ mimetype: utf8('application/vnd.oasis'), 'content.xml': utf8('<x/>') });
    expect((await read(openDocument)).problems).toMatchObject([{ params: { found: 'OpenDocument (.ods)' } }]);
  });

  test('locked with a password, or an old .xls, is called so', async () => {
    const bytes = new Uint8Array(2048);
    bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    expect(codes((await read(bytes)).problems)).toEqual(['password-protected']);
  });

  test('that unpacks to far too much is refused before unpacking', async () => {
    const bomb = buildWorkbook({
      sheets: { one: '<sheetData/>' },
      further: { 'xl/sharedStrings.xml': [new Uint8Array(60 * 1024 * 1024), { level: 9 }] },
    });
    expect(bomb.length).toBeLessThan(100_000);
    const start = performance.now();
    expect(codes((await read(bomb)).problems)).toEqual(['zip-bomb']);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test('that lies about its size is stopped while unpacking', async () => {
    const bomb = buildWorkbook({
      sheets: { one: '<sheetData/>' },
      further: { 'xl/sharedStrings.xml': [new Uint8Array(60 * 1024 * 1024), { level: 9 }] },
    });
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    for (let position = 0; position < bomb.length - 4; position++) {
      if (view.getUint32(position, true) !== 0x02014b50) continue;
      if (view.getUint32(position + 24, true) > 1e6) view.setUint32(position + 24, 500, true);
    }
    const start = performance.now();
    expect(codes((await read(bomb)).problems)).toEqual(['zip-bomb']);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test('with thousands of parts is refused', async () => {
    const further = Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`x/${i}`, new Uint8Array(0)]));
    const { problems } = await read(buildWorkbook({ sheets: { one: sheetData(ROWS) }, further }));
    expect(problems).toMatchObject([{ code: 'zip-bomb', params: { parts: 2104 } }]);
  });

  test('that declares entities of its own is refused, external ones and those that multiply', async () => {
    for (const declaration of [
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
      '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
    ]) {
      const bytes = buildWorkbook({
        sheets: { one: sheetData(ROWS) },
        further: { 'xl/sharedStrings.xml': strToU8(`${declaration}<sst><si><t>&a;</t></si></sst>`) },
      });
      expect(codes((await read(bytes)).problems)).toEqual(['unsafe-content']);
    }
  });

  test('with a cell in the last column of the sheet is refused instead of filling memory', async () => {
    const data = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData>';
    const { problems } = await read(buildWorkbook({ sheets: { one: data } }));
    expect(problems).toMatchObject([{ code: 'too-many-columns', row: 1, params: { count: 16_384 } }]);
  });
});

describe('writeWorkbook', () => {
  test('mends sheet names a spreadsheet program would refuse and keeps them apart', async () => {
    const sheet = { columns: [{ header: 'a' }], rows: [[1]] };
    const long = '很长的工作表名称'.repeat(6);
    const bytes = await writeWorkbook({
      sheets: [
        { name: 'a/b', ...sheet },
        { name: long, ...sheet },
        { name: long, ...sheet },
        { name: '', ...sheet },
      ],
    });
    const { table } = await read(bytes);
    expect(table?.sheets[0]).toBe('a b');
    expect(new Set(table?.sheets).size).toBe(4);
    for (const name of table?.sheets ?? []) expect(name.length).toBeLessThanOrEqual(31);
  });
});
