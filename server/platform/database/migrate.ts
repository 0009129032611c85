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
    begin;
    ${TAKE_TURNS}
    create table if not exists schema_migration (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now());
    commit;`);
  let applied = await listApplied(database.system);
  for (const name of (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort()) {
    const text = await readFile(new URL(name, FOLDER), 'utf8');
    const digest = createHash('sha256').update(text).digest('hex');
    if (!applied.has(name)) {
      // Its row first: a server that waited its turn then fails on the row, before it touches anything.
      await database
        .executeSql(`
          begin;
          ${TAKE_TURNS}
          insert into schema_migration (name, sha256) values ('${name}', '${digest}');
          ${text}
          commit;`)
        .catch(async (error: unknown) => {
          applied = await listApplied(database.system);
          if (!applied.has(name)) throw error;
        });
    }
    if ((applied.get(name) ?? digest) !== digest) {
      throw new Error(
        `Migration ${name} was applied with another text. Restore the file, and put the change into a new migration.`,
      );
    }
  }
}

/** Servers that start together on one database wait for each other. */
const TAKE_TURNS = 'select pg_advisory_xact_lock(7300512);';

async function listApplied(db: Kysely<Tables>): Promise<Map<string, string>> {
  const { rows } = await sql<{
    name: string;
    sha256: string;
  }>`select name, sha256 from schema_migration`.execute(db);
  return new Map(rows.map((row) => [row.name, row.sha256]));
}
