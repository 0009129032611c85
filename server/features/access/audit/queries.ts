import type { AuditEntry, RouteRequest, RouteResponse } from '@trellis/contract';
import type { BureauTransaction, TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { describeAction } from './action-words.ts';
import { type EntryFilter, type EntryRow, findChain, listSchoolsOfGroups, pageEntries } from './store.ts';

export interface AuditParts {
  readonly database: TrellisDatabase;
  readonly actor: Actor;
  readonly today: string;
}

type Filter = RouteRequest<'GET /api/audit/entries.xlsx'>['query'];

export function listEntries(
  { database, actor, today }: AuditParts,
  query: RouteRequest<'GET /api/audit/entries'>['query'],
): Promise<RouteResponse<'GET /api/audit/entries'>> {
  const { page, pageSize } = query;
  return database.asBureau(actor.bureauId, async (db) => {
    const filter = await toFilter(db, actor, today, query);
    const { rows, total } = await pageEntries(db, filter, { limit: pageSize, offset: (page - 1) * pageSize });
    const chain = actor.bureauWide ? await findChain(db) : null;
    return { items: rows.map(toEntry), total, page, pageSize, chain };
  });
}

const EXPORT_LIMIT = 20_000;

export function collectEntries({ database, actor, today }: AuditParts, query: Filter): Promise<AuditEntry[]> {
  return database.asBureau(actor.bureauId, async (db) => {
    const filter = await toFilter(db, actor, today, query);
    const { rows, total } = await pageEntries(db, filter, { limit: EXPORT_LIMIT, offset: 0 });
    if (total > EXPORT_LIMIT) {
      throw new AppError('unprocessable', {
        en: `These are ${total} entries; one workbook takes ${EXPORT_LIMIT}. Choose fewer days or one school.`,
        zh: `共 ${total} 条记录，一个工作簿最多 ${EXPORT_LIMIT} 条。请缩短日期范围，或只选一所学校。`,
      });
    }
    return rows.map(toEntry);
  });
}

/** Whoever answers for the bureau reads all of it; a principal what concerns the own schools. */
async function toFilter(
  db: BureauTransaction,
  actor: Actor,
  today: string,
  query: Filter,
): Promise<EntryFilter> {
  const from = query.from ?? query.to ?? today;
  const to = query.to ?? (from > today ? from : today);
  if (to < from) {
    throw new AppError(
      'unprocessable',
      {
        en: `The last day (${to}) lies before the first (${from}).`,
        zh: `结束日期（${to}）早于起始日期（${from}）。`,
      },
      [{ path: 'to', message: { en: `Choose ${from} or later.`, zh: `请选择不早于 ${from} 的日期。` } }],
    );
  }
  const own = actor.bureauWide
    ? undefined
    : [...actor.ledSchoolIds, ...(await listSchoolsOfGroups(db, actor.ledGroupIds, today))];
  const { schoolId } = query;
  if (schoolId !== undefined && own && !own.includes(schoolId)) {
    throw new AppError('not-found', {
      en: 'There is no such school, or you do not answer for it.',
      zh: '该学校不存在，或不在您的管理范围内。',
    });
  }
  return {
    from: startOfDay(from, 0),
    before: startOfDay(to, 1),
    schoolIds: schoolId === undefined ? own : [schoolId],
    staffId: query.staffId,
    kind: query.kind,
    who: query.who?.trim(),
  };
}

/** Midnight in the server's time zone, like every day in the product. */
function startOfDay(day: string, later: number): Date {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date + later);
}

function toEntry(row: EntryRow): AuditEntry {
  const through: AuditEntry['through'] = JSON.parse(row.through);
  return {
    number: row.number,
    at: new Date(row.at).toISOString(),
    kind: row.kind,
    userId: row.user_id,
    userName: row.user_name,
    through: through.map(({ role, scopeKind, scopeName }) => ({ role, scopeKind, scopeName })),
    what: describeAction(row.action),
    action: row.action,
    purpose: row.purpose,
    objectKind: row.object_kind,
    objectId: row.object_id,
    objectName: row.name_en === null ? null : { en: row.name_en, zh: row.name_zh ?? '' },
    subjectCount: row.subject_count,
    schools: row.concerns_all
      ? null
      : (row.schools ?? []).map(({ id, en, zh }) => ({ id, name: { en, zh } })),
    detail: JSON.parse(row.detail),
    requestId: row.request_id,
    hash: Buffer.from(row.hash).toString('hex'),
  };
}
