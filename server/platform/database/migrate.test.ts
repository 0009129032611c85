import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { DATABASES, startPostgres } from '../../testing/databases.ts';
import { openDatabase } from './index.ts';
import { migrateDatabase } from './migrate.ts';

const hasPostgres = DATABASES.some((database) => database.name === 'postgres');

describe.skipIf(!hasPostgres)('servers that start together on an empty database', () => {
  test('each finds the schema whole: one builds it, the others wait', async () => {
    const server = await startPostgres();
    const name = `together_${randomUUID().replaceAll('-', '')}`;
    await server.create(name);
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ dataFolder: 'memory', url: server.url(name) })),
    );
    const { rows } = await sql<{ name: string }>`select name from schema_migration order by name`.execute(
      opened[0]!.system,
    );
    expect(rows.map((row) => row.name)).toEqual([...new Set(rows.map((row) => row.name))]);
    expect(rows.length).toBeGreaterThan(1);
    await Promise.all(opened.map((database) => database.close()));
  });
});

describe.skipIf(!hasPostgres)('a database prepared by an administrator', () => {
  test('is taken into use by a role that is no superuser, as the guide for districts says', async () => {
    const server = await startPostgres();
    const name = `district_${randomUUID().replaceAll('-', '')}`;
    await server.create(name);
    const administrator = new pg.Client({ connectionString: server.url(name) });
    await administrator.connect();
    const guide = await readFile(
      new URL('../../../docs/guide/run-for-a-district.md', import.meta.url),
      'utf8',
    );
    const statements = /```sql\n([\s\S]*?)```/
      .exec(guide)![1]!
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('\\') && !line.startsWith('create database'))
      // The server of the tests has a superuser of that name, and its roles are shared by all of them.
      .map((line) => line.replace(/\btrellis\b/g, name).replace('create role trellis_app nologin;', ''))
      .filter((line) => line !== '');
    await administrator.query(
      `do $$ begin create role trellis_app nologin; exception when duplicate_object then null; end $$;`,
    );
    for (const statement of statements) await administrator.query(statement);
    await administrator.query(
      `alter role ${name} password 'own'; alter database ${name} owner to ${name};
       alter schema public owner to pg_database_owner`,
    );
    await administrator.end();
    const url = new URL(server.url(name));
    url.username = name;
    url.password = 'own';
    const opened = await openDatabase({ dataFolder: 'memory', url: url.href });
    expect(
      await opened.asBureau(randomUUID(), (db) => db.selectFrom('school').selectAll().execute()),
    ).toEqual([]);
    await opened.close();
  });
});

for (const database of DATABASES) {
  describe(`migrations on ${database.name}`, () => {
    test('are applied once: opening again changes nothing', async () => {
      const db = await database.open();
      const read = async () =>
        (await sql`select * from schema_migration order by name`.execute(db.system)).rows;
      const before = await read();
      await migrateDatabase(db);
      expect(await read()).toEqual(before);
      await db.close();
    });

    test('refuse a history whose text was changed after it was applied', async () => {
      const db = await database.open();
      await sql`update schema_migration set sha256 = 'another'`.execute(db.system);
      await expect(migrateDatabase(db)).rejects.toThrow(/001-ground\.sql was applied with another text/);
      await db.close();
    });

    test('refuse a database that a newer version has written, and say what to do', async () => {
      const db = await database.open();
      await sql`insert into schema_migration (name, sha256) values ('999-later.sql', 'x')`.execute(db.system);
      await expect(migrateDatabase(db)).rejects.toThrow(
        /written by a newer version of Trellis \(it has 999-later\.sql; .*Start that version/,
      );
      await db.close();
    });

    test('leave nothing behind when one fails half-way', async () => {
      const db = await database.open();
      await sql`delete from schema_migration where name = '002-register.sql'`.execute(db.system);
      await expect(migrateDatabase(db)).rejects.toThrow(/already exists/);
      const { rows } = await sql`select 1 from schema_migration where name = '002-register.sql'`.execute(
        db.system,
      );
      expect(rows).toEqual([]);
      await db.close();
    });
  });
}
