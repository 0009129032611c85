import type { RouteRequest } from '@trellis/contract';
import { AppError } from '../../../platform/errors/index.ts';
import { type Actor, type RequestContext, wrongPassword } from '../../../platform/http/index.ts';
import { recordHere } from '../audit/index.ts';
import { DEMO_ACCOUNTS } from './demo-accounts.ts';
import {
  createToken,
  digestToken,
  endAuthorityOn,
  findHolding,
  findSetting,
  findUserByEmail,
  hasBureaus,
  hasLastingOfficer,
  insertAccount,
  insertAuthority,
  insertBureau,
  putSetting,
  takeSetting,
  takeTurnAtOfficers,
  withdrawAuthority,
  withdrawInvitation,
} from './store.ts';
import type { AccountServices } from './types.ts';

type Asker = RequestContext['asker'];

const SETUP_KEY = 'setup-token';

/**
 * A database without a bureau waits for its first officer: answers the one-time token to print, else undefined.
 *
 * @throws AppError `conflict` on the demo's database, whose people need no password.
 */
export async function prepareSetup({ database }: AccountServices): Promise<string | undefined> {
  if (await findSetting(database, 'mode')) {
    throw new AppError('conflict', {
      en: 'This database is the demo’s: its accounts need no password. Start with --demo, or name another database.',
      zh: '该数据库为演示库，其账号无需密码。请加 --demo 启动，或另指定数据库。',
    });
  }
  if (await hasBureaus(database.system)) return undefined;
  const { token, digest } = createToken();
  await putSetting(database, SETUP_KEY, digest);
  return token;
}

export async function setUpFirstBureau(
  services: AccountServices,
  request: RouteRequest<'POST /api/setup'>['body'],
  { today, asker }: Pick<RequestContext, 'today' | 'asker'>,
): Promise<string[]> {
  const { database } = services;
  const digest = digestToken(request.token);
  if ((await findSetting(database, SETUP_KEY)) !== digest) throw usedSetupLink();
  const passwordHash = await hashPassword(services, request.password);
  // Bureau and officer come together or not at all: a bureau without an officer could never be entered.
  await database.system.transaction().execute(async (db) => {
    if ((await hasBureaus(db)) || !(await takeSetting(db, SETUP_KEY, digest))) throw usedSetupLink();
    const { en, zh } = request.bureauName;
    const bureauId = await insertBureau(db, { code: request.bureauCode, nameEn: en, nameZh: zh });
    const userId = await insertAccount(db, { ...request, passwordHash });
    await insertAuthority(db, {
      bureauId,
      userId,
      role: 'bureau-officer',
      scopeKind: 'bureau',
      scopeId: bureauId,
      from: today,
      to: null,
      grantedBy: userId,
    });
    await recordHere(db, bureauId, { userId, name: request.name });
  });
  return signIn(services, request.email, request.password, asker);
}

function usedSetupLink(): AppError {
  return new AppError('not-allowed', {
    en: 'This set-up link has been used or is not the latest. Restart the server to print a new one.',
    zh: '该初始化链接已使用或已失效。请重启服务以获取新的链接。',
  });
}

/** Accounts are made by set-up, invitations and the demo, and nowhere else: there is no public sign-up. */
export async function createAccount(
  services: AccountServices,
  person: { name: string; email: string; password: string },
): Promise<string> {
  const passwordHash = await hashPassword(services, person.password);
  return services.database.system
    .transaction()
    .execute((db) => insertAccount(db, { ...person, passwordHash }));
}

/** Slow on purpose: call before a transaction, not inside. */
async function hashPassword({ auth }: AccountServices, password: string): Promise<string> {
  const context = await auth.$context;
  return context.password.hash(password);
}

/** Answers the cookies of a new session. */
export async function signIn(
  { auth }: AccountServices,
  email: string,
  password: string,
  asker: Asker,
): Promise<string[]> {
  const response = await auth.api.signInEmail({
    body: { email, password },
    headers: new Headers({ 'x-trellis-client': asker.address, 'user-agent': asker.userAgent }),
    asResponse: true,
  });
  if (!response.ok) {
    throw wrongPassword();
  }
  return response.headers.getSetCookie();
}

export async function signInToDemo(services: AccountServices, key: string, asker: Asker): Promise<string[]> {
  const account = DEMO_ACCOUNTS.find((one) => one.key === key);
  if (!services.config.demo || !account) {
    throw new AppError('not-found', {
      en: `There is no demo person “${key}” here.`,
      zh: `此处没有演示人员“${key}”。`,
    });
  }
  return signIn(services, account.email, demoPassword(services), asker);
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
        zh: '教育局管理人员的权限范围是整个教育局；校长、教师的权限范围是集团或学校。',
      },
      [
        {
          path: 'authority.scopeKind',
          message: { en: 'Choose a scope that fits the role.', zh: '请选择与角色相符的权限范围。' },
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
  asker: Asker,
): Promise<string[]> {
  const { database } = services;
  const invitation = await findOpenInvitation(services, token);
  // Someone with an account proves it with their password; the invitation only adds the authority.
  const known = await findUserByEmail(database, invitation.email);
  const cookies = known ? await signIn(services, invitation.email, person.password, asker) : undefined;
  const passwordHash = known ? '' : await hashPassword(services, person.password);
  await database.system.transaction().execute(async (db) => {
    const taken = await db
      .updateTable('invitation')
      .set({ accepted_at: new Date() })
      .where('id', '=', invitation.id)
      .where('accepted_at', 'is', null)
      .where('expires_at', '>', new Date())
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n) throw usedInvitation();
    const userId =
      known?.id ?? (await insertAccount(db, { name: person.name, email: invitation.email, passwordHash }));
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
    await recordHere(db, invitation.bureau_id, { userId, name: person.name });
  });
  return cookies ?? signIn(services, invitation.email, person.password, asker);
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

/** Ends what somebody holds on a day, takes back what has not lasted a day, or withdraws an open invitation to it. */
export async function endAuthority(
  services: AccountServices,
  actor: Actor,
  id: string,
  to: string,
  today: string,
): Promise<void> {
  await services.database.asBureau(actor.bureauId, async (db) => {
    await takeTurnAtOfficers(db);
    const held = await findHolding(db, id);
    if (!held) {
      throw new AppError('not-found', {
        en: 'There is no such authority, or it was taken back.',
        zh: '没有这项职权，或已撤回。',
      });
    }
    if (held.kind === 'invitation') {
      await withdrawInvitation(db, id, actor.userId);
      return;
    }
    if (held.role === 'bureau-officer' && held.userId === actor.userId) throw endsOwnRole();
    if (held.to !== null && to > held.to) {
      throw new AppError(
        'unprocessable',
        {
          en: `This authority ends on ${held.to} already; ending it on ${to} would make it longer. Invite the person again for more time.`,
          zh: `该职权已定于 ${held.to} 终止；改为 ${to} 会延长期限。如需延长，请重新邀请。`,
        },
        [
          {
            path: 'to',
            message: { en: `Choose a day up to ${held.to}.`, zh: `请选择不晚于 ${held.to} 的日期。` },
          },
        ],
      );
    }
    // What was given by mistake can be taken back until its first day is over; after that it was held, and ends on a day.
    if (to <= held.from && held.from >= today) await withdrawAuthority(db, id, actor.userId);
    else {
      assertDates(held.from, to);
      await endAuthorityOn(db, id, to);
    }
    if (held.role === 'bureau-officer' && !(await hasLastingOfficer(db))) throw leavesNobody();
  });
}

function endsOwnRole(): AppError {
  return new AppError('conflict', {
    en: 'You cannot end your own role as bureau officer: the bureau would be left without anyone in charge. Ask another officer.',
    zh: '不能终止本人的管理职权，以免无人管理。请由另一位管理人员操作。',
  });
}

function leavesNobody(): AppError {
  return new AppError('conflict', {
    en: 'This is the only bureau officer without an end date: the bureau would be left without anyone in charge. Invite another first.',
    zh: '这是唯一未定终止日期的管理人员，终止后将无人管理。请先邀请另一位。',
  });
}

function assertDates(from: string, to: string | null): void {
  if (to !== null && to <= from) {
    throw new AppError(
      'unprocessable',
      {
        en: `The end (${to}) must come after the start (${from}).`,
        zh: `终止日期（${to}）须晚于起始日期（${from}）。`,
      },
      [{ path: 'to', message: { en: `Choose a day after ${from}.`, zh: `请选择 ${from} 之后的日期。` } }],
    );
  }
}
