import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { AppError } from '../errors/app-error.ts';
import type { Tables } from './tables.ts';

const FOLDER = new URL('./migrations/', import.meta.url);

/**
 * Applies every migration that the database has not seen, in order, each whole or not at all.
 *
 * @throws AppError `conflict` when a newer version has written the database: this one does not know what it changed.
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
  const names = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).sort();
  const unknown = [...applied.keys()].filter((name) => !names.includes(name)).sort();
  if (unknown.length > 0) throw writtenByNewer(unknown.at(-1)!, names.at(-1)!);
  for (const name of names) {
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

function writtenByNewer(theirs: string, ours: string): AppError {
  return new AppError('conflict', {
    en: `This database was written by a newer version of Trellis (it has ${theirs}; this version ends with ${ours}). Start that version, or go back to a copy from before, or name another folder with TRELLIS_DATA.`,
    zh: `该数据库由更新版本的 Trellis 写入（其中有 ${theirs}，当前版本止于 ${ours}）。请启动更新版本，或恢复升级前的备份，或用 TRELLIS_DATA 指定另一个文件夹。`,
  });
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
