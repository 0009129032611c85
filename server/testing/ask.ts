/** How tests ask the HTTP door: as a person, with a body, in a language; and people made for one test. */
import { randomUUID } from 'node:crypto';
import { createAccount, insertAuthority } from '../features/access/accounts/index.ts';
import type { TestServer } from './start-test-server.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely.
  readonly body: any;
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
}

export interface Ask {
  cookie?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  /** The address the connection comes from. */
  from?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'PATCH';

/** Sends one request; the body travels as JSON unless it is text or bytes. */
export async function ask(
  server: TestServer,
  request: `${Method} /${string}`,
  { cookie, body, headers = {}, from }: Ask = {},
): Promise<Answer> {
  const space = request.indexOf(' ');
  const response = await server.trellis.http.inject({
    method: request.slice(0, space) as 'GET',
    url: request.slice(space + 1),
    headers: { ...(cookie ? { cookie } : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
    ...(from ? { remoteAddress: from } : {}),
  });
  const isJson =
    /json/.test(String(response.headers['content-type'])) && !response.headers['content-encoding'];
  return {
    status: response.statusCode,
    body: isJson && response.body !== '' ? response.json() : undefined,
    text: response.body,
    bytes: response.rawPayload,
    headers: response.headers,
  };
}

export interface Holding {
  bureauId: string;
  role: 'bureau-officer' | 'principal' | 'teacher';
  scopeKind: 'bureau' | 'group' | 'school';
  scopeId: string;
  from?: string;
  to?: string | null;
}

export const PASSWORD = 'a long enough password';

/** A new person with what they hold; answers who they are and the cookie of a session. */
export async function createPerson(
  server: TestServer,
  ...holdings: Holding[]
): Promise<{ userId: string; email: string; cookie: string; authorityIds: string[] }> {
  const { services } = server.trellis;
  const email = `${randomUUID()}@example.org`;
  const userId = await createAccount(services, { name: 'Somebody', email, password: PASSWORD });
  for (const holding of holdings) {
    await services.database.asBureau(holding.bureauId, (db) =>
      insertAuthority(db, { from: '2020-01-01', to: null, grantedBy: userId, userId, ...holding }),
    );
  }
  const rows = await services.database.system
    .selectFrom('authority')
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('granted_at')
    .execute();
  return {
    userId,
    email,
    cookie: await createSession(server, email, PASSWORD),
    authorityIds: rows.map((row) => row.id),
  };
}

/** A session made past the door, where attempts are counted. */
export async function createSession(server: TestServer, email: string, password: string): Promise<string> {
  const response = await server.trellis.services.auth.api.signInEmail({
    body: { email, password },
    asResponse: true,
  });
  if (!response.ok) throw new Error(`Cannot sign in as ${email}.`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

export async function createBureau(server: TestServer, code: string = randomUUID()): Promise<string> {
  const { id } = await server.trellis.services.database.system
    .insertInto('bureau')
    .values({ code, name_en: `Bureau ${code}`, name_zh: '' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

let addresses = 0;
/** An address of its own, because attempts are counted by address. */
export function freshAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${addresses % 250}`;
}

/** A day by its distance from today, as the server's clock has it. */
export function dayFromToday(offset = 0): string {
  const now = new Date();
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
