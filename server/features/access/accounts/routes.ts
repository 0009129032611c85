import type { accessRoutes } from '@trellis/contract';
import type { Handlers } from '../../../platform/http/index.ts';
import {
  acceptInvitation,
  createInvitation,
  endAuthority,
  findOpenInvitation,
  setUpFirstBureau,
  signInToDemo,
} from './commands.ts';
import { getMe, getPeople, getStartInfo } from './queries.ts';
import { endOwnSession, endSessionsOf, listOwnSessions, listSessionsOf } from './sessions.ts';
import type { AccountServices } from './types.ts';

const DONE = { done: true } as const;

/** Who reads a record is told by the register, which decides it. */
type OfTheRegister =
  | 'GET /api/staff/:id/readers'
  | 'GET /api/schools/:id/readers'
  | 'POST /api/staff/:id/account'
  | 'GET /api/access/policy';

export function createAccountHandlers(
  services: AccountServices,
): Handlers<Exclude<keyof typeof accessRoutes, OfTheRegister>> {
  return {
    'GET /api/start': () => getStartInfo(services),
    'POST /api/demo/sign-in': async ({ body, context }) => ({
      answer: DONE,
      setCookies: await signInToDemo(services, body.key, context.asker),
    }),
    'POST /api/setup': async ({ body, context }) => ({
      answer: DONE,
      setCookies: await setUpFirstBureau(services, body, context),
    }),
    'GET /api/me': ({ actor, context }) => getMe(services, actor, context.today),
    'GET /api/me/sessions': ({ actor }) => listOwnSessions(services, actor),
    'POST /api/me/sessions/:id/end': async ({ actor, params }) => {
      await endOwnSession(services, actor, params.id);
      return DONE;
    },
    'GET /api/access/people/:userId/sessions': ({ actor, params }) =>
      listSessionsOf(services, actor, params.userId),
    'POST /api/access/people/:userId/sessions/end': async ({ actor, params }) => ({
      ended: await endSessionsOf(services, actor, params.userId),
    }),
    'GET /api/access/people': ({ actor, query }) => getPeople(services, actor, query),
    'POST /api/access/invitations': ({ actor, body }) => createInvitation(services, actor, body),
    'POST /api/access/authorities/:id/end': async ({ actor, params, body, context }) => {
      await endAuthority(services, actor, params.id, body.to, context.today);
      return DONE;
    },
    'GET /api/invitations/:token': async ({ params }) => {
      const open = await findOpenInvitation(services, params.token);
      return { name: open.name, email: open.email, bureau: { en: open.name_en, zh: open.name_zh } };
    },
    'POST /api/invitations/:token/accept': async ({ params, body, context }) => ({
      answer: DONE,
      setCookies: await acceptInvitation(services, params.token, body, context.asker),
    }),
  };
}
