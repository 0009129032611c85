import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { createWorkerPool } from '../../../platform/workers/index.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { importFile, undoImportNow } from './index.ts';
import { RowCache } from './row-cache.ts';
import { apply, createTestBureau, type TestBureau, upload } from './testing.ts';

const HEADER = 'code,school,stage,year,pupils,group\n';

for (const one of DATABASES) {
  describe(`imports at once on ${one.name}`, () => {
    const workers = createWorkerPool(2);
    let database: TrellisDatabase;
    let bureau: TestBureau;
    beforeAll(async () => {
      database = await one.open();
    });
    afterAll(async () => {
      await database.close();
      await workers.close();
    });
    const start = (text: string) =>
      importFile(bureau.services, {
        bureauId: bureau.bureauId,
        actorName: 'test',
        fileName: 'file.csv',
        bytes: new TextEncoder().encode(text),
        presetId: 'template',
      });

    test('of two imports over the same schools the second sees what the first left', async () => {
      bureau = await createTestBureau(database, workers);
      const results = await Promise.all([
        start(`${HEADER}1,A,primary,2024,10,G\n`),
        start(`${HEADER}1,A,primary,2024,11,G\n`),
        start(`${HEADER}1,A,primary,2025,12,G\n`),
      ]);
      expect(results.map(({ kind }) => kind)).toEqual(['applied', 'applied', 'applied']);
      expect(await bureau.rows('select count(*) from school')).toEqual([{ count: 1 }]);
      expect(await bureau.rows('select count(*) from membership')).toEqual([{ count: 1 }]);
      expect(
        await bureau.rows(
          'select year, count(*) from indicator_value where superseded_by is null group by year order by 1',
        ),
      ).toEqual([
        { year: 2024, count: 1 },
        { year: 2025, count: 1 },
      ]);
    });

    test('of two that contradict each other one wins and the other is refused with its row', async () => {
      bureau = await createTestBureau(database, workers);
      const results = await Promise.all(
        ['G', 'H'].map((group) => start(`${HEADER}1,A,primary,2024,10,${group}\n`)),
      );
      const refused = results.filter((result) => result.kind === 'refused');
      expect(refused).toHaveLength(1);
      expect(refused[0]!.problems).toMatchObject([{ code: 'overlapping-membership', row: 2 }]);
      expect(await bureau.rows('select count(*) from membership')).toEqual([{ count: 1 }]);
    });

    test('a double click applies an import once', async () => {
      bureau = await createTestBureau(database, workers);
      const id = await upload(bureau, 'a.csv', `${HEADER}1,A,primary,2024,10,G\n`);
      const clicks = await Promise.allSettled([apply(bureau, id), apply(bureau, id)]);
      await bureau.settle();
      const refused = clicks.filter((click) => click.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]!.reason).toMatchObject({ code: 'conflict' });
      expect(await bureau.rows('select count(*) from indicator_value')).toEqual([{ count: 1 }]);
    });

    test('an undo beside an import that builds on it goes first, or is refused in words', async () => {
      bureau = await createTestBureau(database, workers);
      for (let round = 0; round < 5; round++) {
        const first = await start(`${HEADER}${round},S${round},primary,2023,10,G${round}\n`);
        const [second, undone] = await Promise.allSettled([
          start(`${HEADER}${round},S${round},primary,2024,11,G${round}\n`),
          undoImportNow(bureau.services, { bureauId: bureau.bureauId, importId: first.importId }),
        ]);
        expect(second).toMatchObject({ status: 'fulfilled', value: { kind: 'applied' } });
        if (undone.status === 'rejected') {
          expect(undone.reason).toBeInstanceOf(AppError);
          expect(undone.reason.text.zh).toContain('之后的导入以其记录为基础');
        }
        const years = await bureau.rows<{ year: number }>(
          `select year from indicator_value v join school_code c using (school_id) where c.code = '${round}' order by 1`,
        );
        expect(years.map(({ year }) => year)).toEqual(undone.status === 'rejected' ? [2023, 2024] : [2024]);
      }
    });

    test('a page of a large file and one of its rows are there at once the second time', async () => {
      bureau = await createTestBureau(database, workers);
      const lines = Array.from({ length: 20_000 }, (_, n) => `${n},S${n},primary,2024,${10 + n},`);
      const id = await upload(bureau, 'large.csv', `${HEADER}${lines.join('\n')}\n`);
      await bureau.ask('GET /api/imports/:id/preview', { params: { id } });
      const started = performance.now();
      const page = await bureau.ask('GET /api/imports/:id/preview', { params: { id }, query: { page: 300 } });
      const source = await bureau.ask('GET /api/imports/:id/rows/:row', { params: { id, row: 15_000 } });
      const milliseconds = performance.now() - started;
      expect(page.items[0]).toMatchObject({ row: 14_952 });
      expect(source.cells[1]).toMatchObject({ value: 'S14998' });
      expect(milliseconds).toBeLessThan(400);
    });
  });
}

test('rows kept in memory stay within their bytes, the one unused longest goes first', async () => {
  const line = 'x'.repeat(100);
  const table = { format: 'csv', columns: [], rowNumbers: new Int32Array(1), lines: [line] } as const;
  const cache = new RowCache(500);
  let reads = 0;
  const get = (key: string) =>
    cache.get(key, async () => {
      reads++;
      return table;
    });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
  expect(reads).toBe(4);
  expect(cache.bytes).toBeLessThanOrEqual(500);
  await cache.get('huge', async () => ({ ...table, lines: ['y'.repeat(1000)] }));
  expect(cache.bytes).toBeLessThanOrEqual(500);
});
