import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAccountHandlers } from '../features/access/accounts/index.ts';
import { createAuditDoor, createAuditHandlers, recordWork } from '../features/access/audit/index.ts';
import { findActor } from '../features/access/authority/index.ts';
import { createBalanceHandlers } from '../features/evidence/balance/index.ts';
import { createStudyHandlers, defineStudyJobs, resumeStudies } from '../features/evidence/studies/index.ts';
import { createGroupHandlers } from '../features/register/groups/index.ts';
import {
  createImportHandlers,
  defineImportJobs,
  putBackInterrupted,
  resumeChecks,
} from '../features/register/imports/index.ts';
import { createSchoolHandlers } from '../features/register/schools/index.ts';
import { createStaffHandlers } from '../features/register/staff/index.ts';
import { createAuth } from '../platform/auth/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { TrellisDatabase } from '../platform/database/index.ts';
import { createHttpServer } from '../platform/http/index.ts';
import { createJobQueue, type JobQueue } from '../platform/jobs/index.ts';
import type { Logger } from '../platform/log/index.ts';
import { FILE_LIMITS } from '../platform/tables/index.ts';
import { createWorkerPool } from '../platform/workers/index.ts';

export const VERSION: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version;

const WEB_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

export type Trellis = Awaited<ReturnType<typeof createTrellis>>;

/** Wires the whole house over an open database; nothing listens yet. */
export async function createTrellis(parts: {
  config: Config;
  database: TrellisDatabase;
  log: Logger;
  /** The folder of the built web app; false for the API alone. */
  web?: string | false;
}) {
  const { config, database, log } = parts;
  const auth = createAuth(database, config);
  const jobs = recordJobs(database, createJobQueue(database, log));
  const workers = createWorkerPool();
  const services = { auth, config, database, jobs, log, version: VERSION, workers };
  defineImportJobs(services);
  defineStudyJobs(services);
  const findSender = (headers: Headers, today: string) => findActor(auth, database, headers, today);
  const { app: http, registeredPaths } = await createHttpServer({
    config,
    log,
    auth,
    findActor: findSender,
    audit: createAuditDoor(database, findSender),
    handlers: {
      'GET /api/health/live': async () => ({ live: true }),
      'GET /api/health/ready': async () => {
        const answers = await answersInTime(database);
        return { ready: answers && jobs.isReady(), database: answers, jobs: jobs.isReady() };
      },
      ...createAccountHandlers(services),
      ...createAuditHandlers(services),
      ...createSchoolHandlers(services),
      ...createGroupHandlers(services),
      ...createStaffHandlers(services),
      ...createImportHandlers(services),
      ...createBalanceHandlers(services),
      ...createStudyHandlers(services),
    },
    uploadLimitBytes: FILE_LIMITS.fileBytes,
    ...(parts.web === false ? {} : { webFolder: parts.web ?? WEB_FOLDER }),
  });
  return {
    http,
    /** Every path the HTTP door answers, for the walk of routes and roles. */
    registeredPaths,
    services,
    /** Begins with what an earlier process left undone. */
    async startJobs(): Promise<void> {
      await putBackInterrupted(services);
      await jobs.start();
      await resumeChecks(services);
      await resumeStudies(services);
    },
    /** Ends in order: no new requests, running ones answered, running jobs done, then the database. */
    async close(): Promise<void> {
      await http.close();
      await jobs.stop(20_000);
      await workers.close();
      await database.close();
    },
  };
}

/** What a job changes is on record under its queue and the thing it was sent for. */
function recordJobs(database: TrellisDatabase, jobs: JobQueue): JobQueue {
  return {
    ...jobs,
    define: (queue, work) =>
      jobs.define<Record<string, unknown>>(queue, (data) => {
        const objectId = String(data.importId ?? data.studyId ?? '');
        const objectKind = data.importId === undefined ? (objectId === '' ? '' : 'studies') : 'imports';
        const entry = { action: `JOB ${queue}`, userName: 'Trellis', objectKind, objectId };
        return recordWork(database, entry, () => work(data as never));
      }),
  };
}

const READY_MILLISECONDS = 3000;

/**
 * Whether the database answers within the time a supervisor waits. The embedded one lives in this process: while its
 * one session is busy with a large import it is not down, so it is not asked.
 */
async function answersInTime(database: TrellisDatabase): Promise<boolean> {
  if (database.kind === 'pglite') return true;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_MILLISECONDS);
  });
  const answer = database.executeSql('select 1').then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
