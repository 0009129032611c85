/**
 * Kysely on the embedded database, one query stream at a time.
 *
 * The embedded database has a single session. Kysely's own dialect hands that session to every caller at once,
 * so that a query made while somebody else's transaction is open runs *inside* that transaction, with its role
 * and its bureau. Here a connection is lent to one caller at a time and the others wait in line.
 */
import type { PGlite } from '@electric-sql/pglite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';

/** Lends the one session to callers in the order they asked. */
export class SessionLock {
  #tail: Promise<void> = Promise.resolve();

  async acquire(): Promise<() => void> {
    const previous = this.#tail;
    let release!: () => void;
    this.#tail = new Promise((resolve) => {
      release = resolve;
    });
    await previous;
    return release;
  }
}

class EmbeddedConnection implements DatabaseConnection {
  readonly pglite: PGlite;
  readonly release: () => void;

  constructor(pglite: PGlite, release: () => void) {
    this.pglite = pglite;
    this.release = release;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.pglite.query<R>(query.sql, [...query.parameters]);
    return result.affectedRows === undefined
      ? { rows: result.rows }
      : { rows: result.rows, numAffectedRows: BigInt(result.affectedRows) };
  }

  // biome-ignore lint/correctness/useYield: the embedded database has no cursors to stream from.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The embedded database cannot stream query results.');
  }
}

class EmbeddedDriver implements Driver {
  readonly #pglite: PGlite;
  readonly #lock: SessionLock;
  readonly #beforeAcquire: () => void;

  constructor(pglite: PGlite, lock: SessionLock, beforeAcquire: () => void) {
    this.#pglite = pglite;
    this.#lock = lock;
    this.#beforeAcquire = beforeAcquire;
  }

  async init(): Promise<void> {
    await this.#pglite.waitReady;
  }

  async acquireConnection(): Promise<EmbeddedConnection> {
    this.#beforeAcquire();
    return new EmbeddedConnection(this.#pglite, await this.#lock.acquire());
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as EmbeddedConnection).release();
  }

  async destroy(): Promise<void> {
    if (!this.#pglite.closed) await this.#pglite.close();
  }
}

/** The dialect over an open embedded database; `beforeAcquire` may refuse a caller that would wait for itself. */
export function createEmbeddedDialect(pglite: PGlite, lock: SessionLock, beforeAcquire: () => void): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new EmbeddedDriver(pglite, lock, beforeAcquire),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
