import { z } from 'zod';
import { code, done, id, idParams, isoDate, localText, nameInput, pageOf, pageQuery } from './common.ts';
import { defineRoutes } from './route.ts';

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

export const person = z.object({
  userId: z.string().nullable(),
  name: z.string(),
  email: z.string(),
  /** `invited`: has not yet set a password; `withdrawn`: the invitation was taken back before that. */
  state: z.enum(['active', 'invited', 'expired', 'withdrawn']),
  authorities: z.array(authority),
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
