import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ImportMapping } from '@trellis/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import { createWorkerPool } from '../../../platform/workers/index.ts';
import { DATABASES } from '../../../testing/databases.ts';
import { importFile } from './index.ts';
import { DEFAULT_OPTIONS } from './mapping.ts';
import { createTestBureau, type TestBureau } from './testing.ts';

const ENGLAND = `${process.env.TRELLIS_SHARED_DATA ?? new URL('../../../../../shared/data', import.meta.url).pathname}/england`;
const isLong = process.env.TRELLIS_TEST_LONG === '1' && existsSync(`${ENGLAND}/eng_urn_links_2022.csv`);

for (const one of DATABASES) {
  describe(`links between school codes on ${one.name}`, () => {
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

    const run = async (text: string | Uint8Array, presetId?: string, mapping?: ImportMapping) => {
      const result = await importFile(bureau.services, {
        bureauId: bureau.bureauId,
        actorName: 'test',
        fileName: 'file.csv',
        bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text,
        ...(presetId ? { presetId } : {}),
        ...(mapping ? { mapping } : {}),
      });
      if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems.slice(0, 5)));
      return result;
    };
    const links = (...rows: string[]) =>
      run(['URN,LinkURN,LinkType,LinkEstablishedDate', ...rows].join('\n'), 'england-urn-links');
    const schools = (...rows: string[]) =>
      run(['code,school,stage,year,pupils,teachers', ...rows].join('\n'), undefined, {
        kind: 'school-years',
        columns: ['code', 'school', 'stage', 'year', 'pupils', 'teachers'].map((field, index) => ({
          index,
          field,
        })),
        constants: {},
        options: { ...DEFAULT_OPTIONS, codeScheme: 'urn' },
      });
    const codesBySchool = async () => {
      const rows = await bureau.rows<{ codes: string[] }>(
        'select array_agg(code order by code) as codes from school_code group by school_id order by 1',
      );
      return rows.map(({ codes }) => codes.join('='));
    };

    test('a code told from both ends goes to the school whose older code it follows', async () => {
      bureau = await createTestBureau(database, workers);
      await schools('1,A,primary,2018,100,');
      await links('1,2,Successor,2020-09-01', '2,1,Predecessor,2020-09-01');
      expect(await codesBySchool()).toEqual(['1=2']);
    });

    test('a school counted after the day on which another is said to have followed it is still there', async () => {
      bureau = await createTestBureau(database, workers);
      await schools('1,A,secondary,2018,100,');
      await links(
        '0,1,Successor,2010-09-01',
        '1,0,Predecessor,2010-09-01',
        '1,2,Successor,2013-08-01',
        '2,1,Predecessor,2013-08-01',
      );
      expect(await codesBySchool()).toEqual(['0=1']);
      await schools('2,A Sixth Form,senior,2018,40,');
      expect(await codesBySchool()).toEqual(['0=1', '2']);
      await links('1,2,Successor,2013-08-01', '2,1,Predecessor,2013-08-01');
      expect(await bureau.rows('select kind from affiliation')).toEqual([{ kind: 'successor-of' }]);
    });

    test('a link told from one end only makes one school of two codes when nothing lives under the older one', async () => {
      bureau = await createTestBureau(database, workers);
      await schools('1,A,primary,2018,100,', '3,B,primary,2018,100,');
      await links('1,2,Successor,2020-09-01', '3,4,Predecessor,2015-09-01');
      expect(await codesBySchool()).toEqual(['1', '3=4']);
    });

    test('rows of one school year under both codes of a school are one: the later code’s figures, the earlier one’s where it has none', async () => {
      bureau = await createTestBureau(database, workers);
      await schools('2,A,primary,2020,100,');
      await links('1,2,Successor,2019-01-01', '2,1,Predecessor,2019-01-01');
      await schools('1,A,primary,2018,90,9', '2,A,primary,2018,95,');
      expect(
        await bureau.rows(
          'select variable, value, source_row from indicator_value where year = 2018 order by variable',
        ),
      ).toEqual([
        { variable: 'pupils', value: 95, source_row: 3 },
        { variable: 'teachers', value: 9, source_row: 2 },
      ]);
    });

    test.runIf(isLong).each(['schools-links-membership', 'membership-links-schools'])(
      'England’s three files import without an error in the order %s, and show trusts with their schools',
      {
        timeout: 600_000,
      },
      async (order) => {
        const own = await one.open();
        bureau = await createTestBureau(own, workers);
        try {
          const files = {
            schools: 'eng_schools_2019_geo_trust.csv',
            links: 'eng_urn_links_2022.csv',
            membership: 'eng_group_membership_2022.csv',
          } as const;
          for (const name of order.split('-') as (keyof typeof files)[]) {
            const started = performance.now();
            const { counts } = await run(await readFile(`${ENGLAND}/${files[name]}`));
            const seconds = ((performance.now() - started) / 1000).toFixed(1);
            process.stdout.write(`${one.name} ${order}: ${name} ${seconds} s ${JSON.stringify(counts)}\n`);
          }
          // Both schools of the trust that called each other predecessor and successor.
          const members = await bureau.rows(`
          select c.code, lower(m.during)::text as since from membership m
          join education_group g on g.id = m.group_id join school_code c on c.school_id = m.school_id
          where g.code = '3684' and c.code in ('136136', '141491') order by 1`);
          expect(members).toEqual([
            { code: '136136', since: '2010-09-01' },
            { code: '141491', since: '2013-08-01' },
          ]);
          const [trusts] = await bureau.rows<{ trusts: number }>(
            "select count(distinct group_id) as trusts from membership m join education_group g on g.id = group_id where g.kind like '%academy-trust'",
          );
          expect(trusts!.trusts).toBeGreaterThan(2000);
        } finally {
          await own.close();
        }
      },
    );
  });
}
