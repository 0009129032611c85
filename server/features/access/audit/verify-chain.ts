/**
 * Proves a bureau's audit record whole, without trusting the functions of the database that wrote it: every hash is
 * computed again here from the columns. O(entries), read a few thousand at a time.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { TrellisDatabase } from '../../../platform/database/index.ts';

export interface ChainReport {
  readonly bureauCode: string;
  /** Entries found whole, from the first. */
  readonly count: number;
  /** The hash of the last whole entry, in hexadecimal. */
  readonly head: string;
  readonly broken: { readonly number: number; readonly fault: ChainFault } | null;
}
/**
 * `missing`: its number is not there · `unlinked`: it does not hold the hash of the one before · `altered`: its own
 * hash is not that of its contents · `cut`: the chain's head counts more or others · `not-the-noted`: a head noted
 * outside is not in the chain.
 */
export type ChainFault = 'missing' | 'unlinked' | 'altered' | 'cut' | 'not-the-noted';

interface StoredEntry {
  number: number;
  previous: Uint8Array;
  hash: Uint8Array;
  fields: (string | null)[];
}

const BATCH = 2000;
const NOTHING = '0'.repeat(64);

/** Checks every bureau's chain; `noted` is a count and head that somebody wrote down earlier. */
export async function verifyChains(
  database: TrellisDatabase,
  noted?: { bureauCode: string; count: number; head: string },
): Promise<ChainReport[]> {
  const bureaus = await database.system.selectFrom('bureau').select(['id', 'code']).orderBy('code').execute();
  const reports: ChainReport[] = [];
  for (const bureau of bureaus) {
    reports.push(await verifyChain(database, bureau, noted?.bureauCode === bureau.code ? noted : undefined));
  }
  return reports;
}

async function verifyChain(
  database: TrellisDatabase,
  bureau: { id: string; code: string },
  noted: { count: number; head: string } | undefined,
): Promise<ChainReport> {
  // The head first: entries that come while this reads are then no fault.
  const kept = await sql<{ count: number; head: Uint8Array }>`
    select count, head from audit_chain where bureau_id = ${bureau.id}`.execute(database.system);
  const chain = { count: kept.rows[0]?.count ?? 0, head: hex(kept.rows[0]?.head) || NOTHING };
  let count = 0;
  let head = NOTHING;
  const broken = (number: number, fault: ChainFault): ChainReport => ({
    bureauCode: bureau.code,
    count,
    head,
    broken: { number, fault },
  });
  for (;;) {
    const batch = await readBatch(database, bureau.id, count);
    for (const entry of batch) {
      if (entry.number !== count + 1) return broken(count + 1, 'missing');
      if (hex(entry.previous) !== head) return broken(entry.number, 'unlinked');
      if (hex(entry.hash) !== digest(entry)) return broken(entry.number, 'altered');
      count = entry.number;
      head = hex(entry.hash);
      if (count === chain.count && head !== chain.head) return broken(count, 'cut');
      if (count === noted?.count && head !== noted.head) return broken(count, 'not-the-noted');
    }
    if (batch.length < BATCH) break;
  }
  if (count < chain.count) return broken(count + 1, 'cut');
  if (kept.rows.length === 0 && count > 0) return broken(1, 'cut');
  if (noted && count < noted.count) return broken(count + 1, 'not-the-noted');
  return { bureauCode: bureau.code, count, head, broken: null };
}

async function readBatch(database: TrellisDatabase, bureauId: string, after: number): Promise<StoredEntry[]> {
  const { rows } = await sql<StoredEntry>`
    select number, previous, hash, array[bureau_id::text, number::text,
      to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), kind, action, request_id, user_id, user_name,
      through, purpose, object_kind, object_id, array_to_string(subject_ids, ','), array_to_string(school_ids, ','),
      detail] as fields
    from audit_entry where bureau_id = ${bureauId} and number > ${after} order by number limit ${BATCH}`.execute(
    database.system,
  );
  return rows;
}

function digest({ previous, fields }: StoredEntry): string {
  const hash = createHash('sha256').update(previous);
  for (const field of fields) {
    hash.update(field === null ? '-' : `${Buffer.byteLength(field)}:${field}`);
  }
  return hash.digest('hex');
}

function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString('hex');
}
