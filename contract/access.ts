import { z } from 'zod';
import { code, done, id, idParams, isoDate, localText, nameInput, pageOf, pageQuery } from './common.ts';
import { defineRoutes, PERMISSIONS } from './route.ts';

export const roles = ['bureau-officer', 'principal', 'teacher'] as const;
export const scopeKinds = ['bureau', 'group', 'school'] as const;
export type Role = (typeof roles)[number];
export type ScopeKind = (typeof scopeKinds)[number];

/** A role held over a scope for a range of days. A principal over a group is its chief principal. */
export const authority = z.object({
  id,
  role: z.enum(roles),
  scopeKind: z.enum(scopeKinds),
  scopeId: id,
  scopeName: localText,
  from: isoDate,
  /** The first day on which it no longer holds; the same as `from` when it was taken back and never held. */
  to: isoDate.nullable(),
});
export type Authority = z.infer<typeof authority>;

export const me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  bureau: z.object({ id, code: z.string(), name: localText }),
  authorities: z.array(authority),
  permissions: z.array(z.string()),
  /** Groups this person can open, the first one is the home. */
  groups: z.array(z.object({ id, code: z.string(), name: localText })),
  groupCount: z.number().int(),
  demo: z.boolean(),
});
export type Me = z.infer<typeof me>;

export const startInfo = z.object({
  version: z.string(),
  demo: z.boolean(),
  needsSetup: z.boolean(),
  demoAccounts: z.array(z.object({ key: z.string(), name: localText, role: localText, comesTo: localText })),
});
export type StartInfo = z.infer<typeof startInfo>;

export const newAuthority = z.object({
  role: z.enum(roles),
  scopeKind: z.enum(scopeKinds),
  scopeId: id,
  from: isoDate,
  to: isoDate.nullable(),
});

/** Who does what over which scope: the table that the server enforces, as a page reads it. */
export const policyTable = z.object({
  roles: z.array(
    z.object({
      role: z.enum(roles),
      scopeKind: z.enum(scopeKinds),
      permissions: z.array(z.enum(PERMISSIONS)),
      /** How the records of people at schools in scope are read: all of each, or the list as it hangs on the wall. */
      staff: z.enum(['full', 'list']).nullable(),
    }),
  ),
  /** Permissions that reach, from a school, the groups it belongs to. */
  reachGroups: z.array(z.enum(PERMISSIONS)),
});
export type PolicyTable = z.infer<typeof policyTable>;

/** Somebody who can see a record or a school's people, and the authority through which. */
export const reader = z.object({
  name: z.string(),
  /** `own`: the record is this person's own. */
  through: z.enum(['authority', 'own']),
  role: z.enum(roles).nullable(),
  scopeKind: z.enum(scopeKinds).nullable(),
  scopeName: localText.nullable(),
  from: isoDate.nullable(),
  to: isoDate.nullable(),
  reads: z.enum(['full', 'list']),
});
export type Reader = z.infer<typeof reader>;
const readers = z.object({ items: z.array(reader), total: z.number().int() });

/** One place where somebody is signed in. */
export const session = z.object({
  id: z.string(),
  /** Browser and system, as far as the browser tells; empty when it does not. */
  device: z.string(),
  address: z.string(),
  since: z.string(),
  /** To within ten minutes. */
  lastSeen: z.string(),
  expires: z.string(),
  /** The session that asks. */
  current: z.boolean(),
});
export type Session = z.infer<typeof session>;
const userParams = z.object({ userId: z.string().min(1).max(100) });

export const person = z.object({
  userId: z.string().nullable(),
  name: z.string(),
  email: z.string(),
  /** `invited`: has not yet set a password; `withdrawn`: the invitation was taken back before that. */
  state: z.enum(['active', 'invited', 'expired', 'withdrawn']),
  authorities: z.array(authority),
  /** The person of the staff register whose own record this account reads. */
  staff: z.object({ id, name: localText }).nullable(),
});
export type Person = z.infer<typeof person>;

const password = z.string().min(12).max(128);
const personName = z.string().trim().min(1).max(200);

export const accessRoutes = defineRoutes({
  'GET /api/start': {
    summary: 'What the sign-in page needs to know: demo accounts, whether a first bureau must be set up',
    access: 'public',
    response: startInfo,
  },
  'POST /api/demo/sign-in': {
    summary: 'Sign in as one of the demo people (demo mode only)',
    access: 'public',
    body: z.object({ key: z.string() }),
    response: done,
  },
  'POST /api/setup': {
    summary: 'Create the first bureau and its first officer with the one-time token printed at start',
    access: 'public',
    takesSecret: true,
    body: z.object({
      token: z.string().min(20),
      bureauCode: code,
      bureauName: nameInput,
      name: personName,
      email: z.email(),
      password,
    }),
    response: done,
  },
  'GET /api/me': {
    summary: 'The signed-in person, their authorities and groups',
    access: 'signed-in',
    response: me,
  },
  'GET /api/access/people': {
    summary: 'People with access to this bureau and what they hold',
    access: 'access.manage',
    query: pageQuery,
    response: pageOf(person),
  },
  'POST /api/access/invitations': {
    summary: 'Invite a person: answers the one-time link to hand over',
    access: 'access.manage',
    body: z.object({ name: personName, email: z.email(), authority: newAuthority }),
    response: z.object({ link: z.string(), expiresAt: z.string() }),
  },
  'POST /api/access/authorities/:id/end': {
    summary:
      'End an authority on a day; before its first day is over, take it back; withdraw an invitation that is still open',
    access: 'access.manage',
    params: idParams,
    body: z.object({ to: isoDate }),
    response: done,
  },
  'GET /api/access/policy': {
    summary: 'Which role may do what over which scope: the table that the server enforces',
    access: 'signed-in',
    response: policyTable,
  },
  'GET /api/staff/:id/readers': {
    summary: 'Who can see this person’s record, and through which authority',
    access: 'staff.read',
    params: idParams,
    response: readers,
  },
  'GET /api/schools/:id/readers': {
    summary: 'Who can see the people of this school, and through which authority',
    access: 'audit.read',
    params: idParams,
    response: readers,
  },
  'POST /api/staff/:id/account': {
    summary: 'Link an account to a person of the staff register, or take the link away',
    access: 'access.manage',
    params: idParams,
    body: z.object({
      userId: z.string().min(1).max(100).nullable(),
      reason: z.string().trim().min(1).max(500),
    }),
    response: done,
  },
  'GET /api/me/sessions': {
    summary: 'Where one is signed in',
    access: 'signed-in',
    response: z.array(session),
  },
  'POST /api/me/sessions/:id/end': {
    summary: 'Sign out in one of these places',
    access: 'signed-in',
    params: z.object({ id: z.string().min(1).max(100) }),
    response: done,
  },
  'GET /api/access/people/:userId/sessions': {
    summary: 'Where a person is signed in',
    access: 'access.manage',
    params: userParams,
    response: z.array(session),
  },
  'POST /api/access/people/:userId/sessions/end': {
    summary: 'Sign a person out everywhere',
    access: 'access.manage',
    params: userParams,
    response: z.object({ ended: z.number().int() }),
  },
  'GET /api/invitations/:token': {
    summary: 'Whom an invitation is for',
    access: 'public',
    params: z.object({ token: z.string().min(20).max(200) }),
    response: z.object({ name: z.string(), email: z.string(), bureau: localText }),
  },
  'POST /api/invitations/:token/accept': {
    summary: 'Accept an invitation by setting a password',
    access: 'public',
    takesSecret: true,
    params: z.object({ token: z.string().min(20).max(200) }),
    body: z.object({ name: personName, password }),
    response: done,
  },
});
