import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { lockDataFolder } from './lock-data-folder.ts';
import { migrateDatabase } from './migrate.ts';
import { createEmbeddedDialect, SessionLock } from './pglite-dialect.ts';
import type { Tables } from './tables.ts';

export type BureauTransaction = Transaction<Tables>;

/** Writes beside what a transaction has done; when it fails, so does the transaction. */
export type CommitHook = (db: BureauTransaction, bureauId: string, answer: unknown) => Promise<void>;

export interface TrellisDatabase {
  readonly kind: 'pglite' | 'postgres';
  /** Sees every bureau: for sign-in, set-up and jobs' first step only. Never inside `asBureau`. */
  readonly system: Kysely<Tables>;
  /** One transaction that sees and writes one bureau's rows only. */
  asBureau<T>(bureauId: string, work: (db: BureauTransaction) => Promise<T>): Promise<T>;
  /** While `work` runs, every transaction of `asBureau` ends with `hook`, told what the transaction answered. */
  beforeCommit<T>(hook: CommitHook, work: () => Promise<T>): Promise<T>;
  /** Raw statements for the job queue; several at once when there are no values. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A PostgreSQL server; without it the embedded database in `dataFolder` is used. */
  url?: string | undefined;
  /** Folder of the embedded database, or `memory` for one that is gone when the process ends. */
  dataFolder: string;
  maxConnections?: number;
}

/** Text in, text out for days and ranges: a day has no time zone and must not pass through a clock. */
const PARSERS: Record<number, (value: string) => unknown> = {
  20: Number, // bigint: counts
  1082: (value) => value, // date
  1700: Number, // numeric
  3912: (value) => value, // daterange
};

/** Opens the database, brings its schema up to date, and hands out the two ways to speak to it. */
export async function openDatabase(options: DatabaseOptions): Promise<TrellisDatabase> {
  const opened = options.url
    ? await openServer(options.url, options.maxConnections ?? 10)
    : await openEmbedded(options.dataFolder);
  const inside = opened.inside;
  const commitHook = new AsyncLocalStorage<CommitHook>();
  const database: TrellisDatabase = {
    kind: opened.kind,
    system: opened.kysely,
    asBureau: (bureauId, work) =>
      opened.kysely.transaction().execute((transaction) =>
        inside.run(true, async () => {
          await sql`select set_config('trellis.bureau_id', ${bureauId}, true), set_config('role', 'trellis_app', true)`.execute(
            transaction,
          );
          const answer = await work(transaction);
          await commitHook.getStore()?.(transaction, bureauId, answer);
          return answer;
        }),
      ),
    beforeCommit: (hook, work) => commitHook.run(hook, work),
    executeSql: opened.executeSql,
    close: opened.close,
  };
  try {
    await migrateDatabase(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

interface Opened {
  kind: 'pglite' | 'postgres';
  kysely: Kysely<Tables>;
  inside: AsyncLocalStorage<boolean>;
  executeSql: TrellisDatabase['executeSql'];
  close: () => Promise<void>;
}

async function openEmbedded(dataFolder: string): Promise<Opened> {
  const [{ PGlite }, { btree_gist }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/contrib/btree_gist'),
  ]);
  const inMemory = dataFolder === 'memory';
  if (!inMemory) await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const unlock = inMemory ? async () => {} : await lockDataFolder(dataFolder);
  const pglite = await PGlite.create({
    ...(inMemory ? {} : { dataDir: `${dataFolder}/database` }),
    extensions: { btree_gist },
    parsers: PARSERS,
  }).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
  const lock = new SessionLock();
  const inside = new AsyncLocalStorage<boolean>();
  const refuseSelfWait = () => {
    if (inside.getStore()) {
      throw new Error(
        'A query outside the running transaction would wait for itself: use the transaction’s own handle.',
      );
    }
  };
  const kysely = new Kysely<Tables>({ dialect: createEmbeddedDialect(pglite, lock, refuseSelfWait) });
  return {
    kind: 'pglite',
    kysely,
    inside,
    executeSql: async (text, values) => {
      refuseSelfWait();
      const release = await lock.acquire();
      try {
        if (values && values.length > 0) return await pglite.query(text, values);
        const results = await pglite.exec(text);
        return { rows: results.flatMap((result) => result.rows) };
      } catch (error) {
        // A failed batch may leave its own `begin` open on the one session.
        await pglite.exec('rollback').catch(() => {});
        throw error;
      } finally {
        release();
      }
    },
    close: async () => {
      await kysely.destroy();
      if (!pglite.closed) await pglite.close();
      await unlock();
    },
  };
}

async function openServer(url: string, max: number): Promise<Opened> {
  const pg = await import('pg');
  const pool = new pg.default.Pool({
    connectionString: url,
    max,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        PARSERS[oid] ??
        pg.default.types.getTypeParser(oid, format as 'text')) as typeof pg.default.types.getTypeParser,
    },
  });
  // A dropped idle connection is replaced on next use; without a listener it would end the process.
  pool.on('error', () => {});
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: 'postgres',
    kysely,
    inside: new AsyncLocalStorage<boolean>(),
    executeSql: async (text, values) => {
      const result: unknown = await pool.query(text, values as unknown[]);
      const results = Array.isArray(result)
        ? (result as { rows: unknown[] }[])
        : [result as { rows: unknown[] }];
      return { rows: results.flatMap((one) => one.rows ?? []) };
    },
    close: () => kysely.destroy(),
  };
}
