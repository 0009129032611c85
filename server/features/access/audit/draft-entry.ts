import type { Heard } from '../../../platform/http/index.ts';
import { grantingAuthorities } from '../authority/index.ts';
import type { AuditKind, EntryDraft } from './types.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Parameters that name a thing; any other, such as the token of an invitation, may be a secret. */
const NAMING = ['id', 'packId', 'userId'];

/** What an entry says of a request. `answer` tells the id of what was made and the people who were shown. */
export function draftEntry(kind: AuditKind, heard: Heard, answer: unknown): EntryDraft {
  const { actor } = heard;
  const params = asRecord(heard.params);
  const body = asRecord(heard.body);
  const query = asRecord(heard.query);
  const object = findObject(heard.action, params, answer);
  const schoolIds = [
    ...(object.kind === 'schools' ? [object.id] : []),
    query.schoolId,
    body.schoolId,
    body.placeId,
    asRecord(body.posting).schoolId,
    asRecord(body.authority).scopeId,
    ...(Array.isArray(body.schoolIds) ? body.schoolIds : []),
  ].filter(isUuid);
  const groupIds = [
    ...(object.kind === 'groups' ? [object.id] : []),
    body.groupId,
    query.groupId,
    body.placeId,
    asRecord(body.authority).scopeId,
  ].filter(isUuid);
  const subjectIds = findSubjects(heard, object, answer);
  const isUnplaced = schoolIds.length + groupIds.length + subjectIds.length === 0;
  const held = actor && isUnplaced && !actor.bureauWide ? actor.authorities : [];
  return {
    kind,
    action: heard.action,
    requestId: heard.requestId,
    userId: actor?.userId ?? null,
    userName: actor?.name ?? '—',
    through: JSON.stringify(
      grantingAuthorities(actor?.authorities ?? [], heard.access).map((one) => ({
        role: one.role,
        scopeKind: one.scopeKind,
        scopeId: one.scopeId,
        scopeName: one.scopeName,
      })),
    ),
    purpose: findPurpose(heard.purpose, body),
    objectKind: object.kind,
    objectId: object.id,
    subjectIds,
    detail: JSON.stringify(kind === 'look' ? describeLook(query, answer) : { fields: Object.keys(body) }),
    reach: {
      schoolIds: [
        ...schoolIds,
        ...held.filter((one) => one.scopeKind === 'school').map((one) => one.scopeId),
      ],
      groupIds: [...groupIds, ...held.filter((one) => one.scopeKind === 'group').map((one) => one.scopeId)],
      today: heard.today,
    },
  };
}

/** The thing the address names, or what was made by asking there. */
function findObject(
  action: string,
  params: Readonly<Record<string, unknown>>,
  answer: unknown,
): { kind: string; id: string } {
  const parts = (action.split(' ')[1] ?? '').split('/').filter((part) => part !== '' && part !== 'api');
  const at = parts.findIndex((part) => part.startsWith(':'));
  if (at > 0) {
    const name = parts[at]!.slice(1);
    const value = NAMING.includes(name) ? params[name] : '';
    return { kind: parts[at - 1]!, id: value === undefined ? '' : String(value) };
  }
  const made = isUuid(answer) ? answer : asRecord(answer).id;
  return { kind: parts.at(-1) ?? '', id: isUuid(made) ? made : '' };
}

function findSubjects(heard: Heard, object: { kind: string; id: string }, answer: unknown): string[] {
  if (object.kind !== 'staff') return [];
  if (isUuid(object.id)) return [object.id];
  const { items } = asRecord(answer);
  if (!heard.action.startsWith('GET ') || !Array.isArray(items)) return [];
  return items.map((item) => asRecord(item).id).filter(isUuid);
}

/** Stated with the request, or as the reason that the form asked for. */
function findPurpose(stated: string, body: Readonly<Record<string, unknown>>): string {
  const reason =
    stated || body.reason || body.decision || asRecord(body.posting).decision || body.source || '';
  return typeof reason === 'string' ? reason.slice(0, 500) : '';
}

/** Somebody's name that was searched for is not kept: that there was a search is. */
function describeLook(query: Readonly<Record<string, unknown>>, answer: unknown): Record<string, unknown> {
  const { q, ...rest } = query;
  const { items } = asRecord(answer);
  return {
    ...rest,
    ...(q === undefined ? {} : { search: true }),
    ...(Array.isArray(items) ? { shown: items.length } : {}),
  };
}

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
