import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWorkbook, sheetData, utf8 } from '../../../platform/tables/fixtures.ts';
import { ask, createBureau, createPerson } from '../../../testing/ask.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { startTestServer, type TestServer } from '../../../testing/start-test-server.ts';
import { importFile, presentFinding } from './index.ts';

const HEADER = 'school,stage,year,pupils';
const rows = (...lines: string[]) => utf8([HEADER, ...lines].join('\n'));
const headerCells = HEADER.split(',');
const goodWorkbook = buildWorkbook({
  sheets: { data: sheetData([headerCells, ['A', 'primary', 2025, 10]]) },
});

interface BadFile {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  /** What is found in it, and in which row where it is of a row. */
  readonly finds: readonly string[];
}

const BAD: Readonly<Record<string, BadFile>> = {
  'bytes of another encoding': {
    name: 'latin.csv',
    bytes: () => iconv.encode(`${HEADER}\nÉcole,primary,2025,10\n`, 'latin1'),
    finds: ['wrong-encoding'],
  },
  'a header twice': {
    name: 'a.csv',
    bytes: () => utf8(`${HEADER},pupils\nA,primary,2025,10,11\n`),
    finds: ['1 duplicate-header'],
  },
  'merged cells': {
    name: 'a.xlsx',
    bytes: () =>
      buildWorkbook({
        sheets: {
          data: `${sheetData([headerCells, ['A', 'primary', 2025, 10], [null, 'junior', 2025, 5]])}<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`,
        },
      }),
    finds: ['2 merged-cells'],
  },
  'numbers in full width': {
    name: 'a.csv',
    bytes: () => rows('A,primary,2025,"１，２００"'),
    finds: ['2 number-as-text'],
  },
  'numbers with separators': {
    name: 'a.csv',
    bytes: () => rows('A,primary,2025,"1,200"'),
    finds: ['2 number-as-text'],
  },
  percentages: {
    name: 'a.csv',
    bytes: () => rows('A,primary,2025,12%'),
    finds: ['2 percent-as-number'],
  },
  'a school year twice': {
    name: 'a.csv',
    bytes: () => rows('A,primary,2025,10', 'A,primary,2025,11'),
    finds: ['3 duplicate-school-year'],
  },
  'a school year long before it comes': {
    name: 'a.csv',
    bytes: () => rows('A,primary,2142,10', 'B,primary,2025,10'),
    finds: ['2 future-year'],
  },
  'negative and impossible values': {
    name: 'a.csv',
    bytes: () => rows('A,primary,2025,-5', 'B,primary,2025,60000', 'C,primary,2025,1.5'),
    finds: ['2 negative-number', '3 impossible-value', '4 not-whole'],
  },
  'an unknown stage': {
    name: 'a.csv',
    bytes: () => rows('A,college,2025,10'),
    finds: ['2 unknown-stage'],
  },
  'no pupils': { name: 'a.csv', bytes: () => rows('A,primary,2025,0'), finds: ['2 zero-pupils'] },
  'a packed bomb': {
    name: 'bomb.xlsx',
    bytes: () => {
      const zero = new Uint8Array(220 * 1024 * 1024);
      return zipSync({ '[Content_Types].xml': utf8('x'), 'xl/workbook.xml': zero }, { level: 9 });
    },
    finds: ['zip-bomb'],
  },
  'a formula': {
    name: 'a.xlsx',
    bytes: () =>
      buildWorkbook({
        sheets: { data: sheetData([headerCells, ['A', 'primary', 2025, '<c><f>5+5</f><v>10</v></c>']]) },
      }),
    finds: ['2 formula'],
  },
  'a formula without a value': {
    name: 'a.xlsx',
    bytes: () =>
      buildWorkbook({
        sheets: {
          data: sheetData([
            [...headerCells, 'teachers'],
            ['A', 'primary', 2025, '<c><f>5+5</f></c>', 1],
          ]),
        },
      }),
    finds: ['2 formula'],
  },
  'a workbook cut off': {
    name: 'a.xlsx',
    bytes: () => goodWorkbook.subarray(0, goodWorkbook.length - 60),
    finds: ['truncated-file'],
  },
  'a table cut off': {
    name: 'a.csv',
    bytes: () => rows('A,primary,2025,10', 'B,prim'),
    finds: ['3 truncated-file'],
  },
  'a program called .csv': {
    name: 'setup.csv',
    bytes: () => Uint8Array.from({ length: 4096 }, (_, n) => (n < 2 ? [0x4d, 0x5a][n]! : (n * 197) % 256)),
    finds: ['not-a-spreadsheet'],
  },
  'no byte at all': { name: 'a.csv', bytes: () => new Uint8Array(), finds: ['empty-file'] },
  'only headers': { name: 'a.csv', bytes: () => utf8(`${HEADER}\n`), finds: ['1 header-only'] },
  'more columns than are read': {
    name: 'a.csv',
    bytes: () => utf8(`${HEADER},${Array.from({ length: 2000 }, (_, n) => `c${n}`).join(',')}\n`),
    finds: ['1 too-many-columns'],
  },
  'a million empty rows': {
    name: 'a.csv',
    bytes: () => utf8(`${HEADER}\n${',,,\n'.repeat(1_000_000)}`),
    finds: ['1 header-only'],
  },
  'a name of five thousand characters': {
    name: 'a.csv',
    bytes: () => rows(`${'长'.repeat(5000)},primary,2025,10`),
    finds: ['2 text-too-long'],
  },
  'a name of five hundred characters': {
    name: 'a.csv',
    bytes: () => rows(`${'长'.repeat(500)},primary,2025,10`),
    finds: ['2 text-too-long'],
  },
};

/** Strange but legitimate: kept to the letter, escaped wherever they are shown. */
const ODD_NAMES = [
  '<script>alert(1)</script>',
  "=cmd|'/c calc'!A1",
  '\u200Fمدرسة',
  '🏫 School',
  "O'Brien; --",
];

for (const one of DATABASES) {
  describe(`bad files on ${one.name}`, () => {
    let server: TestServer;
    let bureauId: string;
    let cookie: string;
    beforeAll(async () => {
      server = await startTestServer(one, { demo: false });
      bureauId = await createBureau(server);
      ({ cookie } = await createPerson(server, {
        bureauId,
        role: 'bureau-officer',
        scopeKind: 'bureau',
        scopeId: bureauId,
      }));
    });
    afterAll(() => server.close());

    const dump = () =>
      server.trellis.services.database.asBureau(bureauId, async (db) => {
        const counts: string[] = [];
        for (const table of ['school', 'school_profile', 'education_group', 'membership', 'indicator_value'])
          counts.push(
            JSON.stringify(
              (await sql`select to_jsonb(t)::text as line from ${sql.table(table)} t order by 1`.execute(db))
                .rows,
            ),
          );
        return counts.join('\n');
      });
    const upload = async (fileName: string, bytes: Uint8Array) => {
      const sent = await ask(server, `POST /api/imports?fileName=${encodeURIComponent(fileName)}`, {
        cookie,
        body: Buffer.from(bytes),
        headers: { 'content-type': 'application/octet-stream' },
      });
      if (sent.status !== 200) return sent.body;
      for (;;) {
        const { body } = await ask(server, `GET /api/imports/${sent.body.id}`, { cookie });
        if (body.status !== 'checking' && body.status !== 'applying') return body;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };

    test.each(Object.entries(BAD))(
      '%s: refused with place, value and remedy in both languages, and nothing changes',
      async (_, { name, bytes, finds }) => {
        const file = bytes();
        const before = await dump();
        const result = await importFile(server.trellis.services, {
          bureauId,
          actorName: 'test',
          fileName: name,
          bytes: file,
          presetId: 'template',
        });
        if (result.kind !== 'refused') throw new Error('applied');
        const errors = result.problems.filter(({ severity }) => severity === 'error');
        const found = errors.map(({ row, code }) => (row === undefined ? code : `${row} ${code}`));
        expect(found).toEqual(expect.arrayContaining([...finds]));
        // What is there but cannot be read is not missing too.
        for (const unread of ['2 text-too-long', '2 formula']) {
          if (found.includes(unread)) expect(found).toEqual([unread]);
        }
        if (finds[0] === '2 formula') expect(errors).toMatchObject([{ value: '=5+5' }]);
        for (const finding of errors) {
          for (const language of ['en', 'zh'] as const) {
            const { message, remedy } = presentFinding(finding, language);
            expect(message.length).toBeGreaterThan(3);
            expect(remedy.length).toBeGreaterThan(2);
            expect(`${message}${remedy}`).not.toMatch(/undefined|\[object|[{}]/);
          }
        }

        const detail = await upload(name, file);
        const told = await ask(server, `GET /api/imports/${detail.id}/problems?severity=error&lang=zh`, {
          cookie,
        });
        expect(
          told.body.items.map(({ row, code }: never) => (row === null ? code : `${row} ${code}`)),
        ).toEqual(expect.arrayContaining([...finds]));
        const applied = await ask(server, `POST /api/imports/${detail.id}/apply`, { cookie });
        expect(applied.status).toBe(409);
        expect(await dump()).toBe(before);
      },
    );

    test('a body of 200 MB is refused before it is read', async () => {
      const answer = await ask(server, 'POST /api/imports?fileName=big.csv', {
        cookie,
        body: Buffer.from('x'),
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(200 * 1024 * 1024) },
      });
      expect(answer.status).toBe(413);
    });

    test('odd names are names, and a file name is never a path', async () => {
      const detail = await upload(
        '../../etc/\u0007pass\nwd.csv',
        utf8(`${HEADER}\n${ODD_NAMES.map((name) => `"${name}",primary,2025,10`).join('\n')}\n`),
      );
      expect(detail).toMatchObject({ fileName: 'passwd.csv', status: 'checked', badRows: 0 });
      const bad = await upload(
        'odd.csv',
        utf8(`${HEADER}\n${ODD_NAMES.map((name) => `"${name}",primary,2025,x`).join('\n')}\n`),
      );
      const sheet = await ask(server, `GET /api/imports/${bad.id}/bad-rows?format=csv`, { cookie });
      expect(sheet.text).toContain("'=cmd");
    });
  });
}
