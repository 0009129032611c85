/**
 * Imports a national file of schools into an embedded database in a folder, as a bureau would, and takes it back.
 * Prints the seconds and their ratio to what is promised: 15 seconds for the whole import.
 *
 * Usage: node bench/import-england.ts [path of eng_schools_2019_geo_trust.csv]
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { importFile, undoImportNow } from '../server/features/register/imports/index.ts';
import { openDatabase } from '../server/platform/database/index.ts';
import { createLog } from '../server/platform/log/index.ts';
import { createWorkerPool } from '../server/platform/workers/index.ts';

const PROMISED_SECONDS = 15;
const path =
  process.argv[2] ??
  [process.env.TRELLIS_SHARED_DATA ?? '', '../shared/data']
    .map((folder) => join(folder, 'england/eng_schools_2019_geo_trust.csv'))
    .find(existsSync);

if (!path || !existsSync(path)) {
  console.log('import-england: skipped, the file is not here. Give its path as the first argument.');
} else {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-bench-'));
  const workers = createWorkerPool();
  const database = await openDatabase({ dataFolder: folder });
  try {
    const bureau = await database.system
      .insertInto('bureau')
      .values({ code: 'ENGLAND', name_en: 'England', name_zh: '' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const bytes = await readFile(path);
    const services = {
      database,
      workers,
      jobs: { define: () => {}, enqueue: async () => {} },
      log: createLog('silent'),
    };
    const laps: string[] = [];
    let phase = '';
    let reports = 0;
    let started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const run = () =>
      importFile(services, {
        bureauId: bureau.id,
        actorName: 'bench',
        fileName: basename(path),
        bytes,
        onProgress: (progress) => {
          reports++;
          if (progress.phase === phase) return;
          phase = progress.phase;
          laps.push(`${phase} from ${seconds().toFixed(2)} s`);
        },
      });
    const processorBefore = process.cpuUsage();
    const result = await run();
    const taken = seconds();
    const { user, system } = process.cpuUsage(processorBefore);
    console.log(
      `import-england: ${result.kind}, ${result.rows} rows, ${JSON.stringify(result.kind === 'applied' ? result.counts : result.problems.slice(0, 3))}`,
    );
    console.log(`import-england: ${laps.join(', ')}; ${reports} reports of progress`);
    console.log(`import-england: ${((user + system) / 1e6).toFixed(2)} s of processor time, all threads`);
    console.log(
      `import-england: ${taken.toFixed(2)} s, ${(taken / PROMISED_SECONDS).toFixed(2)} × the ${PROMISED_SECONDS} s promised`,
    );
    started = performance.now();
    const again = await run();
    console.log(
      `import-england: the same file again ${seconds().toFixed(2)} s, ${JSON.stringify(again.kind === 'applied' ? again.counts : again.problems.slice(0, 3))}`,
    );
    for (const one of [again, result]) {
      started = performance.now();
      await undoImportNow(services, { bureauId: bureau.id, importId: one.importId });
      console.log(`import-england: undone in ${seconds().toFixed(2)} s`);
    }
  } finally {
    await database.close();
    await workers.close();
    await rm(folder, { recursive: true, force: true });
  }
}
