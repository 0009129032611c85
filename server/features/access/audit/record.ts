import { AsyncLocalStorage } from 'node:async_hooks';
import type { BureauTransaction, TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import { type Actor, type AuditDoor, cookiesSet, type Heard } from '../../../platform/http/index.ts';
import { appendEntry } from './append-entry.ts';
import { draftEntry } from './draft-entry.ts';
import type { AuditKind, EntryDraft } from './types.ts';

interface Recording {
  readonly draft: (answer: unknown) => EntryDraft;
  isWritten: boolean;
}
const recordings = new AsyncLocalStorage<Recording>();

/** What the doors put on record, over a database. */
export function createAuditDoor(
  database: TrellisDatabase,
  findActor: (headers: Headers, today: string) => Promise<Actor | undefined>,
): AuditDoor {
  const append = (heard: Heard, kind: AuditKind, answer?: unknown): Promise<unknown> =>
    heard.actor
      ? database.asBureau(heard.actor.bureauId, (db) =>
          appendEntry(db, heard.actor!.bureauId, draftEntry(kind, heard, answer)),
        )
      : Promise.resolve();
  const session = async (heard: Heard, cookie: string) => {
    if (cookie === '') return;
    const actor = await findActor(new Headers({ cookie }), heard.today).catch((error: unknown) => {
      // Whoever holds nothing today enters no bureau, and no bureau's record.
      if (error instanceof AppError && error.code === 'no-authority') return undefined;
      throw error;
    });
    await append({ ...heard, actor }, 'sign-in');
  };
  return {
    async change(heard, work) {
      const recording: Recording = {
        draft: (answer) => draftEntry('change', heard, answer),
        isWritten: false,
      };
      const answer = await runRecorded(database, recording, work);
      if (recording.isWritten) return answer;
      if (heard.actor) await append(heard, 'change', answer);
      else await session(heard, cookiesSet(cookiesOf(answer)));
      return answer;
    },
    async look(heard, work) {
      const answer = await work();
      await append(heard, 'look', answer);
      return answer;
    },
    async refused(heard, code) {
      if (!heard.actor) return;
      const draft = draftEntry('refusal', heard, undefined);
      await database.asBureau(heard.actor.bureauId, (db) =>
        appendEntry(db, heard.actor!.bureauId, { ...draft, detail: JSON.stringify({ code }) }),
      );
    },
    session,
  };
}

function runRecorded<T>(database: TrellisDatabase, recording: Recording, work: () => Promise<T>): Promise<T> {
  return recordings.run(recording, () =>
    database.beforeCommit(async (db, bureauId, answer) => {
      const draft = recording.draft(answer);
      if (await appendEntry(db, bureauId, draft, 'if-changed')) recording.isWritten = true;
    }, work),
  );
}

/**
 * Puts on record what a public route changes with the system's own transaction, such as the first bureau. Call last
 * inside the transaction; outside of a request nothing is written.
 */
export async function recordHere(
  db: BureauTransaction,
  bureauId: string,
  person: { userId: string; name: string },
): Promise<void> {
  const recording = recordings.getStore();
  if (!recording) return;
  await appendEntry(db, bureauId, {
    ...recording.draft(undefined),
    userId: person.userId,
    userName: person.name,
  });
  recording.isWritten = true;
}

/** Work that no request waits for: a job, or a command. Each of its transactions that writes carries an entry. */
export function recordWork<T>(
  database: TrellisDatabase,
  work: { action: string; userName: string; objectKind: string; objectId: string },
  run: () => Promise<T>,
): Promise<T> {
  const draft: EntryDraft = {
    kind: 'change',
    ...work,
    requestId: '',
    userId: null,
    through: '[]',
    purpose: '',
    subjectIds: [],
    detail: '{}',
    reach: { schoolIds: [], groupIds: [], today: '' },
  };
  return runRecorded(database, { draft: () => draft, isWritten: false }, run);
}

function cookiesOf(answer: unknown): readonly string[] {
  const cookies = (answer as { setCookies?: readonly string[] } | null | undefined)?.setCookies;
  return cookies ?? [];
}
