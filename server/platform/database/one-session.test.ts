import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type TrellisDatabase } from './index.ts';
import { SessionLock } from './pglite-dialect.ts';

describe('the lock of the one session', () => {
  test('serves callers in the order they asked, one at a time, whatever each takes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { minLength: 1, maxLength: 30 }), async (durations) => {
        const lock = new SessionLock();
        const served: number[] = [];
        let inside = 0;
        await Promise.all(
          durations.map(async (turns, index) => {
            const release = await lock.acquire();
            expect(++inside).toBe(1);
            served.push(index);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            inside--;
            release();
          }),
        );
        expect(served).toEqual(durations.map((_, index) => index));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the embedded database', () => {
  let db: TrellisDatabase;
  let bureauId: string;
  beforeAll(async () => {
    db = await openDatabase({ dataFolder: 'memory' });
    const row = await db.system
      .insertInto('bureau')
      .values({ code: 'one', name_en: 'One', name_zh: '' })
      .returning('id')
      .executeTakeFirstOrThrow();
    bureauId = row.id;
  });
  afterAll(() => db.close());

  test('refuses a transaction inside a transaction, which would wait for itself for ever', async () => {
    const attempts = [
      () => db.asBureau(bureauId, async (tx) => sql`select 1`.execute(tx)),
      () => sql`select 1`.execute(db.system),
      () => db.system.selectFrom('bureau').selectAll().execute(),
      () => db.executeSql('select 1'),
    ];
    for (const attempt of attempts) {
      await expect(db.asBureau(bureauId, attempt as () => Promise<unknown>)).rejects.toThrow(
        /would wait for itself/,
      );
    }
    expect((await sql<{ one: number }>`select 1 as one`.execute(db.system)).rows).toEqual([{ one: 1 }]);
  });

  test('lends the session on after each failure, whatever failed', async () => {
    await expect(db.asBureau(bureauId, (tx) => sql`select nonsense`.execute(tx))).rejects.toThrow();
    await expect(db.executeSql('begin; select nonsense; commit;')).rejects.toThrow();
    await expect(db.executeSql('select $1::integer', ['x'])).rejects.toThrow();
    await expect(
      db.asBureau(bureauId, async () => {
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    const { rows } = await sql<{ role: string; bureau: string }>`
      select current_user as role, current_setting('trellis.bureau_id', true) as bureau`.execute(db.system);
    expect(rows[0]!.role).not.toBe('trellis_app');
    expect(rows[0]!.bureau ?? '').toBe('');
  });

  test('lets many requests at once each see its own bureau', async () => {
    const others = await db.system
      .insertInto('bureau')
      .values(Array.from({ length: 8 }, (_, index) => ({ code: `b${index}`, name_en: 'B', name_zh: '' })))
      .returning(['id', 'code'])
      .execute();
    const seen = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const { id, code } = others[index % others.length]!;
        return db.asBureau(id, async (tx) => {
          await sql`select pg_sleep(0.001)`.execute(tx);
          const rows = await tx.selectFrom('bureau').select('code').execute();
          return [code, ...rows.map((row) => row.code)];
        });
      }),
    );
    for (const codes of seen) expect(codes).toEqual([codes[0], codes[0]]);
  });

  test('says that it cannot stream instead of returning a part', async () => {
    const read = async () => {
      for await (const _ of db.system.selectFrom('bureau').selectAll().stream()) break;
    };
    await expect(read()).rejects.toThrow(/cannot stream/);
  });
});
