import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { recordWork } from '../features/access/audit/index.ts';
import { importFile, presentFinding } from '../features/register/imports/index.ts';
import { loadConfig } from '../platform/config/index.ts';
import { openDatabase } from '../platform/database/index.ts';
import { AppError } from '../platform/errors/index.ts';
import { createJobQueue } from '../platform/jobs/index.ts';
import { createLog } from '../platform/log/index.ts';
import { createWorkerPool } from '../platform/workers/index.ts';

/** Brings one spreadsheet into the register: all of it, or nothing and the reasons. */
export async function importCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      bureau: { type: 'string' },
      group: { type: 'string' },
      preset: { type: 'string' },
      lang: { type: 'string', default: 'en' },
    },
  });
  const path = positionals[0];
  if (!path || !values.bureau) {
    process.stderr.write(
      'Usage: trellis import FILE --bureau CODE [--group CODE] [--preset ID] [--lang en|zh]\n',
    );
    return 2;
  }
  const language = values.lang === 'zh' ? 'zh' : 'en';
  const config = loadConfig(process.env, { demo: false });
  const log = createLog('warn');
  const database = await openDatabase({ dataFolder: config.dataFolder, url: config.databaseUrl });
  const workers = createWorkerPool();
  try {
    const bureau = await database.system
      .selectFrom('bureau')
      .select('id')
      .where('code', '=', values.bureau)
      .executeTakeFirst();
    if (!bureau) {
      const known = await database.system.selectFrom('bureau').select('code').execute();
      throw new AppError('not-found', {
        en: `There is no bureau “${values.bureau}” here. Known: ${known.map((one) => one.code).join(', ') || 'none; start the server once to set up the first'}.`,
        zh: `此处没有教育局“${values.bureau}”。`,
      });
    }
    const group = values.group
      ? await database.asBureau(bureau.id, (db) =>
          db.selectFrom('education_group').select('id').where('code', '=', values.group!).executeTakeFirst(),
        )
      : undefined;
    if (values.group && !group) {
      throw new AppError('not-found', {
        en: `There is no group “${values.group}” in bureau ${values.bureau}.`,
        zh: `教育局 ${values.bureau} 没有集团“${values.group}”。`,
      });
    }
    const bytes = await readFile(path);
    const userName = process.env.USER ?? 'command line';
    const entry = { action: 'trellis import', userName, objectKind: 'imports', objectId: '' };
    const outcome = await recordWork(database, entry, () =>
      importFile(
        { database, jobs: createJobQueue(database, log), workers, log },
        {
          bureauId: bureau.id,
          actorName: userName,
          fileName: basename(path),
          bytes,
          ...(group ? { groupId: group.id } : {}),
          ...(values.preset ? { presetId: values.preset } : {}),
          onProgress: showProgress,
        },
      ),
    );
    if (process.stderr.isTTY) process.stderr.write('\n');
    if (outcome.kind === 'refused') {
      for (const problem of outcome.problems) {
        const said = presentFinding(problem, language);
        process.stderr.write(`${said.place}: ${said.message} ${said.remedy}\n`);
      }
      return 2;
    }
    process.stdout.write(
      `${JSON.stringify({ importId: outcome.importId, rows: outcome.rows, counts: outcome.counts })}\n`,
    );
    return 0;
  } finally {
    await workers.close();
    await database.close();
  }
}

function showProgress(progress: { phase: string; doneRows: number; allRows: number }): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${progress.phase} ${progress.doneRows}/${progress.allRows}   `);
}
