import { z } from 'zod';
import { roles, scopeKinds } from './access.ts';
import { id, isoDate, language, localText, pageOf, pageQuery } from './common.ts';
import { defineRoutes } from './route.ts';

export const auditKinds = ['change', 'look', 'sign-in', 'refusal'] as const;

/** An authority through which something was asked. */
const through = z.object({ role: z.enum(roles), scopeKind: z.enum(scopeKinds), scopeName: localText });

/** One entry of the audit record: who, what, when, why, through which role. */
export const auditEntry = z.object({
  number: z.number().int(),
  at: z.string(),
  kind: z.enum(auditKinds),
  userId: z.string().nullable(),
  userName: z.string(),
  through: z.array(through),
  /** What was asked for, in words. */
  what: localText,
  /** The route or job itself. */
  action: z.string(),
  /** As the person stated it; empty where the request alone says it. */
  purpose: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  objectName: localText.nullable(),
  /** How many people were shown or changed. */
  subjectCount: z.number().int(),
  /** Schools concerned; null concerns the whole bureau. */
  schools: z.array(z.object({ id, name: localText })).nullable(),
  detail: z.record(z.string(), z.unknown()),
  requestId: z.string(),
  /** In hexadecimal: of this entry with everything before it. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

const filter = {
  from: isoDate.optional(),
  /** The last day shown. */
  to: isoDate.optional(),
  schoolId: id.optional(),
  /** Entries that concern this person of the staff register. */
  staffId: id.optional(),
  kind: z.enum(auditKinds).optional(),
  /** Part of the name of whoever acted. */
  who: z.string().max(100).optional(),
};

export const auditRoutes = defineRoutes({
  'GET /api/audit/entries': {
    summary: 'Who did what, and who looked at whom, on days at schools one answers for; latest first',
    access: 'audit.read',
    query: pageQuery.extend(filter),
    response: pageOf(auditEntry).extend({
      /** The bureau’s whole chain; only for whoever answers for the bureau. */
      chain: z.object({ count: z.number().int(), head: z.string() }).nullable(),
    }),
  },
  'GET /api/audit/entries.xlsx': {
    summary: 'The same as a workbook, at most 20,000 entries',
    access: 'audit.read',
    query: z.object({ ...filter, lang: language.optional() }),
    response: 'file',
  },
});
