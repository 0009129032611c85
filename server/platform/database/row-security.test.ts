import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES } from '../../testing/databases.ts';
import type { TrellisDatabase } from './index.ts';

/** Belong to no bureau; requests must not reach them. */
const OUTSIDE_BUREAUS = [
  'account_credential',
  'account_rate_limit',
  'account_session',
  'account_user',
  'account_verification',
  'installation',
  'schema_migration',
];

/** Requests add to these at most. */
const APPEND_ONLY = ['audit_chain', 'audit_entry'];

for (const database of DATABASES) {
  describe(`row-level security on ${database.name}`, () => {
    let db: TrellisDatabase;
    let north: string;
    let south: string;
    let tables: { name: string; secured: boolean; ofBureau: boolean }[];
    beforeAll(async () => {
      db = await database.open();
      const rows = await db.system
        .insertInto('bureau')
        .values([
          { code: 'north', name_en: 'North', name_zh: '' },
          { code: 'south', name_en: 'South', name_zh: '' },
        ])
        .returning('id')
        .execute();
      [north, south] = rows.map((row) => row.id) as [string, string];
      const found = await sql<{ name: string; secured: boolean; ofBureau: boolean }>`
        select t.tablename as name, t.rowsecurity as secured, exists (
          select from information_schema.columns c where c.table_schema = 'public'
            and c.table_name = t.tablename and c.column_name = 'bureau_id') as "ofBureau"
        from pg_tables t where t.schemaname = 'public' order by t.tablename`.execute(db.system);
      tables = found.rows;
    });
    afterAll(() => db.close());

    const asNorth = (text: string) => db.asBureau(north, (tx) => sql.raw(text).execute(tx));

    test('every table is a bureau’s and secured, or out of the reach of requests', () => {
      const ofBureau = tables.filter((table) => table.ofBureau);
      expect(ofBureau.length).toBeGreaterThan(20);
      expect(ofBureau.filter((table) => !table.secured)).toEqual([]);
      expect(tables.filter((table) => !table.ofBureau).map((table) => table.name)).toEqual(
        [...OUTSIDE_BUREAUS, 'bureau'].sort(),
      );
      expect(tables.find((table) => table.name === 'bureau')!.secured).toBe(true);
    });

    test('every policy holds for reading and for writing', async () => {
      const { rows } = await sql<{ table: string; reads: string | null; writes: string | null }>`
        select tablename as table, qual as reads, with_check as writes from pg_policies
        where schemaname = 'public'`.execute(db.system);
      const secured = tables.filter((table) => table.secured).map((table) => table.name);
      expect(rows.map((row) => row.table).sort()).toEqual(secured);
      for (const { table, reads, writes } of rows) {
        const rule = table === 'bureau' ? '(id = trellis_bureau())' : '(bureau_id = trellis_bureau())';
        expect([table, reads, writes]).toEqual([table, rule, rule]);
      }
    });

    test('requests cannot read, write or empty accounts, sessions and settings of the installation', async () => {
      for (const table of OUTSIDE_BUREAUS) {
        for (const statement of ['select * from', 'delete from', 'truncate']) {
          await expect(asNorth(`${statement} ${table}`), `${statement} ${table}`).rejects.toThrow(
            /permission denied/,
          );
        }
      }
      await expect(asNorth('select * from job_queue.job')).rejects.toThrow(
        /permission denied|does not exist/,
      );
    });

    test('requests cannot change, add or remove a bureau', async () => {
      for (const statement of [
        "update bureau set name_en = 'Mine'",
        "insert into bureau (code, name_en) values ('new', 'New')",
        'delete from bureau',
      ]) {
        await expect(asNorth(statement), statement).rejects.toThrow(/permission denied/);
      }
    });

    test('requests can neither empty a table past the policies nor change its shape', async () => {
      for (const { name } of tables.filter((table) => table.ofBureau)) {
        await expect(asNorth(`truncate ${name}`), name).rejects.toThrow(/permission denied/);
        await expect(asNorth(`alter table ${name} disable row level security`), name).rejects.toThrow(
          /must be owner/,
        );
      }
      await expect(asNorth('create table mine (id integer)')).rejects.toThrow(/permission denied/);
    });

    test('no row of another bureau can be read, changed, deleted or written, in any table', async () => {
      await db.asBureau(south, (tx) => tx.insertInto('school').values({ bureau_id: south }).execute());
      for (const { name } of tables.filter((table) => table.ofBureau)) {
        const rows = async (text: string) => (await asNorth(text)) as { rows: unknown[] };
        expect((await rows(`select * from ${name} where bureau_id = '${south}'`)).rows).toEqual([]);
        if (APPEND_ONLY.includes(name)) {
          for (const statement of [`update ${name} set bureau_id = bureau_id`, `delete from ${name}`]) {
            await expect(asNorth(statement), statement).rejects.toThrow(/permission denied/);
          }
          continue;
        }
        const changed = await asNorth(`update ${name} set bureau_id = bureau_id`);
        expect(Number(changed.numAffectedRows ?? 0n), name).toBe(0);
        const gone = await asNorth(`delete from ${name} where bureau_id = '${south}'`);
        expect(Number(gone.numAffectedRows ?? 0n), name).toBe(0);
      }
      await expect(asNorth(`insert into school (bureau_id) values ('${south}')`)).rejects.toThrow(
        /row-level security/,
      );
      await expect(
        db.asBureau(north, async (tx) => {
          await tx.insertInto('school').values({ bureau_id: north }).execute();
          await sql`update school set bureau_id = ${south}`.execute(tx);
        }),
      ).rejects.toThrow(/row-level security/);
      const left = await db.system.selectFrom('school').select('id').where('bureau_id', '=', south).execute();
      expect(left).toHaveLength(1);
    });

    test('a reference to another bureau’s row is refused by the database', async () => {
      const theirs = await db.system
        .selectFrom('school')
        .select('id')
        .where('bureau_id', '=', south)
        .executeTakeFirstOrThrow();
      await expect(
        asNorth(
          `insert into school_profile (bureau_id, school_id, during, name_en) values ('${north}', '${theirs.id}', '[2000-01-01,)', 'Stolen')`,
        ),
      ).rejects.toThrow(/foreign key/);
    });

    test('without a bureau nothing is seen', async () => {
      await db.system.transaction().execute(async (tx) => {
        await sql`set local role trellis_app`.execute(tx);
        expect((await sql`select * from bureau`.execute(tx)).rows).toEqual([]);
        expect((await sql`select * from school`.execute(tx)).rows).toEqual([]);
      });
    });
  });
}
