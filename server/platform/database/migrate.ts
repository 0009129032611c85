import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/**
 * Applies every migration that the database has not seen, in order, each whole or not at all.
 *
 * @throws when an applied migration's text has changed since: history is not rewritten.
 */
export async function migrateDatabase(database: {
  system: Kysely<Tables>;
  executeSql(text: string): Promise<unknown>;
}): Promise<void> {
  await database.executeSql(`
    create table if not exists schema_migration (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
  const applied = await sql<{
    name: string;
    sha256: string;
  }>`select name, sha256 from schema_migration`.execute(database.system);
  const seen = new Map(applied.rows.map((row) => [row.name, row.sha256]));
  for (const name of (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort()) {
    const text = await readFile(new URL(name, FOLDER), 'utf8');
    const digest = createHash('sha256').update(text).digest('hex');
    if (seen.has(name)) {
      if (seen.get(name) !== digest) {
        throw new Error(
          `Migration ${name} was applied with another text. Restore the file, and put the change into a new migration.`,
        );
      }
      continue;
    }
    // The lock makes two servers that start together take turns; the second finds the work done.
    await database.executeSql(`
      begin;
      select pg_advisory_xact_lock(7300512);
      ${text}
      insert into schema_migration (name, sha256) values ('${name}', '${digest}');
      commit;`);
  }
}
