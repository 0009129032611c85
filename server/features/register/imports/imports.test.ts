import { readFile } from 'node:fs/promises';
import type { RouteResponse } from '@trellis/contract';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { readTable, writeCsv, writeWorkbook } from '../../../platform/tables/index.ts';
import { createWorkerPool } from '../../../platform/workers/index.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { createSchoolHandlers } from '../schools/index.ts';
import {
  apply,
  createTestBureau,
  readEvents,
  readFileAnswer,
  type TestBureau,
  TODAY,
  undo,
  upload,
} from './testing.ts';

const EXAMPLE = new URL('../../../../examples/bg/', import.meta.url);
const example = (name: string) => readFile(new URL(name, EXAMPLE));

for (const one of DATABASES) {
  describe(`imports on ${one.name}`, () => {
    const workers = createWorkerPool(1);
    let database: TrellisDatabase;
    let bureau: TestBureau;
    beforeAll(async () => {
      database = await one.open();
    });
    afterAll(async () => {
      await database.close();
      await workers.close();
    });
    const fresh = async () => {
      bureau = await createTestBureau(database, workers);
      return bureau;
    };
    const detail = (id: string, language: 'en' | 'zh' = 'en') =>
      bureau.ask('GET /api/imports/:id', { params: { id }, language });

    test('a template file in English becomes schools, a group, clusters and figures with their source', async () => {
      await fresh();
      const id = await upload(bureau, 'school-years.csv', await example('school-years.csv'));
      expect(await detail(id)).toMatchObject({
        status: 'checked',
        kind: 'school-years',
        presetId: 'template',
        rows: 119,
        badRows: 0,
        counts: {
          'schools.new': 7,
          'groups.new': 1,
          'memberships.new': 7,
          'clusters.new': 3,
          'values.new': 1428,
        },
      });
      await apply(bureau, id);
      expect(await detail(id)).toMatchObject({ status: 'applied', blockedBecause: null });
      const [value] = await bureau.rows<object>(
        `select value, source_row, source_column from indicator_value v join school_profile p using (school_id)
         where p.name_en = 'ZS' and year = 2025 and variable = 'pupils'`,
      );
      expect(value).toMatchObject({ value: 1187, source_column: 'pupils' });
      const row = await bureau.ask('GET /api/imports/:id/rows/:row', {
        params: { id, row: (value as { source_row: number }).source_row },
      });
      expect(row.cells.find(({ header }: { header: string }) => header === 'pupils').value).toBe('1187');
      const joined = await bureau.rows<{ name: string; from: string }>(
        `select p.name_en as name, lower(m.during)::text as from from membership m join school_profile p using (school_id)
         where m.start_known = false order by 1`,
      );
      expect(joined).toContainEqual({ name: 'CH', from: '2017-09-01' });
      expect(joined).toContainEqual({ name: 'BG', from: '2009-09-01' });
    });

    test('undoing an import leaves the register exactly as it was', async () => {
      await fresh();
      const before = await bureau.dump();
      const id = await upload(bureau, 'school-years.csv', await example('school-years.csv'));
      await apply(bureau, id);
      const applied = await bureau.dump();
      const second = await upload(bureau, 'seven-schools.zh.csv', await example('seven-schools.zh.csv'));
      await apply(bureau, second);
      await undo(bureau, second);
      expect(await bureau.dump()).toBe(applied);
      await undo(bureau, id);
      expect(await bureau.dump()).toBe(before);
      expect(await detail(id)).toMatchObject({ status: 'undone' });
    });

    test('importing the same file again changes nothing', async () => {
      await fresh();
      await apply(bureau, await upload(bureau, 'school-years.csv', await example('school-years.csv')));
      const once = await bureau.rows('select count(*) from indicator_value');
      const again = await upload(bureau, 'again.csv', await example('school-years.csv'));
      expect((await detail(again)).counts).toEqual({ 'values.same': 1428, 'memberships.same': 7 });
      await apply(bureau, again);
      expect(await bureau.rows('select count(*) from indicator_value')).toEqual(once);
      expect(await bureau.rows('select count(*) from membership')).toEqual([{ count: 7 }]);
    });

    test('the Chinese file with three mistakes names each with row, column and remedy, and imports once they are fixed', async () => {
      await fresh();
      const id = await upload(
        bureau,
        'seven-schools-with-mistakes.zh.csv',
        await example('seven-schools-with-mistakes.zh.csv'),
      );
      expect(await detail(id, 'zh')).toMatchObject({
        status: 'checked',
        badRows: 3,
        blockedBecause: '有 3 行无法读取，请先修正；全部行要么一并写入，要么都不写入。',
      });
      const { items } = await bureau.ask('GET /api/imports/:id/problems', {
        params: { id },
        query: { lang: 'zh' },
      });
      expect(items.map(({ code, row, letter, value }: never) => ({ code, row, letter, value }))).toEqual([
        { code: 'number-as-text', row: 2, letter: 'D', value: '１，８６０' },
        { code: 'unknown-stage', row: 5, letter: 'B', value: '小学部' },
        { code: 'part-exceeds-whole', row: 8, letter: 'G', value: '65' },
      ]);
      expect(items[0].place).toBe('第2行D列“学生数”');
      expect(items[2].message).toBe('“县级以上骨干教师数”（65）大于“教师数”（60）。');
      await expect(bureau.ask('POST /api/imports/:id/apply', { params: { id } })).rejects.toThrow(
        /3 rows cannot be read/,
      );

      const sheet = await readFileAnswer(
        bureau.ask('GET /api/imports/:id/bad-rows', {
          params: { id },
          query: { lang: 'zh', format: 'xlsx' },
        }),
      );
      const { table } = await readTable(sheet.bytes, { fileName: sheet.fileName });
      expect(table!.columns[0]!.header).toBe('行号');
      expect(table!.columns.slice(-2).map(({ header }) => header)).toEqual(['问题', '处理办法']);
      expect(table!.rows.map(({ cells }) => cells[0])).toEqual([2, 5, 8]);
      expect(table!.rows[2]!.cells.slice(-2)).toEqual([
        '骨干教师数：“县级以上骨干教师数”（65）大于“教师数”（60）。',
        '请核对两个数字，部分不能大于总数。',
      ]);
      const fixed = table!.rows.map(({ cells }) => [...cells]);
      fixed[0]![4] = 1860;
      fixed[1]![2] = '小学';
      fixed[2]![7] = 5;
      const bytes = await writeWorkbook({
        sheets: [{ name: '修正', columns: table!.columns.map(({ header }) => ({ header })), rows: fixed }],
      });
      await bureau.ask('POST /api/imports/:id/fixes', {
        params: { id },
        query: { fileName: 'fixed.xlsx' },
        bytes,
      });
      await bureau.settle();
      expect(await detail(id)).toMatchObject({
        status: 'checked',
        badRows: 0,
        fixFiles: [{ fileName: 'fixed.xlsx', rows: 3 }],
      });
      await apply(bureau, id);
      expect(
        await bureau.rows(`select value from indicator_value v join school_profile p using (school_id)
          where p.name_en = 'FM' and variable = 'teachersBackbone'`),
      ).toEqual([{ value: 5 }]);
    });

    test('a figure of a fixed row comes from the sheet of fixes, each of its cells from the latest that tells it', async () => {
      await fresh();
      const id = await upload(
        bureau,
        'two.csv',
        'school,stage,year,pupils,teachers,books\nA,primary,2025,many,7,90\nB,primary,2025,10,2,30\n',
      );
      const mend = async (fileName: string, columns: string[], rows: (string | number)[][]) => {
        await bureau.ask('POST /api/imports/:id/fixes', {
          params: { id },
          query: { fileName },
          bytes: writeCsv({ columns: columns.map((header) => ({ header })), rows }),
        });
        await bureau.settle();
      };
      await mend('first.csv', ['row', 'school', 'pupils', 'teachers'], [[2, 'A', 'more', 8]]);
      expect(await detail(id)).toMatchObject({ badRows: 1 });
      await mend('second.csv', ['remark', 'row', 'pupils'], [['counted again', 2, 100]]);
      await apply(bureau, id);
      const [{ school }] = (await bureau.rows<{ school: string }>(
        `select school_id as school from school_profile where name_en = 'A'`,
      )) as [{ school: string }];
      const { items } = (await createSchoolHandlers({ database })['GET /api/schools/:id/values']({
        actor: bureau.officer,
        params: { id: school },
        query: { page: 1, pageSize: 50 },
        context: { today: TODAY },
      } as never)) as RouteResponse<'GET /api/schools/:id/values'>;
      const place = { importId: id, sheet: null };
      const corrects = { fileName: 'two.csv', row: 2 };
      expect(items.map(({ variable, value, source }) => ({ variable, value, source }))).toEqual([
        {
          variable: 'books',
          value: 90,
          source: { ...place, file: 0, fileName: 'two.csv', row: 2, column: 'books', corrects: null },
        },
        {
          variable: 'pupils',
          value: 100,
          source: { ...place, file: 2, fileName: 'second.csv', row: 2, column: 'pupils', corrects },
        },
        {
          variable: 'teachers',
          value: 8,
          source: { ...place, file: 1, fileName: 'first.csv', row: 2, column: 'teachers', corrects },
        },
      ]);
      const rowIn = (file: number, actor = bureau.officer) =>
        bureau.ask('GET /api/imports/:id/rows/:row', { params: { id, row: 2 }, query: { file }, actor });
      expect(await rowIn(2)).toEqual({
        fileName: 'second.csv',
        sheet: null,
        row: 2,
        cells: [
          { letter: 'A', header: 'remark', value: 'counted again' },
          { letter: 'B', header: 'row', value: '2' },
          { letter: 'C', header: 'pupils', value: '100' },
        ],
      });
      // The file's own row is told as it was, mistake and all.
      expect((await rowIn(0)).cells.map(({ value }: { value: string }) => value)).toEqual([
        'A',
        'primary',
        '2025',
        'many',
        '7',
        '90',
      ]);
      await expect(rowIn(3)).rejects.toThrow(/no such row/);
      const stranger = bureau.person({});
      await expect(rowIn(2, stranger)).rejects.toThrow(/no such row/);
      const ownSchool = {
        ...stranger,
        authorities: [{ scopeKind: 'school', scopeId: school }] as unknown as Actor['authorities'],
      };
      expect((await rowIn(2, ownSchool)).fileName).toBe('second.csv');
      await expect(
        bureau.ask('GET /api/imports/:id/rows/:row', {
          params: { id, row: 3 },
          query: { file: 0 },
          actor: ownSchool,
        }),
      ).rejects.toThrow(/no such row/);
      await undo(bureau, id);
    });

    test('a fixed row that is left empty is taken out of the file', async () => {
      await fresh();
      const id = await upload(
        bureau,
        'two.csv',
        'school,stage,year,pupils\nA,primary,2025,many\nB,primary,2025,10\n',
      );
      expect(await detail(id)).toMatchObject({ badRows: 1 });
      await bureau.ask('POST /api/imports/:id/fixes', {
        params: { id },
        query: { fileName: 'fix.csv' },
        bytes: writeCsv({
          columns: ['row', 'school', 'stage', 'year', 'pupils', 'problem', 'remedy'].map((header) => ({
            header,
          })),
          rows: [[2, null, null, null, null, 'x', 'y']],
        }),
      });
      await bureau.settle();
      expect(await detail(id)).toMatchObject({ badRows: 0, rows: 1, notices: 1 });
    });

    test('a file in GB18030 reads like one in UTF-8', async () => {
      await fresh();
      const text = (await example('seven-schools.zh.csv')).toString('utf8').replace(/^\uFEFF/, '');
      const id = await upload(bureau, '七所学校.csv', iconv.encode(text, 'gb18030'));
      expect(await detail(id)).toMatchObject({ status: 'checked', badRows: 0, encoding: 'gb18030' });
    });

    test('a later figure supersedes an earlier one, and either import can be taken back on its own', async () => {
      await fresh();
      const header = 'school,stage,year,pupils\n';
      const first = await upload(bureau, 'first.csv', `${header}A,primary,2024,100\n`);
      await apply(bureau, first);
      const base = await upload(bureau, 'base.csv', `${header}A,primary,2025,100\n`);
      await apply(bureau, base);
      const second = await upload(bureau, 'second.csv', `${header}A,primary,2025,200\n`);
      await apply(bureau, second);
      const third = await upload(bureau, 'third.csv', `${header}A,primary,2025,300\n`);
      await apply(bureau, third);
      const current = () =>
        bureau.rows<{ value: number }>(
          'select value from indicator_value where year = 2025 and superseded_by is null',
        );
      expect(await current()).toEqual([{ value: 300 }]);
      await undo(bureau, second);
      expect(await current()).toEqual([{ value: 300 }]);
      await undo(bureau, third);
      expect(await current()).toEqual([{ value: 100 }]);
      await undo(bureau, base);
      expect(await current()).toEqual([]);
    });

    test('an import on which a later one builds is not taken back, and the later one is named', async () => {
      await fresh();
      const header = 'school,stage,year,pupils\n';
      const first = await upload(bureau, 'first.csv', `${header}A,primary,2024,100\n`);
      await apply(bureau, first);
      await apply(bureau, await upload(bureau, 'later figures.csv', `${header}A,primary,2025,120\n`));
      const before = await bureau.dump();
      expect((await detail(first)).blockedBecause).toContain('“later figures.csv”');
      await undo(bureau, first);
      expect(await bureau.dump()).toBe(before);
      expect(await detail(first)).toMatchObject({ status: 'applied' });
    });

    test('an import is not taken back over records that people made since', async () => {
      await fresh();
      const first = await upload(
        bureau,
        'first.csv',
        'school,stage,year,pupils,group\nA,primary,2024,100,G\n',
      );
      await apply(bureau, first);
      await bureau.rows(`insert into school_character (bureau_id, school_id, name_en)
        select bureau_id, id, 'Robots' from school`);
      await undo(bureau, first);
      const refused = await detail(first, 'zh');
      expect(refused.status).toBe('applied');
      expect(refused.lastRefusal).toContain('请先撤销这些记录');
    });

    test('more teachers than pupils are noticed, not refused', async () => {
      await fresh();
      const id = await upload(bureau, 'a.csv', 'school,stage,year,pupils,teachers\nA,primary,2025,10,5000\n');
      expect(await detail(id)).toMatchObject({ status: 'checked', badRows: 0, notices: 1 });
      const { items } = await bureau.ask('GET /api/imports/:id/problems', { params: { id } });
      expect(items).toMatchObject([
        { code: 'more-teachers-than-pupils', severity: 'notice', row: 2, column: 'teachers', value: '5000' },
      ]);
    });

    test('a refused undo is told and may be asked for again, which takes the import back once nothing stands in its way', async () => {
      await fresh();
      const id = await upload(bureau, 'first.csv', 'school,stage,year,pupils,group\nA,primary,2024,100,G\n');
      await apply(bureau, id);
      await bureau.rows(`insert into school_character (bureau_id, school_id, name_en)
        select bureau_id, id, 'Robots' from school`);
      await undo(bureau, id);
      const refused = await detail(id);
      expect(refused).toMatchObject({ status: 'applied', blockedBecause: null });
      expect(refused.lastRefusal).toContain('Take those back first');
      await bureau.rows('delete from school_character');
      await undo(bureau, id);
      expect(await detail(id)).toMatchObject({ status: 'undone', blockedBecause: null, lastRefusal: null });
    });

    test('a chief principal changes schools of the group, adds new ones to it, and no others', async () => {
      await fresh();
      const header = 'school,stage,year,pupils,group\n';
      await apply(
        bureau,
        await upload(bureau, 'all.csv', `${header}A,primary,2024,100,G\nB,primary,2024,100,H\n`),
      );
      const [group] = await bureau.rows<{ id: string }>("select id from education_group where code = 'G'");
      const actor = bureau.person({ ledGroupIds: [group!.id], visibleGroupIds: [group!.id] });
      const bad = await upload(
        bureau,
        'mine.csv',
        `${header}A,primary,2025,110,\nB,primary,2025,120,\nC,primary,2025,50,H\nD,primary,2025,60,\n`,
        { actor },
      );
      const { items } = await bureau.ask('GET /api/imports/:id/problems', { actor, params: { id: bad } });
      expect(items.map(({ code, row }: never) => ({ code, row }))).toEqual([
        { code: 'not-your-group', row: 3 },
        { code: 'not-your-group', row: 4 },
      ]);
      const good = await upload(bureau, 'mine.csv', `${header}A,primary,2025,110,\nD,primary,2025,60,\n`, {
        actor,
      });
      await apply(bureau, good, actor);
      expect(
        await bureau.rows(`select g.code from membership m join education_group g on g.id = m.group_id
          join school_profile p on p.school_id = m.school_id where p.name_en = 'D'`),
      ).toEqual([{ code: 'G' }]);
      const other = bureau.person({ ledGroupIds: [], ledSchoolIds: [] });
      await expect(
        bureau.ask('GET /api/imports/:id', { actor: other, params: { id: good } }),
      ).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(upload(bureau, 'x.csv', header, { actor: other })).rejects.toMatchObject({
        code: 'not-allowed',
      });
    });

    test('a school’s principal brings rows of that school only', async () => {
      await fresh();
      const header = 'school,stage,year,pupils\n';
      await apply(
        bureau,
        await upload(bureau, 'all.csv', `${header}A,primary,2024,100\nB,primary,2024,100\n`),
      );
      const [school] = await bureau.rows<{ school_id: string }>(
        "select school_id from school_profile where name_en = 'A'",
      );
      const actor = bureau.person({ ledSchoolIds: [school!.school_id] });
      const id = await upload(
        bureau,
        'a.csv',
        `${header}A,primary,2025,90\nB,primary,2025,90\nC,primary,2025,9\n`,
        { actor },
      );
      const { items } = await bureau.ask('GET /api/imports/:id/problems', { actor, params: { id } });
      expect(items.map(({ code, row, value }: never) => ({ code, row, value }))).toEqual([
        { code: 'not-your-school', row: 3, value: 'B' },
        { code: 'not-your-school', row: 4, value: 'C' },
      ]);
    });

    test('every row is checked and every problem told: doubles, parts over wholes, impossible and negative numbers', async () => {
      await fresh();
      const id = await upload(
        bureau,
        'bad.csv',
        [
          'school,stage,year,pupils,teachers,teachersBackbone,lat,lon,group',
          'A,primary,2025,100,10,2,30,120,G',
          'A,primary,2025,100,10,2,30,120,G',
          'A,primary,2024,100,10,2,30,120,H',
          'B,primary,2025,0,10,12,95,120,G',
          'C,primary,2025,-5,10.5,2,30,120,G',
          'D,primary,2025,60000,,,30,,G',
          ',primary,2025,1,,,,,',
          'E,,2025,7,,,,,',
          'F,primary,soon,7,,,,,',
          'A,primary,2024,100,10,2,30,120,G',
          '合计,primary,2025,7,,,,,',
        ].join('\n'),
      );
      const { items } = await bureau.ask('GET /api/imports/:id/problems', {
        params: { id },
        query: { severity: 'error', pageSize: 100 },
      });
      const codes = items.map(({ code, row }: never) => `${row} ${code}`);
      expect(codes).toEqual(
        expect.arrayContaining([
          '3 duplicate-school-year',
          '5 zero-pupils',
          '5 part-exceeds-whole',
          '5 bad-coordinate',
          '6 negative-number',
          '6 not-whole',
          '7 impossible-value',
          '7 missing-value',
          '8 missing-school',
          '9 missing-stage',
          '10 bad-year',
          '11 duplicate-school-year',
          '11 conflicting-group',
        ]),
      );
      const notices = await bureau.ask('GET /api/imports/:id/problems', {
        params: { id },
        query: { severity: 'notice' },
      });
      expect(notices.items).toMatchObject([{ code: 'total-row', row: 12 }]);
    });

    test('a membership that overlaps one in the register is told with its row, and the database agrees', async () => {
      await fresh();
      const header = 'code,school,groupCode,groupKind,joined,left\n';
      const first = await upload(
        bureau,
        'm.csv',
        `${header}1,A,G,education group,2015-09-01,\n2,B,F,federation,2010-01-01,\n`,
      );
      expect(await detail(first)).toMatchObject({ kind: 'memberships', status: 'read' });
      const { mapping } = await detail(first);
      await bureau.ask('PUT /api/imports/:id/mapping', {
        params: { id: first },
        body: { presetId: null, mapping },
      });
      await bureau.settle();
      await apply(bureau, first);
      const second = await upload(
        bureau,
        'm2.csv',
        `${header}1,A,H,education group,2018-09-01,\n1,A,F,federation,2018-09-01,\n1,A,G,education group,2014-09-01,\n`,
      );
      await bureau.ask('PUT /api/imports/:id/mapping', {
        params: { id: second },
        body: { presetId: null, mapping },
      });
      await bureau.settle();
      const { items } = await bureau.ask('GET /api/imports/:id/problems', { params: { id: second } });
      expect(items.map(({ code, row }: never) => `${row} ${code}`)).toEqual([
        '2 overlapping-membership',
        '4 overlapping-membership',
      ]);
      expect(items[0].message).toBe('A already belongs to G from 2015-09-01.');
    });

    test('a mapping saved from one file reads the next one like it', async () => {
      await fresh();
      const text = 'Schule,Stufe,Jahr,Kinder\nA,primary,2025,10\n';
      const id = await upload(bureau, 'own.csv', text);
      const { mapping, status } = await detail(id);
      expect(status).toBe('read');
      const fields = ['school', 'stage', 'year', 'pupils'];
      await bureau.ask('PUT /api/imports/:id/mapping', {
        params: { id },
        body: {
          presetId: null,
          mapping: {
            ...mapping,
            kind: 'school-years',
            columns: fields.map((field, index) => ({ index, field })),
          },
        },
      });
      await bureau.settle();
      expect(await detail(id)).toMatchObject({ status: 'checked', badRows: 0 });
      const preset = await bureau.ask('POST /api/import-presets', { body: { importId: id, name: 'Own' } });
      const next = await upload(bureau, 'next.csv', text);
      expect(await detail(next)).toMatchObject({
        status: 'checked',
        presetId: preset.id,
        fittingPresets: [preset.id],
      });
      await bureau.ask('DELETE /api/import-presets/:id', { params: { id: preset.id } });
      expect(
        (await bureau.ask('GET /api/import-presets')).presets.some(({ id: one }: never) => one === preset.id),
      ).toBe(false);
    });

    test('two columns for one field are refused by name', async () => {
      await fresh();
      const id = await upload(bureau, 'twice.csv', 'school,stage,year,pupils,学生数\nA,primary,2025,10,10\n');
      const { items } = await bureau.ask('GET /api/imports/:id/problems', { params: { id } });
      expect(items).toMatchObject([{ code: 'column-mapped-twice', letter: 'D' }]);
      expect((await detail(id)).blockedBecause).toContain('cannot be applied as it is');
    });

    test('progress is told until the work is done', async () => {
      await fresh();
      const id = await upload(bureau, 'school-years.csv', await example('school-years.csv'));
      await bureau.ask('POST /api/imports/:id/apply', { params: { id } });
      const events = await readEvents(bureau.ask('GET /api/imports/:id/progress', { params: { id } }));
      expect(events.at(-1)).toMatchObject({ phase: 'done' });
      await bureau.settle();
      expect(await detail(id)).toMatchObject({ status: 'applied' });
    });

    test('the preview shows the rows as they will be read', async () => {
      await fresh();
      const id = await upload(bureau, 'bad.zh.csv', await example('seven-schools-with-mistakes.zh.csv'));
      const preview = await bureau.ask('GET /api/imports/:id/preview', {
        params: { id },
        query: { pageSize: 2 },
      });
      expect(preview).toMatchObject({ total: 7, page: 1, pageSize: 2 });
      expect(preview.fields[1].id).toBe('stage');
      expect(preview.items[1]).toMatchObject({ row: 3, bad: false });
      expect(preview.items[1].values.slice(0, 4)).toEqual(['CB', 'primary', '2025', '1684']);
      expect(preview.items[0]).toMatchObject({ bad: true });
    });

    test('an import that was not applied can be discarded, an applied one cannot', async () => {
      await fresh();
      const id = await upload(bureau, 'a.csv', 'school,stage,year,pupils\nA,primary,2025,10\n');
      await bureau.ask('DELETE /api/imports/:id', { params: { id } });
      await expect(detail(id)).rejects.toMatchObject({ code: 'not-found' });
      const kept = await upload(bureau, 'a.csv', 'school,stage,year,pupils\nA,primary,2025,10\n');
      await apply(bureau, kept);
      await expect(bureau.ask('DELETE /api/imports/:id', { params: { id: kept } })).rejects.toMatchObject({
        code: 'conflict',
      });
    });

    test.each([
      ['en', 'xlsx'],
      ['en', 'csv'],
      ['zh', 'xlsx'],
      ['zh', 'csv'],
    ] as const)(
      'the template in %s as .%s holds no row, and filled in is read back without a problem',
      async (lang, format) => {
        await fresh();
        const file = await readFileAnswer(
          bureau.ask('GET /api/import-template', { query: { lang, format } }),
        );
        const empty = await upload(bureau, file.fileName, file.bytes);
        expect(await detail(empty)).toMatchObject({ presetId: 'template', rows: 0 });
        const headers = (await detail(empty)).columns.map(({ header }: { header: string }) => ({ header }));
        const filled = { en: ['S1', 'S01', 'primary', 2025, 300], zh: ['甲校', 'S01', '小学', 2025, 300] }[
          lang
        ];
        const row = headers.map((_: unknown, index: number) => filled[index] ?? null);
        const sheet = { name: 'rows', columns: headers, rows: [row] };
        const explanation = {
          name: lang === 'zh' ? '填写说明' : 'explanation',
          columns: [{ header: 'a' }],
          rows: [['b']],
        };
        const bytes =
          format === 'csv' ? writeCsv(sheet) : await writeWorkbook({ sheets: [sheet, explanation] });
        const id = await upload(bureau, file.fileName, bytes);
        expect(await detail(id)).toMatchObject({ status: 'checked', rows: 1, badRows: 0, notices: 0 });
      },
    );

    test('another name, stage, location or position of a known school is told and not taken', async () => {
      await fresh();
      const header = 'code,school,stage,year,pupils,location,lat,lon\n';
      await apply(bureau, await upload(bureau, 'a.csv', `${header}1,A,primary,2024,10,urban,30,120\n`));
      const id = await upload(bureau, 'b.csv', `${header}1,New A,junior,2025,10,rural,30.5,120\n`);
      const { items } = await bureau.ask('GET /api/imports/:id/problems', {
        params: { id },
        query: { lang: 'zh' },
      });
      expect(items.map(({ message }: { message: string }) => message)).toEqual([
        'A在此处的名称为“New A”，名册中仍保留“A”。',
        'A在此处的学段为“初中”，名册中仍保留“小学”。',
        'A在此处的城乡类型为“乡村”，名册中仍保留“城区”。',
        'A在此处的位置为“30.5000, 120.0000”，名册中仍保留“30.0000, 120.0000”。',
      ]);
      await apply(bureau, id);
      expect(await bureau.rows('select name_en, stage from school_profile')).toEqual([
        { name_en: 'A', stage: 'primary' },
      ]);
    });

    test('an import is not taken back over memberships that people changed since', async () => {
      await fresh();
      const id = await upload(bureau, 'a.csv', 'school,stage,year,pupils,group\nA,primary,2024,10,G\n');
      await apply(bureau, id);
      await bureau.rows("update membership set during = daterange(lower(during), '2025-01-01')");
      const before = await bureau.dump();
      await undo(bureau, id);
      expect((await detail(id, 'zh')).lastRefusal).toContain('人工修改：成员关系');
      expect(await bureau.dump()).toBe(before);
      await bureau.rows('update membership set during = daterange(lower(during), null)');
      await undo(bureau, id);
      expect(await detail(id)).toMatchObject({ status: 'undone' });
    });

    test('a through-school with its pupils by stage keeps them, and without them is refused in words', async () => {
      await fresh();
      const text =
        '学校,学段,年份,学生数,小学学生数,初中学生数,教师数\n甲校,九年一贯制,2025,900,600,300,60\n';
      const id = await upload(bureau, 'through.csv', text);
      expect(await detail(id)).toMatchObject({ status: 'checked', badRows: 0 });
      await apply(bureau, id);
      expect(
        await bureau.rows('select variable, value from indicator_value order by variable'),
      ).toMatchObject([
        { variable: 'pupils', value: 900 },
        { variable: 'pupilsJunior', value: 300 },
        { variable: 'pupilsPrimary', value: 600 },
        { variable: 'teachers', value: 60 },
      ]);
      const bad = await upload(bureau, 'bad.csv', text.replace('600,300', '600,'));
      const { items } = await bureau.ask('GET /api/imports/:id/problems', {
        params: { id: bad },
        query: { lang: 'zh' },
      });
      expect(items).toMatchObject([
        {
          code: 'mixed-stage-needs-pupils',
          message: '九年一贯制学校须按学段填写学生数，缺少“初中学生数”。',
        },
      ]);
    });

    test('a file name is a name to show and never a path', async () => {
      await fresh();
      const id = await upload(bureau, '../../etc/\u0000passwd', 'nothing that can be read');
      expect((await detail(id)).fileName).toBe('passwd');
    });
  });
}
