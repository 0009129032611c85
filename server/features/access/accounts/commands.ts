import { randomUUID } from 'node:crypto';
import type { RouteRequest } from '@trellis/contract';
import { sql } from 'kysely';
import { fromRange } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { DEMO_ACCOUNTS } from './demo-accounts.ts';
import {
  countBureaus,
  createToken,
  digestToken,
  findUserByEmail,
  insertAuthority,
  putSetting,
  takeSetting,
} from './store.ts';
import type { AccountServices } from './types.ts';

const SETUP_KEY = 'setup-token';

/** A database without a bureau waits for its first officer: answers the one-time token to print, else undefined. */
export async function prepareSetup({ database }: AccountServices): Promise<string | undefined> {
  if ((await countBureaus(database)) > 0) return undefined;
  const { token, digest } = createToken();
  await putSetting(database, SETUP_KEY, digest);
  return token;
}

export async function setUpFirstBureau(
  services: AccountServices,
  request: RouteRequest<'POST /api/setup'>['body'],
  today: string,
): Promise<string[]> {
  const { database } = services;
  if (
    (await countBureaus(database)) > 0 ||
    !(await takeSetting(database, SETUP_KEY, digestToken(request.token)))
  ) {
    throw new AppError('not-allowed', {
      en: 'This set-up link has been used or is not the latest. Restart the server to print a new one.',
      zh: '该初始化链接已使用或已失效。请重启服务以获取新的链接。',
    });
  }
  const bureau = await database.system
    .insertInto('bureau')
    .values({ code: request.bureauCode, name_en: request.bureauName.en, name_zh: request.bureauName.zh })
    .returning('id')
    .executeTakeFirstOrThrow();
  const userId = await createAccount(services, request);
  await database.asBureau(bureau.id, (db) =>
    insertAuthority(db, {
      bureauId: bureau.id,
      userId,
      role: 'bureau-officer',
      scopeKind: 'bureau',
      scopeId: bureau.id,
      from: today,
      to: null,
      grantedBy: userId,
    }),
  );
  return signIn(services, request.email, request.password);
}

/** Accounts are made here and nowhere else: there is no public sign-up. */
export async function createAccount(
  services: AccountServices,
  person: { name: string; email: string; password: string },
): Promise<string> {
  const context = await services.auth.$context;
  const password = await context.password.hash(person.password);
  const now = new Date();
  const userId = randomUUID();
  await services.database.system.transaction().execute(async (db) => {
    await db
      .insertInto('account_user')
      .values({
        id: userId,
        name: person.name,
        email: person.email.toLowerCase(),
        emailVerified: true,
        image: null,
        createdAt: now,
        updatedAt: now,
      })
      .execute();
    await sql`insert into account_credential ("id", "accountId", "providerId", "userId", "password")
      values (${randomUUID()}, ${userId}, 'credential', ${userId}, ${password})`.execute(db);
  });
  return userId;
}

/** Answers the cookies of a new session. */
export async function signIn({ auth }: AccountServices, email: string, password: string): Promise<string[]> {
  const response = await auth.api.signInEmail({ body: { email, password }, asResponse: true });
  if (!response.ok) {
    throw new AppError('not-signed-in', {
      en: 'This e-mail address and password do not belong together. Check both and try again.',
      zh: '邮箱与密码不匹配。请核对后重试。',
    });
  }
  return response.headers.getSetCookie();
}

export async function signInToDemo(services: AccountServices, key: string): Promise<string[]> {
  const account = DEMO_ACCOUNTS.find((one) => one.key === key);
  if (!services.config.demo || !account) {
    throw new AppError('not-found', {
      en: `There is no demo person “${key}” here.`,
      zh: `此处没有演示人员“${key}”。`,
    });
  }
  return signIn(services, account.email, demoPassword(services));
}

/** Demo people need no password to remember: it is derived from the installation's secret. */
export function demoPassword({ config }: AccountServices): string {
  return digestToken(`demo:${config.secret}`);
}

export async function createInvitation(
  services: AccountServices,
  actor: Actor,
  request: RouteRequest<'POST /api/access/invitations'>['body'],
): Promise<{ link: string; expiresAt: string }> {
  const { authority } = request;
  assertDates(authority.from, authority.to);
  const isOfficer = authority.role === 'bureau-officer';
  if (isOfficer !== (authority.scopeKind === 'bureau')) {
    throw new AppError(
      'unprocessable',
      {
        en: 'A bureau officer is responsible for the whole bureau; a principal or teacher for a group or a school.',
        zh: '教育局管理人员的范围是全区；校长、教师的范围是集团或学校。',
      },
      [
        {
          path: 'authority.scopeKind',
          message: { en: 'Choose a scope that fits the role.', zh: '请选择与角色相符的范围。' },
        },
      ],
    );
  }
  const { token, digest } = createToken();
  const expiresAt = new Date(Date.now() + 14 * 24 * 3600 * 1000);
  await services.database.asBureau(actor.bureauId, async (db) => {
    const table = { bureau: 'bureau', group: 'education_group', school: 'school' } as const;
    const scope = await db
      .selectFrom(table[authority.scopeKind])
      .select('id')
      .where('id', '=', authority.scopeId)
      .executeTakeFirst();
    if (!scope) {
      throw new AppError('unprocessable', {
        en: 'The group or school chosen for this role is not in your register.',
        zh: '所选的集团或学校不在您的名册中。',
      });
    }
    await db
      .insertInto('invitation')
      .values({
        bureau_id: actor.bureauId,
        token_sha256: digest,
        name: request.name,
        email: request.email.toLowerCase(),
        role: authority.role,
        scope_kind: authority.scopeKind,
        scope_id: authority.scopeId,
        valid_from: authority.from,
        valid_to: authority.to,
        invited_by: actor.userId,
        expires_at: expiresAt,
      })
      .execute();
  });
  return { link: `${services.config.url}/invitation/${token}`, expiresAt: expiresAt.toISOString() };
}

export async function acceptInvitation(
  services: AccountServices,
  token: string,
  person: { name: string; password: string },
): Promise<string[]> {
  const { database } = services;
  const invitation = await findOpenInvitation(services, token);
  // Someone with an account proves it with their password; the invitation only adds the authority.
  const known = await findUserByEmail(database, invitation.email);
  const cookies = known ? await signIn(services, invitation.email, person.password) : undefined;
  const userId = known?.id ?? (await createAccount(services, { ...person, email: invitation.email }));
  await database.asBureau(invitation.bureau_id, async (db) => {
    await insertAuthority(db, {
      bureauId: invitation.bureau_id,
      userId,
      role: invitation.role,
      scopeKind: invitation.scope_kind,
      scopeId: invitation.scope_id,
      from: invitation.valid_from,
      to: invitation.valid_to,
      grantedBy: invitation.invited_by,
    });
    const taken = await db
      .updateTable('invitation')
      .set({ accepted_at: new Date() })
      .where('id', '=', invitation.id)
      .where('accepted_at', 'is', null)
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n) throw usedInvitation();
  });
  return cookies ?? signIn(services, invitation.email, person.password);
}

export async function findOpenInvitation({ database }: AccountServices, token: string) {
  const row = await database.system
    .selectFrom('invitation')
    .innerJoin('bureau', 'bureau.id', 'invitation.bureau_id')
    .selectAll('invitation')
    .select(['bureau.name_en', 'bureau.name_zh'])
    .where('token_sha256', '=', digestToken(token))
    .where('accepted_at', 'is', null)
    .where('expires_at', '>', new Date())
    .executeTakeFirst();
  if (!row) throw usedInvitation();
  return row;
}

function usedInvitation(): AppError {
  return new AppError('not-found', {
    en: 'This invitation has been used or has expired. Ask the bureau officer for a new one.',
    zh: '该邀请已使用或已过期。请联系教育局管理人员重新邀请。',
  });
}

export async function endAuthority(
  services: AccountServices,
  actor: Actor,
  id: string,
  to: string,
): Promise<void> {
  await services.database.asBureau(actor.bureauId, async (db) => {
    const row = await db
      .selectFrom('authority')
      .select(['id', 'user_id', 'role', sql<string>`during::text`.as('during')])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) {
      throw new AppError('not-found', { en: 'There is no such authority.', zh: '没有这项权限。' });
    }
    const { from } = fromRange(row.during);
    assertDates(from ?? '1900-01-01', to);
    if (row.role === 'bureau-officer' && row.user_id === actor.userId) {
      throw new AppError('conflict', {
        en: 'You cannot end your own role as bureau officer: the bureau would be left without anyone in charge. Ask another officer.',
        zh: '不能结束本人的管理人员角色，以免无人管理。请由其他管理人员操作。',
      });
    }
    await sql`update authority set during = daterange(lower(during), ${to}::date) where id = ${id}`.execute(
      db,
    );
  });
}

function assertDates(from: string, to: string | null): void {
  if (to !== null && to <= from) {
    throw new AppError(
      'unprocessable',
      {
        en: `The end (${to}) must come after the start (${from}).`,
        zh: `结束日期（${to}）必须晚于开始日期（${from}）。`,
      },
      [{ path: 'to', message: { en: `Choose a day after ${from}.`, zh: `请选择 ${from} 之后的日期。` } }],
    );
  }
}
