import type { Session } from '@trellis/contract';
import { sql } from 'kysely';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import type { AccountServices } from './types.ts';

interface SessionRow {
  id: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
  updatedAt: Date;
  expiresAt: Date;
}

export function listOwnSessions({ database }: AccountServices, actor: Actor): Promise<Session[]> {
  return listSessions(database, actor.userId, actor.sessionId);
}

/** @throws AppError `not-found` for a session that is not one’s own or has ended. */
export async function endOwnSession(
  { database }: AccountServices,
  actor: Actor,
  sessionId: string,
): Promise<void> {
  const { rows } = await sql`delete from account_session
    where "id" = ${sessionId} and "userId" = ${actor.userId} returning 1`.execute(database.system);
  if (rows.length === 0) {
    throw new AppError('not-found', {
      en: 'You are no longer signed in there. Load the page again.',
      zh: '该处登录已结束。请刷新页面。',
    });
  }
}

export async function listSessionsOf(
  { database }: AccountServices,
  actor: Actor,
  userId: string,
): Promise<Session[]> {
  await assertOfBureau(database, actor, userId);
  return listSessions(database, userId, actor.sessionId);
}

/** Signs a person out everywhere, except that nobody ends the session that asks. */
export async function endSessionsOf(
  { database }: AccountServices,
  actor: Actor,
  userId: string,
): Promise<number> {
  await assertOfBureau(database, actor, userId);
  const { rows } = await sql`delete from account_session
    where "userId" = ${userId} and "id" <> ${actor.sessionId} returning 1`.execute(database.system);
  return rows.length;
}

/** Somebody who never held anything in the asker's bureau is answered like somebody who does not exist. */
async function assertOfBureau(database: TrellisDatabase, actor: Actor, userId: string): Promise<void> {
  const held = await database.asBureau(actor.bureauId, (db) =>
    db.selectFrom('authority').select('id').where('user_id', '=', userId).limit(1).executeTakeFirst(),
  );
  if (!held) {
    throw new AppError('not-found', {
      en: 'There is no such person in your bureau.',
      zh: '本局没有该人员。',
    });
  }
}

async function listSessions(
  database: TrellisDatabase,
  userId: string,
  currentId: string,
): Promise<Session[]> {
  const { rows } = await sql<SessionRow>`
    select "id", "ipAddress", "userAgent", "createdAt", "updatedAt", "expiresAt" from account_session
    where "userId" = ${userId} and "expiresAt" > now() order by "updatedAt" desc limit 200`.execute(
    database.system,
  );
  return rows.map((row) => ({
    id: row.id,
    device: describeDevice(row.userAgent ?? ''),
    address: row.ipAddress ?? '',
    since: new Date(row.createdAt).toISOString(),
    lastSeen: new Date(row.updatedAt).toISOString(),
    expires: new Date(row.expiresAt).toISOString(),
    current: row.id === currentId,
  }));
}

const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrom(?:e|ium)|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** Enough of what a browser says of itself for its owner to know it again. */
export function describeDevice(userAgent: string): string {
  const find = (table: readonly [RegExp, string][]) =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [find(BROWSERS), find(SYSTEMS)].filter((part) => part !== undefined).join(' · ');
}
