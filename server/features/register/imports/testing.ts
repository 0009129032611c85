/** What the tests of imports share: a bureau on a real database, people, and a queue that runs jobs at once. */
import { randomUUID } from 'node:crypto';
import type { RouteKey } from '@trellis/contract';
import { routes } from '@trellis/contract';
import { sql } from 'kysely';
import { pino } from 'pino';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { Actor, EventsAnswer, FileAnswer, RequestContext } from '../../../platform/http/index.ts';
import type { WorkerPool } from '../../../platform/workers/index.ts';
import { createImportHandlers, defineImportJobs, type ImportServices } from './index.ts';

export const TODAY = '2026-03-01';

export interface TestBureau {
  readonly services: ImportServices;
  readonly bureauId: string;
  /** Asks a route as a person, the way the door does. */
  ask(
    key: string,
    request?: {
      actor?: Actor;
      params?: object;
      query?: object;
      body?: object;
      bytes?: Uint8Array;
      language?: 'en' | 'zh';
    },
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely.
  ): Promise<any>;
  /** Waits until no job runs. */
  settle(): Promise<void>;
  officer: Actor;
  person(
    authority: Partial<Pick<Actor, 'ledGroupIds' | 'ledSchoolIds' | 'visibleGroupIds' | 'bureauWide'>>,
  ): Actor;
  /** Every row of the register, import bookkeeping left out. */
  dump(): Promise<string>;
  rows<T>(text: string): Promise<T[]>;
}

const REGISTER_TABLES = [
  'school',
  'school_profile',
  'school_code',
  'school_character',
  'education_group',
  'group_profile',
  'membership',
  'cluster',
  'cluster_membership',
  'affiliation',
  'indicator_value',
  'import_before',
];

export async function createTestBureau(
  database: TrellisDatabase,
  workers: WorkerPool,
  knownBureauId?: string,
): Promise<TestBureau> {
  const bureauId = knownBureauId ?? (await addBureau(database));
  const queues = new Map<string, (data: object) => Promise<void>>();
  let running: Promise<void> = Promise.resolve();
  const services: ImportServices = {
    database,
    workers,
    log: pino({ level: process.env.TRELLIS_TEST_LOG ?? 'silent' }),
    jobs: {
      define: (queue, work) => void queues.set(queue, work as (data: object) => Promise<void>),
      enqueue: async (queue, data) => {
        running = running.then(() => queues.get(queue)!(data));
      },
    },
  };
  defineImportJobs(services);
  const handlers = createImportHandlers(services) as unknown as Record<
    string,
    (asked: object) => Promise<unknown>
  >;
  const person: TestBureau['person'] = (authority) => ({
    userId: randomUUID(),
    sessionId: 'test',
    name: 'Test',
    email: 'test@example.org',
    bureauId,
    authorities: [],
    permissions: new Set(),
    bureauWide: false,
    ledGroupIds: [],
    ledSchoolIds: [],
    visibleGroupIds: [],
    ...authority,
  });
  const officer = person({ bureauWide: true });
  return {
    services,
    bureauId,
    officer,
    person,
    async ask(key, { actor = officer, params = {}, query = {}, body = {}, bytes, language = 'en' } = {}) {
      const route = routes[key as RouteKey] as { query?: { parse(value: unknown): unknown } };
      const context = { language, requestId: 'test', log: services.log, today: TODAY } as RequestContext;
      return handlers[key]!({
        actor,
        params,
        query: route.query ? route.query.parse(query) : query,
        body,
        bytes: bytes ?? new Uint8Array(),
        context,
      });
    },
    settle: () => running,
    async dump() {
      return database.asBureau(bureauId, async (db) => {
        const tables: string[] = [];
        for (const table of REGISTER_TABLES) {
          const rows = await sql<{ line: string }>`
            select (to_jsonb(t) - 'created_at')::text as line from ${sql.table(table)} t order by 1`.execute(
            db,
          );
          tables.push(`${table}\n${rows.rows.map(({ line }) => line).join('\n')}`);
        }
        return tables.join('\n\n');
      });
    },
    rows: (text) =>
      database.asBureau(bureauId, async (db) => (await sql.raw(text).execute(db)).rows as never),
  };
}

async function addBureau(database: TrellisDatabase): Promise<string> {
  const { id } = await database.system
    .insertInto('bureau')
    .values({ code: randomUUID(), name_en: 'Test', name_zh: '测试' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function upload(
  bureau: TestBureau,
  fileName: string,
  content: string | Uint8Array,
  options: { actor?: Actor; groupId?: string } = {},
): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const { groupId, ...rest } = options;
  const detail = await bureau.ask('POST /api/imports', {
    ...rest,
    query: { fileName, ...(groupId ? { groupId } : {}) },
    bytes,
  });
  await bureau.settle();
  return detail.id;
}

export async function apply(bureau: TestBureau, id: string, actor = bureau.officer): Promise<void> {
  await bureau.ask('POST /api/imports/:id/apply', { actor, params: { id } });
  await bureau.settle();
}

export async function undo(bureau: TestBureau, id: string, actor = bureau.officer): Promise<void> {
  await bureau.ask('POST /api/imports/:id/undo', { actor, params: { id } });
  await bureau.settle();
}

export async function readFileAnswer(
  answer: Promise<FileAnswer>,
): Promise<{ bytes: Uint8Array; fileName: string }> {
  const { file, fileName } = await answer;
  return { bytes: typeof file === 'string' ? new TextEncoder().encode(file) : file, fileName };
}

export async function readEvents(answer: Promise<EventsAnswer>): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of (await answer).events) events.push(event);
  return events;
}
