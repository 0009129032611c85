import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../platform/database/index.ts';
import { createWorkerPool } from '../../../platform/workers/index.ts';
import { putBackInterrupted } from './index.ts';
import { apply, createTestBureau, upload } from './testing.ts';

test('a server killed while applying leaves the register as it was, and the next one leaves it to the person to ask again', {
  timeout: 180_000,
}, async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'trellis-kill-'));
  const workers = createWorkerPool(1);
  try {
    let database = await openDatabase({ dataFolder });
    let bureau = await createTestBureau(database, workers);
    const header = 'school,stage,year,pupils,teachers,group';
    await apply(bureau, await upload(bureau, 'before.csv', `${header}\nOld,primary,2024,10,1,G\n`));
    const rows = Array.from(
      { length: 4000 },
      (_, n) => `School ${n},primary,2025,${100 + n},${5 + (n % 7)},G`,
    );
    const importId = await upload(
      bureau,
      'many.csv',
      `${header}\nOld,primary,2024,11,1,G\n${rows.join('\n')}\n`,
    );
    const { bureauId } = bureau;
    await database.asBureau(bureauId, (db) =>
      sql`update data_import set status = 'applying' where id = ${importId}::uuid`.execute(db),
    );
    const before = await bureau.dump();
    await database.close();

    const signal = await new Promise<string | null>((resolve, reject) => {
      const child = spawn(process.execPath, [fileURLToPath(new URL('./apply-and-die.ts', import.meta.url))], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      child.on('error', reject);
      child.on('exit', (_, name) => resolve(name));
      child.stdin.end(JSON.stringify({ dataFolder, bureauId, importId, killAt: 2000 }));
    });
    expect(signal).toBe('SIGKILL');

    database = await openDatabase({ dataFolder });
    bureau = await createTestBureau(database, workers, bureauId);
    expect(await bureau.dump()).toBe(before);
    await putBackInterrupted(bureau.services);
    expect(await bureau.dump()).toBe(before);
    expect(await bureau.ask('GET /api/imports/:id', { params: { id: importId } })).toMatchObject({
      status: 'checked',
      badRows: 0,
      notices: 1,
    });
    await apply(bureau, importId);
    expect(await bureau.ask('GET /api/imports/:id', { params: { id: importId } })).toMatchObject({
      status: 'applied',
      counts: { 'schools.new': 4000, 'values.changed': 1 },
    });
    await database.close();
  } finally {
    await workers.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
});
