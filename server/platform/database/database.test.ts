import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASES } from '../../testing/databases.ts';
import type { TrellisDatabase } from './index.ts';

for (const database of DATABASES) {
  describe(`the database on ${database.name}`, () => {
    let db: TrellisDatabase;
    let north: string;
    let south: string;
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
    });
    afterAll(() => db.close());

    test('shows a bureau its own rows only, even when a query forgets to ask', async () => {
      await db.asBureau(north, (tx) => tx.insertInto('school').values({ bureau_id: north }).execute());
      expect(await db.asBureau(north, (tx) => tx.selectFrom('school').selectAll().execute())).toHaveLength(1);
      expect(await db.asBureau(south, (tx) => tx.selectFrom('school').selectAll().execute())).toHaveLength(0);
      expect(await db.asBureau(south, (tx) => tx.selectFrom('bureau').select('code').execute())).toEqual([
        { code: 'south' },
      ]);
    });

    test("refuses to write another bureau's rows", async () => {
      await expect(
        db.asBureau(south, (tx) => tx.insertInto('school').values({ bureau_id: north }).execute()),
      ).rejects.toThrow(/row-level security/);
    });

    test('keeps a request away from accounts and sessions', async () => {
      await expect(
        db.asBureau(north, (tx) => tx.selectFrom('account_user').selectAll().execute()),
      ).rejects.toThrow(/permission denied/);
    });

    test('runs a query made while a transaction is open outside of that transaction', async () => {
      const seen: string[] = [];
      const slow = db.asBureau(north, async (tx) => {
        await sql`select 1`.execute(tx);
        await new Promise((resolve) => setTimeout(resolve, 50));
        seen.push('transaction');
      });
      await new Promise((resolve) => setTimeout(resolve, 10));
      const other = await sql<{ role: string }>`select current_user as role`.execute(db.system);
      await slow;
      expect(other.rows[0]!.role).not.toBe('trellis_app');
      expect(seen).toEqual(['transaction']);
    });

    test('takes everything back when the work inside a transaction fails', async () => {
      await expect(
        db.asBureau(south, async (tx) => {
          await tx.insertInto('school').values({ bureau_id: south }).execute();
          throw new Error('stop');
        }),
      ).rejects.toThrow('stop');
      expect(await db.asBureau(south, (tx) => tx.selectFrom('school').selectAll().execute())).toHaveLength(0);
    });

    test('does not let two memberships in governing groups overlap', async () => {
      await db
        .asBureau(north, async (tx) => {
          const school = await tx
            .insertInto('school')
            .values({ bureau_id: north })
            .returning('id')
            .executeTakeFirstOrThrow();
          await tx
            .insertInto('school_profile')
            .values({ bureau_id: north, school_id: school.id, during: '[1990-01-01,)', name_en: 'S' })
            .execute();
          for (const code of ['a', 'b']) {
            const group = await tx
              .insertInto('education_group')
              .values({ bureau_id: north, code, kind: 'education-group' })
              .returning('id')
              .executeTakeFirstOrThrow();
            await tx
              .insertInto('group_profile')
              .values({ bureau_id: north, group_id: group.id, during: '[2000-01-01,)', name_en: code })
              .execute();
            const join = tx
              .insertInto('membership')
              .values({
                bureau_id: north,
                group_id: group.id,
                school_id: school.id,
                governing: true,
                role: 'member',
                during: code === 'a' ? '[2009-09-01,)' : '[2017-09-01,)',
              })
              .execute();
            if (code === 'a') await join;
            else await expect(join).rejects.toThrow(/membership_one_governing/);
          }
          throw new Error('undo');
        })
        .catch((error: Error) => expect(error.message).toMatch(/undo|aborted/));
    });
  });
}
