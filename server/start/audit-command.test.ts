import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDatabase, type TrellisDatabase } from '../platform/database/index.ts';
import { startPostgres } from '../testing/databases.ts';
import { auditCommand } from './audit-command.ts';

let folder: string;
let said: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trellis-audit-'));
  said = '';
  const hear = (text: string | Uint8Array) => {
    said += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(hear);
  vi.spyOn(process.stderr, 'write').mockImplementation(hear);
  vi.stubEnv('TRELLIS_DATA', folder);
  vi.stubEnv('TRELLIS_SECRET', 'a secret for tests that nobody else ever uses');
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Three entries of one bureau, then what `work` does to them. */
async function keepThree(url: string | undefined, work?: (db: TrellisDatabase) => Promise<unknown>) {
  const database = await openDatabase({ dataFolder: folder, url });
  const known = await database.system.selectFrom('bureau').select('id').executeTakeFirst();
  const { id } =
    known ??
    (await database.system
      .insertInto('bureau')
      .values({ code: 'TX', name_en: 'Tongxiang', name_zh: '' })
      .returning('id')
      .executeTakeFirstOrThrow());
  for (let count = 0; count < (known ? 0 : 3); count += 1) {
    await database.asBureau(id, (db) =>
      sql`insert into audit_entry (bureau_id, kind, action, request_id, user_name)
        values (${id}, 'look', 'GET /api/staff', 'r', '某人')`.execute(db),
    );
  }
  await work?.(database);
  await database.close();
}

const tamper = (database: TrellisDatabase) =>
  database.executeSql(`alter table audit_entry disable trigger user;
    update audit_entry set user_name = 'Nobody' where number = 2;
    alter table audit_entry enable trigger user`);

for (const name of ['pglite', 'postgres'] as const) {
  test(`trellis audit verify proves the record whole, and names the first broken entry, on ${name}`, async () => {
    let url: string | undefined;
    if (name === 'postgres') {
      const server = await startPostgres();
      await server.create('audit_verify');
      url = server.url('audit_verify');
      vi.stubEnv('DATABASE_URL', url);
    }
    await keepThree(url);
    expect(await auditCommand(['verify'])).toBe(0);
    const head = /^TX: whole, 3 entries, head ([0-9a-f]{64})$/m.exec(said)?.[1];
    expect(head, said).toBeDefined();
    // Each command opens the database anew, which takes the embedded one a while.
    if (url !== undefined) {
      expect(await auditCommand(['verify', '--noted', `TX:3:${head}`])).toBe(0);
      expect(await auditCommand(['verify', '--noted', `TX:3:${'0'.repeat(64)}`])).toBe(1);
      expect(await auditCommand(['verify', '--noted', `NO:3:${head}`])).toBe(2);
    }
    await keepThree(url, tamper);
    said = '';
    expect(await auditCommand(['verify'])).toBe(1);
    expect(said).toBe('TX: broken. Entry 2 was altered: its hash is not that of its contents.\n');
  });
}

test('trellis audit explains itself when it is not understood', async () => {
  expect(await auditCommand([])).toBe(2);
  expect(await auditCommand(['verify', '--noted', 'nonsense'])).toBe(2);
  expect(said).toContain('Usage: trellis audit verify');
});
