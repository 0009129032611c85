import type { z } from 'zod';

/**
 * Who may call a route, before the feature's own policy looks at the object concerned.
 * `public`: anyone · `signed-in`: any account · otherwise a permission of the policy table.
 */
export const PERMISSIONS = [
  'register.read',
  'register.write',
  'staff.read',
  'staff.write',
  'import.use',
  'balance.read',
  'bureau.read',
  'pack.write',
  'study.read',
  'study.write',
  'access.manage',
  'audit.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];
/** Permissions to read what is kept on named people: every such look is put on record. */
export const PERSONAL_PERMISSIONS = [
  'staff.read',
  'access.manage',
  'audit.read',
] as const satisfies Permission[];
export type RouteAccess = 'public' | 'signed-in' | Permission;

/** One HTTP route: the one source for server, web client and OpenAPI. */
export interface RouteDefinition {
  readonly summary: string;
  readonly access: RouteAccess;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** `file`: the answer is a download; `upload` routes take raw bytes; `events`: a server-sent stream. */
  readonly response: z.ZodType | 'file' | 'events' | 'html';
  readonly upload?: true;
  /** Asks for a password: attempts from one address are counted and few. */
  readonly takesSecret?: true;
}

export type RouteTable = Readonly<
  Record<`${'GET' | 'POST' | 'PUT' | 'DELETE'} /api/${string}`, RouteDefinition>
>;

/** Keeps the literal keys and schema types of a table of routes. */
export function defineRoutes<const T extends RouteTable>(table: T): T {
  return table;
}
